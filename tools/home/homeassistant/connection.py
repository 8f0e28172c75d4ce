"""One WebSocket to Home Assistant: signing in, asking, and hearing what was subscribed to."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from agentlite.actions import Json
from agentlite.tools.home.homeassistant.problems import TokenRefused, Unreachable
from agentlite.tools.home.homeassistant.settings import Settings

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection

OPENING_SECONDS = 10.0
_MOST_BYTES = 64 << 20
"""The states and registries of a very big home are some megabytes."""
_PING_SECONDS = 15.0

OnEvent = Callable[[Any], None]


class Refused(Exception):
    """Home Assistant answered a request with an error: `code` and `message` are its own."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code, self.message = code, message

    @property
    def forbidden(self) -> bool:
        """Whether the token is the reason. Some versions only say so in the message."""
        return "unauthorized" in (self.code, self.message.lower())


class Unanswered(Exception):
    """No answer came in time; what was asked for may still happen."""


class Lost(Exception):
    """The connection broke before the answer came."""


class Connection:
    """An open, authenticated connection, for one event loop. Requests may overlap; events arrive in order."""

    def __init__(self, socket: ClientConnection, version: str) -> None:
        self.version = version
        self._socket = socket
        self._next_id = 0
        self._sending = asyncio.Lock()
        self._waiting: dict[int, asyncio.Future[Json]] = {}
        self._subscribed: dict[int, OnEvent] = {}
        self._reader = asyncio.create_task(self._read())

    @classmethod
    async def open(cls, settings: Settings, token: str) -> Connection:
        """Connect and sign in. Raises `Unreachable` and `TokenRefused`."""
        from websockets.asyncio.client import connect
        from websockets.exceptions import WebSocketException

        try:
            socket = await connect(
                settings.socket_url,
                proxy=None,
                compression=None,
                max_size=_MOST_BYTES,
                open_timeout=OPENING_SECONDS,
                ping_interval=_PING_SECONDS,
                ping_timeout=_PING_SECONDS,
                close_timeout=1,
            )
        except (OSError, WebSocketException, TimeoutError) as error:
            raise Unreachable(settings.url, _reason(error)) from error
        try:
            async with asyncio.timeout(OPENING_SECONDS):
                version = await _sign_in(socket, token)
        except (WebSocketException, ValueError, TimeoutError) as error:
            await socket.close()
            raise Unreachable(settings.url, _reason(error)) from error
        if version is None:
            await socket.close()
            raise TokenRefused(settings.url)
        return cls(socket, version)

    @property
    def alive(self) -> bool:
        """Whether it is not known to be gone."""
        return not self._reader.done()

    async def ask(self, kind: str, seconds: float, **fields: Json) -> Json:
        """Send a request and return its result. Raises `Refused`, `Unanswered` after so many seconds, and `Lost`."""
        return await self._request(kind, seconds, None, fields)

    async def subscribe(self, kind: str, seconds: float, on_event: OnEvent, **fields: Json) -> None:
        """Have `on_event` called with each event of a subscription, in order. Raises what `ask` raises."""
        await self._request(kind, seconds, on_event, fields)

    async def lost(self) -> None:
        """Wait until the connection is gone."""
        await asyncio.wait([self._reader])

    async def close(self) -> None:
        """Close; whoever still waits for an answer gets `Lost`."""
        await self._socket.close()
        await self.lost()

    async def _request(self, kind: str, seconds: float, on_event: OnEvent | None, fields: dict[str, Json]) -> Json:
        from websockets.exceptions import ConnectionClosed

        answer: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        number = 0
        try:
            async with asyncio.timeout(seconds):
                async with self._sending:  # ids must arrive in order
                    self._next_id += 1
                    number = self._next_id
                    self._waiting[number] = answer
                    if on_event is not None:
                        self._subscribed[number] = on_event
                    if not self.alive:
                        raise Lost
                    await self._socket.send(json.dumps({"id": number, "type": kind, **fields}))
                return await answer
        except TimeoutError:
            raise Unanswered from None
        except ConnectionClosed:
            raise Lost from None
        finally:
            self._waiting.pop(number, None)

    async def _read(self) -> None:
        """Hand out what arrives until the connection ends."""
        from websockets.exceptions import ConnectionClosed

        try:
            with contextlib.suppress(ConnectionClosed):
                async for text in self._socket:
                    self._receive(json.loads(text))
        finally:
            for answer in self._waiting.values():
                if not answer.done():
                    answer.set_exception(Lost())
            await self._socket.close()

    def _receive(self, message: dict[str, Any]) -> None:
        number, kind = message.get("id", 0), message.get("type")
        if kind == "event":
            if number in self._subscribed:
                self._subscribed[number](message["event"])
            return
        answer = self._waiting.get(number)
        if answer is None or answer.done():
            return
        if kind == "pong" or message.get("success"):
            answer.set_result(message.get("result"))
        else:
            error = message.get("error") or {}
            answer.set_exception(Refused(str(error.get("code", "unknown")), str(error.get("message", "no reason"))))


async def _sign_in(socket: ClientConnection, token: str) -> str | None:
    """Home Assistant's version, or None if it refuses the token. Raises `ValueError` if it is something else."""
    greeting = json.loads(await socket.recv())
    if not isinstance(greeting, dict) or greeting.get("type") != "auth_required":
        raise ValueError("what answers there is not Home Assistant")
    await socket.send(json.dumps({"type": "auth", "access_token": token}))
    verdict = json.loads(await socket.recv())
    return str(verdict.get("ha_version", "")) if verdict.get("type") == "auth_ok" else None


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, ConnectionError) and error.errno:
        return os.strerror(error.errno).lower()
    return str(error).rstrip(".").lower() or type(error).__name__
