"""A house as data: its areas, its entities, and the YAML files both are read from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from agentlite.actions import Json
from agentlite.errors import InputError

Attributes = Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Area:
    """A room or another place. `floor` is the floor's name; aliases are other names people use."""

    id: str
    name: str
    floor: str | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entity:
    """One device, service or reading as the registry knows it, with the state it had when it was read.

    `id` is "domain.object"; `area` and `floor` are names; `features` are upper-case feature names such as
    "SET_POSITION", or None when nothing is known about them; `spoken_state` is how a person would say `state`.
    """

    id: str
    name: str
    area: str | None = None
    floor: str | None = None
    aliases: tuple[str, ...] = ()
    state: str = "unknown"
    attributes: Attributes = field(default_factory=dict)
    features: frozenset[str] | None = None
    spoken_state: str | None = None

    @property
    def domain(self) -> str:
        return self.id.partition(".")[0]

    @property
    def device_class(self) -> str | None:
        return self.attributes.get("device_class")


@dataclass(frozen=True, slots=True)
class State:
    """What an entity is now: its state and its attributes."""

    state: str
    attributes: Attributes = field(default_factory=dict)

    @property
    def known(self) -> bool:
        """Whether the entity can be reached and has a state."""
        return self.state not in ("unavailable", "unknown")


@dataclass(frozen=True, slots=True)
class House:
    """Everything a registry holds, in the order it was given. `language` is that of the names.

    A house never changes: a backend whose registry changed holds a new one.
    """

    areas: tuple[Area, ...] = ()
    entities: tuple[Entity, ...] = ()
    language: str = "en"

    def with_states(self, setup: Mapping[str, Mapping[str, Json]]) -> House:
        """The same house with other states: entity id → {"state": ..., "attributes": {...}}, both optional.

        Attributes are added to those there are. Raises `InputError` for an entity that is not in the house.
        """
        entities = {entity.id: entity for entity in self.entities}
        for entity_id, given in setup.items():
            if entity_id not in entities:
                raise InputError(f"The setup names {entity_id!r}, which is not in the house.")
            entity = entities[entity_id]
            attributes = {**entity.attributes, **(given.get("attributes") or {})}
            state = state_text(given["state"]) if "state" in given else entity.state
            features = features_of(entity.domain, attributes.get("supported_features"))
            entities[entity_id] = replace(
                entity, state=state, attributes=attributes, features=features, spoken_state=None
            )
        return replace(self, entities=tuple(entities.values()))


_INITIAL_STATES = {
    "light": "off", "switch": "off", "fan": "off", "climate": "off", "media_player": "off", "input_boolean": "off",
    "humidifier": "off", "siren": "off", "binary_sensor": "off", "cover": "closed", "valve": "closed",
    "lock": "locked", "vacuum": "docked", "todo": "0", "calendar": "off", "script": "off",
}  # fmt: skip

_FEATURE_BITS: dict[str, tuple[tuple[str, int], ...]] = {
    "cover": (("OPEN", 1), ("CLOSE", 2), ("SET_POSITION", 4), ("STOP", 8)),
    "valve": (("OPEN", 1), ("CLOSE", 2), ("SET_POSITION", 4), ("STOP", 8)),
    "fan": (("SET_SPEED", 1), ("TURN_OFF", 16), ("TURN_ON", 32)),
    "climate": (("TARGET_TEMPERATURE", 1), ("TARGET_TEMPERATURE_RANGE", 2), ("TURN_OFF", 128), ("TURN_ON", 256)),
    "media_player": (
        ("PAUSE", 1), ("VOLUME_SET", 4), ("VOLUME_MUTE", 8), ("PREVIOUS_TRACK", 16), ("NEXT_TRACK", 32),
        ("TURN_ON", 128), ("TURN_OFF", 256), ("PLAY_MEDIA", 512), ("VOLUME_STEP", 1024), ("PLAY", 16384),
    ),
    "vacuum": (("PAUSE", 4), ("STOP", 8), ("RETURN_HOME", 16), ("STATE", 4096), ("START", 8192)),
    "todo": (("CREATE_TODO_ITEM", 1), ("DELETE_TODO_ITEM", 2), ("UPDATE_TODO_ITEM", 4)),
}  # fmt: skip


def features_of(domain: str, declared: Json) -> frozenset[str] | None:
    """Feature names from Home Assistant's bit mask or from names like "cover.CoverEntityFeature.OPEN".

    None when nothing is declared, or when the domain's bits are not known here: then nothing is ruled out.
    """
    if declared is None:
        return None
    if isinstance(declared, int):
        bits = _FEATURE_BITS.get(domain)
        return None if bits is None else frozenset(name for name, bit in bits if declared & bit)
    return frozenset(str(name).rpartition(".")[2].upper() for name in declared)


def load_house(path: str | Path) -> House:
    """Read a house from a YAML file. Raises `InputError`, with the line, when it is missing or malformed."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"The house file {path} cannot be read: {error}.") from error
    return parse_house(text, source=str(path))


def parse_house(text: str, *, source: str = "house") -> House:
    """Read a house from YAML text.

    The file has `areas` (name, id, floor, aliases) and `entities` (name, id, area, aliases, state, attributes), and
    may have `floors` (name, id) and `language`. A floor is given by name or by id; a state as a string or as
    {in: spoken form, out: state}. Raises `InputError`, with the line, for anything that is not so.
    """
    reader = _Reader(text, source)
    floors = {item.text("id", item.text("name")): item.text("name") for item in reader.items("floors")}
    areas: dict[str, Area] = {}
    for item in reader.items("areas"):
        area = _area(item, floors)
        if area.name.casefold() in (other.name.casefold() for other in areas.values()):
            raise item.error(f"a second area is called {area.name!r}")
        areas[area.id] = area
    entities: dict[str, Entity] = {}
    for item in reader.items("entities"):
        entity = _entity(item, areas)
        if entity.id in entities:
            raise item.error(f"a second entity has the id {entity.id!r}")
        entities[entity.id] = entity
    return House(tuple(areas.values()), tuple(entities.values()), reader.language)


def _area(item: _Item, floors: Mapping[str, str]) -> Area:
    name = item.text("name")
    floor = item.text("floor", "")
    return Area(item.text("id", name), name, floors.get(floor, floor) or None, item.texts("aliases"))


def _entity(item: _Item, areas: Mapping[str, Area]) -> Entity:
    entity_id, name = item.text("id"), item.text("name")
    domain, _, local = entity_id.partition(".")
    if not domain or not local:
        raise item.error(f"the id {entity_id!r} is not of the form domain.name")
    area_id = item.text("area", "")
    if area_id and area_id not in areas:
        raise item.error(f"{name!r} is in the unknown area {area_id!r}")
    attributes = item.mapping("attributes")
    state, spoken = item.state(_INITIAL_STATES.get(domain, "unknown"))
    area = areas.get(area_id)
    return Entity(
        id=entity_id,
        name=name,
        area=area.name if area else None,
        floor=area.floor if area else None,
        aliases=item.texts("aliases"),
        state=state,
        attributes=attributes,
        features=features_of(domain, attributes.get("supported_features")),
        spoken_state=spoken,
    )


class _Reader:
    """The top level of a house file, which knows on which line each item starts."""

    def __init__(self, text: str, source: str) -> None:
        import yaml

        try:
            self._data = yaml.safe_load(text)
            root = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.YAMLError as error:
            raise InputError(f"{source} is not valid YAML: {' '.join(str(error).split())}.") from error
        if not isinstance(self._data, dict) or not isinstance(root, yaml.MappingNode):
            raise InputError(f"{source} is not a house.", hint="Give it `areas:` and `entities:` lists.")
        self._source = source
        self._lines = {
            key.value: [child.start_mark.line + 1 for child in value.value]
            for key, value in root.value
            if isinstance(value, yaml.SequenceNode)
        }
        self.language = str(self._data.get("language", "en"))

    def items(self, key: str) -> Iterator[_Item]:
        """The mappings listed under `key`; none if it is absent."""
        values = self._data.get(key) or []
        if not isinstance(values, list):
            raise InputError(f"{self._source}: `{key}` is not a list.")
        for line, value in zip(self._lines[key] if values else [], values, strict=True):
            if not isinstance(value, dict):
                raise InputError(f"{self._source}, line {line}: an item of `{key}` has no fields.")
            yield _Item(value, f"{self._source}, line {line}")


@dataclass(frozen=True, slots=True)
class _Item:
    """One mapping of a house file, read field by field with errors that say where it is."""

    fields: Mapping[str, Any]
    where: str

    def error(self, problem: str) -> InputError:
        return InputError(f"{self.where}: {problem}.")

    def text(self, key: str, default: str | None = None) -> str:
        value = self.fields.get(key, default)
        if isinstance(value, (str, int, float)) and (str(value).strip() or default == ""):
            return str(value).strip()
        raise self.error(f"`{key}` is missing or is not text")

    def texts(self, key: str) -> tuple[str, ...]:
        values = self.fields.get(key) or []
        if not isinstance(values, Sequence) or isinstance(values, str):
            raise self.error(f"`{key}` is not a list")
        return tuple(str(value) for value in values)

    def mapping(self, key: str) -> dict[str, Json]:
        value = self.fields.get(key) or {}
        if not isinstance(value, dict):
            raise self.error(f"`{key}` is not a mapping")
        return value

    def state(self, default: str) -> tuple[str, str | None]:
        """The state and its spoken form, from `state: open` or `state: {in: open, out: "on"}`."""
        value = self.fields.get("state")
        if isinstance(value, dict):
            if "out" not in value:
                raise self.error("`state` has no `out`")
            return state_text(value["out"]), state_text(value["in"]) if "in" in value else None
        return (default if value in (None, "") else state_text(value)), None


def state_text(value: Json) -> str:
    """YAML reads an unquoted on/off as a boolean; states are strings."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(value)
