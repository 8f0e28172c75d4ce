"""What a user tells an agent to remember, recognised by rule: no model can get it wrong, and none is asked.

remember that Clara hates hazelnuts          a fact
when I say the big lamp, I mean Standing Lamp    a name
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from agentlite.language import Language
from agentlite.memory.framing import clean
from agentlite.memory.items import Item
from agentlite.memory.memory import Memory

_NAMES = tuple(
    re.compile(pattern, re.IGNORECASE | re.DOTALL)
    for pattern in (
        r"(?:when|if|whenever) i say (?P<name>.+?),? (?:then )?i mean (?P<target>.+)",
        r"by (?P<name>.+?),? i mean (?P<target>.+)",
        r"quando (?:eu )?(?:digo|disser) (?P<name>.+?),? (?:quero dizer|refiro-me a|falo d[eoa]s?) (?P<target>.+)",
        r"por (?P<name>.+?),? (?:entendo|quero dizer) (?P<target>.+)",
    )
)
_FACTS = tuple(
    re.compile(pattern, re.IGNORECASE | re.DOTALL)
    for pattern in (
        r"(?:please )?(?:remember|note|don'?t forget)(?: that |: ?)(?P<text>.+)",
        r"(?:por favor,? )?(?:lembra-te|lembre-se|recorda-te) (?:de )?que (?P<text>.+)",
        r"(?:por favor,? )?(?:não te esqueças|não se esqueça|toma nota|tome nota|anota|anote|guarda|memoriza)"
        r"(?: (?:de )?que |: ?)(?P<text>.+)",
    )
)
_QUOTES = " \t\n\"'“”‘’«»"
_ARTICLE = re.compile(r"^(?:the|o|a|os|as) (?=\S)", re.IGNORECASE)

_REPLIES: dict[str, dict[Language, str]] = {
    "fact": {"en": "I will remember: {text}", "pt": "Vou lembrar-me: {text}"},
    "name": {"en": "I will understand “{name}” as “{target}”.", "pt": "Vou entender “{name}” como “{target}”."},
}


@dataclass(frozen=True, slots=True)
class Lesson:
    """A fact (`text`), or that the user calls `target` by `name`."""

    text: str = ""
    name: str = ""
    target: str = ""

    def learn(self, memory: Memory) -> Item:
        """Keep it as the user's own word. Raises what `Memory.add` raises."""
        return memory.alias(self.name, self.target) if self.name else memory.add(self.text)

    def reply(self, language: Language) -> str:
        """What to say to the user."""
        kind = "name" if self.name else "fact"
        return _REPLIES[kind][language].format(text=clean(self.text), name=clean(self.name), target=clean(self.target))


def lesson(request: str) -> Lesson | None:
    """What the request teaches; None if it teaches nothing, as most requests do."""
    said = request.strip()
    for pattern in _NAMES:
        if found := pattern.fullmatch(said):
            name = found["name"].strip(_QUOTES)
            target = _ARTICLE.sub("", found["target"].strip(_QUOTES + ".!")).strip(_QUOTES)
            return Lesson(name=name, target=target) if name and target else None
    for pattern in _FACTS:
        if found := pattern.fullmatch(said):
            text = found["text"].strip()
            return Lesson(text=text[:1].upper() + text[1:]) if text else None
    return None
