"""A model of an Ollama server as a `Model`, over the native HTTP API (`/api/chat`)."""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agentlite.actions import Json
from agentlite.errors import ConfigurationError, ModelUnavailable
from agentlite.models.base import Completion, Message, ModelInfo
from agentlite.models.markers import without_markers
from agentlite.models.ollama_reply import refuse_remote, to_completion
from agentlite.models.ollama_wire import OllamaServer, is_loopback

ALTERNATIVES = 20
"""How many alternatives are asked for beside each token, which is as many as Ollama tells."""

_FIRST_WITH_LOCAL = (0, 17, 6)
"""The first version that understands the suffix `:local`."""

_MESSAGE_TOKENS = 8
"""What a chat template adds to a message, at most."""


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """A model that a server has. `size` is in bytes; `digest` is "sha256:" and hexadecimal digits."""

    name: str
    size: int
    digest: str
    quantization: str = ""
    remote: bool = False
    """Whether it is only a name for a model that runs elsewhere."""


class OllamaModel:
    """The model `name` of the Ollama server at `host` (None: OLLAMA_HOST, or this machine).

    The window is `context_tokens` or the model's own, whichever is smaller. `timeout`, in seconds, is for one whole
    request, loading the model included. `keep_alive` says how long the server keeps the model loaded ("30m", seconds,
    -1 for ever). With `think`, a thinking model thinks first, and may then ignore the schema.

    Raises `ConfigurationError` for a name that stands for a model in the cloud, and for a `host` that is no address.
    """

    def __init__(
        self,
        name: str,
        *,
        host: str | None = None,
        context_tokens: int = 8192,
        timeout: float = 120.0,
        keep_alive: str | float = "30m",
        think: bool = False,
    ) -> None:
        self.name = name.strip().removesuffix(":local")
        if re.search(r"[:-]cloud$", self.name, re.IGNORECASE):
            raise ConfigurationError(
                f"{self.name} runs on ollama.com, not on your machine.", hint="Use a model without `cloud` in its name."
            )
        self._server = OllamaServer(host, timeout=timeout)
        self._context_tokens, self._keep_alive, self._think = context_tokens, keep_alive, think
        self._info: ModelInfo | None = None
        self._wire_name = self.name
        self._measured = 0.0
        self._closed = False

    async def info(self) -> ModelInfo:
        if self._closed:
            raise ModelUnavailable("This model has been closed.", hint="Make a new OllamaModel.")
        if self._info is None:
            if _knows_local(await server_version(self._server)):
                self._wire_name = f"{self.name}:local"
            self._info = await self._describe()
        return self._info

    async def complete(
        self, messages: Sequence[Message], *, schema: Mapping[str, Json] | None, max_tokens: int
    ) -> Completion:
        info = await self.info()
        body = self._request(info, messages, schema, max_tokens)
        began = time.monotonic()
        async with self._server.exchange(), contextlib.aclosing(self._server.stream("/api/chat", body)) as stream:
            chunks = [chunk async for chunk in stream]
        completion = to_completion(chunks, (time.monotonic() - began) * 1000)
        self._learn(messages, completion.usage.prompt_tokens)
        return completion

    async def count_tokens(self, messages: Sequence[Message]) -> int:
        """An estimate on the high side, since Ollama does not tell: it learns from the prompts that were answered.

        If it is too low all the same, `complete` raises `PromptTooLong`.
        """
        return round(_bytes(messages) * (self._measured or 1 / 3)) + _MESSAGE_TOKENS * (len(messages) + 1)

    async def aclose(self) -> None:
        self._closed = True
        await self._server.aclose()

    def _request(
        self, info: ModelInfo, messages: Sequence[Message], schema: Mapping[str, Json] | None, max_tokens: int
    ) -> dict[str, Json]:
        """Everything is said, because the defaults cut long prompts silently, think, sample and penalise repetition.

        The options are the same on every call: the server reloads the model when some of them change.
        """
        compact = info.style == "compact"
        return {
            "model": self._wire_name,
            "messages": [
                {"role": m.role, "content": without_markers(m.content) if compact else m.content} for m in messages
            ],
            **({"format": schema} if schema is not None else {}),
            "stream": True,
            "think": self._think,
            "truncate": False,
            "shift": False,
            "keep_alive": self._keep_alive,
            "logprobs": True,
            "top_logprobs": ALTERNATIVES,
            "options": {
                "num_ctx": info.context_tokens,
                "num_predict": max(1, max_tokens),
                "temperature": 0,
                "seed": 1,
                "repeat_penalty": 1.0,
                "presence_penalty": 0.0,
                "frequency_penalty": 0.0,
                "draft_num_predict": 0,
            },
        }

    async def _describe(self) -> ModelInfo:
        shown = await self._server.post("/api/show", {"model": self.name})
        refuse_remote(shown)
        if "completion" not in shown.get("capabilities", ["completion"]):
            raise ModelUnavailable(f"{self.name} cannot chat.", hint="Choose a chat model; `ollama list` shows yours.")
        facts = shown.get("model_info") or {}
        if facts.get("agentlite.style") == "compact":
            # Only the verbose answer has lists; its vocabulary makes it huge for other models.
            facts = (await self._server.post("/api/show", {"model": self.name, "verbose": True})).get(
                "model_info", facts
            )
        trained = facts.get(f"{facts.get('general.architecture')}.context_length") or self._context_tokens
        quantization = (shown.get("details") or {}).get("quantization_level", "")
        return ModelInfo(
            name=f"ollama:{self.name}",
            context_tokens=min(trained, self._context_tokens),
            style="compact" if facts.get("agentlite.style") == "compact" else "full",
            one_shot=bool(facts.get("agentlite.one_shot", False)),
            known_tools=frozenset(facts.get("agentlite.tools") or ()),
            digest=await self._digest(),
            quantization="" if quantization == "unknown" else quantization,
            local=is_loopback(self._server.address),
        )

    async def _digest(self) -> str:
        full = self.name if ":" in self.name.rpartition("/")[2] else f"{self.name}:latest"
        listed = await installed_models(self._server)
        return next((m.digest for m in listed if m.name.casefold() == full.casefold()), "")

    def _learn(self, messages: Sequence[Message], prompt_tokens: int) -> None:
        """Correct the estimate by a prompt long enough to tell. Servers before 0.30 leave cached tokens out."""
        size = _bytes(messages)
        if size >= 1000:
            self._measured = max(self._measured, min(max(prompt_tokens / size * 1.05, 1 / 6), 1.0))


async def installed(host: str | None = None) -> list[InstalledModel]:
    """The models of the server at `host`. Raises `ModelUnavailable` when there is no server."""
    server = OllamaServer(host)
    try:
        return await installed_models(server)
    finally:
        await server.aclose()


async def version(host: str | None = None) -> str:
    """The version of the server at `host`, such as "0.32.15". Raises `ModelUnavailable` when there is no server."""
    server = OllamaServer(host)
    try:
        return await server_version(server)
    finally:
        await server.aclose()


async def installed_models(server: OllamaServer) -> list[InstalledModel]:
    """What `server` lists."""
    listed = (await server.get("/api/tags")).get("models") or ()
    return [
        InstalledModel(
            name=model["name"],
            size=model.get("size", 0),
            digest=f"sha256:{model['digest']}" if model.get("digest") else "",
            quantization=(model.get("details") or {}).get("quantization_level", ""),
            remote=bool(model.get("remote_host") or model.get("remote_model")),
        )
        for model in listed
    ]


async def server_version(server: OllamaServer) -> str:
    """What `server` calls its version."""
    return str((await server.get("/api/version")).get("version", ""))


def _knows_local(version: str) -> bool:
    numbers = tuple(int(part) for part in re.findall(r"\d+", version)[:3])
    return numbers >= _FIRST_WITH_LOCAL or not any(numbers)  # development builds call themselves 0.0.0


def _bytes(messages: Sequence[Message]) -> int:
    return sum(len(message.content.encode()) for message in messages)
