"""Checking an answer's citations mechanically: a label must be one that was shown, and say what the sentence says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from agentlite.memory.items import Item
from agentlite.memory.text import stems, words

_CITED = re.compile(r"\[\s*(m\d+(?:\s*[,;]\s*m\d+)*)[^\]]*\]")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?!\[)|\n+")


@dataclass(frozen=True, slots=True)
class Citations:
    """`cited` are the items an answer rests on; `unknown` the labels of nothing that was shown; `unsupported` the
    sentences that share no meaningful word with what they cite, or hold a number that it does not."""

    cited: tuple[Item, ...]
    unknown: tuple[str, ...]
    unsupported: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether the answer cites something, and every citation holds."""
        return bool(self.cited) and not self.unknown and not self.unsupported


def check_citations(answer: str, shown: Sequence[Item]) -> Citations:
    """Check every `[m12]` of `answer` against the items that were shown to its author."""
    by_label = {item.label: item for item in shown}
    cited: dict[str, Item] = {}
    unknown: dict[str, None] = {}
    unsupported = []
    for sentence in filter(str.strip, _SENTENCE.split(answer)):
        labels = [label.strip() for found in _CITED.findall(sentence) for label in re.split("[,;]", found)]
        known = [by_label[label] for label in labels if label in by_label]
        unknown |= dict.fromkeys(label for label in labels if label not in by_label)
        cited |= {item.label: item for item in known}
        if known and not _supports(_CITED.sub("", sentence), known):
            unsupported.append(sentence.strip())
    return Citations(tuple(cited.values()), tuple(unknown), tuple(unsupported))


def _supports(sentence: str, items: Sequence[Item]) -> bool:
    texts = " ".join(f"{item.text} {item.date}" for item in items)
    numbers = {word for word in words(sentence) if word.isdigit()}
    return numbers <= set(words(texts)) and bool(stems(sentence) & stems(texts))
