"""What the clock's arguments can be for a request: the times it says, and the timers, alarms and reminders it means."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import TypeAlias

from agentlite.memory.text import stems
from agentlite.saying import saying
from agentlite.tools.clock.said_times import dates, durations, is_later, times
from agentlite.tools.clock.store import Entry, Kind
from agentlite.tools.clock.zones import places
from agentlite.toolset import Outcome

Run: TypeAlias = Callable[..., Awaitable[Outcome]]

ALL = "all"
LONGEST_TIMER = 7 * 86_400
_ALL_WORDS = re.compile(
    r"\b(all|both|every|everything|todos|todas|tudo|ambos|timers|alarms|reminders|temporizadores|alarmes|lembretes)\b",
    re.IGNORECASE,
)


_SPEAKS_OF: dict[Kind, Callable[[str], bool]] = {
    "timer": saying("timer*", "countdown*", "tempor*", "cronometr*", "contag*", even_denied=True),
    "alarm": saying("alarm*", "wak*", "woken", "ring*", "sleep*", "despert*", "acord*", even_denied=True),
    "reminder": saying("remind*", "lembr*", "avis*", even_denied=True),
}


class Clock:
    """The entries there are, the time it is, and the way into the sandbox: `entries()`, `now()`, and `run(function,
    **arguments)`."""

    def __init__(self, entries: Callable[[], Sequence[Entry]], now: Callable[[], datetime], run: Run) -> None:
        self.entries, self.now, self.run = entries, now, run

    def of_kind(self, kind: Kind) -> list[Entry]:
        """The entries of one kind, the next one first."""
        return [entry for entry in self.entries() if entry.kind == kind]

    def meant(self, kind: Kind, request: str, named: Callable[[], Callable[[Entry], bool]]) -> list[str]:
        """The labels of one kind that a request may mean: those it names or, if it names none but speaks of the kind,
        every one; and all.

        `named()` reads the request, if there is anything it could name.
        """
        entries = self.of_kind(kind)
        if not entries:
            return []
        everything = [ALL] if len(entries) > 1 and _ALL_WORDS.search(request) else []
        meant = [*filter(named(), entries)] or (entries if not request or _SPEAKS_OF[kind](request) else [])
        return everything + [entry.label for entry in meant]


def said_durations(clock: Clock, request: str) -> list[str]:
    """How long a timer may run."""
    return [said.text for said in durations(request) if said.seconds <= LONGEST_TIMER]


def said_dates(clock: Clock, request: str) -> list[str]:
    """The days a request says."""
    return [said.text for said in dates(request, clock.now().date())]


def said_places(clock: Clock, request: str) -> list[str]:
    """The places a request names."""
    return places(request)


def alarm_times(clock: Clock, request: str) -> list[str]:
    """When an alarm may ring: at the times that are said, in the morning if nothing tells."""
    now = clock.now()
    return [said.text for said in times(request, now, early=True) if is_later(said.at, now)]


def reminder_times(clock: Clock, request: str) -> list[str]:
    """When a reminder may come: at what is said, be it no more than a day."""
    now = clock.now()
    return [said.text for said in times(request, now, vague=True) if is_later(said.at, now)]


def timers(clock: Clock, request: str) -> list[str]:
    """The timers that a request means, by name or by length."""

    def named() -> Callable[[Entry], bool]:
        lengths, words = {each.seconds for each in durations(request)}, stems(request)
        return lambda entry: entry.seconds in lengths or bool(stems(entry.label) & words)

    return clock.meant("timer", request, named)


def alarms(clock: Clock, request: str) -> list[str]:
    """The alarms that a request means, by their time."""

    def named() -> Callable[[Entry], bool]:
        now = clock.now()
        said = {f"{each.at:%H:%M}" for early in (True, False) for each in times(request, now, early=early)}
        return lambda entry: any(time in entry.label for time in said)

    return clock.meant("alarm", request, named)


def reminders(clock: Clock, request: str) -> list[str]:
    """The reminders that a request means, by their words."""

    def named() -> Callable[[Entry], bool]:
        words = stems(request)
        return lambda entry: bool(stems(entry.label) & words)

    return clock.meant("reminder", request, named)
