"""What happens during a run, as it happens: the values that `Agent.stream` yields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from agentlite.actions import Decision, Observation, Result, ToolCall


@dataclass(frozen=True, slots=True)
class RunStarted:
    """The run has an id and is in the log."""

    run_id: str
    task: str
    model: str


@dataclass(frozen=True, slots=True)
class DecisionMade:
    """The model decided, and the decision is legal. `step` counts from 1."""

    step: int
    decision: Decision


@dataclass(frozen=True, slots=True)
class CallStarted:
    """A call is about to run; the log already says so."""

    step: int
    call: ToolCall
    risk: str


@dataclass(frozen=True, slots=True)
class CallFinished:
    """A call returned, failed, or was refused by the user."""

    step: int
    observation: Observation


@dataclass(frozen=True, slots=True)
class RunFinished:
    """The run is over; always the last event."""

    result: Result


Event: TypeAlias = RunStarted | DecisionMade | CallStarted | CallFinished | RunFinished
