"""Watch a run event by event, then run several tasks at once on one agent."""

import asyncio

from agentlite import Agent
from agentlite.tools.home import SimulatedHome, home_toolset, load_demo


async def main() -> None:
    home = SimulatedHome(load_demo("en"))
    agent = Agent(tools=home_toolset(home))

    async for event in agent.stream("turn on the mirror light"):
        print(type(event).__name__, event)

    tasks = ["turn off the night light", "start the vacuum", "lower the volume of the study speaker"]
    for task, result in zip(tasks, await asyncio.gather(*map(agent.arun, tasks)), strict=True):
        print(f"{task} → {result.output}")

    await agent.model.aclose()


asyncio.run(main())
