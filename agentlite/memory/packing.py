"""Filling a token budget with what is worth most, and saying how far the result can be relied on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from agentlite.errors import ConfigurationError
from agentlite.language import Language
from agentlite.memory.framing import block, line
from agentlite.memory.items import PRIVACY, TRUST, Hit, Item, Privacy, Trust
from agentlite.memory.text import stems

Count = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Packed:
    """What fits a budget. `text` is ready for a prompt: labelled lines, oldest first, delimited as data. The first line
    of each day has its date, which on each line would take a seventh of it.

    `tokens` is the size of `text` by the count that was given; `omitted` are the items found that did not fit;
    `confidence` (0 to 1) is the largest share of the question's words that one item contains: low means that
    "I don't know" is likely right.
    """

    text: str
    items: tuple[Item, ...]
    omitted: tuple[Item, ...]
    tokens: int
    confidence: float

    @property
    def trust(self) -> Trust:
        """The least trusted origin among the items; "owner" when there are none."""
        return min((item.trust for item in self.items), key=TRUST.index, default="owner")

    @property
    def privacy(self) -> Privacy:
        """The strictest privacy label among the items; "open" when there are none."""
        return max((item.privacy for item in self.items), key=PRIVACY.index, default="open")


def pack(
    query: str,
    hits: Sequence[Hit],
    budget_tokens: int,
    count: Count,
    language: Language,
    *,
    rough: Count | None = None,
) -> Packed:
    """The best of `hits` (best first; pinned ones before all others) whose block takes at most `budget_tokens`.

    Where `count` is dear, because it asks a model, `rough` is used to choose, and `count` only for the whole.

    Raises `ConfigurationError` for a negative budget.
    """
    if budget_tokens < 0:
        raise ConfigurationError(f"A token budget cannot be negative, as {budget_tokens} is.")
    ranked = sorted(hits, key=lambda hit: not hit.item.pinned)
    chosen: list[Item] = []
    each = rough or count
    spent = each(block([""], language)) if ranked else 0
    days: set[str] = set()
    for hit in ranked:
        cost = each(line(hit.item, dated=hit.item.date not in days) + "\n")
        if spent + cost <= budget_tokens:
            chosen.append(hit.item)
            days.add(hit.item.date)
            spent += cost
    text = _text(chosen, language)
    # Tokens of parts need not add up to those of the whole, so the whole is measured too.
    while chosen and (tokens := count(text)) > budget_tokens:
        chosen.pop()
        text = _text(chosen, language)
    kept = {item.id for item in chosen}
    omitted = tuple(hit.item for hit in ranked if hit.item.id not in kept)
    confidence = coverage(query, chosen)
    return Packed(text, tuple(sorted(chosen, key=_when)), omitted, tokens if chosen else 0, confidence)


def _text(items: Sequence[Item], language: Language) -> str:
    ordered = sorted(items, key=_when)
    before = ["", *(item.date for item in ordered)]
    return block([line(item, dated=item.date != day) for item, day in zip(ordered, before, strict=False)], language)


def _when(item: Item) -> tuple[float, str, int, int]:
    since = item.created_at if item.valid_from is None else item.valid_from
    return since, item.thread or "", item.seq or 0, item.id


def coverage(query: str, items: Sequence[Item]) -> float:
    """The largest share of the query's meaningful words that one of the items contains, 0 to 1."""
    wanted = stems(query)
    return max((len(wanted & stems(item.text)) / len(wanted) for item in items), default=0.0) if wanted else 0.0
