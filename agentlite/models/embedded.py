"""The model in the box, or any GGUF file, run inside this very process by llama.cpp (package `xllamacpp`)."""

from __future__ import annotations

import asyncio
import codecs
import contextlib
import functools
import hashlib
import json
import os
import secrets
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from agentlite.actions import Json, Usage
from agentlite.errors import InvalidCompletion, ModelUnavailable, PromptTooLong
from agentlite.models.base import Completion, Message, ModelInfo, Token
from agentlite.models.gguf_metadata import QUANTIZATIONS, read_metadata
from agentlite.models.markers import without_markers
from agentlite.models.shipped import shipped_model

ALTERNATIVES = 20
"""How many alternatives are told beside each token (as many as Ollama tells at most)."""


SMALL = 64_000_000
"""Bytes of a file up to which one thread is enough."""


@dataclass(frozen=True, slots=True)
class EngineConfig:
    """How a file is loaded. The window is `context_tokens` or the model's own, whichever is smaller."""

    path: Path
    threads: int
    context_tokens: int


class EmbeddedModel:
    """A GGUF file as a `Model`. Models of the same file and settings share one loaded copy; requests queue up.

    `path` None means the file that ships with agentlite and knows every pack; `threads` None one thread for a small
    file, half of the processors for others. Cancelling a task stops waiting at once; what the engine was computing for
    it runs to its end in the background and is dropped.
    """

    def __init__(self, path: Path | None = None, *, threads: int | None = None, context_tokens: int = 8192) -> None:
        file = (path or shipped_model()).resolve()
        self._config = EngineConfig(file, threads or _usual_threads(file), context_tokens)
        self._engine: Engine | None = None
        self._opening = threading.Lock()
        self._closed = False

    async def info(self) -> ModelInfo:
        return (await asyncio.to_thread(self._open)).info

    async def complete(
        self, messages: Sequence[Message], *, schema: Mapping[str, Json] | None, max_tokens: int
    ) -> Completion:
        engine = await asyncio.to_thread(self._open)
        began = time.monotonic()
        request: dict[str, Json] = {"max_tokens": max_tokens, "logprobs": True, "top_logprobs": ALTERNATIVES}
        if schema is not None:
            request["grammar"] = _grammar(json.dumps(schema, ensure_ascii=False))
        reply = await asyncio.to_thread(engine.chat, messages, request)
        if (tokens := _overflow(reply)) is not None:
            raise PromptTooLong(
                f"The prompt has {tokens} tokens, but {engine.info.name} has room for {engine.info.context_tokens}.",
                hint="Use fewer tools, a shorter task, or a model with a larger window.",
            )
        return _completion(reply, (time.monotonic() - began) * 1000)

    async def count_tokens(self, messages: Sequence[Message]) -> int:
        """Exact. The prompt is computed on the way, and found ready by a `complete` that follows."""
        engine = await asyncio.to_thread(self._open)
        reply = await asyncio.to_thread(engine.chat, messages, {"max_tokens": 0})
        overflow = _overflow(reply)
        return overflow if overflow is not None else int(_checked(reply)["usage"]["prompt_tokens"])

    async def aclose(self) -> None:
        with self._opening:
            self._closed = True
            engine, self._engine = self._engine, None
        if engine is not None:
            await asyncio.to_thread(_POOL.release, engine)

    def _open(self) -> Engine:
        with self._opening:
            if self._closed:
                raise ModelUnavailable("This model has been closed.", hint="Make a new EmbeddedModel.")
            if self._engine is None:
                self._engine = _POOL.acquire(self._config)
            return self._engine


def _usual_threads(path: Path) -> int:
    """llama.cpp's threads wait for one another by spinning. For a small model a second one gains a fifth on a quiet
    machine, and costs seconds a decision on a busy one (docs/measurements.md)."""
    small = not path.exists() or path.stat().st_size <= SMALL
    return 1 if small else max(1, (os.cpu_count() or 2) // 2)


class Engine:
    """A loaded file. `chat` may be called from any thread."""

    def __init__(self, config: EngineConfig) -> None:
        self.config = config
        self.info, self._neutralise = _describe(config)
        self._server = _load(config, self.info)

    def chat(self, messages: Sequence[Message], request: Mapping[str, Json]) -> dict[str, Json]:
        """Send one greedy chat request and return llama.cpp's reply, which may be an error."""
        spoken = [{"role": m.role, "content": self._neutralise(m.content)} for m in messages]
        fixed = {"temperature": 0, "cache_prompt": True, "chat_template_kwargs": {"enable_thinking": False}}
        reply: dict[str, Json] = self._server.handle_chat_completions({"messages": spoken, **fixed, **request})
        return reply


@dataclass(slots=True)
class _Pool:
    """The engines in use by this process, each with its number of users."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    engines: dict[EngineConfig, tuple[Engine, int]] = field(default_factory=dict)

    def acquire(self, config: EngineConfig) -> Engine:
        with self.lock:
            engine, users = self.engines.get(config) or (Engine(config), 0)
            self.engines[config] = engine, users + 1
            return engine

    def release(self, engine: Engine) -> None:
        """Forget the engine after its last user; it is freed when its last request is over."""
        with self.lock:
            _, users = self.engines.pop(engine.config)
            if users > 1:
                self.engines[engine.config] = engine, users - 1


_POOL = _Pool()


def _describe(config: EngineConfig) -> tuple[ModelInfo, Callable[[str], str]]:
    """What the file says of itself, and how text is kept from being read as a marker of the chat.

    llama.cpp reads markers even inside a user's text. The compact models' own are taken apart; general models must read
    their text as it is.
    """
    facts = read_metadata(config.path)
    architecture = facts.get("general.architecture")
    trained = facts.get(f"{architecture}.context_length", config.context_tokens)
    compact = facts.get("agentlite.style") == "compact"
    version = facts.get("agentlite.version", "")
    info = ModelInfo(
        name=f"embedded:{config.path.name}" + (f"@{version}" if version else ""),
        context_tokens=min(trained, config.context_tokens),
        style="compact" if compact else "full",
        one_shot=bool(facts.get("agentlite.one_shot", False)),
        known_tools=frozenset(facts.get("agentlite.tools", ())),
        digest=_digest(config.path, config.path.stat().st_mtime_ns),
        quantization=QUANTIZATIONS.get(facts.get("general.file_type", -1), ""),
    )
    return info, without_markers if compact else (lambda text: text)


@functools.lru_cache(maxsize=16)
def _digest(path: Path, _modified: int) -> str:
    with path.open("rb") as file:
        return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"


def _load(config: EngineConfig, info: ModelInfo) -> Any:
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(config.path)
    params.n_ctx = info.context_tokens
    params.n_parallel = 1
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = config.threads
    params.n_threads_http = 1
    params.verbosity = -1
    params.warmup = params.fit_params = params.ui = False
    params.cache_ram_mib = 0
    with closed_endpoint(params):
        try:
            server = xllamacpp.Server(params)
            # Freed before its loop runs, a server waits for itself for ever; once it has answered, its loop runs.
            server.handle_completions({"prompt": ".", "n_predict": 0})
            return server
        except RuntimeError as error:
            raise ModelUnavailable(
                f"llama.cpp cannot load {config.path}: the file is damaged, of a kind it does not know, or too big.",
                hint="Fetch or train the model again, or use another one.",
            ) from error


@contextlib.contextmanager
def closed_endpoint(params: Any) -> Iterator[None]:
    """xllamacpp always listens for HTTP. Let it do so on a Unix socket nobody else can reach, and remove that socket.

    Where there are none (Windows), it is a loopback port whose key nobody knows.
    """
    params.api_keys = [secrets.token_urlsafe(32)]
    if os.name != "posix":
        yield
        return
    with tempfile.TemporaryDirectory(prefix="agentlite-") as folder:
        params.hostnames = [f"{folder}/closed.sock"]
        yield


@functools.lru_cache(maxsize=64)
def _grammar(schema: str) -> str:
    """The schema as llama.cpp's grammar, allowing no white space between tokens of JSON."""
    import xllamacpp

    return str(xllamacpp.json_schema_to_grammar(schema[:-1] + ',"x-guidance":{"whitespace_flexible":false}}'))


def _overflow(reply: Mapping[str, Json]) -> int | None:
    """The tokens of a prompt that the engine refused as too long."""
    error = reply.get("error", {})
    return int(error["n_prompt_tokens"]) if error.get("type") == "exceed_context_size_error" else None


def _checked(reply: Mapping[str, Json]) -> Mapping[str, Json]:
    if "error" in reply:
        raise InvalidCompletion(f"llama.cpp refused the request: {reply['error'].get('message', reply['error'])}.")
    return reply


def _completion(reply: Mapping[str, Json], elapsed_ms: float) -> Completion:
    choice = _checked(reply)["choices"][0]
    usage = reply["usage"]
    finish: Literal["stop", "length"] = "stop" if choice["finish_reason"] == "stop" else "length"
    return Completion(
        text=choice["message"]["content"] or "",
        finish=finish,
        usage=Usage(
            usage["prompt_tokens"], usage["completion_tokens"], usage["prompt_tokens_details"]["cached_tokens"]
        ),
        tokens=_tokens((choice.get("logprobs") or {}).get("content", [])),
        elapsed_ms=elapsed_ms,
    )


def _tokens(raw: Sequence[Mapping[str, Json]]) -> tuple[Token, ...]:
    """The tokens, whose texts joined are the completion's: a character spread over tokens belongs to its last one.

    The final end-of-text token, which has no text, is left out, as Ollama does.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    return tuple(
        Token(
            text=decoder.decode(bytes(token["bytes"])),
            logprob=token["logprob"],
            top=tuple((other["token"], other["logprob"]) for other in token["top_logprobs"]),
        )
        for token in raw
        if token["bytes"]
    )
