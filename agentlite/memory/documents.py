"""Cutting a document into pieces that a search can return whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from agentlite.memory.items import Draft, Privacy

Cut: TypeAlias = Callable[[str], Iterable[tuple[int, int]]]
"""Gives the (begin, end) of each piece of a text."""

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


def drafts_of(source: str, text: str, privacy: Privacy, cut: Cut, digest: str) -> list[Draft]:
    """A document in pieces that know their place in it; the first holds `digest`. Its words are somebody else's."""
    return [
        Draft(
            text=text[begin:end], kind="document", author="import", source=source, trust="foreign", privacy=privacy,
            thread=source, seq=seq, span=(begin, end), data={"digest": digest} if digest and not seq else None,
        )
        for seq, (begin, end) in enumerate(cut(text))
    ]  # fmt: skip


def _end(text: str, begin: int, limit: int) -> int:
    if len(text) - begin <= limit:
        return len(text)
    for pattern in _BREAKS:
        # A cut in the first half would leave crumbs.
        cuts = [found.end() for found in pattern.finditer(text, begin + limit // 2, begin + limit + 1)]
        if cuts:
            return min(cuts[-1], begin + limit)
    return begin + limit
