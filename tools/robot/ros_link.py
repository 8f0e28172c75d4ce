"""A WebSocket to rosbridge (protocol 2.0), in threads of its own: a halt gets out even while the event loop hangs."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from agentlite.actions import Json
from agentlite.errors import ConfigurationError, ToolError
from agentlite.tools.robot.ros_topics import Topic

if TYPE_CHECKING:
    from websockets.sync.client import ClientConnection

_OPENING_SECONDS = 5.0
_PING_SECONDS = 5.0
_MOST_BYTES = 16 << 20


class RobotUnreachable(ToolError):
    """The robot's bridge is not there, or what it should tell does not come."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(
            f"The robot at {url} cannot be reached: {reason}.",
            hint="Is rosbridge running there, with the topics of `robot.topics`?",
            say={"pt": f"Não consigo contactar o robô em {url}."},
        )


class Link:
    """Publishes from any thread, and calls `hear(topic, message)` from one of its own, in order."""

    def __init__(
        self,
        url: str,
        advertised: Iterable[Topic],
        subscribed: Iterable[Topic],
        hear: Callable[[str, Any], None],
    ) -> None:
        self.url = url
        self.complaint: str | None = None
        """The first error that the bridge told of over this connection: others follow from it."""
        self._opening: list[dict[str, Json]] = [
            {"op": "advertise", "id": t.name, "topic": t.name, "type": t.type} for t in advertised
        ]
        self._opening += [
            {"op": "subscribe", "id": t.name, "topic": t.name, "type": t.type, "queue_length": 1} for t in subscribed
        ]
        self._hear = hear
        self._socket: ClientConnection | None = None
        self._lock = threading.Lock()

    def ensure(self) -> bool:
        """Connect unless connected, and tell whether that was needed. Raises `RobotUnreachable`."""
        with self._lock:
            if self._socket is not None:
                return False
            closing = ExitStack()
            self._socket = socket = self._connect(closing)
        self.complaint = None
        threading.Thread(target=self._read, args=(socket, closing), name="robot-ros", daemon=True).start()
        for message in self._opening:
            self._send(socket, message)
        return True

    def publish(self, topic: Topic, message: dict[str, Json]) -> None:
        """Send a message on a topic. Raises `RobotUnreachable`."""
        if (socket := self._socket) is None:
            raise RobotUnreachable(self.url, "the connection was lost")
        self._send(socket, {"op": "publish", "topic": topic.name, "msg": message})

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()

    def _connect(self, closing: ExitStack) -> ClientConnection:
        try:
            from websockets.exceptions import WebSocketException
            from websockets.sync.client import connect
        except ImportError as error:
            raise ConfigurationError(
                "A ROS robot needs the package websockets.", hint="pip install 'agentlite[ros]'"
            ) from error
        try:
            return closing.enter_context(
                connect(
                    self.url,
                    proxy=None,
                    compression=None,
                    max_size=_MOST_BYTES,
                    open_timeout=_OPENING_SECONDS,
                    ping_interval=_PING_SECONDS,
                    ping_timeout=_PING_SECONDS,
                    close_timeout=1,
                )
            )
        except (OSError, WebSocketException, TimeoutError) as error:
            raise RobotUnreachable(self.url, str(error).rstrip(".") or type(error).__name__) from error

    def _send(self, socket: ClientConnection, message: dict[str, Any]) -> None:
        from websockets.exceptions import ConnectionClosed

        try:
            socket.send(json.dumps(message))
        except ConnectionClosed as error:
            raise RobotUnreachable(self.url, "the connection was lost") from error

    def _read(self, socket: ClientConnection, closing: ExitStack) -> None:
        """Hand out what arrives until the connection ends."""
        from websockets.exceptions import ConnectionClosed

        try:
            for text in socket:
                self._receive(json.loads(text))
        except ConnectionClosed:
            pass  # `publish` and `ensure` tell of it
        except (ValueError, LookupError, AttributeError) as error:
            self.complaint = f"the bridge sent what is no rosbridge message: {error}"
        finally:
            with self._lock:
                if self._socket is socket:
                    self._socket = None
            closing.close()

    def _receive(self, message: dict[str, Any]) -> None:
        if message.get("op") == "publish":
            self._hear(message["topic"], message["msg"])
        elif message.get("op") == "status" and message.get("level") == "error":
            self.complaint = self.complaint or str(message.get("msg"))
