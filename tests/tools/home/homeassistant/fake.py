"""A server that speaks as a real Home Assistant 2025.4.4 was heard to speak, and can misbehave on demand."""

from __future__ import annotations

import asyncio
import copy
import json
import threading
import uuid
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any, TypeVar

from websockets.asyncio.server import Server, ServerConnection, broadcast, serve
from websockets.datastructures import Headers
from websockets.http11 import Request, Response

RECORDED: dict[str, Any] = json.loads((Path(__file__).parent / "recorded.json").read_text(encoding="utf-8"))
OWNER, READER = "owner-token", "reader-token"
T = TypeVar("T")

EFFECTS: dict[str, tuple[str, dict[str, Any]]] = {
    "light.turn_on": ("on", {"brightness": 180}),
    "light.turn_off": ("off", {"brightness": None}),
    "cover.open_cover": ("open", {}),
    "cover.close_cover": ("closed", {}),
    "lock.unlock": ("unlocked", {}),
    "lock.lock": ("locked", {}),
    "media_player.play_media": ("playing", {}),
    "scene.turn_on": ("2026-01-01T00:00:00+00:00", {}),
}
"""What the services do here."""


class FakeHome:
    """Runs in a thread of its own. What it heard is in `called`; how it misbehaves is set from outside.

    `deaf`: entities that ignore commands. `errors`: service → (code, message). `slow`: services that act, but never
    answer. `late`: service → an entity with the state and attributes that it takes on a little later. `beside`: a
    service → other entities that change with it, as (entity, state, whose doing): "ours", "automation" or "theirs".
    `deadly`: services on which it drops every connection, "before" or "after" acting. `mute`: no answer to pings.
    """

    def __init__(self) -> None:
        self.asked: dict[str, Any] = copy.deepcopy(RECORDED["asked"])
        self.states: dict[str, Any] = copy.deepcopy(RECORDED["first"]["a"])
        self.items: list[dict[str, str]] = []
        self.called: list[dict[str, Any]] = []
        self.signed_in: list[str] = []
        self.deaf: set[str] = set()
        self.errors: dict[str, tuple[str, str]] = {}
        self.slow: set[str] = set()
        self.late: dict[str, tuple[str, str, dict[str, Any]]] = {}
        self.beside: dict[str, list[tuple[str, str, str]]] = {}
        self.deadly: dict[str, str] = {}
        self.mute = False
        self._peers: dict[ServerConnection, dict[int, str]] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.port = 0
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Listen, on the same port as before."""
        self._server = self._run(self._listen)

    def stop(self) -> None:
        """Drop everybody and stop listening."""

        async def stop() -> None:
            self._abort()
            self._server.close()
            await self._server.wait_closed()

        self._run(stop)

    def close(self) -> None:
        self.stop()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def change(self, entity_id: str, state: str, **attributes: Any) -> None:
        """A state changes by itself."""

        async def change() -> None:
            self._change(entity_id, state, attributes)

        self._run(change)

    def remove(self, entity_id: str) -> None:
        async def remove() -> None:
            del self.states[entity_id]
            self._tell("subscribe_entities", {"r": [entity_id]})

        self._run(remove)

    def registry_changed(self, what: str) -> None:
        """Tell that a registry ("area", ...) has changed; change `asked` first."""
        event = RECORDED["samples"]["area_event"][0]["event"] | {"event_type": f"{what}_registry_updated"}

        async def tell() -> None:
            self._tell(f"{what}_registry_updated", event)

        self._run(tell)

    async def _listen(self) -> Server:
        server = await serve(self._talk, "127.0.0.1", self.port, process_request=self._rest, close_timeout=0.1)
        self.port = server.sockets[0].getsockname()[1]
        return server

    def _rest(self, connection: ServerConnection, request: Request) -> Response | None:
        if request.path.startswith("/api/websocket"):
            return None
        allowed = request.headers.get("Authorization") in (f"Bearer {OWNER}", f"Bearer {READER}")
        status = HTTPStatus.OK if allowed else HTTPStatus.UNAUTHORIZED
        body = json.dumps(RECORDED["calendar"]).encode()
        return Response(status, status.phrase, Headers({"Content-Length": str(len(body))}), body)

    async def _talk(self, peer: ServerConnection) -> None:
        await peer.send(json.dumps(RECORDED["greeting"]))
        token = json.loads(await peer.recv())["access_token"]
        self.signed_in.append(token)
        if token not in (OWNER, READER):
            await peer.send(json.dumps(RECORDED["auth_invalid"]))
            return
        await peer.send(json.dumps(RECORDED["auth_ok"]))
        self._peers[peer] = {}
        try:
            async for text in peer:
                await self._answer(peer, json.loads(text), reader=token == READER)
        finally:
            self._peers.pop(peer, None)

    async def _answer(self, peer: ServerConnection, asked: dict[str, Any], *, reader: bool) -> None:
        kind, number = asked["type"], asked["id"]
        if kind == "ping":
            if not self.mute:
                await peer.send(json.dumps({"id": number, "type": "pong"}))
            return
        samples = RECORDED["samples"]
        if kind == "call_service":
            reply = samples["read_only_service"] if reader else self._serve(asked)
        elif kind == "subscribe_entities":
            self._peers[peer][number] = kind
            await peer.send(json.dumps(samples["subscribe"] | {"id": number}))
            reply = {"type": "event", "event": {"a": self.states}}
        elif kind == "subscribe_events":
            self._peers[peer][number] = asked["event_type"]
            reply = samples["subscribe"]
        elif kind == "todo/item/list":
            reply = self.asked[kind] | {"result": {"items": self.items}}
        elif kind == "config/entity_registry/list":
            entries = self.asked["config/entity_registry/get_entries"]
            reply = entries | {"result": list(entries["result"].values())}
        elif reader and kind == "homeassistant/expose_entity/list":
            reply = samples["read_only_expose"]
        else:
            reply = self.asked.get(kind, samples["unknown_command"])
        if reply is not None:
            await peer.send(json.dumps(reply | {"id": number}))

    def _serve(self, asked: dict[str, Any]) -> dict[str, Any] | None:
        """Do what a service does; returns its answer, if it gives one."""
        self.called.append(asked)
        service = f"{asked['domain']}.{asked['service']}"
        if service in self.errors:
            code, message = self.errors[service]
            return RECORDED["samples"]["unknown_service"] | {"error": {"code": code, "message": message}}
        if self.deadly.get(service) == "before":
            self._abort()
            return None
        if asked["domain"] == "todo":
            self._todo(asked["service"], asked["service_data"])
        context = {"id": uuid.uuid4().hex, "parent_id": None, "user_id": "owner"}
        for entity_id in asked["target"]["entity_id"]:
            if service in EFFECTS and entity_id in self.states and entity_id not in self.deaf:
                state, attributes = EFFECTS[service]
                self._change(entity_id, state, attributes | asked["service_data"], context)
        for entity_id, state, whose in self.beside.get(service, ()):
            other = {"id": uuid.uuid4().hex, "parent_id": context["id"] if whose == "automation" else None}
            self._change(entity_id, state, {}, context if whose == "ours" else other)
        if service in self.late:
            self._loop.call_later(0.1, self._change, *self.late[service])
        if self.deadly.get(service) == "after":
            self._abort()
            return None
        answer: dict[str, Any] = RECORDED["samples"]["turn_on"][0] | {"result": {"context": context}}
        return None if service in self.slow else answer

    def _todo(self, service: str, data: dict[str, Any]) -> None:
        if service == "add_item":
            uid = str(len(self.items))
            self.items.append({"uid": uid, "summary": data["item"], "status": "needs_action"})
            return
        for item in self.items:
            if data["item"] in (item["uid"], item["summary"]):
                item["status"] = data["status"]
                return

    def _change(
        self, entity_id: str, state: str, attributes: dict[str, Any], context: dict[str, Any] | None = None
    ) -> None:
        known = self.states.setdefault(entity_id, {"s": state, "a": {}})
        gone = [name for name, value in attributes.items() if value is None]
        given = {name: value for name, value in attributes.items() if value is not None}
        known["s"] = state
        known["a"] = {k: v for k, v in (known["a"] | given).items() if k not in gone}
        plus = {"s": state, "a": given, "c": context or {"id": uuid.uuid4().hex, "parent_id": None}}
        self._tell("subscribe_entities", {"c": {entity_id: {"+": plus, "-": {"a": gone}}}})

    def _tell(self, kind: str, event: dict[str, Any]) -> None:
        for peer, subscriptions in self._peers.items():
            for number in (number for number, what in subscriptions.items() if what == kind):
                broadcast([peer], json.dumps({"id": number, "type": "event", "event": event}))

    def _abort(self) -> None:
        """Break every connection without a word, as a crash does."""
        for peer in self._peers:
            peer.transport.abort()

    def _run(self, work: Callable[[], Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work(), self._loop).result(10)
