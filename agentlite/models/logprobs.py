"""Log-probabilities as servers tell them → tokens laid along the text they wrote."""

from __future__ import annotations

import codecs
from collections.abc import Mapping, Sequence

from agentlite.actions import Json
from agentlite.models.base import Token

LOWEST = -100.0
"""Stands for every smaller log-probability: llama.cpp writes that of an impossible token as -3.4e38."""


def align(text: str, entries: Sequence[Mapping[str, Json]]) -> tuple[Token, ...] | None:
    """The tokens that spell `text`, or None where they do not cover all of it.

    Thinking comes before the text, and white space may stand around it; a token that the text begins or ends inside of
    is cut there, and so are its alternatives.
    """
    tokens = _tokens(entries)
    spelled = "".join(token.text for token in tokens)
    start = spelled.rfind(text)
    end = start + len(text)
    if not text or start < 0 or spelled[end:].strip():
        return None
    return part(tokens, start, end)


def part(tokens: Sequence[Token], start: int, end: int) -> tuple[Token, ...]:
    """The tokens that spell the characters from `start` to `end` of what `tokens` spell, cut where they begin or end
    in the middle of one.
    """
    kept, position = [], 0
    for token in tokens:
        first, last = max(start - position, 0), max(end - position, 0)
        if token.text[first:last] or (not token.text and start <= position < end):
            cut = token.text[:first]
            top = tuple((other.removeprefix(cut), logprob) for other, logprob in token.top)
            kept.append(Token(token.text[first:last], token.logprob, top))
        position += len(token.text)
    return tuple(kept)


def _tokens(entries: Sequence[Mapping[str, Json]]) -> list[Token]:
    """A character whose bytes are spread over tokens belongs to the last of them."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    return [
        Token(
            text=decoder.decode(bytes(entry["bytes"])) if entry.get("bytes") else entry["token"],
            logprob=_clipped(entry["logprob"]),
            top=tuple((other["token"], _clipped(other["logprob"])) for other in entry.get("top_logprobs") or ()),
        )
        for entry in entries
    ]


def _clipped(logprob: float) -> float:
    return min(max(logprob, LOWEST), 0.0)
