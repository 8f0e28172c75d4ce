"""The devices of a broker as a home."""

from __future__ import annotations

import asyncio

from agentlite.errors import ConfigurationError
from agentlite.tools.home.mqtt.broker import Broker
from agentlite.tools.home.mqtt.live import REACH_SECONDS, LiveBroker
from agentlite.tools.home.mqtt.problems import NoDevices
from agentlite.tools.home.threaded import ThreadedHome


class MqttHome(ThreadedHome[LiveBroker]):
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
        loop = asyncio.SelectorEventLoop()  # paho watches sockets, which not every loop of Windows can
        live = LiveBroker(broker, reach_seconds=reach_seconds)
        super().__init__(live, NoDevices(str(broker), broker.prefix), loop)
