"""Home Assistant's own sentence templates (PyPI `home-assistant-intents`) as requests for the home pack's tools."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from agentlite.actions import Json, ToolCall
from agentlite.tools.home.house import Entity, State
from agentlite.tools.home.wording import meaning
from agentlite.train.templates import sample
from agentlite.train.world import World

_ON_OFF = {
    "HassTurnOn": {
        "cover": "open",
        "valve": "open",
        "lock": "lock",
        "scene": "activate",
        "script": "activate",
        "vacuum": "start_vacuum",
    },
    "HassTurnOff": {"cover": "close", "valve": "close", "lock": "unlock", "vacuum": "dock_vacuum"},
}
_TOOLS = {
    "HassClimateGetTemperature": "get_temperature",
    "HassClimateSetTemperature": "set_temperature",
    "HassFanSetSpeed": "set_fan_speed",
    "HassGetWeather": "get_weather",
    "HassListAddItem": "add_item",
    "HassListCompleteItem": "complete_item",
    "HassMediaNext": "next_track",
    "HassMediaPause": "pause",
    "HassMediaPlayerMute": "mute",
    "HassMediaPlayerUnmute": "unmute",
    "HassMediaPrevious": "previous_track",
    "HassMediaSearchAndPlay": "play_media",
    "HassMediaUnpause": "play",
    "HassSetPosition": "set_position",
    "HassSetVolume": "set_volume",
    "HassSetVolumeRelative": "adjust_volume",
    "HassShoppingListAddItem": "add_item",
    "HassShoppingListCompleteItem": "complete_item",
    "HassTurnOff": "turn_off",
    "HassTurnOn": "turn_on",
    "HassVacuumReturnToBase": "dock_vacuum",
    "HassVacuumStart": "start_vacuum",
}
INTENT_DOMAINS = {
    "HassClimateGetTemperature": "climate",
    "HassClimateSetTemperature": "climate",
    "HassFanSetSpeed": "fan",
    "HassMediaNext": "media_player",
    "HassMediaPause": "media_player",
    "HassMediaPlayerMute": "media_player",
    "HassMediaPlayerUnmute": "media_player",
    "HassMediaPrevious": "media_player",
    "HassMediaUnpause": "media_player",
    "HassMediaSearchAndPlay": "media_player",
    "HassSetVolume": "media_player",
    "HassSetVolumeRelative": "media_player",
    "HassGetWeather": "weather",
    "HassListAddItem": "todo",
    "HassListCompleteItem": "todo",
    "HassLightSet": "light",
    "HassShoppingListAddItem": "todo",
    "HassShoppingListCompleteItem": "todo",
    "HassVacuumReturnToBase": "vacuum",
    "HassVacuumStart": "vacuum",
    "HassSetPosition": "cover",
}
_KINDS = {"climate": "thermostat", "todo": "list", "media_player": "media player"}
PERCENT_SLOTS = {"brightness", "position", "percentage", "volume_level"}
_QUESTIONS = ("any", "all", "which", "how_many")


def tool_of(intent: str, domain: str, slots: Mapping[str, Any]) -> str | None:
    """The home pack's tool for one of Home Assistant's intents on entities of `domain` ("" if mixed), or None.

    Home Assistant turns locks, covers and vacuums "on" and "off"; the pack locks, opens and starts them.
    """
    if intent == "HassGetState":
        return "check_state" if "state" in slots else "get_state"
    if intent == "HassLightSet":
        return "set_color" if "color" in slots else "set_brightness" if "brightness" in slots else None
    if intent == "HassSetVolumeRelative" and slots.get("volume_step") not in ("up", "down"):
        return None
    return _ON_OFF.get(intent, {}).get(domain, _TOOLS.get(intent))


class Unsuitable(Exception):
    """This template does not fit this house; another one must be tried."""


@dataclass(frozen=True, slots=True)
class Block:
    """Templates that share an intent and its conditions."""

    intent: str
    sentences: tuple[str, ...]
    fixed: Mapping[str, Json]
    domains: tuple[str, ...]
    needs_here: bool
    combination: str


@dataclass(frozen=True, slots=True)
class Grammar:
    """All supported blocks of one language, with its lists and rules."""

    blocks: tuple[Block, ...]
    lists: Mapping[str, Any]
    rules: Mapping[str, str]


@cache
def grammar(language: str) -> Grammar:
    """The templates for "en", "pt-BR" or "pt-PT" (which Home Assistant calls "pt")."""
    name = "pt" if language == "pt-PT" else language
    raw = json.loads(resources.files("home_assistant_intents").joinpath(f"data/{name}.json").read_text("utf-8"))
    blocks = [
        Block(
            intent=intent,
            sentences=tuple(block["sentences"]),
            fixed=block.get("slots") or {},
            domains=_as_tuple((block.get("requires_context") or {}).get("domain")),
            needs_here="area" in (block.get("requires_context") or {}),
            combination=(block.get("metadata") or {}).get("slot_combination", ""),
        )
        for intent, content in raw["intents"].items()
        if intent in _TOOLS or intent in ("HassLightSet", "HassGetState")
        for block in content["data"]
    ]
    return Grammar(tuple(blocks), raw["lists"], raw["expansion_rules"])


def _as_tuple(value: Json) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value or ())


@dataclass(slots=True)
class Request:
    """One template being filled in for one house: what was chosen for each slot."""

    world: World
    block: Block
    lists: Mapping[str, Any]
    rules: Mapping[str, str]
    slots: dict[str, Any] = field(default_factory=dict)

    def text(self) -> str:
        return sample(self.world.rng.choice(self.block.sentences), self.rules, self.fill, self.world.rng)

    def fill(self, list_name: str, slot: str) -> str:
        """Choose a value for a list, remember it, and say it."""
        rng, world = self.world.rng, self.world
        if list_name == "name":
            entity = self._choose(self._candidates())
            self.slots["name"] = entity
            return world.mention(entity)
        if list_name in ("area", "floor"):
            places = sorted({p for e in self._candidates() if (p := e.area if list_name == "area" else e.floor)})
            self.slots[list_name] = rng.choice(places) if places else self._unsuitable()
            return world.place(self.slots[list_name])
        if list_name in ("shopping_list_item", "todo_list_item"):
            self.slots["item"] = world.free_text("items")
            return str(self.slots["item"])
        if list_name == "search_query":
            self.slots["query"] = world.free_text("media")
            return str(self.slots["query"])
        known = self.lists.get(list_name) or self._unsuitable()
        if "range" in known:
            return self._number(known["range"], slot)
        if "values" in known:
            chosen = rng.choice(known["values"])
            chosen = {"in": chosen, "out": chosen} if isinstance(chosen, str) else chosen
            self.slots[slot] = chosen["out"]
            return sample(chosen["in"], self.rules, self.fill, rng)
        return str(self._unsuitable())

    def _number(self, bounds: Mapping[str, Json], slot: str) -> str:
        rng = self.world.rng
        if slot == "temperature":
            value = self.world.degrees()
        else:
            value = rng.choice(
                [*range(bounds["from"], bounds["to"] + 1), 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 50, 25, 75]
            )
        self.slots[slot] = value
        return self.world.number(value)

    def _candidates(self) -> list[Entity]:
        """The entities this template may still be about."""
        domains = (
            self.block.domains
            or _as_tuple(self.block.fixed.get("domain"))
            or _as_tuple(INTENT_DOMAINS.get(self.block.intent))
        )
        kind = self.slots.get("device_class")
        return [
            e
            for e in self.world.entities(domains)
            if self.slots.get("area") in (None, e.area)
            and self.slots.get("floor") in (None, e.floor)
            and (kind is None or e.device_class == kind)
            and (self.slots.get("name") in (None, e))
        ]

    def _choose(self, entities: list[Entity]) -> Entity:
        sure = [e for e in entities if self.world.unambiguous(e) or "area" in self.slots]
        return self.world.rng.choice(sure) if sure else self._unsuitable()

    def _unsuitable(self) -> Any:
        raise Unsuitable

    def target(self, domain: str | None) -> str:
        """The label of what the slots name."""
        world = self.world
        if "name" in self.slots:
            return world.targets.label(self.slots["name"])
        place = self.slots.get("area") or self.slots.get("floor") or (world.here if self.block.needs_here else None)
        kind = self.slots.get("device_class") or self.block.fixed.get("device_class")
        kind = "garage door" if kind == "garage" else kind or (_KINDS.get(domain, domain) if domain else None)
        if domain in ("weather", "todo") or (
            domain == "media_player" and self.block.intent == "HassMediaSearchAndPlay"
        ):
            return self._single(domain, place)
        if domain == "vacuum" and not place:
            return self._single(domain, None)
        return world.group(kind, place)

    def _single(self, domain: str, place: str | None) -> str:
        only = [e for e in self.world.entities((domain,)) if place in (None, e.area)]
        return self.world.targets.label(only[0]) if len(only) == 1 else str(self._unsuitable())

    def call(self) -> ToolCall:
        """The call that the filled-in template asks for."""
        domain = self._domain()
        tool, arguments = self._tool_and_values(domain)
        target = self.target(domain)
        if target not in self.world.legal(tool):
            raise Unsuitable
        return ToolCall(tool, dict(sorted({**arguments, "target": target}.items())))

    def _domain(self) -> str | None:
        if "name" in self.slots:
            return str(self.slots["name"].domain)
        fixed = self.block.fixed.get("domain") or INTENT_DOMAINS.get(self.block.intent)
        return fixed[0] if isinstance(fixed, list) else fixed

    def _tool_and_values(self, domain: str | None) -> tuple[str, dict[str, Json]]:
        intent, slots = self.block.intent, self.slots
        if intent == "HassGetState":
            return self._question()
        tool = tool_of(intent, domain or "", slots)
        if tool is None:
            raise Unsuitable
        values: dict[str, Json] = {}
        for slot in PERCENT_SLOTS & slots.keys():
            values["percent"] = int(slots[slot])
        if intent == "HassClimateSetTemperature":
            values["degrees"] = slots["temperature"]
        if "volume_step" in slots:
            values["direction"] = slots["volume_step"]
        for slot in ("item", "query", "color"):
            if slot in slots:
                values[slot] = slots[slot]
        return tool, values

    def _question(self) -> tuple[str, dict[str, Json]]:
        state = self.slots.get("state") or self.block.fixed.get("state")
        if state is None:
            return "get_state", {}
        question = "all" if "name" in self.slots else self._asked()
        return "check_state", {"question": question, "state": self._state_word(state)}

    def _state_word(self, state: str) -> str:
        """The word people use: binary sensors say on and off, people say open, detected or clear."""
        asked = [self.slots["name"]] if "name" in self.slots else self._candidates()
        words = {meaning(entity, State(state)) for entity in asked}
        return words.pop() if len(words) == 1 else state

    def _asked(self) -> str:
        """any, all, which or how_many, by the place of this block among its intent's (they come in that order)."""
        siblings = [
            b
            for b in grammar(self.world.language).blocks
            if (b.intent, b.combination, b.fixed.get("domain"))
            == (self.block.intent, self.block.combination, self.block.fixed.get("domain"))
        ]
        if len(siblings) != len(_QUESTIONS):
            raise Unsuitable
        return _QUESTIONS[siblings.index(self.block)]


def intent_request(world: World, *, attempts: int = 30) -> tuple[str, ToolCall] | None:
    """A random sentence of Home Assistant's grammar that makes sense in this house, and the call it means.

    Intents are drawn with equal weight, then one of their blocks. None if nothing suits the house.
    """
    source = grammar(world.language)
    intents = sorted({block.intent for block in source.blocks})
    common = {
        "HassTurnOn": 4.0,
        "HassTurnOff": 4.0,
        "HassLightSet": 3.0,
        "HassGetState": 6.0 + world.sensor_share * 24,
        "HassMediaSearchAndPlay": 4.0,
        "HassListAddItem": 2.0,
        "HassListCompleteItem": 2.0,
    }
    weights = [common.get(intent, 1.0) for intent in intents]
    for _ in range(attempts):
        intent = world.rng.choices(intents, weights)[0]
        block = world.rng.choice([b for b in source.blocks if b.intent == intent])
        if block.needs_here and world.here is None:
            continue
        request = Request(world, block, source.lists, source.rules)
        try:
            text = request.text()
            return text, request.call()
        except Unsuitable:
            continue
    return None
