"""The noun phrases of a request: "the red block", "all the blue cups", "os cubos verdes", "the yellow one".

A phrase is read by its own words alone; which things of a world it means is `names.py`'s to say.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from agentlite.said import numbers
from agentlite.tools.robot.vocabulary import COLORS, OTHER_COLOR_WORDS, PLACES, THINGS, TONGUES, Kind, Tongue

Sort: TypeAlias = Literal["thing", "place"]
Quantity: TypeAlias = Literal["all", "any", "the"]

_TOKEN = re.compile(r"[^\W_]+|[-,.;:!?]")
_ALL = frozenset("all every each both todos todas todo toda cada ambos ambas".split())
_ANY = frozenset("an any some another one um uma qualquer algum alguma outro outra".split())
_THE = frozenset("the this that these those my your o os as este estes estas esse essa aquele aquela".split())
_A = "a"
"""The one determiner of both languages: "a block" is any, "a lata" is the one."""
_CONTRACTED = frozenset(
    "no na nos nas do da dos das ao aos pelo pela num numa neste nesta nesse nessa naquele naquela "
    "deste desta desse dessa daquele daquela pro pra pros pras".split()
)
"""Prepositions with the article in them."""
_PARTITIVE = frozenset("of dos das destes destas desses dessas daqueles daquelas".split())
_OTHER = frozenset("other another remaining outro outra outros outras restante restantes".split())
_FILLING = _OTHER | frozenset("of de little small big same pequeno pequena grande mesmo mesma only single".split())
_DETERMINERS = _ALL | _ANY | _THE | _CONTRACTED | _PARTITIVE | _FILLING | {_A}
_AND = frozenset(("and", "e", "or", "ou", ","))
_ONES = {"one": False, "ones": True}
_ANYTHING = {
    "everything": "all", "tudo": "all", "anything": "any", "something": "any", "algo": "any",
    "others": "all", "rest": "all", "resto": "all",
}  # fmt: skip
_THING_WORDS = Kind(("thing", "object", "item"), ("coisa", "objeto", "objecto", "peça"), feminine=True)
_LID_WORDS = Kind(("lid",), ("tampa",), feminine=True)
_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "primeiro": 1, "primeira": 1, "segundo": 2, "segunda": 2,
    "terceiro": 3, "terceira": 3, "quarto": 4, "quarta": 4,
}  # fmt: skip
_BEING = frozenset(("that is", "which is", "that are", "o que e", "que e", "o que for", "que for"))
_PAIR = re.compile(r"(?:couple of|pair of|par de)\b")
_OTHERS = _OTHER | {"others", "rest", "resto"}
_ENDS = frozenset(
    "on in into onto inside at to from and or then but with if is are up down off over away please now there here that "
    "em de para e ou que se esta estao com por favor agora la ali aqui mas depois goes go should belongs belong must "
    "has needs can will was were stays vai vao fica ficam deve devem tem pertence pertencem passa passam sobre dentro "
    "sem also too first again instead which while after before until".split()
)
"""Words that cannot be the noun to which a colour before them belongs."""
ARTICLE = r"(?:[oa]s?|(?:um|est|ess|aquel)[aeo]?s?)"
"""What "em" and "de" contract with, without its first letter: "no", "numa", "deste"."""
_PREPOSITION = re.compile(
    rf"\b(?:on|onto|in|into|inside|to|of|off|from|over|beside|em|[nd]{ARTICLE}|para|pr[oa]s?|pel[oa]s?|aos?|sobre)\s*$"
)
_TAKING = re.compile(
    r"\b(?:peg|agarr|segur|toc|toqu|mex)\w*(?:-\w+)? (?:la |bem |ai )?(?:em|(?:n|num|nest|ness|naquel)[aeo]?s?)\s*$"
)
"""The "no" of "pega no bloco", after which comes what the verb acts on."""
_SOURCE = re.compile(rf"\b(?:off(?: of)?|from|out of|(?<!cima )(?<!dentro )(?<!topo )(?<!perto )d(?:{ARTICLE}|e))\s*$")


@dataclass(frozen=True, slots=True)
class Token:
    """A folded word or punctuation mark, and where it is in the text."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Phrase:
    """One noun phrase: where it is, and what it says.

    `kind` is None for "thing", "one", "everything". `index` is that of "red block 2", `count` that of "two blocks".
    """

    start: int
    end: int
    sort: Sort
    kind: str | None
    colors: tuple[str, ...] = ()
    quantity: Quantity = "the"
    index: int | None = None
    count: int | None = None
    other: bool = False
    """Whether what was spoken of before is not meant: "the other one", "everything else", "o resto"."""


def fold(text: str) -> str:
    """Lower case without accents, letter for letter, so that positions stay the same."""
    return "".join(_folded(character) for character in text)


def _folded(character: str) -> str:
    plain = unicodedata.normalize("NFKD", character.casefold())[:1]
    return plain if character.strip() and plain else character


def tokens(text: str) -> list[Token]:
    """The words and punctuation marks of a text."""
    return [Token(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(fold(text))]


def phrases(text: str) -> list[Phrase]:
    """The noun phrases of a text about things and places, in order."""
    found: list[Phrase] = []
    words = tokens(text)
    position = 0
    while position < len(words):
        if _is_clitic(words, position):
            position += 1
            continue
        phrase, after = _phrase_at(words, position)
        if phrase is not None:
            said = words[position:after]
            phrase, after = _besides(phrase, words, after)
            found.append(replace(phrase, other=phrase.other or any(token.word in _OTHERS for token in said)))
        position = max(after, position + 1)
    return found


def _besides(phrase: Phrase, words: list[Token], after: int) -> tuple[Phrase, int]:
    """ "everything else", "tudo o resto": the phrase with what makes it of others."""
    following = [token.word for token in words[after : after + 3]]
    if words[after - 1].word in ("rest", "resto") and following[:1] and following[0] in _PARTITIVE:
        of, end = _phrase_at(words, after)
        if of is not None:
            return replace(phrase, end=of.end, kind=of.kind, colors=of.colors), end
    if following[:1] == ["else"] or (following[:1] == ["mais"] and phrase.kind is None and phrase.quantity == "all"):
        return replace(phrase, end=words[after].end, other=True), after + 1
    if following[:2] == ["o", "resto"] and phrase.kind is None and phrase.quantity == "all":
        return replace(phrase, end=words[after + 1].end, other=True), after + 2
    return phrase, after


def _is_clitic(words: list[Token], position: int) -> bool:
    """Whether a word hangs on a verb by a hyphen, like the "a" of "põe-a"."""
    return position > 0 and words[position - 1].word == "-" and words[position - 1].end == words[position].start


def after_preposition(text: str, start: int) -> bool:
    """Whether the phrase that begins at `start` follows a preposition, and is not what a verb acts on."""
    before = fold(text[:start])
    if _TAKING.search(before):
        return False
    return text[start : start + 1] in ("à", "À") or _PREPOSITION.search(before) is not None


def names_a_source(text: str, start: int) -> bool:
    """Whether the phrase that begins at `start` is where something comes from: "off the", "out of the", "da"."""
    return _SOURCE.search(fold(text[:start])) is not None


def tongue_of(word: str) -> Tongue | None:
    """The language that a folded noun belongs to, if it is one of these."""
    noun = _nouns().get(word)
    return noun[3] if noun else None


def names_something(word: str) -> bool:
    """Whether a folded word is a noun or colour of this vocabulary."""
    return word in _nouns() or word in _colors() or word in _ONES or word in _ANYTHING


def _phrase_at(words: list[Token], first: int) -> tuple[Phrase | None, int]:
    """The phrase that begins at a word, and the position after it."""
    position = first
    determiners: list[str] = []
    while position < len(words) and words[position].word in _DETERMINERS:
        if determiners and words[position].word in _CONTRACTED - _PARTITIVE | {"one"}:
            break
        determiners.append(words[position].word)
        position += 1
    ordinal, position = _ordinal_at(words, position) if determiners else (None, position)
    count, position = _count_at(words, position)
    colors, position = _colors_at(words, position)
    if position >= len(words):
        return (_elliptic(words, first, position, determiners, colors), position)
    word = words[position].word
    if word in _ANYTHING and not colors:
        found, after = _colors_at(words, _after_being(words, position + 1))
        after = after if found else position + 1
        start = _start(words, first, determiners)
        return Phrase(start, words[after - 1].end, "thing", None, found, _quantity(word)), after
    noun = _nouns().get(word)
    if noun is None or (word == "can" and not (determiners or colors or count)):
        if word in _ONES and (determiners or colors):
            quantity = _quantity_of(determiners, _ONES[word], count, "en")
            return Phrase(
                _start(words, first, determiners), words[position].end, "thing", None, colors, quantity
            ), position + 1
        return _elliptic(words, first, position, determiners, colors), position
    sort, kind, plural, tongue = noun
    after_colors, position = _colors_at(words, position + 1)
    index, position = _index_at(words, position, plural)
    index = index or ordinal
    quantity = _quantity_of(determiners, plural, count, tongue)
    start = _start(words, first, determiners)
    colors = colors + after_colors
    return Phrase(start, words[position - 1].end, sort, kind, colors, quantity, index, count), position


def _after_being(words: list[Token], position: int) -> int:
    """The position after "that is", "o que é", where that comes next."""
    for length in (3, 2):
        if " ".join(token.word for token in words[position : position + length]) in _BEING:
            return position + length
    return position


def _elliptic(
    words: list[Token], first: int, position: int, determiners: list[str], colors: tuple[str, ...]
) -> Phrase | None:
    """ "the red", "o vermelho", "o outro": a colour after an article, or "other", and before no other noun."""
    if not determiners or not (colors or (len(determiners) > 1 and determiners[-1] in _OTHER)):
        return None
    following = words[position].word if position < len(words) else "."
    if following.isalpha() and following not in _ENDS | _CONTRACTED:
        return None
    plural = words[position - 1].word.endswith("s")
    start = _start(words, first, determiners)
    quantity = _quantity_of(determiners, plural, None, "en" if words[position - 1].word in (*COLORS, "other") else "pt")
    return Phrase(start, words[position - 1].end, "thing", None, colors, quantity)


def _start(words: list[Token], first: int, determiners: list[str]) -> int:
    """Where the phrase begins: after a preposition that holds its article, which stays outside."""
    skipped = 0
    while skipped < len(determiners) and determiners[skipped] in _CONTRACTED | _FILLING:
        skipped += 1
    return words[first + skipped].start


def _quantity(word: str) -> Quantity:
    return "all" if _ANYTHING[word] == "all" else "any"


def _quantity_of(determiners: list[str], plural: bool, count: int | None, tongue: Tongue) -> Quantity:
    if not _ALL.isdisjoint(determiners):
        return "all"
    if determiners[:1] and determiners[0] in _ANY and not _PARTITIVE.isdisjoint(determiners):
        return "any"
    definite = not _THE.isdisjoint(determiners) or (_A in determiners and tongue == "pt")
    if plural and (not count or definite):
        return "all"
    indefinite = not _ANY.isdisjoint(determiners) or (_A in determiners and tongue == "en")
    return "any" if count or (indefinite and not definite) else "the"


def _count_at(words: list[Token], position: int) -> tuple[int | None, int]:
    if position + 1 < len(words):
        said = numbers(words[position].word)
        if said and isinstance(said[0], int) and 1 < said[0] < 20:
            return said[0], _after_partitive(words, position + 1)
        several = " ".join(token.word for token in words[position : position + 3])
        if found := _PAIR.match(several):
            return 2, _after_partitive(words, position + len(found.group().split()))
    return None, position


def _after_partitive(words: list[Token], position: int) -> int:
    """The position after "of the", where that follows a count."""
    if words[position - 1].word == "of" or (position < len(words) and words[position].word in _PARTITIVE):
        while position < len(words) and words[position].word in _PARTITIVE | _THE:
            position += 1
    return position


def _ordinal_at(words: list[Token], position: int) -> tuple[int | None, int]:
    """ "the second block" is block 2."""
    found = _ORDINALS.get(words[position].word) if position < len(words) else None
    return found, position + (found is not None)


def _index_at(words: list[Token], position: int, plural: bool) -> tuple[int | None, int]:
    if not plural and position < len(words) and words[position].word.isdecimal():
        return int(words[position].word), position + 1
    return None, position


def _colors_at(words: list[Token], position: int) -> tuple[tuple[str, ...], int]:
    """The colours from here on: "red", "red and blue"."""
    found: list[str] = []
    while position < len(words):
        step = 1 if found and words[position].word in _AND else 0
        color = _colors().get(words[position + step].word) if position + step < len(words) else None
        if color is None:
            break
        found.append(color)
        position += step + 1
    return tuple(found), position


@functools.cache
def _nouns() -> Mapping[str, tuple[Sort, str | None, bool, Tongue]]:
    """Folded noun → what sort of thing it names, its kind, whether it is plural, and its language."""
    nouns: dict[str, tuple[Sort, str | None, bool, Tongue]] = {}
    named: list[tuple[Sort, str | None, Kind]] = [("thing", name, kind) for name, kind in THINGS.items()]
    named += [("place", name, kind) for name, kind in PLACES.items()]
    named += [("thing", None, _THING_WORDS), ("place", "box", _LID_WORDS)]
    for sort, name, kind in named:
        for tongue in TONGUES:
            for word in map(fold, kind.words(tongue)):
                nouns[word] = (sort, name, False, tongue)
                nouns |= dict.fromkeys(_plurals(word), (sort, name, True, tongue))
    return nouns


@functools.cache
def _colors() -> Mapping[str, str]:
    """Folded colour word, singular or plural → colour."""
    words = {fold(form): color for color, forms in COLORS.items() for form in forms} | dict(OTHER_COLOR_WORDS)
    return words | {plural: color for word, color in words.items() for plural in _plurals(word)}


def _plurals(word: str) -> tuple[str, ...]:
    if word == "shelf":
        return ("shelves",)
    if word.endswith("l"):
        return (word[:-1] + "is", word + "s")
    if word.endswith("m"):
        return (word[:-1] + "ns",)
    if word.endswith(("x", "s", "sh", "ch")):
        return (word + "es",)
    return (word + "s",)
