"""A clock that a test moves, and a house with its automations."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from agentlite import Agent
from agentlite.automations import Automations, AutomationStore, Firing, Runner, Scheduler, Setting
from agentlite.models.testing import ScriptedModel
from agentlite.runs import RunLog
from agentlite.tools.home import SimulatedHome, State, home_toolset, parse_house
from agentlite.tools.home.automations import HomeWithScenes

LISBON = ZoneInfo("Europe/Lisbon")
NOW = datetime(2026, 11, 18, 15, 0, tzinfo=LISBON)
"""A Wednesday."""

HOUSE = """
areas: [{name: Hall, id: hall}]
entities:
  - {name: Ana, id: person.ana, state: home}
  - {name: Front door, id: lock.front, area: hall, state: locked}
  - {name: Hall motion, id: binary_sensor.motion, area: hall, attributes: {device_class: motion}}
  - name: Hall lamp
    id: light.hall
    area: hall
    state: 'on'
    attributes: {brightness: 77, supported_color_modes: [brightness]}
  - {name: Fan, id: fan.hall, area: hall, state: 'off'}
  - {name: Blind, id: cover.blind, area: hall, state: open, attributes: {device_class: blind, current_position: 40}}
"""


class HandClock:
    """Time stands still, but for `advance`."""

    def __init__(self, moment: datetime = NOW) -> None:
        self.moment = moment
        self._sleepers: list[tuple[datetime, asyncio.Future[None]]] = []

    def now(self) -> datetime:
        return self.moment

    async def sleep(self, seconds: float) -> None:
        wake = asyncio.get_running_loop().create_future()
        self._sleepers.append((self.moment + timedelta(seconds=seconds), wake))
        await wake

    async def advance(self, seconds: float) -> None:
        """Let time pass, waking sleepers one after another, each when its time has come."""
        until = self.moment + timedelta(seconds=seconds)
        while True:
            for _ in range(40):
                await asyncio.sleep(0)
            self._sleepers.sort(key=lambda sleeper: sleeper[0])
            if not self._sleepers or self._sleepers[0][0] > until:
                break
            self.moment, wake = self._sleepers.pop(0)
            if not wake.done():
                wake.set_result(None)
        self.moment = until


class World:
    """A house, its tools, and its automations in a file; each opened as a program would."""

    def __init__(self, file: Path, clock: HandClock | None = None) -> None:
        self.file, self.clock = file, clock or HandClock()
        self.home = SimulatedHome(parse_house(HOUSE))
        self.store = AutomationStore(file)
        self.log = RunLog(file.with_name("runs.db"))
        self.with_scenes = HomeWithScenes(self.home, self.store.scenes)
        self.tools = home_toolset(self.with_scenes)
        self.setting = Setting(home=self.with_scenes, me="Ana", zone=LISBON, place=(38.72, -9.14))
        self.told: list[Firing] = []

    def book(self, *calls: tuple[str, dict[str, Any]], approve: bool | None = None) -> Automations:
        """The automations, with a model that decides on these calls."""
        decision = {"calls": [{"call": tool, "with": arguments} for tool, arguments in calls]}
        answer = None if approve is None else lambda call, tool: approve
        agent = Agent(ScriptedModel([decision] * 4, one_shot=True), tools=self.tools, approve=answer)
        return Automations(self.file, agent, self.setting, clock=self.clock)

    def scheduler(self) -> Scheduler:
        runner = Runner(self.tools, self.setting.things, self.log)
        return Scheduler(
            self.store, runner, self.setting, report=lambda _, firing: self.told.append(firing), clock=self.clock
        )

    def state(self, entity_id: str) -> str:
        return str(self.home.snapshot()[entity_id]["state"])

    def change(self, entity_id: str, to: str) -> None:
        """The world changes by itself."""
        self.home._states[entity_id] = State(to, self.home._states[entity_id].attributes)

    async def look(self, scheduler: Scheduler) -> None:
        scheduler.look_at_the_clock()
        await scheduler.settled()
        await scheduler.look_at_the_home()
        await scheduler.settled()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path / "automations.db")
    yield made
    made.store.close()
    made.log.close()
