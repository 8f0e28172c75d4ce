"""Words as they are compared: without case, accents and plural endings, in English and Portuguese alike."""

from __future__ import annotations

import functools
import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")
_PLURAL_ENDINGS = (("oes", "ao"), ("aes", "ao"), ("ais", "al"), ("eis", "el"), ("ies", "y"))

STOP_WORDS = frozenset(
    "a an and at be by can do for from has have he her him his how i if in is it its me my of off on or our out please "
    "set she some that the their them then there they this to turn up us we what when which will with would you your "
    "ao aos as com da das de dele desse deste do dos e em esse esta este eu isso lhe mais me meu minha na nas no nos o "
    "os ou para pela pelo por pra pro qual que se sem ser seu sua tem um uma ligar liga desliga poe por favor".split()
)
"""Words that say nothing about which device is meant."""


def fold(text: str) -> str:
    """Lower case without accents: "Lâmpada" → "lampada"."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", text.casefold())
    for mark in filter(unicodedata.combining, set(folded)):
        folded = folded.replace(mark, "")
    return folded


@functools.lru_cache(maxsize=16_384)
def stem(word: str) -> str:
    """A folded word without its plural ending: "luzes" → "luz", "portoes" → "portao", "switches" → "switch"."""
    if len(word) < 4:
        return word
    for ending, singular in _PLURAL_ENDINGS:
        if word.endswith(ending):
            return word.removesuffix(ending) + singular
    if word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    return word.removesuffix("e") if len(word) > 3 else word


def tokens(text: str) -> list[str]:
    """The folded words of a text, in order."""
    return _WORD.findall(fold(text))


def stems(text: str) -> list[str]:
    """The stems of all words of a text, in order."""
    return [stem(word) for word in tokens(text)]


def content_stems(text: str) -> list[str]:
    """The stems of the words that may name something; stop words left out."""
    return [stem(word) for word in tokens(text) if word not in STOP_WORDS]


def trigrams(word: str) -> frozenset[str]:
    """The three-letter pieces of a word with its two ends marked, for comparison despite typing errors."""
    padded = f"^{word}$"
    return frozenset(padded[i : i + 3] for i in range(len(padded) - 2))
