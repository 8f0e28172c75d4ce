"""Every attack, first in an ordinary process and then in a worker of each backend; prints what came of each as JSON.

python -m tests.attacks.drive BACKEND... canary
"""

import asyncio
import inspect
import json
import os
import signal
import sys
import tempfile
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

from agentlite.errors import ToolError
from agentlite.sandbox import Manifest, Policy, Sandbox, SandboxUnavailable, ToolStopped
from agentlite.sandbox.sandbox import Confined
from tests.attacks import attempts, stage
from tests.attacks.attempts import MIB, Scene

ATTACKS: dict[str, Callable[[Scene], Any]] = {
    name: attack
    for name, attack in vars(attempts).items()
    if inspect.isfunction(attack) and list(inspect.signature(attack).parameters) == ["scene"]
}
TIMED = frozenset(
    "outstay outstay_deaf_to_signals block_every_signal loop match_a_hard_pattern compute_a_huge_number".split()
)
PATIENT = Manifest(
    risk="read",
    read=("shelf",),
    write=("open",),
    memory_bytes=64 * MIB,
    file_bytes=MIB,
    cpu_seconds=20,
    wall_seconds=30.0,
)
STARTING = replace(PATIENT, programs=(os.path.realpath(sys.executable),), processes=1)
HURRIED = Manifest(risk="read", read=("shelf",), write=("open",), memory_bytes=64 * MIB, wall_seconds=0.1)
FREE_SECONDS = 60
REMEMBERED = {"planted": "canary", "tracked": []}


def run_free(attack: Callable[[Scene], Any], scene: Scene) -> str:
    """ "" if the attack works in a process that nothing holds back, else why it does not."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        canary_in_a_frame = why = "it got nothing"
        os.setpgid(0, 0)
        signal.alarm(FREE_SECONDS)
        try:
            why = "" if attack(scene) else canary_in_a_frame
        except BaseException as error:
            why = repr(error)
        os.write(writer, json.dumps(why).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as answer:
        said = answer.read()
    os.waitpid(pid, 0)
    return json.loads(said) if said else "it was killed"


async def run_walled(confined: Confined, scene: Scene) -> list[str]:
    """How the attack ended in a worker: ["won" or the limit it hit or "denied", what was said]."""
    try:
        outcome = await confined.run({"scene": scene | {"walled": True}})
    except ToolStopped as error:
        return [error.limit, str(error)]
    except ToolError as error:
        return ["denied", str(error)]
    return ["won" if outcome.value else "denied", repr(outcome.value)[:100]]


async def run_backend(backend: str, scene: Scene) -> dict[str, list[str]]:
    roots = {name: Path(scene[name]) for name in ("open", "shelf")}
    with Sandbox(Policy(roots=roots, programs=STARTING.programs, backends=(backend,))) as sandbox:  # type: ignore[arg-type]
        found = {}
        for name, attack in ATTACKS.items():
            stage.restore(scene)
            starts = "_in_a_program(" in inspect.getsource(attack)
            confined = sandbox.confine(attack, HURRIED if name in TIMED else STARTING if starts else PATIENT)
            try:
                await confined.witnessed()
            except SandboxUnavailable as error:
                return {"unavailable": ["", str(error)]}
            if attack is attempts.find_secrets_in_memory:
                await run_walled(confined, scene | {"earlier": REMEMBERED})
            with stage.racing(scene) if attack is attempts.win_a_race else nullcontext():
                found[name] = await run_walled(confined, scene)
        return found


def main() -> None:
    with tempfile.TemporaryDirectory() as base, stage.set_up(Path(base).resolve()) as scene:
        stage.restore(scene)
        inherited = os.open(scene["secret"], os.O_RDONLY)
        os.set_inheritable(inherited, True)
        free = {}
        for name, attack in ATTACKS.items():
            stage.restore(scene)
            with stage.racing(scene) if attack is attempts.win_a_race else nullcontext():
                free[name] = run_free(attack, scene)
        walled = {backend: asyncio.run(run_backend(backend, scene)) for backend in sys.argv[1:-1]}
        print(json.dumps({"user": os.getuid(), "free": free, "walled": walled}))


if __name__ == "__main__":
    main()
