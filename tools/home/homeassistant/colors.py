"""Lamps keep colours as hue and saturation, and whites in mireds: the numbers that come back are rarely those sent."""

from __future__ import annotations

import colorsys
from collections.abc import Mapping, Sequence

from agentlite.actions import Json
from agentlite.tools.home.behaviour import number
from agentlite.tools.home.house import State

_SAME_HUE, _SAME_SATURATION, _SAME_MIREDS = 4 / 360, 0.04, 2.0


class AskedColors:
    """The colour each lamp was last asked for, so that the same colour, rounded, is told as it was asked for."""

    def __init__(self) -> None:
        self._asked: dict[str, Mapping[str, Json]] = {}

    def note(self, entity_ids: Sequence[str], data: Mapping[str, Json]) -> None:
        """Remember an order, if it asks for a colour."""
        asked = {name: data[name] for name in ("rgb_color", "color_temp_kelvin") if name in data}
        if asked:
            self._asked |= dict.fromkeys(entity_ids, asked)

    def told(self, entity_id: str, state: State) -> State:
        """The state, with the colour that was asked for in place of one that cannot be told from it."""
        asked, now = self._asked.get(entity_id, {}), state.attributes
        same = {name: value for name, value in asked.items() if name in now and _ALIKE[name](value, now)}
        return State(state.state, {**now, **same}) if same else state


def _same_color(asked: Json, now: Mapping[str, Json]) -> bool:
    """Whether two colours differ in brightness only, which a lamp keeps apart."""
    (hue, saturation, _), (its_hue, its_saturation, _) = (
        colorsys.rgb_to_hsv(*(number(part) / 255 for part in color)) for color in (asked, now["rgb_color"])
    )
    turn = abs(hue - its_hue)
    return abs(saturation - its_saturation) <= _SAME_SATURATION and (
        min(turn, 1 - turn) <= _SAME_HUE or saturation <= _SAME_SATURATION
    )


def _same_white(asked: Json, now: Mapping[str, Json]) -> bool:
    """Whether a white is the one asked for, or the nearest that the lamp has."""
    lowest = number(now.get("min_color_temp_kelvin"), 1)
    highest = number(now.get("max_color_temp_kelvin"), 1e6)
    wanted, shown = min(max(number(asked), lowest), highest), number(now["color_temp_kelvin"], 1)
    return abs(1e6 / wanted - 1e6 / shown) <= _SAME_MIREDS


_ALIKE = {"rgb_color": _same_color, "color_temp_kelvin": _same_white}
