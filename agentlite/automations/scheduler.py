"""Running automations when they are due: without a model, once each, and never late without saying so."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeAlias

from agentlite.automations.book import Setting
from agentlite.automations.clock import Clock, SystemClock
from agentlite.automations.running import Runner
from agentlite.automations.store import Automation, AutomationStore, Firing
from agentlite.errors import ConfigurationError, ToolError
from agentlite.language import Sentences, said
from agentlite.tools.home.automations.triggers import (
    Becomes,
    Crosses,
    Daily,
    Once,
    Sun,
    Watch,
    entities_of,
    next_after,
)
from agentlite.tools.home.automations.wording import late_words

GRACE_SECONDS = 60.0
"""How late something may be done. What nobody was there to do in that time is reported as missed, and not done."""
LOOK_SECONDS = 5.0
"""How often to look for automations that another process has added, and at the clock, which may have been set."""
HOME_SECONDS = 1.0
"""How often to look at a home that does not tell when something changes."""
QUIET_SECONDS = 5.0
"""How long an automation that the home has set off cannot be set off again: sensors flutter, and loops exist."""

Report: TypeAlias = Callable[[Automation, Firing], None]
"""Told of everything that was done, failed, refused, missed or interrupted."""

_SENTENCES: Sentences = {
    "missed": {
        "en": "This was due {late} ago, when nothing was running; it was not done.",
        "pt": "Isto era para há {late}, quando nada estava a correr; não foi feito.",
    },
    "interrupted": {
        "en": "This was interrupted: it may or may not have happened, and is not repeated.",
        "pt": "Isto foi interrompido: pode ou não ter acontecido, e não se repete.",
    },
    "late": {"en": "({late} late) {text}", "pt": "(com {late} de atraso) {text}"},
}


class Scheduler:
    """Runs the automations of `store` with `runner`, one scheduler per file.

    `report` is told of each that was due. `setting` gives the home to watch, the time zone and the sun.
    """

    def __init__(
        self,
        store: AutomationStore,
        runner: Runner,
        setting: Setting | None = None,
        *,
        report: Report | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._store, self._runner, self._setting = store, runner, setting or Setting()
        self._report, self._clock = report, clock or SystemClock()
        self._sun = self._setting.sun()
        self._watches: dict[int, tuple[Becomes | Crosses, Watch]] = {}
        self._working: set[asyncio.Task[Firing]] = set()

    async def run(self) -> None:
        """Run what is due, until cancelled; what was begun is finished first.

        Raises `ConfigurationError` while another process runs the automations of this file.
        """
        with only_runner(self._store.path):
            self._tell_interrupted()
            try:
                async with asyncio.TaskGroup() as group:
                    group.create_task(self._keep_time())
                    if self._setting.home is not None:
                        group.create_task(self._watch_home())
            finally:
                await self.settled()

    async def settled(self) -> None:
        """Wait until everything that was begun has ended."""
        while self._working:
            await asyncio.wait(self._working)

    async def run_now(self, automation_id: int) -> Firing:
        """Do what an automation does, whenever it is due. Raises `ConfigurationError` if it is gone or disabled."""
        automation, now = self._store.get(automation_id), self._clock.now()
        if not self._store.claim(automation, now, now):
            raise ConfigurationError(
                f"Automation {automation_id} is disabled.", hint=f"agentlite automations enable {automation_id}"
            )
        return await self._finish(automation, now, timedelta())

    async def _keep_time(self) -> None:
        while True:
            self.look_at_the_clock()
            now = self._clock.now()
            ahead = [due for automation in self._enabled() if (due := self._next(automation, now)) is not None]
            wait = min([LOOK_SECONDS, *((due - now).total_seconds() for due in ahead)])
            await self._clock.sleep(max(wait, 0.0))

    def look_at_the_clock(self) -> None:
        """Begin what is due by now, and report what was missed."""
        now = self._clock.now()
        for automation in self._enabled():
            due, last = self._next(automation, automation.since), None
            while due is not None and due <= now:
                last, due = due, self._next(automation, due)
            if last is None:
                continue
            late = now - last
            if late.total_seconds() > GRACE_SECONDS:
                self._miss(automation, last, now)
            elif self._store.claim(automation, last, now):
                self._begin(automation, last, late)

    async def _watch_home(self) -> None:
        home = self._setting.home
        assert home is not None, "it is watched only where there is one"
        while True:
            try:
                await self.look_at_the_home()
                heard = await home.wait_for_change(LOOK_SECONDS)
            except ToolError:  # it cannot be reached; what it was before is remembered
                heard = False
            if not heard:
                await self._clock.sleep(HOME_SECONDS)

    async def look_at_the_home(self) -> None:
        """Begin what the home has become ready for since it was last looked at. Raises `ToolError`."""
        home = self._setting.home
        waiting = {a.id: a for a in self._enabled() if isinstance(a.trigger, Becomes | Crosses)}
        self._watches = {
            i: known if (known := self._watches.get(i)) and known[0] == a.trigger else (a.trigger, Watch(a.trigger))
            for i, a in waiting.items()
            if isinstance(a.trigger, Becomes | Crosses)
        }
        if home is None or not waiting:
            return
        ids = sorted({entity for trigger, _ in self._watches.values() for entity in entities_of(trigger)})
        states, now = await home.states(ids), self._clock.now()
        for automation_id, (_, watch) in self._watches.items():
            automation = waiting[automation_id]
            if watch.fires(states) and self._store.claim(automation, now, now, quiet_seconds=QUIET_SECONDS):
                self._begin(automation, now, timedelta())

    def _enabled(self) -> list[Automation]:
        return [automation for automation in self._store.list() if automation.enabled]

    def _next(self, automation: Automation, after: datetime) -> datetime | None:
        if not isinstance(automation.trigger, Daily | Once | Sun):
            return None
        return next_after(automation.trigger, after, self._setting.zone, self._sun)

    def _begin(self, automation: Automation, due: datetime, late: timedelta) -> None:
        task = asyncio.create_task(self._finish(automation, due, late))
        self._working.add(task)
        task.add_done_callback(self._working.discard)

    async def _finish(self, automation: Automation, due: datetime, late: timedelta) -> Firing:
        """Run what was claimed, and write and tell what became of it."""
        began = self._clock.now()
        try:
            status, text = await self._runner.run(automation)
        except BaseException:
            self._end(
                Firing(automation.id, due, began, "interrupted", self._say("interrupted", automation)), automation
            )
            raise
        if late.total_seconds() > LOOK_SECONDS:
            words = late_words(late)[automation.language]
            text = self._say("late", automation, late=words, text=text)
        return self._end(Firing(automation.id, due, began, status, text), automation)

    def _end(self, firing: Firing, automation: Automation) -> Firing:
        self._store.ended(firing)
        if self._report:
            self._report(automation, firing)
        return firing

    def _miss(self, automation: Automation, due: datetime, now: datetime) -> None:
        text = self._say("missed", automation, late=late_words(now - due)[automation.language])
        if self._store.missed(automation, due, now, text) and self._report:
            self._report(automation, Firing(automation.id, due, now, "missed", text))

    def _tell_interrupted(self) -> None:
        for firing in self._store.interrupted():
            automation = self._store.get(firing.automation)
            self._end(replace(firing, text=self._say("interrupted", automation)), automation)

    def _say(self, key: str, automation: Automation, **values: str) -> str:
        return said(_SENTENCES, key, automation.language, **values)


@contextlib.contextmanager
def only_runner(path: Path) -> Iterator[None]:
    """Be the one process that runs the automations of the file at `path`; the death of the process ends that too.

    Raises `ConfigurationError` if another one is.
    """
    marker = sqlite3.connect(f"{path}.runner", timeout=0, isolation_level=None)
    try:
        try:
            marker.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise ConfigurationError(
                f"Another process is running the automations of {path}.", hint="One is enough; stop it first."
            ) from error
        yield
    finally:
        marker.close()
