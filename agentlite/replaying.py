"""A past run as a model: it decides again what was decided then, and no language model is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from agentlite.actions import Answer, Calls, Json
from agentlite.errors import InvalidCompletion
from agentlite.grammar import to_wire
from agentlite.models.base import Completion, Message, ModelInfo

if TYPE_CHECKING:
    from agentlite.runs import RunRecord

_WINDOW = 1 << 30


class ReplayedModel:
    """Gives the decisions of `run` in order, once. They are checked as any model's are: what is not legal today is
    refused, and what needs a yes asks for it."""

    def __init__(self, run: RunRecord) -> None:
        self._run = run
        self._left = [step.decision.action for step in run.steps]
        self._single = len(self._left) == 1 and isinstance(self._left[0], Calls)
        if self._left and not self._single and isinstance(self._left[-1], Calls):
            self._left.append(Answer(run.finished.output if run.finished else run.task))

    async def info(self) -> ModelInfo:
        return ModelInfo(f"replay:{self._run.run_id}", _WINDOW, one_shot=self._single)

    async def complete(
        self, messages: Sequence[Message], *, schema: Mapping[str, Json] | None, max_tokens: int
    ) -> Completion:
        if not self._left:
            raise InvalidCompletion(
                f"Run {self._run.run_id} holds no further decision.", hint="Run the task again instead."
            )
        return Completion(to_wire(self._left.pop(0)), "stop")

    async def count_tokens(self, messages: Sequence[Message]) -> int:
        """Nothing is read."""
        return 0

    async def aclose(self) -> None:
        """There is nothing to free."""
