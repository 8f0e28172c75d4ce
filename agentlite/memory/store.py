"""One user's namespace in the file: the only place that writes SQL about items, and every statement names the scope."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from operator import itemgetter
from typing import Any, NamedTuple

from agentlite.errors import ConfigurationError, InputError
from agentlite.memory.facts import Claim, closures
from agentlite.memory.file import MemoryFile
from agentlite.memory.items import PRIVACY, TRUST, Draft, Filter, Item
from agentlite.memory.text import fingerprint
from agentlite.words import fold

MAX_CHARS = 100_000
"""The longest text of one item; longer ones are documents and belong in pieces."""

_COLUMNS = (
    "scope_id kind text fingerprint author source trust privacy created_at valid_from expires_at pinned thread seq "
    "span_start span_end subject attribute value statement data"
).split()
_INSERT = f"insert into item ({', '.join(_COLUMNS)}) values ({', '.join('?' * len(_COLUMNS))})"
_values = itemgetter(*_COLUMNS)
_INDEX = "insert into item_fts (rowid, text) select id, text from item where id between ? and ?"
_TOGETHER = 8
"""Items whose words are indexed at once, as many as parts of the index are merged at once. FTS5 does not merge by size:
a large part would soon be merged again with the smallest ones, at the cost of later writes."""
_BATCH = 400


def _same(index: str, condition: str) -> str:
    """A query for a valid item that already says what a new row says, and is trusted at least as far; what stands at
    another place in a thread is never the same."""
    return f"""
        select * from item indexed by {index} where scope_id = :scope_id and {condition} and kind = :kind
        and thread is :thread and seq is :seq and trust >= :trust and valid_from <= :valid_from
        and valid_to is null and coalesce(expires_at, 1e300) >= coalesce(:expires_at, 1e300) limit 1
    """


_SAME_TEXT = _same("item_fingerprint", "fingerprint = :fingerprint and statement is null")
_SAME_STATEMENT = _same("item_statement", "statement = :statement and value = :value and data is :data")


class Match(NamedTuple):
    """An item that was found by its words: where it stands in its thread, and its BM25 score; higher is better."""

    id: int
    thread: str | None
    seq: int | None
    score: float


class Store:
    """The items of one user in one namespace. Nothing of another scope can be read, changed or counted through it."""

    def __init__(self, file: MemoryFile, user: str, namespace: str) -> None:
        self.file, self.user, self.namespace = file, user, namespace
        with file.write() as connection:
            connection.execute("insert or ignore into scope (user, namespace) values (?, ?)", (user, namespace))
            found = connection.execute("select id from scope where user = ? and namespace = ?", (user, namespace))
            self.scope: int = found.fetchone()[0]

    def add(self, drafts: Iterable[Draft], now: float) -> list[Item]:
        """Keep every draft, or none, at `now`. A statement already held to be true, and a text already kept word for
        word outside any thread, is not kept twice: the item that is there is returned.

        Raises `InputError` for a draft that is empty, too long or half a statement.
        """
        with self.file.write() as connection:
            rows = [self._row(draft, now) for draft in drafts]
            said = self._said(connection, [row["fingerprint"] for row in rows])
            new: list[int] = []
            kept = [self._kept(connection, row, said, new) for row in rows]
            parts = (new[start : start + _TOGETHER] for start in range(0, len(new), _TOGETHER))
            connection.executemany(_INDEX, [(part[0], part[-1]) for part in parts])
            # Whether a statement holds is known only when all the others are in.
            stated = self.get({item.id for item in kept if item.subject is not None})
        return [stated.get(item.id, item) for item in kept]

    def replace(self, old: Collection[int], drafts: Iterable[Draft], now: float) -> list[Item]:
        """Delete the old items and keep the drafts, both or neither."""
        with self.file.write():
            self.delete(old)
            return self.add(drafts, now)

    def append(self, draft: Draft, thread: str, now: float) -> Item:
        """Keep a draft at the end of a thread. Raises what `add` raises."""
        with self.file.write() as connection:
            last = "select max(seq) from item where scope_id = ? and thread = ?"
            seq = connection.execute(last, (self.scope, thread)).fetchone()[0]
            return self.add([replace(draft, thread=thread, seq=0 if seq is None else seq + 1)], now)[0]

    def get(self, ids: Collection[int], visible: Filter | None = None, now: float = 0.0) -> dict[int, Item]:
        """The items with these ids, in no order, by id; those of other scopes are not there. `visible` narrows them."""
        condition, values = self.condition(visible, now) if visible else ("item.scope_id = ?", [self.scope])
        found: dict[int, Item] = {}
        wanted = list(ids)
        for start in range(0, len(wanted), _BATCH):
            batch = wanted[start : start + _BATCH]
            marks = ", ".join("?" * len(batch))
            # "not indexed" leaves the row ids: without statistics SQLite would rather walk through the whole scope.
            sql = f"select * from item not indexed where id in ({marks}) and {condition}"
            with self.file.read() as connection:
                found |= {row["id"]: _item(row) for row in connection.execute(sql, [*batch, *values])}
        return found

    def items(self, visible: Filter, now: float, *, where: str = "1", values: Sequence[Any] = ()) -> list[Item]:
        """All items that `visible` lets through, oldest first."""
        condition, given = self.condition(visible, now)
        with self.file.read() as connection:
            sql = f"select * from item where {condition} and ({where}) order by id"
            rows = connection.execute(sql, [*given, *values])
            return [_item(row) for row in rows]

    def matches(self, expression: str, visible: Filter, now: float, limit: int | None = None) -> list[Match]:
        """The items that satisfy an FTS5 expression, best first, at most `limit`."""
        condition, values = self.condition(visible, now)
        # Ranked before they are looked at: a common word matches thousands, and looking costs twice as much as ranking.
        ranked = "select rowid, bm25(item_fts) as rank from item_fts where item_fts match ? order by rank, rowid"
        found: list[Match] = []
        size = _BATCH if limit is None else min(limit, _BATCH)
        with self.file.read() as connection, closing(connection.execute(ranked, (expression,))) as cursor:
            while (limit is None or len(found) < limit) and (best := cursor.fetchmany(size)):
                marks = ", ".join("?" * len(best))
                sql = f"select id, thread, seq from item not indexed where id in ({marks}) and {condition}"
                rows = connection.execute(sql, [*(identity for identity, _ in best), *values])
                places = {identity: (thread, seq) for identity, thread, seq in rows}
                found += [Match(i, *places[i], score=-rank) for i, rank in best if i in places]
        return found[:limit]

    def at(self, places: Collection[tuple[str, int]], visible: Filter, now: float) -> list[sqlite3.Row]:
        """(id, thread, seq) of the items at these places of their threads."""
        condition, values = self.condition(visible, now)
        found: list[sqlite3.Row] = []
        listed = list(places)
        for start in range(0, len(listed), _BATCH):
            batch = listed[start : start + _BATCH]
            marks = ", ".join(["(?, ?)"] * len(batch))
            sql = f"""
                with place (thread, seq) as (values {marks})
                select item.id, item.thread, item.seq from place cross join item indexed by item_thread
                on item.scope_id = ? and item.thread = place.thread and item.seq = place.seq where {condition}
            """
            given = [*(value for place in batch for value in place), self.scope, *values]
            with self.file.read() as connection:
                found += connection.execute(sql, given).fetchall()
        return found

    def delete(self, ids: Collection[int]) -> list[int]:
        """Delete the items with these ids that are in this scope; their ids."""
        gone: list[int] = []
        with self.file.write() as connection:
            for identity in ids:
                done = connection.execute("delete from item where id = ? and scope_id = ?", (identity, self.scope))
                gone += [identity] * done.rowcount
        return gone

    def pin(self, identity: int, pinned: bool) -> None:
        """Pin or unpin an item. Raises `InputError` when there is none with this id."""
        with self.file.write() as connection:
            changed = connection.execute(
                "update item set pinned = ? where id = ? and scope_id = ?", (pinned, identity, self.scope)
            )
            if not changed.rowcount:
                raise InputError(f"There is no memory m{identity}.")

    def counts(self, now: float) -> dict[str, int]:
        """How many items of each kind hold now."""
        condition, values = self.condition(Filter(), now)
        with self.file.read() as connection:
            rows = connection.execute(f"select kind, count(*) from item where {condition} group by kind", values)
            return dict(rows.fetchall())

    def condition(self, visible: Filter, now: float) -> tuple[str, list[Any]]:
        """The SQL of a filter and its values; it always begins with the scope."""
        parts, values = ["item.scope_id = ?"], list[Any]([self.scope])
        given: list[tuple[str, Any]] = [("(item.expires_at is null or item.expires_at > ?)", now)]
        if not visible.history:
            when = now if visible.as_of is None else visible.as_of
            given.append(("item.valid_from <= ?", when))
            given.append(("(item.valid_to is null or item.valid_to > ?)", when))
        if visible.min_trust != "foreign":
            given.append(("item.trust >= ?", TRUST.index(visible.min_trust)))
        if visible.max_privacy != "never":
            given.append(("item.privacy <= ?", PRIVACY.index(visible.max_privacy)))
        if visible.thread is not None:
            given.append(("item.thread = ?", visible.thread))
        if visible.source is not None:
            # Only what has a source is in the index, which SQLite has to be told.
            indexed = "item.source <> '' and " if visible.source else ""
            given.append((indexed + "item.source = ?", visible.source))
        parts += [part for part, _ in given]
        values += [value for _, value in given]
        if visible.kinds:
            parts.append(f"item.kind in ({', '.join('?' * len(visible.kinds))})")
            values += visible.kinds
        return " and ".join(parts), values

    def _row(self, draft: Draft, now: float) -> dict[str, Any]:
        statement = _checked(draft)
        begin, end = draft.span or (None, None)
        return {
            "scope_id": self.scope, "kind": draft.kind, "text": draft.text, "fingerprint": fingerprint(draft.text),
            "author": draft.author, "source": draft.source, "trust": TRUST.index(draft.trust),
            "privacy": PRIVACY.index(draft.privacy), "created_at": now,
            "valid_from": now if draft.valid_from is None else draft.valid_from, "expires_at": draft.expires_at,
            "pinned": int(draft.pinned), "thread": draft.thread, "seq": draft.seq, "span_start": begin, "span_end": end,
            "subject": draft.subject, "attribute": draft.attribute, "value": draft.value, "statement": statement,
            "data": None if draft.data is None else json.dumps(draft.data, ensure_ascii=False),
        }  # fmt: skip

    def _said(self, connection: sqlite3.Connection, fingerprints: Sequence[str]) -> set[str]:
        """Which of the fingerprints some item has: few of a batch, so that the others need not be looked for singly."""
        found: set[str] = set()
        for start in range(0, len(fingerprints), _BATCH):
            batch = fingerprints[start : start + _BATCH]
            marks = ", ".join("?" * len(batch))
            sql = f"select fingerprint from item where scope_id = ? and fingerprint in ({marks})"
            found.update(row[0] for row in connection.execute(sql, [self.scope, *batch]))
        return found

    def _kept(self, connection: sqlite3.Connection, row: dict[str, Any], said: set[str], new: list[int]) -> Item:
        """The item of a row: the one that is there if it already says this, else one that is `new`, its text `said`."""
        statement = row["statement"]
        if statement is not None or row["fingerprint"] in said:
            known = connection.execute(_SAME_TEXT if statement is None else _SAME_STATEMENT, row).fetchone()
            if known is not None:
                return _item(known)
        identity = connection.execute(_INSERT, _values(row)).lastrowid
        assert identity is not None
        new.append(identity)
        said.add(row["fingerprint"])
        if statement is not None:
            self._close_older(connection, statement)
        return _item({**row, "id": identity, "valid_to": None, "superseded_by": None})

    def _close_older(self, connection: sqlite3.Connection, statement: str) -> None:
        """End the validity of statements that a newer one, at least as trusted, contradicts."""
        rows = connection.execute(
            "select id, valid_from, trust, expires_at from item where scope_id = ? and statement = ?",
            (self.scope, statement),
        )
        claims = [Claim(*row) for row in rows]
        connection.executemany(
            """
            update item set valid_to = ?2, superseded_by = ?3
            where id = ?1 and scope_id = ?4 and (valid_to is null or valid_to > ?2)
            """,
            [(old, when, new, self.scope) for old, when, new in closures(claims)],
        )


def _checked(draft: Draft) -> str | None:
    """The key under which contradictions meet, or None for a draft that states nothing. Raises `InputError`."""
    if not draft.text.strip():
        raise InputError("There is nothing to remember: the text is empty.")
    if len(draft.text) > MAX_CHARS:
        raise InputError(
            f"The text has {len(draft.text)} characters; one memory holds {MAX_CHARS}.", hint="Import it as a document."
        )
    if (draft.seq is None) != (draft.thread is None):
        raise ConfigurationError("A place in a thread needs both `thread` and `seq`.")
    if draft.subject is None:
        return None
    if draft.attribute is None or draft.value is None:
        raise InputError("A statement needs a subject, an attribute and a value.")
    return "\x1f".join((draft.kind, " ".join(fold(draft.subject).split()), " ".join(fold(draft.attribute).split())))


def _item(row: Mapping[str, Any] | sqlite3.Row) -> Item:
    return Item(
        id=row["id"], text=row["text"], kind=row["kind"], author=row["author"], source=row["source"],
        trust=TRUST[row["trust"]], privacy=PRIVACY[row["privacy"]], created_at=row["created_at"],
        valid_from=row["valid_from"], valid_to=row["valid_to"], superseded_by=row["superseded_by"],
        expires_at=row["expires_at"], pinned=bool(row["pinned"]), thread=row["thread"], seq=row["seq"],
        span=None if row["span_start"] is None else (row["span_start"], row["span_end"]), subject=row["subject"],
        attribute=row["attribute"], value=row["value"], data=None if row["data"] is None else json.loads(row["data"]),
    )  # fmt: skip
