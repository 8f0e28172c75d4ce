"""The home tools' commands → Home Assistant's services."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from agentlite.actions import Json
from agentlite.tools.home.capabilities import has_feature
from agentlite.tools.home.homeassistant.problems import NoSuchCommand
from agentlite.tools.home.house import Entity

Data = Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Service:
    """One service call: what to do, to which entities."""

    domain: str
    name: str
    data: Data = field(default_factory=dict)
    entity_ids: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.domain}.{self.name}"


def services_for(command: str, entities: Sequence[Entity], data: Data) -> list[Service]:
    """The calls that give `command` to these entities: one for all that take the same.

    Raises `NoSuchCommand` when one of them has no such command.
    """
    calls: list[Service] = []
    for entity in entities:
        wanted = _service(command, entity, data)
        for i, call in enumerate(calls):
            if (call.domain, call.name, call.data) == (wanted.domain, wanted.name, wanted.data):
                calls[i] = Service(call.domain, call.name, call.data, (*call.entity_ids, entity.id))
                break
        else:
            calls.append(Service(wanted.domain, wanted.name, wanted.data, (entity.id,)))
    return calls


def _service(command: str, entity: Entity, data: Data) -> Service:
    if entity.domain == "climate" and command in ("turn_on", "turn_off"):
        return _switch_climate(command, entity)
    name = _NAMES.get((entity.domain, command))
    if name is None:
        raise NoSuchCommand(entity.domain, command)
    reshape = _DATA.get(command)
    return Service(entity.domain, name, reshape(data) if reshape else data)


def _switch_climate(command: str, entity: Entity) -> Service:
    """Thermostats that cannot be switched have a mode "off", and others that are on."""
    if has_feature(entity, command.upper()):
        return Service("climate", command)
    modes = [str(mode) for mode in entity.attributes.get("hvac_modes") or ()]
    lit = [mode for mode in ("heat_cool", "heat", "cool", *modes) if mode in modes and mode != "off"]
    mode = "off" if command == "turn_off" else next(iter(lit), "heat")
    return Service("climate", "set_hvac_mode", {"hvac_mode": mode})


def _all(domains: str, commands: Mapping[str, str]) -> dict[tuple[str, str], str]:
    return {(domain, command): name for domain in domains.split() for command, name in commands.items()}


_SWITCHES = "light switch fan input_boolean humidifier siren media_player"

_NAMES: dict[tuple[str, str], str] = {
    **_all(_SWITCHES, {"turn_on": "turn_on", "turn_off": "turn_off"}),
    **{
        (domain, command): f"{command}_{domain}"
        for domain in ("cover", "valve")
        for command in ("open", "close", "stop")
    },
    ("cover", "set_position"): "set_cover_position",
    ("valve", "set_position"): "set_valve_position",
    **_all("lock", {"lock": "lock", "unlock": "unlock"}),
    **_all("climate", {"set_temperature": "set_temperature", "set_mode": "set_hvac_mode"}),
    ("fan", "set_percentage"): "set_percentage",
    **_all(
        "media_player",
        {
            "play": "media_play",
            "pause": "media_pause",
            "next_track": "media_next_track",
            "previous_track": "media_previous_track",
            "set_volume": "volume_set",
            "set_mute": "volume_mute",
            "play_media": "play_media",
        },
    ),
    **_all("vacuum", {"start": "start", "return_to_base": "return_to_base"}),
    **_all("todo", {"add_item": "add_item", "complete_item": "update_item"}),
    **_all("scene script", {"activate": "turn_on"}),
}

_DATA: dict[str, Callable[[Data], Data]] = {
    "complete_item": lambda data: {**data, "status": "completed"},
    # What a player makes of words is its own affair; Music Assistant and its like look them up.
    "play_media": lambda data: {"media_content_id": data["query"], "media_content_type": "music"},
}
