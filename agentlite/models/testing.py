"""Models for tests: one that says what it is told to, and one that is a function.

with ScriptedModel([{"calls": [{"call": "ping", "with": {}}]}, {"answer": "pong"}]) as model:
    result = Agent(model, tools=[ping]).run("ping")
assert "pong" in model.requests[1].messages[-1].content
"""

from __future__ import annotations

import inspect
import json
import math
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from agentlite.actions import Json, Usage
from agentlite.errors import AgentliteError, ModelError
from agentlite.models.base import Completion, Message, ModelInfo, Token

Reply: TypeAlias = str | Mapping[str, Json] | Completion | Exception
"""Text, a decision to be written as JSON, a whole completion, or an exception to raise."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a model was asked."""

    messages: tuple[Message, ...]
    schema: Mapping[str, Json] | None
    max_tokens: int


class FunctionModel:
    """Answers with whatever `function(messages, schema)`, sync or async, returns.

    `requests` keeps what was asked. Further keyword arguments are fields of its `ModelInfo`.
    """

    def __init__(
        self,
        function: Callable[[Sequence[Message], Mapping[str, Json] | None], Reply | Awaitable[Reply]],
        **info: Any,
    ) -> None:
        self.requests: list[Request] = []
        self._function = function
        self._info = ModelInfo(**{"name": "function", "context_tokens": 32_768, **info})

    async def info(self) -> ModelInfo:
        return self._info

    async def complete(
        self, messages: Sequence[Message], *, schema: Mapping[str, Json] | None, max_tokens: int
    ) -> Completion:
        self.requests.append(Request(tuple(messages), schema, max_tokens))
        reply = self._function(messages, schema)
        if inspect.isawaitable(reply):
            reply = await reply
        if isinstance(reply, Exception):
            raise reply
        if isinstance(reply, Completion):
            return reply
        text = reply if isinstance(reply, str) else json.dumps(reply, ensure_ascii=False, separators=(",", ":"))
        return Completion(text, "stop", Usage(await self.count_tokens(messages), _tokens(text)))

    async def count_tokens(self, messages: Sequence[Message]) -> int:
        """A quarter of the characters, which is the rule of thumb."""
        return sum(_tokens(message.content) for message in messages)

    async def aclose(self) -> None:
        """There is nothing to free."""


class ScriptedModel(FunctionModel):
    """Gives `replies` in order. Used as a context manager, it fails the test if some were never asked for."""

    def __init__(self, replies: Iterable[Reply], **info: Any) -> None:
        self._replies = list(replies)
        super().__init__(lambda messages, schema: self._next(), **{"name": "scripted", **info})

    def _next(self) -> Reply:
        if len(self.requests) > len(self._replies):
            raise ModelError(f"The script has only {len(self._replies)} replies; one more was asked for.")
        return self._replies[len(self.requests) - 1]

    def assert_exhausted(self) -> None:
        """Raise `AssertionError` unless every reply was asked for."""
        left = len(self._replies) - len(self.requests)
        assert left <= 0, f"{left} of {len(self._replies)} scripted replies were never asked for."

    def __enter__(self) -> ScriptedModel:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.assert_exhausted()


def with_probability(text: str, probability: float) -> Completion:
    """`text` as if the model had been this sure (0 < `probability` ≤ 1) of each of its words.

    Raises `AgentliteError` for a probability outside that range.
    """
    if not 0 < probability <= 1:
        raise AgentliteError(f"A probability lies between 0 and 1, not at {probability}.")
    tokens = tuple(Token(part, math.log(probability)) for part in re.findall(r"\w+|\W", text))
    return Completion(text, "stop", tokens=tokens)


def _tokens(text: str) -> int:
    return len(text) // 4 + 1
