"""Whose doing a change was: every service call has a context, and every state has the one that it came from."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

_REMEMBERED = 4096
"""How many changes are remembered: a minute and more of a big and busy home."""


@dataclass(frozen=True, slots=True)
class Context:
    """An id, and that of the context it follows from: what an automation does follows from what triggered it."""

    id: str = ""
    parent: str | None = None


class Causes:
    """Which entities changed because of which of our calls, as far as Home Assistant tells.

    It tells of what a service did, of what groups, templates and automations made of that, and of what these set off in
    turn. What a device does by itself, or so late that its state no longer bears the call's context, has another cause.
    """

    def __init__(self) -> None:
        self._now: dict[str, Context] = {}
        self._heard: deque[tuple[str, Context]] = deque(maxlen=_REMEMBERED)
        self._calls: dict[str, str] = {}

    def hear(self, event: Mapping[str, Any]) -> None:
        """Take in one event of `subscribe_entities`."""
        added: Mapping[str, Any] = event.get("a") or {}
        changed: Mapping[str, Any] = event.get("c") or {}
        for entity_id, whole in added.items():
            self._note(entity_id, _merged(Context(), whole.get("c")))
        for entity_id, difference in changed.items():
            before = self._now.get(entity_id, Context())
            self._note(entity_id, _merged(before, (difference.get("+") or {}).get("c")))

    def called(self, entity_ids: Iterable[str], context_id: str) -> None:
        """Note the context of the service call that these entities were just the targets of."""
        self._calls |= dict.fromkeys(entity_ids, context_id)

    def changed_by(self, entity_ids: Iterable[str]) -> frozenset[str]:
        """The entities that changed because of the last calls to these, or because of what these calls set off."""
        ours = {self._calls[entity_id] for entity_id in entity_ids if entity_id in self._calls}
        changed = set()
        for entity_id, context in self._heard:
            if context.id in ours or context.parent in ours:
                ours.add(context.id)
                changed.add(entity_id)
        return frozenset(changed)

    def _note(self, entity_id: str, context: Context) -> None:
        self._now[entity_id] = context
        self._heard.append((entity_id, context))


def _merged(before: Context, told: str | Mapping[str, Any] | None) -> Context:
    """A context as Home Assistant abbreviates it: the id alone, or the fields that differ from those before."""
    if told is None:
        return before
    if isinstance(told, str):
        return Context(told, before.parent)
    return Context(told.get("id", before.id), told.get("parent_id", before.parent))
