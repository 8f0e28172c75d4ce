"""Any llama-index LLM as a `Model`: for its many providers, at the price of what most of them cannot do.

No grammar is enforced and no log-probabilities are told, so that what the model decides is validated afterwards and its
confidence is unknown.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from agentlite.actions import Json, Usage
from agentlite.errors import InvalidCompletion, ModelError, ModelTimeout, ModelUnavailable, PromptTooLong
from agentlite.models.base import Completion, Message, ModelInfo
from agentlite.models.schema_text import estimated_tokens, with_schema

if TYPE_CHECKING:
    from llama_index.core.base.llms.types import ChatResponse
    from llama_index.core.llms import LLM


class LlamaIndexModel:
    """`llm` as a `Model`. It stays its owner's: temperature, answer length and closing are up to it.

    `timeout` is in seconds, for one request.
    """

    def __init__(self, llm: LLM, *, timeout: float = 120.0) -> None:
        self._llm = llm
        self._timeout = timeout
        self._info: ModelInfo | None = None

    async def info(self) -> ModelInfo:
        if self._info is None:
            async with _exchange(self._llm, self._timeout):
                # Some classes ask their server for this, and block.
                metadata = await asyncio.to_thread(lambda: self._llm.metadata)
            self._info = ModelInfo(
                name=f"llama-index:{metadata.model_name}",
                context_tokens=metadata.context_window,
                local=_is_local(self._llm),
                constrained=False,
            )
        return self._info

    async def complete(
        self, messages: Sequence[Message], *, schema: Mapping[str, Json] | None, max_tokens: int
    ) -> Completion:
        """`max_tokens` is left to the LLM, whose classes have no common name for it."""
        from llama_index.core.llms import ChatMessage

        spoken = [ChatMessage(role=m.role, content=m.content) for m in with_schema(messages, schema)]
        began = time.monotonic()
        async with _exchange(self._llm, self._timeout):
            response = await self._llm.achat(spoken)
        text = response.message.content
        if text is None:
            raise InvalidCompletion(f"{type(self._llm).__name__} returned no text.", hint="Use a model that chats.")
        return Completion(
            text=text,
            finish=_finish(response.raw),
            usage=_usage(response),
            elapsed_ms=(time.monotonic() - began) * 1000,
        )

    async def count_tokens(self, messages: Sequence[Message]) -> int:
        return estimated_tokens(messages)

    async def aclose(self) -> None:
        """There is nothing to free: the LLM belongs to whoever made it."""


@contextlib.asynccontextmanager
async def _exchange(llm: LLM, seconds: float) -> AsyncIterator[None]:
    """Bounds what happens inside in time, and raises whatever a provider's library raises as ours."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except Exception as error:
        raise _as_ours(error, type(llm).__name__, seconds) from error


def _as_ours(error: Exception, name: str, seconds: float) -> ModelError:
    """Providers share no classes of errors, so these are told by the names in their family."""
    family = {c.__name__ for c in type(error).__mro__}
    text = (" ".join(str(error).split()) or type(error).__name__).rstrip(".")
    hint = "Check its address, its key and the name of the model."
    if family & {"TimeoutError", "TimeoutException", "APITimeoutError"}:
        return ModelTimeout(f"{name} did not answer within {seconds:g} seconds.", hint="Allow more time.")
    if "context_length_exceeded" in text or "context length" in text:
        return PromptTooLong(f"{name} refused the prompt as too long: {text}.", hint="Use fewer tools.")
    if family & {"ConnectionError", "ConnectError", "APIConnectionError", "NetworkError"}:
        return ModelUnavailable(f"{name} cannot be reached: {text}.", hint=hint)
    return ModelError(f"{name} failed: {text}.", hint=hint)


def _finish(raw: Any) -> Literal["stop", "length"]:
    """What the provider's own answer says, in Ollama's words or in OpenAI's."""
    choices = _field(raw, "choices")
    reason = _field(choices[0], "finish_reason") if choices else _field(raw, "done_reason")
    return "length" if reason == "length" else "stop"


def _usage(response: ChatResponse) -> Usage:
    """Most classes tell beside the message, Ollama's within its own answer; some tell nothing."""
    beside = response.additional_kwargs
    counts = beside if "prompt_tokens" in beside else _field(response.raw, "usage")
    return Usage(_field(counts, "prompt_tokens") or 0, _field(counts, "completion_tokens") or 0)


def _field(thing: Any, name: str) -> Any:
    return thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name, None)


def _is_local(llm: Any) -> bool:
    """Only known of llama-index's Ollama class, talking to this machine about a model that is not in the cloud."""
    from agentlite.models.ollama_wire import is_loopback

    if not any(c.__module__.startswith("llama_index.llms.ollama") for c in type(llm).__mro__):
        return False
    return is_loopback(str(llm.base_url)) and not str(llm.model).lower().endswith(("-cloud", ":cloud"))
