"""Runs as JSON: the documents that `--json` prints."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from agentlite.actions import Action, Answer, Ask, Calls, Decision, Decline, Json, Observation, Result, Step

if TYPE_CHECKING:
    from agentlite.runs import RunRecord, RunSummary


def result(outcome: Result, *, task: str, model: str, language: str) -> dict[str, Json]:
    """A finished run: run_id, task, model, language, status, output, options, confidence (0 to 1, or null), elapsed_ms,
    usage, and steps: each a `decision` with its `calls`."""
    return {
        "run_id": outcome.run_id,
        "task": task,
        "model": model,
        "language": language,
        "status": outcome.status,
        "output": outcome.output,
        "options": list(outcome.options),
        "confidence": outcome.confidence,
        "elapsed_ms": round(outcome.elapsed_ms, 2),
        "usage": asdict(outcome.usage),
        "steps": [_step(step) for step in outcome.steps],
    }


def record(run: RunRecord) -> dict[str, Json]:
    """A run of the log: as `result`, each call with its risk and when it began; status null if it was interrupted."""
    known = run.finished or Result("", "failed")
    document = result(known, task=run.task, model=run.model, language=run.language)
    if run.finished is None:
        document |= {"status": None, "output": None}
    document |= {"run_id": run.run_id, "started": run.started.isoformat(), "tools": list(run.tools)}
    document["steps"] = [
        {
            **decision(step.decision),
            "calls": [
                {
                    "tool": call.call.tool,
                    "arguments": dict(call.call.arguments),
                    "risk": call.risk,
                    "started": call.started.isoformat() if call.started else None,
                    "outcome": observation(call.observation) if call.observation else None,
                }
                for call in step.calls
            ],
        }
        for step in run.steps
    ]
    return document


def summary(run: RunSummary) -> dict[str, Json]:
    """One line about a run of the log; status null if it was interrupted."""
    return {**asdict(run), "started": run.started.isoformat()}


def decision(made: Decision) -> dict[str, Json]:
    """One decision: {action, confidence, source, why, refusals, elapsed_ms}; `source` is empty where the run's own
    model decided, and `why`, the gate's reason, where there is no gate."""
    return {
        "action": _action(made.action),
        "confidence": made.confidence,
        "source": made.source,
        "why": made.why,
        "refusals": list(made.refusals),
        "elapsed_ms": round(made.elapsed_ms, 2),
    }


def observation(seen: Observation) -> dict[str, Json]:
    """What came of a call: {ok, approved, text, value, changes, elapsed_ms, sandbox}."""
    return {
        "ok": seen.ok,
        "approved": seen.approved,
        "text": seen.text,
        "value": seen.value,
        "changes": [asdict(change) for change in seen.changes],
        "elapsed_ms": round(seen.elapsed_ms, 2),
        "sandbox": seen.sandbox,
    }


def _step(step: Step) -> dict[str, Json]:
    calls = [
        {"tool": seen.call.tool, "arguments": dict(seen.call.arguments), "outcome": observation(seen)}
        for seen in step.observations
    ]
    return {**decision(step.decision), "calls": calls}


def _action(action: Action) -> str:
    names = {Calls: "calls", Answer: "answer", Ask: "ask", Decline: "decline"}
    return names[type(action)]
