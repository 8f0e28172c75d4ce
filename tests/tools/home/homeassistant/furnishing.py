"""The house of a task suite inside a real Home Assistant: its rooms, devices and states, and what became of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agentlite.actions import Json
from agentlite.tools.home.house import Entity, House, State
from tests.tools.home.homeassistant.real import RealHome

SETTABLE: dict[str, tuple[str, ...]] = {
    "climate": ("temperature",),
    "cover": ("current_position",),
    "fan": ("percentage",),
    "light": ("brightness", "rgb_color", "color_temp_kelvin"),
    "media_player": ("volume_level", "is_volume_muted", "media_title"),
    "valve": ("current_position",),
}
"""The attributes that orders change. What else Home Assistant shows is made from these and from the state."""

_SHOWN_IN = {"rgb_color": ("rgb", "hs", "xy"), "color_temp_kelvin": ("color_temp",)}
"""The colour modes in which an attribute is what was set, and not worked out from the other."""

Snapshot = dict[str, dict[str, Json]]


class FurnishedHome:
    """A `RealHome` that holds the virtual devices of one house at a time."""

    def __init__(self, real: RealHome) -> None:
        self._real = real
        self._seen: dict[tuple[str, str], Json] = {}

    def furnish(self, house: House) -> None:
        """Make this house's rooms and devices, in the place of those there were."""
        self._real.rest(
            "POST", "/api/services/fixture_house/furnish", {"entities": [_record(e) for e in house.entities]}
        )
        for area in self._real.ask("config/area_registry/list"):
            self._real.ask("config/area_registry/delete", area_id=area["area_id"])
        rooms = {area.name: self._room(area.name, area.floor, list(area.aliases)) for area in house.areas}
        for entity in house.entities:
            self._real.ask(
                "config/entity_registry/update",
                entity_id=entity.id.lower(), name=entity.name, area_id=rooms.get(entity.area or ""),
                aliases=list(entity.aliases),
            )  # fmt: skip
        self._real.ask(
            "homeassistant/expose_entity",
            assistants=["conversation"], entity_ids=[e.id.lower() for e in house.entities], should_expose=True,
        )  # fmt: skip

    def load(self, house: House, *, deaf: bool = False, meddled: str = "") -> None:
        """Put the devices into the states that this house says."""
        states = {e.id.lower(): {"state": e.state, "attributes": dict(e.attributes)} for e in house.entities}
        self._seen = {(e.id, name): value for e in house.entities for name, value in e.attributes.items()}
        given = {"states": states, "deaf": deaf, "meddled": meddled}
        self._real.rest("POST", "/api/services/fixture_house/load", given)

    def snapshot(self, house: House) -> Snapshot:
        """What Home Assistant says over REST. A light's brightness and colour are as last seen while it hides them."""
        told = {state["entity_id"]: state for state in self._real.rest("GET", "/api/states")}
        return {entity.id: self._shown(entity, told[entity.id.lower()]) for entity in house.entities}

    def states(self) -> dict[str, State]:
        """All that Home Assistant says over REST, by its own entity ids."""
        told = self._real.rest("GET", "/api/states")
        return {one["entity_id"]: State(one["state"], _known(one["attributes"])) for one in told}

    def _shown(self, entity: Entity, told: Mapping[str, Any]) -> dict[str, Json]:
        attributes: dict[str, Json] = {}
        for name in SETTABLE.get(entity.domain, ()):
            value = told["attributes"].get(name)
            if value is not None and told["attributes"].get("color_mode") in _SHOWN_IN.get(name, (None, *_MODES)):
                self._seen[entity.id, name] = value
            if (entity.id, name) in self._seen:
                attributes[name] = self._seen[entity.id, name]
        return {"state": told["state"], "attributes": attributes}

    def _room(self, name: str, floor: str | None, aliases: list[str]) -> str:
        room = str(self._real.ask("config/area_registry/create", name=name, aliases=aliases)["area_id"])
        if floor is not None:
            self._put_on_floor(room, floor)
        return room

    def _put_on_floor(self, room: str, name: str) -> None:
        floors = {f["name"]: f["floor_id"] for f in self._real.ask("config/floor_registry/list")}
        floor = floors.get(name) or self._real.ask("config/floor_registry/create", name=name)["floor_id"]
        try:
            self._real.ask("config/area_registry/update", area_id=room, floor_id=floor)
        except ValueError:
            return  # 2024.3.3 has floors, but nothing can be on them


_MODES = ("onoff", "brightness", "color_temp", "rgb", "hs", "xy", "unknown")


def _known(attributes: Mapping[str, Json]) -> dict[str, Json]:
    return {name: value for name, value in attributes.items() if value is not None}


def _record(entity: Entity) -> dict[str, Json]:
    return {"id": entity.id, "name": entity.name, "state": entity.state, "attributes": dict(entity.attributes)}
