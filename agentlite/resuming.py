"""Picking up a run that was cut off between two writes of its log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentlite.acting import Actor
from agentlite.actions import Calls, Observation, Step

if TYPE_CHECKING:
    from agentlite.planner import Planner
    from agentlite.runs import RunRecord


async def settle(record: RunRecord, actor: Actor, planner: Planner) -> list[Step]:
    """Complete every step of `record` whose calls were not all observed, and tell `planner` of each.

    A call that never began runs now. One that began and whose end is unknown runs again only if it merely reads;
    otherwise it counts as failed and is reported as such: it may have happened, so it is not repeated.
    """
    steps = []
    for number, step in enumerate(record.steps, start=1):
        observations: list[Observation] = []
        if isinstance(step.decision.action, Calls):
            begun = {call.index: call for call in step.calls}
            for index, call in enumerate(step.decision.action.calls):
                known = begun.get(index)
                if known is not None and known.observation is not None:
                    observations.append(known.observation)
                elif known is not None and known.risk != "read":
                    observations.append(actor.interrupted(number, index, call))
                else:
                    observations.append(await actor.run(number, index, call))
        steps.append(Step(step.decision, tuple(observations)))
        planner.observe(steps[-1])
    return steps
