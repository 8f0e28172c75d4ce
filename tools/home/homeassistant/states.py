"""The states of all entities, as Home Assistant's `subscribe_entities` tells them: all at first, then what differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from agentlite.actions import Json
from agentlite.tools.home.house import State

STATIC_ATTRIBUTES = frozenset(
    "friendly_name device_class supported_features supported_color_modes hvac_modes min_temp max_temp "
    "unit_of_measurement entity_id".split()
)
"""Attributes that say what an entity is, not how it is."""

_WITHHELD = frozenset(
    "entity_picture entity_picture_local access_token latitude longitude gps_accuracy icon attribution".split()
)
"""Attributes that no tool needs and that no log or model should see: links that hold keys, where people are."""


class StateTable:
    """What every entity is now. Attributes without a value are left out, and so are those that nobody should see."""

    def __init__(self) -> None:
        self._states: dict[str, State] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(self._states)

    def __getitem__(self, entity_id: str) -> State:
        """The state of an entity; of one that there is not, "unavailable"."""
        return self._states.get(entity_id, State("unavailable"))

    def apply(self, event: Mapping[str, Any]) -> bool:
        """Take in one event; returns whether it changed what there is, not only how it is."""
        added, removed = event.get("a") or {}, event.get("r") or ()
        changed: Mapping[str, Any] = event.get("c") or {}
        for entity_id, full in added.items():
            self._states[entity_id] = State(full["s"], _shown(full.get("a") or {}))
        for entity_id in removed:
            self._states.pop(entity_id, None)
        different = {i for i, difference in changed.items() if self._change(i, difference)}
        return bool(different or added or removed)

    def _change(self, entity_id: str, difference: Mapping[str, Any]) -> bool:
        """Apply {"+": {"s": state, "a": attributes}, "-": {"a": names}}; whether a static attribute was in it."""
        plus, minus = difference.get("+") or {}, difference.get("-") or {}
        given, dropped = plus.get("a") or {}, set(minus.get("a") or ())
        old = self[entity_id]
        kept = {name: value for name, value in old.attributes.items() if name not in dropped and name not in given}
        self._states[entity_id] = State(plus.get("s", old.state), {**kept, **_shown(given)})
        return not STATIC_ATTRIBUTES.isdisjoint({*given, *dropped})


def _shown(attributes: Mapping[str, Json]) -> dict[str, Json]:
    return {name: value for name, value in attributes.items() if value is not None and name not in _WITHHELD}
