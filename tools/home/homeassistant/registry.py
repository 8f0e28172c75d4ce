"""What Home Assistant's registries say: areas, floors, entities with their aliases, and which of them are exposed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from agentlite.actions import Json
from agentlite.tools.home.homeassistant.connection import Connection, Refused
from agentlite.tools.home.homeassistant.link import ASKING_SECONDS

EVENTS = tuple(f"{what}_registry_updated" for what in ("area", "floor", "device", "entity"))
"""The events that tell that a registry has changed."""

_ASSISTANT = "conversation"


@dataclass(frozen=True, slots=True)
class Entry:
    """What the registry knows of one entity. An `area` is an id; a `hidden` one is not for people to see."""

    area: str | None = None
    aliases: tuple[str, ...] = ()
    hidden: bool = False
    exposed: bool | None = None


@dataclass(frozen=True, slots=True)
class Registry:
    """All registries together. `exposed_others` are exposed entities that have no entry, for they have no unique id.

    `floors` maps ids to names; `areas` are Home Assistant's own records; `language` is that of the names.
    """

    language: str
    floors: Mapping[str, str]
    areas: tuple[Mapping[str, Any], ...]
    entries: Mapping[str, Entry]
    exposed_others: frozenset[str]

    def shows(self, entity_id: str, *, everything: bool) -> bool:
        """Whether an entity is for us: exposed to assistants or, with `everything`, not hidden from people."""
        entry = self.entries.get(entity_id)
        if entry is None:
            return everything or entity_id in self.exposed_others
        return not entry.hidden if everything else bool(entry.exposed)


async def read_registry(connection: Connection) -> Registry:
    """Read all registries. Raises `Refused`, `Unanswered` and `Lost`."""
    config = await connection.ask("get_config", ASKING_SECONDS)
    floors = await _optional(connection, "config/floor_registry/list")
    areas = await connection.ask("config/area_registry/list", ASKING_SECONDS)
    devices = await connection.ask("config/device_registry/list", ASKING_SECONDS)
    listed = await connection.ask("config/entity_registry/list", ASKING_SECONDS)
    ids = [record["entity_id"] for record in listed]
    # Only the longer form, which has to be asked for by name, has aliases.
    records = await connection.ask("config/entity_registry/get_entries", ASKING_SECONDS, entity_ids=ids)
    exposed = await _optional(connection, "homeassistant/expose_entity/list")
    device_areas = {device["id"]: device.get("area_id") for device in devices}
    entries = {i: _entry(record, device_areas) for i, record in records.items() if record is not None}
    return Registry(
        language=str(config.get("language") or "en").partition("-")[0],
        floors={floor["floor_id"]: floor["name"] for floor in floors or ()},
        areas=tuple(areas),
        entries=entries,
        exposed_others=frozenset(_exposed((exposed or {}).get("exposed_entities") or {})) - entries.keys(),
    )


async def _optional(connection: Connection, kind: str) -> Json:
    """What only newer versions have, or only administrators may see; None where it is refused."""
    try:
        return await connection.ask(kind, ASKING_SECONDS)
    except Refused:
        return None


def _exposed(listed: Mapping[str, Mapping[str, bool]]) -> Iterable[str]:
    return (entity_id for entity_id, assistants in listed.items() if assistants.get(_ASSISTANT))


def _entry(record: Mapping[str, Any], device_areas: Mapping[str, str | None]) -> Entry:
    settings = (record.get("options") or {}).get(_ASSISTANT) or {}
    return Entry(
        area=record.get("area_id") or device_areas.get(record.get("device_id") or ""),
        aliases=texts(record.get("aliases")),
        hidden=bool(record.get("hidden_by") or record.get("entity_category")),
        exposed=settings.get("should_expose"),
    )


def texts(aliases: Iterable[Json] | None) -> tuple[str, ...]:
    """The aliases that are words, in a stable order; newer versions also list null, which stands for the name."""
    return tuple(sorted({a.strip() for a in aliases or () if isinstance(a, str) and a.strip()}))
