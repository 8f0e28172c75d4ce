"""The devices of a broker as a home, inside one event loop."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from agentlite.actions import Json
from agentlite.tools.home.homeassistant.colors import AskedColors
from agentlite.tools.home.house import Area, Entity, House, State
from agentlite.tools.home.mqtt.broker import Broker
from agentlite.tools.home.mqtt.discovery import Announced, announced
from agentlite.tools.home.mqtt.kinds import KINDS, state_of
from agentlite.tools.home.mqtt.problems import BrokerUnreachable, NoSuchOrder, OrderLost
from agentlite.tools.home.mqtt.templates import rendered

if TYPE_CHECKING:
    from aiomqtt import Client, Message

REACH_SECONDS = 10.0
"""How long a broker that went away may take to come back before what needs it fails."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 2.0
_LOOK_AGAIN_SECONDS = 0.5
_NOTICING_SECONDS = 0.05
_QOS = 1


class LiveBroker:
    """Hears the announcements and the states of devices, and tells them what to do.

    Everything the broker has said before now is heard before states are handed out: a mark of our own, sent through
    it, comes back behind them. Open it, and close it, in the event loop that uses it.
    """

    def __init__(self, broker: Broker, *, reach_seconds: float = REACH_SECONDS) -> None:
        self._broker, self._reach = broker, reach_seconds
        self._mark_topic = f"agentlite/{secrets.token_hex(8)}"
        self._client: Client | None = None
        self._connected = asyncio.Event()
        self._why = ""
        self._marks: dict[str, asyncio.Future[bool]] = {}
        self._topics: set[str] = set()
        self._subscribed = 0
        self._devices: dict[str, Announced] = {}
        self._announced: dict[str, list[str]] = {}
        self._last: dict[str, str] = {}
        self._heard: dict[str, float] = {}
        self._colors = AskedColors()
        self._house, self._stale = House(), False
        self._changes = self._seen = 0
        self._changed = asyncio.Event()
        self._keeper: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Connect, and hear who is there. Raises `BrokerUnreachable`."""
        self._keeper = asyncio.create_task(self._keep())
        try:
            await self._caught_up()
        except BaseException:
            await self.aclose()
            raise

    async def aclose(self) -> None:
        """Disconnect."""
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.wait([self._keeper])

    @property
    def house(self) -> House:
        if self._stale:
            self._house, self._stale = _house_of(self._devices), False
        return self._house

    async def states(self, entity_ids: Sequence[str] | None = None) -> Mapping[str, State]:
        await self._caught_up()
        self._seen = self._changes
        self._changed.clear()
        return {i: self._state(i) for i in (self._devices if entity_ids is None else entity_ids)}

    async def call(
        self, command: str, entity_ids: Sequence[str], data: Mapping[str, Json] | None = None
    ) -> Mapping[str, Json]:
        from aiomqtt import MqttError

        orders = []
        for entity_id in entity_ids:
            device = self._devices.get(entity_id)
            messages = list(KINDS[device.component].tell(device.config, command, data or {})) if device else []
            if not messages:
                raise NoSuchOrder(device.name if device else entity_id, command)
            orders += [(device, *message) for message in messages]
        await self._caught_up()
        self._colors.note(entity_ids, data or {})
        for device, topic, payload in orders:
            assert device is not None, "those that are not there were refused"
            try:
                assert self._client is not None, "it has caught up"
                retain = device.config.get("retain") is True
                await self._client.publish(topic, payload, qos=_QOS, retain=retain, timeout=self._reach)
            except MqttError as error:
                raise OrderLost(device.name) from error
        return {}

    async def wait_for_change(self, seconds: float) -> bool:
        if self._changes == self._seen:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(min(seconds, _LOOK_AGAIN_SECONDS)):
                    await self._changed.wait()
        return self._changes != self._seen or seconds > _LOOK_AGAIN_SECONDS

    async def _keep(self) -> None:
        """Stay connected. What was said before a break may be over, so it is heard again."""
        from aiomqtt import Client, MqttError, ProtocolVersion, TLSParameters

        pause = _FIRST_PAUSE
        broker = self._broker
        while True:
            try:
                async with Client(
                    broker.host,
                    broker.port,
                    username=broker.username or None,
                    password=broker.password or None,
                    identifier=self._mark_topic.replace("/", "-"),
                    protocol=ProtocolVersion.V311,
                    tls_params=TLSParameters() if broker.tls else None,
                    timeout=self._reach,
                ) as client:
                    pause = _FIRST_PAUSE
                    await self._hear(client)
            except (MqttError, OSError) as error:
                self._why = str(error).rstrip(".").lower()
            finally:
                self._lose()
            await asyncio.sleep(pause)
            pause = min(_LONGEST_PAUSE, 2 * pause)

    async def _hear(self, client: Client) -> None:
        """Hear everything until the connection breaks."""
        prefix = self._broker.prefix
        self._last.clear()
        await client.subscribe(
            [(self._mark_topic, _QOS), (f"{prefix}/+/+/config", _QOS), (f"{prefix}/+/+/+/config", _QOS)]
        )
        if self._topics:
            await client.subscribe([(topic, _QOS) for topic in self._topics])
        if self._broker.birth:
            await client.publish(f"{prefix}/status", "online", qos=_QOS)
        self._client = client
        self._connected.set()
        async for message in client.messages:
            topic, payload = str(message.topic), _bytes(message)
            if topic == self._mark_topic:
                self._come_back(payload.decode())
                continue
            if topic.startswith(f"{prefix}/") and topic.endswith("/config"):
                await self._meet(client, topic, payload)
            if topic in self._topics:
                self._last[topic] = payload.decode(errors="replace")
                self._heard[topic] = asyncio.get_running_loop().time()
            self._changes += 1
            self._changed.set()

    async def _meet(self, client: Client, topic: str, payload: bytes) -> None:
        """Take up what a discovery message announces, in place of what the same topic announced before."""
        for entity_id in self._announced.pop(topic, ()):
            del self._devices[entity_id]
        found = announced(topic, payload, self._broker.prefix)
        for device in found:
            entity_id, copy = f"{device.component}.{device.object_id}", 2
            while entity_id in self._devices:
                entity_id, copy = f"{device.component}.{device.object_id}_{copy}", copy + 1
            self._devices[entity_id] = device
            self._announced.setdefault(topic, []).append(entity_id)
        self._stale = True
        new = {heard for device in found for heard in _topics_of(device)} - self._topics
        if new:
            self._topics |= new
            self._subscribed += 1
            await client.subscribe([(heard, _QOS) for heard in sorted(new)])

    async def _caught_up(self) -> None:
        """Wait until all that the broker had to say is heard, also of what was met only then."""
        try:
            async with asyncio.timeout(self._reach):
                while True:
                    await self._connected.wait()
                    before = self._subscribed
                    if await self._mark() and before == self._subscribed:
                        return
        except TimeoutError:
            raise BrokerUnreachable(str(self._broker), self._why) from None

    async def _mark(self) -> bool:
        """Send a mark and wait for it to come back; False if the connection broke meanwhile."""
        from aiomqtt import MqttError

        mark = secrets.token_hex(8)
        back: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._marks[mark] = back
        try:
            if self._client is None:
                return False
            await self._client.publish(self._mark_topic, mark, qos=_QOS, timeout=self._reach)
            self._why = f"it does not let us write to and read from {self._mark_topic}"
            return await back
        except MqttError as error:
            self._why = str(error)
            await asyncio.sleep(_NOTICING_SECONDS)
            return False
        finally:
            self._marks.pop(mark, None)

    def _come_back(self, mark: str) -> None:
        back = self._marks.get(mark)
        if back is not None and not back.done():
            back.set_result(True)

    def _lose(self) -> None:
        self._client = None
        self._connected.clear()
        for back in self._marks.values():
            if not back.done():
                back.set_result(False)

    def _state(self, entity_id: str) -> State:
        device = self._devices.get(entity_id)
        if device is None or not self._is_available(device) or self._is_expired(device):
            return State("unavailable")
        state = state_of(device.component, device.config, self._last)
        return self._colors.told(entity_id, state)

    def _is_available(self, device: Announced) -> bool:
        """As the last wills and greetings of a device, and of the bridge before it, say."""
        places = _availability(device.config)
        said = {place["topic"]: _greeting(place, self._last.get(place["topic"])) for place in places}
        match device.config.get("availability_mode", "latest"):
            case "all":
                return all(said.values())
            case "any":
                return not said or any(said.values())
        heard = [topic for topic, there in said.items() if there is not None]
        latest = max(heard, key=lambda topic: self._heard[topic], default=None)
        return not said or (latest is not None and bool(said[latest]))

    def _is_expired(self, device: Announced) -> bool:
        """Whether a sensor has been silent for longer than it said it would be."""
        seconds, topic = device.config.get("expire_after"), str(device.config.get("state_topic"))
        if not isinstance(seconds, int | float) or seconds <= 0 or topic not in self._last:
            return False
        return asyncio.get_running_loop().time() - self._heard[topic] > seconds


def _house_of(devices: Mapping[str, Announced]) -> House:
    """The devices as tools see them: areas are those that devices suggest for themselves."""
    areas = {device.area: Area(device.area, device.area) for device in devices.values() if device.area}
    entities = []
    for entity_id, device in sorted(devices.items()):
        attributes, features = KINDS[device.component].traits(device.config)
        entities.append(Entity(entity_id, device.name, device.area or None, attributes=attributes, features=features))
    return House(tuple(areas.values()), tuple(entities))


def _topics_of(device: Announced) -> set[str]:
    """What there is to hear of a device."""
    own = {
        value
        for key, value in device.config.items()
        if key.endswith("topic") and isinstance(value, str) and "command" not in key and key != "set_position_topic"
    }
    return {topic for topic in own | {p["topic"] for p in _availability(device.config)} if _is_plain(topic)}


def _availability(config: Mapping[str, Json]) -> list[dict[str, Json]]:
    """The topics on which a device, or what stands before it, says that it is there."""
    places = config.get("availability")
    if not isinstance(places, list):
        topic = config.get("availability_topic")
        template = config.get("availability_template")
        places = [{**config, "topic": topic, "value_template": template}] if topic else []
    return [place for place in places if isinstance(place.get("topic"), str)]


def _greeting(place: Mapping[str, Json], payload: str | None) -> bool | None:
    """Whether a message says that a device is there, or that it is not; None if it says neither."""
    if payload is None:
        return None
    template = place.get("value_template")
    said = rendered(template, payload) if isinstance(template, str) else payload.strip()
    words = {
        str(place.get("payload_available", "online")): True,
        str(place.get("payload_not_available", "offline")): False,
    }
    return words.get(said or "")


def _is_plain(topic: str) -> bool:
    """Whether a topic may be subscribed to for a device: one of its own, not a pattern over those of others."""
    return bool(topic) and not set("+#\0") & set(topic) and len(topic) < 1000


def _bytes(message: Message) -> bytes:
    return message.payload if isinstance(message.payload, bytes) else str(message.payload).encode()
