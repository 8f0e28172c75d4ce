"""Home Assistant for programs with any event loop, several, or none: the live home runs in a thread of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Mapping, Sequence
from types import TracebackType
from typing import Any, TypeVar

from agentlite.actions import Json
from agentlite.errors import ConfigurationError
from agentlite.tools.home.homeassistant.live import REACH_SECONDS, LiveHome
from agentlite.tools.home.homeassistant.problems import NothingExposed
from agentlite.tools.home.homeassistant.settings import Settings
from agentlite.tools.home.house import House, State

T = TypeVar("T")


class HomeAssistant:
    """A `HomeBackend` on a real Home Assistant. Usable from any thread and event loop, until it is closed.

    It connects when it is made, and keeps hearing of changes between requests; `reach_seconds` is how long a Home
    Assistant that went away may take to come back. Raises `Unreachable`, `TokenRefused`, `NothingExposed` (all of them
    `ToolError`), and `ConfigurationError` where the package websockets is missing.
    """

    def __init__(self, settings: Settings, *, reach_seconds: float = REACH_SECONDS) -> None:
        try:
            import websockets  # noqa: F401  missing, it would be missed in a thread
        except ImportError as error:
            raise ConfigurationError(
                "Home Assistant needs the package websockets.",
                hint="Run: pip install 'agentlite[homeassistant]'",
            ) from error
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="home-assistant", daemon=True)
        self._thread.start()
        self._live = LiveHome(settings, reach_seconds=reach_seconds)
        try:
            self._wait(self._live.open())
            if not self.house.entities:
                raise NothingExposed(settings.url)
        except BaseException:
            self.close()
            raise

    @property
    def house(self) -> House:
        return self._live.house

    def about(self) -> dict[str, Json]:
        """The home's name and version, and whose token acts: {"name", "version", "user"}. Raises `Unreachable`."""
        return self._wait(self._live.about())

    async def states(self, entity_ids: Sequence[str] | None = None) -> Mapping[str, State]:
        return await self._there(self._live.states(entity_ids))

    async def call(
        self, command: str, entity_ids: Sequence[str], data: Mapping[str, Json] | None = None
    ) -> Mapping[str, Json]:
        return await self._there(self._live.call(command, entity_ids, data))

    async def wait_for_change(self, seconds: float) -> bool:
        return await self._there(self._live.wait_for_change(seconds))

    async def changed_by(self, entity_ids: Sequence[str]) -> frozenset[str]:
        return await self._there(self._live.changed_by(entity_ids))

    def close(self) -> None:
        """Disconnect and end the thread. Closing twice is fine."""
        if self._loop.is_closed():
            return
        self._wait(self._live.aclose())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def __enter__(self) -> HomeAssistant:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _wait(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _there(self, work: Coroutine[Any, Any, T]) -> T:
        """Run `work` in the thread's loop and wait for it in this one."""
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))
