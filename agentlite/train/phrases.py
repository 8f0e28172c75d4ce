"""The packs' own sentence templates (`tools/PACK/phrases/LANGUAGE.yaml`) as requests.

A file holds `rules` (hassil expansion rules), perhaps `extends` another file, and `calls`: blocks of

    tool       the tool to call
    sentences  templates; {name} is a target the tool can have, {area} a place with the block's kind, and
               {percent}, {degrees}, {color}, {mode}, {item}, {query} are the arguments of that name;
               {the_name}, {of_name}, {in_name}, {the_area}, ... say a Portuguese name with its article or contraction
    domain     only targets of this domain (or of one of these)
    class      only targets of this device class
    kind       the target is a group of this kind: in {area}, or by `scope`: here, all, or only (the single one there
               is, or that is here, which is meant as those of its room by who stands there)
    with       fixed arguments
    share      how often the block is said, against 1 of others for the same tool
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from agentlite.actions import Json, ToolCall
from agentlite.tools.home.house import Entity
from agentlite.tools.home.kinds import kinds_of
from agentlite.train.homes import contracted
from agentlite.train.intents import Unsuitable
from agentlite.train.sensors import sensor_questions
from agentlite.train.singled import singled_out
from agentlite.train.templates import sample
from agentlite.train.words import load_words
from agentlite.train.world import World


@dataclass(frozen=True, slots=True)
class Phrase:
    """One block of a phrase file."""

    tool: str
    sentences: tuple[str, ...]
    domains: tuple[str, ...] = ()
    device_class: str | None = None
    kind: str | None = None
    scope: str | None = None
    fixed: Mapping[str, Json] = field(default_factory=dict)
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Blocks:
    """The blocks of one tool, with the sums of their shares up to each of them."""

    phrases: tuple[Phrase, ...]
    cumulative_shares: tuple[float, ...]

    @classmethod
    def of(cls, phrases: Sequence[Phrase]) -> Blocks:
        return cls(tuple(phrases), tuple(itertools.accumulate(phrase.share for phrase in phrases)))

    def draw(self, rng: random.Random) -> Phrase:
        return rng.choices(self.phrases, cum_weights=self.cumulative_shares)[0]


@dataclass(frozen=True, slots=True)
class PhraseBook:
    """All phrases of one language, with their rules and the words for values."""

    phrases: tuple[Phrase, ...]
    rules: Mapping[str, str]
    words: Mapping[str, Any]
    blocks: Mapping[str, Blocks] = field(init=False)

    def __post_init__(self) -> None:
        by_tool: dict[str, list[Phrase]] = {}
        for phrase in self.phrases:
            by_tool.setdefault(phrase.tool, []).append(phrase)
        object.__setattr__(self, "blocks", {tool: Blocks.of(by_tool[tool]) for tool in sorted(by_tool)})


@cache
def phrase_book(language: str) -> PhraseBook:
    """The phrases for "en", "pt-BR" or "pt-PT"."""
    content = load_words(language)
    base = load_words(content["extends"]) if "extends" in content else {"rules": {}, "calls": []}
    family = "en" if language == "en" else "pt"
    calls = [*base["calls"], *content["calls"], *sensor_questions(family)]
    return PhraseBook(
        phrases=tuple(read_phrase(call) for call in calls),
        rules={**base["rules"], **content["rules"]},
        words={**load_words("values")[family], "measure": load_words("sensors")[family]["measures"]},
    )


def read_phrase(raw: Mapping[str, Any]) -> Phrase:
    domain = raw.get("domain", ())
    return Phrase(
        tool=raw["tool"],
        sentences=tuple(raw["sentences"]),
        domains=(domain,) if isinstance(domain, str) else tuple(domain),
        device_class=raw.get("class"),
        kind=raw.get("kind"),
        scope=raw.get("scope"),
        fixed=raw.get("with", {}),
        share=raw.get("share", 1.0),
    )


@dataclass(slots=True)
class Filling:
    """One phrase being filled in for one house."""

    world: World
    phrase: Phrase
    book: PhraseBook
    values: dict[str, Json] = field(default_factory=dict)
    entity: Entity | None = None
    area: str | None = None
    kind: str | None = None

    def __post_init__(self) -> None:
        self.kind = self.phrase.kind

    def request(self) -> tuple[str, ToolCall]:
        """The sentence and its call. Raises `Unsuitable` if this house has nothing it could be about."""
        world, phrase = self.world, self.phrase
        if phrase.scope == "here" and world.here is None:
            raise Unsuitable
        text = sample(world.rng.choice(phrase.sentences), self.book.rules, self.fill, world.rng)
        target = self._singled_out(text, self._target())
        arguments = {**phrase.fixed, **self.values, "target": target}
        return text, ToolCall(phrase.tool, dict(sorted(arguments.items())))

    def fill(self, list_name: str, _slot: str) -> str:
        form, _, what = list_name.rpartition("_")
        if what == "name":
            return inflected(form, self._name())
        if what == "area":
            return inflected(form, self._place())
        rng, words = self.world.rng, self.book.words
        match list_name:
            case "percent":
                value = rng.choice([*range(1, 101), 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 25, 75, 50])
                self.values["percent"] = value
                return self.world.number(value)
            case "degrees":
                degrees = self.world.degrees()
                self.values["degrees"] = degrees
                return self.world.number(degrees)
            case "color" | "mode":
                value = rng.choice(sorted(words[list_name]))
                self.values[list_name] = value
                return str(rng.choice(words[list_name][value]))
            case "item" | "query":
                self.values[list_name] = self.world.free_text("items" if list_name == "item" else "media")
                return str(self.values[list_name])
            case "covers":
                return self._covers()
            case "measure":
                self._name()
                kinds = words["measure"]
                return str(rng.choice(kinds.get(self.entity and self.entity.device_class) or self._unsuitable()))
        raise KeyError(list_name)

    def _singled_out(self, text: str, target: str) -> str:
        """The legal target that `text` means: of a group, the one thing that its words single out, if they do."""
        world, tool = self.world, self.phrase.tool
        if target not in world.legal(tool):
            raise Unsuitable
        members = world.targets.resolve(target, tool)
        meant = singled_out(text, self.kind, members)
        if len(meant) == len(members):
            return target
        return world.targets.label(meant[0]) if len(meant) == 1 else str(self._unsuitable())

    def _unsuitable(self) -> Any:
        raise Unsuitable

    def _name(self) -> str:
        world, phrase = self.world, self.phrase
        if self.entity is None:
            able = [e for e in world.entities(phrase.domains, phrase.tool) if world.distinct(e)]
            able = [e for e in able if phrase.device_class in (None, e.device_class)]
            if not able:
                raise Unsuitable
            self.entity = world.rng.choice(able)
        here = self.entity.area is not None and self.entity.area == world.here
        alone = world.unambiguous(self.entity) or (here and world.rng.random() < 0.5)
        return world.mention(self.entity, placed=not alone)

    def _place(self) -> str:
        world, kind = self.world, self.kind
        members = [e for e in world.entities((), self.phrase.tool) if kind == "everything" or kind in kinds_of(e)]
        places = sorted({e.area for e in members if e.area}) * 3 + sorted({e.floor for e in members if e.floor})
        if not places:
            raise Unsuitable
        self.area = self.area or world.rng.choice(places)
        return world.place(self.area)

    def _covers(self) -> str:
        """A word for covers; if there are none of exactly that class here, it means all covers there are."""
        rng, classes = self.world.rng, self.book.words["covers"]
        present = {k for e in self.world.entities(("cover",)) for k in kinds_of(e) if k in classes}
        if not present:
            raise Unsuitable
        chosen = rng.choice(sorted(present)) if rng.random() < 0.85 else rng.choice(sorted(classes))
        self.kind = chosen if chosen in present else "cover"
        return str(rng.choice(classes[chosen]))

    def _target(self) -> str:
        if self.entity is not None:
            return self.world.targets.label(self.entity)
        kind = None if self.kind == "everything" else self.kind
        if self.phrase.scope == "only":
            only = [e for e in self.world.entities((), self.phrase.tool) if kind in kinds_of(e)]
            if len(only) > 1:
                only = [e for e in only if e.area is not None and e.area == self.world.here]
            if len(only) != 1:
                raise Unsuitable
            group = self.world.group(kind, only[0].area)
            in_sight = only[0].area is not None and only[0].area == self.world.here
            spoken_of_here = in_sight and group in self.world.legal(self.phrase.tool)
            return group if spoken_of_here else self.world.targets.label(only[0])
        label = self.world.group(kind, self.area or (self.world.here if self.phrase.scope == "here" else None))
        if self.kind != "cover" and self.phrase.kind == "cover" and label not in self.world.legal(self.phrase.tool):
            return label.replace(f"all {self.world.group(kind, None)[4:]}", "all covers", 1)
        return label


def inflected(form: str, name: str) -> str:
    """`name` with its Portuguese article ("the"), or contracted with de ("of") or em ("in"); bare for ""."""
    if not form:
        return name
    if form == "the":
        return f"{contracted('de', name)[1:]} {name}"
    return f"{contracted('de' if form == 'of' else 'em', name)} {name}"


_COMMON = (
    {"turn_on": 6.0, "turn_off": 6.0}
    | dict.fromkeys(("set_brightness", "open", "close", "add_item", "complete_item", "play_media"), 3.0)
    | {"check_state": 8.0, "get_state": 6.0}
)
"""How often a tool is asked for, against 1.5 for all others."""


def phrase_request(world: World, *, attempts: int = 30, tools: tuple[str, ...] = ()) -> tuple[str, ToolCall] | None:
    """A random phrase that makes sense in this house, and its call; None if nothing suits.

    Tools are drawn with equal weight, then one of their blocks by its share. `tools` restricts them.
    """
    book = phrase_book(world.language)
    names = [tool for tool in book.blocks if not tools or tool in tools]
    weights = [_COMMON.get(name, 1.5) for name in names]
    for _ in range(attempts):
        phrase = book.blocks[world.rng.choices(names, weights)[0]].draw(world.rng)
        try:
            return Filling(world, phrase, book).request()
        except Unsuitable:
            continue
    return None
