"""`agentlite run`: one task."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import click

from agentlite.agent import Agent
from agentlite.cli import asjson, escalating, options
from agentlite.cli.approval import Approval
from agentlite.cli.automations import keeping
from agentlite.cli.console import document
from agentlite.cli.escalating import Escalation
from agentlite.cli.exits import code_for_status
from agentlite.cli.robot import ROBOT, carry_out
from agentlite.cli.showing import show_event
from agentlite.cli.world import open_world
from agentlite.events import Event, RunFinished, RunStarted
from agentlite.language import Language, detect_language

EXAMPLES = """\b
Examples:
  agentlite run "turn on the worktop light"
  agentlite run "apaga as luzes da sala" --json
  agentlite run "unlock the front door" --model ollama:qwen3:4b --yes
  echo "is it cold here?" | agentlite run - --here lounge
  agentlite run "make it cosy in here" --escalate-to openai:gpt-5-mini --preview
"""


@click.command(epilog=EXAMPLES)
@click.argument("task", nargs=-1, required=True)
@options.packs
@options.model
@options.house
@options.here
@options.yes
@click.option("--plan", "only_plan", is_flag=True, help="With --tools robot: show the task script, and do not run it.")
@options.as_json
@options.log
@options.memory
@escalating.escalation
@options.language
def run(
    task: tuple[str, ...],
    packs: tuple[str, ...],
    model: str,
    house: Path | None,
    here: str | None,
    yes: bool,
    only_plan: bool,
    as_json: bool,
    log: str | None,
    memory: str | None,
    language: Language | None,
    **escalation: Any,
) -> int:
    """Run one TASK ("-" reads it from standard input).

    Devices are those of --house: simulated, unless it names a real home. Calls that cannot be undone need a yes at the
    terminal, and are declined where there is none. With --tools robot, a task becomes a script, which is tried in
    simulation and shown before anything moves (see `agentlite robot`).
    """
    text = options.read_task(task)
    spoken = language or detect_language(text)
    if options.pack_names(packs) == [ROBOT]:
        return asyncio.run(carry_out(text, model, spoken, save=None, only_plan=only_plan, yes=yes, as_json=as_json))
    if only_plan:
        raise click.UsageError("--plan goes with --tools robot.")
    world = open_world(packs, house, here, spoken)
    person = Approval(world, spoken, yes=yes)
    with (
        options.open_log(log) as opened,
        options.open_memory(memory) as kept,
        escalating.opened(person, model, **escalation) as above,
    ):
        agent = Agent(
            model,
            tools=world.tools,
            approve=person,
            taint=person.taint,
            language=spoken,
            log=opened,
            memory=kept,
            **above.settings,
        )
        with keeping(agent, world, here) as stream:
            return asyncio.run(_watch(agent, stream(text), above, text, spoken, as_json=as_json))


async def _watch(
    agent: Agent, events: AsyncIterator[Event], above: Escalation, task: str, language: Language, *, as_json: bool
) -> int:
    """Run the task, showing what happens or, as JSON, what happened."""
    model = ""
    try:
        await above.check(agent, language)
        async for event in events:
            if isinstance(event, RunStarted):
                model = event.model
            if not as_json:
                show_event(event, language)
            if isinstance(event, RunFinished):
                result = event.result
    finally:
        await agent.aclose()
    if as_json:
        document(asjson.result(result, task=task, model=model, language=language))
    return code_for_status(result.status)
