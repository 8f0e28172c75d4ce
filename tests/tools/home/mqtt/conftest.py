"""A real broker, and devices that speak to it as Zigbee2MQTT's and Tasmota's do."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from agentlite.tools.home.mqtt import Broker, MqttHome

MOSQUITTO = shutil.which("mosquitto", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
MISSING = "MOSQUITTO IS NOT INSTALLED: the MQTT tests are skipped; `apt-get install mosquitto` brings it"
_STARTING_SECONDS = 20


class Mosquitto:
    """A broker of its own on a free port; it forgets everything when it dies."""

    def __init__(self, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]
        self._conf = folder / "mosquitto.conf"
        self._conf.write_text(
            f"listener {self.port} 127.0.0.1\nallow_anonymous true\npersistence false\nset_tcp_nodelay true\n"
        )
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def broker(self) -> Broker:
        return Broker("127.0.0.1", self.port)

    def start(self) -> None:
        assert MOSQUITTO is not None
        self._process = subprocess.Popen(
            [MOSQUITTO, "-c", self._conf], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + _STARTING_SECONDS
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                assert self._process.poll() is None and time.monotonic() < deadline, "mosquitto does not start"
                time.sleep(0.02)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()


class Device:
    """Something on the network: it announces what `things` (topic → document) say, publishes `says` (topic → payload)
    retained, and answers each message on a topic of `reacts` with what the function makes of it."""

    def __init__(
        self,
        mosquitto: Mosquitto,
        things: dict[str, dict[str, Any]],
        says: dict[str, str] | None = None,
        reacts: dict[str, Callable[[str], dict[str, str]]] | None = None,
        *,
        will: tuple[str, str] | None = None,
    ) -> None:
        from paho.mqtt.client import Client, MQTTMessage
        from paho.mqtt.enums import CallbackAPIVersion

        self.heard: list[tuple[str, str]] = []
        self.deaf = False
        self._things, self._says, self._reacts = things, says or {}, reacts or {}
        self._ready = threading.Event()
        self._client = Client(CallbackAPIVersion.VERSION2)
        if will is not None:
            self._client.will_set(*will, qos=1, retain=True)

        def connected(client: Client, *_: Any) -> None:
            if self._reacts:
                client.subscribe([(topic, 1) for topic in self._reacts])
            for topic, document in self._things.items():
                client.publish(topic, json.dumps(document), qos=1, retain=True)
            for topic, payload in self._says.items():
                client.publish(topic, payload, qos=1, retain=True)
            client.subscribe("ready/" + str(id(self)), 1)
            client.publish("ready/" + str(id(self)), "x", 1)

        def message(client: Client, _: Any, told: MQTTMessage) -> None:
            if told.topic.startswith("ready/"):
                self._ready.set()
                return
            self.heard.append((told.topic, told.payload.decode()))
            if not self.deaf:
                for topic, payload in self._reacts[told.topic](told.payload.decode()).items():
                    client.publish(topic, payload, qos=1, retain=True)

        self._client.on_connect, self._client.on_message = connected, message
        self._client.reconnect_delay_set(0.05, 0.2)  # type: ignore[arg-type]
        self._client.connect("127.0.0.1", mosquitto.port)
        self._client.loop_start()
        self.wait()

    def wait(self) -> None:
        """Until everything announced has reached the broker."""
        assert self._ready.wait(20), "the device does not get through"
        self._ready.clear()

    def say(self, topic: str, payload: str, *, retain: bool = True) -> None:
        self._client.publish(topic, payload, qos=1, retain=retain).wait_for_publish(10)

    def leave(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def die(self) -> None:
        """Break off without a word, so that the broker tells its last will."""
        sock = self._client.socket()
        assert sock is not None
        self._client.loop_stop()
        sock.close()


@pytest.fixture
def mosquitto(tmp_path: Path) -> Iterator[Mosquitto]:
    if MOSQUITTO is None:
        pytest.skip(MISSING)
    made = Mosquitto(tmp_path)
    made.start()
    yield made
    made.kill()


@pytest.fixture
def device(mosquitto: Mosquitto) -> Iterator[Callable[..., Device]]:
    made: list[Device] = []

    def make(*args: Any, **options: Any) -> Device:
        made.append(Device(mosquitto, *args, **options))
        return made[-1]

    yield make
    for one in made:
        one.leave()


@pytest.fixture
def connect(mosquitto: Mosquitto) -> Iterator[Callable[..., MqttHome]]:
    made: list[MqttHome] = []

    def open_one(**options: Any) -> MqttHome:
        made.append(MqttHome(mosquitto.broker, **{"reach_seconds": 10, **options}))
        return made[-1]

    yield open_one
    for home in made:
        home.close()
