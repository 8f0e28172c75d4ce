"""Text as it is compared: without accents, invisible characters or the other ways to write the same letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Word:
    """A run of letters and digits, its case folded, and where it is in the shape."""

    text: str
    start: int
    end: int


class Shape:
    """A text and its `shape`: compatibility-decomposed, without combining marks and format characters, case kept."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._origins: Sequence[int]
        if text.isascii():
            self.shape, self._origins = text, range(len(text))
        else:
            letters = [(c, i) for i, raw in enumerate(text) for c in unicodedata.normalize("NFKD", raw) if _shows(c)]
            self.shape = "".join(c for c, _ in letters)
            self._origins = [i for _, i in letters]

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """The words, in order."""
        return tuple(Word(m[0].casefold(), m.start(), m.end()) for m in _WORD.finditer(self.shape))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where in the text `shape[start:end]` comes from; marks on its last letter are part of it."""
        last = self._origins[end - 1]
        following = self._origins[end] if end < len(self._origins) else len(self.text)
        return self._origins[start], max(following, last + 1)


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text as they are compared."""
    return tuple(word.text for word in Shape(text).words)


def _shows(character: str) -> bool:
    return unicodedata.category(character) not in ("Mn", "Me", "Cf")
