"""What things, places and colours are called, in English and Portuguese, and what shape each kind of thing has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

Tongue: TypeAlias = Literal["en", "pt"]
TONGUES: tuple[Tongue, ...] = ("en", "pt")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing or place: its words (the first is the usual one) and whether the Portuguese one is feminine."""

    en: tuple[str, ...]
    pt: tuple[str, ...]
    feminine: bool = False

    def words(self, tongue: Tongue) -> tuple[str, ...]:
        return self.en if tongue == "en" else self.pt


@dataclass(frozen=True, slots=True)
class Shape:
    """The body of a thing, in metres: a box of `size` (its half-edges), or a cylinder of radius and half-height."""

    form: Literal["box", "cylinder"]
    size: tuple[float, ...]

    @property
    def half_height(self) -> float:
        return self.size[-1]


THINGS: Mapping[str, Kind] = {
    "block": Kind(("block", "cube", "brick"), ("bloco", "cubo")),
    "can": Kind(("can", "tin"), ("lata",), feminine=True),
    "cup": Kind(("cup", "mug"), ("copo", "caneca")),
    "bottle": Kind(("bottle", "flask"), ("garrafa", "frasco"), feminine=True),
}

SHAPES: Mapping[str, Shape] = {
    "block": Shape("box", (0.025, 0.025, 0.025)),
    "can": Shape("cylinder", (0.025, 0.03)),
    "cup": Shape("cylinder", (0.028, 0.035)),
    "bottle": Shape("cylinder", (0.024, 0.045)),
}

PLACES: Mapping[str, Kind] = {
    "table": Kind(("table", "desk"), ("mesa",), feminine=True),
    "shelf": Kind(("shelf", "rack"), ("prateleira", "estante"), feminine=True),
    "tray": Kind(("tray",), ("bandeja", "tabuleiro"), feminine=True),
    "box": Kind(("box", "chest", "crate"), ("caixa", "baú"), feminine=True),
    "bin": Kind(("bin", "basket"), ("cesto", "balde")),
}

COLORS: Mapping[str, tuple[str, str, str]] = {
    "red": ("red", "vermelho", "vermelha"),
    "blue": ("blue", "azul", "azul"),
    "green": ("green", "verde", "verde"),
    "yellow": ("yellow", "amarelo", "amarela"),
    "white": ("white", "branco", "branca"),
    "black": ("black", "preto", "preta"),
    "orange": ("orange", "laranja", "laranja"),
    "purple": ("purple", "roxo", "roxa"),
    "pink": ("pink", "rosa", "rosa"),
    "brown": ("brown", "castanho", "castanha"),
    "grey": ("grey", "cinzento", "cinzenta"),
}
"""Each colour in English, and in Portuguese for masculine and feminine things."""

RGB: Mapping[str, tuple[float, float, float]] = {
    "red": (0.9, 0.1, 0.1),
    "blue": (0.1, 0.2, 0.9),
    "green": (0.1, 0.65, 0.2),
    "yellow": (0.95, 0.85, 0.1),
    "white": (0.95, 0.95, 0.95),
    "black": (0.1, 0.1, 0.1),
    "orange": (0.95, 0.5, 0.1),
    "purple": (0.5, 0.2, 0.6),
    "pink": (0.95, 0.6, 0.7),
    "brown": (0.45, 0.3, 0.15),
    "grey": (0.5, 0.5, 0.5),
}

OTHER_COLOR_WORDS: Mapping[str, str] = {
    "gray": "grey",
    "violet": "purple",
    "lilas": "purple",
    "lilac": "purple",
    "encarnado": "red",
    "encarnada": "red",
    "marrom": "brown",
    "cinza": "grey",
    "alaranjado": "orange",
    "alaranjada": "orange",
    "negro": "black",
    "negra": "black",
}
"""Folded words for colours besides those of `COLORS`."""


def named(kinds: Mapping[str, Kind], kind: str, color: str | None, tongue: Tongue) -> str:
    """The usual name of a thing or place: "red block", "lata vermelha"."""
    word = kinds[kind].words(tongue)[0]
    if color is None:
        return word
    english, masculine, feminine = COLORS[color]
    return f"{english} {word}" if tongue == "en" else f"{word} {feminine if kinds[kind].feminine else masculine}"
