"""Days that people call by name: "Christmas", "a Páscoa", "Black Friday", "the end of the month"."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Mapping
from datetime import date, timedelta

FIXED: Mapping[str, tuple[int, int]] = {
    r"christmas eve|xmas eve|(?:vespera|noite) de natal|consoada": (24, 12),
    r"(?:christmas|xmas)(?: day)?|(?:dia de )?natal": (25, 12),
    r"boxing day": (26, 12),
    r"new years?(?: s)? eve|vespera de ano novo|passagem de ano|virada do ano|reveillon": (31, 12),
    r"(?:the )?end of (?:the|this) year|(?:fim|final) d(?:o|este|esse) ano": (31, 12),
    r"new years?(?: s)?(?: day)?|(?:dia de )?ano novo": (1, 1),
    r"dia de reis|epiphany|twelfth night": (6, 1),
    r"valentines?(?: s)?(?: day)?|sao valentim": (14, 2),
    r"(?:st|saint) (?:patrick|paddy)s?(?: s)?(?: day)?": (17, 3),
    r"april fools?(?: s)?(?: day)?|dia das mentiras|dia da mentira": (1, 4),
    r"dia do trabalhador|dia do trabalho|may day": (1, 5),
    r"(?:dia de )?santo antonio": (13, 6),
    r"(?:dia de |noite de )?sao joao": (24, 6),
    r"halloween|dia das bruxas": (31, 10),
    r"all saints(?: s)?(?: day)?|(?:dia de )?todos os santos": (1, 11),
    r"(?:dia de )?finados|all souls(?: s)?(?: day)?": (2, 11),
    r"bonfire night|guy fawkes(?: night)?": (5, 11),
    r"(?:dia de )?sao martinho": (11, 11),
}
"""Normalised names → day and month."""


def easter(year: int) -> date:
    """Easter Sunday of a Gregorian year (Meeus, Astronomical Algorithms, 1998, chapter 8)."""
    century, rest = divmod(year, 100)
    lunar = (19 * (year % 19) + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    ahead = (32 + 2 * (century % 4) + 2 * (rest // 4) - lunar - rest % 4) % 7
    month, day = divmod(lunar + ahead - 7 * ((year % 19 + 11 * lunar + 22 * ahead) // 451) + 114, 31)
    return date(year, month, day + 1)


def _from_easter(days: int) -> Callable[[int], date]:
    return lambda year: easter(year) + timedelta(days=days)


def _thanksgiving(year: int) -> date:
    """The fourth Thursday of November."""
    return date(year, 11, 22 + (3 - date(year, 11, 22).weekday()) % 7)


_MOVING: Mapping[str, tuple[str, Callable[[int], date]]] = {
    r"ash wednesday|quarta(?: feira)? de cinzas": ("ash wednesday", _from_easter(-46)),
    r"shrove tuesday|pancake (?:day|tuesday)|mardi gras|carnival|(?:terca(?: feira)? de )?carnaval": (
        "carnival", _from_easter(-47),
    ),
    r"good friday|sexta(?: feira)? santa|sexta(?: feira)? da paixao": ("good friday", _from_easter(-2)),
    r"easter monday": ("easter monday", _from_easter(1)),
    r"easter(?: sunday)?|(?:domingo de )?pascoa": ("easter", easter),
    r"corpus christi|corpo de deus": ("corpus christi", _from_easter(60)),
    r"black friday": ("black friday", lambda year: _thanksgiving(year) + timedelta(days=1)),
    r"thanksgiving(?: day)?": ("thanksgiving", _thanksgiving),
}  # fmt: skip


def moving() -> Mapping[str, tuple[str, Callable[[date], date]]]:
    """Normalised names → a short one, and the day that it means next, seen from some day."""
    found: dict[str, tuple[str, Callable[[date], date]]] = {
        words: (name, _next(of_year)) for words, (name, of_year) in _MOVING.items()
    }
    found[r"(?:the )?end of (?:the|this) month|(?:fim|final) d(?:o|este|esse) mes"] = ("end of the month", _month_end)
    return found


def _next(of_year: Callable[[int], date]) -> Callable[[date], date]:
    return lambda today: of_year(today.year) if of_year(today.year) >= today else of_year(today.year + 1)


def _month_end(today: date) -> date:
    return today.replace(day=calendar.monthrange(today.year, today.month)[1])
