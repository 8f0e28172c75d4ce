"""The clock's tools, and how what they did is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Annotated

from agentlite.actions import Change, Json
from agentlite.errors import ToolError
from agentlite.language import Language
from agentlite.tools.clock import choosing, work
from agentlite.tools.clock.choosing import ALL, Clock
from agentlite.tools.clock.said_times import SaidTime, dates, duration_text, durations, is_later, times
from agentlite.tools.clock.store import Entry, Kind
from agentlite.tools.clock.wording import day_words, duration_words, moment_words, when_words
from agentlite.tools.clock.zones import zone_at
from agentlite.toolset import Briefing, Choices, Outcome, Said, tool

_TOLD = 8
_TOLD_CHARS = 40
_LANGUAGES: tuple[Language, ...] = ("en", "pt")
_KINDS: tuple[Kind, ...] = ("timer", "alarm", "reminder")


class ClockTools(Clock):
    """Time and date, timers, alarms, reminders."""

    def briefing(self, request: str) -> Briefing:
        """What is set now, in one line."""
        told = []
        for kind in _KINDS:
            labels = [entry.label[:_TOLD_CHARS] for entry in self.of_kind(kind)][:_TOLD]
            if labels:
                told.append(f"{kind} {', '.join(labels)}")
        return Briefing(stable=f"clock: {'; '.join(told)}".strip())

    @tool(risk="read")
    def tell_time(self, place: Annotated[str, Choices(choosing.said_places)] = "") -> Outcome:
        """Say what time it is, here or in another place.

        Args:
            place: where, if not here
        """
        now = self.now()
        if not place:
            return Outcome(f"{now:%H:%M}", say={"en": f"It is {now:%H:%M}.", "pt": f"São {now:%H:%M}."})
        zone = zone_at(place)
        if zone is None:
            raise _error(f"The time in {place!r} is not known.", f"Não sei que horas são em {place}.")
        there = f"{now.astimezone(zone):%H:%M}"
        return Outcome(there, say={"en": f"In {place} it is {there}.", "pt": f"Em {place} são {there}."})

    @tool(risk="read")
    def tell_date(self, date: Annotated[str, Choices(choosing.said_dates)] = "") -> Outcome:
        """Say which day it is, or which day of the week a date is.

        Args:
            date: which day, if not today
        """
        today = self.now().date()
        found = dates(date, today)
        if date and not found:
            raise _error(f"{date!r} is no date.", f"{date!r} não é uma data.")
        day = found[0].day if found else today
        say = {"en": f"{day_words(day, 'en')}.", "pt": f"{day_words(day, 'pt').capitalize()}."}
        return Outcome(day.isoformat(), say=say)

    @tool(risk="reversible")
    async def start_timer(
        self, duration: Annotated[str, Choices(choosing.said_durations)], name: Annotated[str, Said()] = ""
    ) -> Outcome:
        """Start a timer that runs for some time.

        Args:
            duration: for how long
            name: what it is for
        """
        said = durations(duration)
        if not said or said[0].seconds > choosing.LONGEST_TIMER:
            raise _error(f"{duration!r} is no duration for a timer.", f"{duration!r} não é uma duração para isto.")
        seconds = said[0].seconds
        due = self.now().timestamp() + seconds
        done = await self.run(work.start_timer, label=name or duration_text(seconds), seconds=seconds, due=due)
        return Outcome(
            {"timer": done.value, "seconds": seconds},
            changes=(Change(f"timer {done.value}", "seconds", None, seconds),),
            say={
                "en": f"Timer{name and f' for {name}'}: {duration_words(seconds, 'en')}, starting now.",
                "pt": f"Temporizador{name and f' para {name}'}: {duration_words(seconds, 'pt')}, a partir de agora.",
            },
        )

    @tool(risk="read")
    def check_timers(self) -> Outcome:
        """Say how long the timers still run."""
        now = self.now().timestamp()
        left = {entry.label: entry.due - now for entry in self.of_kind("timer")}
        if not left:
            return Outcome({}, say={"en": "No timer is running.", "pt": "Não há nenhum temporizador a contar."})
        english = [
            f"{name}: {duration_words(s, 'en')} left" if s > 0 else f"{name} is over" for name, s in left.items()
        ]
        portuguese = [
            f"{name}: faltam {duration_words(s, 'pt')}" if s > 0 else f"{name} terminou" for name, s in left.items()
        ]
        return Outcome(
            {name: max(round(seconds), 0) for name, seconds in left.items()},
            say={"en": f"{'; '.join(english)}.", "pt": f"{'; '.join(portuguese)}."},
        )

    @tool(risk="reversible")
    async def cancel_timer(self, timer: Annotated[str, Choices(choosing.timers)]) -> Outcome:
        """Stop a timer.

        Args:
            timer: which one
        """
        return await self._cancel("timer", timer, work.cancel_timer)

    @tool(risk="reversible")
    async def set_alarm(self, time: Annotated[str, Choices(choosing.alarm_times)]) -> Outcome:
        """Set an alarm, for once or for certain days of the week.

        Args:
            time: when it rings
        """
        said = self._moment(time)
        label = said.text if said.repeat else _alarm_label(said.at, self.now())
        return await self._set("alarm", label, said, work.set_alarm, "Alarm set", "Alarme marcado")

    @tool(risk="reversible")
    async def cancel_alarm(self, alarm: Annotated[str, Choices(choosing.alarms)]) -> Outcome:
        """Take an alarm away.

        Args:
            alarm: which one
        """
        return await self._cancel("alarm", alarm, work.cancel_alarm)

    @tool(risk="reversible")
    async def set_reminder(
        self, text: Annotated[str, Said()], time: Annotated[str, Choices(choosing.reminder_times)]
    ) -> Outcome:
        """Remind the user of something at some time.

        Args:
            text: of what
            time: when
        """
        said = self._moment(time)
        return await self._set("reminder", text, said, work.set_reminder, f"Reminder ({text})", f"Lembrete ({text})")

    @tool(risk="read")
    def show_reminders(self) -> Outcome:
        """Say which reminders and alarms are set."""
        now, entries = self.now(), [*self.of_kind("reminder"), *self.of_kind("alarm")]
        if not entries:
            return Outcome([], say={"en": "No reminder or alarm is set.", "pt": "Não há lembretes nem alarmes."})
        told: dict[Language, list[str]] = {"en": [], "pt": []}
        for language, lines in told.items():
            alarm = "alarm" if language == "en" else "alarme"
            lines += [f"{e.label if e.kind == 'reminder' else alarm}, {when_words(e, now, language)}" for e in entries]
        return Outcome(
            [{"kind": e.kind, "label": e.label, "at": self._local(e.due).isoformat()} for e in entries],
            say={language: f"{'; '.join(lines)}." for language, lines in told.items()},
        )

    @tool(risk="reversible")
    async def cancel_reminder(self, reminder: Annotated[str, Choices(choosing.reminders)]) -> Outcome:
        """Take a reminder away.

        Args:
            reminder: which one
        """
        return await self._cancel("reminder", reminder, work.cancel_reminder)

    def _moment(self, text: str) -> SaidTime:
        """The moment that an argument means. Raises `ToolError` if it is none, or over."""
        now = self.now()
        said = times(text, now, early=True, vague=True)
        if not said:
            raise _error(f"{text!r} is no time.", f"{text!r} não é uma hora.")
        if not is_later(said[0].at, now):
            past = {language: moment_words(said[0].at, now, language) for language in _LANGUAGES}
            raise _error(f"{past['en']} is over.", f"{past['pt']} já passou.")
        return said[0]

    async def _set(
        self, kind: Kind, label: str, said: SaidTime, function: Callable[..., Json], english: str, portuguese: str
    ) -> Outcome:
        due, clock = said.at.timestamp(), f"{said.at:%H:%M}" if said.repeat else ""
        done = await self.run(function, label=label, due=due, clock=clock, days=sorted(said.repeat))
        entry, now = Entry(kind, done.value, due, 0, clock, said.repeat), self.now()
        return Outcome(
            {kind: entry.label, "at": said.at.isoformat()},
            changes=(Change(f"{kind} {entry.label}", "at", None, said.at.isoformat()),),
            say={
                "en": f"{english}: {when_words(entry, now, 'en')}.",
                "pt": f"{portuguese}: {when_words(entry, now, 'pt')}.",
            },
        )

    async def _cancel(self, kind: Kind, chosen: str, function: Callable[..., Json]) -> Outcome:
        there, now = {entry.label: entry for entry in self.of_kind(kind)}, self.now()
        gone: list[str] = (await self.run(function, labels=[*there] if chosen == ALL else [chosen])).value
        shown = [there[label] for label in gone if label in there]
        told = {
            language: ", ".join(when_words(e, now, language) if kind == "alarm" else e.label for e in shown)
            for language in _LANGUAGES
        }
        return Outcome(
            gone,
            changes=tuple(Change(f"{kind} {label}", "set", True, False) for label in gone),
            say={"en": f"Cancelled: {told['en']}.", "pt": f"Cancelado: {told['pt']}."},
        )

    def _local(self, due: float) -> dt.datetime:
        return dt.datetime.fromtimestamp(due, self.now().tzinfo)


def _alarm_label(at: dt.datetime, now: dt.datetime) -> str:
    """What an alarm is called: its time, and its day unless that is the next time that it comes."""
    if at.timestamp() - now.timestamp() < 86_400:
        return f"{at:%H:%M}"
    return f"{at:%A} {at:%H:%M}".lower() if at - now < dt.timedelta(days=7) else f"{at:%Y-%m-%d %H:%M}"


def _error(english: str, portuguese: str) -> ToolError:
    return ToolError(english, say={"en": english, "pt": portuguese})
