"""Doing what an automation says, without a model: legal now, approved as it was, logged before it is done."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeAlias

from agentlite.acting import Actor
from agentlite.actions import Calls, Decision, Observation, Result, Step, ToolCall
from agentlite.automations.store import Automation, FiringStatus, Planned
from agentlite.errors import UnknownTool
from agentlite.grammar import Grammar, Refusal, to_wire
from agentlite.language import Sentences, said
from agentlite.limits import Limits
from agentlite.reporting import report
from agentlite.toolset import Tool, Toolset

if TYPE_CHECKING:
    from agentlite.runs import RunLog

Things: TypeAlias = Callable[[ToolCall], tuple[str, ...]]
"""The ids of the things that a call acts on now."""

_SENTENCES: Sentences = {
    "not_legal": {
        "en": "Nothing was done, for this is not possible any more: {why}",
        "pt": "Não foi feito nada, porque isto já não é possível: {why}",
    },
    "not_covered": {
        "en": "This needs an approval that the stored one does not cover, so it was not done: {call}.",
        "pt": "Isto precisa de uma aprovação que a guardada não dá, por isso não foi feito: {call}.",
    },
}


class Runner:
    """Runs stored plans with `tools`, of which each run is kept in `log`, where there is one."""

    def __init__(self, tools: Toolset, things: Things, log: RunLog | None = None, limits: Limits | None = None) -> None:
        self._tools, self._things, self._log = tools, things, log
        self._limits = limits or Limits()

    async def run(self, automation: Automation) -> tuple[FiringStatus, str]:
        """Make the calls of an automation; what became of them, and how to tell it in its language."""
        language, calls = automation.language, automation.calls
        try:
            for call in calls:
                check(call, self._tools)
        except (Refusal, UnknownTool) as refusal:
            return "refused", said(_SENTENCES, "not_legal", language, why=str(refusal))
        run_id, decision = self._begin(automation)
        started = time.monotonic()
        actor = Actor(self._tools, self._approves(automation.plan), language, self._log, run_id, self._limits.seconds)
        observations = await actor.run_all(1, calls)
        status, text = report("done", "", observations, language)
        if self._log:
            elapsed = (time.monotonic() - started) * 1000
            steps = (Step(decision, observations),)
            self._log.finish(run_id, Result(text, status, steps, run_id=run_id, elapsed_ms=elapsed))
        refused = [o for o in observations if not o.approved]
        if refused:
            return "refused", _told(observations, automation)
        return ("done" if status == "done" else "failed"), text

    def _begin(self, automation: Automation) -> tuple[str, Decision]:
        source = f"automation {automation.id}"
        decision = Decision(Calls(automation.calls), to_wire(Calls(automation.calls)), source=source, why="stored")
        run_id = ""
        if self._log:
            names = [tool.name for tool in self._tools]
            run_id = self._log.start(automation.sentence, model=source, tools=names, language=automation.language)
            self._log.decided(run_id, 1, decision)
        return run_id, decision

    def _approves(self, plan: Sequence[Planned]) -> Callable[[ToolCall, Tool], bool]:
        """What was approved when it was stored, if it still means the very same things."""

        def approve(call: ToolCall, tool: Tool) -> bool:
            return any(p.call == call and p.approved and p.things == self._things(call) for p in plan)

        return approve


def check(call: ToolCall, tools: Toolset) -> None:
    """See that a call could be decided now by somebody who names what it names: the grammar of live requests.

    Raises `Refusal`, and `UnknownTool` for a tool that is gone.
    """
    tool = tools[call.tool]
    named = " ".join(str(value) for value in call.arguments.values())
    Grammar(Toolset([tool]), named).parse(to_wire(Calls((call,))))


def _told(observations: Sequence[Observation], automation: Automation) -> str:
    texts = [
        o.text if o.approved else said(_SENTENCES, "not_covered", automation.language, call=o.call)
        for o in observations
    ]
    return " ".join(filter(None, texts))
