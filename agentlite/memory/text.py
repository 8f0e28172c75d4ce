"""Words, as memory sees them: folded, without stop-words, with the plurals that matter in English and Portuguese."""

from __future__ import annotations

import functools
import hashlib
import re

from agentlite.language import detect_language
from agentlite.words import fold

STOP_WORDS = frozenset(
    # English
    "a an the and or but if of to in on at by for from with about into over after before between during up down "
    "out off again then once here there when where why how all any both each few more most other some such no nor "
    "not only own same so than too very can could will would shall should may might must just do does did doing "
    "done is are was were be been being am have has had having i me my mine we us our ours you your yours he him "
    "his she her hers it its they them their theirs this that these those what which who whom whose as s t d ll m "
    "re ve don isn wasn didn doesn let "
    # Portuguese, folded
    "o os as um uma uns umas e ou mas se de do da dos das em no na nos nas num numa ao aos pelo pela pelos pelas "
    "por para pra pro com sem sobre ate entre como quando onde porque que quem qual quais quanto quantos quanta "
    "quantas ja nao sim eu tu ele ela eles elas nosso nossa nossos nossas voce voces te lhe lhes meu minha meus "
    "minhas teu tua teus tuas seu sua seus suas este esta isto esse essa isso aquele aquela aquilo ser era eram "
    "foi foram sou es somos sao estar estou estas estamos estao estava ter tem tenho temos teve ha havia mais "
    "menos muito muita tambem so ainda depois antes aqui ali la ".split()
)

_WORD = re.compile(r"[^\W_]+")
_BLANKS = str.maketrans({character: " " for character in map(chr, range(128)) if not character.isalnum()})
_PORTUGUESE = (
    ("oes", "ao"), ("aes", "ao"), ("ais", "al"), ("eis", "el"), ("ois", "ol"), ("ns", "m"), ("zes", "z"), ("res", "r")
)  # fmt: skip
_PLURALS = (*_PORTUGUESE, ("ies", "y"), ("es", "e"), ("s", ""))


def words(text: str) -> list[str]:
    """The folded words and numbers of a text, in order."""
    folded = fold(text)
    # What the expression finds, in half the time.
    return folded.translate(_BLANKS).split() if folded.isascii() else _WORD.findall(folded)


def content_words(text: str) -> list[str]:
    """The distinct words of a text that carry meaning, in order; all its words if none does."""
    every = list(dict.fromkeys(words(text)))
    return [word for word in every if word not in STOP_WORDS] or every


def variants(word: str) -> list[str]:
    """A Portuguese word, and its singular or plurals where the index's English stemmer would miss them (luz, luzes)."""
    if len(word) < 3 or word.isdigit():
        return [word]
    found = [word]
    for plural, singular in _PORTUGUESE:
        if word.endswith(plural) and len(word) > len(plural) + 1:
            found.append(word.removesuffix(plural) + singular)
        elif word.endswith(singular):
            found.append(word.removesuffix(singular) + plural)
    return found


@functools.lru_cache(maxsize=16_384)
def stem(word: str) -> str:
    """A rough stem for comparing texts in memory, where the index's own stemmer cannot be called."""
    for plural, singular in _PLURALS:
        if word.endswith(plural) and len(word) > len(plural) + 2:
            word = word.removesuffix(plural) + singular
            break
    for ending in ("ing", "ed", "ly"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            word = word.removesuffix(ending)
            if word[-1] == word[-2]:
                word = word[:-1]
            break
    return word.rstrip("e") if len(word) > 3 else word


def stems(text: str) -> frozenset[str]:
    """The stems of the words that carry meaning."""
    return frozenset(stem(word) for word in content_words(text))


def fingerprint(text: str) -> str:
    """The same for texts that differ only in case, accents, spacing and punctuation (16 bytes of SHA-256, hex)."""
    return hashlib.sha256(" ".join(words(text) or [text.strip()]).encode()).hexdigest()[:32]


def match_expression(query: str, limit: int = 24) -> str:
    """An FTS5 expression that any content word of the query satisfies; "" for a query without words."""
    spoken = variants if detect_language(query) == "pt" else lambda word: [word]
    terms = dict.fromkeys(term for word in content_words(query)[:limit] for term in spoken(word))
    return " OR ".join(f'"{term}"' for term in terms)


def estimate_tokens(text: str) -> int:
    """A count that errs on the high side, for when the serving model's own tokenizer is not at hand."""
    return sum(1 + (len(word) - 1) // 4 for word in _WORD.findall(text)) + sum(
        max(1, len(c.encode()) - 1) for c in text if not c.isalnum() and not c.isspace()
    )
