"""What an automation waits for, as data: a time, the sun, or a home that becomes so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Literal, TypeAlias

from agentlite.actions import Json
from agentlite.tools.home.behaviour import number
from agentlite.tools.home.house import State

SunEvent: TypeAlias = Literal["sunrise", "sunset"]
SunOf: TypeAlias = Callable[[SunEvent, date], datetime | None]
"""When the sun rises or sets on a local date; None where it does not that day."""

EVERY_DAY = frozenset(range(7))
"""Days as `date.weekday` counts them: Monday is 0."""

_POLAR_NIGHT_DAYS = 200


@dataclass(frozen=True, slots=True)
class Daily:
    """A local time of day, on these days of the week."""

    at: time
    days: frozenset[int] = EVERY_DAY


@dataclass(frozen=True, slots=True)
class Once:
    """One moment, with its time zone."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Sun:
    """Sunrise or sunset, `offset` minutes later (earlier, if negative), on these days of the week."""

    event: SunEvent
    offset: int = 0
    days: frozenset[int] = EVERY_DAY


@dataclass(frozen=True, slots=True)
class Becomes:
    """Entities (id → name) come to be in a state or, `negated`, come to be in another known one.

    With `every`, the moment at which the last of them does; without, the moment at which any of them does.
    """

    entities: Mapping[str, str]
    state: str
    negated: bool = False
    every: bool = True


@dataclass(frozen=True, slots=True)
class Crosses:
    """A reading rises above a bound, or falls below it. `attribute` is where it stands; empty for the state itself."""

    entity: str
    name: str
    bound: float
    above: bool
    attribute: str = ""


TimeTrigger: TypeAlias = Daily | Once | Sun
StateTrigger: TypeAlias = Becomes | Crosses
Trigger: TypeAlias = TimeTrigger | StateTrigger


def next_after(trigger: TimeTrigger, after: datetime, zone: tzinfo | None, sun: SunOf) -> datetime | None:
    """The first moment (UTC) later than `after` at which a trigger is due; None if there is none any more.

    `zone` is the local one, None for that of this machine. A local time that a clock change skips is due as much later
    as the clock jumps; one that comes twice is due the first time.
    """
    if isinstance(trigger, Once):
        return trigger.at.astimezone(UTC) if trigger.at > after else None
    today = after.astimezone(zone).date() - timedelta(days=1)  # an offset may reach into the next day
    for day in (today + timedelta(days=n) for n in range(_POLAR_NIGHT_DAYS)):
        if day.weekday() not in trigger.days:
            continue
        due = _on(trigger, day, zone, sun)
        if due is not None and due > after:
            return due
    return None


def _on(trigger: Daily | Sun, day: date, zone: tzinfo | None, sun: SunOf) -> datetime | None:
    if isinstance(trigger, Daily):
        return local(datetime.combine(day, trigger.at), zone).astimezone(UTC)
    event = sun(trigger.event, day)
    return None if event is None else event.astimezone(UTC) + timedelta(minutes=trigger.offset)


def local(wall: datetime, zone: tzinfo | None) -> datetime:
    """A time on the wall as a moment in `zone`, or that of this machine."""
    return wall.astimezone() if zone is None else wall.replace(tzinfo=zone)


def entities_of(trigger: StateTrigger) -> tuple[str, ...]:
    """The ids of the entities that a trigger watches."""
    return (trigger.entity,) if isinstance(trigger, Crosses) else tuple(trigger.entities)


def holds(trigger: StateTrigger, entity_id: str, state: State) -> bool | None:
    """Whether an entity is now as the trigger wants it; None where nothing is known of it."""
    if not state.known:
        return None
    if isinstance(trigger, Becomes):
        return (state.state == trigger.state) != trigger.negated
    raw = state.attributes.get(trigger.attribute) if trigger.attribute else state.state
    reading = number(raw, float("nan"))
    if reading != reading:
        return None
    return reading > trigger.bound if trigger.above else reading < trigger.bound


class Watch:
    """One state trigger as its home goes on: it fires when something has become so, not when it is so.

    What is unavailable counts as it last was.
    """

    def __init__(self, trigger: StateTrigger) -> None:
        self._trigger = trigger
        self._held: dict[str, bool] = {}

    def fires(self, states: Mapping[str, State]) -> bool:
        """Whether the step from the states seen before to these is what was waited for. Never with the first ones."""
        before = dict(self._held)
        for entity_id in entities_of(self._trigger):
            now = holds(self._trigger, entity_id, states.get(entity_id, State("unavailable")))
            if now is not None:
                self._held[entity_id] = now
        rose = [i for i, now in self._held.items() if now and before.get(i) is False]
        if isinstance(self._trigger, Crosses) or not self._trigger.every:
            return bool(rose)
        return bool(rose) and len(self._held) == len(self._trigger.entities) and all(self._held.values())


def to_document(trigger: Trigger) -> dict[str, Json]:
    """A trigger as JSON; `from_document` reads it back."""
    match trigger:
        case Daily(at, days):
            return {"kind": "daily", "at": at.isoformat("minutes"), "days": sorted(days)}
        case Once(at):
            return {"kind": "once", "at": at.isoformat()}
        case Sun(event, offset, days):
            return {"kind": "sun", "event": event, "offset": offset, "days": sorted(days)}
        case Becomes(entities, state, negated, every):
            return {"kind": "becomes", "entities": dict(entities), "state": state, "negated": negated, "every": every}
        case Crosses(entity, name, bound, above, attribute):
            return {"kind": "crosses", "entity": entity, "name": name, "bound": bound, "above": above,
                    "attribute": attribute}  # fmt: skip


def from_document(document: Mapping[str, Json]) -> Trigger:
    """The trigger that a JSON document says. Raises `ValueError` or `KeyError` if it says none."""
    fields = {key: value for key, value in document.items() if key != "kind"}
    match document["kind"]:
        case "daily":
            return Daily(time.fromisoformat(fields["at"]), frozenset(fields["days"]))
        case "once":
            return Once(datetime.fromisoformat(fields["at"]))
        case "sun":
            return Sun(fields["event"], fields["offset"], frozenset(fields["days"]))
        case "becomes":
            return Becomes(**fields)
        case "crosses":
            return Crosses(**fields)
    raise ValueError(f"no trigger: {document!r}")
