"""The colours a person may name, as lamps understand them."""

from __future__ import annotations

from typing import Literal

from agentlite.tools.home.house import State

Color = Literal[
    "white", "black", "red", "orange", "yellow", "green", "blue", "purple", "brown", "pink", "turquoise",
    "cyan", "violet", "magenta", "warm white", "cold white",
]  # fmt: skip

RGB: dict[str, tuple[int, int, int]] = {
    "white": (255, 255, 255), "black": (0, 0, 0), "red": (255, 0, 0), "orange": (255, 165, 0),
    "yellow": (255, 255, 0), "green": (0, 128, 0), "blue": (0, 0, 255), "purple": (128, 0, 128),
    "brown": (165, 42, 42), "pink": (255, 192, 203), "turquoise": (64, 224, 208), "cyan": (0, 255, 255),
    "violet": (238, 130, 238), "magenta": (255, 0, 255), "warm white": (255, 214, 170), "cold white": (214, 225, 255),
}  # fmt: skip
"""CSS colours, as Home Assistant has them; the two tinted whites are approximations for lamps without white LEDs."""

KELVIN = {"warm white": 2700, "white": 4000, "cold white": 6500}
"""Colour temperatures of the whites."""

_NAMES_BY_RGB = {rgb: name for name, rgb in RGB.items()}
_NAMES_BY_KELVIN = {kelvin: name for name, kelvin in KELVIN.items()}


def color_name(state: State) -> str | None:
    """The name of the colour a light shows, if it is exactly one that we know."""
    mode = state.attributes.get("color_mode")
    if mode == "color_temp":
        return _NAMES_BY_KELVIN.get(state.attributes.get("color_temp_kelvin", 0))
    rgb = state.attributes.get("rgb_color")
    return _NAMES_BY_RGB.get(tuple(rgb)) if rgb else None
