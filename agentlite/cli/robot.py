"""`agentlite robot`: a sentence as a task script that is checked, tried in simulation, shown, run, and run again."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import aclosing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from agentlite.actions import Ask, Decline
from agentlite.cli import options
from agentlite.cli.approval import agreed
from agentlite.cli.console import document, line, note
from agentlite.cli.exits import NOT_DONE, SUCCESS
from agentlite.language import Language, Sentences, detect_language, in_language, said
from agentlite.places import pack_folder
from agentlite.planner import NoLegalDecision, deciding

if TYPE_CHECKING:
    from agentlite.tools.robot.guard import Guard
    from agentlite.tools.robot.running import Report
    from agentlite.tools.robot.script import Check, Node, Script

ROBOT = "robot"

_SENTENCES: Sentences = {
    "tried": {"en": "Tried in simulation: it works.", "pt": "Experimentado em simulação: resulta."},
    "fails": {"en": "In simulation it fails: {problem}", "pt": "Em simulação falha: {problem}"},
    "move": {"en": "Let the robot do it? [y/N] ", "pt": "O robô faz? [s/N] "},
    "not_moved": {"en": "The robot has not moved.", "pt": "O robô não se mexeu."},
    "saved": {"en": "Saved as {file}.", "pt": "Guardado em {file}."},
    "stopped": {"en": "Stopped, until it is released.", "pt": "Parado, até ser libertado."},
    "released": {"en": "It may move again.", "pt": "Já se pode mexer."},
    "not_understood": {"en": "I could not work out what to do.", "pt": "Não consegui perceber o que fazer."},
}
say = partial(said, _SENTENCES)


@click.group(epilog='\b\nExample:\n  agentlite robot plan "put the red block in the box"')
def robot() -> None:
    """Have a robot do tasks as scripts, and stop it."""


@robot.command(
    epilog='\b\nExamples:\n  agentlite robot plan "stack all the blocks" --save stack.json\n'
    '  agentlite robot plan "põe a lata na prateleira" --set robot.body=mujoco --yes'
)
@click.argument("task", nargs=-1, required=True)
@options.model
@options.settings
@click.option("--save", type=click.Path(dir_okay=False, path_type=Path), help="Keep the script in this file.")
@click.option("--only-plan", is_flag=True, help="Show the script, and have nothing move.")
@options.yes
@options.as_json
@options.language
def plan(
    task: tuple[str, ...],
    model: str,
    save: Path | None,
    only_plan: bool,
    yes: bool,
    as_json: bool,
    language: Language | None,
) -> int:
    """Make a script of TASK, try it in simulation, show it and, after a yes, run it."""
    text = options.read_task(task)
    spoken = language or detect_language(text)
    return asyncio.run(carry_out(text, model, spoken, save=save, only_plan=only_plan, yes=yes, as_json=as_json))


@robot.command(epilog="\b\nExample:\n  agentlite robot replay stack.json --yes")
@click.argument("script", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@options.settings
@options.yes
@options.as_json
@options.language
def replay(script: Path, yes: bool, as_json: bool, language: Language | None) -> int:
    """Run a saved SCRIPT again, without any model."""
    from agentlite.tools.robot.script import load_script

    spoken = language or options.usual_language()
    return asyncio.run(_tried_and_run(load_script(script), open_guard(), spoken, yes=yes, as_json=as_json))


@robot.command(epilog="\b\nExample:\n  agentlite robot stop")
@options.language
def stop(language: Language | None) -> int:
    """Stop the robot at once, whatever program is driving it, and keep it still."""
    from agentlite.tools.robot import STOP_FILE

    (pack_folder(ROBOT) / STOP_FILE).touch()
    line(say("stopped", language or options.usual_language()), bold=True)
    return SUCCESS


@robot.command(epilog="\b\nExample:\n  agentlite robot release")
@options.language
def release(language: Language | None) -> int:
    """Let a stopped robot move again."""
    from agentlite.tools.robot import STOP_FILE

    (pack_folder(ROBOT) / STOP_FILE).unlink(missing_ok=True)
    line(say("released", language or options.usual_language()))
    return SUCCESS


async def carry_out(
    task: str, model: str, language: Language, *, save: Path | None, only_plan: bool, yes: bool, as_json: bool
) -> int:
    """Plan a task with the model of this name, try it, show it and, unless `only_plan`, run it after a yes; the exit
    code."""
    from agentlite.models.registry import resolve
    from agentlite.tools.robot.planning import plan as planned
    from agentlite.tools.robot.script import Script
    from agentlite.tools.robot.tools import robot_toolset

    guard = open_guard()
    tools = robot_toolset(guard, language=language)
    async with aclosing(resolve(model, tools=tools.names)) as brain:
        try:
            made = await planned(task, deciding(brain, tools), guard.world, await guard.sense())
        except NoLegalDecision:
            made = None
    if not isinstance(made, Script):
        return _unplanned(made, language, as_json=as_json)
    if save:
        made.save(save)
        note(say("saved", language, file=save), dim=True)
    return await _tried_and_run(made, guard, language, yes=yes, as_json=as_json, only_plan=only_plan)


def open_guard() -> Guard:
    """The robot that `--set robot.KEY=VALUE` describes, stopped by `agentlite robot stop`."""
    from agentlite.tools.robot.opening import open_with

    return open_with(options.pack_settings().get(ROBOT, {}), pack_folder(ROBOT))


def _unplanned(made: Ask | Decline | None, language: Language, *, as_json: bool) -> int:
    """Say why there is no script."""
    text = say("not_understood", language)
    if isinstance(made, Ask):
        text = " ".join((made.question, *(f"({number}) {option}" for number, option in enumerate(made.options, 1))))
    elif made is not None:
        text = made.reason
    document({"script": None, "output": text}) if as_json else line(text, bold=True)
    return NOT_DONE


async def _tried_and_run(
    script: Script, guard: Guard, language: Language, *, yes: bool, as_json: bool, only_plan: bool = False
) -> int:
    from agentlite.tools.robot.running import dry_run, run

    tried = await dry_run(script, guard.world, await guard.sense())
    told: dict[str, object] = {"script": script.document(), "dry_run": tried.ok, "run": None}
    if not as_json:
        for text in script_lines(script.root):
            line(text)
        fails = "" if tried.problem is None else in_language(tried.problem.say, language)
        line(say("tried", language) if tried.ok else say("fails", language, problem=fails), dim=tried.ok)
    report: Report | None = None
    if tried.ok and not only_plan:
        if yes or agreed(say("move", language)):
            report = await run(script, guard)
            told["run"] = [entry.document() for entry in report.entries]
        elif not as_json:
            line(say("not_moved", language), bold=True)
    if as_json:
        document(told)
    elif report is not None:
        for entry in report.entries:
            line(f"  {'✓' if entry.ok else '✗'} {in_language(entry.say, language)}", bold=not entry.ok)
    done = tried.ok if only_plan else report is not None and report.ok
    return SUCCESS if done else NOT_DONE


def script_lines(node: Node, depth: int = 0) -> Iterator[str]:
    """A script for people to read, a line per node."""
    from agentlite.tools.robot.script import Check, Choice, Do, Retry, children

    indent = "  " * (depth + 1)
    match node:
        case Do(tool, arguments):
            yield f"{indent}{tool}({', '.join(f'{name}: {value}' for name, value in arguments.items())})"
        case Check():
            yield indent + _check_line(node)
        case Choice(check, then, otherwise):
            yield f"{indent}if {_check_line(check)}"
            yield from script_lines(then, depth + 1)
            if otherwise is not None:
                yield f"{indent}else"
                yield from script_lines(otherwise, depth + 1)
        case _:
            yield f"{indent}{type(node).__name__.lower()}{f' {node.times} times' if isinstance(node, Retry) else ''}"
            for child in children(node):
                yield from script_lines(child, depth + 1)


def _check_line(check: Check) -> str:
    place = f" {check.where}" if check.where else ""
    return f"{'' if check.is_so else 'not '}{check.fact}{place} ({', '.join(check.of)})"
