"""Answers that need no model: the sentence of memory that says most of a question, quoted with its label."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from agentlite.memory.framing import clean
from agentlite.memory.items import TRUST, Hit, Item
from agentlite.memory.text import content_words, words
from agentlite.words import fold

ENOUGH = 0.6
"""The share of a question's meaningful words that a sentence must say to be quoted as its answer."""
_HEADING_WORTH = 0.5
_SHARED_LETTERS, _SHARED_PART = 5, 0.6

_ASKING = re.compile(
    r"(what|when|where|who|whose|which|why|how|is|are|was|were|does|do|did|has|have|"
    r"que|o que|quando|onde|aonde|quem|qual|quais|porque|por que|como|quanto|quanta|quantos|quantas|"
    r"(?:[ao]|de|em|para|com|por|desde|ate) (?:que|quem|qual|quais|quando|onde)|tell me|diz me|sabes)\b"
)
_ACTING = re.compile(
    r"(can|could|would|will|please|do you mind|how about|what about|podes|pode|podias|poderias|importas|que tal)\b"
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_HEADING = re.compile(r"#{1,6}\s+")


def is_question(request: str) -> bool:
    """Whether a request wants to know something rather than have something done ("could you ..." wants the latter)."""
    spoken = " ".join(words(request))
    if _ACTING.match(spoken):
        return False
    return bool(_ASKING.match(spoken)) or request.rstrip().endswith("?")


def quoted_answer(question: str, hits: Sequence[Hit]) -> tuple[str, Item] | None:
    """The sentence in `hits` that says most of the question, with its label, and the item it is from.

    None if no sentence says `ENOUGH` of it. Headings above a sentence count half; of equals the more trusted wins.
    """
    wanted = content_words(question)
    best: tuple[float, int, str, Item] | None = None
    for hit in hits:
        for sentence, headings in _sentences(hit.item.text):
            said, above = content_words(sentence), content_words(headings)
            direct = [word for word in wanted if _says(said, word)]
            near = [word for word in wanted if word not in direct and _says(above, word)]
            score = (len(direct) + _HEADING_WORTH * len(near)) / len(wanted)
            if direct and score >= ENOUGH and (best is None or (score, TRUST.index(hit.item.trust)) > best[:2]):
                best = (score, TRUST.index(hit.item.trust), sentence, hit.item)
    return None if best is None else (f"{clean(best[2])} [{best[3].label}]", best[3])


def _sentences(text: str) -> Iterator[tuple[str, str]]:
    """Each sentence with the headings that stand above it."""
    headings: list[str] = []
    for part in filter(None, map(str.strip, _SENTENCE.split(text))):
        if _HEADING.match(part):
            headings.append(_HEADING.sub("", part))
        else:
            yield part, " ".join(headings)


def _says(said: Sequence[str], wanted: str) -> bool:
    return any(_akin(word, wanted) for word in said)


def _akin(one: str, other: str) -> bool:
    """Whether two folded words are forms of one: the same beginning, long enough to tell ("recolhem", "recolhida")."""
    one, other = fold(one), fold(other)
    if one == other:
        return True
    shared = next((n for n, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), None)
    length = min(len(one), len(other)) if shared is None else shared
    short = one.rstrip("s") == other.rstrip("s")
    return short or (length >= _SHARED_LETTERS and length >= _SHARED_PART * max(len(one), len(other)))
