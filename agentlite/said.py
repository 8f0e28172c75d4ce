"""What a request says in so many words: its numbers and its stretches of text.

An argument marked `Said` can only take such a value, so that a small model cannot misspell a title or invent a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from agentlite.actions import Json
from agentlite.numerals import SMALL, TENS

_MOST_SPANS = 240
_LONGEST_SPAN = 10
_EDGES = " \t\n.,;:!?\"'“”‘’«»()[]"
_TOKEN = re.compile(r"(?:(?<!\S)-)?\d+(?:[.,]\d+)?|[^\W\d_]+")

_HUNDRED = frozenset(("hundred", "cem", "cento"))
_POINT = frozenset(("point", "virgula", "ponto"))
_SHARES = {
    word: share
    for share, words in {
        1: "min minimum lowest dimmest dim low minimo minima baixo baixa fraco fraca",
        25: "quarter",
        50: "half halfway middle metade meio meia",
        100: "full fully max maximum highest brightest bright completely maximo maxima forte alto alta totalmente "
        "completamente",
    }.items()
    for word in words.split()
}
_MINUS = frozenset(("minus", "negative", "menos"))
_NOT_MINUS = frozenset(("ou", "pelo", "ao"))
"""Before "menos" they make it "about" or "at least"."""
_BELOW_ZERO = re.compile(r"(?: (?:degrees?|graus?|porcento|percent))? (?:below|negativ[oa]s?|abaixo)\b")
_VAGUE = frozenset(("one", "um", "uma"))
"""Numerals that are articles as often as numbers: without a unit they say nothing."""
_ONE_UNIT = [[unit] for unit in ("percent", "porcento", "grau", "degree")]


def spans(request: str) -> list[str]:
    """The stretches of up to ten words of a request, without the punctuation around them, and those of any length that
    go on to its end; the longest first.

    Of a long request only the shorter of the first are given, 240 at most.
    """
    words = request.split()
    longest = min(_LONGEST_SPAN, len(words))
    while longest > 1 and sum(len(words) - n + 1 for n in range(1, longest + 1)) > _MOST_SPANS:
        longest -= 1
    to_the_end = ((start, len(words)) for start in range(len(words) - longest))
    short = ((start, start + n) for n in range(longest, 0, -1) for start in range(len(words) - n + 1))
    found = (" ".join(words[start:end]).strip(_EDGES) for start, end in (*to_the_end, *short))
    return list(dict.fromkeys(filter(None, found)))


def numbers(request: str) -> list[Json]:
    """The numbers a request says, in digits or in English or Portuguese words, as int where they are whole.

    A lone "one" or "um" says nothing; "minus ten" and "dez graus negativos" are -10.
    """
    values = dict.fromkeys(_numbers(_tokens(request)))
    return [int(value) if value == int(value) else value for value in values]


def shares(request: str) -> list[Json]:
    """The percentages that the words of a request stand for: "half" is 50, "as bright as possible" 100."""
    return list(dict.fromkeys(_SHARES[token] for token in _tokens(request) if token in _SHARES))


def _tokens(request: str) -> list[str]:
    return [match.group() for match in _TOKEN.finditer(_plain(request))]


def _plain(text: str) -> str:
    """Folded, and without the words that only look like numbers."""
    folded = text.casefold().translate(str.maketrans("áâãàéêíóôõúç", "aaaaeeiooouc"))
    return folded.replace("por cento", "porcento")


def _numbers(tokens: list[str]) -> Iterator[float]:
    position = 0
    while position < len(tokens):
        value, used = _number_at(tokens, position)
        unsaid = used == 1 and tokens[position] in _VAGUE and tokens[position + 1 : position + 2] not in _ONE_UNIT
        if used and not unsaid:
            yield -value if _is_negative(tokens, position, position + used) else value
        position += max(used, 1)


def _is_negative(tokens: list[str], start: int, end: int) -> bool:
    """Whether the number in tokens `start` to `end` is said to be below zero, and not to be taken from another."""
    if _BELOW_ZERO.match("".join(f" {token}" for token in tokens[end : end + 2])):
        return True
    if not start or tokens[start - 1] not in _MINUS:
        return False
    return start < 2 or (tokens[start - 2] not in _NOT_MINUS and not _number_at(tokens, start - 2)[1])


def _number_at(tokens: list[str], start: int) -> tuple[float, int]:
    """The number that begins at `start`, and of how many tokens it is made: 0 if there is none."""
    first = tokens[start]
    if first[-1].isdecimal():
        return float(first.replace(",", ".")), 1
    value, position = _whole(tokens, start)
    if position == start:
        return 0.0, 0
    rest = tokens[position : position + 3]
    if len(rest) >= 2 and rest[0] in _POINT and (rest[1] in SMALL or rest[1].isdecimal()):
        return value + float(f"0.{SMALL.get(rest[1], rest[1])}"), position + 2 - start
    for half in (["e", "meio"], ["e", "meia"], ["and", "a", "half"]):
        if rest[: len(half)] == half:
            return value + 0.5, position + len(half) - start
    return value, position - start


def _whole(tokens: list[str], start: int) -> tuple[float, int]:
    """The whole number up to 199 in words at `start`, and where it ends."""
    value, position = 0, start
    one_hundred = tokens[start : start + 2] in (["one", "hundred"], ["a", "hundred"])
    if tokens[start] in _HUNDRED or one_hundred:
        value, position = 100, start + 1 + one_hundred
    after = position + (value and tokens[position : position + 1] in (["and"], ["e"]))
    if after < len(tokens) and tokens[after] in TENS:
        value, position = value + TENS[tokens[after]], after + 1
        after = position + (tokens[position : position + 1] == ["e"])
        if after < len(tokens) and 0 < SMALL.get(tokens[after], 0) < 10:
            return value + SMALL[tokens[after]], after + 1
        return value, position
    if after < len(tokens) and tokens[after] in SMALL:
        return value + SMALL[tokens[after]], after + 1
    return value, position
