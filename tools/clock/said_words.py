"""A request as the parsers of times read it: folded, with its numbers in digits and its signs apart."""

from __future__ import annotations

import functools
import re

from agentlite.said import numbers
from agentlite.words import fold

_TOKEN = re.compile(r"\d+,\d+|\d+(?:[:./-]\d+)*|[^\W\d_]+|[,;]")
_REWRITTEN = ((r"\b([ap])\. ?m\b\.?", r"\1m"), (r"\b([2-6])a(?=[ -]feira)", r"\1 th"), (r"\bsecond of\b", "two th of"),
    (r"\ba fortnight\b", "2 weeks"))  # fmt: skip
_JOINS = frozenset(("e", "and"))
_LONGEST = 5
_MOST_TOKENS = 400
_ORDINALS = dict(
    zip(
        "first third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
        "sixteenth seventeenth eighteenth nineteenth twentieth thirtieth primeiro".split(),
        "one three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen twenty thirty one".split(),
        strict=True,
    )
)
"""Without "second", which is a unit of time more often."""


@functools.lru_cache(maxsize=64)
def normalised(request: str) -> str:
    """The first words of a request, folded and one space apart; whole numbers up to 199 in words are digits.

    "Às sete e meia, p.f." is "as 7 e meia , p f"; "twenty-fourth" is "24 th"; "7h30" is "7 h 30".
    """
    text = fold(request.replace("½", " 1/2"))
    for pattern, plain in _REWRITTEN:
        text = re.sub(pattern, plain, text)
    tokens = [part for token in _TOKEN.findall(text) for part in _parts(token)]
    return " ".join(_in_digits(tokens[:_MOST_TOKENS]))


def _parts(token: str) -> tuple[str, ...]:
    return (_ORDINALS[token], "th") if token in _ORDINALS else (token,)


def _in_digits(tokens: list[str]) -> list[str]:
    """The tokens, with the longest runs that make one number as digits."""
    found, position = [], 0
    while position < len(tokens):
        for length in range(min(_LONGEST, len(tokens) - position), 0, -1):
            value = _number(tuple(tokens[position : position + length]))
            if value is not None:
                break
        found.append(tokens[position] if value is None else str(value))
        position += length
    return found


@functools.lru_cache(maxsize=4096)
def _number(words: tuple[str, ...]) -> int | None:
    """The whole number that these words make together ("one" does, but not "um" or "a", which are articles)."""
    if words == ("one",):
        return 1
    ends_in_numbers = not _JOINS.intersection((words[0], words[-1]))
    if not ends_in_numbers or not all(word in _JOINS or _is_numeral(word) for word in words):
        return None
    values = numbers(" ".join(words))
    return values[0] if len(values) == 1 and isinstance(values[0], int) else None


def _is_numeral(word: str) -> bool:
    return word == "one" or (word.isalpha() and bool(numbers(word)))
