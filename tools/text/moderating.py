"""What in a text may hurt somebody: insults, threats, harm to oneself, and personal data, by word lists and forms.

Personal data is found as the egress door finds it: addresses, and numbers that carry the check digits of their kind.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal, TypeAlias

from agentlite.egress.finding import Finder
from agentlite.language import Language
from agentlite.tools.text.words import fold, lexicon

Kind: TypeAlias = Literal["insult", "threat", "self-harm", "personal data"]

_AT_SOMEBODY: dict[Language, str] = {
    "en": r"\b(?:you(?:'re| are)?|your|u|he(?:'s| is)|she(?:'s| is)|they(?:'re| are)|such an?|what an?|fucking|damn)"
    r"(?: \w+){0,2} ",
    "pt": r"\b(?:tu|voce|vc|es|seu|sua|ele e|ela e|sao|grande|que|cala a boca|calate)"
    r"(?: (?:um|uma|uns|tao|muito|mesmo|e|mais))*(?: \w+)? ",
}
_THREATS: dict[Language, str] = {
    "en": r"\b(?:i(?:'ll| will|'m going to| am going to|'m gonna| gonna)|we(?:'ll| will| are going to)) "
    r"(?:kill|hurt|beat|stab|shoot|burn|destroy|find|get|smash|break|end|make) (?:you|him|her|them|your|his)\b"
    r"|\byou(?:'re| are) (?:dead|going to (?:die|pay|regret))|\byou(?:'ll| will) (?:pay|regret|be sorry|die)\b"
    r"|\bwatch your back\b|\bi know where you (?:live|work)\b|\b(?:bomb|blow up) (?:the|your|this)\b",
    "pt": r"\b(?:vou|vamos|hei de|vou-te|vou te) (?:te |lhe |o |a |los )?"
    r"(?:matar|bater|partir|arrebentar|rebentar|esfaquear|queimar|acabar|quebrar|destruir|espancar|apanhar|pegar)"
    r"(?:-te|-vos|-lo|-la|-o)?\b|\b(?:mato|rebento|parto|arrebento)[ -](?:te|voce)\b"
    r"|\bte (?:mato|arrebento|quebro|pego)\b|\b(?:vais|vai) (?:morrer|pagar|arrepender-te|se arrepender|ver)\b"
    r"|\b(?:estas|ta|esta) morto\b|\bsei onde (?:moras|voce mora|vives|trabalhas)\b|\bbomba (?:na|no|em)\b"
    r"|\bcuidado com as costas\b",
}
_SELF_HARM: dict[Language, str] = {
    "en": r"\b(?:kill(?:ing)? myself|end(?:ing)? my life|end it all|want to die|suicid\w+|hurt(?:ing)? myself"
    r"|cut(?:ting)? myself|don't want to (?:live|be here) anymore|better off (?:dead|without me))\b",
    "pt": r"\b(?:matar-me|me matar|acabar com a (?:minha )?vida|quero morrer|suicid\w+|cortar-me|me cortar"
    r"|magoar-me|nao quero (?:mais )?viver|nao aguento mais viver|melhor sem mim)\b",
}
_PATTERNS: dict[Kind, dict[Language, str]] = {"threat": _THREATS, "self-harm": _SELF_HARM}
_SURE: dict[Kind, float] = {"threat": 0.85, "self-harm": 0.85, "personal data": 0.95}


@dataclass(frozen=True, slots=True)
class Flag:
    """A stretch of a text that may hurt, and how sure that is, from 0 to 1."""

    kind: Kind
    words: str
    confidence: float


def flags(text: str, language: Language) -> list[Flag]:
    """What a text may hurt with, in its order."""
    folded = fold(text)
    found = [(at, Flag("insult", text[at:end], sure)) for at, end, sure in _insults(folded, language)]
    for kind, table in _PATTERNS.items():
        matches = re.finditer(table[language], folded)
        found += [(match.start(), Flag(kind, text[slice(*match.span())], _SURE[kind])) for match in matches]
    private = Finder(()).find(text)
    found += [(each.start, Flag("personal data", each.original, _SURE["personal data"])) for each in private]
    return [flag for _, flag in sorted(found, key=lambda pair: pair[0])]


def _insults(folded: str, language: Language) -> list[tuple[int, int, float]]:
    """Where the insults are, and how sure each is: a mild one counts only if it is said of somebody."""
    strong, mild = _patterns(language)
    found = [(match.start(), match.end(), 0.9) for match in strong.finditer(folded)]
    return found + [(match.start("it"), match.end("it"), 0.7) for match in mild.finditer(folded)]


@cache
def _patterns(language: Language) -> tuple[re.Pattern[str], re.Pattern[str]]:
    table = lexicon(f"moderation.{language}")
    strong, mild = ("|".join(sorted(map(re.escape, table[kind]), key=len, reverse=True)) for kind in ("strong", "mild"))
    return re.compile(rf"\b(?:{strong})s?\b"), re.compile(rf"{_AT_SOMEBODY[language]}(?P<it>{mild})\b")
