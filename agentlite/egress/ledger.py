"""The record of everything that left: an SQLite file that only grows, each row chained to the one before.

    with Ledger("egress.db") as ledger:
        for entry in ledger.entries():
            print(entry.id, entry.event, entry.url, entry.bytes)
        print(ledger.verify().problems)

A person can read it too: `sqlite3 egress.db "select at, event, url, bytes, outcome from egress"`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType

from agentlite.egress.budget import Spent
from agentlite.egress.entry import COLUMNS, Entry, entry_of, values_of
from agentlite.egress.head import Head, HeadFile
from agentlite.errors import StorageError
from agentlite.storage import Storage

_SCHEMA = {
    "1": (
        """CREATE TABLE egress (
            event TEXT NOT NULL, step TEXT NOT NULL, provider TEXT NOT NULL, model TEXT NOT NULL, reason TEXT NOT NULL,
            certificate TEXT NOT NULL, url TEXT NOT NULL, redactions TEXT NOT NULL, content TEXT NOT NULL,
            bytes INTEGER NOT NULL, call INTEGER, status INTEGER, tokens_in INTEGER, tokens_out INTEGER, price REAL,
            outcome TEXT NOT NULL, id INTEGER PRIMARY KEY, at REAL NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL
        )""",
        "CREATE INDEX egress_at ON egress (at)",
        """CREATE TRIGGER egress_unchanged BEFORE UPDATE ON egress
            BEGIN SELECT RAISE(ABORT, 'the ledger is never changed'); END""",
        """CREATE TRIGGER egress_undeleted BEFORE DELETE ON egress
            BEGIN SELECT RAISE(ABORT, 'nothing is deleted from the ledger'); END""",
        """CREATE TRIGGER egress_in_order BEFORE INSERT ON egress
            WHEN new.id <> (SELECT coalesce(max(id), 0) + 1 FROM egress)
            BEGIN SELECT RAISE(ABORT, 'the ledger grows at its end'); END""",
    )
}
_TRIGGERS = {"egress_unchanged", "egress_undeleted", "egress_in_order"}
_INSERT = f"INSERT INTO egress ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"
_PAGE = 200


@dataclass(frozen=True, slots=True)
class Verdict:
    """What checking the ledger found: how many rows it has, its last hash, and a sentence for each problem."""

    head: Head
    problems: tuple[str, ...]


class Ledger:
    """The ledger at `path`, made if it is not there, readable by its owner only.

    `clock` gives Unix seconds. A row is on the disk when `append` returns, even if the power fails then. Beside the
    file lies `<path>.head`, which tells how far it reached. Everything here raises `StorageError`.
    """

    def __init__(self, path: str | Path, *, clock: Callable[[], float] = time.time) -> None:
        self._storage = Storage(path, "egress ledger", "egress", _SCHEMA)
        self._storage.write("PRAGMA synchronous = FULL")
        self._head = HeadFile(Path(f"{path}.head"))
        self._clock = clock

    @property
    def path(self) -> Path:
        """The file."""
        return self._storage.path

    def append(self, entry: Entry, *, check: Callable[[Spent], None] | None = None) -> Entry:
        """Write the entry at the end, and return it as it is written.

        `check` sees what the day has spent, and may raise; then nothing is written. No other process can write between
        the two. A ledger that has been cut or rewritten takes no more rows.
        """
        with self._storage.transaction():
            self._refuse_if_cut()
            if check is not None:
                check(self.spent_today())
            last = self._last()
            written = entry.chained(last.count + 1, self._clock(), last.hash)
            self._storage.write(_INSERT, values_of(written))
        self._head.advance(Head(written.id, written.hash))
        return written

    def entries(self, *, step: str | None = None) -> Iterator[Entry]:
        """The rows, oldest first; those of one step if given."""
        after = 0
        while rows := self._storage.read(
            "SELECT * FROM egress WHERE id > ? AND (? IS NULL OR step = ?) ORDER BY id LIMIT ?",
            (after, step, step, _PAGE),
        ):
            with self._storage.decoding():
                page = [entry_of(row) for row in rows]
            yield from page
            after = page[-1].id

    def entry(self, id: int) -> Entry | None:  # noqa: A002
        """The row with this id, if there is one."""
        rows = self._storage.read("SELECT * FROM egress WHERE id = ?", (id,))
        with self._storage.decoding():
            return entry_of(rows[0]) if rows else None

    def latest(self, limit: int) -> list[Entry]:
        """The last rows, oldest first."""
        rows = self._storage.read("SELECT * FROM egress ORDER BY id DESC LIMIT ?", (limit,))
        with self._storage.decoding():
            return [entry_of(row) for row in reversed(rows)]

    def spent_today(self) -> Spent:
        """What has left since midnight, local time."""
        midnight = datetime.fromtimestamp(self._clock()).replace(hour=0, minute=0, second=0, microsecond=0)
        (row,) = self._storage.read(
            "SELECT coalesce(sum(price), 0.0) AS money, coalesce(sum(bytes) FILTER (WHERE event = 'sent'), 0) AS sent, "
            "count(*) FILTER (WHERE event = 'sent') AS calls FROM egress WHERE at >= ?",
            (midnight.timestamp(),),
        )
        return Spent(row["money"], row["sent"], row["calls"])

    def verify(self, known: Head | None = None) -> Verdict:
        """Look for changed, missing, added and moved rows, and for rows cut off at the end.

        `known` is a head that an earlier check printed and that was kept elsewhere: whoever can write both files can
        make a new chain, but not one with this hash in it.
        """
        problems: list[str] = []
        marks = {"The head file": self._head.read(), "The head given": known}
        last = Head(0, "")
        for entry in self.entries():
            problems += _misfits(entry, last)
            last = Head(entry.id, entry.hash)
            for source, mark in marks.items():
                if mark is not None and mark.count == entry.id and mark.hash != entry.hash:
                    problems.append(f"{source} has another hash for row {entry.id}: the ledger was rewritten.")
        for source, mark in marks.items():
            if mark is not None and mark.count > last.count:
                problems.append(f"{source} knows {mark.count} rows, and there are {last.count}: the end was cut off.")
        if last.count and marks["The head file"] is None:
            problems.append("The head file is missing.")
        if missing := sorted(_TRIGGERS - self._triggers()):
            problems.append(f"What keeps rows from being changed was removed: {', '.join(missing)}.")
        return Verdict(last, tuple(problems))

    def close(self) -> None:
        """Close the file. Closing twice is fine."""
        self._storage.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _last(self) -> Head:
        rows = self._storage.read("SELECT id, hash FROM egress ORDER BY id DESC LIMIT 1")
        return Head(rows[0]["id"], rows[0]["hash"]) if rows else Head(0, "")

    def _refuse_if_cut(self) -> None:
        mark = self._head.read()
        if mark is None:
            return
        rows = self._storage.read("SELECT hash FROM egress WHERE id = ?", (mark.count,))
        if not rows or rows[0]["hash"] != mark.hash:
            raise StorageError(
                f"The egress ledger {self.path} lacks rows that it had, so nothing is written to it.",
                hint="See `agentlite egress verify`. To begin a new one, move it and its .head file away.",
            )

    def _triggers(self) -> set[str]:
        return {row["name"] for row in self._storage.read("SELECT name FROM sqlite_master WHERE type = 'trigger'")}


def _misfits(entry: Entry, before: Head) -> Iterator[str]:
    """What is wrong with a row, given the one before it."""
    if entry.id != before.count + 1:
        yield f"Rows are missing between {before.count} and {entry.id}."
    if entry.hash != entry.digest():
        yield f"Row {entry.id} was changed."
    elif entry.previous != before.hash:
        yield f"Row {entry.id} does not follow the row before it."
