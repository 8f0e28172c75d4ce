"""Ringing: timers, alarms and reminders are told when they are due, each once, whichever process is there to tell them.

ringer = Ringer(folder, tell=lambda ring: print(ring.say["en"]))
task = asyncio.create_task(ringer.run())
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path

from agentlite.tools.clock.said_times import next_at
from agentlite.tools.clock.store import ClockStore, Entry, Kind
from agentlite.tools.clock.wording import moment_words
from agentlite.tools.clock.zones import zone_of

LATE_SECONDS = 60.0
"""What is told later than this was missed: nobody was there to tell it, or the machine slept."""


@dataclass(frozen=True, slots=True)
class Ring:
    """What is to be told now: `label` is a timer's name, an alarm's time or a reminder's text; `say` the sentence for
    the user, by language."""

    kind: Kind
    label: str
    due: datetime
    missed: bool
    say: Mapping[str, str]


class Ringer:
    """Tells what is due in the clock pack's folder. Any number may run, in any number of processes.

    `tell(ring)`, sync or async, hands it to the user within a minute; if it raises, it is told again later. What was
    claimed by a process that was killed before it had told it is told by another, a minute later. `zone` is the pack's
    option of that name; `now` returns the time there, and `wait` sleeps: an alarm set meanwhile is noticed within
    `poll_seconds`.
    """

    def __init__(
        self,
        folder: Path,
        tell: Callable[[Ring], Awaitable[None] | None],
        *,
        zone: str = "",
        now: Callable[[], datetime] | None = None,
        wait: Callable[[float], Awaitable[None]] = asyncio.sleep,
        poll_seconds: float = 1.0,
    ) -> None:
        here = zone_of(zone)
        self._store, self._tell = ClockStore(folder), tell
        self._now = now or (lambda: datetime.now(here))
        self._wait, self._poll = wait, poll_seconds

    async def run(self) -> None:
        """Tell everything that becomes due, until cancelled. Raises what `tell` raises, and `StorageError`."""
        while True:
            await self.ring()
            await self._wait(self._poll)

    async def ring(self) -> list[Ring]:
        """Tell what is due now, oldest first, and return it."""
        told: list[Ring] = []
        while claimed := await asyncio.to_thread(self._store.claim, self._now().timestamp()):
            entry, claim = claimed
            ring = _ring(entry, self._now())
            try:
                answer = self._tell(ring)
                if inspect.isawaitable(answer):
                    await answer
            except BaseException:
                self._store.release(claim)
                raise
            self._store.settle(claim, self._next(entry))
            told.append(ring)
        return told

    def close(self) -> None:
        """Let go of the file."""
        self._store.close()

    def _next(self, entry: Entry) -> float | None:
        """When it rings again, in Unix seconds."""
        if not entry.days:
            return None
        return next_at(time.fromisoformat(entry.clock), entry.days, self._now()).timestamp()


def _ring(entry: Entry, now: datetime) -> Ring:
    due = datetime.fromtimestamp(entry.due, UTC).astimezone(now.tzinfo)
    missed = now.timestamp() - entry.due > LATE_SECONDS
    english, portuguese = _SENTENCES[entry.kind]
    what = f"{due:%H:%M}" if entry.kind == "alarm" else entry.label
    say = {"en": english.format(what), "pt": portuguese.format(what)}
    if missed:
        say["en"] = f"Missed, {moment_words(due, now, 'en')}: {say['en']}"
        say["pt"] = f"Perdido, {moment_words(due, now, 'pt')}: {say['pt']}"
    return Ring(entry.kind, entry.label, due, missed, say)


_SENTENCES: dict[Kind, tuple[str, str]] = {
    "timer": ("The timer {} is over.", "O temporizador {} terminou."),
    "alarm": ("Alarm: {}.", "Alarme: {}."),
    "reminder": ("Reminder: {}.", "Lembrete: {}."),
}
