"""Aliases in a request: the names a household has for things, put back into those that tools know."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from agentlite.memory.framing import clean
from agentlite.words import fold

_WORD = re.compile(r"[^\W_]+")
_DETERMINERS = frozenset("the a an my our your this that o a os as um uma meu minha meus minhas nosso nossa".split())


def key_words(name: str) -> tuple[str, ...]:
    """The folded words of a name without the articles before it: "The Big Lamp" and "my big lamp" are one name."""
    spoken = [fold(word) for word in _WORD.findall(name)]
    start = next((place for place, word in enumerate(spoken) if word not in _DETERMINERS), 0)
    return tuple(spoken[start:])


def named(request: str, aliases: Mapping[str, str]) -> dict[str, str]:
    """Those of the aliases that the request uses, with what they stand for; the longest names first."""
    used = {alias for _, _, alias in _places(request, aliases)}
    return {alias: aliases[alias] for alias in sorted(used, key=lambda alias: (-len(alias), alias))}


def rewritten(request: str, aliases: Mapping[str, str]) -> str:
    """The request with each alias in it replaced by what it stands for.

    The longest name wins where several overlap. What an alias stands for is left alone where the request says it
    itself, so that "lamp" for "Standing Lamp" does not make "the Standing Standing Lamp".
    """
    text = request
    for begin, end, alias in sorted(_places(request, aliases), reverse=True):
        text = text[:begin] + clean(aliases[alias]) + text[end:]
    return text


def _places(request: str, aliases: Mapping[str, str]) -> list[tuple[int, int, str]]:
    """(begin, end, alias) of each use of an alias, none overlapping another or the name of a target."""
    found = list(_WORD.finditer(request))
    spoken = [fold(word[0]) for word in found]
    names: list[tuple[tuple[str, ...], str | None]] = [(key_words(alias), alias) for alias in aliases]
    names += [(key_words(target), None) for target in aliases.values()]
    taken: set[int] = set()
    places = []
    for words, alias in sorted(filter(lambda name: name[0], names), key=lambda name: -len(name[0])):
        for start in _starts(spoken, words):
            span = range(start, start + len(words))
            if taken.isdisjoint(span):
                taken.update(span)
                if alias is not None:
                    places.append((found[start].start(), found[span[-1]].end(), alias))
    return places


def _starts(spoken: Sequence[str], words: Sequence[str]) -> list[int]:
    return [n for n in range(len(spoken) - len(words) + 1) if tuple(spoken[n : n + len(words)]) == tuple(words)]
