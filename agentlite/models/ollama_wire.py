"""Speaking HTTP with an Ollama server: its address, its requests and answers, and its errors as ours."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import json
import os
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from agentlite.actions import Json
from agentlite.errors import (
    AgentliteError,
    ConfigurationError,
    InvalidCompletion,
    ModelError,
    ModelTimeout,
    ModelUnavailable,
    PromptTooLong,
)
from agentlite.models.http_client import LoopClients, lines

if TYPE_CHECKING:
    import httpx

_PORT = 11434
_ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}
"""What a server listens on everywhere is reached here."""


def server_address(host: str | None = None) -> str:
    """The base URL of `host`, read as Ollama reads `OLLAMA_HOST`, which None means.

    Raises `ConfigurationError` for what is no address.
    """
    given = (os.environ.get("OLLAMA_HOST", "") if host is None else host).strip().strip("\"'")
    try:
        parts = urlsplit(given if "://" in given else f"http://{given}")
        port = parts.port or (None if "://" in given else _PORT)
    except ValueError as error:
        raise _no_address(given) from error
    if parts.scheme not in ("http", "https") or any(c.isspace() for c in given):
        raise _no_address(given)
    name = parts.hostname or "127.0.0.1"
    name = _ANY_ADDRESS.get(name, name)
    return (
        f"{parts.scheme}://{f'[{name}]' if ':' in name else name}{f':{port}' if port else ''}{parts.path.rstrip('/')}"
    )


def _no_address(given: str) -> ConfigurationError:
    return ConfigurationError(
        f"{given!r} is not the address of an Ollama server.", hint="Write it as host:port, or as http://host:port."
    )


def is_loopback(address: str) -> bool:
    """Whether the server at this URL runs on this very machine."""
    name = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"


class OllamaServer:
    """A server, spoken to through one HTTP client per event loop, which is built on first use.

    `timeout` is in seconds, and for a whole exchange. Every method raises `ModelUnavailable` for a server that is down
    or has not got the model, `ModelTimeout`, `PromptTooLong`, and `InvalidCompletion` for whatever else went wrong.
    """

    def __init__(self, host: str | None = None, *, timeout: float = 30.0) -> None:
        self.address = server_address(host)
        self.timeout = timeout
        self._clients = LoopClients(self._build)

    async def get(self, path: str) -> Mapping[str, Json]:
        async with self.exchange():
            response = await self._clients.current().get(path)
        return self._document(response.status_code, response.content, "")

    async def post(self, path: str, body: Mapping[str, Json]) -> Mapping[str, Json]:
        async with self.exchange():
            response = await self._clients.current().post(path, json=body)
        return self._document(response.status_code, response.content, str(body.get("model", "")))

    async def stream(self, path: str, body: Mapping[str, Json]) -> AsyncGenerator[Mapping[str, Json], None]:
        """The documents of the answer as they come. To be used inside `exchange`, and closed."""
        model = str(body.get("model", ""))
        async with self._clients.current().stream("POST", path, json=body) as response:
            if response.status_code != 200:
                raise self._failure(response.status_code, await response.aread(), model)
            async for line in lines(response.aiter_bytes()):
                yield self._document(200, line, model)

    async def has_blob(self, digest: str) -> bool:
        async with self.exchange():
            return (await self._clients.current().head(f"/api/blobs/{digest}")).status_code == 200

    async def put_blob(self, digest: str, content: AsyncIterator[bytes], size: int) -> None:
        """Upload `size` bytes whose SHA-256 is `digest` ("sha256:..."). Not bounded by `timeout` as a whole."""
        async with self.exchange(bounded=False):
            response = await self._clients.current().post(
                f"/api/blobs/{digest}", content=content, headers={"content-length": str(size)}
            )
        if response.status_code not in (200, 201):
            raise self._failure(response.status_code, response.content, "")

    async def aclose(self) -> None:
        await self._clients.aclose()

    @contextlib.asynccontextmanager
    async def exchange(self, *, bounded: bool = True) -> AsyncIterator[None]:
        """Bounds what happens inside in time, and raises httpx's errors as ours."""
        import httpx

        try:
            async with asyncio.timeout(self.timeout if bounded else None):
                yield
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise ModelUnavailable(
                f"No Ollama server answers at {self.address}.",
                hint="Start it with `ollama serve`, or say in OLLAMA_HOST where it is.",
            ) from error
        except (TimeoutError, httpx.TimeoutException) as error:
            raise ModelTimeout(
                f"Ollama at {self.address} did not finish within {self.timeout:g} seconds.",
                hint="Use a smaller model, or allow more time.",
            ) from error
        except httpx.HTTPError as error:
            raise InvalidCompletion(
                f"The connection to Ollama at {self.address} broke off: {error or type(error).__name__}.",
                hint="Try again; if it persists, look at the server's log.",
            ) from error

    def _build(self) -> httpx.AsyncClient:
        import httpx

        # No certificates are loaded where none are used, and no proxy sees what stays on this machine.
        return httpx.AsyncClient(
            base_url=self.address,
            timeout=httpx.Timeout(self.timeout, connect=min(5.0, self.timeout)),
            verify=self.address.startswith("https:"),
            trust_env=not is_loopback(self.address),
        )

    def _document(self, status: int, content: bytes, model: str) -> Mapping[str, Json]:
        if status != 200:
            raise self._failure(status, content, model)
        try:
            document = json.loads(content)
        except ValueError as error:
            raise self._not_ollama(status) from error
        if not isinstance(document, dict):
            raise self._not_ollama(status)
        if "error" in document:
            raise self._failure(status, content, model)
        return document

    def _failure(self, status: int, content: bytes, model: str) -> AgentliteError:
        message, kind = _explanation(content)
        name = model.removesuffix(":local")
        if kind == "exceed_context_size_error" or "exceeds the context length" in message:
            return PromptTooLong(
                f"The prompt does not fit the window of {name}: {message}.",
                hint="Use fewer tools, a shorter task, or a model with a larger window.",
            )
        if not message:
            return self._not_ollama(status)
        if status == 404 and name:
            return ModelUnavailable(f"Ollama has no model {name}.", hint=f"Fetch it with `ollama pull {name}`.")
        if status in (403, 404, 503) or "more system memory" in message:
            return ModelUnavailable(f"Ollama cannot serve this now: {message}.", hint="Try later or another model.")
        return InvalidCompletion(f"Ollama could not answer: {message}.", hint="The server's log may say more.")

    def _not_ollama(self, status: int) -> ModelError:
        return ModelUnavailable(
            f"What answers at {self.address} (HTTP {status}) does not speak as Ollama does.",
            hint="Is another program or a proxy at that address? Say in OLLAMA_HOST where Ollama is.",
        )


def _explanation(content: bytes) -> tuple[str, str]:
    """What an error document says, and the kind of error where the engine names it: its JSON comes inside a string."""
    error: Json = content
    for _ in range(3):
        try:
            error = json.loads(error) if isinstance(error, str | bytes) else error
        except ValueError:
            break
        if not isinstance(error, dict):
            break
        if "message" in error:
            return _sentence(error["message"]), str(error.get("type", ""))
        error = error.get("error")
    return (_sentence(error), "") if isinstance(error, str) else ("", "")


def _sentence(text: Json) -> str:
    return " ".join(str(text).split()).rstrip(".")
