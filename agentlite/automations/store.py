"""Automations, what became of each time they were due, and scenes, in one SQLite file.

A person can read it too: `sqlite3 automations.db "select sentence, trigger, calls from automations"`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, TypeAlias

from agentlite.actions import Json, ToolCall
from agentlite.errors import ConfigurationError
from agentlite.language import Language
from agentlite.storage import Row, Storage, to_json
from agentlite.tools.home.automations.triggers import Trigger, from_document, to_document

FiringStatus: TypeAlias = Literal["running", "done", "failed", "refused", "missed", "interrupted"]
"""What became of one time that an automation was due. "running" is written before anything is done."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A call that will be made without asking a model. `things` are the ids it stood for when it was planned.

    `approved` says that a person said yes to this very call on these very things.
    """

    call: ToolCall
    things: tuple[str, ...] = ()
    approved: bool = False


@dataclass(frozen=True, slots=True)
class Automation:
    """A stored plan: when, what, in whose words, and who approved it. It looks no further back than `since`."""

    id: int
    sentence: str
    language: Language
    trigger: Trigger
    plan: tuple[Planned, ...]
    approved_by: str
    created: datetime
    since: datetime
    enabled: bool = True

    @property
    def calls(self) -> tuple[ToolCall, ...]:
        return tuple(planned.call for planned in self.plan)


@dataclass(frozen=True, slots=True)
class Firing:
    """One time that an automation was due, and what became of it."""

    automation: int
    due: datetime
    began: datetime
    status: FiringStatus
    text: str = ""


class AutomationStore:
    """The automations kept in the file at `path`, which is created, private to its owner, if it is not there.

    Several processes may share it: a due time is claimed by one of them only. What is claimed has been written to the
    disk. Every method raises `StorageError` where the file cannot be used.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._storage = Storage(path, "automations file", "agentlite.automations", _SCHEMA, durable=True)

    def add(
        self,
        sentence: str,
        language: Language,
        trigger: Trigger,
        plan: Sequence[Planned],
        approved_by: str,
        now: datetime,
    ) -> Automation:
        """Keep a new automation."""
        values = (sentence, language, *_plan_values(trigger, plan), approved_by, _stamp(now), _stamp(now))
        with self._storage.transaction():
            self._storage.write(_INSERT, values)
            (row,) = self._storage.read("SELECT last_insert_rowid() AS id")
        return self.get(row["id"])

    def replace(self, changed: Automation) -> None:
        """Keep another sentence, trigger and plan under the id of `changed`. Raises `ConfigurationError`."""
        values = (changed.sentence, changed.language, *_plan_values(changed.trigger, changed.plan))
        self._changed(
            self._storage.write(_UPDATE, (*values, changed.approved_by, _stamp(changed.since), changed.id)), changed.id
        )

    def get(self, automation_id: int) -> Automation:
        """Raises `ConfigurationError` if there is none with this id."""
        rows = self._storage.read("SELECT * FROM automations WHERE id = ?", (automation_id,))
        self._changed(len(rows), automation_id)
        return self._read(rows[0])

    def list(self) -> tuple[Automation, ...]:
        """All of them, oldest first."""
        return tuple(map(self._read, self._storage.read("SELECT * FROM automations ORDER BY id")))

    def enable(self, automation_id: int, enabled: bool, now: datetime) -> None:
        """Switch one on, as of now, or off. Raises `ConfigurationError` if there is none with this id."""
        done = self._storage.write(
            "UPDATE automations SET enabled = ?, since = ? WHERE id = ?", (enabled, _stamp(now), automation_id)
        )
        self._changed(done, automation_id)

    def delete(self, automation_id: int) -> None:
        """Forget one, and what became of it. Raises `ConfigurationError` if there is none with this id."""
        self._changed(self._storage.write("DELETE FROM automations WHERE id = ?", (automation_id,)), automation_id)

    def claim(self, automation: Automation, due: datetime, now: datetime, *, quiet_seconds: float = 0.0) -> bool:
        """Write that `automation` begins because of `due`, before anything is done; False if that must not be.

        It must not if it is disabled, changed or gone, or this due time or a later one has been dealt with, or it
        began less than `quiet_seconds` ago. Exactly one of several processes is told True.
        """
        with self._storage.transaction():
            moved = self._storage.write(
                "UPDATE automations SET since = ? WHERE id = ? AND since < ? AND enabled AND calls = ? AND trigger = ?",
                (_stamp(due), automation.id, _stamp(due), *_plan_values(automation.trigger, automation.plan)[::-1]),
            )
            recent = self._storage.read(
                "SELECT 1 FROM firings WHERE automation = ? AND status <> 'missed' AND began > ?",
                (automation.id, _stamp(datetime.fromtimestamp(now.timestamp() - quiet_seconds, UTC))),
            )
            if not moved or (quiet_seconds and recent):
                return False
            return bool(self._storage.write(_FIRE, (automation.id, _stamp(due), _stamp(now), "running", "")))

    def missed(self, automation: Automation, due: datetime, now: datetime, text: str) -> bool:
        """Write that `due` went by with nobody there; False if it has been dealt with."""
        with self._storage.transaction():
            moved = self._storage.write(
                "UPDATE automations SET since = ? WHERE id = ? AND since < ?",
                (_stamp(due), automation.id, _stamp(due)),
            )
            if not moved:
                return False
            return bool(self._storage.write(_FIRE, (automation.id, _stamp(due), _stamp(now), "missed", text)))

    def ended(self, firing: Firing) -> None:
        """Write what became of a firing that was claimed."""
        self._storage.write(
            "UPDATE firings SET status = ?, text = ? WHERE automation = ? AND due = ?"
            " AND status IN ('running', 'interrupted')",
            (firing.status, firing.text, firing.automation, _stamp(firing.due)),
        )

    def firings(self, automation_id: int | None = None, limit: int = 20) -> tuple[Firing, ...]:
        """What became of an automation, or of all, newest first."""
        where, values = ("WHERE automation = ?", (automation_id,)) if automation_id is not None else ("", ())
        rows = self._storage.read(
            f"SELECT * FROM firings {where} ORDER BY due DESC, automation DESC LIMIT ?", (*values, limit)
        )
        with self._storage.decoding():
            return tuple(
                Firing(row["automation"], _moment(row["due"]), _moment(row["began"]), row["status"], row["text"])
                for row in rows
            )

    def interrupted(self) -> tuple[Firing, ...]:
        """The firings that began and whose end nobody wrote, now told as interrupted. Ask while nothing runs."""
        with self._storage.transaction():
            found = self.firings(limit=-1)
            self._storage.write("UPDATE firings SET status = 'interrupted' WHERE status = 'running'")
        return tuple(replace(firing, status="interrupted") for firing in found if firing.status == "running")

    def save_scene(self, name: str, contents: Mapping[str, Json], now: datetime) -> None:
        """Keep a scene: entity id → what it is then. One of the same name is replaced."""
        self._storage.write(
            "INSERT INTO scenes (name, contents, saved) VALUES (?, ?, ?)"
            " ON CONFLICT (name) DO UPDATE SET contents = excluded.contents, saved = excluded.saved",
            (name, to_json(dict(contents)), _stamp(now)),
        )

    def scenes(self) -> Mapping[str, Mapping[str, Json]]:
        """The contents of every scene by its name."""
        rows = self._storage.read("SELECT name, contents FROM scenes ORDER BY name")
        with self._storage.decoding():
            return {row["name"]: json.loads(row["contents"]) for row in rows}

    def delete_scene(self, name: str) -> None:
        """Raises `ConfigurationError` if there is none of this name."""
        if not self._storage.write("DELETE FROM scenes WHERE name = ?", (name,)):
            raise ConfigurationError(f"There is no scene {name!r}.", hint="List them: agentlite automations list.")

    def close(self) -> None:
        """Close the file. Closing twice is fine."""
        self._storage.close()

    def _changed(self, rows: int, automation_id: int) -> None:
        if not rows:
            raise ConfigurationError(
                f"There is no automation {automation_id}.", hint="List them: agentlite automations list."
            )

    def _read(self, row: Row) -> Automation:
        with self._storage.decoding():
            return Automation(
                row["id"],
                row["sentence"],
                "pt" if row["language"] == "pt" else "en",
                from_document(json.loads(row["trigger"])),
                tuple(_planned(call) for call in json.loads(row["calls"])),
                row["approved_by"],
                _moment(row["created"]),
                _moment(row["since"]),
                bool(row["enabled"]),
            )


_SCHEMA = {
    "create": (
        """
        CREATE TABLE automations (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            sentence TEXT NOT NULL, -- as it was said
            language TEXT NOT NULL,
            trigger TEXT NOT NULL, -- JSON
            calls TEXT NOT NULL, -- JSON: [{"call", "with", "things", "approved"}]
            approved_by TEXT NOT NULL,
            created TEXT NOT NULL, -- ISO 8601, UTC
            since TEXT NOT NULL, -- what was due until then has been dealt with
            enabled INTEGER NOT NULL DEFAULT 1
        )
        """,
        """
        CREATE TABLE firings (
            automation INTEGER NOT NULL REFERENCES automations ON DELETE CASCADE,
            due TEXT NOT NULL,
            began TEXT NOT NULL,
            status TEXT NOT NULL, -- running, done, failed, refused, missed, interrupted
            text TEXT NOT NULL,
            PRIMARY KEY (automation, due)
        )
        """,
        "CREATE TABLE scenes (name TEXT PRIMARY KEY, contents TEXT NOT NULL, saved TEXT NOT NULL)",
    )
}

_INSERT = """
    INSERT INTO automations (sentence, language, trigger, calls, approved_by, created, since)
    VALUES (?, ?, ?, ?, ?, ?, ?)
"""
_UPDATE = """
    UPDATE automations SET sentence = ?, language = ?, trigger = ?, calls = ?, approved_by = ?, since = ? WHERE id = ?
"""
_FIRE = "INSERT INTO firings (automation, due, began, status, text) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"


def _plan_values(trigger: Trigger, plan: Sequence[Planned]) -> tuple[str, str]:
    calls = [
        {"call": p.call.tool, "with": dict(p.call.arguments), "things": list(p.things), "approved": p.approved}
        for p in plan
    ]
    return to_json(to_document(trigger)), to_json(calls)


def _planned(document: Json) -> Planned:
    call = ToolCall(document["call"], document["with"])
    return Planned(call, tuple(document["things"]), document["approved"])


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _moment(stamp: str) -> datetime:
    return datetime.fromisoformat(stamp)
