"""One synthetic house as the sentence makers see it: what can be named, and how people would say it."""

from __future__ import annotations

import functools
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from agentlite.tools.home.house import Entity, House
from agentlite.tools.home.kinds import kinds_of, plural
from agentlite.tools.home.targets import Targets
from agentlite.train.homes import Language, Split, Words, contracted, invented, make_house, pools
from agentlite.train.numbers import spoken
from agentlite.train.quoting import quoted


@functools.cache
def _nouns(family: Language) -> list[str]:
    """All the nouns that names are made of."""
    return [noun for nouns in pools(family)["nouns"].values() for noun in nouns]


_TOLD_WHERE = 0.12
"""How often a thing is told with its area although its name says enough."""


@dataclass(slots=True)
class World:
    """A house, a random stream, and the language people speak in it."""

    house: House
    rng: random.Random
    language: str
    split: Split
    targets: Targets = field(init=False)
    here: str | None = None
    _legal: dict[str, frozenset[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.targets = Targets(self.house)

    @classmethod
    def random(cls, rng: random.Random, language: str, split: Split) -> World:
        """`language` is "en", "pt-BR" or "pt-PT"; now and then the house's names are in the other one."""
        own: Language = "en" if language == "en" else "pt"
        other: Language = "pt" if own == "en" else "en"
        return cls(make_house(rng, other if rng.random() < 0.07 else own, split), rng, language, split)

    @property
    def family(self) -> Language:
        return "en" if self.language == "en" else "pt"

    @property
    def sensor_share(self) -> float:
        """How much of the house is sensors."""
        sensors = sum(e.domain in ("sensor", "binary_sensor") for e in self.house.entities)
        return sensors / len(self.house.entities)

    @property
    def words(self) -> Words:
        return Words(self.family, self.split)

    def legal(self, tool: str) -> frozenset[str]:
        if tool not in self._legal:
            self._legal[tool] = frozenset(self.targets.legal(tool))
        return self._legal[tool]

    def entities(self, domains: Sequence[str] = (), tool: str | None = None) -> list[Entity]:
        """The entities of these domains (all, if none are named) that can be the target of `tool`."""
        return [
            e
            for e in self.house.entities
            if (not domains or e.domain in domains) and (tool is None or self.targets.label(e) in self.legal(tool))
        ]

    def group(self, kind: str | None, place: str | None) -> str:
        what = "everything" if kind is None else f"all {plural(kind)}"
        return f"{what} in {place}" if place else what

    def places_with(self, kind: str) -> list[str]:
        """The areas that hold something of this kind."""
        return sorted({e.area for e in self.house.entities if e.area and kind in kinds_of(e)})

    def mention(self, entity: Entity, *, placed: bool = False) -> str:
        """How somebody might say the name of this entity, and, with `placed` or now and then, the area it is in.

        Were a name never told with its own area, a model would learn that who tells both speaks of what is not there.
        """
        rng = self.rng
        name = rng.choice(entity.aliases) if entity.aliases and rng.random() < 0.4 else entity.name
        if entity.area and (placed or rng.random() < _TOLD_WHERE):
            name = self._placed(name, entity.area)
        style = rng.random()
        if style < 0.45:
            return name.lower()
        if style < 0.50 and not name.endswith("s"):
            return name.lower() + "s"
        if style < 0.53:
            return name.replace("'", "")
        return name

    def unambiguous(self, entity: Entity) -> bool:
        """Whether nothing else here has the name of this entity."""
        return sum(e.name.casefold() == entity.name.casefold() for e in self.house.entities) == 1

    def distinct(self, entity: Entity) -> bool:
        """Whether the name of this entity, with its area where others have the name too, can only mean this one."""
        alike = [e for e in self.house.entities if e.name.casefold() == entity.name.casefold()]
        return len(alike) == 1 or (entity.area is not None and [e.area for e in alike].count(entity.area) == 1)

    def _placed(self, name: str, area: str) -> str:
        """A name with the area that tells which of several things is meant."""
        if self.family == "pt":
            return f"{name} {self.rng.choice((contracted('em', area), contracted('de', area)))} {area}"
        return self.rng.choice((f"{name} in the {area}", f"{area} {name}", f"{name} {area}", f"{name} in {area}"))

    def place(self, name: str) -> str:
        """How somebody might say the name of an area or a floor."""
        return name.lower() if self.rng.random() < 0.55 else name

    def degrees(self) -> float:
        """A temperature, most often one that people like."""
        whole = self.rng.randint(15, 30) if self.rng.random() < 0.75 else self.rng.randint(5, 94)
        return whole + 0.5 if self.rng.random() < 0.08 else whole

    def number(self, value: float) -> str:
        """In digits, or now and then in words."""
        if value == int(value) and self.rng.random() < 0.22:
            return spoken(int(value), self.language)
        text = f"{value:g}"
        return text.replace(".", ",") if self.family == "pt" else text

    def free_text(self, pool: str) -> str:
        """Something to write on a list ("items") or to play ("media"), marked as quoted; often words that nobody has
        put together before, so that they must be copied.
        """
        rng, words = self.rng, self.words
        if rng.random() < 0.4:
            return quoted(rng.choice(words[pool]))
        nouns = _nouns(self.family)
        sources = (nouns, nouns, words["adjectives"], words["people"], words["areas"], words["items"], words["media"])

        def word() -> str:
            return str(rng.choice(rng.choice(sources))) if rng.random() < 0.7 else invented(rng)

        if pool == "items" and rng.random() < 0.4:
            return quoted(re.sub("_", lambda _: word().lower(), rng.choice(words["chores"])))
        said = [word() for _ in range(rng.choice((1, 1, 2, 2, 3)))]
        if rng.random() < 0.15:
            said.insert(0, str(rng.randint(2, 12)))
        text = " ".join(said)
        return quoted(text if rng.random() < 0.4 else text.lower())
