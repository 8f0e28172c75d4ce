"""`agentlite automations`: what is kept for later, as its owner sees it, and the scheduler that does it."""

from __future__ import annotations

import asyncio
import getpass
import os
import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from agentlite.cli import options
from agentlite.cli.approval import Approval
from agentlite.cli.console import document, line, note
from agentlite.cli.exits import NOT_DONE, SUCCESS
from agentlite.cli.world import World, automations_file, open_world
from agentlite.errors import ToolError
from agentlite.events import Event
from agentlite.language import Language, Sentences, in_language, said

if TYPE_CHECKING:
    from agentlite.agent import Agent
    from agentlite.automations import Automation, Automations, AutomationStore, Firing, Setting

_SENTENCES: Sentences = {
    "none": {"en": "Nothing is kept for later.", "pt": "Não há nada guardado para mais tarde."},
    "kept": {"en": "Kept as automation {id}.", "pt": "Guardado como automação {id}."},
    "deleted": {"en": "Automation {id} is deleted.", "pt": "A automação {id} foi apagada."},
    "enabled": {"en": "Automation {id} is enabled.", "pt": "A automação {id} está ativa."},
    "disabled": {"en": "Automation {id} is disabled.", "pt": "A automação {id} está desativada."},
    "scene": {
        "en": "“{name}” is saved: {count} things as they are now.",
        "pt": "“{name}” está guardado: {count} coisas como estão agora.",
    },
    "off": {"en": "disabled", "pt": "desativada"},
    "approved": {"en": "approved by {who}", "pt": "aprovado por {who}"},
    "running": {
        "en": "Running {count} automations. Ctrl-C ends this.",
        "pt": "{count} automações a correr. Ctrl-C termina.",
    },
}

_file = click.option(
    "--file", metavar="FILE", help="Where they are kept.  [default: automations.db in the data folder]"
)
_place = click.option(
    "--place", envvar="AGENTLITE_PLACE", metavar="LAT,LON", help="Where the sun sets, such as 38.72,-9.14."
)
_me = click.option("--me", envvar="AGENTLITE_ME", default="", metavar="NAME", help="Who you are, for “when I leave”.")


@click.group(epilog='\b\nExample:\n  agentlite automations add "every weekday at 7:30 open the blinds"')
def automations() -> None:
    """What is to be done later: see it, change it, run it."""


def _home_options(command: Any) -> Any:
    for option in (options.packs, options.house, options.here, _place, _me, _file, options.language):
        command = option(command)
    return command


@automations.command("list", epilog="\b\nExample:\n  agentlite automations list --json")
@options.as_json
@_file
@options.language
def list_all(as_json: bool, file: str | None, language: Language | None) -> int:
    """List what is kept, in plain words."""
    spoken = language or options.usual_language()
    with _store(file) as store:
        kept = store.list()
        scenes = list(store.scenes())
    if as_json:
        document({"automations": [_document(automation) for automation in kept], "scenes": scenes})
    elif not kept and not scenes:
        note(_say("none", spoken))
    for automation in kept if not as_json else ():
        line(f"{automation.id:>3}  {_words(automation, spoken)}", dim=not automation.enabled)
    for name in scenes if not as_json else ():
        line(f"     “{name}”", dim=True)
    return SUCCESS


@automations.command(epilog="\b\nExample:\n  agentlite automations show 3")
@click.argument("number", type=int)
@options.as_json
@_file
@options.language
def show(number: int, as_json: bool, file: str | None, language: Language | None) -> int:
    """Explain one: what was said, what it does, who approved it, and what became of it."""
    spoken = language or options.usual_language()
    with _store(file) as store:
        automation, firings = store.get(number), store.firings(number)
    if as_json:
        document({**_document(automation), "firings": [_firing_document(firing) for firing in firings]})
        return SUCCESS
    line(_words(automation, spoken), bold=True)
    line(f"“{automation.sentence}” · {automation.created.astimezone():%Y-%m-%d %H:%M}", dim=True)
    for planned in automation.plan:
        approved = f" · {_say('approved', spoken, who=automation.approved_by)}" if planned.approved else ""
        line(f"  {planned.call}{approved}")
    for firing in firings:
        line(f"  {firing.due.astimezone():%Y-%m-%d %H:%M}  {firing.status}  {firing.text}")
    return SUCCESS


@automations.command(
    epilog='\b\nExamples:\n  agentlite automations add "quando eu sair, desliga tudo"\n'
    '  agentlite automations add "save the lounge as movie night" --house home-assistant'
)
@click.argument("sentence", nargs=-1, required=True)
@options.model
@options.yes
@_home_options
def add(sentence: tuple[str, ...], **given: Any) -> int:
    """Keep what SENTENCE asks for later; or save what things are now, as in "save this as movie night"."""
    from agentlite.tools.home.automations.scenes import scene_to_save

    said = options.read_task(sentence)
    with _book(**given) as (book, spoken):
        if scene := scene_to_save(said):
            line(_say("scene", spoken, name=scene[0], count=book.save_scene(*scene)), fg="green")
        else:
            _tell_kept(book, book.add(said), spoken)
    return SUCCESS


@automations.command(epilog='\b\nExample:\n  agentlite automations edit 3 "every day at 8 open the blinds"')
@click.argument("number", type=int)
@click.argument("sentence", nargs=-1, required=True)
@options.model
@options.yes
@_home_options
def edit(number: int, sentence: tuple[str, ...], **given: Any) -> int:
    """Put SENTENCE in the place of what automation NUMBER says."""
    with _book(**given) as (book, spoken):
        _tell_kept(book, book.edit(number, options.read_task(sentence)), spoken)
    return SUCCESS


@automations.command(epilog="\b\nExample:\n  agentlite automations disable 3")
@click.argument("number", type=int)
@_file
@options.language
def disable(number: int, file: str | None, language: Language | None) -> int:
    """Let one rest."""
    return _switch(number, False, file, language)


@automations.command(epilog="\b\nExample:\n  agentlite automations enable 3")
@click.argument("number", type=int)
@_file
@options.language
def enable(number: int, file: str | None, language: Language | None) -> int:
    """Let one be due again, from now on."""
    return _switch(number, True, file, language)


@automations.command(epilog="\b\nExample:\n  agentlite automations delete 3")
@click.argument("number", metavar="NUMBER|SCENE")
@_file
@options.language
def delete(number: str, file: str | None, language: Language | None) -> int:
    """Forget one, or a scene by its name."""
    with _store(file) as store:
        store.delete(int(number)) if number.isdecimal() else store.delete_scene(number)
    line(_say("deleted", language or options.usual_language(), id=number))
    return SUCCESS


@automations.command(epilog="\b\nExamples:\n  agentlite automations run\n  agentlite automations run 3")
@click.argument("number", type=int, required=False)
@options.log
@_home_options
def run(number: int | None, log: str | None, file: str | None, language: Language | None, **given: Any) -> int:
    """Do what is due, as long as this runs; with NUMBER, do that one now. No model is needed."""
    from agentlite.automations import Runner, Scheduler

    spoken = language or options.usual_language()
    world, setting = _world(spoken, **given)
    with _store(file) as store, options.open_log(log) as opened:
        runner = Runner(world.tools, setting.things, opened)
        scheduler = Scheduler(store, runner, setting, report=_tell)
        if number is not None:
            return SUCCESS if asyncio.run(scheduler.run_now(number)).status == "done" else NOT_DONE
        note(_say("running", spoken, count=sum(a.enabled for a in store.list())))
        asyncio.run(scheduler.run())
    return SUCCESS


@automations.command(epilog="\b\nExample:\n  agentlite automations export 3 --house home-assistant")
@click.argument("number", type=int)
@_home_options
def export(number: int, file: str | None, language: Language | None, **given: Any) -> int:
    """Print one as a Home Assistant automation, for its automations.yaml. Its devices must be Home Assistant's."""
    import yaml

    from agentlite.tools.home.automations.export import home_assistant_automation

    spoken = language or options.usual_language()
    _, setting = _world(spoken, **given)
    with _store(file) as store:
        kept = store.get(number)
    assert setting.home is not None, "the pack of the home is open"
    made = asyncio.run(home_assistant_automation(kept.sentence, kept.trigger, kept.calls, setting.home.house))
    line(yaml.safe_dump([{"id": f"agentlite_{number}", **made}], allow_unicode=True, sort_keys=False).rstrip())
    return SUCCESS


def _switch(number: int, enabled: bool, file: str | None, language: Language | None) -> int:
    from agentlite.automations import SystemClock

    with _store(file) as store:
        store.enable(number, enabled, SystemClock().now())
    line(_say("enabled" if enabled else "disabled", language or options.usual_language(), id=number))
    return SUCCESS


@contextmanager
def keeping(agent: Agent, world: World, here: str | None) -> Iterator[Callable[[str], AsyncIterator[Event]]]:
    """`agent.stream`, or where there is a home a stand-in for it that keeps what is for later.

    What is for a clock (alarms, timers, reminders) is left to the agent.
    """
    if world.session is None:
        yield agent.stream
        return
    from agentlite.automations import Automations, Setting

    setting = Setting(home=world.session.backend, here=here, me=os.environ.get("AGENTLITE_ME", ""))
    with Automations(automations_file(), agent, setting, approved_by=getpass.getuser()) as book:
        yield lambda task: agent.stream(task) if _FOR_A_CLOCK.search(task) else book.stream(task)


_FOR_A_CLOCK = re.compile(
    r"\b(?:alarms?|timers?|remind\w*|wake|alarmes?|temporizador\w*|lembr\w+|despert\w+|acord\w+)\b", re.IGNORECASE
)


@contextmanager
def _store(file: str | None) -> Iterator[AutomationStore]:
    from agentlite.automations import AutomationStore

    store = AutomationStore(Path(file).expanduser() if file else automations_file())
    try:
        yield store
    finally:
        store.close()


@contextmanager
def _book(
    *, model: str, yes: bool, file: str | None, language: Language | None, **given: Any
) -> Iterator[tuple[Automations, Language]]:
    """The automations with the agent that understands them. What is unclear is told in the user's language."""
    from agentlite.agent import Agent
    from agentlite.automations import Automations

    spoken = language or options.usual_language()
    world, setting = _world(spoken, **given)
    with Agent(model, tools=world.tools, approve=Approval(world, spoken, yes=yes), language=language) as agent:
        path = Path(file).expanduser() if file else automations_file()
        with Automations(path, agent, setting, approved_by=getpass.getuser()) as book:
            try:
                yield book, spoken
            except ToolError as error:
                raise ToolError(in_language(error.say, spoken, str(error)), hint=error.hint) from error


def _world(
    language: Language, *, packs: tuple[str, ...], house: Path | None, here: str | None, place: str | None, me: str
) -> tuple[World, Setting]:
    from agentlite.automations import Setting
    from agentlite.tools.home.automations.sun import place_from

    world = open_world(packs, house, here, language)
    home = world.session.backend if world.session else None
    return world, Setting(home=home, here=here, me=me, place=place_from(place) if place else None)


def _tell_kept(book: Automations, automation: Automation, language: Language) -> None:
    line(_say("kept", language, id=automation.id), fg="green")
    line(book.explain(automation))


def _tell(automation: Automation, firing: Firing) -> None:
    color = "green" if firing.status == "done" else "yellow"
    line(f"{firing.began.astimezone():%H:%M:%S}  {automation.id}  {firing.status}: {firing.text}", fg=color)


def _words(automation: Automation, language: Language) -> str:
    from agentlite.tools.home.automations import explained

    text = explained(automation.trigger, automation.calls, None)[language]
    return text if automation.enabled else f"{text} ({_say('off', language)})"


def _document(automation: Automation) -> dict[str, Any]:
    from agentlite.tools.home.automations import explained
    from agentlite.tools.home.automations.triggers import to_document

    return {
        "id": automation.id,
        "sentence": automation.sentence,
        "explained": explained(automation.trigger, automation.calls, None),
        "trigger": to_document(automation.trigger),
        "calls": [
            {"call": p.call.tool, "with": dict(p.call.arguments), "things": p.things, "approved": p.approved}
            for p in automation.plan
        ],
        "approved_by": automation.approved_by,
        "created": automation.created.isoformat(),
        "enabled": automation.enabled,
    }


def _firing_document(firing: Firing) -> dict[str, Any]:
    return {
        "due": firing.due.isoformat(),
        "began": firing.began.isoformat(),
        "status": firing.status,
        "text": firing.text,
    }


_say = partial(said, _SENTENCES)
