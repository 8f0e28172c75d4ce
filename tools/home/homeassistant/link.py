"""A connection that comes back: it is made again whenever it breaks, and prepared before anyone gets it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from agentlite.tools.home.homeassistant.connection import Connection, Lost, Refused, Unanswered
from agentlite.tools.home.homeassistant.problems import HomeAssistantError, NotAllowed, TokenRefused, Unreachable
from agentlite.tools.home.homeassistant.settings import Settings

Prepare = Callable[[Connection], Awaitable[None]]

_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 2.0
_STARTUP_POLL_SECONDS = 0.2
ASKING_SECONDS = 10.0
"""How long Home Assistant has to answer what it can answer by itself."""


class Link:
    """Keeps one connection to Home Assistant alive, with `token`, in the running event loop.

    `prepare` is called with each new connection once Home Assistant has started. A token that is refused is not
    tried again.
    """

    def __init__(self, settings: Settings, token: str, prepare: Prepare | None = None) -> None:
        self._settings, self._token, self._prepare = settings, token, prepare
        self._connection: Connection | None = None
        self._problem: HomeAssistantError = Unreachable(settings.url)
        self._moved = asyncio.Event()
        self._keeper = asyncio.create_task(self._keep())
        self._keeper.add_done_callback(lambda _: self._moved.set())

    async def ready(self, seconds: float) -> Connection:
        """The connection, waiting at most so long for it. Raises `Unreachable` and `TokenRefused`."""
        try:
            async with asyncio.timeout(seconds):
                while self._connection is None or not self._connection.alive:
                    if self._keeper.done():
                        self._keeper.result()
                        raise self._problem
                    await self._moved.wait()
        except TimeoutError:
            raise self._problem from None
        return self._connection

    async def aclose(self) -> None:
        """Stop, and close the connection."""
        self._keeper.cancel()
        await asyncio.wait([self._keeper])

    async def _keep(self) -> None:
        pause = _FIRST_PAUSE
        while True:
            try:
                connection = await Connection.open(self._settings, self._token)
            except TokenRefused as error:
                self._problem = error
                return
            except Unreachable as error:
                self._problem = error
            else:
                if await self._use(connection):
                    pause = _FIRST_PAUSE
            await asyncio.sleep(pause)
            pause = min(_LONGEST_PAUSE, 2 * pause)

    async def _use(self, connection: Connection) -> bool:
        """Prepare a connection and hand it out for as long as it lives; whether it could be handed out."""
        try:
            await self._started(connection)
            if self._prepare is not None:
                await self._prepare(connection)
            self._announce(connection)
            await connection.lost()
            self._problem = Unreachable(self._settings.url, "the connection was lost")
            return True
        except (Lost, Unanswered):
            self._problem = Unreachable(self._settings.url, "it stopped answering")
        except Refused as error:
            self._problem = NotAllowed(str(error))
        finally:
            self._announce(None)
            await connection.close()
        return False

    async def _started(self, connection: Connection) -> None:
        """Wait until Home Assistant has loaded everything: before, devices and services are missing."""
        while (await connection.ask("get_config", ASKING_SECONDS))["state"] != "RUNNING":
            self._problem = Unreachable(self._settings.url, "it is still starting")
            await asyncio.sleep(_STARTUP_POLL_SECONDS)

    def _announce(self, connection: Connection | None) -> None:
        self._connection = connection
        self._moved.set()
        self._moved = asyncio.Event()
