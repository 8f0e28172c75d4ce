"""A plan as an automation of Home Assistant's own, as its editor writes it and its configuration check reads it.

Home Assistant then runs it by itself, without agentlite's read-back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import tzinfo

from agentlite.actions import Json, ToolCall
from agentlite.errors import ToolError
from agentlite.tools.home.automations.triggers import EVERY_DAY, Becomes, Crosses, Daily, Once, Sun, Trigger
from agentlite.tools.home.homeassistant.services import services_for
from agentlite.tools.home.house import House, State
from agentlite.tools.home.tools import home_toolset

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_EXPORTABLE = frozenset(
    "turn_on turn_off set_brightness set_color open close stop set_position lock unlock set_temperature set_mode "
    "set_fan_speed play pause next_track previous_track set_volume mute unmute play_media start_vacuum dock_vacuum "
    "add_item activate".split()
)
"""Tools whose effect does not hang on what is so when they are called."""


class NotExportable(ToolError):
    """Home Assistant has nothing that is the same."""

    def __init__(self, call: ToolCall) -> None:
        super().__init__(
            f"{call} cannot be given to Home Assistant as it is.",
            say={"pt": f"{call} não pode ser dado ao Home Assistant tal como está."},
        )


async def home_assistant_automation(
    alias: str, trigger: Trigger, calls: Sequence[ToolCall], house: House, zone: tzinfo | None = None
) -> dict[str, Json]:
    """The automation as a document to be written as YAML or sent to `/api/config/automation/config/ID`.

    `house` is the home's own, for groups become lists of its entities. Raises `NotExportable` for a call whose effect
    depends on the present, or is not of the home pack, and `ToolError` for one that means nothing in this house.
    """
    actions = [action for call in calls for action in await _actions(call, house)]
    conditions = _conditions(trigger, zone)
    return {
        "alias": alias,
        "description": "agentlite",
        "mode": "single",
        "trigger": _triggers(trigger, zone),
        **({"condition": conditions} if conditions else {}),
        "action": actions,
    }


def _triggers(trigger: Trigger, zone: tzinfo | None) -> list[dict[str, Json]]:
    match trigger:
        case Daily(at, _):
            return [{"platform": "time", "at": f"{at:%H:%M:%S}"}]
        case Once(at):
            return [{"platform": "time", "at": f"{at.astimezone(zone):%H:%M:%S}"}]
        case Sun(event, offset, _):
            sign, minutes = ("-" if offset < 0 else ""), abs(offset)
            offsets = {"offset": f"{sign}{minutes // 60:02}:{minutes % 60:02}:00"} if offset else {}
            return [{"platform": "sun", "event": event, **offsets}]
        case Becomes(entities, state, negated, _):
            return [{"platform": "state", "entity_id": list(entities), ("from" if negated else "to"): state}]
        case Crosses(entity, _, bound, above, attribute):
            where = {"attribute": attribute} if attribute else {}
            return [
                {"platform": "numeric_state", "entity_id": [entity], **where, ("above" if above else "below"): bound}
            ]


def _conditions(trigger: Trigger, zone: tzinfo | None) -> list[dict[str, Json]]:
    match trigger:
        case Once(at):
            day = at.astimezone(zone).date().isoformat()
            return [{"condition": "template", "value_template": f"{{{{ now().date().isoformat() == '{day}' }}}}"}]
        case Daily(_, days) | Sun(_, _, days) if days != EVERY_DAY:
            return [{"condition": "time", "weekday": [_DAYS[day] for day in sorted(days)]}]
        case Becomes(entities, state, negated, every) if every and len(entities) > 1:
            so = {"condition": "state", "entity_id": list(entities), "state": state}
            return [{"condition": "not", "conditions": [{**so, "match": "any"}]}] if negated else [so]
    return []


async def _actions(call: ToolCall, house: House) -> list[dict[str, Json]]:
    """The services that a call comes to: the tool itself is run, on a home that only takes notes."""
    if call.tool not in _EXPORTABLE:
        raise NotExportable(call)
    notes = _Notes(house)
    try:
        await home_toolset(notes, patience=0)[call.tool].run(call.arguments)
    except ToolError:  # nothing obeys a notebook; what is wrong with the call itself leaves no orders
        if not notes.orders:
            raise
    entities = {entity.id: entity for entity in house.entities}
    return [
        {
            "service": str(service),
            "target": {"entity_id": list(service.entity_ids)},
            **({"data": dict(service.data)} if service.data else {}),
        }
        for command, ids, data in notes.orders
        for service in services_for(command, [entities[i] for i in ids], data)
    ]


class _Notes:
    """A `HomeBackend` in which nothing is known and nothing happens."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.orders: list[tuple[str, Sequence[str], Mapping[str, Json]]] = []

    async def states(self, entity_ids: Sequence[str] | None = None) -> Mapping[str, State]:
        ids = [entity.id for entity in self.house.entities] if entity_ids is None else entity_ids
        return {entity_id: State("unknown") for entity_id in ids}

    async def call(
        self, command: str, entity_ids: Sequence[str], data: Mapping[str, Json] | None = None
    ) -> Mapping[str, Json]:
        if command == "list_items":
            return {entity_id: [] for entity_id in entity_ids}
        self.orders.append((command, entity_ids, dict(data or {})))
        return {}

    async def wait_for_change(self, seconds: float) -> bool:
        return False
