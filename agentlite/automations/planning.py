"""What a request would do, decided as a live one is, and not done: the calls, and which of them a person approved."""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace

from agentlite.actions import Json, Result, ToolCall
from agentlite.agent import Agent
from agentlite.approval import Approve, Asked, answer
from agentlite.toolset import Outcome, Tool, Toolset


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """How a request would be acted on: the agent's result, in which each call says that it is for later."""

    result: Result
    approved: tuple[ToolCall, ...]

    @property
    def calls(self) -> tuple[ToolCall, ...]:
        return tuple(observation.call for observation in self.result.observations)

    @property
    def complete(self) -> bool:
        """Whether it came to calls, all of them legal, and approved where that is needed."""
        return self.result.ok and bool(self.calls) and all(o.ok for o in self.result.observations)


async def rehearse(agent: Agent, request: str) -> Rehearsal:
    """Have `agent` decide a request by its own model, grammar, gate, memory and approvals, with tools that do nothing.

    Nothing is read either: a plan for later must not hang on what is so now. Raises what `Agent.arun` raises.
    """
    noting = _Noting(agent._approve)
    idle = copy.copy(agent)
    idle.tools = Toolset(map(_idle, agent.tools), briefing=agent.tools.briefing)
    idle._approve, idle._log = noting, None
    return Rehearsal(await idle.arun(request), tuple(noting.approved))


class _Noting:
    """Asks as the agent would, and notes what was approved."""

    def __init__(self, approve: Approve | None) -> None:
        self.approved: list[ToolCall] = []
        self._approve = approve

    async def ask(self, asked: Asked) -> bool:
        yes = await answer(self._approve, replace(asked, for_later=True))
        if yes:
            self.approved.append(asked.call)
        return yes


def _idle(tool: Tool) -> Tool:
    async def note(**arguments: Json) -> Outcome:
        call = ToolCall(tool.name, arguments)
        return Outcome(say={"en": f"{call}: noted for later.", "pt": f"{call}: anotado para mais tarde."})

    return replace(tool, function=note, postcondition=None, untrusted_output=False)
