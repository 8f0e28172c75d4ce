"""A random clock to learn on: what is set, and times, days and durations as they are said."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from agentlite.packs import Rehearsal, Slot
from agentlite.tools.clock import clock_toolset
from agentlite.tools.clock.choosing import ALL
from agentlite.tools.clock.rehearsal_words import (
    CONTRACTED,
    DAYS,
    EVERY,
    LENGTHS,
    ODD,
    PLURALS,
    PT_MONTHS,
    UNITS,
    WORDS,
    ZONES,
)
from agentlite.tools.clock.said_dates import MONTHS
from agentlite.tools.clock.said_times import SaidTime, dates, duration_text, durations, times
from agentlite.tools.clock.store import Entry, Kind
from agentlite.tools.clock.tools import ClockTools
from agentlite.tools.clock.zones import places
from agentlite.train.numbers import spoken


def rehearse(rng: random.Random, language: str) -> Rehearsal:
    """A clock with a few things set, at some moment of the next years."""
    return _Stage(rng, language).rehearsal()


class _Stage:
    def __init__(self, rng: random.Random, language: str) -> None:
        self.rng, self.language = rng, language
        self.family = "en" if language == "en" else "pt"
        self.words = WORDS[self.family]
        start = datetime(2026, 1, 1, tzinfo=ZoneInfo(rng.choice(ZONES)))
        self.now = start + timedelta(minutes=rng.randrange(2 * 365 * 1440))
        self.entries = [*self._timers(), *self._alarms(), *self._reminders()]

    def rehearsal(self) -> Rehearsal:
        tools = clock_toolset(ClockTools(lambda: self.entries, lambda: self.now, _never_run))
        empty = {f"cancel_{kind}" for kind in ("timer", "alarm", "reminder") if not self._of(kind)}
        slots: dict[str, Slot] = {
            "duration": self._duration,
            "place": self._place,
            "date": self._date,
            "alarm_time": lambda: self._time(early=True),
            "when": lambda: self._time(early=False),
            "timer": lambda: self._named("timer"),
            "alarm": self._alarm,
            "reminder": lambda: self._named("reminder"),
            "which_timer": lambda: self._only("timer") or self._named("timer"),
            "which_alarm": lambda: self._only("alarm") or self._alarm(),
            "all_timers": lambda: self._all("timer"),
            "all_alarms": lambda: self._all("alarm"),
            "all_reminders": lambda: self._all("reminder"),
        }
        return Rehearsal(tools.filter(lambda tool: tool.name not in empty), slots)

    def _of(self, kind: Kind) -> list[Entry]:
        return [entry for entry in self.entries if entry.kind == kind]

    def _some(self, labels: tuple[str, ...]) -> list[str]:
        return self.rng.sample(labels, min(self.rng.choice((0, 1, 1, 1, 2, 2, 3)), len(labels)))

    def _timers(self) -> list[Entry]:
        made = []
        for name in self._some(self.words["timer"]):
            seconds = 60 * self.rng.choice(LENGTHS)
            label = name if self.rng.random() < 0.6 else duration_text(seconds)
            made.append(Entry("timer", label, self.now.timestamp() + self.rng.randrange(5, seconds), seconds))
        return list({entry.label: entry for entry in made}.values())

    def _alarms(self) -> list[Entry]:
        clocks = tuple(f"{hour:02}:{minute:02}" for hour in range(5, 23) for minute in (0, 0, 15, 30, 45))
        days = ("", "", "", "weekdays ", "every day ", "weekends ", "monday ", "saturday ", "every tuesday ")
        labels = {self.rng.choice(days) + clock for clock in self._some(clocks)}
        return [Entry("alarm", label, self.now.timestamp() + 3600) for label in sorted(labels)]

    def _reminders(self) -> list[Entry]:
        return [Entry("reminder", text, self.now.timestamp() + 3600) for text in self._some(self.words["reminder"])]

    def _named(self, kind: Kind) -> tuple[str, str]:
        """A timer by its name or length, a reminder by its words or some of them."""
        entry = self.rng.choice(self._of(kind))
        lengths = {duration_text(entry.seconds)} if entry.seconds else set()
        if entry.label in lengths:
            return self._length(entry.seconds), entry.label
        words = entry.label.split()
        said = entry.label if len(words) < 3 or self.rng.random() < 0.6 else words[-1]
        return said, entry.label

    def _only(self, kind: Kind) -> tuple[str, str] | None:
        """The only one there is need not be named."""
        entries = self._of(kind)
        return ("", entries[0].label) if len(entries) == 1 else None

    def _all(self, kind: Kind) -> tuple[str, str]:
        entries = self._of(kind)
        said = self.rng.choice(EVERY[self.family]).format(PLURALS[self.language][kind])
        return said, ALL if len(entries) > 1 else entries[0].label

    def _alarm(self) -> tuple[str, str]:
        entry = self.rng.choice(self._of("alarm"))
        clock = entry.label.split()[-1]
        return self._clock_words(int(clock[:2]), int(clock[3:])), entry.label

    def _duration(self) -> tuple[str, str]:
        roll = self.rng.random()
        if roll < 0.12:
            said = self.rng.choice(ODD[self.family])
        elif roll < 0.2:
            said = f"{self._number(self.rng.choice((10, 15, 20, 30, 40, 45, 90)))} {UNITS[self.family]['s']}"
        else:
            said = self._length(60 * self.rng.choice(LENGTHS))
        return said, durations(said)[0].text

    def _length(self, seconds: int) -> str:
        """A whole number of minutes in some words."""
        units = UNITS[self.family]
        minutes = seconds // 60
        if minutes == 30 and self.rng.random() < 0.4:
            return units["half"]
        if minutes >= 60 and self.rng.random() < 0.6:
            hours, rest = divmod(minutes, 60)
            one = units["one_hour"] if hours == 1 else f"{self._number(hours, hers=True)} {units['h']}s"
            return one + (f" {units['and']} {self._number(rest)} {units['min']}s" if rest else "")
        if minutes == 1:
            return units["one_minute"]
        unit = self.rng.choice((f"{units['min']}s", f"{units['min']}s", "min"))
        return f"{self._number(minutes)} {unit}"

    def _number(self, value: int, *, hers: bool = False) -> str:
        if self.rng.random() < 0.5:
            return str(value)
        words = spoken(value, self.language)
        if hers and self.family == "pt":
            words = words.removesuffix("dois") + "duas" if words.endswith("dois") else words
            words = f"{words}a" if words.endswith("um") else words
        return words

    def _place(self) -> tuple[str, str]:
        said = self.rng.choice(self.words["place"])
        return said, places(said)[0]

    def _day(self, kind: str) -> str:
        day, other = self.rng.sample(DAYS[self.family], 2)
        return self.rng.choice(self.words[kind]).format(day=day, other=other, n=self.rng.randint(2, 9))

    def _date(self) -> tuple[str, str]:
        if self.rng.random() < 0.5:
            said = self._day("day")
        else:
            day = date(2027, 1, 1) + timedelta(days=self.rng.randrange(365))
            if self.family == "pt":
                said = f"{day.day} de {PT_MONTHS[day.month - 1]}"
            else:
                month = MONTHS[day.month - 1].capitalize()
                said = self.rng.choice((f"{month} {day.day}", f"{day.day} {month}", f"the {day.day}th of {month}"))
        return said, dates(said, self.now.date())[0].text

    def _time(self, *, early: bool) -> tuple[str, str]:
        """A moment to come, with the words that lead to it: "at half past seven", "amanhã às 8"."""
        parse: Callable[[str], list[SaidTime]] = lambda said: times(said, self.now, early=early, vague=not early)  # noqa: E731
        while True:
            said = self._time_words(early)
            found = parse(said)
            if found and found[0].at > self.now:
                return said, found[0].text

    def _time_words(self, early: bool) -> str:
        units, roll = UNITS[self.family], self.rng.random()
        if roll < (0.1 if early else 0.3):
            return f"{self.rng.choice(units['in'])} {self._duration()[0]}"
        if not early and roll < 0.42:
            return f"{self._day('day')} {self.rng.choice(units['parts'])}".strip()
        hour = self.rng.randint(5, 11) if early else self.rng.randint(7, 22)
        minute = self.rng.choice((0, 0, 0, 15, 30, 30, 45, self.rng.randrange(1, 60)))
        at = f"{self.rng.choice(units['at'])} {self._clock_words(hour, minute)}"
        for wrong, right in CONTRACTED.items():
            at = at.replace(wrong, right)
        if self.rng.random() < 0.45:
            return at
        day = self._day("repeat" if self.rng.random() < 0.3 else "day")
        return f"{at} {day}" if self.rng.random() < 0.5 else f"{day} {at}"

    def _clock_words(self, hour: int, minute: int) -> str:
        """A time of day in one of the ways in which it is said; its half of the day is clear where it must be."""
        style = self.rng.randrange(6)
        if style == 0 or (hour > 12 and style < 3):
            return (
                f"{hour:02}:{minute:02}"
                if self.family == "en"
                else self.rng.choice((f"{hour}h{minute:02}" if minute else f"{hour}h", f"{hour:02}:{minute:02}"))
            )
        if (hour, minute) == (12, 0) and style < 4:
            return "noon" if self.family == "en" else "meio-dia"
        spoken_time = self._english(hour, minute, style) if self.family == "en" else self._portuguese(hour, minute)
        if 5 <= hour < 12 and (self.family == "pt" or spoken_time.endswith("m")) and self.rng.random() < 0.6:
            return spoken_time
        return f"{spoken_time} {self._part(hour)}" if not spoken_time.endswith(("am", "pm")) else spoken_time

    def _part(self, hour: int) -> str:
        part = "morning" if hour < 12 else "afternoon" if hour < (18 if self.family == "en" else 19) else "evening"
        if self.family == "en":
            return f"in the {part}"
        return {"morning": "da manhã", "afternoon": "da tarde", "evening": "da noite"}[part]

    def _english(self, hour: int, minute: int, style: int) -> str:
        small, half_day = (hour - 1) % 12 + 1, "am" if hour < 12 else "pm"
        name, following = self._number(small), self._number(small % 12 + 1)
        if style in (1, 2):
            return f"{small}{f':{minute:02}' if minute else ''}{self.rng.choice(('', ' '))}{half_day}"
        if minute == 15:
            return f"quarter past {name}"
        if minute == 30:
            return f"half past {name}"
        if minute == 45 and hour not in (11, 17):
            return f"a quarter to {following}"
        return f"{small}:{minute:02}" if minute else name

    def _portuguese(self, hour: int, minute: int) -> str:
        name = self._number((hour - 1) % 12 + 1, hers=True)
        if minute in (15, 30):
            return f"{name} e {'meia' if minute == 30 else self.rng.choice(('um quarto', 'quinze'))}"
        return f"{name} e {self._number(minute)}" if minute else name


def _never_run(*_: Any, **__: Any) -> Any:
    raise AssertionError("Nothing is run in a rehearsal.")
