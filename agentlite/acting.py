"""Running the calls of one decision: approval, the log, concurrency, and honest observations."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from agentlite.actions import Json, Observation, ToolCall
from agentlite.approval import Approve, objection_to
from agentlite.errors import ToolError
from agentlite.language import Language, in_language, say
from agentlite.toolset import Outcome, Tool, Toolset
from agentlite.walls import noting

if TYPE_CHECKING:
    from agentlite.runs import RunLog
    from agentlite.taint import Taint

PATIENCE = 3
"""So many times a person says no in one run before no more is asked."""


class Actor:
    """Runs the calls of one run. Whatever a tool does, each call ends in an `Observation`; it is logged first.

    `taint` is what the run has read of others when a call is decided.
    """

    def __init__(
        self,
        tools: Toolset,
        approve: Approve | None,
        language: Language,
        log: RunLog | None,
        run_id: str,
        call_seconds: float,
        taint: Taint | None = None,
    ) -> None:
        self._tools, self._approve, self._language = tools, approve, language
        self._log, self._run_id, self._call_seconds = log, run_id, call_seconds
        self._taint, self._noes = taint, 0

    async def run_all(self, step: int, calls: Sequence[ToolCall]) -> tuple[Observation, ...]:
        """Run the calls of one step: independent ones together, dependent ones after what they depend on."""
        done: dict[int, Observation] = {}
        while len(done) < len(calls):
            ready = [
                i
                for i, call in enumerate(calls)
                if i not in done and all(j in done or not self._depends(call, calls[j]) for j in range(i))
            ]
            # All of them run to their end even if the log fails for one, so that no call is left behind unseen.
            ended = await asyncio.gather(*(self.run(step, i, calls[i]) for i in ready), return_exceptions=True)
            for index, outcome in zip(ready, ended, strict=True):
                if isinstance(outcome, BaseException):
                    raise outcome
                done[index] = outcome
        return tuple(done[i] for i in range(len(calls)))

    def _depends(self, later: ToolCall, earlier: ToolCall) -> bool:
        """Whether order matters: `later` needs `earlier`'s tool, or one of them changes what both name."""
        if earlier.tool in self._tools[later.tool].needs:
            return True
        if self._tools[later.tool].risk == self._tools[earlier.tool].risk == "read":
            return False
        named = {value for value in earlier.arguments.values() if isinstance(value, str)}
        return any(isinstance(value, str) and value in named for value in later.arguments.values())

    async def run(self, step: int, index: int, call: ToolCall) -> Observation:
        """Approve, log, run and observe one call."""
        tool = self._tools[call.tool]
        started = time.perf_counter()
        if objection := await self._objection(call, tool):
            return Observation(call, ok=False, text=objection, approved=False)
        if self._log:
            self._log.before_call(self._run_id, step, index, call, tool.risk_of(call.arguments))
        with noting() as sandboxes:
            observation = await self._outcome(call, tool, started)
        untrusted = observation.untrusted or tool.reads_others
        observation = replace(observation, sandbox="; ".join(sandboxes), untrusted=untrusted)
        if self._log:
            self._log.after_call(self._run_id, step, index, observation)
        return observation

    async def _objection(self, call: ToolCall, tool: Tool) -> str:
        """Why the call may not run, in a sentence; empty if it may."""
        approve = self._approve if self._noes < PATIENCE else None
        try:
            objection = await objection_to(call, tool, approve, self._taint)
        except ToolError as error:
            return in_language(error.say, self._language, str(error))
        self._noes += objection == "not_approved"
        return say(objection, self._language, call=call) if objection else ""

    async def _outcome(self, call: ToolCall, tool: Tool, started: float) -> Observation:
        try:
            outcome = await asyncio.wait_for(tool.run(call.arguments), self._call_seconds)
            return self._observation(call, outcome, (time.perf_counter() - started) * 1000)
        except TimeoutError:
            return Observation(call, ok=False, text=say("interrupted", self._language, call=call))
        except ToolError as error:
            return Observation(call, ok=False, text=in_language(error.say, self._language, str(error)))
        except Exception as error:
            # A tool is foreign code: whatever it raises must reach the user as a failure of that call.
            text = say("tool_crashed", self._language, tool=call.tool, error=f"{type(error).__name__}: {error}")
            return Observation(call, ok=False, text=text)

    def interrupted(self, step: int, index: int, call: ToolCall) -> Observation:
        """The observation of a call that an earlier process began and did not live to see end."""
        observation = Observation(call, ok=False, text=say("interrupted", self._language, call=call))
        if self._log:
            self._log.after_call(self._run_id, step, index, observation)
        return observation

    def _observation(self, call: ToolCall, outcome: Outcome, elapsed_ms: float) -> Observation:
        text = in_language(outcome.say, self._language) or _as_text(outcome.value)
        return Observation(
            call,
            ok=True,
            text=text,
            value=outcome.value,
            changes=outcome.changes,
            elapsed_ms=elapsed_ms,
            local_only=outcome.local_only,
            untrusted=outcome.untrusted,
        )


def _as_text(value: Json) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
