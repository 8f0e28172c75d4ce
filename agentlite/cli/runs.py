"""`agentlite runs`: what was done, and going on with what was cut off."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from agentlite.actions import Answer, Ask, Calls, Decline, Result
from agentlite.agent import Agent
from agentlite.cli import asjson, escalating, options
from agentlite.cli.approval import Approval
from agentlite.cli.console import document, line, note
from agentlite.cli.escalating import Escalation
from agentlite.cli.exits import SUCCESS, code_for_status
from agentlite.cli.showing import show_gate, show_observation, show_refusals, show_result
from agentlite.cli.wording import call_text, duration, say, sure
from agentlite.cli.world import World, open_world
from agentlite.errors import ConfigurationError, InputError
from agentlite.language import Language

if TYPE_CHECKING:
    from agentlite.runs import RunLog, RunRecord, StepRecord

log_option = click.option("--log", metavar="FILE", help="The run log.  [default: runs.db in the data folder]")


@click.group(epilog="\b\nExample:\n  agentlite runs list")
def runs() -> None:
    """See past runs, and go on with one that was cut off."""


@runs.command("list", epilog="\b\nExample:\n  agentlite runs list --limit 5 --json")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="How many, newest first.")
@log_option
@options.as_json
@options.language
def list_runs(limit: int, log: str | None, as_json: bool, language: Language | None) -> int:
    """List the last runs, newest first."""
    path, spoken = options.log_file(log), language or options.usual_language()
    if not path.exists():
        note(say("no_runs", spoken, path=path))
        if as_json:
            document([])
        return SUCCESS
    with _open(path) as opened:
        found = opened.list(limit)
    if as_json:
        document([asjson.summary(run) for run in found])
        return SUCCESS
    for run in found:
        elapsed = "" if run.elapsed_ms is None else duration(run.elapsed_ms)
        status = say(run.status or "interrupted", spoken)
        line(f"{run.run_id}  {run.started.astimezone():%Y-%m-%d %H:%M}  {status:18}  {elapsed:>8}  {run.task[:80]}")
    return SUCCESS


@runs.command("show", epilog="\b\nExample:\n  agentlite runs show 20261121-114233")
@click.argument("run_id")
@log_option
@options.as_json
def show_run(run_id: str, log: str | None, as_json: bool) -> int:
    """Show one run, step by step. The beginning of its id is enough."""
    with _open(_existing(log)) as opened:
        run = opened.load(run_id)
    if as_json:
        document(asjson.record(run))
        return SUCCESS
    language = _language(run)
    line(f"» {run.task}", bold=True)
    line(f"{run.run_id} · {run.started.astimezone():%Y-%m-%d %H:%M:%S} · {run.model}", dim=True)
    for step in run.steps:
        _show_step(step, language)
    if run.finished is None:
        line(say("resumable", language, run_id=run.run_id), fg="yellow")
    else:
        show_result(run.finished, language)
    return SUCCESS


def _show_step(step: StepRecord, language: Language) -> None:
    show_refusals(step.decision, language)
    show_gate(step.decision, language)
    figures = f"{sure(step.decision.confidence, language)} · {duration(step.decision.elapsed_ms)}"
    match step.decision.action:
        case Answer() | Ask() | Decline() as action:
            line(f"  {type(action).__name__.lower()} · {figures}", dim=True)
        case Calls(calls):
            begun = {call.index: call for call in step.calls}
            line(f"  {len(calls)} × call · {figures}", dim=True)
            for index, call in enumerate(calls):
                line(f"  → {call_text(call)}", fg="cyan")
                known = begun.get(index)
                if known is None:
                    line(f"    {say('not_begun', language)}", fg="yellow")
                elif known.observation is None:
                    line(f"    {say('end_unknown', language)}", fg="yellow")
                else:
                    show_observation(known.observation, language)


@runs.command("resume", epilog="\b\nExample:\n  agentlite runs resume 20261121-114233")
@click.argument("run_id")
@click.option("--model", metavar="M", help="Which model goes on.  [default: the run's own]")
@options.packs
@options.house
@options.here
@options.yes
@escalating.escalation
@log_option
@options.as_json
def resume_run(
    run_id: str,
    model: str | None,
    packs: tuple[str, ...],
    house: Path | None,
    here: str | None,
    yes: bool,
    log: str | None,
    as_json: bool,
    **escalation: Any,
) -> int:
    """Go on with a run that was cut off. A side effect that had begun is never begun again.

    A simulated house starts anew: give the same --house and --here as before, and who may be asked.
    """
    with _open(_existing(log)) as opened:
        run = opened.load(run_id)
        language = _language(run)
        world = _world_of(run, packs, house, here)
        person, model = Approval(world, language, yes=yes), model or _model(run)
        with escalating.opened(person, model, **escalation) as above:
            agent = Agent(
                model, tools=world.tools, approve=person, taint=person.taint, language=language, log=opened,
                **above.settings,
            )  # fmt: skip
            result, name = asyncio.run(_resume(agent, above, run.run_id, language))
    return _tell(result, run, name, as_json=as_json)


@runs.command("replay", epilog="\b\nExample:\n  agentlite runs replay 20261121-114233")
@click.argument("run_id")
@options.packs
@options.house
@options.here
@options.yes
@log_option
@options.as_json
def replay_run(
    run_id: str, packs: tuple[str, ...], house: Path | None, here: str | None, yes: bool, log: str | None, as_json: bool
) -> int:
    """Do again what a run decided, asking no model. It is a run of its own, and is logged as one.

    What is not legal any more is refused, and what needs a yes asks for it again. A robot's scripts are replayed by
    `agentlite robot replay`.
    """
    from agentlite.replaying import ReplayedModel

    with _open(_existing(log)) as opened:
        run = opened.load(run_id)
        if not run.steps:
            raise InputError(f"Run {run.run_id} decided nothing.", hint="Run the task again instead.")
        world = _world_of(run, packs, house, here)
        person, language = Approval(world, _language(run), yes=yes), _language(run)
        model = ReplayedModel(run)
        with Agent(
            model, tools=world.tools, approve=person, taint=person.taint, language=language, log=opened
        ) as agent:
            result = agent.run(run.task)
    return _tell(result, run, f"replay:{run.run_id}", as_json=as_json)


def _world_of(run: RunRecord, packs: tuple[str, ...], house: Path | None, here: str | None) -> World:
    """Where a run goes on. Raises `ConfigurationError` if its tools are not there."""
    world = open_world(packs, house, here, _language(run))
    if missing := [name for name in run.tools if name not in world.tools]:
        raise ConfigurationError(
            f"Run {run.run_id} used tools that are not here: {', '.join(missing)}.", hint="Give the same --tools."
        )
    return world


def _tell(result: Result, run: RunRecord, model: str, *, as_json: bool) -> int:
    """What came of going on with a run, or of doing it again; the exit code."""
    language = _language(run)
    if as_json:
        document(asjson.result(result, task=run.task, model=model, language=language))
    else:
        line(f"» {run.task}", bold=True)
        for seen in result.observations:
            line(f"  → {call_text(seen.call)}", fg="cyan")
            show_observation(seen, language)
        show_result(result, language)
    return code_for_status(result.status)


async def _resume(agent: Agent, above: Escalation, run_id: str, language: Language) -> tuple[Result, str]:
    try:
        await above.check(agent, language)
        return await agent.aresume(run_id), (await agent.model.info()).name
    finally:
        await agent.aclose()


def _model(run: RunRecord) -> str:
    """The name that stands for the model of a run; a file that was run in-process is known by its base name only."""
    return run.model if run.model.startswith("ollama:") else "embedded"


def _language(run: RunRecord) -> Language:
    return "pt" if run.language == "pt" else "en"


def _existing(log: str | None) -> Path:
    path = options.log_file(log)
    if not path.exists():
        raise InputError(f"There is no run log at {path}.", hint="`agentlite run` makes one; --log names another.")
    return path


def _open(path: Path) -> RunLog:
    from agentlite.runs import RunLog

    return RunLog(path)
