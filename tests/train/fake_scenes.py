"""A tiny made-up scene source: enough structure for a model to learn something, little enough to be quick."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Iterator
from typing import NamedTuple

ROOMS = ("Kitchen", "Bedroom", "Sala", "Escritório", "Garage", "Attic", "Varanda", "Bathroom")
THINGS = ("ceiling", "lamp", "spot", "strip", "luz", "candeeiro", "bulb", "mirror")


class Turn(NamedTuple):
    user: str
    assistant: str


class Scene(NamedTuple):
    system: str
    turns: tuple[Turn, ...]


def scenes(seed: int, split: str = "train", turns: int = 8) -> Iterator[Scene]:
    """Endless scenes, the same for the same seed and split."""
    chance = random.Random(f"{seed} {split}")
    for _ in itertools.count():
        rooms = chance.sample(ROOMS, chance.randint(2, 5))
        lights = {room: [f"{room} {thing}" for thing in chance.sample(THINGS, chance.randint(1, 4))] for room in rooms}
        listing = "\n".join(f"{room}:" + ";".join(f"{name}(light)" for name in lights[room]) for room in rooms)
        yield Scene(listing, tuple(_turn(chance, list(itertools.chain(*lights.values()))) for _ in range(turns)))


def switching_on(seed: int, split: str = "train") -> Iterator[Scene]:
    """The same scenes with only the requests to turn something on."""
    for scene in scenes(seed, split):
        yield scene._replace(turns=tuple(turn for turn in scene.turns if "turn_on" in turn.assistant))


def _turn(chance: random.Random, lights: list[str]) -> Turn:
    light = chance.choice(lights)
    if chance.random() < 0.3:
        percent = chance.randint(0, 100)
        return Turn(f"{light} a {percent}%", _wire("set_brightness", percent=percent, target=light))
    word, tool = chance.choice((("turn on", "turn_on"), ("apaga", "turn_off"), ("acende", "turn_on")))
    return Turn(f"{word} {light}", _wire(tool, target=light))


def _wire(tool: str, **arguments: object) -> str:
    calls = {"calls": [{"call": tool, "with": arguments}]}
    return json.dumps(calls, ensure_ascii=False, separators=(",", ":"))
