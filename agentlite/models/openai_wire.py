"""Speaking HTTP with an OpenAI-compatible server: one exchange, its key, and its errors as ours."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from agentlite.actions import Json
from agentlite.errors import InvalidCompletion, ModelError, ModelTimeout, ModelUnavailable, PromptTooLong
from agentlite.models.http_client import LoopClients, lines
from agentlite.models.providers import Provider
from agentlite.models.retrying import Passing, retry_after

if TYPE_CHECKING:
    import httpx

_MOST_BYTES = 32 << 20
"""Of one response; log-probabilities make some 2 KB per token."""

_TOO_LONG = re.compile(
    r"context.?(length|window|size)|maximum number of tokens|prompt is too long|(input|prompt).{0,40}too (long|large)",
    re.IGNORECASE,
)
_NO_MONEY = re.compile(r"insufficient_quota|exceeded your current quota|billing|credit", re.IGNORECASE)
_BAD_KEY = re.compile(r"api.?key", re.IGNORECASE)


class Rejected(InvalidCompletion):
    """The server understood a request and will not have it as it is. `said` is all that it says about it."""

    def __init__(self, message: str, *, said: str, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.said = said


class Endpoint:
    """The chat completions of `provider`, spoken to through one HTTP client per event loop.

    `connect` and `silence` bound, in seconds, how long it may take to connect, and how long nothing may come.
    """

    def __init__(
        self, provider: Provider, *, connect: float, silence: float, transport: httpx.AsyncBaseTransport | None
    ) -> None:
        self.provider, self._connect, self._silence, self._transport = provider, connect, silence, transport
        self._clients = LoopClients(self._build)

    def check_key(self) -> None:
        """Raise `ModelUnavailable` if the key that is needed is not in the environment."""
        variable, key = self.provider.key_variable, self._key()
        if not key and self.provider.key_needed:
            raise ModelUnavailable(
                f"{self.provider.title} needs a key, and {variable} is not set.",
                hint=f"Put your key in the environment variable {variable}.",
            )
        if not (key.isascii() and key.isprintable()):
            raise ModelUnavailable(f"What {variable} holds is not a key.", hint="A key is one line of plain text.")

    async def ask(self, model: str, body: Mapping[str, Json], seconds: float) -> Sequence[Mapping[str, Json]]:
        """The documents of one answer: several if it is streamed, else one.

        Raises `Passing` for what another attempt may cure, `Rejected`, `PromptTooLong`, `ModelUnavailable`, and
        `InvalidCompletion` for what is not the protocol.
        """
        with self._as_ours():
            async with (
                asyncio.timeout(seconds),
                self._clients.current().stream("POST", "/chat/completions", json=body, auth=self._sign) as response,
                contextlib.aclosing(_bounded(response.aiter_bytes())) as chunks,
            ):
                if response.status_code != 200:
                    page = b"".join([chunk async for chunk in chunks])
                    raise self._failure(model, response.status_code, page, retry_after(response.headers))
                return [self._checked(model, d) async for d in self._documents(response.headers, chunks)]

    async def aclose(self) -> None:
        await self._clients.aclose()

    async def _documents(self, headers: Mapping[str, str], chunks: AsyncIterator[bytes]) -> AsyncIterator[Json]:
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == "text/event-stream":
            async for line in lines(chunks):
                data = line.strip().removeprefix(b"data:").strip()
                if line.startswith(b"data:") and data and data != b"[DONE]":
                    yield self._parsed(data)
        elif kind == "application/json":
            yield self._parsed(b"".join([chunk async for chunk in chunks]))
        else:
            raise self._not_compatible(f"it sent {kind}" if kind else "it does not say what it sent")

    def _parsed(self, content: bytes) -> Json:
        try:
            return json.loads(content)
        except (ValueError, RecursionError) as error:
            raise InvalidCompletion(
                f"{self.provider.title} sent broken JSON.", hint="Try again; if it persists, use another model."
            ) from error

    def _checked(self, model: str, document: Json) -> Mapping[str, Json]:
        """The document, if it is one and tells of no error: those may come with status 200 too."""
        if not isinstance(document, dict):
            raise self._not_compatible("it sent JSON of another shape")
        if error := document.get("error"):
            code = error.get("code") if isinstance(error, dict) else None
            status = code if isinstance(code, int) and 400 <= code < 600 else 502
            raise self._failure(model, status, json.dumps(document).encode(), None)
        return document

    @contextlib.contextmanager
    def _as_ours(self) -> Iterator[None]:
        """Raises httpx's errors as ours. An answer has no effect but itself, so all of these may be asked again."""
        import httpx

        title = self.provider.title
        try:
            yield
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError) as error:
            unreachable = ModelUnavailable(
                f"{title} cannot be reached at {self.provider.address}: {_sentence(error) or type(error).__name__}.",
                hint="Is this machine online, and the address right?",
            )
            raise Passing(unreachable) from error
        except httpx.TimeoutException as error:
            silent = ModelTimeout(f"{title} sent nothing for {self._silence:g} seconds.", hint="Try again later.")
            raise Passing(silent) from error
        except TimeoutError as error:
            slow = ModelTimeout(f"{title} did not finish in the time it had.", hint="Allow more time with `timeout`.")
            raise Passing(slow) from error
        except httpx.HTTPError as error:
            broken = InvalidCompletion(
                f"The connection to {title} broke off: {_sentence(error) or type(error).__name__}.", hint="Try again."
            )
            raise Passing(broken) from error

    def _build(self) -> httpx.AsyncClient:
        import httpx

        return httpx.AsyncClient(
            base_url=self.provider.address,
            timeout=httpx.Timeout(self._silence, connect=self._connect),
            transport=self._transport,
        )

    def _key(self) -> str:
        return os.environ.get(self.provider.key_variable, "").strip()

    def _sign(self, request: httpx.Request) -> httpx.Request:
        """The key is read here and kept nowhere."""
        if key := self._key():
            request.headers["Authorization"] = f"Bearer {key}"
        return request

    def _failure(self, model: str, status: int, content: bytes, after: float | None) -> Exception:
        """What a response that is no answer means: `Passing`, or one of our errors."""
        title, variable = self.provider.title, self.provider.key_variable
        message, said = self._explanation(content)
        because = f": {message}" if message else f" (HTTP {status})"
        if status in (401, 403) or (status == 400 and _BAD_KEY.search(said)):
            return ModelUnavailable(f"{title} refused the key or what it may do{because}.", hint=f"Check {variable}.")
        if status == 402 or (status == 429 and _NO_MONEY.search(said)):
            return ModelUnavailable(f"{title} wants to be paid first{because}.", hint="Look at your account there.")
        if status == 413 or (status in (400, 422) and _TOO_LONG.search(said)):
            return PromptTooLong(
                f"The prompt does not fit the window of {model}{because}.",
                hint="Use fewer tools, a shorter task, or a model with a larger window.",
            )
        if status == 429:
            wait = f"It asks to wait {after:.0f} seconds." if after else "Try again later."
            return Passing(ModelUnavailable(f"{title} limits how often it answers{because}.", hint=wait), after)
        if status in (408, 409) or status >= 500:
            busy = ModelUnavailable(f"{title} cannot answer now{because}.", hint="Try later or another model.")
            return Passing(busy, after)
        if not message:
            return self._not_compatible(f"HTTP {status}")
        if status == 404:
            return ModelUnavailable(f"{title} has no model {model}{because}.", hint="Check the model's name.")
        hint = "Its documentation says what this model accepts."
        return Rejected(f"{title} did not accept the request{because}.", said=said, hint=hint)

    def _explanation(self, content: bytes) -> tuple[str, str]:
        """What an error document says to people, and all it says; both without the key, should it be repeated."""
        try:
            error: Json = json.loads(content)
        except (ValueError, RecursionError):
            return "", ""
        if isinstance(error, list) and error:
            error = error[0]
        for key in ("error", "detail", "message"):
            if isinstance(error, dict) and key in error:
                error = error[key]
        said = _sentence(content.decode("utf-8", "replace"))
        message = _sentence(error) if isinstance(error, str) else said
        if key := self._key():
            message, said = message.replace(key, "[key]"), said.replace(key, "[key]")
        return message[:300].rstrip("."), said

    def _not_compatible(self, why: str) -> ModelError:
        return ModelUnavailable(
            f"What answers at {self.provider.address} does not speak as OpenAI does: {why}.",
            hint="Is another program or a proxy at that address?",
        )


def _sentence(text: object) -> str:
    return " ".join(str(text).split()).rstrip(".")


async def _bounded(chunks: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
    received = 0
    async for chunk in chunks:
        received += len(chunk)
        if received > _MOST_BYTES:
            raise InvalidCompletion("The answer has no end.", hint="Use another model.")
        yield chunk
