"""Orders that look like refusals or remarks, and beside each what looks like it and asks for nothing, about one thing
in one house: "don't leave the lamp on" is an order, "leave the lamp on" is none.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from agentlite.actions import ToolCall
from agentlite.train.intents import Unsuitable
from agentlite.train.phrases import Filling, Phrase, phrase_book, read_phrase
from agentlite.train.templates import sample
from agentlite.train.words import load_words
from agentlite.train.world import World

_ATTEMPTS = 4


@cache
def _blocks(family: str) -> tuple[tuple[Phrase, tuple[str, ...]], ...]:
    blocks: list[dict[str, Any]] = load_words("contrasts")[family]
    return tuple((read_phrase(block), tuple(block["but"])) for block in blocks)


def contrast(world: World) -> tuple[tuple[str, ToolCall], str] | None:
    """An order with its call, and a sentence like it after which nothing must be done; None if nothing suits."""
    book, lists = phrase_book(world.language), load_words("deeds")[world.family]["words"]
    generic = load_words("refusals")[world.family]["generic_words"]
    for _ in range(_ATTEMPTS):
        phrase, but = world.rng.choice(_blocks(world.family))
        filling = Filling(world, phrase, book)
        try:
            order = filling.request()
        except Unsuitable:
            continue

        def fill(name: str, slot: str, filling: Filling = filling) -> str:
            words = generic if name == "w" else lists.get(name)
            return str(world.rng.choice(words)) if words else filling.fill(name, slot)

        return order, sample(world.rng.choice(but), book.rules, fill, world.rng)
    return None
