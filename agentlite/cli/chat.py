"""`agentlite chat`: one request after another, to one house that keeps its state."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from agentlite.actions import Result
from agentlite.agent import Agent
from agentlite.cli import escalating, options
from agentlite.cli.approval import Approval, picked
from agentlite.cli.automations import keeping
from agentlite.cli.console import interactive, line, note, tell
from agentlite.cli.exits import SUCCESS
from agentlite.cli.memory import praise
from agentlite.cli.ringing import ringing
from agentlite.cli.showing import show_event
from agentlite.cli.wording import say
from agentlite.cli.world import World, open_world
from agentlite.errors import InputError, ModelError
from agentlite.events import Event, RunFinished
from agentlite.language import Language, detect_language

if TYPE_CHECKING:
    from agentlite.memory import Memory

EXAMPLES = """\b
Examples:
  agentlite chat
  agentlite chat --house my_house.yaml --here kitchen
  printf 'open the lounge blind\\n/house\\n' | agentlite chat
"""


@click.command(epilog=EXAMPLES)
@options.packs
@options.model
@options.house
@options.here
@options.yes
@options.log
@options.memory
@escalating.escalation
@options.language
def chat(
    packs: tuple[str, ...],
    model: str,
    house: Path | None,
    here: str | None,
    yes: bool,
    log: str | None,
    memory: str | None,
    language: Language | None,
    **escalation: Any,
) -> int:
    """Talk to a house: one request a line.

    Each request stands for itself; only the house remembers, and the --memory. There, /good teaches that the last
    request was solved as it should be. /house shows the house's states, /quit or Ctrl-D leaves.
    """
    spoken = language or options.usual_language()
    world = open_world(packs, house, here, spoken)
    person = Approval(world, spoken, yes=yes)
    with (
        options.open_log(log) as opened,
        options.open_memory(memory) as kept,
        escalating.opened(person, model, **escalation) as above,
        asyncio.Runner() as runner,
    ):
        agent = Agent(
            model, tools=world.tools, approve=person, taint=person.taint, language=language, log=opened,
            memory=kept, **above.settings,
        )  # fmt: skip
        try:
            runner.run(above.check(agent, spoken))
            line(say("welcome", spoken, model=runner.run(agent.model.info()).name), dim=True)
            with ringing(packs, spoken), keeping(agent, world, here) as stream:
                _talk(runner, stream, world, person, language, kept)
        finally:
            runner.run(agent.aclose())
        line(say("bye", spoken), dim=True)
    return SUCCESS


def _talk(
    runner: asyncio.Runner,
    stream: Callable[[str], AsyncIterator[Event]],
    world: World,
    approve: Approval,
    language: Language | None,
    memory: Memory | None,
) -> None:
    """Answer lines until there are no more."""
    asked: tuple[str, Result] | None = None
    last: tuple[str, Result | None] = ("", None)
    while (typed := _typed()) is not None and typed != "/quit":
        if typed == "/house":
            for text in runner.run(world.describe(approve.language)):
                line(text)
            continue
        if typed == "/good" and memory is not None:
            praise(memory, *last, approve.language)
            continue
        if typed.startswith("/"):
            note(say("no_command", approve.language, command=typed))
            continue
        request = _completed(asked, typed)
        asked = None
        if not request:
            continue
        approve.language = language or detect_language(request, default=approve.language)
        try:
            result = runner.run(_answer(stream(request), approve.language))
        except (InputError, ModelError) as error:
            tell(error)
            continue
        last = (request, result)
        if result.status == "asked":
            asked = (request, result)
            line(say("pick" if result.options else "add", approve.language), dim=True)


def _typed() -> str | None:
    """The next line, or None at the end of the input."""
    prompt = ""
    if interactive():
        prompt = "» "
        with contextlib.suppress(ImportError):
            import readline  # noqa: F401  gives input() editing and a history
    try:
        return input(prompt).strip()
    except EOFError:
        return None
    except UnicodeDecodeError as error:
        raise InputError("The input is not UTF-8 text.") from error


def _completed(asked: tuple[str, Result] | None, typed: str) -> str:
    """The request that a line makes, together with the one it replies to, if it does."""
    if asked is None or not typed:
        return typed
    request, result = asked
    if not result.options:
        return f"{request} {typed}"
    option = picked(typed, result.options)
    return f"{request} {option}" if option else typed


async def _answer(events: AsyncIterator[Event], language: Language) -> Result:
    result = None
    async for event in events:
        show_event(event, language)
        if isinstance(event, RunFinished):
            result = event.result
    assert result is not None, "a stream ends with its result"
    return result
