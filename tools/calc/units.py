"""Units by their names in English and Portuguese, with the exact factors between them.

Factors are those of NIST Special Publication 811 (2008), appendix B, and of the SI brochure (9th edition); gallons,
pints, cups and spoons are those of the United States, xícaras and chávenas hold 240 ml, colheres 15 and 5 ml; a year
has 365 days and a month is a twelfth of it; a calorie is the thermochemical one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

from agentlite.errors import ToolError
from agentlite.tools.calc.arithmetic import Value
from agentlite.tools.calc.numerals import fold
from agentlite.tools.calc.wording import spoken

_ZERO = {"°C": Fraction("273.15"), "°F": Fraction("459.67") * 5 / 9, "K": Fraction(0)}
"""Where a scale of temperature has its zero, in kelvins."""


SHOWN_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: `factor` is how many of its dimension's base unit it is; `names` are one and many, in each language."""

    symbol: str
    dimension: str
    factor: Fraction
    names: tuple[str, ...]
    aliases: tuple[str, ...]

    def shown(self, amount: Fraction, language: str) -> str:
        """The unit after an amount, as people write it: a symbol, or a name in the singular or plural."""
        if not self.names:
            return self.symbol
        many = amount != 1 if language == "en" else not 0 < abs(amount) < 2
        return self.names[2 * (language == "pt") + many]


@cache
def units() -> Mapping[str, Unit]:
    """All units by their symbols."""
    found = {}
    table = Path(__file__).with_name("units.txt").read_text(encoding="utf-8")
    for line in (line for line in table.splitlines() if not line.startswith("#")):
        head, names, others = line.split("|")
        dimension, _, rest = head.partition(": ")
        symbol, _, factor = rest.strip().partition(" = ")
        shown = tuple(name.replace("_", " ") for name in names.strip().split(",") if name.strip() != "-")
        aliases = tuple(other.replace("_", " ") for other in others.split())
        found[symbol] = Unit(symbol, dimension, Fraction(factor), shown, (symbol, *shown, *aliases))
    return found


@cache
def by_name() -> Mapping[str, Unit]:
    """All units by their folded names and symbols; of symbols that differ only in case, the first in the table."""
    found: dict[str, Unit] = {}
    for unit in units().values():
        for name in unit.aliases:
            found.setdefault(fold(name), unit)
    return found


def quantities(text: str) -> list[tuple[Fraction, Unit]]:
    """What `5 ft 11 in` is made of. Raises `ToolError` if it is no amount of a known unit, or mixes dimensions."""
    found = []
    for amount, name in re.findall(r"(-?\d+(?:\.\d+)?) (\D+?)(?= -?\d|$)", text):
        unit = units().get(name) or by_name().get(fold(name))
        if unit is None:
            raise ToolError(f"I know no unit {name!r}.", say={"pt": f"Não conheço a unidade {name!r}."})
        found.append((Fraction(amount), unit))
    if not found or len({unit.dimension for _, unit in found}) > 1:
        raise ToolError(f"{text!r} is not an amount that I can convert.", say={"pt": f"Não sei converter {text!r}."})
    return found


def converted(amounts: list[tuple[Fraction, Unit]], unit: Unit) -> Fraction:
    """The sum of the amounts in `unit`. Raises `ToolError` if they measure something else."""
    dimension = amounts[0][1].dimension
    if dimension != unit.dimension:
        raise ToolError(
            f"{amounts[0][1].symbol} cannot be converted to {unit.symbol}: one measures {dimension}, the other "
            f"{unit.dimension}.",
            say={"pt": f"Não se pode converter {amounts[0][1].symbol} em {unit.symbol}: medem coisas diferentes."},
        )
    if dimension == "temperature":
        amount, given = amounts[0]
        kelvins = amount * given.factor + _ZERO[given.symbol]
        return (kelvins - _ZERO[unit.symbol]) / unit.factor
    return sum((amount * given.factor for amount, given in amounts), Fraction(0)) / unit.factor


def sentence(amounts: list[tuple[Fraction, Unit]], result: Fraction, unit: Unit, language: str) -> str:
    """`5 ft 11 in = 180.34 cm`, or with ≈ where the result is rounded."""
    given = " ".join(f"{spoken(Value(a), language)[0]} {u.shown(a, language)}" for a, u in amounts)
    text, whole = spoken(Value(result), language, decimals=SHOWN_DECIMALS)
    return f"{given} {'=' if whole else '≈'} {text} {unit.shown(result, language)}."
