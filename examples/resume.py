"""A run that dies half way goes on where it stopped, and repeats no side effect.

A child process runs three calls and is cut off during the second; then this process resumes its run from the log.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from agentlite import Agent, tool
from agentlite.models.testing import ScriptedModel
from agentlite.runs import RunLog

FOLDER = Path(os.environ.get("RESUME_EXAMPLE") or tempfile.mkdtemp(prefix="agentlite-resume-"))
LETTERS = FOLDER / "letters.txt"


@tool(risk="reversible")
def write_to(target: str) -> str:
    """Write somebody a letter."""
    with LETTERS.open("a", encoding="utf-8") as file:
        file.write(target + "\n")
    if target == "Rui" and "--die" in sys.argv:
        os._exit(1)  # the power is cut: the letter is gone, and nobody has noted that it was sent
    return f"{target} has a letter."


def writes_to(target: str) -> dict[str, object]:
    return {"calls": [{"call": "write_to", "with": {"target": target}}]}


def first_life() -> None:
    with RunLog(FOLDER / "runs.db") as log:
        model = ScriptedModel([writes_to("Ana"), writes_to("Rui"), writes_to("Eva"), {"answer": "All written."}])
        with Agent(model, tools=[write_to], log=log) as agent:
            agent.run("write to Ana, Rui and Eva")


def second_life() -> None:
    with RunLog(FOLDER / "runs.db") as log:
        run = log.list()[0]
        print(f"interrupted: {run.run_id} ({run.task!r}), status {run.status}")
        model = ScriptedModel([writes_to("Eva"), {"answer": "Eva has hers too."}])
        with Agent(model, tools=[write_to], log=log) as agent:
            result = agent.resume(run.run_id)
    print(f"{result.status}: {result.output}")
    print("letters to:", ", ".join(LETTERS.read_text(encoding="utf-8").split()))


if __name__ == "__main__":
    if "--die" in sys.argv:
        first_life()
    else:
        subprocess.run(
            [sys.executable, __file__, "--die"], env={**os.environ, "RESUME_EXAMPLE": str(FOLDER)}, check=False
        )
        second_life()
