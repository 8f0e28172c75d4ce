"""A model of OpenAI, or of whoever speaks as OpenAI does, as a `Model`, over HTTP (`/chat/completions`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from agentlite.actions import Json
from agentlite.errors import ConfigurationError, ModelUnavailable
from agentlite.models.base import Completion, Message, ModelInfo
from agentlite.models.ollama_wire import is_loopback
from agentlite.models.openai_reply import to_completion
from agentlite.models.openai_request import dialect_of
from agentlite.models.openai_wire import Endpoint, Rejected
from agentlite.models.providers import PROVIDERS, Price, provider_named, split_name
from agentlite.models.retrying import Breaker, Retry, persist
from agentlite.models.schema_text import estimated_tokens

if TYPE_CHECKING:
    import httpx


class OpenAICompatModel:
    """The model `name` of `provider`, a prefix of `agentlite.models.providers`, or of the server at `base_url`.

    The key comes from the environment variable `key_variable` (None: the provider's own, and AGENTLITE_API_KEY for a
    `base_url`) each time it is needed, and is kept nowhere. `name` may hold the base URL: "NAME@https://host/v1".

    Seconds: `timeout` is for one completion, repetitions included; `connect_timeout` for connecting, and
    `silence_timeout` for how long nothing may come. `thinking_tokens` are allowed beside those of an answer, as many
    cloud models think first. `extra` is sent with every request. `price` is for whoever counts the cost. Everything
    that is sent goes through `transport`, if one is given.

    Raises `ConfigurationError` for an unknown provider, an empty name and what is no base URL.
    """

    def __init__(
        self,
        name: str,
        *,
        provider: str = "openai",
        base_url: str | None = None,
        key_variable: str | None = None,
        context_tokens: int | None = None,
        timeout: float = 60.0,
        connect_timeout: float = 5.0,
        silence_timeout: float = 30.0,
        thinking_tokens: int = 2048,
        extra: Mapping[str, Json] | None = None,
        price: Price | None = None,
        retry: Retry | None = None,
        breaker: Breaker | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.name, named_url = split_name(name.strip())
        if not self.name:
            raise ConfigurationError("A cloud model has a name.", hint=f"Say which, as in {provider}:NAME.")
        chosen = provider_named(provider, base_url or named_url)
        self.provider = replace(
            chosen,
            key_variable=key_variable or chosen.key_variable,
            context_tokens=context_tokens or chosen.context_tokens,
        )
        self.price = price
        self._timeout, self._thinking_tokens = timeout, thinking_tokens
        self._retry, self._breaker = retry or Retry(), breaker or Breaker()
        self._dialect = dialect_of(self.provider, self.name, extra or {})
        self._endpoint = Endpoint(self.provider, connect=connect_timeout, silence=silence_timeout, transport=transport)
        self._closed = False

    async def info(self) -> ModelInfo:
        """Nothing is contacted. Raises `ModelUnavailable` where the key is missing."""
        if self._closed:
            raise ModelUnavailable("This model has been closed.", hint="Make a new OpenAICompatModel.")
        self._endpoint.check_key()
        provider = self.provider
        elsewhere = provider.address != PROVIDERS[provider.prefix].address
        return ModelInfo(
            name=f"{provider.prefix}:{self.name}{f'@{provider.address}' if elsewhere else ''}",
            context_tokens=provider.context_tokens,
            # Only vLLM is known to compute where it is; any other server may pass on what it is told.
            local=provider.prefix == "vllm" and is_loopback(provider.address),
            constrained=provider.enforces and self._dialect.schema == "json_schema",
        )

    async def complete(
        self, messages: Sequence[Message], *, schema: Mapping[str, Json] | None, max_tokens: int
    ) -> Completion:
        """An answer, asked for again while what went wrong may pass: asking twice does no harm but costs.

        Fields that the provider will not have are left out from then on.
        """
        await self.info()
        clock = self._breaker.clock
        began = clock()
        while True:
            dialect = self._dialect
            body = dialect.body(self.name, messages, schema, max(1, max_tokens) + self._thinking_tokens)
            try:
                left = self._timeout - (clock() - began)
                completion = await self._answer(body, await self.count_tokens(messages), left)
            except Rejected as rejected:
                narrower = dialect.without(rejected.said)
                if narrower is None:
                    raise
                self._dialect = narrower
                continue
            return replace(completion, elapsed_ms=(clock() - began) * 1000)

    async def count_tokens(self, messages: Sequence[Message]) -> int:
        """An estimate on the high side; if it is too low all the same, `complete` raises `PromptTooLong`."""
        return estimated_tokens(messages)

    async def aclose(self) -> None:
        self._closed = True
        await self._endpoint.aclose()

    async def _answer(self, body: Mapping[str, Json], prompt_tokens: int, left: float) -> Completion:
        title = self.provider.title

        async def attempt(seconds: float) -> Completion:
            return to_completion(await self._endpoint.ask(self.name, body, seconds), title, prompt_tokens)

        return await persist(attempt, title, left, self._retry, self._breaker)
