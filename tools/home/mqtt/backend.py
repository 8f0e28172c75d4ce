"""The devices of a broker for programs with any event loop, several, or none: it runs in a thread of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Mapping, Sequence
from types import TracebackType
from typing import Any, TypeVar

from agentlite.actions import Json
from agentlite.errors import ConfigurationError
from agentlite.tools.home.house import House, State
from agentlite.tools.home.mqtt.broker import Broker
from agentlite.tools.home.mqtt.live import REACH_SECONDS, LiveBroker
from agentlite.tools.home.mqtt.problems import NoDevices

T = TypeVar("T")


class MqttHome:
    """A `HomeBackend` on the devices that announce themselves at a broker. Usable from any thread, until it is closed.

    It connects when it is made, and keeps hearing of changes between requests; `reach_seconds` is how long a broker
    that went away may take to come back. Raises `BrokerUnreachable` and `NoDevices` (both `ToolError`), and
    `ConfigurationError` where the packages are missing.
    """

    def __init__(self, broker: Broker, *, reach_seconds: float = REACH_SECONDS) -> None:
        try:
            import aiomqtt  # noqa: F401  missing, it would be missed in a thread
            import jinja2  # noqa: F401
        except ImportError as error:
            raise ConfigurationError(
                f"MQTT needs the package {error.name}.", hint="Run: pip install 'agentlite[mqtt]'"
            ) from error
        self._loop = asyncio.SelectorEventLoop()  # paho watches sockets, which not every loop of Windows can
        self._thread = threading.Thread(target=self._loop.run_forever, name="mqtt", daemon=True)
        self._thread.start()
        self._live = LiveBroker(broker, reach_seconds=reach_seconds)
        try:
            self._wait(self._live.open())
            if not self.house.entities:
                raise NoDevices(str(broker), broker.prefix)
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

    def __enter__(self) -> MqttHome:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _wait(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _there(self, work: Coroutine[Any, Any, T]) -> T:
        """Run `work` in the thread's loop and wait for it in this one."""
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))
