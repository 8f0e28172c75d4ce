"""A run for people to watch: each event as it happens."""

from __future__ import annotations

from agentlite.actions import Decision, Observation, Result
from agentlite.cli.console import line
from agentlite.cli.wording import call_text, change_text, duration, say, sure
from agentlite.events import CallFinished, CallStarted, DecisionMade, Event, RunFinished
from agentlite.language import Language
from agentlite.toolset import UNSAFE

_STATUS_COLOURS = {"done": "green", "answered": "green", "asked": "yellow", "declined": "yellow"}


def show_event(event: Event, language: Language) -> None:
    """Print what an event means to the user."""
    match event:
        case DecisionMade(decision=decision):
            show_refusals(decision, language)
            show_gate(decision, language)
        case CallStarted(call=call, risk=risk):
            line(f"  → {call_text(call)}", fg="yellow" if risk in UNSAFE else "cyan")
        case CallFinished(observation=observation):
            show_observation(observation, language)
        case RunFinished(result=result):
            show_result(result, language)


def show_refusals(decision: Decision, language: Language) -> None:
    """The model's proposals that were not legal."""
    for reason in decision.refusals:
        line(f"  ↺ {say('sent_back', language, reason=reason)}", dim=True)


def show_gate(decision: Decision, language: Language) -> None:
    """Who decided, if it was not the run's own model, and what the gate thought, if there is one."""
    if decision.source:
        line(f"  ⇡ {say('decided_by', language, model=decision.source)}", fg="magenta")
    if decision.why:
        line(f"  · {say('why', language, why=decision.why)}", dim=True)


def show_observation(observation: Observation, language: Language) -> None:
    """What a call changed, or why it failed."""
    for change in observation.changes:
        line(f"    {change_text(change, language)}")
    if not observation.ok:
        line(f"    ✗ {observation.text}", fg="red")


def show_result(result: Result, language: Language) -> None:
    """The sentence for the user, its options numbered, and the figures of the run."""
    line(result.output, bold=True)
    for number, option in enumerate(result.options, start=1):
        line(f"  {number}. {option}")
    figures = [say(result.status, language), sure(result.confidence, language), duration(result.elapsed_ms)]
    if result.run_id:
        figures.append(say("run", language, run_id=result.run_id))
    line(" · ".join(figures), fg=_STATUS_COLOURS.get(result.status, "red"), dim=True)
