"""Finding: BM25 with credit from neighbouring turns, vectors if there are any, fused by rank; then recency, variety.

The constants were chosen on LoCoMo's conversations 26, 30 and 41 with `benchmarks/memory.py`, not copied.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from agentlite.memory.items import Filter, Hit, Item, Kind
from agentlite.memory.store import Store
from agentlite.memory.text import match_expression, stems
from agentlite.memory.vectors import RESCORED, VectorIndex

DAY = 86_400.0
HALF_LIFE_DAYS: Mapping[Kind, float] = {"turn": 60, "result": 7, "example": 180, "fact": 365}
"""After how long an item has lost half of what age can take from it; the kinds not named here do not age."""
FULL_TURN = 50
"""A turn of at least this many words loses nothing by its brevity."""
BROUGHT_IN = 100
"""The turns beside this many of the best are brought in though they do not have the words: those of others would come
too late in the list to matter."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """The constants of a search.

    By words, a turn also gets the share `after` of the score of the turn before it, and `before` of the one after it:
    an answer often says little of what was asked. By meaning it does not, which was measured to be better. `words` and
    `meaning` weigh the two lists that rank fusion joins, and `k` flattens it. `recency` is the largest part of its
    score that an item loses by being old. A turn of n of the `FULL_TURN` words keeps (n / `FULL_TURN`) to the power of
    `brevity` of its score: what is said in a few words seldom says much. Of two items whose words overlap (Jaccard) by
    more than `alike` only the better is found. `pool` candidates enter each list.
    """

    before: float = 0.4
    after: float = 0.6
    words: float = 1.0
    meaning: float = 0.75
    k: float = 20.0
    recency: float = 0.1
    brevity: float = 0.2
    alike: float = 0.9
    pool: int = 300


Scores = dict[int, float]
Place = tuple[str, int]


def search(
    store: Store, query: str, k: int, visible: Filter, now: float, *, index: VectorIndex | None, ranking: Ranking
) -> list[Hit]:
    """The `k` items nearest to the query, best first."""
    lists: list[tuple[float, Scores]] = []
    if expression := match_expression(query):
        found = store.matches(expression, visible, now, ranking.pool)
        places = {match.id: (match.thread, match.seq) for match in found if match.thread and match.seq is not None}
        scores = {match.id: match.score for match in found}
        lists.append((ranking.words, _smoothed(store, scores, places, visible, now, ranking)))
    if index is not None:
        near = {row.id: row.score for row in index.nearest(query, visible, now, min(ranking.pool, RESCORED))}
        lists.append((ranking.meaning * index.weight, near))
    return _varied(store, _fused(lists, ranking.k), k, visible, now, ranking)


def _smoothed(
    store: Store, scores: Scores, places: Mapping[int, Place], visible: Filter, now: float, ranking: Ranking
) -> Scores:
    """Scores with credit from the turns beside each, which also brings in neighbours that were not found themselves."""
    at = {place: identity for identity in scores if (place := places.get(identity))}
    best = heapq.nlargest(BROUGHT_IN, at, key=lambda place: scores[at[place]])
    beside = {(thread, seq + step) for thread, seq in best for step in (-1, 1)} - at.keys()
    missing = {(row["thread"], row["seq"]): row["id"] for row in store.at(beside, visible, now)}
    result = dict(scores)
    for (thread, seq), identity in (at | missing).items():
        previous, following = at.get((thread, seq - 1)), at.get((thread, seq + 1))
        credit = ranking.after * scores[previous] if previous is not None else 0.0
        credit += ranking.before * scores[following] if following is not None else 0.0
        result[identity] = scores.get(identity, 0.0) + credit
    return result


def _fused(lists: Sequence[tuple[float, Scores]], k: float) -> Scores:
    """Weighted reciprocal rank fusion: only the order in each list counts, so that their scales need not agree."""
    fused: Scores = {}
    for weight, scores in lists:
        for rank, identity in enumerate(sorted(scores, key=lambda i: (-scores[i], i)), 1):
            fused[identity] = fused.get(identity, 0.0) + weight / (k + rank)
    return fused


def _varied(store: Store, scores: Scores, k: int, visible: Filter, now: float, ranking: Ranking) -> list[Hit]:
    """The best `k` by what they are as well, without near copies of better ones."""
    best = sorted(scores, key=lambda i: (-scores[i], i))[: 3 * k + 20]
    items = store.get(best, visible, now)
    found = [items[i] for i in best if i in items]
    judged = [Hit(item, scores[item.id] * _freshness(item, now, ranking) * _substance(item, ranking)) for item in found]
    judged.sort(key=lambda hit: (-hit.score, hit.item.id))
    chosen: list[Hit] = []
    seen: list[frozenset[str]] = []
    for hit in judged:
        terms = stems(hit.item.text)
        if not any(_alike(terms, other, ranking.alike) for other in seen):
            chosen.append(hit)
            seen.append(terms)
        if len(chosen) == k:
            break
    return chosen


def _freshness(item: Item, now: float, ranking: Ranking) -> float:
    """1 for what is new or pinned, towards `1 - recency` for what is old."""
    if item.pinned or item.kind not in HALF_LIFE_DAYS:
        return 1.0
    since = item.created_at if item.valid_from is None else item.valid_from
    age = max(0.0, now - since) / DAY
    return float(1 - ranking.recency * (1 - 0.5 ** (age / HALF_LIFE_DAYS[item.kind])))


def _substance(item: Item, ranking: Ranking) -> float:
    """1 for what is no turn or a long one, towards 0 for a turn of few words."""
    if item.kind != "turn":
        return 1.0
    return float(min(1.0, len(item.text.split()) / FULL_TURN) ** ranking.brevity)


def _alike(one: frozenset[str], other: frozenset[str], share: float) -> bool:
    """Whether they overlap by more than `share`; sets of too different sizes need not be compared to know."""
    if min(len(one), len(other)) < share * max(len(one), len(other)):
        return False
    return overlap(one, other) > share


def overlap(one: Collection[str], other: Collection[str]) -> float:
    """Jaccard's index of two sets of words, 0 to 1; two empty sets do not overlap."""
    first, second = frozenset(one), frozenset(other)
    shared = len(first & second)
    return shared / (len(first) + len(second) - shared) if first or second else 0.0
