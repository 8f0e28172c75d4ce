"""How requests really arrive: lower case, no accents, typing slips, fillers, a stray full stop."""

from __future__ import annotations

import random

from agentlite.train.templates import filled
from agentlite.train.words import load_words
from agentlite.words import fold

_FILLERS = {
    "en": ("uh ", "um, ", "so ", "okay ", "well ", "hey ", "right, "),
    "pt": ("ó ", "olha ", "então ", "epá ", "bem, ", "ah ", "hã "),
}
_ASIDES = 0.16
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def noisy(text: str, family: str, rng: random.Random) -> str:
    """`text` as somebody might have typed or a speech recogniser heard it; most often unchanged but for its case."""
    if rng.random() < 0.03:
        text = rng.choice(_FILLERS[family]) + text
    roll = rng.random()
    if roll < 0.30:
        text = text.lower()
    elif roll < 0.55:
        text = text[:1].upper() + text[1:]
    if family == "pt" and rng.random() < 0.15:
        text = _without_accents(text)
    if rng.random() < 0.06:
        text = _slip(text, rng)
    if rng.random() < 0.12:
        text += rng.choice((".", ".", "!", "?"))
    return text


def aside(text: str, family: str, rng: random.Random) -> str:
    """`text`, now and then with a reason or a remark before or after it."""
    if rng.random() >= _ASIDES:
        return text
    asides = load_words("asides")[family]
    before = rng.random() < 0.65
    template = rng.choice(asides["before" if before else "after"])
    remark = filled(template, asides, rng)
    link = rng.choice((", ", ", ", ", ", ". ", " ", " so " if family == "en" else " por isso "))
    return f"{remark}{link}{text}" if before else f"{text.rstrip('.?! ')}{rng.choice((', ', ' '))}{remark}"


def _without_accents(text: str) -> str:
    return "".join(fold(c) if c.islower() else c for c in text)


def _slip(text: str, rng: random.Random) -> str:
    """One letter dropped, doubled, swapped with the next, or hit beside its key."""
    places = [i for i, c in enumerate(text[:-1]) if c.isalpha() and text[i + 1].isalpha()]
    if not places:
        return text
    i = rng.choice(places)
    kind = rng.randrange(4)
    if kind == 0:
        return text[:i] + text[i + 1 :]
    if kind == 1:
        return text[: i + 1] + text[i:]
    if kind == 2:
        return text[:i] + text[i + 1] + text[i] + text[i + 2 :]
    row = next((row for row in _KEYS if text[i].lower() in row), _LETTERS)
    beside = row[(row.index(text[i].lower()) + 1) % len(row)] if text[i].lower() in row else rng.choice(_LETTERS)
    return text[:i] + beside + text[i + 1 :]
