"""Sentiment by a word list and a few rules.

The rules are those of VADER (Hutto and Gilbert, "VADER: A Parsimonious Rule-based Model for Sentiment Analysis of
Social Media Text", ICWSM 2014), with its constants, over word lists of our own: a negation among the three words before
turns a word round, words of degree strengthen or weaken it, and what follows a "but" weighs more than what stands
before it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, TypeAlias

from agentlite.language import Language
from agentlite.tools.text.words import lexicon, sentences, words

Feeling: TypeAlias = Literal["positive", "negative", "neutral"]

_NEGATED, _DEGREE, _SPREAD = -0.74, 0.293, 15.0
_BEFORE_BUT, _AFTER_BUT, _EXCLAMATION = 0.5, 1.5, 0.292
_REACH = 3
NEUTRAL_BELOW = 0.15
_UNKNOWN = 0.34
"""How sure one can be of a text without a word that is known: a guess among three."""


@dataclass(frozen=True, slots=True)
class Sentiment:
    """`score` goes from -1 to 1; `confidence` from 0 to 1 is how strongly the words speak for `feeling`."""

    feeling: Feeling
    score: float
    confidence: float


def sentiment(text: str, language: Language) -> Sentiment:
    """How pleased a text is."""
    values = [value for sentence in sentences(text) for value in _sentence(sentence, language)]
    total = sum(values)
    if values:
        total += math.copysign(_EXCLAMATION * min(text.count("!"), 4), total)
    score = total / math.sqrt(total * total + _SPREAD)
    if abs(score) < NEUTRAL_BELOW:
        return Sentiment("neutral", round(score, 2), _UNKNOWN if not values else 0.5)
    return Sentiment("positive" if score > 0 else "negative", round(score, 2), round(0.5 + abs(score) / 2, 2))


def _sentence(sentence: str, language: Language) -> list[float]:
    """The value of each word of feeling in a sentence."""
    list_of, values = words(sentence), _values(language)
    negations, more, less, turns = (_marks(language, name) for name in ("negations", "more", "less", "but"))
    found: list[tuple[int, float]] = []
    for at, word in enumerate(list_of):
        if word not in values:
            continue
        value, before = values[word], list_of[max(0, at - _REACH) : at]
        value += math.copysign(_DEGREE, value) * (sum(w in more for w in before) - sum(w in less for w in before))
        found.append((at, value * _NEGATED if any(w in negations for w in before) else value))
    turn = next((at for at, word in enumerate(list_of) if word in turns and at), None)
    if turn is None:
        return [value for _, value in found]
    return [value * (_BEFORE_BUT if at < turn else _AFTER_BUT) for at, value in found]


@cache
def _values(language: Language) -> Mapping[str, float]:
    table = lexicon(f"sentiment.{language}")
    return {word: float(key) for key in table if key.lstrip("-").isdecimal() for word in table[key]}


@cache
def _marks(language: Language, name: str) -> frozenset[str]:
    return frozenset(lexicon(f"sentiment.{language}")[name])
