"""Registries and states → the `House` that the tools choose their targets from."""

from __future__ import annotations

from collections.abc import Iterable

from agentlite.actions import Json
from agentlite.tools.home.homeassistant.registry import Entry, Registry, texts
from agentlite.tools.home.homeassistant.states import STATIC_ATTRIBUTES, StateTable
from agentlite.tools.home.house import Area, Entity, House, State, features_of

_GUARDED_DOMAINS = frozenset(("lock", "valve", "alarm_control_panel"))
_GUARDED_COVERS = ("garage", "gate", "door")


def house_of(registry: Registry, states: StateTable, *, everything: bool = False) -> House:
    """The areas, and every entity that has a state and is for us. The same knowledge makes equal houses.

    A scene that may move a lock, valve, alarm or door which is *not* shown is left out: nobody could see, or be asked
    about, what it would open.
    """
    areas = {
        area["area_id"]: Area(
            area["area_id"],
            area["name"],
            registry.floors.get(area.get("floor_id") or ""),
            texts(area.get("aliases")),
        )
        for area in registry.areas
    }
    shown = {entity_id for entity_id in states if registry.shows(entity_id, everything=everything)}
    entities = (
        _entity(entity_id, registry.entries.get(entity_id, Entry()), areas, states)
        for entity_id in sorted(shown)
        if not (entity_id.startswith("scene.") and _reaches_hidden(entity_id, shown, states))
    )
    return House(tuple(areas.values()), tuple(entities), registry.language)


def _entity(entity_id: str, entry: Entry, areas: dict[str, Area], states: StateTable) -> Entity:
    state = states[entity_id]
    area = areas.get(entry.area or "")
    attributes = {name: state.attributes[name] for name in STATIC_ATTRIBUTES & state.attributes.keys()}
    features = features_of(entity_id.partition(".")[0], attributes.pop("supported_features", None))
    name = str(attributes.pop("friendly_name", "") or entity_id.partition(".")[2].replace("_", " ")).strip()
    members = _members(state)
    if entity_id.startswith("scene.") and members:
        attributes["entities"] = dict.fromkeys(_reached(entity_id, states), "unknown")  # what it does is not told
    if entity_id.startswith("cover.") and members:
        attributes |= _group_class(members, states)
    attributes.pop("entity_id", None)
    return Entity(
        id=entity_id,
        name=name,
        area=area.name if area else None,
        floor=area.floor if area else None,
        aliases=tuple(alias for alias in entry.aliases if alias != name),
        attributes=attributes,
        features=features,
    )


def _members(state: State) -> list[str]:
    """What a group or a scene acts on."""
    listed: Json = state.attributes.get("entity_id")
    return [str(member) for member in listed] if isinstance(listed, list) else []


def _group_class(members: Iterable[str], states: StateTable) -> dict[str, Json]:
    """A group of covers with a door in it is a door, so that opening it needs the same approval."""
    classes = {states[member].attributes.get("device_class") for member in members}
    return next(({"device_class": kind} for kind in _GUARDED_COVERS if kind in classes), {})


def _reaches_hidden(entity_id: str, shown: set[str], states: StateTable) -> bool:
    """Whether a scene acts on something guarded that is not shown."""
    return any(i not in shown and _is_guarded(i, states[i]) for i in _reached(entity_id, states))


def _reached(entity_id: str, states: StateTable) -> list[str]:
    """What a scene acts on, itself or through groups."""
    reached: dict[str, None] = {}
    waiting = _members(states[entity_id])
    while waiting:
        member = waiting.pop()
        if member not in reached:
            reached[member] = None
            waiting += _members(states[member])
    return sorted(reached)


def _is_guarded(entity_id: str, state: State) -> bool:
    domain = entity_id.partition(".")[0]
    return domain in _GUARDED_DOMAINS or (
        domain == "cover" and state.attributes.get("device_class") in (*_GUARDED_COVERS, None)
    )
