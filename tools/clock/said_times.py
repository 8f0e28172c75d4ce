"""When: times of day with their days, as people say them in English and Portuguese; days and durations beside them.

    times("acorda-me amanhã às sete e meia", now)      [SaidTime(text="tomorrow 07:30", at=..., repeat=frozenset())]
    dates("on the 24th of December", today)            [SaidDate(text="24 december", day=...)]
    durations("for an hour and a half")                [SaidDuration(text="1 h 30 min", seconds=5400)]

Every text parses to itself, so that a tool can be given the text and read it again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol, TypeVar

from agentlite.tools.clock.said_dates import FoundDate, SaidDate, dates, found_dates
from agentlite.tools.clock.said_durations import (
    DURATION,
    LONGEST_SECONDS,
    SaidDuration,
    duration_text,
    durations,
    measured,
    seconds_of,
)
from agentlite.tools.clock.said_hours import FoundHour, found_hours, vague_hours
from agentlite.tools.clock.said_repeats import FoundRepeat, found_repeats, repeat_text
from agentlite.tools.clock.said_words import normalised

__all__ = [
    "SaidDate",
    "SaidDuration",
    "SaidTime",
    "dates",
    "duration_text",
    "durations",
    "is_later",
    "next_at",
    "times",
]

_AHEAD = re.compile(r"\b(?:in|within|daqui(?: a)?|dentro de|em) $")
_FROM_NOW = re.compile(r" (?:from now|a partir de agora)\b")
_IN_DAYS = re.compile(r" (?:days?|dias?)\b")
"""What is counted in days is a date."""
_USUAL_HOUR = 9
"""When someone who names only a day is to be reminded."""
_WAKING = range(7, 23)
_WORKING = range(7, 19)


class _Found(Protocol):
    @property
    def begin(self) -> int: ...
    @property
    def end(self) -> int: ...


_F = TypeVar("_F", bound=_Found)


@dataclass(frozen=True, slots=True)
class SaidTime:
    """A moment: in short text that parses to itself ("tomorrow 07:30", "in 20 min", "weekdays 07:00"), and when it is.

    `repeat` holds the days of the week (Monday is 0) on which it comes again, if it does.
    """

    text: str
    at: datetime
    repeat: frozenset[int] = frozenset()


def times(request: str, now: datetime, *, early: bool = False, vague: bool = False) -> list[SaidTime]:
    """The moments that a request says, in English or Portuguese, in its order. `now` must know its time zone.

    An hour from 1 to 12 of which nothing tells the half of the day is, for things to be done, the next one in waking
    hours; with `early`, for alarms, the one in the morning. With `vague`, where no time is said, a part of a day or a
    day alone is some usual hour in it: "tomorrow morning" and "tomorrow" are 09:00.
    """
    text = measured(normalised(request))
    relative = list(_from_now(text, now))
    repeats = _apart(found_repeats(text), relative)
    dated = _apart(found_dates(text, now.date()), [*relative, *repeats])
    days: list[FoundDate | FoundRepeat] = [*dated, *repeats]
    hours = _apart(found_hours(text), [*relative, *dated])
    if vague and not hours and not relative:
        hours = vague_hours(text) or [FoundHour(_USUAL_HOUR, 0, True, None, day.begin, day.end) for day in days]
    found = [(each.begin, each.said) for each in relative]
    found += [(hour.begin, _moment(hour, days, now, early)) for hour in hours]
    return list({said.text: said for _, said in sorted(found, key=lambda each: each[0])}.values())


def next_at(clock: time, days: frozenset[int], after: datetime) -> datetime:
    """The first moment later than `after` at which clocks in its time zone show `clock`, on one of these days of the
    week or, if there are none, on any.

    A time that clocks skip in spring comes an hour later that day. One that they show twice in autumn is only the first
    on days that repeat.
    """
    for ahead in range(9):
        day = after.date() + timedelta(days=ahead)
        for fold in (0,) if days else (0, 1):
            at = _on(day, clock.replace(fold=fold), after)
            if is_later(at, after) and (not days or at.weekday() in days) and at.fold == fold:
                return at
    raise ValueError(f"No day of the week is in {sorted(days)}.")


def is_later(moment: datetime, than: datetime) -> bool:
    """Whether it really is: Python compares two moments of one time zone by what clocks show, and they go back."""
    return moment.timestamp() > than.timestamp()


@dataclass(frozen=True, slots=True)
class _FoundTime:
    """A moment counted from now, and where in the normalised request it is said."""

    said: SaidTime
    begin: int
    end: int


def _from_now(text: str, now: datetime) -> Iterable[_FoundTime]:
    for match in DURATION.finditer(text):
        before, after = _AHEAD.search(text[: match.start()]), _FROM_NOW.match(text[match.end() :])
        seconds = seconds_of(match)
        if (before or after) and not _IN_DAYS.search(match.group()) and 0 < seconds <= LONGEST_SECONDS:
            at = (now.astimezone(UTC) + timedelta(seconds=seconds)).astimezone(now.tzinfo)
            begin = before.start() if before else match.start()
            yield _FoundTime(SaidTime(f"in {duration_text(seconds)}", at), begin, match.end())


def _moment(hour: FoundHour, days: Sequence[FoundDate | FoundRepeat], now: datetime, early: bool) -> SaidTime:
    """The moment of a time of day, on the days that are said nearest to it."""
    nearest = min(days, key=lambda each: max(each.begin - hour.end, hour.begin - each.end), default=None)
    if isinstance(nearest, FoundRepeat):
        clock = time(_likely(hour, early), hour.minute)
        return SaidTime(f"{repeat_text(nearest.days)} {clock:%H:%M}", next_at(clock, nearest.days, now), nearest.days)
    day = nearest.said if nearest else None
    if day and day.day != now.date():
        clock = time(_likely(hour, early), hour.minute)
        return SaidTime(f"{day.text} {clock:%H:%M}", _on(day.day, clock, now))
    clock = time(_next_likely(hour, early, now), hour.minute)
    at = _on(now.date(), clock, now)
    if day is None or (not is_later(at, now) and clock.hour < _WAKING.start):
        return SaidTime(f"{clock:%H:%M}", next_at(clock, frozenset(), now))
    return SaidTime(f"{day.text} {clock:%H:%M}", at)


def _likely(hour: FoundHour, early: bool) -> int:
    """The hour that is meant on a day to come."""
    if hour.exact or early or hour.hour in _WORKING:
        return hour.hour
    return hour.hour + 12


def _next_likely(hour: FoundHour, early: bool, now: datetime) -> int:
    """The hour that is meant today, or when no day is said."""
    if not hour.exact and not early:
        for reading in (hour.hour, (hour.hour + 12) % 24):
            if reading in _WAKING and is_later(_on(now.date(), time(reading, hour.minute), now), now):
                return reading
    return _likely(hour, early)


def _on(day: date, clock: time, now: datetime) -> datetime:
    """When clocks in the time zone of `now` show `clock` that day; an hour later where they skip it."""
    return datetime.combine(day, clock, tzinfo=now.tzinfo).astimezone(UTC).astimezone(now.tzinfo)


def _apart(found: Sequence[_F], claimed: Sequence[_Found]) -> list[_F]:
    """Those that overlap with nothing claimed."""
    return [f for f in found if not any(f.begin < other.end and other.begin < f.end for other in claimed)]
