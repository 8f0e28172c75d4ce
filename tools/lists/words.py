"""Lists and items as they are named: without case, accents and plurals, and the usual lists in many words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from agentlite.language import Language
from agentlite.memory.text import content_words, stem, words
from agentlite.words import fold

DEFAULTS: tuple[dict[Language, str], ...] = ({"en": "shopping", "pt": "compras"}, {"en": "to-do", "pt": "tarefas"})
"""The lists that everybody has, by language."""

_USUAL_NAMES = (
    re.compile(r"\b(shopping|grocer(y|ies)|supermarket|compras?|supermercado|mercado|mercearia)\b"),
    re.compile(r"\b(to[ -]?dos?|tasks?|chores?|tarefas?|afazeres|pendentes|pendencias)\b"),
)
"""What else the lists of `DEFAULTS` are called, folded."""
_LIST_WORDS = re.compile(r"^(?:(?:the|my|a|o|minha) )?(?:lista (?:de |d[oa]s? |para )?)?|(?: list)?$", re.IGNORECASE)


_IRREGULAR = {
    "pae": "pao", "tomatao": "tomato", "potatao": "potato", "mangao": "mango", "avocadao": "avocado",
}  # fmt: skip
"""What the usual way from plural to singular makes of some things to eat, and what they are."""


def key(text: str) -> str:
    """The same for texts that mean the same item or list: "Ovos" and "ovo", "Pães" and "pão"."""
    return " ".join(sorted(_stems(text))) or fold(text.strip())


def bare_name(name: str) -> str:
    """What a list is called, without the word "list": "packing list" is "packing", "lista da festa" is "festa"."""
    return _LIST_WORDS.sub("", name.strip()).strip() or name.strip()


def is_named(name: str, request: str) -> bool:
    """Whether a request names the list of this name."""
    for names, usual in zip(DEFAULTS, _USUAL_NAMES, strict=True):
        if name in names.values():
            return bool(usual.search(fold(request)))
    return _stems(name) <= _stems(request) if _stems(name) else _is_written(name, request)


def mentioned(texts: Sequence[str], request: str) -> list[str]:
    """The texts that a request says whole or, if there are none, in part; the longest first.

    What is only said as a part of a longer one is not meant: "oat milk" is not "milk".
    """
    said, whole = _stems(request), [text for text in texts if not _stems(text) and _is_written(text, request)]
    for text in sorted(filter(_stems, texts), key=lambda text: -_stems(text).total()):
        if _stems(text) <= said:
            whole.append(text)
            said -= _stems(text)
    return whole or [text for text in texts if _stems(text) & said]


def _is_written(text: str, request: str) -> bool:
    """Whether a text without words, such as 🎂, stands in a request."""
    return fold(text.strip()) in fold(request)


def _stems(text: str) -> Counter[str]:
    """How often each word with a meaning occurs, without its plural ending."""
    telling = set(content_words(text))
    found = [stem(word) for word in words(text) if word in telling]
    return Counter(_IRREGULAR.get(word, word) for word in found)
