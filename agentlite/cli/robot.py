"""What the command line needs to plan for a robot: an agent's model as the one who decides simple sentences."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from agentlite.actions import Action
from agentlite.language import detect_language
from agentlite.limits import Limits
from agentlite.models.base import Model
from agentlite.planner import Planner
from agentlite.toolset import Toolset


def deciding(model: Model, tools: Toolset, limits: Limits | None = None) -> Callable[[str], Awaitable[Action]]:
    """A function that asks the model what a sentence means, without doing it. It raises what `Planner.decide` does."""

    async def decide(sentence: str) -> Action:
        planner = Planner(model, await model.info(), tools, sentence, detect_language(sentence))
        return (await planner.decide([], limits or Limits())).action

    return decide
