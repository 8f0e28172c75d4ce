"""What the text tools found, in English and Portuguese."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from agentlite.actions import Json

_FEELINGS = {
    "positive": {"en": "positive", "pt": "positivo"},
    "negative": {"en": "negative", "pt": "negativo"},
    "neutral": {"en": "neutral", "pt": "neutro"},
}
_KINDS = {
    "insult": {"en": "an insult", "pt": "um insulto"},
    "threat": {"en": "a threat", "pt": "uma ameaça"},
    "self-harm": {"en": "harm to oneself", "pt": "mal a si próprio"},
    "personal data": {"en": "personal data", "pt": "dados pessoais"},
}


def classified(label: str, shares: Mapping[str, float]) -> dict[str, str]:
    """The label, or that nothing tells."""
    if len(shares) > 1 and len(set(shares.values())) == 1:
        return {"en": "I cannot tell which of these it is.", "pt": "Não consigo dizer qual destes é."}
    share = round(100 * shares[label])
    return {"en": f"It is most likely {label} ({share}%).", "pt": f"O mais provável é {label} ({share}%)."}


def felt(feeling: str, confidence: float) -> dict[str, str]:
    """How pleased the text is."""
    names, share = _FEELINGS[feeling], round(100 * confidence)
    return {"en": f"It sounds {names['en']} ({share}%).", "pt": f"O tom é {names['pt']} ({share}%)."}


def checked(flags: Sequence[Mapping[str, Json]]) -> dict[str, str]:
    """What was found, with its words."""
    if not flags:
        return {
            "en": "I found no insults, threats or personal data in it.",
            "pt": "Não encontrei insultos, ameaças nem dados pessoais.",
        }
    said = {
        language: "; ".join(f"{_KINDS[flag['kind']][language]} (“{flag['words']}”)" for flag in flags)
        for language in ("en", "pt")
    }
    return {"en": f"I found {said['en']}.", "pt": f"Encontrei {said['pt']}."}


def counted(words: int, sentences: int, characters: int) -> dict[str, str]:
    """The numbers, in words."""
    return {
        "en": f"{words} word{_s(words)}, {sentences} sentence{_s(sentences)} and {characters} characters.",
        "pt": f"{words} palavra{_s(words)}, {sentences} frase{_s(sentences)} e {characters} caracteres.",
    }


def _s(number: int) -> str:
    return "" if number == 1 else "s"
