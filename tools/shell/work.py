"""Running a program, in the sandbox."""

from __future__ import annotations

from collections.abc import Sequence

from agentlite.actions import Json
from agentlite.errors import ToolError
from agentlite.sandbox import inside

SHOWN_CHARACTERS = 8_000
_SECONDS = 50.0


def run_program(program: str, arguments: Sequence[str], folder: str) -> Json:
    """Run the program at a path with these arguments, in the folder of this name, and say what it wrote."""
    name = program.rpartition("/")[2]
    try:
        done = inside.run(program, *arguments, folder=inside.folder(folder), timeout=_SECONDS)
    except ToolError as error:
        text = str(error)
        raise ToolError(text, say={"en": text, "pt": f"{name} não correu: {text}"}) from error
    output, errors = done.text, done.errors.decode(errors="replace")
    if done.status and not done.cut:
        said = (errors.strip() or output.strip())[:SHOWN_CHARACTERS]
        raise ToolError(
            f"{name} ended with status {done.status}. {said}".strip(),
            say={
                "en": f"{name} ended with status {done.status}. {said}".strip(),
                "pt": f"{name} acabou com o estado {done.status}. {said}".strip(),
            },
        )
    return {
        "status": done.status,
        "output": output[:SHOWN_CHARACTERS],
        "errors": errors[:SHOWN_CHARACTERS],
        "cut": done.cut or max(len(output), len(errors)) > SHOWN_CHARACTERS,
    }
