"""Putting a suite to a model: a fresh house for every sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from agentlite.agent import Agent
from agentlite.errors import InvalidCompletion, ModelTimeout, PromptTooLong
from agentlite.evaluation.report import CaseResult, Report
from agentlite.evaluation.scoring import changes, judge
from agentlite.evaluation.suite import Suite, Task
from agentlite.limits import Limits
from agentlite.models.base import Model
from agentlite.tools.home.demo import load_demo
from agentlite.tools.home.simulated import SimulatedHome
from agentlite.tools.home.tools import home_toolset

if TYPE_CHECKING:
    from agentlite.gate import Gate


def home_model(name: str) -> Model:
    """The model of this name for the tools of a home: suites are about homes. Raises what `resolve` raises."""
    from agentlite.models.registry import resolve

    return resolve(name, tools=home_toolset(SimulatedHome(load_demo("en"))).names)


async def evaluate(
    suite: Suite,
    model: Model,
    *,
    samples: int = 1,
    limits: Limits | None = None,
    gate: Gate | None = None,
    on_case: Callable[[CaseResult], None] = lambda case: None,
) -> Report:
    """Run every sentence `samples` times, one after the other; irreversible calls are approved, as the house is none.

    With a `gate`, what is not sure enough is asked and not done, as nobody answers.
    A case in which the model times out or answers nonsense counts as failed. Raises `ModelUnavailable` when the model
    is not there at all.
    """
    report = Report(suite.name, (await model.info()).name)
    for task in suite.tasks:
        for _ in range(samples):
            report.cases.append(await run_task(task, model, limits or Limits(), gate))
            on_case(report.cases[-1])
    return report


async def run_task(task: Task, model: Model, limits: Limits, gate: Gate | None = None) -> CaseResult:
    """Say one sentence in a fresh house and judge what happened."""
    home = SimulatedHome(task.house)
    tools = home_toolset(home, here=task.here, patience=0)
    agent = Agent(model, tools=tools, approve=lambda call, tool: True, limits=limits, gate=gate)
    before = home.snapshot()
    try:
        result, error = await agent.arun(task.sentence), ""
    except (InvalidCompletion, ModelTimeout, PromptTooLong) as failure:
        result, error = None, str(failure)
    after = home.snapshot()
    verdict = judge(task, before, after, result.output if result else "")
    calls = [seen.call for seen in result.observations] if result else []
    risks = tuple(tools[call.tool].risk_of(call.arguments) for call in calls)
    return CaseResult(task, verdict, result, tuple(changes(before, after)), error, risks)
