"""Which states a question names, and what can be in them: "is the phone charging?" is about what charges.

A small model turns "is it wet?" into "is it dry?" more easily than one would think; so a state that is said in so many
words is the one that is asked about.
"""

from __future__ import annotations

from collections.abc import Iterable

from agentlite.tools.home.house import Entity
from agentlite.tools.home.wording import states_of, word_in
from agentlite.words import stems

_OTHER_WORDS = {
    "on": ("lit", "aceso"),
    "off": ("apagado",),
    "closed": ("shut",),
    "home": ("home", "casa"),
    "low": ("baixo",),
    "open": ("opened",),
    "wet": ("flooded", "leaking", "inundado", "encharcado"),
    "not_home": ("gone",),
}
"""Words for states that are not those in which agentlite itself tells them."""


def states_named(request: str, states: Iterable[str], names: Iterable[str] = ()) -> list[str]:
    """Those of `states` that a request says in English or Portuguese; of "charging" and "not charging" the one.

    The words of `names`, which devices bear, name no state: "is Battery Charging empty?" does not say "charging".
    """
    said = frozenset(map(_neuter, stems(request))) - {_neuter(stem) for name in names for stem in stems(name)}
    named = {state: words for state in states for words in _ways(state) if words <= said}
    return [state for state, words in named.items() if not any(words < other for other in named.values())]


def can_be_in(entities: Iterable[Entity], states: Iterable[str]) -> bool:
    """Whether one of the entities can be in one of the states."""
    wanted = frozenset(states)
    return any(not wanted.isdisjoint(states_of(entity)) for entity in entities)


def _ways(state: str) -> list[frozenset[str]]:
    """The ways to say a state, each as the words that must all be there."""
    ways = (state.replace("_", " "), word_in(state, "en"), word_in(state, "pt"), *_OTHER_WORDS.get(state, ()))
    return [frozenset(map(_neuter, stems(way))) for way in ways]


def _neuter(stem: str) -> str:
    """A stem without the ending that tells Portuguese genders apart."""
    return stem[:-1] if len(stem) > 4 and stem[-1] in "ao" else stem
