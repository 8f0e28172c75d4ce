"""A model of your own: anything with these four methods. This one is a rule, not a network."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from agentlite import Agent, tool
from agentlite.models.base import Completion, Message, ModelInfo


class KeywordModel:
    """Presses the button whose name is in the request, and declines everything else."""

    async def info(self) -> ModelInfo:
        return ModelInfo(name="keywords", context_tokens=4096, one_shot=True, constrained=False)

    async def complete(
        self, messages: Sequence[Message], *, schema: Mapping[str, Any] | None, max_tokens: int
    ) -> Completion:
        request = next(m.content for m in reversed(messages) if m.role == "user").lower()
        button = next((name for name in ("red", "green") if name in request), None)
        decision: dict[str, Any] = {"decline": "I only know the red and the green button."}
        if button:
            decision = {"calls": [{"call": "press", "with": {"button": button}}]}
        return Completion(json.dumps(decision), "stop")

    async def count_tokens(self, messages: Sequence[Message]) -> int:
        return sum(len(message.content) for message in messages)

    async def aclose(self) -> None:
        pass


@tool(risk="reversible")
def press(button: str) -> str:
    """Press a button."""
    return f"The {button} button was pressed."


if __name__ == "__main__":
    with Agent(KeywordModel(), tools=[press]) as agent:
        for task in ("press the red one", "sing a song"):
            result = agent.run(task)
            print(f"{task} → {result.output} ({result.status})")
