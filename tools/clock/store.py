"""Timers, alarms and reminders in one SQLite file, shared by the tools, their sandboxed work, and whoever rings."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from agentlite.storage import Row, Storage

Kind: TypeAlias = Literal["timer", "alarm", "reminder"]

LEASE_SECONDS = 60.0
"""How long one process has to tell what it claimed before another may."""

_FILE = "clock.db"
_SCHEMA = {
    "0001_first": (
        "create table entry (id integer primary key autoincrement, kind text not null, label text not null,"
        " due real not null, seconds integer not null, clock text not null, days text not null,"
        " claim text not null default '', claimed_at real not null default 0, unique (kind, label))",
        "create index entry_due on entry (due)",
    )
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that will ring. `due` is in Unix seconds, `seconds` a timer's length; what repeats does so on `days`
    (Monday is 0) when clocks show `clock` ("07:30")."""

    kind: Kind
    label: str
    due: float
    seconds: int = 0
    clock: str = ""
    days: frozenset[int] = frozenset()
    id: int = 0


class ClockStore:
    """The entries in `folder`. Raises `StorageError` as `Storage` does."""

    def __init__(self, folder: Path) -> None:
        self._storage = Storage(folder / _FILE, "clock's file", "agentlite.clock", _SCHEMA, durable=True)

    def entries(self) -> list[Entry]:
        """All of them, the next one first."""
        return [_entry(row) for row in self._storage.read("select * from entry order by due, id")]

    def add(self, entry: Entry) -> Entry:
        """Keep an entry, under its label or, if one of its kind has that, with a number after it."""
        with self._storage.transaction():
            rows = self._storage.read("select label from entry where kind = ?", [entry.kind])
            label = _free(entry.label, {row["label"] for row in rows})
            self._storage.write(
                "insert into entry (kind, label, due, seconds, clock, days) values (?, ?, ?, ?, ?, ?)",
                [entry.kind, label, entry.due, entry.seconds, entry.clock, _days_text(entry.days)],
            )
            (row,) = self._storage.read("select * from entry where kind = ? and label = ?", [entry.kind, label])
            return _entry(row)

    def remove(self, kind: Kind, labels: Sequence[str]) -> list[Entry]:
        """Take the entries of this kind with these labels away; those that were there."""
        with self._storage.transaction():
            gone = [entry for entry in self.entries() if entry.kind == kind and entry.label in labels]
            for entry in gone:
                self._storage.write("delete from entry where id = ?", [entry.id])
        return gone

    def claim(self, now: float) -> tuple[Entry, str] | None:
        """The entry that has been due longest, for the caller alone to tell, and the name of the claim; None if nothing
        is due. A claim that was not settled within its lease has died with its process, and is made anew."""
        if not self._due(now):  # the usual case, which locks nothing
            return None
        with self._storage.transaction():
            rows = self._due(now)
            if not rows:
                return None
            claim = uuid.uuid4().hex
            self._storage.write("update entry set claim = ?, claimed_at = ? where id = ?", [claim, now, rows[0]["id"]])
            return _entry(rows[0]), claim

    def settle(self, claim: str, next_due: float | None) -> None:
        """What was claimed has been told: it is gone, or due again."""
        if next_due is None:
            self._storage.write("delete from entry where claim = ?", [claim])
        else:
            self._storage.write("update entry set due = ?, claim = '' where claim = ?", [next_due, claim])

    def release(self, claim: str) -> None:
        """What was claimed has not been told."""
        self._storage.write("update entry set claim = '' where claim = ?", [claim])

    def _due(self, now: float) -> Sequence[Row]:
        """What has been due longest and is nobody's to tell, if there is any."""
        return self._storage.read(
            "select * from entry where due <= ? and (claim = '' or claimed_at < ? or claimed_at > ?)"
            " order by due, id limit 1",
            [now, now - LEASE_SECONDS, now],
        )

    def close(self) -> None:
        """Close the file. Closing twice is fine."""
        self._storage.close()


def opened(folder: Path) -> closing[ClockStore]:
    """The store in `folder`, for a `with` block."""
    return closing(ClockStore(folder))


def _free(label: str, taken: set[str]) -> str:
    number, free = 1, label
    while free in taken:
        number += 1
        free = f"{label} ({number})"
    return free


def _days_text(days: frozenset[int]) -> str:
    return ",".join(map(str, sorted(days)))


def _entry(row: Row) -> Entry:
    days = frozenset(map(int, filter(None, row["days"].split(","))))
    return Entry(row["kind"], row["label"], row["due"], row["seconds"], row["clock"], days, row["id"])
