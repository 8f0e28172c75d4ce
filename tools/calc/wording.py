"""Numbers and expressions as people write them, in English and Portuguese."""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

from agentlite.tools.calc.arithmetic import DIGITS, Value
from agentlite.tools.clock.day_names import MONTHS, WEEKDAYS

SHOWN = 6
"""Significant digits of a number that has to be rounded; its whole part is never rounded."""
MOST_DECIMALS = 12
LONGEST_WHOLE = 30
SMALLEST = Fraction(1, 10**6)
_LOCAL = {"en": str.maketrans(",.", ",."), "pt": str.maketrans(",.", ".,")}
_SIGNS = {"*": "×", "/": "÷"}
_OF = {"en": "of", "pt": "de"}
_AS = {"en": "as", "pt": "em"}


def decimal(number: Fraction) -> str | None:
    """All decimals of a number, or None if it has no end or more than 12 of them."""
    scaled = number * 10**MOST_DECIMALS
    if scaled.denominator != 1:
        return None
    text = f"{Decimal(scaled.numerator).scaleb(-MOST_DECIMALS, Context(prec=100_000)):f}"
    return text.rstrip("0").rstrip(".")


def spoken(value: Value, language: str, *, decimals: int = MOST_DECIMALS) -> tuple[str, bool]:
    """A number for a person ("1,234.5"; in Portuguese "1.234,5"), and whether that is all of it: a number with more
    than this many decimals is rounded."""
    number = value.number
    if number and (abs(number) >= 10**LONGEST_WHOLE or abs(number) < SMALLEST):
        return _scientific(number, language), False
    whole = decimal(number)
    if whole is not None and value.exact and len(whole.partition(".")[2]) <= decimals:
        return _grouped(whole, language), True
    before = len(str(abs(int(number)))) if abs(number) >= 1 else 0
    rounded = Context(prec=max(SHOWN, before + 2), rounding=ROUND_HALF_EVEN).divide(
        Decimal(number.numerator), Decimal(number.denominator)
    )
    text = f"{rounded:f}"
    return _grouped(text.rstrip("0").rstrip(".") if "." in text else text, language), False


def result_text(value: Value) -> str:
    """The result for programs: all decimals, else a fraction, else the first 40 significant digits."""
    below = value.number.denominator
    if value.exact and (whole := decimal(value.number)):
        return whole
    if value.exact and below < 10**DIGITS:
        return str(value.number)
    return str(Context(prec=DIGITS).divide(Decimal(value.number.numerator), Decimal(below)))


def expression_text(expression: str, language: str) -> str:
    """An expression in its one notation, as a person writes it."""
    text = re.sub(r"\d+(?:\.\d+)?", lambda m: _grouped(m[0], language), expression)
    text = re.sub(r"sqrt\(([^()\s]+)\)", r"√\1", text).replace("sqrt(", "√(")
    text = re.sub(r"cbrt\(([^()\s]+)\)", r"∛\1", text).replace("cbrt(", "∛(")
    text = text.replace("as %", f"{_AS[language]} %").replace(" of ", f" {_OF[language]} ").replace(" - ", " − ")
    text = re.sub(rf"(\d) / (\d+) {_OF[language]} ", rf"\1/\2 {_OF[language]} ", text)
    return re.sub(r" ([*/]) ", lambda m: f" {_SIGNS[m[1]]} ", text)


def _grouped(digits: str, language: str) -> str:
    whole, _, rest = digits.partition(".")
    grouped = f"{int(whole):,}" if len(whole.lstrip("-")) > 4 else whole
    return (grouped + (f".{rest}" if rest else "")).translate(_LOCAL[language])


def _scientific(number: Fraction, language: str) -> str:
    context = Context(prec=SHOWN, Emax=50_000, Emin=-50_000)
    rounded = context.divide(Decimal(number.numerator), Decimal(number.denominator)).normalize(context)
    digits, exponent = f"{rounded:e}".split("e")
    return f"{digits.translate(_LOCAL[language])} × 10^{int(exponent)}"


def day_text(day: date, language: str) -> str:
    """`Thursday 24 December 2026`, `quinta-feira, 24 de dezembro de 2026`."""
    weekday, month = WEEKDAYS[language][day.weekday()], MONTHS[language][day.month - 1]
    if language == "pt":
        return f"{weekday}, {day.day} de {month} de {day.year}"
    return f"{weekday} {day.day} {month} {day.year}"
