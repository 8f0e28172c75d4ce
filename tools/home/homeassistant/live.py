"""A Home Assistant as a `HomeBackend`, inside one event loop."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from typing import Any

from agentlite.actions import Json
from agentlite.tools.home.homeassistant.building import house_of
from agentlite.tools.home.homeassistant.causes import Causes
from agentlite.tools.home.homeassistant.colors import AskedColors
from agentlite.tools.home.homeassistant.connection import Connection, Lost, Refused, Unanswered
from agentlite.tools.home.homeassistant.link import ASKING_SECONDS, Link
from agentlite.tools.home.homeassistant.lists import list_events, list_items, uid_of
from agentlite.tools.home.homeassistant.problems import (
    GoneFromHome,
    HomeAssistantError,
    NotAllowed,
    OrderRefused,
    OutcomeUnknown,
    Unreachable,
)
from agentlite.tools.home.homeassistant.registry import EVENTS, Registry, read_registry
from agentlite.tools.home.homeassistant.services import Service, services_for
from agentlite.tools.home.homeassistant.settings import Settings
from agentlite.tools.home.homeassistant.states import StateTable
from agentlite.tools.home.house import Entity, House, State

REACH_SECONDS = 10.0
"""How long a Home Assistant that went away may take to come back before what needs it fails."""

_SLOW_SECONDS = 10.0
"""How long to wait for a service to say that it is done: after that, only the states are believed anyway."""

_LOOK_AGAIN_SECONDS = 0.5
"""How often to look again while nothing is heard: no event comes for a state that stays as it was."""

_SETTLE_SECONDS = 0.05
"""Registry changes come in bursts."""

_STALE_SECONDS = 60.0
"""How old the registries may get: exposing an entity that has no unique id is told to nobody."""

_REACTION_SECONDS = 0.025
"""How long automations have to react to what was done; Home Assistant starts them within a millisecond or two."""

_NOTICING_SECONDS = 0.01
"""How long a connection that has just broken is given to be known as broken."""


class LiveHome:
    """Reads over one connection and acts over another, or over the same where there is only one token.

    The states come by subscription; before they are handed out, Home Assistant is asked for a sign of life behind
    which everything has been heard. Open it, and close it, in the event loop that uses it.
    """

    def __init__(self, settings: Settings, *, reach_seconds: float = REACH_SECONDS) -> None:
        self._settings, self._reach = settings, reach_seconds
        self._registry: Registry | None = None
        self._read_at = 0.0
        self._table = StateTable()
        self._causes = Causes()
        self._colors = AskedColors()
        self._house = House()
        self._entities: dict[str, Entity] = {}
        self._changes = self._seen = 0
        self._changed = asyncio.Event()
        self._reading: Link | None = None
        self._acting: Link | None = None
        self._refreshing: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Connect and read the home. Raises `Unreachable` and `TokenRefused`."""
        self._reading = Link(self._settings, self._settings.read_token or self._settings.token, self._prepare)
        try:
            await self._reading.ready(self._reach)
        except BaseException:
            await self.aclose()
            raise

    async def aclose(self) -> None:
        """Close the connections."""
        if self._refreshing is not None:
            self._refreshing.cancel()
        for link in {self._reading, self._acting}:
            if link is not None:
                await link.aclose()

    @property
    def house(self) -> House:
        return self._house

    async def about(self) -> dict[str, Json]:
        """The home's name and version, and whose token acts: {"name", "version", "user"}. Raises `Unreachable`."""
        connection = await self._link().ready(self._reach)
        try:
            config = await connection.ask("get_config", ASKING_SECONDS)
            user = await connection.ask("auth/current_user", ASKING_SECONDS)
        except (Refused, Unanswered, Lost) as error:
            raise Unreachable(self._settings.url, str(error)) from error
        return {"name": config["location_name"], "version": connection.version, "user": user["name"]}

    async def states(self, entity_ids: Sequence[str] | None = None) -> Mapping[str, State]:
        connection = await self._caught_up()
        if asyncio.get_running_loop().time() > self._read_at + _STALE_SECONDS:
            self._refresh_soon(connection)
        self._seen = self._changes
        self._changed.clear()
        ids = self._entities if entity_ids is None else entity_ids
        return {i: self._state(i) for i in ids}

    async def call(
        self, command: str, entity_ids: Sequence[str], data: Mapping[str, Json] | None = None
    ) -> Mapping[str, Json]:
        entities = [self._entity(entity_id) for entity_id in entity_ids]
        if command == "list_items":
            return {entity.id: await self._items(entity.id) for entity in entities}
        if command == "list_events":
            token = self._settings.read_token or self._settings.token
            return {entity.id: await list_events(self._settings, token, entity.id) for entity in entities}
        data = dict(data or {})
        self._colors.note(entity_ids, data)
        if command == "complete_item":
            data["item"] = uid_of(await self._items(entity_ids[0]), str(data["item"]))
        ended = await asyncio.gather(
            *map(self._do, services_for(command, entities, data)), return_exceptions=True
        )  # all of them to their end, so that none is left behind unseen
        for problem in filter(None, ended):
            raise problem
        return {}

    async def wait_for_change(self, seconds: float) -> bool:
        if self._changes == self._seen:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(min(seconds, _LOOK_AGAIN_SECONDS)):
                    await self._changed.wait()
        return self._changes != self._seen or seconds > _LOOK_AGAIN_SECONDS

    async def changed_by(self, entity_ids: Sequence[str]) -> frozenset[str]:
        await asyncio.sleep(_REACTION_SECONDS)
        with contextlib.suppress(Unreachable):  # what was heard until then is told all the same
            await self._caught_up()
        return self._causes.changed_by(entity_ids)

    def _state(self, entity_id: str) -> State:
        if entity_id not in self._entities:
            return State("unavailable")
        return self._colors.told(entity_id, self._table[entity_id])

    def _entity(self, entity_id: str) -> Entity:
        """Home Assistant would answer that all is well for an entity that it does not know."""
        if entity_id not in self._entities:
            raise GoneFromHome(entity_id)
        return self._entities[entity_id]

    def _link(self) -> Link:
        """The connection that acts, opened when it is first needed."""
        if self._acting is None:
            own = self._settings.read_token and self._settings.read_token != self._settings.token
            self._acting = Link(self._settings, self._settings.token) if own else self._reading
        assert self._acting is not None, "it is open"
        return self._acting

    async def _do(self, service: Service) -> None:
        """Call a service once, whatever happens. What came of it is for the states to tell."""
        connection = await self._link().ready(self._reach)
        try:
            answer = await connection.ask(
                "call_service",
                _SLOW_SECONDS,
                domain=service.domain,
                service=service.name,
                service_data=dict(service.data),
                target={"entity_id": list(service.entity_ids)},
            )
            self._causes.called(service.entity_ids, answer["context"]["id"])
        except Refused as refusal:
            raise (
                NotAllowed(str(service)) if refusal.forbidden else OrderRefused(str(service), refusal.message)
            ) from refusal
        except Unanswered:
            return
        except Lost:
            try:
                await self._link().ready(self._reach)
            except HomeAssistantError as gone:
                raise OutcomeUnknown(str(service)) from gone

    async def _items(self, entity_id: str) -> list[dict[str, str]]:
        assert self._reading is not None, "it is open"
        connection = await self._reading.ready(self._reach)
        try:
            return await list_items(connection, entity_id)
        except Refused as refusal:
            raise OrderRefused("todo.get_items", refusal.message) from refusal
        except (Lost, Unanswered) as lost:
            raise Unreachable(self._settings.url) from lost

    async def _caught_up(self) -> Connection:
        """The connection, once all that Home Assistant has said before now is heard. Raises `Unreachable`."""
        assert self._reading is not None, "it is open"
        try:
            async with asyncio.timeout(self._reach):
                while True:
                    connection = await self._reading.ready(self._reach)
                    with contextlib.suppress(Lost):
                        await connection.ask("ping", self._reach)
                        return connection
                    await asyncio.sleep(_NOTICING_SECONDS)  # else the loop never comes to notice that it is gone
        except (TimeoutError, Unanswered):
            raise Unreachable(self._settings.url, "it stopped answering") from None

    async def _prepare(self, connection: Connection) -> None:
        """Subscribe to everything that may change, then read it."""
        table = self._table = StateTable()
        self._registry = None

        def hear(event: Mapping[str, Any]) -> None:
            self._causes.hear(event)
            if table.apply(event) and self._registry is not None:
                self._rebuild()
            self._note_change()

        await connection.subscribe("subscribe_entities", ASKING_SECONDS, hear)
        for event in EVENTS:
            with contextlib.suppress(Refused):  # floors tell nothing to those who are not administrators
                await connection.subscribe(
                    "subscribe_events", ASKING_SECONDS, lambda _: self._refresh_soon(connection), event_type=event
                )
        await self._read(connection)

    async def _read(self, connection: Connection) -> None:
        """Read the registries, and make the house that they describe."""
        self._registry = await read_registry(connection)
        self._read_at = asyncio.get_running_loop().time()
        self._rebuild()

    def _refresh_soon(self, connection: Connection) -> None:
        if self._refreshing is None or self._refreshing.done():
            self._refreshing = asyncio.create_task(self._refresh(connection))

    async def _refresh(self, connection: Connection) -> None:
        """Read the registries again; a connection that does not let us is given up, and the next one does it."""
        await asyncio.sleep(_SETTLE_SECONDS)
        try:
            await self._read(connection)
        except (Refused, Unanswered, Lost):
            await connection.close()
        else:
            self._note_change()

    def _rebuild(self) -> None:
        """Make the house anew; the old one stays where nothing that it tells has changed."""
        assert self._registry is not None, "it was read"
        house = house_of(self._registry, self._table, everything=self._settings.everything)
        if house != self._house:
            self._house = house
            self._entities = {entity.id: entity for entity in house.entities}

    def _note_change(self) -> None:
        self._changes += 1
        self._changed.set()
