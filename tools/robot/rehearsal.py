"""A random table to learn at, and how its things and places are spoken of."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace

from agentlite.packs import Rehearsal, Slot
from agentlite.tools.robot.names import Names
from agentlite.tools.robot.tabletop import TabletopSim
from agentlite.tools.robot.tools import robot_toolset
from agentlite.tools.robot.vocabulary import COLORS, PLACES, THINGS, Tongue, named
from agentlite.tools.robot.world import STANDARD_PLACES, World, parse_world
from agentlite.train.numbers import spoken

_MOST_THINGS = 8
_HELD = 0.15
"""The share of worlds in which the hand holds something."""
_NEAR = {
    "en": ("by", "next to", "beside", "in front of", "at", "near", "close to", "before", "right by", "over by"),
    "pt": ("junto d", "ao lado d", "perto d", "ao pé d", "em frente d", "diante d", "à frente d", "próximo d"),
}


def rehearse(rng: random.Random, language: str) -> Rehearsal:
    """Some things at some places, and slots for phrases about them.

    `thing`, `of_thing` (as in "pega no ..."); `spot` where something is put, `source` where the last thing comes from,
    `where` it is, `place_to` where the robot goes and `near` where it stays, each with its preposition; `place`,
    `of_place` ("da mesa"), `solid` (a place without a lid), `lid`, `of_lid`; `seconds`.
    """
    stage = _Stage(rng, language)
    slots: dict[str, Slot] = {
        "thing": stage.thing,
        "of_thing": stage.of_thing,
        "spot": stage.spot,
        "source": stage.source,
        "where": stage.where,
        "place_to": stage.place_to,
        "near": stage.near,
        "place": stage.place,
        "of_place": stage.of_place,
        "solid": stage.solid,
        "lid": stage.lid,
        "of_lid": stage.of_lid,
        "seconds": stage.seconds,
    }
    return Rehearsal(robot_toolset(TabletopSim(stage.world), language=stage.tongue), slots)


def _world(rng: random.Random) -> World:
    """Some of the standard places, some things at or on each other, and now and then one in the hand."""
    places = [p.id for p in STANDARD_PLACES if p.id == "table" or p.id == "box" or rng.random() < 0.8]
    kinds = list(THINGS) if rng.random() < 0.6 else rng.sample(list(THINGS), 2)
    colors = list(COLORS) if rng.random() < 0.6 else rng.sample(list(COLORS), 2)
    things: dict[str, str] = {}
    for number in range(rng.randint(2, _MOST_THINGS)):
        name = f"{rng.choice(colors)}-{rng.choice(kinds)}-{number}"
        bare = [other for other in things if other not in things.values()]
        on = rng.choice(bare) if bare and rng.random() < 0.15 else rng.choice([*places, "table"])
        things[name] = on if _has_room(on, things) else "table"
    world = parse_world({"places": places, "things": things, "lids": {"box": rng.choice(("open", "closed"))}})
    bare = [thing for thing in things if thing not in things.values()]
    held = rng.choice(bare) if rng.random() < _HELD else None
    return World(world.places, world.things, replace(world.start, holding=held))


def _has_room(place: str, things: Mapping[str, str]) -> bool:
    """Whether another thing fits: a table takes all there are, other places three."""
    return place == "table" or list(things.values()).count(place) < 3


class _Stage:
    def __init__(self, rng: random.Random, language: str) -> None:
        self.rng, self.language = rng, language
        self.tongue: Tongue = "en" if language == "en" else "pt"
        self.world = _world(rng)
        self.names = Names(self.world)
        self._last = ""

    def thing(self) -> tuple[str, str]:
        """ "the red block", "that cube", "o bloco vermelho": by kind alone where that says which."""
        name, said, feminine = self._drawn_thing()
        article = (
            self.rng.choice(("the", "the", "the", "the", "the", "that", "my", "this", ""))
            if self.tongue == "en"
            else "oa"[feminine]
        )
        return f"{article} {said}".strip(), self.names.label(name, self.tongue)

    def of_thing(self) -> tuple[str, str]:
        """ "no bloco vermelho", for verbs that want "em"."""
        name, said, feminine = self._drawn_thing()
        return f"n{'oa'[feminine]} {said}", self.names.label(name, self.tongue)

    def spot(self) -> tuple[str, str]:
        """ "in the box", "onto the tray", "em cima da lata verde"."""
        if self.rng.random() < 0.3 and len(self.world.things) > 1:
            name, said, feminine = self._drawn_thing()
            on: tuple[str, ...] = (
                ("on", "on top of", "onto", "over") if self.tongue == "en" else ("em cima d", "sobre ")
            )
        else:
            name, said, feminine = self._drawn_place()
            inside = self.world.place[name].walls > 0
            on = ("in", "into", "inside") if inside else ("on", "onto", "over on")
            if self.tongue == "pt":
                on = ("n", "n", "dentro d") if inside else ("n", "n", "em cima d", "para ")
        return self._joined(self.rng.choice(on), said, feminine), self.names.label(name, self.tongue)

    def source(self) -> tuple[str, str]:
        """Where the last thing is, as where it comes from: "off the table", "out of the box", "da mesa"."""
        name, said, feminine = self._its_place()
        inside = self.world.place[name].walls > 0
        ways: tuple[str, ...]
        if self.tongue == "en":
            ways = ("from", "out of", "from inside") if inside else ("from", "off", "off of")
        else:
            ways = ("d", "de dentro d") if inside else ("d", "d", "de cima d")
        return self._joined(self.rng.choice(ways), said, feminine), self.names.label(name, self.tongue)

    def where(self) -> tuple[str, str]:
        """Where the last thing is: "on the table", "que está na mesa"."""
        name, said, feminine = self._its_place()
        on = "in" if self.world.place[name].walls > 0 else "on"
        way = on if self.tongue == "en" else "n"
        clause = self.rng.choice(("", "", "that is ") if self.tongue == "en" else ("", "que está ", "que está "))
        return clause + self._joined(way, said, feminine), self.names.label(name, self.tongue)

    def near(self) -> tuple[str, str]:
        """ "by the table", "junto da mesa"."""
        name, said, feminine = self._drawn_place()
        return self._joined(self.rng.choice(_NEAR[self.tongue]), said, feminine), self.names.label(name, self.tongue)

    def place_to(self) -> tuple[str, str]:
        """ "to the table", "até à mesa"."""
        name, said, feminine = self._drawn_place()
        ways = ("to", "over to", "up to") if self.tongue == "en" else ("para ", "até ", "pra ", "em direção ")
        way = self.rng.choice(ways)
        if way in ("até ", "em direção "):
            return f"{way}{('ao', 'à')[feminine]} {said}", self.names.label(name, self.tongue)
        return self._joined(way, said, feminine).replace("pra o", "pro").replace("pra a ", "pra "), self.names.label(
            name, self.tongue
        )

    def place(self) -> tuple[str, str]:
        name, said, feminine = self._drawn_place()
        return f"{'the' if self.tongue == 'en' else 'oa'[feminine]} {said}", self.names.label(name, self.tongue)

    def of_place(self) -> tuple[str, str]:
        """ "da mesa"."""
        name, said, feminine = self._drawn_place()
        return self._joined("of" if self.tongue == "en" else "d", said, feminine), self.names.label(name, self.tongue)

    def solid(self) -> tuple[str, str]:
        """A place that has no lid."""
        while True:
            said, label = self.place()
            if not self.world.place[self.names.id(label)].lid:
                return said, label

    def of_lid(self) -> tuple[str, str]:
        """ "da caixa"."""
        label = self.names.label("box", self.tongue)
        return self.rng.choice(("of the box",) if self.tongue == "en" else ("da caixa", "da caixa", "do baú")), label

    def lid(self) -> tuple[str, str]:
        """ "the box", "the lid", "a tampa da caixa"."""
        label = self.names.label("box", self.tongue)
        ways: tuple[str, ...] = (
            "the box",
            "the box",
            "the box",
            "the lid",
            "the lid of the box",
            "the chest",
            "that box",
            "the crate",
        )
        if self.tongue == "pt":
            ways = ("a caixa", "a caixa", "a tampa", "a tampa da caixa", "o baú")
        return self.rng.choice(ways), label

    def seconds(self) -> tuple[str, int]:
        count = self.rng.choice((2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30, 45, 60))
        said = str(count) if self.rng.random() < 0.5 else spoken(count, self.language)
        unit = self.rng.choice(("seconds", "seconds", "secs")) if self.tongue == "en" else "segundos"
        return f"{said} {unit}", count

    def _drawn_thing(self) -> tuple[str, str, bool]:
        """A thing, other than the last, as it is called, and whether that name is feminine."""
        thing = self.rng.choice([t for t in self.world.things if t.id != self._last] or list(self.world.things))
        self._last = thing.id
        label = self.names.label(thing.id, self.tongue)
        feminine = THINGS[thing.kind].feminine
        plain = named(THINGS, thing.kind, None, self.tongue)
        if self.rng.random() < 0.25 and sum(t.kind == thing.kind for t in self.world.things) == 1:
            return thing.id, plain, feminine
        if self.rng.random() < 0.25 and self.tongue == "en":
            return thing.id, label.replace(plain, self.rng.choice(THINGS[thing.kind].en)), feminine
        return thing.id, label, feminine

    def _drawn_place(self) -> tuple[str, str, bool]:
        place = self.rng.choice(self.world.places)
        kind = PLACES[place.kind]
        words = kind.words(self.tongue)
        said = words[0] if self.rng.random() < 0.75 else self.rng.choice(words)
        feminine = kind.feminine and said not in ("tabuleiro", "baú")
        return place.id, said, feminine

    def _its_place(self) -> tuple[str, str, bool]:
        """The place of the thing that was drawn last, as `_drawn_place` gives one."""
        found = self.world.place_of(self._last, self.world.start) if self._last else "table"
        kind = PLACES[self.world.place[found].kind] if found in self.world.place else PLACES["table"]
        return found if found in self.world.place else "table", kind.words(self.tongue)[0], kind.feminine

    def _joined(self, preposition: str, said: str, feminine: bool) -> str:
        if self.tongue == "en":
            return f"{preposition} the {said}"
        return f"{preposition}{'oa'[feminine]} {said}"
