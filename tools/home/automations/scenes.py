"""Scenes of one's own: "save this as movie night" keeps what things are now; "movie night" brings it back.

What lets people or water in (locks, valves, doors, garages, gates) and what moves about is never part of a scene.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from agentlite.actions import Json
from agentlite.tools.home.automations.phrases import aligned, composed
from agentlite.tools.home.backend import HomeBackend
from agentlite.tools.home.behaviour import number, percent_of
from agentlite.tools.home.house import Entity, House, State
from agentlite.tools.home.tools_access import is_guarded
from agentlite.words import fold, stems

Contents = Mapping[str, Json]
"""Entity id → what it is in the scene: {"state": ..., attribute: ...}."""
Scenes = Callable[[], Mapping[str, Contents]]
"""The scenes there are now, by name."""

_KEPT: dict[str, tuple[str, ...]] = {
    "light": ("brightness", "rgb_color", "color_temp_kelvin", "color_mode"),
    "switch": (),
    "input_boolean": (),
    "humidifier": (),
    "fan": ("percentage",),
    "cover": ("current_position",),
    "climate": ("temperature",),
    "media_player": ("volume_level",),
}
_TOLERANCE = {"brightness": 4, "current_position": 3, "percentage": 3, "temperature": 0.3, "volume_level": 0.03}
_ID = "scene.agentlite_"
_SAVE = re.compile(
    r"^(?:please )?(?:save|remember|keep|store) (?:this|it|the (?:current )?(?:scene|lights?)|(?:the )?(?P<area>.+?))"
    r"(?: scene)? as (?:a scene called |the scene |scene )?(?P<name>.+)$"
)
_GUARDA = re.compile(
    r"^(?:guarda|guarde|grava|grave|salva|salve|memoriza) (?:isto|isso|assim|a cena|as luzes|(?:[oa] )?(?P<area>.+?)) "
    r"como "
    r"(?:uma cena chamada |a cena |cena )?(?P<name>.+)$"
)


def scene_to_save(sentence: str) -> tuple[str, str] | None:
    """The name that a sentence gives to what things are now, and the place it speaks of; None if it does not."""
    text = " ".join(composed(sentence).split()).rstrip(" .!")
    match = _SAVE.match(aligned(text)) or _GUARDA.match(aligned(text))
    if match is None:
        return None
    name = text[match.start("name") : match.end("name")].strip(" \"'“”«»")
    return (name, match["area"] or "") if name else None


def members(house: House, place: str = "") -> list[Entity]:
    """What can be part of a scene: of a room or floor, or of the whole house."""
    wanted = set(stems(place))
    named = {area.name for area in house.areas if any(set(stems(n)) == wanted for n in (area.name, *area.aliases))}
    return [
        entity
        for entity in house.entities
        if entity.domain in _KEPT
        and not is_guarded(entity)
        and (not place or entity.area in named or (entity.floor and set(stems(entity.floor)) == wanted))
    ]


def snapshot(entities: Sequence[Entity], states: Mapping[str, State]) -> dict[str, Json]:
    """The contents of a scene in which each of these is as it is now; what cannot be reached is left out."""
    return {
        entity.id: {
            "state": states[entity.id].state,
            **{k: v for k in _KEPT[entity.domain] if (v := states[entity.id].attributes.get(k)) is not None},
        }
        for entity in entities
        if states[entity.id].known
    }


class HomeWithScenes:
    """A `HomeBackend` that has all that another one has, and scenes of one's own.

    A scene counts as activated once everything in it has been seen to be as it should.
    """

    def __init__(self, home: HomeBackend, scenes: Scenes) -> None:
        self._home, self._scenes = home, scenes
        self._base: House | None = None
        self._known: Mapping[str, Contents] = {}
        self._house = House()
        self._activated: dict[str, str] = {}
        self._pending: dict[str, str] = {}

    @property
    def house(self) -> House:
        base, scenes = self._home.house, self._scenes()
        if base is not self._base or scenes != self._known:
            self._base, self._known = base, scenes
            made = (
                Entity(scene_id(name), name, attributes={"entities": contents}) for name, contents in scenes.items()
            )
            self._house = replace(base, entities=(*base.entities, *made)) if scenes else base
        return self._house

    async def states(self, entity_ids: Sequence[str] | None = None) -> Mapping[str, State]:
        ids = [entity.id for entity in self.house.entities] if entity_ids is None else list(entity_ids)
        ours = self._contents()
        found = dict(await self._home.states([i for i in ids if i not in ours]))
        for scene in (i for i in ids if i in ours):
            if scene in self._pending and await self._reached(ours[scene]):
                self._activated[scene] = self._pending.pop(scene)
            found[scene] = State(self._activated.get(scene, "unknown"), {"entities": ours[scene]})
        return {i: found[i] for i in ids}

    async def call(
        self, command: str, entity_ids: Sequence[str], data: Mapping[str, Json] | None = None
    ) -> Mapping[str, Json]:
        ours = self._contents()
        for scene in (i for i in entity_ids if i in ours and command == "activate"):
            self._pending[scene] = datetime.now(UTC).isoformat()
            for (order, _), (ids, values) in _orders(ours[scene]).items():
                await self._home.call(order, ids, values)
        others = [i for i in entity_ids if i not in ours]
        return await self._home.call(command, others, data) if others else {}

    async def wait_for_change(self, seconds: float) -> bool:
        return await self._home.wait_for_change(seconds)

    def _contents(self) -> dict[str, Contents]:
        return {scene_id(name): contents for name, contents in self._scenes().items()}

    async def _reached(self, contents: Contents) -> bool:
        states = await self._home.states(list(contents))
        return all(_is_so(states[i], wanted) for i, wanted in contents.items())


def scene_id(name: str) -> str:
    """The entity id of a scene of one's own."""
    words = re.sub(r"\W+", "_", fold(name)).strip("_")
    return _ID + (words or "_".join(f"{ord(sign):x}" for sign in name))


def _is_so(state: State, wanted: Mapping[str, Json]) -> bool:
    if state.state != wanted["state"]:
        return False
    tolerances = {name: _TOLERANCE[name] for name in wanted if name in _TOLERANCE and wanted["state"] != "off"}
    return all(
        abs(number(state.attributes.get(name), 1e9) - number(wanted[name])) <= most for name, most in tolerances.items()
    )


def _orders(contents: Contents) -> dict[tuple[str, str], tuple[list[str], Mapping[str, Json]]]:
    """The commands that bring a scene about, each with those that get the same."""
    orders: dict[tuple[str, str], tuple[list[str], Mapping[str, Json]]] = defaultdict(lambda: ([], {}))
    for entity_id, wanted in contents.items():
        for command, data in _commands(entity_id.partition(".")[0], wanted):
            key = (command, repr(sorted(data.items())))
            orders[key] = ([*orders[key][0], entity_id], data)
    return orders


def _commands(domain: str, wanted: Mapping[str, Json]) -> Iterator[tuple[str, Mapping[str, Json]]]:
    state = wanted["state"]
    if domain == "cover":
        if "current_position" in wanted:
            yield "set_position", {"position": wanted["current_position"]}
        else:
            yield ("open" if state in ("open", "opening") else "close"), {}
    elif state == "off":
        yield "turn_off", {}
    elif domain == "light":
        data = {"brightness_pct": percent_of(number(wanted["brightness"]))} if "brightness" in wanted else {}
        color = wanted.get("color_mode")
        if color == "color_temp" and "color_temp_kelvin" in wanted:
            data["color_temp_kelvin"] = wanted["color_temp_kelvin"]
        elif "rgb_color" in wanted and color != "brightness":
            data["rgb_color"] = wanted["rgb_color"]
        yield "turn_on", data
    elif domain == "climate":
        yield "set_mode", {"hvac_mode": state}
        if "temperature" in wanted:
            yield "set_temperature", {"temperature": wanted["temperature"]}
    elif domain == "fan" and "percentage" in wanted:
        yield "set_percentage", {"percentage": wanted["percentage"]}
    else:
        yield {"playing": "play", "paused": "pause"}.get(state, "turn_on"), {}
        if "volume_level" in wanted:
            yield "set_volume", {"volume_level": wanted["volume_level"]}
