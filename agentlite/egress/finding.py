"""Everything in a text that must not leave as it is: names first, forms second, overlaps as one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from agentlite.egress import patterns
from agentlite.egress.folding import Shape, follows_escape
from agentlite.egress.labels import LABELS, Label
from agentlite.egress.names import Name, NameIndex


@dataclass(frozen=True, slots=True)
class Found:
    """`text[start:end]` is private, of this kind, and stands for `original`."""

    start: int
    end: int
    kind: str
    label: Label
    original: str


class Finder:
    """Finds the names given, and what is private by its form."""

    def __init__(self, names: Iterable[Name], vocabulary: Iterable[str] = ()) -> None:
        self._index = NameIndex(names, vocabulary)

    def find(self, text: str, *, also: Sequence[Found] = (), forms: bool = True) -> list[Found]:
        """What is private in `text`, in order and without overlaps. `also` is known to be; `forms=False` finds names
        only.
        """
        found = list(also)
        for shape in (Shape(text), Shape(text, escaped=True)) if "\\" in text else (Shape(text),):
            for start, end, name in self._index.find(shape):
                found.append(Found(*shape.span(start, end), name.kind, name.label, name.stands_for))
            for start, end, kind in patterns.find(shape.shape) if forms else ():
                first, last = _widened(text, *shape.span(start, end))
                found.append(Found(first, last, kind, "private", text[first:last]))
        return _merged(text, found)


def _widened(text: str, start: int, end: int) -> tuple[int, int]:
    """The span with the letters and digits that touch it: what is put in its place must stand alone."""
    while start and text[start - 1].isalnum() and not follows_escape(text, start):
        start -= 1
    while end < len(text) and text[end].isalnum():
        end += 1
    return start, end


def _merged(text: str, found: list[Found]) -> list[Found]:
    """Overlapping finds as one: the one that covers the others, the first if several do, else all of their text."""
    merged: list[Found] = []
    for one in sorted(found, key=lambda f: (f.start, -f.end)):
        if not merged or one.start >= merged[-1].end:
            merged.append(one)
            continue
        last = merged[-1]
        label = max(last.label, one.label, key=LABELS.index)
        if one.end > last.end:
            last = replace(last, end=one.end, original=text[last.start : one.end])
        merged[-1] = replace(last, label=label)
    return merged
