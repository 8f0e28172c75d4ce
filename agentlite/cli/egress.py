"""`agentlite egress`: what has left this machine, and whether the record of it is whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from agentlite.actions import Json
from agentlite.cli import options
from agentlite.cli.console import document, line, note
from agentlite.cli.exits import NOT_DONE, SUCCESS
from agentlite.errors import InputError
from agentlite.language import Language, Sentences, said
from agentlite.places import data_folder

if TYPE_CHECKING:
    from agentlite.egress import Entry, Ledger

_SENTENCES: Sentences = {
    "nothing": {"en": "Nothing has left: there is no ledger at {path}.", "pt": "Nada saiu: não há registo em {path}."},
    "sent": {"en": "sent", "pt": "enviado"},
    "answered": {"en": "answered", "pt": "respondido"},
    "refused": {"en": "not sent", "pt": "não enviado"},
    "settled": {"en": "step", "pt": "passo"},
    "bytes": {"en": "{n} bytes", "pt": "{n} bytes"},
    "exported": {"en": "{n} rows written to {path}.", "pt": "{n} linhas escritas em {path}."},
    "whole": {"en": "The ledger is whole: {n} rows.", "pt": "O registo está inteiro: {n} linhas."},
    "head": {
        "en": "Its head is {head}; kept elsewhere, it shows later whether anything was rewritten: --head.",
        "pt": "A sua cabeça é {head}; guardada noutro sítio, mostra mais tarde se algo foi reescrito: --head.",
    },
    "not_whole": {"en": "The ledger is not whole:", "pt": "O registo não está inteiro:"},
}

ledger_option = click.option(
    "--ledger", metavar="FILE", help="The egress ledger.  [default: egress.db in the data folder]"
)


@click.group(epilog="\b\nExample:\n  agentlite egress show")
def egress() -> None:
    """See what has left this machine, and check the record of it."""


@egress.command("show", epilog="\b\nExample:\n  agentlite egress show 12")
@click.argument("row", metavar="[ID]", type=click.IntRange(min=1), required=False)
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="How many, newest last.")
@ledger_option
@options.as_json
@options.language
def show(row: int | None, limit: int, ledger: str | None, as_json: bool, language: Language | None) -> int:
    """List what left last, or show the row ID with the exact text that was sent or received."""
    path, spoken = _path(ledger), language or options.usual_language()
    if row is None and not path.exists():
        note(_say("nothing", spoken, path=path))
        if as_json:
            document([])
        return SUCCESS
    with _opened(path) as book:
        found = [_row(book, row)] if row is not None else book.latest(limit)
    if as_json:
        document(_document(found[0]) if row is not None else [_document(entry) for entry in found])
    elif row is not None:
        _show_whole(found[0], spoken)
    else:
        for entry in found:
            line(_summary(entry, spoken))
    return SUCCESS


@egress.command("export", epilog="\b\nExample:\n  agentlite egress export --out egress.jsonl")
@click.option("--out", required=True, metavar="FILE", help='The file to write, one JSON document per line; "-" prints.')
@ledger_option
@options.as_json
@options.language
def export(out: str, ledger: str | None, as_json: bool, language: Language | None) -> int:
    """Write the whole ledger as JSON lines, for programs and for keeping elsewhere."""
    with _opened(_path(ledger)) as book:
        if out == "-":
            for entry in book.entries():
                line(json.dumps(_document(entry)))
            return SUCCESS
        count = 0
        with _private(Path(out).expanduser()) as file:
            for count, entry in enumerate(book.entries(), 1):  # noqa: B007
                file.write(json.dumps(_document(entry)) + "\n")
    if as_json:
        document({"rows": count, "path": out})
    else:
        line(_say("exported", language or options.usual_language(), n=count, path=out))
    return SUCCESS


@egress.command("verify", epilog="\b\nExample:\n  agentlite egress verify --json")
@click.option("--head", metavar="HEAD", help="A head that an earlier check printed, to be found in the ledger again.")
@ledger_option
@options.as_json
@options.language
def verify(head: str | None, ledger: str | None, as_json: bool, language: Language | None) -> int:
    """Check that no row was changed, removed, added or moved. Ends with exit code 1 if one was."""
    from agentlite.egress import parse_head

    spoken = language or options.usual_language()
    known = None if head is None else parse_head(head)
    with _opened(_path(ledger)) as book:
        verdict = book.verify(known)
    if as_json:
        document({"rows": verdict.head.count, "head": str(verdict.head), "problems": list(verdict.problems)})
    elif verdict.problems:
        line(_say("not_whole", spoken), fg="red")
        for problem in verdict.problems:
            line(f"  {problem}")
    else:
        line(_say("whole", spoken, n=verdict.head.count), fg="green")
        line(_say("head", spoken, head=verdict.head), dim=True)
    return NOT_DONE if verdict.problems else SUCCESS


def _path(chosen: str | None) -> Path:
    return Path(chosen).expanduser() if chosen else data_folder() / "egress.db"


@contextmanager
def _opened(path: Path) -> Iterator[Ledger]:
    """The ledger that is there. One of which only the head file is left counts: `verify` tells of it."""
    from agentlite.egress import Ledger

    if not path.exists() and not Path(f"{path}.head").exists():
        raise InputError(
            f"There is no egress ledger at {path}.", hint="The first escalation makes one; --ledger names another."
        )
    with Ledger(path) as book:
        yield book


def _row(book: Ledger, row: int) -> Entry:
    if (entry := book.entry(row)) is None:
        raise InputError(f"The ledger has no row {row}.", hint="`agentlite egress show` lists the rows.")
    return entry


def _summary(entry: Entry, language: Language) -> str:
    what = f"{_say(entry.event, language):12}"
    who = f"{entry.provider}:{entry.model}"
    size = _say("bytes", language, n=entry.bytes) if entry.event in ("sent", "answered") else ""
    told = [size, str(entry.status or ""), entry.outcome or entry.reason]
    return f"{entry.id:>5}  {_when(entry):%Y-%m-%d %H:%M:%S}  {what}  {who}  {' · '.join(filter(None, told))[:100]}"


def _show_whole(entry: Entry, language: Language) -> None:
    line(_summary(entry, language), bold=True)
    for name, value in asdict(entry).items():
        if value not in ("", None, {}) and name not in ("content", "id", "at", "event"):
            line(f"  {name:12} {json.dumps(value) if isinstance(value, dict) else value}", dim=True)
    if entry.content:
        line()
        line(entry.content)


def _document(entry: Entry) -> Json:
    return asdict(entry) | {"at": _when(entry).astimezone(UTC).isoformat()}


def _when(entry: Entry) -> datetime:
    return datetime.fromtimestamp(entry.at).astimezone()


def _private(path: Path) -> IO[str]:
    """The file, readable by its owner only, as the ledger is."""
    try:
        path.touch(mode=0o600)
        return path.open("w", encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror or error}.") from error


_say = partial(said, _SENTENCES)
