"""A home in memory that behaves as Home Assistant would, for the demo, for evaluation and for tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from agentlite.actions import Json
from agentlite.errors import ToolError
from agentlite.tools.home.behaviour import items_of, open_items, transition
from agentlite.tools.home.house import House, State, state_text

_NOT_IN_SNAPSHOTS = frozenset(("todo_items", "events", "entities"))
"""Contents that Home Assistant does not show as attributes."""


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


class SimulatedHome:
    """A `HomeBackend` whose devices obey at once, except those told not to.

    Entities in `deaf` accept commands and ignore them; `break_down` makes one unavailable. A scene or script may
    have an attribute `entities` (entity id → a state, or {"state": ..., attribute: ...}) that activating it applies.
    `clock` returns the time that activations are stamped with.
    """

    def __init__(self, house: House, *, clock: Callable[[], str] = _now) -> None:
        self._house = house
        self._clock = clock
        self._states = {entity.id: State(entity.state, dict(entity.attributes)) for entity in house.entities}
        for entity_id, state in self._states.items():
            if entity_id.startswith("todo.") and state.attributes.get("todo_items"):
                self._states[entity_id] = State(str(len(open_items(state))), state.attributes)
        self._moved: dict[str, frozenset[str]] = {}
        self.deaf: set[str] = set()

    @property
    def house(self) -> House:
        return self._house

    def replace_house(self, house: House) -> None:
        """Change the registry; entities that stay keep the state they are in."""
        kept = self._states
        self._house = house
        self._states = {e.id: kept.get(e.id, State(e.state, dict(e.attributes))) for e in house.entities}

    def break_down(self, entity_id: str) -> None:
        """Make an entity unavailable."""
        self._states[entity_id] = State("unavailable", {})

    def snapshot(self) -> dict[str, dict[str, Json]]:
        """Every entity's state and visible attributes: {entity id: {"state": ..., "attributes": {...}}}."""
        return {
            entity_id: {
                "state": state.state,
                "attributes": {k: v for k, v in state.attributes.items() if k not in _NOT_IN_SNAPSHOTS},
            }
            for entity_id, state in self._states.items()
        }

    async def states(self, entity_ids: Sequence[str] | None = None) -> Mapping[str, State]:
        if entity_ids is None:
            return dict(self._states)
        return {entity_id: self._states.get(entity_id, State("unavailable")) for entity_id in entity_ids}

    async def call(
        self, command: str, entity_ids: Sequence[str], data: Mapping[str, Json] | None = None
    ) -> Mapping[str, Json]:
        answers: dict[str, Json] = {}
        for entity_id in entity_ids:
            state = self._states.get(entity_id)
            if state is None:
                raise ToolError(f"The home has no entity {entity_id!r}.")
            if command == "list_items":
                answers[entity_id] = items_of(state)
            elif command == "list_events":
                answers[entity_id] = list(state.attributes.get("events") or ())
            elif entity_id not in self.deaf and state.state != "unavailable":
                self._obey(entity_id, command, state, data or {})
        return answers

    async def wait_for_change(self, seconds: float) -> bool:
        """Everything happens during `call`: nothing more will change."""
        return False

    async def changed_by(self, entity_ids: Sequence[str]) -> frozenset[str]:
        return frozenset().union(*(self._moved.get(entity_id, ()) for entity_id in entity_ids))

    def _obey(self, entity_id: str, command: str, state: State, data: Mapping[str, Json]) -> None:
        domain = entity_id.partition(".")[0]
        self._moved[entity_id] = frozenset((entity_id,))
        if domain in ("scene", "script") and command == "activate":
            self._activate(entity_id, state)
        else:
            self._states[entity_id] = transition(domain, command, state, data)

    def _activate(self, entity_id: str, state: State) -> None:
        if entity_id.startswith("scene."):
            self._states[entity_id] = State(self._clock(), state.attributes)
        else:
            self._states[entity_id] = State(state.state, {**state.attributes, "last_triggered": self._clock()})
        for member, wanted in (state.attributes.get("entities") or {}).items():
            if member in self._states and member not in self.deaf and self._states[member].known:
                self._states[member] = _set_to(self._states[member], wanted)
                self._moved[entity_id] |= {member}


def _set_to(state: State, wanted: Json) -> State:
    """A state as a scene describes it: a plain state, or a mapping with the state and attributes."""
    if not isinstance(wanted, Mapping):
        return State(state_text(wanted), state.attributes)
    attributes = {key: value for key, value in wanted.items() if key != "state"}
    return State(state_text(wanted.get("state", state.state)), {**state.attributes, **attributes})
