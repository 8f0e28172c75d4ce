"""Stopping a robot from another terminal, with nothing in between: no agent, no model, no plan.

python -m agentlite.tools.robot stop FOLDER       it stands still within a tick, and stays so
python -m agentlite.tools.robot release FOLDER    it may move again

FOLDER is the robot pack's own: the one whose path the robot was opened with.
"""

from __future__ import annotations

import sys
from pathlib import Path

from agentlite.tools.robot import STOP_FILE


def main(arguments: list[str]) -> int:
    """Stop or release; the exit code, which is not 0 if nothing was done."""
    match arguments:
        case ["stop" | "release", folder] if not Path(folder).is_dir():
            print(f"There is no folder {folder}: nothing was done. / Não há pasta {folder}: nada foi feito.")
            return 1
        case ["stop", folder]:
            Path(folder, STOP_FILE).touch()
            print("Stopped. / Parado.")
        case ["release", folder]:
            Path(folder, STOP_FILE).unlink(missing_ok=True)
            print("Released. / Libertado.")
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
