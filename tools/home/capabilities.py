"""What each entity can do: one predicate per tool, so that a tool only offers targets that can obey it."""

from __future__ import annotations

from collections.abc import Callable

from agentlite.tools.home.house import Entity
from agentlite.tools.home.kinds import sensor_class

SWITCHABLE = frozenset("light switch fan media_player climate input_boolean humidifier siren".split())
_MOVABLE = frozenset(("cover", "valve"))
_STATELESS = frozenset("sensor scene script weather calendar todo".split())
"""Domains whose state is a reading, a time or a count: one can ask for it, not whether it is so."""
_COLOR_MODES = frozenset("hs xy rgb rgbw rgbww".split())
_WHITE_MODES = frozenset(("color_temp", "white"))


def has_feature(entity: Entity, *names: str) -> bool:
    """Whether an entity has any of these features; true when its features are not known."""
    return entity.features is None or not entity.features.isdisjoint(names)


def color_modes(entity: Entity) -> frozenset[str] | None:
    """A light's colour modes, or None when it does not say."""
    modes = entity.attributes.get("supported_color_modes")
    return None if modes is None else frozenset(str(mode).rpartition(".")[2].lower() for mode in modes)


def can_dim(entity: Entity) -> bool:
    """Whether a light has a brightness."""
    modes = color_modes(entity)
    return entity.domain == "light" and (modes is None or bool(modes - {"onoff", "unknown"}))


def can_show_color(entity: Entity) -> bool:
    """Whether a light can show any colour, not only whites."""
    modes = color_modes(entity)
    return entity.domain == "light" and (modes is None or not modes.isdisjoint(_COLOR_MODES))


def can_tint(entity: Entity) -> bool:
    """Whether a light can show colours or several whites."""
    modes = color_modes(entity)
    return can_show_color(entity) or (entity.domain == "light" and not _WHITE_MODES.isdisjoint(modes or ()))


def _domain(*domains: str, features: tuple[str, ...] = ()) -> Callable[[Entity], bool]:
    return lambda entity: entity.domain in domains and (not features or has_feature(entity, *features))


def _measures_temperature(entity: Entity) -> bool:
    return entity.domain == "climate" or (entity.domain == "sensor" and sensor_class(entity) == "temperature")


def _switchable(feature: str) -> Callable[[Entity], bool]:
    def can_switch(entity: Entity) -> bool:
        declares = entity.domain == "media_player"
        return entity.domain in SWITCHABLE and (not declares or has_feature(entity, feature))

    return can_switch


_CAPABILITIES: dict[str, Callable[[Entity], bool]] = {
    "turn_on": _switchable("TURN_ON"),
    "turn_off": _switchable("TURN_OFF"),
    "set_brightness": can_dim,
    "adjust_brightness": can_dim,
    "set_color": can_tint,
    "open": _domain(*_MOVABLE, features=("OPEN",)),
    "close": _domain(*_MOVABLE, features=("CLOSE",)),
    "stop": _domain(*_MOVABLE, features=("STOP",)),
    "set_position": _domain(*_MOVABLE, features=("SET_POSITION",)),
    "lock": _domain("lock"),
    "unlock": _domain("lock"),
    "set_temperature": _domain("climate", features=("TARGET_TEMPERATURE", "TARGET_TEMPERATURE_RANGE")),
    "set_mode": _domain("climate"),
    "get_temperature": _measures_temperature,
    "set_fan_speed": _domain("fan", features=("SET_SPEED",)),
    "play": _domain("media_player", features=("PLAY",)),
    "pause": _domain("media_player", features=("PAUSE",)),
    "next_track": _domain("media_player", features=("NEXT_TRACK",)),
    "previous_track": _domain("media_player", features=("PREVIOUS_TRACK",)),
    "set_volume": _domain("media_player", features=("VOLUME_SET",)),
    "adjust_volume": _domain("media_player", features=("VOLUME_SET", "VOLUME_STEP")),
    "mute": _domain("media_player", features=("VOLUME_MUTE",)),
    "unmute": _domain("media_player", features=("VOLUME_MUTE",)),
    "play_media": _domain("media_player", features=("PLAY_MEDIA",)),
    "start_vacuum": _domain("vacuum", features=("START",)),
    "dock_vacuum": _domain("vacuum", features=("RETURN_HOME",)),
    "add_item": _domain("todo", features=("CREATE_TODO_ITEM",)),
    "complete_item": _domain("todo", features=("UPDATE_TODO_ITEM",)),
    "list_items": _domain("todo"),
    "activate": _domain("scene", "script"),
    "get_state": lambda entity: True,
    "check_state": lambda entity: entity.domain not in _STATELESS,
    "get_weather": _domain("weather"),
    "get_events": _domain("calendar"),
}

CAPABILITIES: tuple[str, ...] = tuple(_CAPABILITIES)
"""The names of all capabilities; each is also the name of a tool."""

WORDY = frozenset("add_item complete_item play_media".split())
"""Tools that take words of any meaning: a title, something to write down."""

SINGLE_TARGET = frozenset("play_media add_item complete_item activate get_weather".split())
"""Tools that take one entity, never a group."""

QUESTIONS = frozenset("get_state check_state get_temperature get_weather get_events list_items".split())
"""Tools that change nothing."""

EVERYTHING_TARGET = frozenset(("turn_on", "turn_off"))
"""Tools that accept "everything"."""


def can(entity: Entity, capability: str) -> bool:
    """Whether an entity can be the target of the tool called `capability`."""
    return _CAPABILITIES[capability](entity)
