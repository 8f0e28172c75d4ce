"""Did a task's effects happen, all of them and no others? The leaderboard's own rule."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from agentlite.actions import Change, Json
from agentlite.evaluation.suite import Task

Snapshot = Mapping[str, Mapping[str, Json]]
"""Entity id → {"state": ..., "attributes": {...}}."""


_UNASKED = object()


@dataclass(frozen=True, slots=True)
class Verdict:
    """`missing` are wanted effects that did not happen, `unwanted` the changes nobody asked for, among them those to a
    wrong value.

    `answered` is false when none of the wanted words is in the answer.
    """

    missing: tuple[str, ...]
    unwanted: tuple[Change, ...]
    answered: bool = True

    @property
    def passed(self) -> bool:
        return not self.missing and not self.unwanted and self.answered


def judge(task: Task, before: Snapshot, after: Snapshot, answer: str) -> Verdict:
    """Compare what happened with what should have."""
    wanted = {
        (entity, name): value
        for entity, change in task.expected.items()
        for name, value in _flat({"state": change.get("state"), "attributes": change.get("attributes", {})})
        if value is not None
    }
    missing = [
        f"{entity} {name} should be {value!r}, is {_value(after[entity], name)!r}"
        for (entity, name), value in wanted.items()
        if not _same(_value(after[entity], name), value)
    ]
    unwanted = [
        change
        for change in changes(before, after)
        if not _same(wanted.get((change.subject, change.attribute), _UNASKED), change.after)
        and change.attribute not in task.ignored.get(change.subject, ())
    ]
    return Verdict(tuple(missing), tuple(unwanted), not task.responses or _says(answer, task.responses))


def changes(before: Snapshot, after: Snapshot) -> list[Change]:
    """Everything that differs between two snapshots; `attribute` is "state" or an attribute's name."""
    return [
        Change(entity, name, old, new)
        for entity in after
        for name in dict.fromkeys((*dict(_flat(before[entity])), *dict(_flat(after[entity]))))
        if not _same(old := _value(before[entity], name), new := _value(after[entity], name))
    ]


def _flat(state: Mapping[str, Json]) -> Iterator[tuple[str, Json]]:
    yield "state", state.get("state")
    yield from state.get("attributes", {}).items()


def _value(state: Mapping[str, Json], name: str) -> Json:
    return state["state"] if name == "state" else state["attributes"].get(name)


def _same(first: Json, second: Json) -> bool:
    """Equal as JSON: a tuple is a list; and a state such as 1 is "1"."""
    if isinstance(first, (list, tuple)) and isinstance(second, (list, tuple)):
        return list(first) == list(second)
    return bool(first == second)


def _says(answer: str, words: Sequence[str]) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", answer, re.IGNORECASE) for word in words)
