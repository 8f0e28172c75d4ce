import subprocess
import sys
from pathlib import Path

EXAMPLE = Path(__file__).parents[3] / "examples/robot.py"


def test_the_example_finds_repairs_and_replays():
    done = subprocess.run([sys.executable, EXAMPLE], capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "dry run: The box is closed."
    assert lines[-2:] == ["repaired: root.3", "replayed: True - the same log: True"]
