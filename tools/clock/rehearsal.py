"""A random clock to learn on: what is set, and times, days and durations as they are said."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from agentlite.packs import Rehearsal, Slot
from agentlite.tools.clock import clock_toolset
from agentlite.tools.clock.choosing import ALL
from agentlite.tools.clock.rehearsal_chores import chore
from agentlite.tools.clock.rehearsal_times import Speaker
from agentlite.tools.clock.rehearsal_words import EVERY, LENGTHS, PLURALS, WORDS, ZONES
from agentlite.tools.clock.said_times import dates, duration_text, durations, times
from agentlite.tools.clock.store import Entry, Kind
from agentlite.tools.clock.tools import ClockTools
from agentlite.tools.clock.zones import places
from agentlite.train.quoting import repeated


def rehearse(rng: random.Random, language: str) -> Rehearsal:
    """A clock with a few things set, at some moment of the next years."""
    return _Stage(rng, language).rehearsal()


class _Stage:
    def __init__(self, rng: random.Random, language: str) -> None:
        self.rng, self.language = rng, language
        self.family = "en" if language == "en" else "pt"
        self.words, self.speaker = WORDS[self.family], Speaker(rng, language)
        start = datetime(2026, 1, 1, tzinfo=ZoneInfo(rng.choice(ZONES)))
        self.now = start + timedelta(minutes=rng.randrange(2 * 365 * 1440))
        self.entries = [*self._timers(), *self._alarms(), *self._reminders()]

    def rehearsal(self) -> Rehearsal:
        tools = clock_toolset(ClockTools(lambda: self.entries, lambda: self.now, _never_run))
        empty = {f"cancel_{kind}" for kind in ("timer", "alarm", "reminder") if not self._of(kind)}
        slots: dict[str, Slot] = {
            "duration": self._duration,
            "text": self._text,
            "name": self._name,
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

    def _text(self) -> tuple[str, str]:
        return repeated(chore(self.rng, self.language))

    def _name(self) -> tuple[str, str]:
        return repeated(self.rng.choice(self.words["timer"]))

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
        texts = {chore(self.rng, self.language) for _ in range(self.rng.choice((0, 1, 1, 1, 2, 2, 3)))}
        return [Entry("reminder", text, self.now.timestamp() + 3600) for text in sorted(texts)]

    def _named(self, kind: Kind) -> tuple[str, str]:
        """A timer by its name or length, a reminder by its words or the last of them."""
        entry = self.rng.choice(self._of(kind))
        if entry.label == duration_text(entry.seconds):
            return self.speaker.length(entry.seconds // 60), entry.label
        words = entry.label.split()
        return entry.label if len(words) < 3 or self.rng.random() < 0.6 else words[-1], entry.label

    def _alarm(self) -> tuple[str, str]:
        """An alarm by its time."""
        entry = self.rng.choice(self._of("alarm"))
        clock = entry.label.split()[-1]
        return self.speaker.clock(int(clock[:2]), int(clock[3:])), entry.label

    def _only(self, kind: Kind) -> tuple[str, str] | None:
        """The only one there is need not be named."""
        entries = self._of(kind)
        return ("", entries[0].label) if len(entries) == 1 else None

    def _all(self, kind: Kind) -> tuple[str, str]:
        entries = self._of(kind)
        said = self.rng.choice(EVERY[self.family]).format(PLURALS[self.language][kind])
        return said, ALL if len(entries) > 1 else entries[0].label

    def _duration(self) -> tuple[str, str]:
        said = self.speaker.duration()
        return said, durations(said)[0].text

    def _place(self) -> tuple[str, str]:
        said = self.rng.choice(self.words["place"])
        return said, places(said)[0]

    def _date(self) -> tuple[str, str]:
        said = self.speaker.date()
        return said, dates(said, self.now.date())[0].text

    def _time(self, *, early: bool) -> tuple[str, str]:
        """A moment to come, with the words that lead to it: "at half past seven", "amanhã às 8"."""
        while True:
            said = self._time_words(early)
            found = times(said, self.now, early=early, vague=not early)
            if found and found[0].at > self.now:
                return said, found[0].text

    def _time_words(self, early: bool) -> str:
        roll = self.rng.random()
        if roll < (0.1 if early else 0.3):
            return self.speaker.ahead()
        if not early and roll < 0.42:
            return self.speaker.part_of_a_day()
        hour = self.rng.randint(5, 11) if early and roll < 0.9 else self.rng.randint(7, 22)
        return self.speaker.moment(
            hour, self.rng.choice((0, 0, 0, 15, 30, 30, 45, 5 * self.rng.randrange(1, 12), self.rng.randrange(1, 60)))
        )


def _never_run(*_: Any, **__: Any) -> Any:
    raise AssertionError("Nothing is run in a rehearsal.")
