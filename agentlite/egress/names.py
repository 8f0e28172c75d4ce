"""What must not be recognised outside: the names of people, things and places that are known here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from agentlite.egress.folding import Shape, words_of
from agentlite.egress.labels import LABELS, WITHHELD, Label

_WIDEST_GAP = 3
"""Characters between the words of one name: a line break, an escaped quote, a comma and a space."""

_SHORTEST = 2
_SHORTEST_JOINED = 6
_SHORTEST_NUMBER = 4
_PHRASE = 5
"""That many words in a row of a withheld text give it away."""


class Name(NamedTuple):
    """A known text, and what it is a name of.

    `kind` makes the pseudonym: lower case as `light` gives `light.7`, upper case as `PERSON` gives `PERSON_2`.
    Names with the same `stands_for` share a pseudonym, which turns back into `stands_for`: give the aliases of a
    device the label that tools accept. A secret or local-only "name" may be a whole sentence; it is never sent, not
    even under a pseudonym, and neither are five of its words in a row or its numbers.
    """

    text: str
    kind: str = "NAME"
    label: Label = "private"
    stands_for: str = ""


class NameIndex:
    """Finds names in texts as whole words, whatever their case, accents and the characters between their words.

    Names of a single letter or digit are not looked for. A text that names two things stands for itself.
    `vocabulary` lists words and identifiers (`set_light`) that are never a name or part of one.
    """

    def __init__(self, names: Iterable[Name], vocabulary: Iterable[str] = ()) -> None:
        self._vocabulary = frozenset(Shape(word).shape.casefold() for word in vocabulary)
        self._names: dict[tuple[str, ...], Name] = {}
        for name in names:
            for words in _forms(name):
                self._add(words, name._replace(stands_for=name.stands_for or name.text))
        self._by_first: dict[str, list[tuple[str, ...]]] = {}
        for words in sorted(self._names, key=len, reverse=True):
            self._by_first.setdefault(words[0], []).append(words)

    def find(self, shape: Shape) -> Iterator[tuple[int, int, Name]]:
        """The longest name that begins at each word: where it is in the shape, and which it is."""
        for i, word in enumerate(shape.words):
            for wanted in self._by_first.get(word.text, ()):
                found = shape.words[i : i + len(wanted)]
                if tuple(w.text for w in found) != wanted:
                    continue
                if any(b.start - a.end > _WIDEST_GAP for a, b in pairwise(found)):
                    continue
                if not self._is_vocabulary(shape.shape, word.start, found[-1].end):
                    yield word.start, found[-1].end, self._names[wanted]
                    break

    def _add(self, words: tuple[str, ...], name: Name) -> None:
        known = self._names.get(words)
        if known is not None:
            label = max(known.label, name.label, key=LABELS.index)
            same = known.stands_for == name.stands_for
            name = known._replace(label=label, stands_for=known.stands_for if same else known.text)
        self._names[words] = name

    def _is_vocabulary(self, text: str, start: int, end: int) -> bool:
        while start and (text[start - 1].isalnum() or text[start - 1] == "_"):
            start -= 1
        while end < len(text) and (text[end].isalnum() or text[end] == "_"):
            end += 1
        return text[start:end].casefold() in self._vocabulary


def _forms(name: Name) -> Iterator[tuple[str, ...]]:
    """The runs of words that give the name away."""
    words = words_of(name.text)
    joined = "".join(words)
    if len(joined) < _SHORTEST:
        return
    if name.label in WITHHELD and len(words) > _PHRASE:
        yield from (words[i : i + _PHRASE] for i in range(len(words) - _PHRASE + 1))
    else:
        yield words
    if len(words) > 1:
        if len(joined) >= _SHORTEST_JOINED:
            yield (joined,)
        if name.label in WITHHELD:
            numbers = (word for word in words if any(c.isdigit() for c in word))
            yield from ((number,) for number in numbers if len(number) >= _SHORTEST_NUMBER)
