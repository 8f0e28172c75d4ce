"""A connection to real devices for programs with any event loop, several, or none: it lives in a thread of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Mapping, Sequence
from types import TracebackType
from typing import Any, Generic, Protocol, Self, TypeVar

from agentlite.actions import Json
from agentlite.errors import ToolError
from agentlite.tools.home.house import House, State

T = TypeVar("T")


class LiveDevices(Protocol):
    """What a connection does, in the one event loop it was opened in."""

    @property
    def house(self) -> House: ...
    async def open(self) -> None: ...
    async def states(self, entity_ids: Sequence[str] | None = None) -> Mapping[str, State]: ...
    async def call(
        self, command: str, entity_ids: Sequence[str], data: Mapping[str, Json] | None = None
    ) -> Mapping[str, Json]: ...
    async def wait_for_change(self, seconds: float) -> bool: ...
    async def aclose(self) -> None: ...


Live = TypeVar("Live", bound=LiveDevices)


class ThreadedHome(Generic[Live]):
    """A `HomeBackend` over `live`, usable from any thread and event loop until it is closed.

    It connects when it is made, and raises what `live.open` raises, and `empty` if there are no devices then.
    """

    def __init__(self, live: Live, empty: ToolError, loop: asyncio.AbstractEventLoop) -> None:
        self._live, self._loop = live, loop
        self._thread = threading.Thread(target=loop.run_forever, name=type(self).__name__, daemon=True)
        self._thread.start()
        try:
            self._wait(live.open())
            if not self.house.entities:
                raise empty
        except BaseException:
            self.close()
            raise

    @property
    def house(self) -> House:
        return self._live.house

    async def states(self, entity_ids: Sequence[str] | None = None) -> Mapping[str, State]:
        return await self._there(self._live.states(entity_ids))

    async def call(
        self, command: str, entity_ids: Sequence[str], data: Mapping[str, Json] | None = None
    ) -> Mapping[str, Json]:
        return await self._there(self._live.call(command, entity_ids, data))

    async def wait_for_change(self, seconds: float) -> bool:
        return await self._there(self._live.wait_for_change(seconds))

    def close(self) -> None:
        """Disconnect and end the thread. Closing twice is fine."""
        if self._loop.is_closed():
            return
        self._wait(self._live.aclose())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _wait(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _there(self, work: Coroutine[Any, Any, T]) -> T:
        """Run `work` in the thread's loop and wait for it in this one."""
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))
