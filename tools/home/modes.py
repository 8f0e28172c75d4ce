"""The modes of thermostats, and the words that name them in a request."""

from __future__ import annotations

from typing import Literal, get_args

from agentlite.words import stems

Mode = Literal["off", "heat", "cool", "heat_cool", "auto", "dry", "fan_only"]
MODES: tuple[Mode, ...] = get_args(Mode)

_WORDS: dict[Mode, frozenset[str]] = {
    "off": frozenset(stems("off desliga desligar desligue desligado desligada apaga apague")),
    "heat": frozenset(
        stems(
            "heat heating heater warm warmer warming hot cozy quente quentinho aquece aquecer aqueça aquecimento calor "
            "calefação esquenta esquentar"
        )
    ),
    "cool": frozenset(
        stems(
            "cool cooler cooling cold chill ac frio fria fresco refresca arrefece arrefecer arrefecimento refrigera "
            "refrigerar refrigeração resfria resfriar gela gelar"
        )
    ),
    "auto": frozenset(stems("auto automatic automatically automático automática automaticamente")),
    "dry": frozenset(stems("dry drying dehumidify dehumidifier seco seca secar desumidifica desumidificar")),
    "fan_only": frozenset(
        stems("fan fans ventilate ventilation blow ventilação ventilar ventila ventoinha ventilador vento")
    ),
}


def said_modes(request: str) -> list[str]:
    """The modes that a request names; all of them without a request."""
    if not request:
        return list(MODES)
    said = frozenset(stems(request))
    named: list[str] = [mode for mode, words in _WORDS.items() if words & said]
    return ["heat_cool", *named] if {"heat", "cool"} <= set(named) else named
