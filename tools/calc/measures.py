"""The amounts that a request says, and the units it wants them in: "how many feet are 2.5 metres" → `2.5 m`, `ft`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from agentlite.language import Language, detect_language
from agentlite.tools.calc.numerals import digits, fold
from agentlite.tools.calc.units import Unit, by_name

MOST_CHARACTERS = 500
_BEFORE_SHORT = r"(?:to|in|into|as|em|para|pra|por|how many|quantos|quantas|of|is)"
_FEET = re.compile(r"\b(\d+)(?:'| ?foot| ?feet| ?ft) ?(\d+)(?:\"|''| ?inches| ?in(?! [a-z]+))?(?![\w.])")
_DEGREES = ("degrees", "degree", "graus", "grau", "°", "º")


def amounts(request: str, default: Language = "en") -> list[str]:
    """The amounts with a unit that a request says, in symbols: `5 ft 11 in`, `30 °C`."""
    return _read(request, default)[0]


def targets(request: str, default: Language = "en") -> list[str]:
    """The symbols of the units that a request asks for, of the dimensions of the amounts it says."""
    return _read(request, default)[1]


def _read(request: str, default: Language) -> tuple[list[str], list[str]]:
    text = digits(fold(request[:MOST_CHARACTERS]), detect_language(request, default))
    text = re.sub(r"\b(?:an?|uma?)( [a-z]+ (?:e mei[ao]|and a half)\b)", r"1\1", text)
    text = re.sub(r"(\d+)( [a-z]+) (?:e mei[ao]|and a half)\b", r"\1.5\2", text)
    text = re.sub(r"\b3 (?:quarters of an?|quartos de) (?=[a-z])", "0.75 ", text)
    text = re.sub(r"\b(?:an? |um |1 )?(?:quarter of an?|quarto de) (?=[a-z])", "0.25 ", text)
    text = re.sub(r"\b(?:half|meia|meio)(?: an?| 1)? (?=[a-z])", "0.5 ", text)
    text = re.sub(r"(?<![\w.])(?:an?|each|cada) (?=[a-z])", "1 ", text) if not re.search(r"\d", text) else text
    text = re.sub(r"(\d+) (?:e 0\.5|and 0\.5)\b", r"\1.5", text)
    text = re.sub(
        r"\b(\d+)(?:'| ?foot| ?feet| ?ft) ?(\d+)(?:\"|''| ?inches| ?in(?! [a-z]+))?(?![\w.])", r"\1 ft \2 in", text
    )
    found: list[tuple[list[tuple[str, Unit]], int, int]] = []
    for match in _amount().finditer(text):
        unit, start, end = _unit(match[2]), match.start(), match.end()
        if found and found[-1][0][-1][1].dimension == unit.dimension and _joined(text[found[-1][2] : start]):
            found[-1] = ([*found[-1][0], (match[1], unit)], found[-1][1], end)
        else:
            found.append(([(match[1], unit)], start, end))
    rest, at = "", 0
    for _, start, end in found:
        rest, at = rest + text[at:start] + " ; ", end
    wanted = [_unit(match[1] or match[2]) for match in _mention().finditer(rest + text[at:])]
    texts = [" ".join(f"{amount} {unit.symbol}" for amount, unit in parts) for parts, _, _ in found]
    bare = _bare_degrees(text, wanted)
    dimensions = {parts[0][1].dimension for parts, _, _ in found} | ({"temperature"} if bare else set())
    own = {parts[0][1].symbol for parts, _, _ in found if len(parts) == 1}
    symbols = [unit.symbol for unit in wanted if unit.dimension in dimensions and unit.symbol not in own]
    return list(dict.fromkeys([*texts, *bare])), list(dict.fromkeys(symbols))


def _bare_degrees(text: str, wanted: list[Unit]) -> list[str]:
    """Degrees of no scale, where one is asked for: those of the other one that people use."""
    scales = {unit.symbol for unit in wanted if unit.dimension == "temperature"}
    names = "|".join(_DEGREES)
    match = re.search(rf"(-?\d+(?:\.\d+)?) ?(?:{names})(?! ?(?:c|f|k)\b| celsius| fahrenheit| kelvin| centi)", text)
    if match is None or len(scales) != 1:
        return []
    return [f"{match[1]} {'°F' if scales == {'°C'} else '°C'}"]


def _joined(between: str) -> bool:
    return between.strip() in ("", "e", "and", ",")


def _unit(name: str) -> Unit:
    return by_name()[name]


@cache
def _amount() -> re.Pattern[str]:
    return re.compile(rf"(-?\d+(?:\.\d+)?) ?-?({_any(by_name())})(?![\w²³])")


@cache
def _mention() -> re.Pattern[str]:
    long = _any(name for name in by_name() if len(name) > 2)
    short = _any(name for name in by_name() if len(name) <= 2)
    return re.compile(rf"(?<![\w/])(?:{_BEFORE_SHORT} ({short})|({long}))(?![\w²³/])")


def _any(names: Iterable[str]) -> str:
    """A pattern for any of the names, the longest first."""
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))
