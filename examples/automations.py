"""A day in a second: sentences for later, kept as checked plans, and done without the model when the clock says so."""

from __future__ import annotations

import asyncio
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from agentlite import Agent
from agentlite.automations import Automation, Automations, Firing, Runner, Scheduler, Setting
from agentlite.tools.home import SimulatedHome, home_toolset, load_demo

SENTENCES = (
    "every weekday at 7:30 open the lounge blind",
    "turn off all lights at 11 pm",
    "when there is motion in the hallway, turn on the hallway light",
    "às oito da noite, apaga a luz do hallway",
)


class FastClock:
    """Shows whatever it is set to."""

    moment = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    async def sleep(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


def tell(automation: Automation, firing: Firing) -> None:
    print(f"{firing.due:%H:%M} automation {automation.id} {firing.status}: {firing.text}")


async def a_day(scheduler: Scheduler, clock: FastClock) -> None:
    """Look at the clock every half minute until the next morning."""
    while clock.moment < datetime(2026, 11, 19, 8, 0, tzinfo=UTC):
        clock.moment += timedelta(seconds=30)
        scheduler.look_at_the_clock()
        await scheduler.settled()


def main() -> None:
    home, clock = SimulatedHome(load_demo("en")), FastClock()
    tools, setting = home_toolset(home), Setting(home=home, zone=UTC)
    with (
        tempfile.TemporaryDirectory() as folder,
        Agent(tools=tools) as agent,
        Automations(Path(folder) / "automations.db", agent, setting, clock=clock) as book,
    ):
        for sentence in SENTENCES:
            print(f"{sentence}\n  {book.run(sentence).output}")
        runner = Runner(tools, setting.things)
        asyncio.run(a_day(Scheduler(book.store, runner, setting, report=tell, clock=clock), clock))


if __name__ == "__main__":
    main()
