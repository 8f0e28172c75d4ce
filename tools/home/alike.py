"""Orders that could be for either of two things: "the bedside lamp", where there is a left and a right one.

Whoever gives one has to be asked which; a model that picks one is as often wrong as right.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet

from agentlite.tools.home.house import Entity
from agentlite.tools.home.retrieval import Mentions
from agentlite.words import stem, tokens

_MOST = 4
"""Of how many things alike a word may still mean one; a word that more of them share is one for all."""


def is_one_of_several(request: str, said: Mentions, things: Mapping[str, Entity], places: AbstractSet[str]) -> bool:
    """Whether the one thing that an order names by part of its name could be any of several of its kind.

    `things` are those that can be acted on, by id; `places` the names of the places meant, if any.
    """
    if said.spelled or said.everything:
        return False
    named = [(things[i], words - said.general) for i, words in said.words.items() if i in things]
    named = [(thing, words) for thing, words in named if words]
    near = [(thing, words) for thing, words in named if not places.isdisjoint((thing.area, thing.floor))]
    most = max((len(words) for _, words in near or named), default=0)
    alike = [(thing.domain, words) for thing, words in near or named if len(words) == most]
    return 2 <= len(alike) <= _MOST and len(set(alike)) == 1 and not _says_many(request, alike[0][1])


def _says_many(request: str, words: Collection[str]) -> bool:
    """Whether a request has one of the words, or a word after it, as a plural."""
    heard = tokens(request)
    said = [at for at, token in enumerate(heard) if stem(token) in words]
    return any(token.endswith("s") for at in said for token in heard[at : at + 2])
