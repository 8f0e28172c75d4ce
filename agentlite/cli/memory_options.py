"""Which memory `agentlite memory` means, and in which language it speaks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from agentlite.cli import options
from agentlite.language import Language
from agentlite.places import data_folder

if TYPE_CHECKING:
    from agentlite.memory import Memory

Command = TypeVar("Command", bound=Callable[..., Any])


def where(command: Command) -> Command:
    """The options that say which memory is meant (`memory`, `user`, `namespace`), and how to answer."""
    for option in (
        options.language,
        options.as_json,
        click.option("--namespace", default="default", show_default=True, help="Which of their memories."),
        click.option("--user", default="owner", show_default=True, help="Whose memory in the file."),
        click.option("--memory", metavar="FILE", help="The memory.  [default: memory.db in the data folder]"),
    ):
        command = option(command)
    return command


def memory_file(chosen: str | None) -> Path:
    """The file `chosen`, or memory.db in the data folder."""
    return Path(chosen).expanduser() if chosen else data_folder() / "memory.db"


@contextmanager
def opened(*, memory: str | None, user: str, namespace: str) -> Iterator[Memory]:
    """The memory that the options mean, which is made if it is not there. Raises `StorageError`."""
    from agentlite.memory import Memory

    path = memory_file(memory)
    if not memory:
        path.parent.mkdir(parents=True, exist_ok=True)
    with Memory(path, user=user, namespace=namespace) as found:
        yield found


def spoken(language: Language | None) -> Language:
    """The language chosen, or that of the user's environment."""
    return language or options.usual_language()
