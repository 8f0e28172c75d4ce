"""The HTTP transport that lets through only what the door has opened for."""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx

    from agentlite.egress.step import Exchange

_MOST_KEPT = 1 << 20
"""Bytes of an answer that the ledger keeps; it counts them all."""


def guarded(
    begin: Callable[[httpx.Request], Awaitable[tuple[httpx.Request, Exchange]]],
    inner: Callable[[], httpx.AsyncBaseTransport],
) -> httpx.AsyncBaseTransport:
    """A transport that asks `begin` before every request, and tells the exchange that it returns how it ended.

    `inner` builds what really sends, once for each event loop, because connections cannot change loops.
    """
    import httpx

    class Answer(httpx.AsyncByteStream):
        """An answer that is counted and kept as it is read, and recorded when it ends."""

        def __init__(self, response: httpx.Response, exchange: Exchange) -> None:
            self._response, self._exchange = response, exchange
            self._kept, self._size, self._outcome = b"", 0, "closed early"

        async def __aiter__(self) -> AsyncIterator[bytes]:
            try:
                async for chunk in self._response.aiter_raw():
                    self._kept += chunk[: max(0, _MOST_KEPT - self._size)]
                    self._size += len(chunk)
                    yield chunk
                self._outcome = "complete"
            except Exception as error:
                self._outcome = f"failed: {type(error).__name__}"
                raise

        async def aclose(self) -> None:
            try:
                await self._response.aclose()
            finally:
                self._exchange.answered(self._response.status_code, self._kept, self._size, self._outcome)

    class Guarded(httpx.AsyncBaseTransport):
        def __init__(self) -> None:
            self._inner: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, httpx.AsyncBaseTransport] = (
                weakref.WeakKeyDictionary()
            )

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            request, exchange = await begin(request)
            loop = asyncio.get_running_loop()
            if loop not in self._inner:
                self._inner[loop] = inner()
            try:
                response = await self._inner[loop].handle_async_request(request)
            except BaseException as error:
                exchange.answered(None, b"", 0, f"failed: {type(error).__name__}")
                raise
            return httpx.Response(
                response.status_code,
                headers=response.headers,
                stream=Answer(response, exchange),
                extensions=response.extensions,
            )

        async def aclose(self) -> None:
            transport = self._inner.pop(asyncio.get_running_loop(), None)
            if transport is not None:
                await transport.aclose()

    return Guarded()
