"""Extractive summaries: the sentences that the others agree with most, in their own order.

TextRank (Mihalcea and Tarau, "TextRank: Bringing Order into Texts", EMNLP 2004): sentences vote for those they share
words with. The similarity of two is the number of stems they share over the sum of the logarithms of their lengths;
their ranks are the PageRank (damping 0.85) of the graph so weighted.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from agentlite.language import Language
from agentlite.tools.text.words import sentences, stems

DAMPING = 0.85
MOST_SENTENCES = 300
LONGEST_SUMMARY = 5
_ROUNDS = 50
_CLOSE = 1e-6


def summary(text: str, language: Language) -> tuple[list[str], float]:
    """About a third of the sentences, five at most, and the share of what the text speaks of that they cover.

    The share, from 0 to 1, weighs each word that carries meaning by how often the text has it.
    """
    found = sentences(text)[:MOST_SENTENCES]
    said = [stems(sentence, language) for sentence in found]
    wanted = min(LONGEST_SUMMARY, max(1, round(len(found) / 3)))
    ranks = _ranks(said)
    best = sorted(range(len(found)), key=lambda i: (-ranks[i], i))[:wanted]
    frequency = Counter(word for sentence in said for word in sentence)
    covered = {word for i in best for word in said[i]}
    share = sum(frequency[word] for word in covered) / max(1, frequency.total())
    return [found[i] for i in sorted(best)], round(share, 2)


def _ranks(said: Sequence[Sequence[str]]) -> list[float]:
    """The rank of each sentence, by the power method."""
    number = len(said)
    weights = [[_similarity(a, b) if i != j else 0.0 for j, b in enumerate(said)] for i, a in enumerate(said)]
    totals = [sum(row) for row in weights]
    ranks = [1.0] * number
    for _ in range(_ROUNDS):
        votes = [ranks[j] / totals[j] if totals[j] else 0.0 for j in range(number)]
        new = [(1 - DAMPING) + DAMPING * sum(map(float.__mul__, weights[i], votes)) for i in range(number)]
        moved = max((abs(a - b) for a, b in zip(new, ranks, strict=True)), default=0.0)
        ranks = new
        if moved < _CLOSE:
            break
    return ranks


def _similarity(first: Sequence[str], second: Sequence[str]) -> float:
    shared = len(set(first) & set(second))
    if not shared:
        return 0.0
    return shared / (math.log(len(first) + 1) + math.log(len(second) + 1))
