"""The colours a person may name, as lamps understand them."""

from __future__ import annotations

import difflib

from agentlite.tools.home.house import State
from agentlite.words import stems

RGB: dict[str, tuple[int, int, int]] = {
    "white": (255, 255, 255), "black": (0, 0, 0), "red": (255, 0, 0), "orange": (255, 165, 0),
    "yellow": (255, 255, 0), "green": (0, 128, 0), "blue": (0, 0, 255), "purple": (128, 0, 128),
    "brown": (165, 42, 42), "pink": (255, 192, 203), "turquoise": (64, 224, 208), "cyan": (0, 255, 255),
    "violet": (238, 130, 238), "magenta": (255, 0, 255), "warm white": (255, 214, 170), "cold white": (214, 225, 255),
}  # fmt: skip
"""CSS colours, as Home Assistant has them; the two tinted whites are approximations for lamps without white LEDs."""

KELVIN = {"warm white": 2700, "white": 4000, "cold white": 6500}
"""Colour temperatures of the whites."""

_WORDS = {
    word: name
    for name, words in {
        "white": "white branco branca", "black": "black preto preta", "red": "red vermelho vermelha encarnado",
        "orange": "orange laranja alaranjado", "yellow": "yellow amarelo amarela", "green": "green verde",
        "blue": "blue azul", "purple": "purple roxo roxa", "brown": "brown castanho castanha marrom",
        "pink": "pink rosa", "turquoise": "turquoise turquesa", "cyan": "cyan ciano", "violet": "violet violeta lilas",
        "magenta": "magenta", "warm white": "warm warmer quente", "cold white": "cold cool cooler frio fria",
    }.items()
    for word in stems(words)
}  # fmt: skip
_SPELLED_ALIKE = 0.8
_FUZZY_FROM_LENGTH = 4


def said_colors(request: str) -> list[str]:
    """The colours that a request names, allowing for typing errors; all of them without a request."""
    if not request:
        return list(RGB)
    return list(dict.fromkeys(_WORDS[match] for word in stems(request) for match in _spelled_like(word)))


def _spelled_like(word: str) -> list[str]:
    """The word for a colour that a word is, or is a typing error for: a short one ("can") is none."""
    if word in _WORDS or len(word) < _FUZZY_FROM_LENGTH:
        return [word] if word in _WORDS else []
    return difflib.get_close_matches(word, _WORDS, n=1, cutoff=_SPELLED_ALIKE)


_NAMES_BY_RGB = {rgb: name for name, rgb in RGB.items()}
_NAMES_BY_KELVIN = {kelvin: name for name, kelvin in KELVIN.items()}


def color_name(state: State) -> str | None:
    """The name of the colour a light shows, if it is exactly one that we know."""
    mode = state.attributes.get("color_mode")
    if mode == "color_temp":
        return _NAMES_BY_KELVIN.get(state.attributes.get("color_temp_kelvin", 0))
    rgb = state.attributes.get("rgb_color")
    return _NAMES_BY_RGB.get(tuple(rgb)) if rgb else None
