"""Text as words and sentences, and the word lists of this pack."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from agentlite.language import Language, detect_language

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’»)]*\s+(?=[\"'“‘«(]?[A-ZÀ-ÖØ-Þ0-9])|\n+")
_ACCENTS = str.maketrans("áâãàäéêèëíîìïóôõòöúûùüçñ’", "aaaaaeeeeiiiiooooouuuucn'")
_ENDINGS = {
    "en": ("ingly", "edly", "ings", "ing", "ies", "ed", "es", "ly", "s"),
    "pt": ("mente", "coes", "cao", "ando", "endo", "indo", "aram", "eram", "iram", "ados", "adas", "ado", "ada", "idos",
           "idas", "ido", "ida", "avam", "ava", "amos", "ar", "er", "ir", "es", "as", "os", "a", "o", "e", "s"),
}  # fmt: skip
_LEAST_STEM = 4


def fold(text: str) -> str:
    """Lower case, without accents."""
    return text.lower().translate(_ACCENTS)


def words(text: str) -> list[str]:
    """The words of a text, folded."""
    return [fold(match) for match in _WORD.findall(text)]


def count(text: str) -> int:
    """How many words there are, numbers included."""
    return len(re.findall(r"\w+(?:['’.,-]\w+)*", text))


def sentences(text: str) -> list[str]:
    """The sentences of a text; each line ends one too."""
    return [part.strip() for part in _SENTENCE_END.split(text) if part.strip()]


def stem(word: str, language: Language) -> str:
    """The word without its commonest ending: crude, but the same for a word's forms."""
    for ending in _ENDINGS[language]:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST_STEM:
            return word.removesuffix(ending)
    return word


def stems(text: str, language: Language) -> list[str]:
    """The stems of the words that carry meaning."""
    common = lexicon(f"stopwords.{language}").keys()
    return [stem(word, language) for word in words(text) if word not in common and len(word) > 1]


def language_of(text: str) -> Language:
    """English or Portuguese."""
    return detect_language(text)


@cache
def lexicon(name: str) -> Mapping[str, tuple[str, ...]]:
    """The word list in `lexicon/NAME.txt`: lines of `key: word word "a phrase"`, or of words alone; folded."""
    found: dict[str, tuple[str, ...]] = {}
    for line in (Path(__file__).parent / "lexicon" / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        key, colon, rest = line.partition(":")
        if colon:
            found[key.strip()] = tuple(fold(part).replace("_", " ") for part in rest.split())
        else:
            found.update((fold(word), ()) for word in line.split())
    return found
