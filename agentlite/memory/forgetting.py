"""Forgetting for real: the rows go, then the words the full-text index kept, then the file's bytes are searched."""

from __future__ import annotations

import mmap
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from agentlite.memory.items import Item
from agentlite.memory.store import Store
from agentlite.memory.text import fold, match_expression, words

_TELLING = 5
"""Words at least this long are looked for one by one; shorter ones occur in any bytes."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was forgotten: the ids, and whether none of their text is in the file any more.

    `residue` lists what was still found there. That another program had the file open is one reason.
    """

    ids: tuple[int, ...]
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
    traces = _traces(store, [item for item in items if item.id in gone])
    store.file.compact()
    if residue := _found(store.file.path, traces):
        # Rebalanced pages can keep stale bytes that `secure_delete` does not reach; a rewritten file has none.
        store.file.compact(vacuum=True)
        residue = _found(store.file.path, traces)
    return Receipt(tuple(ids), residue)


def _traces(store: Store, items: Sequence[Item]) -> list[str]:
    """The texts, and their telling words, that no remaining item of any user needs."""
    wanted: dict[str, None] = {}
    for item in items:
        fields = [text for text in (item.text, item.value, item.subject) if text]
        raw = [word for text in fields for word in text.split() if len(word) >= _TELLING]
        wanted |= dict.fromkeys([*fields, *raw, *(word for word in words(item.text) if len(word) >= _TELLING)])
    return [trace for trace in wanted if len(trace) >= _TELLING and not _still_used(store, trace)]


def _still_used(store: Store, trace: str) -> bool:
    """Whether some item still contains this text: whoever it belongs to, its owner did not ask to forget it."""
    with store.file.read() as connection:
        if expression := match_expression(trace, limit=1):
            if connection.execute("select 1 from item_fts where item_fts match ? limit 1", (expression,)).fetchone():
                return True
        columns = (
            "coalesce(value, '') || coalesce(subject, '') || coalesce(attribute, '') || source || coalesce(data, '')"
        )
        sql = f"select 1 from item where instr(text, ?1) or instr({columns}, ?1) or instr(coalesce(statement, ''), ?2) limit 1"
        return connection.execute(sql, (trace, fold(trace))).fetchone() is not None


def _found(path: Path, traces: Sequence[str]) -> tuple[str, ...]:
    """Which of the texts occur in the bytes of the database or its log."""
    found: dict[str, None] = {}
    for file in (path, path.with_name(path.name + "-wal")):
        if not file.exists() or not file.stat().st_size:
            continue
        with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as content:
            found |= dict.fromkeys(trace for trace in traces if content.find(trace.encode()) != -1)
    return tuple(found)
