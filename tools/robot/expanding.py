"""From a clause to sentences about one thing at a time: "all", "both", "two", "any", "the red and the blue one", "it".

Every phrase is replaced by the label it stands for, so that a model only has to understand the verb and the roles.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from agentlite.tools.robot.names import Names
from agentlite.tools.robot.nouns import ARTICLE, Phrase, after_preposition, fold, phrases
from agentlite.tools.robot.saying import SAYING, unquoted
from agentlite.tools.robot.verbs import AND_ORDER, GOING, LID_VERBS
from agentlite.tools.robot.vocabulary import Tongue
from agentlite.tools.robot.wording import Wording
from agentlite.tools.robot.world import Scene

_RESTRICTS = re.compile(
    r"\s*(?P<clear>that(?: is|'s| are)|which (?:is|are)|(?:[oa]s? )?que (?P<no>nao )?(?:esta|estao|ha|tem))?"
    r"(?P<not> not)?(?: (?:standing|lying|sitting|currently|now|right now|placed|pousad[oa]s?|guardad[oa]s?|agora))?"
    r"\s*(?P<how>on|in|inside|at|from|from inside|off|off of|out of|em|n[oa]s?|d[oa]s?|de|de dentro d[aeo]s?"
    r"|de cima d[aeo]s?)\s*"
)
_CLEARLY = re.compile(r"from.*|off.*|out of|d[aeo]s?|de .*")
_AND = re.compile(r"\s*(?:,|and|e|, and|, e|and also|e tambem|as well as|plus|bem como|mais)\s*")
_OR = re.compile(r"\s*(?:,? ?or|,? ?ou)\s*")
_ALL_ELSE = re.compile(r"\b(?:rest|resto|else|tudo|mais)\b")
_PRONOUN = re.compile(
    r"(?P<clitic>-[mln]?[oa]s?\b)"
    r"|\b(?P<prep>in|into|inside|on|onto|to|out of|from|off|with)\s+(?:it|them|there)\b|\b(?P<bare>it|them|el[ea]s?)\b"
    r"|\b(?P<there>there|(?:dentro |em cima )del[ea]s?|nel[ea]s?|la dentro|ai dentro|la em cima|la|ali|ai)\b"
)
_CONTRACTION = re.compile(rf"\b(?:(?P<stem>[nd]){ARTICLE}|(?P<other>pel|pr|a(?=o))[oa]s?)\s*$", re.IGNORECASE)
"""A preposition with its article, "no", or with what stands for one, "numa", "neste": the label takes the article."""
_SINGULAR = {
    "go": "goes", "belong": "belongs", "are": "is", "need": "needs", "have": "has", "vao": "vai", "ficam": "fica",
    "devem": "deve", "pertencem": "pertence", "passam": "passa", "estao": "está", "sao": "é", "podem": "pode",
}  # fmt: skip
_PLURAL_VERB = re.compile(rf"^\s*({'|'.join(_SINGULAR)}|v\u00e3o|s\u00e3o|est\u00e3o)\b", re.IGNORECASE)
"""A verb right after the phrase that it belongs to."""
_PLURAL_PRONOUN = re.compile(r"\bthem\b|-[mln]?[oa]s\b|\bel[ea]s\b", re.IGNORECASE)


class _Piece(NamedTuple):
    """A stretch of a text that stands for things or places, and their ids."""

    start: int
    end: int
    ids: list[str]


@dataclass
class Spoken:
    """What was spoken of so far: the last thing, place and lidded place, by id."""

    thing: str | None = None
    place: str | None = None
    lid: str | None = None
    things: set[str] = field(default_factory=set)
    """All of them, besides which there are "others"."""

    def hear(self, ids: Sequence[str], names: Names) -> None:
        for name in ids:
            place = names.world.place.get(name)
            if place is None:
                self.thing = name
                self.things.add(name)
            else:
                self.place = name
                self.lid = name if place.lid else self.lid


@dataclass(frozen=True, slots=True)
class Unclear:
    """Why a clause cannot be decided: what it says of a phrase fits nothing, or too much (`options` are ids)."""

    said: str
    options: tuple[str, ...] = ()


class Members(NamedTuple):
    """Things that are spoken of together, by id, and where."""

    things: list[str]
    place: str | None


@dataclass
class Expander:
    """Turns clauses into sentences, in the scene that will be when they are carried out."""

    names: Names
    tongue: Tongue
    task: str = ""
    spoken: Spoken = field(default_factory=Spoken)
    to_come: Spoken = field(default_factory=Spoken)

    def __post_init__(self) -> None:
        said = self.names.resolve(phrases(self.task))
        self.to_come.hear([ids[0] for ids in reversed(said) if len(ids) == 1], self.names)

    def sentences(self, text: str, scene: Scene, excepted: Collection[str]) -> list[str] | Unclear:
        """The clause as sentences, each of which names single things by their labels; or what is unclear about it."""
        text = self._without_pronouns(text)
        found: list[str] = []
        for part in _parts(text):
            expanded = self._expanded(self._without_pronouns(part), scene, excepted)
            if isinstance(expanded, Unclear):
                return expanded
            found += expanded
        return found

    def members(self, text: str, scene: Scene, excepted: Collection[str]) -> Members | Unclear | None:
        """The things, more than one, that a text names, and the one place; None if it names other things than these."""
        text = self._without_pronouns(text)
        said = phrases(text)
        things: list[str] = []
        places: list[str] = []
        for phrase, ids in zip(said, self.names.resolve(said), strict=True):
            chosen = self._chosen(phrase, ids, scene, excepted)
            if isinstance(chosen, Unclear):
                return Unclear(text[phrase.start : phrase.end], chosen.options)
            (things if phrase.sort == "thing" else places).extend(chosen)
        if len(set(things)) < 2 or len(places) > 1 or _apart(text, said):
            return None
        self.spoken.hear([*things, *places], self.names)
        return Members(list(dict.fromkeys(things)), places[0] if places else None)

    def _expanded(self, text: str, scene: Scene, excepted: Collection[str]) -> list[str] | Unclear:
        said = phrases(text)
        meant = self._without_others(text, said, self.names.resolve(said))
        pieces: list[_Piece] = []
        several: int | None = None  # the piece that stands for more than one
        skip = -1
        for index, (phrase, ids) in enumerate(zip(said, meant, strict=True)):
            if index <= skip:
                continue
            ids, end, skip = self._restricted(text, said, meant, index, scene)
            others = {name for j, other in enumerate(meant) if j != index and len(other) == 1 for name in other}
            without = {*excepted, *others} if phrase.quantity != "the" else set()
            if phrase.other:
                without |= {name for piece in pieces for name in piece.ids}
            chosen = self._chosen(phrase, ids, scene, without)
            if isinstance(chosen, Unclear):
                return Unclear(text[phrase.start : phrase.end], chosen.options)
            if pieces and phrase.sort == "thing" and _OR.fullmatch(fold(text[pieces[-1].end : phrase.start])):
                pieces[-1] = pieces[-1]._replace(end=end)
                continue
            joined = pieces and _AND.fullmatch(fold(text[pieces[-1].end : phrase.start]))
            if (
                joined
                and phrase.sort == "thing"
                and several in (None, len(pieces) - 1)
                and not after_preposition(text, pieces[-1].start)
            ):
                start, _, before = pieces.pop()
                several = len(pieces)
                pieces.append(_Piece(start, end, list(dict.fromkeys((*before, *chosen)))))
            else:
                several = len(pieces) if len(chosen) > 1 else several
                pieces.append(_Piece(phrase.start, end, chosen))
        self.spoken.hear([piece.ids[-1] for piece in pieces if piece.ids], self.names)
        self.spoken.things.update(name for piece in pieces for name in piece.ids if name in self.names.world.thing)
        if any(len(piece.ids) > 1 for i, piece in enumerate(pieces) if i != several):
            return Unclear(text)
        if not all(piece.ids for piece in pieces):
            return []
        members = pieces[several].ids if several is not None else [""]
        return [self._filled(text, pieces, several, member) for member in members]

    def _without_others(self, text: str, said: Sequence[Phrase], meant: Sequence[list[str]]) -> list[list[str]]:
        """What phrases mean, without what was spoken of where one is of others: of its kind, for "the other one"."""
        named = {ids[0] for phrase, ids in zip(said, meant, strict=True) if len(ids) == 1 and not phrase.other}
        known = named | self.spoken.things
        thing = self.names.world.thing
        kinds = {thing[name].kind for name in known if name in thing}
        kinds = kinds or {phrase.kind for phrase in said if phrase.kind and not phrase.other}
        found: list[list[str]] = []
        for phrase, ids in zip(said, meant, strict=True):
            left = [name for name in ids if name not in known] if phrase.other else ids
            if phrase.other and phrase.quantity == "the" and phrase.kind not in (None, *kinds):
                left = []
            if phrase.other and phrase.kind is None and not _ALL_ELSE.search(fold(text[phrase.start : phrase.end])):
                left = [name for name in left if name in thing and thing[name].kind in kinds] or left
            found.append(left)
        return found

    def _restricted(
        self, text: str, said: Sequence[Phrase], meant: Sequence[list[str]], index: int, scene: Scene
    ) -> tuple[list[str], int, int]:
        """What a phrase means with "on the table" after it, where that ends, and the last phrase it took in."""
        phrase, ids = said[index], meant[index]
        if phrase.sort == "thing" and index + 1 < len(said) and said[index + 1].sort == "place":
            found = _RESTRICTS.fullmatch(fold(text[phrase.end : said[index + 1].start]))
            leads_on = index + 2 < len(said) and not _AND.fullmatch(
                fold(text[said[index + 1].end : said[index + 2].start])
            )
            there = [name for name in ids if self.names.world.place_of(name, scene) in meant[index + 1]]
            if found and (
                found["clear"]
                or _CLEARLY.fullmatch(found["how"])
                or (leads_on and self._object_again(text, said, index))
                or (phrase.quantity == "the" and len(ids) > len(there) == 1)
            ):
                if found["not"] or found["no"]:
                    there = [name for name in ids if name not in there]
                return there, said[index + 1].end, index + 1
        return ids, phrase.end, index

    def _object_again(self, text: str, said: Sequence[Phrase], index: int) -> bool:
        """Whether after "the block on the table" comes another preposition, so that the first told which block."""
        between = text[said[index + 1].end : said[index + 2].start]
        return after_preposition(between, len(between)) and not AND_ORDER.search(fold(between))

    def _chosen(
        self, phrase: Phrase, ids: Sequence[str], scene: Scene, without: Collection[str]
    ) -> list[str] | Unclear:
        """The ids that a phrase stands for: all of them, so many of them, or the one."""
        world = self.names.world
        if not ids:
            return Unclear("")
        left = [name for name in ids if name not in without]
        if phrase.sort == "place":
            return left[:1] if len(left) == 1 or phrase.quantity == "any" else Unclear("", tuple(left))
        left.sort(key=lambda name: -world.storey(name, scene) if name in world.thing else 0)
        if phrase.quantity == "all":
            return left if phrase.count in (None, len(left)) else Unclear("", tuple(left))
        if phrase.quantity == "any":
            left.sort(key=lambda name: name in world.thing and world.above(name, scene) is not None)
            return left[: phrase.count or 1] if len(left) >= (phrase.count or 1) else Unclear("", tuple(left))
        return left if len(left) == 1 else Unclear("", tuple(left))

    def _filled(self, text: str, pieces: Sequence[_Piece], several: int | None, member: str) -> str:
        """The text with every phrase replaced by its label; that of the piece `several` by one `member` of it."""
        filled, position = "", 0
        for index, (start, end, ids) in enumerate(pieces):
            name = member if index == several else ids[0]
            gap = text[position:start] if several is None else _in_singular(text[position:start])
            filled = self._joined(filled + gap, text[start:end], name)
            position = end
        rest = text[position:] if several is None else _in_singular(text[position:])
        return " ".join((filled + rest).split())

    def _joined(self, before: str, said: str, name: str) -> str:
        """The text before a phrase, and the label in its stead, with the article that belongs there."""
        if self.tongue == "en":
            return f"{before}{self.names.with_article(name, 'en')}"
        label, vowel = self.names.label(name, "pt"), "a" if self.names.feminine(name) else "o"
        to = "à" if vowel == "a" else "ao"
        if said.casefold().startswith("à"):
            return f"{before}{to} {label}"
        contraction = _CONTRACTION.search(before)
        if contraction is None:
            return f"{before}{vowel} {label}"
        stem = contraction["stem"] or contraction["other"]
        return f"{before[: contraction.start()]}{to if stem.casefold() == 'a' else stem + vowel} {label}"

    def _without_pronouns(self, text: str) -> str:
        """The text with "it" and "there" replaced by what was spoken of before, where the text itself does not say."""
        for found in _PRONOUN.finditer(fold(text)):
            replacement = self._for_pronoun(text, found)
            if replacement is not None:
                return self._without_pronouns(text[: found.start()] + replacement + text[found.end() :])
        return text

    def _for_pronoun(self, text: str, found: re.Match[str]) -> str | None:
        """What to say instead of a pronoun; None if the text itself has named what it may stand for."""
        names = self.names
        said = phrases(text)
        sorts = {phrase.sort for phrase in said if phrase.start < found.start()}
        if found["clitic"] or found["bare"]:
            of_lid = re.search(rf"\b{LID_VERBS}\s*$", fold(text[: found.start()])) is not None
            name = self._last("lid" if of_lid else "thing")
            if name is None or ("place" if of_lid else "thing") in sorts:
                return None
            return f"{' ' if found['clitic'] else ''}{names.with_article(name, self.tongue)}"
        name = self._last("place") or (None if sorts else self._last("thing"))
        away = found["prep"] in ("out of", "from", "off")
        if name is None or (any(phrase.sort == "place" for phrase in said) and not away):
            return None
        if found["prep"]:
            return f"{text[found.start('prep') : found.end('prep')]} {names.with_article(name, self.tongue)}"
        return Wording(names).at(name, self.tongue)

    def _last(self, what: str) -> str | None:
        """The thing, place or lid that was spoken of last; or, where none was yet, the first that will be."""
        found: str | None = getattr(self.spoken, what) or getattr(self.to_come, what)
        return found


def _apart(text: str, said: Sequence[Phrase]) -> bool:
    """Whether one of the things named is where the others go: "stack the cup on the can"."""
    return any(phrase.sort == "thing" and after_preposition(text, phrase.start) for phrase in said[1:])


def _in_singular(text: str) -> str:
    """The text with "it" for "them" and "goes" for "go", since it is about one of them now."""
    text = _PLURAL_VERB.sub(lambda verb: f" {_SINGULAR[fold(verb[1])]}", text)
    return _PLURAL_PRONOUN.sub(lambda them: "it" if them.group().casefold() == "them" else them.group()[:-1], text)


def _parts(text: str) -> list[str]:
    """The parts joined by "and" and a verb, unless the later one leans on what the first is about."""
    parts, start = [], 0
    for found in AND_ORDER.finditer(fold(text)):
        if not _leans(text[start : found.start()], text[found.end() :]):
            parts.append(text[start : found.start()])
            start = found.end()
    return [part for part in (*parts, text[start:]) if re.search(r"\w", part)]


def _leans(before: str, after: str) -> bool:
    """Whether an order is about what the one before it names: "... and put it in the bin", "... e põe na mesa"."""
    flat = fold(after)
    if re.match(LID_VERBS, flat) or not any(phrase.sort == "thing" for phrase in phrases(before)):
        return False
    pronoun = _PRONOUN.search(flat)
    if pronoun is not None and (pronoun["bare"] or pronoun["clitic"]):
        return True
    said = phrases(after)
    return bool(said) and after_preposition(after, said[0].start) and not GOING.match(flat)


def parts_around_sayings(text: str) -> list[str]:
    """The orders before and after words that are to be said, and these with their verb in between."""
    flat = unquoted(text)
    saying = SAYING.search(flat)
    start, parts = 0, []
    for found in AND_ORDER.finditer(flat):
        after = text[found.end() :]
        before_it = saying is not None and found.end() <= saying.start()
        if before_it or (phrases(after) and not SAYING.match(flat, found.end())) or SAYING.match(flat, found.end()):
            parts.append(text[start : found.start()])
            start = found.end()
    return [part for part in (*parts, text[start:]) if re.search(r"\w", part)]


def orders(text: str) -> list[str]:
    """A clause whose verb is said once, "put the cup in the bin and the can on the tray", cut before "the can"."""
    said, parts, start = phrases(text), [], 0
    for before, phrase, after in zip(said, said[1:], [*said[2:], None], strict=False):
        if (
            phrase.sort == "thing"
            and _AND.fullmatch(fold(text[before.end : phrase.start]))
            and after_preposition(text, before.start)
            and (after_preposition(text, after.start) if after else phrase.end == len(text.rstrip(" .!")))
        ):
            parts.append(text[start : before.end])
            start = phrase.start
    return [*parts, text[start:]]
