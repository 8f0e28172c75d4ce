"""`agentlite memory`: what an agent remembers, as its owner sees it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import click

from agentlite.actions import Result
from agentlite.cli import options
from agentlite.cli.console import document, interactive, line, note, question
from agentlite.cli.exits import NOT_DONE, SUCCESS
from agentlite.cli.memory_files import export_memory, import_memory
from agentlite.cli.memory_options import memory_file, opened, spoken, where
from agentlite.cli.memory_wording import item_document, say, show_items, show_receipt
from agentlite.errors import InputError
from agentlite.language import Language

if TYPE_CHECKING:
    from agentlite.memory import Health, Item, Kind, Memory, Privacy

KINDS = ("turn", "fact", "alias", "example", "document", "result")
_DAY = 86_400
_YES = frozenset(("y", "yes", "s", "sim"))


@click.group(epilog='\b\nExample:\n  agentlite memory add "The guest wifi password is tulip42."')
def memory() -> None:
    """See, teach and empty what an agent remembers."""


@memory.command(epilog='\b\nExamples:\n  agentlite memory add "Clara hates hazelnuts." --days 30\n'
                '  agentlite memory add "the big lamp" --means "Standing Lamp"')  # fmt: skip
@click.argument("text", nargs=-1, required=True)
@click.option("--means", metavar="NAME", help="TEXT is what you call NAME: requests are read as if you had said NAME.")
@click.option("--pin", is_flag=True, help="Always show it to models.")
@click.option("--days", type=click.FloatRange(min=0, min_open=True), metavar="N", help="Drop it after N days.")
@click.option("--privacy", type=click.Choice(["open", "personal", "never"]), default="personal", show_default=True,
              help="Whether it may leave this machine: as it is, redacted, or not at all.")  # fmt: skip
@where
def add(
    text: tuple[str, ...], means: str | None, pin: bool, days: float | None, privacy: Privacy, as_json: bool,
    language: Language | None, **which: Any,
) -> int:  # fmt: skip
    """Keep TEXT: a fact, or with --means a name of yours for something."""
    from agentlite.memory import Draft

    said = " ".join(text)
    with opened(**which) as kept:
        if means:
            item = kept.alias(said, means)
        else:
            expires = time.time() + days * _DAY if days else None
            item = kept.add(Draft(text=said, pinned=pin, expires_at=expires, privacy=privacy))
    if as_json:
        document(item_document(item))
    else:
        line(say("kept", spoken(language), label=item.label))
    return SUCCESS


@memory.command(epilog="\b\nExample:\n  agentlite memory learn 20261121-114233")
@click.argument("run_id")
@click.option("--log", metavar="FILE", help="The run log.  [default: runs.db in the data folder]")
@where
def learn(run_id: str, log: str | None, as_json: bool, language: Language | None, **which: Any) -> int:
    """Do what run RUN_ID did whenever just the same is asked again. All its calls must have worked."""
    from agentlite.runs import RunLog

    path = options.log_file(log)
    if not path.exists():
        raise InputError(f"There is no run log at {path}.", hint="`agentlite run` makes one; --log names another.")
    with RunLog(path) as runs:
        run = runs.load(run_id)
    with opened(**which) as kept:
        item = learned(kept, run.task, run.finished)
    if item is None:
        raise InputError(f"Run {run.run_id} made no calls that all worked, so there is nothing to learn from it.")
    if as_json:
        document(item_document(item))
    else:
        line(say("learned", "pt" if run.language == "pt" else "en", request=run.task, calls=item.value))
    return SUCCESS


def learned(kept: Memory, request: str, result: Result | None) -> Item | None:
    """The request kept with what solved it, as the owner's word; None if it did nothing that worked."""
    observed = result.observations if result is not None else ()
    if not observed or not all(observation.ok for observation in observed):
        return None
    return kept.example(request, [observation.call for observation in observed])


def praise(kept: Memory, request: str, result: Result | None, language: Language) -> None:
    """Learn a request of a conversation that went as it should, and say so."""
    item = learned(kept, request, result)
    if item is None:
        note(say("nothing_to_learn", language))
    else:
        line(say("learned", language, request=request, calls=item.value))


@memory.command(epilog='\b\nExample:\n  agentlite memory search "wifi password" --limit 3')
@click.argument("query", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(min=1), default=10, show_default=True, help="How many, best first.")
@click.option("--kind", type=click.Choice(KINDS), multiple=True, help="Only these kinds.")
@where
def search(
    query: tuple[str, ...], limit: int, kind: tuple[Kind, ...], as_json: bool, language: Language | None, **which: Any
) -> int:
    """Find what memory holds on QUERY."""
    from agentlite.memory import Filter

    with opened(**which) as kept:
        hits = kept.search(" ".join(query), limit, Filter(kinds=kind))
    if as_json:
        document([{**item_document(hit.item), "score": hit.score} for hit in hits])
    elif hits:
        show_items(hit.item for hit in hits)
    else:
        note(say("nothing", spoken(language)))
    return SUCCESS


@memory.command("list", epilog="\b\nExample:\n  agentlite memory list --kind fact --json")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="How many, newest first.")
@click.option("--kind", type=click.Choice(KINDS), multiple=True, help="Only these kinds.")
@click.option("--history", is_flag=True, help="Also what something newer has replaced.")
@where
def list_items(
    limit: int, kind: tuple[Kind, ...], history: bool, as_json: bool, language: Language | None, **which: Any
) -> int:
    """List what memory holds, newest first."""
    from agentlite.memory import Filter

    path = memory_file(which["memory"])
    if not path.exists():
        note(say("empty", spoken(language), path=path))
        if as_json:
            document([])
        return SUCCESS
    with opened(**which) as kept:
        found = kept.items(Filter(kinds=kind, history=history))[::-1][:limit]
    if as_json:
        document([item_document(item) for item in found])
    else:
        show_items(found)
    return SUCCESS


@memory.command(epilog="\b\nExample:\n  agentlite memory show m12")
@click.argument("label")
@where
def show(label: str, as_json: bool, language: Language | None, **which: Any) -> int:
    """Show one item whole, with where it came from."""
    with opened(**which) as kept:
        item = kept.get(_id(label))
    if as_json:
        document(item_document(item))
        return SUCCESS
    line(item.text)
    facts = [item.label, item.kind, item.date, item.author, item.trust, item.privacy, item.source, item.value or ""]
    line(" · ".join(filter(None, facts)), dim=True)
    if item.superseded_by is not None and item.valid_to is not None:
        ended = time.strftime("%Y-%m-%d", time.gmtime(item.valid_to))
        line(say("ended", spoken(language), date=ended, label=f"m{item.superseded_by}"), fg="yellow")
    return SUCCESS


@memory.command(
    epilog="\b\nExamples:\n  agentlite memory forget m12 m13\n  agentlite memory forget --query plumber --yes"
)
@click.argument("labels", nargs=-1)
@click.option("--source", metavar="S", help="Everything from this source (a document's path).")
@click.option("--thread", metavar="T", help="Everything said in this conversation.")
@click.option("--query", metavar="WORDS", help="Everything that contains all of these words.")
@click.option("--everything", is_flag=True, help="All that this user has in this namespace.")
@options.yes
@where
def forget(
    labels: tuple[str, ...], source: str | None, thread: str | None, query: str | None, everything: bool, yes: bool,
    as_json: bool, language: Language | None, **which: Any,
) -> int:  # fmt: skip
    """Delete items for good, down to the bytes of the file, and show what is left of them: nothing."""
    ids = [_id(label) for label in labels] or None
    with opened(**which) as kept:
        chosen = kept.chosen(ids=ids, source=source, thread=thread, query=query, everything=everything)
        if chosen and not yes:
            show_items(chosen)
            if not (interactive() and question(say("forget", spoken(language), n=len(chosen))).lower() in _YES):
                note(say("not_forgotten", spoken(language)))
                return NOT_DONE
        receipt = kept.forget(ids=[item.id for item in chosen])
    if as_json:
        document({"ids": list(receipt.ids), "searched": receipt.searched, "residue": list(receipt.residue)})
    else:
        show_receipt(receipt, spoken(language))
    return SUCCESS if receipt.complete else NOT_DONE


@memory.command(epilog="\b\nExample:\n  agentlite memory stats --json")
@where
def stats(as_json: bool, language: Language | None, **which: Any) -> int:
    """Count what memory holds, by kind, and its file's size in bytes."""
    with opened(**which) as kept:
        counts, size = kept.counts(), kept.path.stat().st_size
    if as_json:
        document({"items": sum(counts.values()), "kinds": counts, "bytes": size, "path": str(kept.path)})
        return SUCCESS
    for kind in KINDS:
        line(f"{kind:8}  {counts.get(kind, 0):8,}")
    line(f"{kept.path} · {size / 1e6:.1f} MB", dim=True)
    return SUCCESS


@memory.command(epilog="\b\nExample:\n  agentlite memory check")
@where
def check(as_json: bool, language: Language | None, **which: Any) -> int:
    """Look for damage in the whole file."""
    with opened(**which) as kept:
        return _show_health(kept.check(), as_json, spoken(language))


@memory.command(epilog="\b\nExample:\n  agentlite memory repair")
@where
def repair(as_json: bool, language: Language | None, **which: Any) -> int:
    """Rebuild the indexes of the whole file from its items."""
    with opened(**which) as kept:
        return _show_health(kept.repair(), as_json, spoken(language))


memory.add_command(import_memory)
memory.add_command(export_memory)


def _show_health(health: Health, as_json: bool, language: Language) -> int:
    if as_json:
        document({"ok": health.ok, "items": health.items, "problems": list(health.problems)})
    else:
        for problem in health.problems:
            line(problem, fg="yellow")
        if health.ok:
            line(say("sound", language, n=health.items))
    return SUCCESS if health.ok else NOT_DONE


def _id(label: str) -> int:
    try:
        return int(label.removeprefix("m"))
    except ValueError:
        raise InputError(f"{label!r} is no label of a memory.", hint="Labels look like m12.") from None
