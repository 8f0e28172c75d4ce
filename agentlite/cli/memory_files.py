"""`agentlite memory import` and `export`: documents in, and whole memories in and out."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from agentlite.cli.console import document, line, note
from agentlite.cli.exits import NOT_DONE, SUCCESS
from agentlite.cli.memory_options import opened, spoken, where
from agentlite.cli.memory_wording import say
from agentlite.errors import InputError
from agentlite.language import Language

if TYPE_CHECKING:
    from agentlite.memory import Privacy, Trust
    from agentlite.memory.importing import Imported

EXPORTED = ".jsonl"


@click.command("import", epilog="\b\nExamples:\n  agentlite memory import manuals notes.md\n"
               "  agentlite memory import kitchen.jsonl --trust foreign")  # fmt: skip
@click.argument("paths", nargs=-1, required=True, type=Path, metavar="FILE|FOLDER...")
@click.option("--privacy", type=click.Choice(["open", "personal", "never"]), default="personal", show_default=True,
              help="Whether documents may leave this machine: as they are, redacted, or not at all.")  # fmt: skip
@click.option("--trust", type=click.Choice(["foreign", "local", "owner"]), default="owner", show_default=True,
              help="How far an exported memory (.jsonl) is trusted at most.")  # fmt: skip
@where
def import_memory(
    paths: tuple[Path, ...], privacy: Privacy, trust: Trust, as_json: bool, language: Language | None, **which: Any
) -> int:
    """Read documents (text, Markdown, HTML, CSV, JSON, PDF), folders of them, or an exported memory (.jsonl).

    Again, it reads only what has changed, and forgets files that are gone; cut off, it goes on where it was.
    """
    exports = [path for path in paths if path.suffix == EXPORTED]
    with opened(**which) as memory:
        read = 0
        for path in exports:
            read += _read_export(memory, path, trust)
        done = _read_documents(memory, [path for path in paths if path not in exports], privacy, spoken(language))
    if as_json:
        listed = {name: list(getattr(done, name)) for name in ("added", "updated", "unchanged", "removed")}
        document({**listed, "failed": dict(done.failed), "memories": read})
        return NOT_DONE if done.failed else SUCCESS
    for reason in done.failed.values():
        note(reason, fg="yellow")
    if exports:
        line(say("imported_items", spoken(language), n=read))
    if len(exports) < len(paths):
        counts = {name: len(getattr(done, name)) for name in ("added", "updated", "unchanged", "removed", "failed")}
        line(say("imported", spoken(language), **counts))
    return NOT_DONE if done.failed else SUCCESS


def _read_export(memory: Any, path: Path, trust: Trust) -> int:
    from agentlite.memory.transfer import import_lines

    try:
        return import_lines(memory, path.read_text(encoding="utf-8").splitlines(), at_most=trust)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}.") from error


def _read_documents(memory: Any, paths: list[Path], privacy: Privacy, language: Language) -> Imported:
    from agentlite.memory.importing import import_files

    hidden = not sys.stderr.isatty()
    with click.progressbar(length=1, file=sys.stderr, hidden=hidden, item_show_func=lambda name: name) as bar:

        def progress(done: int, total: int, path: Path) -> None:
            bar.length = total
            bar.update(done - bar.pos, path.name)

        imported = import_files(memory, paths, privacy=privacy, progress=progress)
        bar.update((bar.length or 1) - bar.pos)
    return imported


@click.command("export", epilog="\b\nExample:\n  agentlite memory export backup.jsonl")
@click.argument("file", metavar="FILE")
@where
def export_memory(file: str, as_json: bool, language: Language | None, **which: Any) -> int:
    """Write everything, with where it came from, to FILE as JSON lines ("-" is standard output)."""
    from agentlite.memory.transfer import export_lines

    count = 0
    with opened(**which) as memory, nullcontext(sys.stdout) if file == "-" else _private(Path(file)) as out:
        for text in export_lines(memory):
            print(text, file=out)
            count += 1
    if file != "-" and as_json:
        document({"memories": count, "path": file})
    elif file != "-":
        line(say("exported", spoken(language), n=count, path=file))
    return SUCCESS


def _private(path: Path) -> Any:
    """The file, readable by its owner only, as the memory is."""
    try:
        path.touch(mode=0o600)
        return path.open("w", encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror or error}.") from error
