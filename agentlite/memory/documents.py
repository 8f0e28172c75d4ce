"""Cutting a document into pieces that a search can return whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

PIECE_CHARS = 800
"""About 150 to 250 tokens: several fit a small window, and each still says something by itself."""

_BREAKS = tuple(re.compile(pattern) for pattern in (r"\n(?=#{1,6} )", r"\n\s*\n", r"\n", r"(?<=[.!?;:])\s", r"\s"))


def pieces(text: str, limit: int = PIECE_CHARS) -> Iterator[tuple[int, int]]:
    """(begin, end) of consecutive pieces of at most `limit` characters, cut at the largest break that is there:
    heading, paragraph, line, sentence, word. Everything but the white space between pieces is in one of them."""
    begin = 0
    while begin < len(text):
        if text[begin].isspace():
            begin += 1
            continue
        end = _end(text, begin, limit)
        yield begin, begin + len(text[begin:end].rstrip())
        begin = end


def _end(text: str, begin: int, limit: int) -> int:
    if len(text) - begin <= limit:
        return len(text)
    for pattern in _BREAKS:
        # A cut in the first half would leave crumbs.
        cuts = [found.end() for found in pattern.finditer(text, begin + limit // 2, begin + limit + 1)]
        if cuts:
            return min(cuts[-1], begin + limit)
    return begin + limit
