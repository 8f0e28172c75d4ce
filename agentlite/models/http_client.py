"""HTTP clients that outlive one event loop, and reading what they receive line by line."""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx


class LoopClients:
    """One client per event loop, each made by `build` on first use: connections cannot change loops."""

    def __init__(self, build: Callable[[], httpx.AsyncClient]) -> None:
        self._build = build
        self._clients: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, httpx.AsyncClient] = (
            weakref.WeakKeyDictionary()
        )

    def current(self) -> httpx.AsyncClient:
        """The client of the running loop."""
        loop = asyncio.get_running_loop()
        if loop not in self._clients:
            self._clients[loop] = self._build()
        return self._clients[loop]

    async def aclose(self) -> None:
        """Close this loop's client; those of loops that are gone have nothing left to close."""
        client = self._clients.pop(asyncio.get_running_loop(), None)
        self._clients.clear()
        if client is not None:
            await client.aclose()


async def lines(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The lines that are not blank, split at line feeds only: httpx would also cut at U+0085 and the like, which JSON
    strings may contain.
    """
    rest = b""
    async for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            if line.strip():
                yield line
    if rest.strip():
        yield rest
