"""Yes, and for later too: narrow choices that a person made once, kept in one SQLite file, listed, revocable, ending.

with RememberedChoices("approvals.db") as choices:
    Agent(tools=[...], approve=Remembered(choices, doorkeeper))
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from agentlite.actions import Json, ToolCall
from agentlite.approval import Approve, Asked, answer
from agentlite.errors import ConfigurationError
from agentlite.storage import Row, Storage, to_json
from agentlite.toolset import Tool

USUAL_DAYS, MOST_DAYS = 30, 365


@dataclass(frozen=True, slots=True)
class Choice:
    """Calls of one tool that need no question until `expires`: with exactly these `arguments`, or with more besides."""

    id: int
    tool: str
    arguments: Mapping[str, Json]
    exact: bool
    made: datetime
    expires: datetime

    def covers(self, call: ToolCall) -> bool:
        """Whether the choice was about this call, as far as its tool and arguments tell."""
        fixed = {name: value for name, value in call.arguments.items() if self.exact or name in self.arguments}
        return call.tool == self.tool and _canonical(fixed) == _canonical(self.arguments)


class RememberedChoices:
    """The choices kept in the file at `path`, which is created, private to its owner, if it is not there.

    `now` tells the time. Every method raises `StorageError` if the file cannot be used.
    """

    def __init__(self, path: str | Path, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._storage = Storage(path, "list of remembered choices", "agentlite.remembered", _SCHEMA, durable=True)
        self._now = now

    def remember(self, asked: Asked, *, only: Iterable[str] | None = None, days: float = USUAL_DAYS) -> Choice:
        """Ask no more about calls with exactly these arguments; with `only`, whatever the arguments besides those are.

        Raises `ConfigurationError` for a call that words of others may have led to, for a pattern that fixes nothing,
        and for more than a year.
        """
        call, fixed = asked.call, sorted(asked.call.arguments if only is None else set(only))
        if asked.tainted_by:
            raise ConfigurationError("A call that words of others may have led to is asked about each time.")
        if only is not None and (not fixed or not set(fixed) <= set(call.arguments)):
            raise ConfigurationError(
                f"A remembered choice fixes an argument of the call; {', '.join(fixed) or 'nothing'} does not.",
                hint=f"The arguments are: {', '.join(call.arguments) or 'none'}.",
            )
        if not 0 < days <= MOST_DAYS:
            raise ConfigurationError(f"A choice is remembered for up to {MOST_DAYS} days, not for {days:g}.")
        now = self._now()
        values = (
            *(call.tool, _fingerprint(asked.tool), to_json({name: call.arguments[name] for name in fixed})),
            *(only is None, now.isoformat(), (now + timedelta(days=days)).isoformat()),
        )
        with self._storage.transaction():
            self._storage.write(_INSERT, values)
            (row,) = self._storage.read("SELECT * FROM choices WHERE id = last_insert_rowid()")
        return _choice(row)

    def covers(self, asked: Asked) -> bool:
        """Whether a choice that holds now, made about this very tool, answers the question.

        None does for a call that words of others may have led to, nor for a plan, which would outlast the choice.
        """
        if asked.tainted_by or asked.for_later:
            return False
        known = self._storage.read(
            "SELECT * FROM choices WHERE tool = ? AND fingerprint = ?", (asked.call.tool, _fingerprint(asked.tool))
        )
        with self._storage.decoding():
            return any(c.made <= self._now() < c.expires and c.covers(asked.call) for c in map(_choice, known))

    def list(self) -> list[Choice]:
        """The choices that still hold, the newest first; those that have ended are forgotten."""
        now = self._now()
        with self._storage.decoding():
            found = [_choice(row) for row in self._storage.read("SELECT * FROM choices ORDER BY id DESC")]
        for choice in found:
            if choice.expires <= now:
                self.revoke(choice.id)
        return [choice for choice in found if choice.expires > now]

    def revoke(self, identity: int) -> bool:
        """Forget a choice; whether there was one."""
        return bool(self._storage.write("DELETE FROM choices WHERE id = ?", (identity,)))

    def close(self) -> None:
        """Close the file. Closing twice is fine."""
        self._storage.close()

    def __enter__(self) -> RememberedChoices:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Remembered:
    """An approver that asks `approve` only what no remembered choice answers."""

    def __init__(self, choices: RememberedChoices, approve: Approve | None = None) -> None:
        self._choices, self._approve = choices, approve

    async def ask(self, asked: Asked) -> bool:
        return self._choices.covers(asked) or await answer(self._approve, asked)


def _canonical(arguments: Mapping[str, Json]) -> str:
    return json.dumps(arguments, sort_keys=True)


def _fingerprint(tool: Tool) -> str:
    """What a tool is: a choice about one says nothing of another that takes its name."""
    risk = tool.risk if isinstance(tool.risk, str) else "depends"
    parameters = [[p.name, dict(p.schema), p.required] for p in tool.parameters]
    described = [tool.name, tool.description, risk, tool.sends_out, parameters, repr(tool.manifest)]
    return hashlib.sha256(to_json(described).encode()).hexdigest()


def _choice(row: Row) -> Choice:
    made, expires = (datetime.fromisoformat(row[name]) for name in ("made", "expires"))
    return Choice(row["id"], row["tool"], json.loads(row["arguments"]), bool(row["exact"]), made, expires)


_SCHEMA = {
    "create": (
        """
        CREATE TABLE choices (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            tool TEXT NOT NULL,
            fingerprint TEXT NOT NULL, -- SHA-256 of what the tool is
            arguments TEXT NOT NULL, -- JSON: object
            exact INTEGER NOT NULL, -- 0: the call may have further arguments
            made TEXT NOT NULL, -- ISO 8601, UTC
            expires TEXT NOT NULL
        )
        """,
    ),
}
_INSERT = "INSERT INTO choices (tool, fingerprint, arguments, exact, made, expires) VALUES (?, ?, ?, ?, ?, ?)"
