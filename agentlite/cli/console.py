"""Printing: colour only where wanted, nothing that can steer the terminal, no crash when the reader leaves."""

from __future__ import annotations

import json
import os
import re
import sys
from typing import Any

import click

from agentlite.actions import Json
from agentlite.errors import AgentliteError, StorageError

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def line(text: str = "", **style: Any) -> None:
    """One line for people on standard output; `style` is click's (fg, bold, dim).

    A reader that closes its end (`| head -1`) is no reason to stop a run half way: from then on nothing is printed.
    Raises `StorageError` if the output cannot be written for another reason, such as a full disk.
    """
    _write(_styled(plain(text), style), err=False)


def note(text: str, **style: Any) -> None:
    """One line beside the output proper: on standard error."""
    _write(_styled(plain(text), style), err=True)


def document(value: Json) -> None:
    """A JSON document for programs, on standard output."""
    _write(json.dumps(value, ensure_ascii=False, indent=2, default=str), err=False)


def tell(error: AgentliteError) -> None:
    """An error as one line on standard error, and its hint as another."""
    note(f"error: {_one_line(str(error))}", fg="red")
    if error.hint:
        note(f"hint: {_one_line(error.hint)}")


def question(text: str) -> str:
    """Ask on the terminal (standard error) and return the line typed there; empty at its end."""
    click.echo(plain(text), nl=False, err=True)
    return sys.stdin.readline().strip()


def interactive() -> bool:
    """Whether someone sits at the terminal and can be asked."""
    return sys.stdin is not None and sys.stdin.isatty()


def plain(text: str) -> str:
    """The text without control characters, which names and answers may hold and terminals obey."""
    return _CONTROL.sub("\ufffd", text)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _styled(text: str, style: dict[str, Any]) -> str:
    wanted = {name: value for name, value in style.items() if value}
    return click.style(text, **wanted) if wanted and not os.environ.get("NO_COLOR") else text


def _write(text: str, *, err: bool) -> None:
    try:
        click.echo(text, err=err)
    except BrokenPipeError:
        _silence(err)
    except OSError as error:
        _silence(err)
        raise StorageError(f"The output cannot be written: {error.strerror or error}.") from error


def _silence(err: bool) -> None:
    """Send the rest to nowhere, what the stream still buffers included."""
    stream = sys.stderr if err else sys.stdout
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
