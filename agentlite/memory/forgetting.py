"""Forgetting for real: the rows go, then the words the full-text index kept, then the file's bytes are searched."""

from __future__ import annotations

import mmap
from collections.abc import Sequence
from dataclasses import dataclass

from agentlite.memory.items import Item
from agentlite.memory.store import Store
from agentlite.memory.text import words

_TELLING = 5
"""Words at least this long are looked for one by one; shorter ones occur in any bytes."""
_SOUGHT = 500
"""At most this many traces are looked for, evenly chosen, so that forgetting a library does not take an hour."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was forgotten: the ids, and how many traces (texts and words of theirs) the file's bytes were searched for.

    `residue` lists what was still found although no remaining item has it; another program that keeps the file open
    is the usual reason.
    """

    ids: tuple[int, ...]
    searched: int = 0
    residue: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        return not self.residue


def forget(store: Store, items: Sequence[Item]) -> Receipt:
    """Delete the items, their vectors and every trace of their words that no other item in the file has."""
    ids = store.delete([item.id for item in items])
    if not ids:
        return Receipt(())
    gone = set(ids)
    traces = _traces([item for item in items if item.id in gone])
    emptied = store.file.compact()
    residue = _residue(store, traces)
    if residue and emptied:
        # Rebalanced pages can keep stale bytes that `secure_delete` does not reach; a rewritten file has none.
        store.file.compact(vacuum=True)
        residue = _residue(store, traces)
    return Receipt(tuple(ids), len(traces), residue)


def _traces(items: Sequence[Item]) -> list[str]:
    """The texts and their telling words."""
    wanted: dict[str, None] = {}
    for item in items:
        fields = [text for text in (item.text, item.value, item.subject) if text]
        said = [word for text in fields for word in (*text.split(), *words(text))]
        wanted |= dict.fromkeys(trace for trace in (*fields, *said) if len(trace) >= _TELLING)
    traces = list(wanted)
    return traces[:: -(-len(traces) // _SOUGHT)] if traces else []


def _residue(store: Store, traces: Sequence[str]) -> tuple[str, ...]:
    """Which of the texts occur in the bytes of the database or its log, although no remaining item has them."""
    path, found = store.file.path, dict[str, None]()
    for file in (path, path.with_name(path.name + "-wal")):
        if not file.exists() or not file.stat().st_size:
            continue
        with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as content:
            found |= dict.fromkeys(trace for trace in traces if content.find(trace.encode()) != -1)
    return tuple(trace for trace in found if not _still_used(store, trace))


def _still_used(store: Store, trace: str) -> bool:
    """Whether some item of whatever user still contains this text: then it is not what was forgotten."""
    columns = ("text", "source", "thread", "value", "subject", "attribute", "data", "statement")
    everywhere = " || ' ' || ".join(f"coalesce({name}, '')" for name in columns)
    with store.file.read() as connection:
        kept = connection.execute(f"select 1 from item where instr({everywhere}, ?) limit 1", (trace,)).fetchone()
        if kept is None and words(trace) == [trace]:
            # The full-text index holds folded words, which the items' own spelling may not contain.
            indexed = "select 1 from item_fts where item_fts match ? limit 1"
            kept = connection.execute(indexed, (f'"{trace}"',)).fetchone()
    return kept is not None
