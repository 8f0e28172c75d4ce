"""Text as it is compared: without accents, invisible characters or the other ways to write the same letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

_WORD = re.compile(r"[^\W_]+")
_CHARACTER = re.compile(r"""\\(?:u([0-9A-Fa-f]{4})|([nrtbf"\\/]))|.""", re.DOTALL)
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
_AFTER_ESCAPE = re.compile(r"\\(?:u[0-9A-Fa-f]{4}|[nrtbf])\Z")


@dataclass(frozen=True, slots=True)
class Word:
    """A run of letters and digits, its case folded, and where it is in the shape."""

    text: str
    start: int
    end: int


class Shape:
    """A text and its `shape`: compatibility-decomposed, without combining marks and format characters, case kept.

    `escaped` reads `\\n`, `\\u00e9` and the like, as JSON has them, for the character that they stand for.
    """

    def __init__(self, text: str, *, escaped: bool = False) -> None:
        self.text = text
        self._origins: Sequence[int]
        if text.isascii() and not escaped:
            self.shape, self._origins = text, range(len(text))
        else:
            raw = _unescaped(text) if escaped else zip(text, range(len(text)), strict=True)
            letters = [(c, i) for whole, i in raw for c in _plain(whole)]
            self.shape = "".join(c for c, _ in letters)
            self._origins = [i for _, i in letters]

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """The words, in order."""
        return tuple(Word(m[0].casefold(), m.start(), m.end()) for m in _WORD.finditer(self.shape))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where in the text `shape[start:end]` comes from; marks on its last letter are part of it."""
        last = self._origins[end - 1]
        while end < len(self._origins) and self._origins[end] == last:
            end += 1
        return self._origins[start], self._origins[end] if end < len(self._origins) else len(self.text)


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text as they are compared."""
    return tuple(word.text for word in Shape(text).words)


def follows_escape(text: str, at: int) -> bool:
    """Whether an escape as JSON has them ends just before `text[at]`."""
    return _AFTER_ESCAPE.search(text, max(0, at - 6), at) is not None


def _unescaped(text: str) -> Iterator[tuple[str, int]]:
    """Each character and where it is written."""
    for match in _CHARACTER.finditer(text):
        code, short = match.groups()
        yield chr(int(code, 16)) if code else _CONTROLS.get(short, short or match[0]), match.start()


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    """The character without what does not show by itself: marks, joiners, directions."""
    letters = unicodedata.normalize("NFKD", character)
    return "".join(c for c in letters if unicodedata.category(c) not in ("Mn", "Me", "Cf"))
