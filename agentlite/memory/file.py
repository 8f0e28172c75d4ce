"""The memory's file: its schema, and checking, repairing and emptying one SQLite database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from agentlite.storage import Storage

_WRITER_MS, _READER_MS = 10_000, 200
"""How long to wait for another program that writes, and for one that reads what is to be forgotten."""
_CACHE_KIB = 16_000
"""Room for the inner pages of the indexes of some hundred thousand items, which each write and search walks through."""

_TABLES = """
create table scope (
    id integer primary key autoincrement,
    user text not null, namespace text not null,
    unique (user, namespace)
);
create table item (
    id integer primary key autoincrement,
    scope_id integer not null references scope(id),
    kind text not null, text text not null, fingerprint text not null,
    author text not null, source text not null, trust integer not null, privacy integer not null,
    created_at real not null, valid_from real not null, valid_to real,
    superseded_by integer references item(id) on delete set null,
    expires_at real, pinned integer not null default 0,
    thread text, seq integer, span_start integer, span_end integer,
    subject text, attribute text, value text, statement text, data text
);
create index item_fingerprint on item (scope_id, fingerprint);
create index item_thread on item (scope_id, thread, seq) where thread is not null;
create index item_statement on item (scope_id, statement) where statement is not null;
create index item_superseded on item (superseded_by) where superseded_by is not null;
create index item_source on item (scope_id, source) where source <> '';
create index item_pinned on item (scope_id) where pinned;
create virtual table item_fts using fts5 (
    text, content='item', content_rowid='id', tokenize="porter unicode61 remove_diacritics 2"
);
create trigger item_removed after delete on item begin
    insert into item_fts (item_fts, rowid, text) values ('delete', old.id, old.text);
end;
create trigger item_changed after update of text on item begin
    insert into item_fts (item_fts, rowid, text) values ('delete', old.id, old.text);
    insert into item_fts (rowid, text) values (new.id, new.text);
end;
create table embedder (id integer primary key, digest text not null unique, name text not null, dimensions integer);
create table vector (
    id integer primary key autoincrement,
    item_id integer not null references item(id) on delete cascade,
    scope_id integer not null references scope(id),
    embedder_id integer not null references embedder(id),
    bits blob not null, bytes blob not null, scale real not null,
    unique (item_id, embedder_id)
);
create index vector_scope on vector (scope_id, embedder_id, id);
"""
_MERGING = "insert into item_fts (item_fts, rank) values ('automerge', 8)"
"""Parts of the full-text index are merged by eights, not fours: less work for each item, and no slower to search."""
_LIGHTER = (
    "drop trigger if exists item_added",
    "drop index item_source",
    "create index item_source on item (scope_id, source) where source <> ''",
)
"""For files made before: no index of what most items lack, and no trigger for their words, which `Store.add` indexes.
After every row with a trigger SQLite makes FTS5 write out what it has gathered, which cost more than all the rest."""


@dataclass(frozen=True, slots=True)
class Health:
    """What a check found: `problems` are sentences, none when all is well."""

    items: int
    problems: tuple[str, ...]

    @property
    def ok(self) -> bool:
        return not self.problems


class MemoryFile:
    """One SQLite file in WAL mode, shared by every user and namespace in it, and safe to use from several threads.

    It is made, readable by its owner only, if it is not there. `durable` asks for a full fsync per write: slower, and
    nothing acknowledged is lost even when the power goes. Raises `StorageError` when the file cannot be opened, is no
    database, or was made by a newer agentlite.
    """

    def __init__(self, path: str | Path, *, durable: bool = False) -> None:
        self.path = Path(path)
        self._storage = Storage(
            path,
            "memory",
            "agentlite.memory",
            {"0001_first": tuple(_statements(_TABLES)), "0002_merging": (_MERGING,), "0003_lighter": _LIGHTER},
            timeout=_WRITER_MS / 1000,
            durable=durable,
            pragmas=("secure_delete = ON", f"cache_size = -{_CACHE_KIB}"),
            folders=False,
        )
        with self._storage.connection() as connection:
            connection.row_factory = sqlite3.Row

    def close(self) -> None:
        """Close the file. Closing twice is fine."""
        self._storage.close()

    def read(self) -> AbstractContextManager[sqlite3.Connection]:
        """The connection, for one thread at a time. Raises `StorageError` for whatever SQLite reports."""
        return self._storage.connection()

    def write(self) -> AbstractContextManager[sqlite3.Connection]:
        """The connection inside a transaction: all of the block is kept, or none."""
        return self._storage.transaction()

    def check(self) -> Health:
        """Look for damage: of pages and indexes, of the full-text index, of references."""
        with self.read() as connection:
            found = [row[0] for row in connection.execute("pragma quick_check(20)") if row[0] != "ok"]
            found += [f"A row of {row[0]} refers to nothing." for row in connection.execute("pragma foreign_key_check")]
            try:
                connection.execute("insert into item_fts (item_fts, rank) values ('integrity-check', 1)")
            except sqlite3.DatabaseError:
                found.append("The full-text index does not match the items.")
            return Health(connection.execute("select count(*) from item").fetchone()[0], tuple(found))

    def repair(self) -> Health:
        """Rebuild every index from the items and drop what refers to nothing, then check again."""
        with self.write() as connection:
            connection.execute("insert into item_fts (item_fts) values ('rebuild')")
            connection.execute("delete from vector where item_id not in (select id from item)")
            connection.execute("reindex")
        return self.check()

    def compact(self, *, vacuum: bool = False) -> bool:
        """Drop deleted words from the full-text index and empty the log. False if another reader kept it from that."""
        with self.read() as connection:
            connection.execute("insert into item_fts (item_fts) values ('optimize')")
            if vacuum:
                connection.execute("vacuum")
            # Whoever reads now may go on for hours: this is no reason to wait as long as for a writer.
            connection.execute(f"pragma busy_timeout={_READER_MS}")
            try:
                return not connection.execute("pragma wal_checkpoint(truncate)").fetchone()[0]
            finally:
                connection.execute(f"pragma busy_timeout={_WRITER_MS}")


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
