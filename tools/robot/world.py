"""A tabletop world as data: what stands in it, and what is sensed of it at one moment. Lengths are in metres."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from agentlite.actions import Json
from agentlite.errors import InputError
from agentlite.tools.robot.vocabulary import COLORS, PLACES, SHAPES, THINGS, Shape

HAND = "hand"
FLOOR = "floor"
_WALL_HEIGHT = 0.1
_SLOT_SPACING = (0.09, 0.11)
_NEAR = 0.035
"""Two things this near to each other in the plane stand in one column."""


class Point(NamedTuple):
    """A position: x away from the robot, y to its left, z up."""

    x: float
    y: float
    z: float

    def __sub__(self, other: Point) -> Point:
        return Point(self.x - other.x, self.y - other.y, self.z - other.z)


@dataclass(frozen=True, slots=True)
class Place:
    """Furniture that things are put on or into.

    `at` is the middle, `size` the two edges of its surface, `top` the surface's height. A box and a bin have walls; a
    box has a lid besides, which slides towards the robot.
    """

    id: str
    kind: str
    at: tuple[float, float]
    size: tuple[float, float]
    top: float
    color: str | None = None

    @property
    def walls(self) -> float:
        """The height of its walls: 0 for a plain surface."""
        return _WALL_HEIGHT if self.kind in ("box", "bin") else 0.0

    @property
    def lid(self) -> bool:
        return self.kind == "box"

    def handle(self, opened: float) -> Point:
        """Where the handle of its lid is, when that is so far open (0 to 1)."""
        return Point(self.at[0] - opened * self.lid_travel, self.at[1], self.top + self.walls + 0.055)

    @property
    def lid_travel(self) -> float:
        """How far its lid slides from closed to open."""
        return round(0.95 * self.size[0], 4)

    def covers(self, x: float, y: float) -> bool:
        """Whether a point lies over its surface."""
        return abs(x - self.at[0]) <= self.size[0] / 2 and abs(y - self.at[1]) <= self.size[1] / 2

    def slots(self) -> Iterator[tuple[float, float]]:
        """Where things may stand, the middle first, then outwards; far enough apart for a hand to reach between."""
        margin = 0.07 if self.walls else 0.05
        columns, rows = (
            int((edge / 2 - margin + 1e-9) / spacing) for edge, spacing in zip(self.size, _SLOT_SPACING, strict=True)
        )
        grid = [(i, j) for i in range(-columns, columns + 1) for j in range(-rows, rows + 1)]
        for i, j in sorted(grid, key=lambda cell: (abs(cell[0]) + abs(cell[1]), cell)):
            yield round(self.at[0] + i * _SLOT_SPACING[0], 4), round(self.at[1] + j * _SLOT_SPACING[1], 4)


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that can be picked up."""

    id: str
    kind: str
    color: str | None = None

    @property
    def shape(self) -> Shape:
        return SHAPES[self.kind]


class Pose(NamedTuple):
    """Where the robot's base is, how far its arm reaches ahead (along x), and how high its hand is."""

    x: float
    y: float
    reach: float
    lift: float

    @property
    def hand(self) -> Point:
        return Point(self.x + self.reach, self.y, self.lift)


@dataclass(frozen=True, slots=True)
class Scene:
    """What is sensed at one moment. `lids` tells how far each box is open, 0 to 1; `holding` is the id of a thing."""

    time: float
    pose: Pose
    things: Mapping[str, Point]
    lids: Mapping[str, float] = field(default_factory=dict)
    holding: str | None = None

    def is_open(self, place: str) -> bool:
        """Whether a place's lid is more open than closed; not, if it has none."""
        return self.lids.get(place, 0.0) > 0.5

    def is_shut(self, place: str) -> bool:
        """Whether a place has a lid, and it is in the way."""
        return place in self.lids and not self.is_open(place)

    def document(self) -> dict[str, Json]:
        """The scene as JSON, rounded to a tenth of a millimetre, in a fixed order."""
        return {
            "time": round(self.time, 3),
            "robot": [round(v, 4) for v in (self.pose.x, self.pose.y, self.pose.reach, self.pose.lift)],
            "holding": self.holding,
            "lids": {name: round(self.lids[name], 3) for name in sorted(self.lids)},
            "things": {name: [round(v, 4) for v in self.things[name]] for name in sorted(self.things)},
        }


@dataclass(frozen=True)
class World:
    """What there is: places and things, and the scene it begins with."""

    places: tuple[Place, ...]
    things: tuple[Thing, ...]
    start: Scene

    @functools.cached_property
    def place(self) -> Mapping[str, Place]:
        return {place.id: place for place in self.places}

    @functools.cached_property
    def thing(self) -> Mapping[str, Thing]:
        return {thing.id: thing for thing in self.things}

    def below(self, thing: str, scene: Scene) -> str:
        """The id of what a thing is on, or in: a thing, a place, `HAND` or `FLOOR`."""
        if scene.holding == thing:
            return HAND
        at = scene.things[thing]
        bottom = at.z - self.thing[thing].shape.half_height
        for other, point in scene.things.items():
            top = point.z + self.thing[other].shape.half_height
            if other != thing and math.dist(at[:2], point[:2]) < _NEAR and abs(bottom - top) < 0.015:
                return other
        for place in self.places:
            if place.covers(at.x, at.y) and place.top - 0.02 <= bottom:
                return place.id
        return FLOOR

    def place_of(self, thing: str, scene: Scene) -> str:
        """The place that a thing is at, at the foot of its stack; or `HAND` or `FLOOR`."""
        below = self.below(thing, scene)
        while below in self.thing:
            below = self.below(below, scene)
        return below

    def storey(self, thing: str, scene: Scene) -> int:
        """How many things a thing stands on, down to the place at the foot of its stack."""
        below, count = self.below(thing, scene), 0
        while below in self.thing:
            below, count = self.below(below, scene), count + 1
        return count

    def above(self, thing: str, scene: Scene) -> str | None:
        """What stands on a thing, if anything does."""
        return next((t for t in scene.things if t != thing and self.below(t, scene) == thing), None)

    def robot_place(self, scene: Scene) -> str | None:
        """The place that the robot stands before."""
        at = [p for p in self.places if abs(p.at[1] - scene.pose.y) <= p.size[1] / 2]
        return min(at, key=lambda p: abs(p.at[1] - scene.pose.y)).id if at else None

    def free_slot(self, place: Place, thing: Thing, scene: Scene) -> Point | None:
        """The first free spot for a thing at a place."""
        others = [p for name, p in scene.things.items() if name not in (thing.id, scene.holding)]
        for x, y in place.slots():
            if all(abs(x - p.x) > 0.07 or abs(y - p.y) > 0.085 for p in others):
                return Point(x, y, place.top + thing.shape.half_height)
        return None


STANDARD_PLACES = (
    Place("table", "table", (1.5, 0.0), (0.5, 0.9), 0.4),
    Place("shelf", "shelf", (1.5, 0.85), (0.4, 0.5), 0.5),
    Place("tray", "tray", (1.5, 1.45), (0.4, 0.4), 0.3),
    Place("box", "box", (1.5, -0.85), (0.34, 0.4), 0.35),
    Place("bin", "bin", (1.5, -1.45), (0.34, 0.4), 0.3),
)
HOME_POSE = Pose(0.6, 0.0, 0.5, 0.8)


def parse_world(document: Mapping[str, Any]) -> World:
    """A world from `things` (id → {at, kind, color, spot}, or just what each is at) and `lids` (box → open or closed).

    A kind and colour not given are read from the id, as in `red-block-2`. `places` names which of the standard places
    there are (all of them by default), or maps ids to {kind, at, size, top, color}. Raises `InputError`.
    """
    places = _places(document.get("places"))
    known = {place.id: place for place in places}
    things: dict[str, Thing] = {}
    points: dict[str, Point] = {}
    start = Scene(0.0, HOME_POSE, {})
    for name, given in _mapping(document, "things").items():
        entry = given if isinstance(given, Mapping) else {"at": given}
        things[name] = thing = _thing(name, entry)
        world = World(places, tuple(things.values()), start)
        scene = Scene(0.0, HOME_POSE, dict(points))
        points[name] = _standing(thing, entry, world, scene, known)
    states = _mapping(document, "lids")
    if unknown := [name for name in states if name not in known or not known[name].lid]:
        raise InputError(f"{unknown[0]!r} is no place of this world that has a lid.")
    lids = {place.id: _lid(states.get(place.id, "open")) for place in places if place.lid}
    return World(places, tuple(things.values()), Scene(0.0, HOME_POSE, points, lids))


def _mapping(document: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = document.get(key) or {}
    if not isinstance(found, Mapping):
        raise InputError(f"`{key}` of a world is a mapping, not {found!r}.")
    return found


def load_world(path: str | Path) -> World:
    """The world in a YAML file. Raises `InputError` if it cannot be read."""
    import yaml

    try:
        document = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InputError(f"The world file {path} cannot be read: {' '.join(str(error).split())}.") from error
    if not isinstance(document, Mapping):
        raise InputError(f"The world file {path} holds no world.", hint="It is a mapping with `things`.")
    return parse_world(document)


def demo_world() -> World:
    """A table with five things, a shelf, a tray, a bin and a closed box."""
    return parse_world(
        {
            "things": {
                "red-block": "table",
                "blue-block": "table",
                "green-block": "table",
                "red-can": "table",
                "yellow-cup": "shelf",
            },
            "lids": {"box": "closed"},
        }
    )


def _places(given: Any) -> tuple[Place, ...]:
    standard = {place.id: place for place in STANDARD_PLACES}
    if given is None:
        return STANDARD_PLACES
    if isinstance(given, Mapping):
        return tuple(_place(name, entry) for name, entry in given.items())
    if unknown := [name for name in given if name not in standard]:
        raise InputError(f"There is no standard place {unknown[0]!r}.", hint=f"There are: {', '.join(standard)}.")
    return tuple(standard[name] for name in given)


def _place(name: str, entry: Any) -> Place:
    try:
        at, size = (tuple(map(float, entry[key])) for key in ("at", "size"))
        place = Place(name, entry["kind"], (at[0], at[1]), (size[0], size[1]), float(entry["top"]), entry.get("color"))
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise InputError(
            f"The place {name!r} cannot be read: {error}.", hint="Give kind, at and size (two numbers each), and top."
        ) from error
    if place.kind not in PLACES or (place.color is not None and place.color not in COLORS):
        raise InputError(
            f"{name!r} is no place known here.", hint=f"Kinds: {', '.join(PLACES)}; colours: {', '.join(COLORS)}."
        )
    return place


def _thing(name: str, entry: Mapping[str, Any]) -> Thing:
    words = name.split("-")
    kind = entry.get("kind") or next((word for word in words if word in THINGS), None)
    color = entry.get("color") or next((word for word in words if word in COLORS), None)
    if kind is None or kind not in THINGS or (color is not None and color not in COLORS):
        raise InputError(
            f"{name!r} is no thing known here.",
            hint=f"Kinds: {', '.join(THINGS)}; colours: {', '.join(COLORS)}.",
        )
    return Thing(name, kind, color)


def _standing(thing: Thing, entry: Mapping[str, Any], world: World, scene: Scene, places: Mapping[str, Place]) -> Point:
    on = entry.get("at", "table")
    if on in scene.things:
        under = scene.things[on]
        top = under.z + world.thing[on].shape.half_height
        return Point(under.x, under.y, round(top + thing.shape.half_height, 4))
    if on not in places:
        raise InputError(f"{thing.id} stands on {on!r}, which is not there (yet).")
    if spot := entry.get("spot"):
        try:
            return Point(float(spot[0]), float(spot[1]), places[on].top + thing.shape.half_height)
        except (IndexError, KeyError, TypeError, ValueError) as error:
            raise InputError(f"The spot of {thing.id} is two numbers, not {spot!r}.") from error
    slot = world.free_slot(places[on], thing, scene)
    if slot is None:
        raise InputError(f"There is no room for {thing.id} on {on}.")
    return slot


def _lid(word: Any) -> float:
    if word not in ("open", "closed"):
        raise InputError(f"A lid is open or closed, not {word!r}.")
    return 1.0 if word == "open" else 0.0
