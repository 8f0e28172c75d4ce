"""When a sentence wants something done: the times, days, delays and hours of the sun it names, and where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from agentlite.tools.home.automations.phrases import (
    CLOCKS,
    COMING,
    DAY_NAME,
    DELAYS,
    RECURRING,
    SUNS,
    WEEKDAYS,
    Place,
    compiled,
    whole,
)
from agentlite.tools.home.automations.triggers import EVERY_DAY, Daily, Once, Sun, TimeTrigger, local
from agentlite.tools.home.automations.unclear import Unclear

_WEEKDAYS_ONLY, _WEEKEND = frozenset(range(5)), frozenset((5, 6))
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_EVENING = re.compile(r"night|evening|afternoon|noite|tarde")
_MORNING = re.compile(r"morning|manha|madrugada")
_HOW_MUCH = re.compile(
    r"\b(?:set|put|dim|heat|cool|warm|raise|lower|volume|brightness|temperature|thermostat|heating|level|speed)\b"
)
"""Words after which a bare "at 7" is as likely a number of degrees or percent."""
_HAS_AMOUNT = re.compile(r"\bto \w+|\d")
_ENDS_TIME = re.compile(r"\s*(?:$|[,.;!?])")
_CLOCKS = [(form, compiled(pattern)) for form, pattern in ((f, rf"(?:{p})") for f, p in CLOCKS)]
_SUNS, _DELAYS = ([compiled(rf"(?:{pattern})") for pattern in group] for group in (SUNS, DELAYS))
_RECURRING, _COMING = ([(what, compiled(rf"(?:{p})")) for what, p in group] for group in (RECURRING, COMING))


@dataclass(frozen=True, slots=True)
class Timing:
    """A trigger, and the places of the words that say it."""

    trigger: TimeTrigger
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class _Clock:
    at: time
    place: Place
    half_known: bool
    """Whether it says which half of the day is meant."""


@dataclass(frozen=True, slots=True)
class _Days:
    place: Place
    text: str
    days: frozenset[int] = frozenset()
    from_today: int | None = None


def timing_in(text: str, now: datetime, zone: tzinfo | None) -> Timing | None:
    """When `text` (as `aligned` gives it) wants something done; None if it says nothing about that.

    A time without a day is the next such one; one that does not say which half of the day it means, the nearer of the
    two. Raises `Unclear` for a day without a time, a time that is over, and more than one time.
    """
    delay = _first(_DELAYS, text)
    sun = _first(_SUNS, text)
    day = _day(text, now.astimezone(zone).weekday())
    clock = None if sun else _clock(text, day)
    if delay is not None and (sun or clock):
        raise Unclear("two_times")
    if delay is not None:
        return Timing(Once(now + _delay(delay)), (delay.span(),))
    if sun is not None:
        return _with_sun(sun, day, now)
    if clock is None and day is None:
        return None
    if clock is None:
        raise Unclear("no_time")
    places = (clock.place, *((day.place,) if day else ()))
    if _clock(_blanked(text, places), day) is not None:
        raise Unclear("two_times")
    return Timing(_at(clock, day, now, zone), places)


def _at(clock: _Clock, day: _Days | None, now: datetime, zone: tzinfo | None) -> Daily | Once:
    at, known = clock.at, clock.half_known
    if day is not None and not known and at.hour <= 12:
        if _EVENING.search(day.text):
            at, known = at.replace(hour=at.hour % 12 + 12), True
        elif _MORNING.search(day.text):
            at, known = at.replace(hour=at.hour % 12), True
    if day is not None and day.from_today is None:
        return Daily(at, day.days)
    today = now.astimezone(zone).date()
    if day is not None and day.from_today is not None:
        moment = local(datetime.combine(today + timedelta(days=day.from_today), at), zone)
        if moment <= now and not known and at.hour < 12:
            moment = local(datetime.combine(moment.date(), at.replace(hour=at.hour + 12)), zone)
        if moment <= now:
            raise Unclear("over")
        return Once(moment)
    hours = [at] if known or at.hour > 12 else [at.replace(hour=at.hour % 12), at.replace(hour=at.hour % 12 + 12)]
    moments = (local(datetime.combine(today + timedelta(days=n), hour), zone) for n in (0, 1, 2) for hour in hours)
    return Once(min(moment for moment in moments if moment > now))


def _with_sun(match: re.Match[str], day: _Days | None, now: datetime) -> Timing:
    said = {key for key, value in match.groupdict().items() if value}
    offset = 0
    if "count" in said:
        offset = round(_length(match).total_seconds() / 60)
        offset = -offset if "before" in said else offset
    if day is not None and day.from_today is not None:
        raise Unclear("sun_once")
    places = (match.span(), *((day.place,) if day else ()))
    days = day.days if day else EVERY_DAY
    return Timing(Sun("sunrise" if said & {"rise", "light"} else "sunset", offset, days), places)


def _delay(match: re.Match[str]) -> timedelta:
    return timedelta(minutes=30) if match.groupdict().get("halfhour") else _length(match)


def _length(match: re.Match[str]) -> timedelta:
    count = match["count"]
    amount = 0.5 if count in ("half an", "meia") else whole(count)[0]
    if match["half"]:
        amount += 0.5
    return timedelta(seconds=amount * _SECONDS[match["unit"][0]])


def _clock(text: str, day: _Days | None) -> _Clock | None:
    for form, pattern in _CLOCKS:
        for match in pattern.finditer(text):
            if form == "spoken" and not _is_time(match, text, day):
                continue
            found = _read_clock(form, match)
            if found is not None:
                return found
    return None


def _is_time(match: re.Match[str], text: str, day: _Days | None) -> bool:
    """Whether a number after "at" or "às" is a time: it says so, stands first or last, and is no amount."""
    if match["clock"] or match["half"] or match["am"] or match["pm"] or match["exact"]:
        return True
    at_start = not text[: match.start()].strip(" ,.")
    by_day = day is not None and (
        match.end() <= day.place[0] <= match.end() + 2 or 0 <= match.start() - day.place[1] <= 2
    )
    if match["at"] in ("as", "a partir das"):
        return by_day or (at_start and text[match.end() :].lstrip().startswith(","))
    if match["at"] == "at" and _HOW_MUCH.search(text) and not _HAS_AMOUNT.search(text[: match.start()]):
        return at_start or by_day
    return at_start or by_day or bool(_ENDS_TIME.match(text, match.end()))


def _read_clock(form: str, match: re.Match[str]) -> _Clock | None:
    said = match.groupdict()
    half = 30 if said.get("half") else 0
    if form in ("noon", "midnight"):
        return _Clock(time(12 if form == "noon" else 0, half), match.span(), True)
    hours = whole(said["hour"])
    hour, minute = int(hours[0]), half or round(hours[0] % 1 * 60) or (int(hours[1]) if len(hours) > 1 else 0)
    if form in ("past", "to", "less"):
        word = said.get("minute") or "half"
        minute = 30 if word == "half" else 15 if "quart" in word else int(whole(word)[0])
    elif said.get("minute"):
        minute = int(said["minute"])
    elif form == "quarter":
        minute = 15
    if form in ("to", "less"):
        hour, minute = (hour - 1) % 24, 60 - minute
    if hour == 24:
        hour = 0
    if hour > 23 or not 0 <= minute < 60:
        return None
    afternoon, morning = bool(said.get("pm")), bool(said.get("am"))
    if (afternoon or morning) and hour <= 12:
        hour = hour % 12 + (12 if afternoon else 0)
    if afternoon and hour == 12 and re.search("night|noite", said["pm"]):
        hour = 0
    known = afternoon or morning or said["hour"].startswith("0") or hour == 0
    return _Clock(time(hour, minute), match.span(), known)


def _day(text: str, today: int) -> _Days | None:
    """The days named: those that come again, or the one day that is meant."""
    for what, pattern in _RECURRING:
        if match := pattern.search(text):
            days = {"weekdays": _WEEKDAYS_ONLY, "weekend": _WEEKEND, "all": EVERY_DAY}.get(what)
            return _Days(match.span(), match.group(), days or frozenset(_named(match.group())))
    for what, pattern in _COMING:
        if match := pattern.search(text):
            ahead = {"tomorrow": 1, "today": 0}.get(what)
            if ahead is None:
                ahead = (next(_named(match.group())) - today) % 7 or 7
            return _Days(match.span(), match.group(), from_today=ahead)
    return None


def _named(text: str) -> Iterator[int]:
    for match in re.finditer(DAY_NAME, text):
        yield WEEKDAYS[re.split(r"[ -]", match.group())[0]]


def _first(patterns: list[re.Pattern[str]], text: str) -> re.Match[str] | None:
    return next(filter(None, (pattern.search(text) for pattern in patterns)), None)


def _blanked(text: str, places: tuple[Place, ...]) -> str:
    for start, end in places:
        text = text[:start] + "\0" * (end - start) + text[end:]
    return text
