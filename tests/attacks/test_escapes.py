"""No attack that works in an ordinary process works in a worker: on each backend, as root and as an ordinary user."""

import json
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from agentlite.sandbox.policy import BACKENDS
from agentlite.sandbox.selftest import KNOWN_OPEN
from tests.attacks.drive import ATTACKS, TIMED

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux only")

ROOT = Path(__file__).parents[2]
NOBODY = 65534
LIMITS = dict.fromkeys(TIMED, "wall") | {
    "fill_memory_with_bytes": "memory",
    "fill_memory_with_text": "memory",
    "blow_up_compressed_data": "memory",
    "flood_the_answer": "output",
    "flood_with_many_values": "output",
}
OPEN_BY_NATURE = {("landlock", "see_a_name"): "names"}


@cache
def came_of(user: str) -> dict[str, Any]:
    """What the driver saw, run as the user of the tests or as nobody."""
    python = sys.executable
    who: dict[str, Any] = {}
    if user == "nobody":
        if os.getuid() != 0:
            pytest.skip("only root can become another user")
        who = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
        python = python_for_everybody()
    path = [str(ROOT), *(entry for entry in sys.path if Path(entry).name == "site-packages")]
    done = subprocess.run(
        [python, "-m", "tests.attacks.drive", *BACKENDS, "canary"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": os.pathsep.join(path), "AGENTLITE_CANARY": "canary"},
        capture_output=True,
        text=True,
        check=False,
        **who,
    )
    return json.loads(done.stdout) if done.returncode == 0 else {"broken": done.stderr}


def python_for_everybody() -> str:
    """A Python of this version that an ordinary user may run; root's own may lie in root's home."""
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    for python in (sys.executable, shutil.which(f"python{version}", path="/usr/bin:/usr/local/bin")):
        program = f"import sys; assert sys.version_info[:2] == {sys.version_info[:2]}"
        try:
            if python and subprocess.run([python, "-c", program], user=NOBODY, capture_output=True).returncode == 0:
                return python
        except PermissionError:
            continue
    pytest.skip(f"no Python {version} that nobody may run")


users = pytest.mark.parametrize("user", ["own", "nobody"])


@users
@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("attack", ATTACKS)
def test_what_works_outside_fails_inside(attack: str, backend: str, user: str) -> None:
    seen = came_of(user)
    assert "broken" not in seen, seen
    walled = seen["walled"][backend]
    if "unavailable" in walled:
        pytest.skip(f"nothing runs on this backend here: {walled['unavailable'][1]}")
    if why := seen["free"][attack]:
        pytest.skip(f"proves nothing here, for it fails outside too: {why}")
    how, said = walled[attack]
    if (backend, attack) in OPEN_BY_NATURE:
        assert OPEN_BY_NATURE[backend, attack] in KNOWN_OPEN[backend]
        return
    assert how == LIMITS.get(attack, "denied"), said


@users
def test_at_least_60_attacks_work_outside(user: str) -> None:
    assert sum(not why for why in came_of(user)["free"].values()) >= 60


@users
def test_some_backend_holds_here(user: str) -> None:
    assert any("unavailable" not in walled for walled in came_of(user)["walled"].values())
