"""The options that several verbs share, and what they stand for."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, TypeVar

import click

from agentlite.errors import ConfigurationError, InputError
from agentlite.language import Language
from agentlite.places import data_folder

if TYPE_CHECKING:
    from agentlite.memory import Memory
    from agentlite.runs import RunLog

_MOST_INPUT = 1 << 20
"""Bytes read from standard input; tasks are far shorter."""

_SETTINGS = "pack_settings"
_Command = TypeVar("_Command", bound=Callable[..., object])
Settings: TypeAlias = Mapping[str, Mapping[str, str]]
"""What is set, by pack and key."""

model = click.option(
    "--model", default="embedded", show_default=True, envvar="AGENTLITE_MODEL", metavar="M", help="Which model decides."
)


def settings(command: _Command) -> _Command:
    """`--set`: kept aside until packs are opened (`pack_settings`)."""
    return click.option(
        "--set",
        _SETTINGS,
        multiple=True,
        metavar="PACK.KEY=VALUE",
        expose_value=False,
        callback=_keep_settings,
        help="Set something for a tool pack, as files.folders=docs=~/Documents.",
    )(command)


def packs(command: _Command) -> _Command:
    """`--tools`, and what is `--set` for them."""
    return click.option(
        "--tools",
        "packs",
        multiple=True,
        default=("home",),
        show_default=True,
        metavar="PACK",
        help="Tool packs to use, by name or folder; several with commas.",
    )(settings(command))


def pack_names(packs: Sequence[str]) -> list[str]:
    """The packs that `--tools` names, each once."""
    return list(dict.fromkeys(name for given in packs for name in given.split(",")))


def pack_settings() -> dict[str, dict[str, str]]:
    """What is set for packs, by pack: `packs.yaml` in the data folder, and over it what this command was given.

    Raises `ConfigurationError` if that file is not mappings of texts.
    """
    return _merged(_written_settings(), click.get_current_context().meta.get(_SETTINGS, {}))


def _written_settings() -> dict[str, dict[str, str]]:
    file = data_folder() / "packs.yaml"
    if not file.exists():
        return {}
    import yaml

    try:
        given = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
        return {str(pack): {str(k): str(v) for k, v in values.items()} for pack, values in given.items()}
    except (OSError, ValueError, AttributeError, yaml.YAMLError) as error:
        raise ConfigurationError(
            f"{file} cannot be read: {error}.", hint="Write it like: files: {folders: docs=~/Documents}"
        ) from error


def _merged(first: Settings, second: Settings) -> dict[str, dict[str, str]]:
    return {pack: {**first.get(pack, {}), **second.get(pack, {})} for pack in first.keys() | second.keys()}


def _keep_settings(context: click.Context, _: click.Parameter, given: tuple[str, ...]) -> None:
    kept: dict[str, dict[str, str]] = {}
    for text in given:
        name, value = text.partition("=")[::2]
        pack, key = name.partition(".")[::2]
        if not (pack and key and value):
            raise click.BadParameter(f"{text!r} is not PACK.KEY=VALUE.")
        kept.setdefault(pack, {})[key] = value
    context.meta[_SETTINGS] = kept


house = click.option(
    "--house",
    type=Path,
    envvar="AGENTLITE_HOUSE",
    metavar="FILE",
    help='A house of yours, as YAML, or "home-assistant", the real one; without it, a demo house.',
)
here = click.option("--here", metavar="ROOM", help="The room the speaker is in.")
yes = click.option("--yes", is_flag=True, help="Approve calls that cannot be undone, without asking.")
as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document, for programs.")
log = click.option("--log", metavar="FILE", help="The run log to use, or none.  [default: runs.db in the data folder]")
memory = click.option("--memory", metavar="FILE", help="Recall from this memory, and keep in it what was said.")
language = click.option("--language", type=click.Choice(["en", "pt"]), help="Language to speak, and of the demo house.")


def log_path(chosen: str | None) -> Path | None:
    """The file that `--log` means; None for "none"."""
    return None if chosen == "none" else log_file(chosen)


def log_file(chosen: str | None) -> Path:
    """The file `chosen`, or runs.db in the data folder."""
    return Path(chosen).expanduser() if chosen else data_folder() / "runs.db"


@contextlib.contextmanager
def open_log(chosen: str | None) -> Iterator[RunLog | None]:
    """The run log that `--log` names, open; None if there is to be none. Raises `StorageError`."""
    path = log_path(chosen)
    if path is None:
        yield None
        return
    from agentlite.runs import RunLog

    with RunLog(path) as opened:
        yield opened


@contextlib.contextmanager
def open_memory(chosen: str | None) -> Iterator[Memory | None]:
    """The memory that `--memory` names, open; None without one. Raises `StorageError`."""
    if chosen is None:
        yield None
        return
    from agentlite.memory import Memory

    with Memory(Path(chosen).expanduser()) as opened:
        yield opened


def read_task(words: Sequence[str]) -> str:
    """The task: the words of the command line, or standard input for a single "-".

    Raises `InputError` if it is not UTF-8, or too long to be a task at all.
    """
    if tuple(words) == ("-",):
        given = sys.stdin.buffer.read(_MOST_INPUT + 1)
        if len(given) > _MOST_INPUT:
            raise InputError("The task on standard input is longer than 1 MiB.")
    else:
        given = os.fsencode(" ".join(words))
    try:
        return given.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError("The task is not UTF-8 text.", hint="Give plain UTF-8 text.") from error


def usual_language() -> Language:
    """Portuguese where the user's environment says so, else English."""
    spoken = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return "pt" if spoken.lower().startswith("pt") else "en"
