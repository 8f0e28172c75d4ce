"""How often: "every day", "on weekdays", "às segundas e quartas", "todo domingo"."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from agentlite.tools.clock.said_dates import WEEKDAY_NUMBERS, WEEKDAYS

_EVERY_DAY = frozenset(range(7))
_WORKING = frozenset(range(5))
_WEEKEND = frozenset((5, 6))
_DAY = rf"(?:{'|'.join(WEEKDAY_NUMBERS)})s?(?: feiras?)?"
_DAYS = rf"{_DAY}(?:(?: ,| and| e| on| as| aos)* {_DAY})*"
_NAMED = re.compile(rf"\b({'|'.join(WEEKDAY_NUMBERS)})s?\b")


@dataclass(frozen=True, slots=True)
class FoundRepeat:
    """Days of the week (Monday is 0), and where in the normalised request they are said."""

    days: frozenset[int]
    begin: int
    end: int


def found_repeats(text: str) -> list[FoundRepeat]:
    """The repetitions that a normalised request says, in its order; of two that overlap, the more general one."""
    found: list[FoundRepeat] = []
    for pattern, days in _PATTERNS:
        for match in pattern.finditer(text):
            if not any(each.begin < match.end() and match.start() < each.end for each in found):
                found.append(FoundRepeat(days(match), match.start(), match.end()))
    return sorted(found, key=lambda each: each.begin)


def repeat_text(days: frozenset[int]) -> str:
    """Days of the week as short text that parses to themselves: "every day", "weekdays", "every monday, friday"."""
    general = {_EVERY_DAY: "every day", _WORKING: "weekdays", _WEEKEND: "weekends"}
    return general.get(days) or "every " + ", ".join(WEEKDAYS[day] for day in sorted(days))


def _always(days: frozenset[int]) -> Callable[[re.Match[str]], frozenset[int]]:
    return lambda match: days


def _named(match: re.Match[str]) -> frozenset[int]:
    return frozenset(WEEKDAY_NUMBERS[name] for name in _NAMED.findall(match.group()))


_PATTERNS = tuple(
    (re.compile(rf"\b(?:{words})\b"), days)
    for words, days in (
        (
            r"(?:every|each) (?:single )?(?:day|morning|afternoon|evening|night)|everyday|daily|"
            r"(?:todos os dias|todo (?:o |santo )?dia)(?! (?:uteis|util|de semana|da semana))|cada dia|diariamente|"
            r"todas as (?:manhas|tardes|noites)|toda (?:a )?(?:manha|tarde|noite)",
            _always(_EVERY_DAY),
        ),
        (
            r"(?:(?:every|each) )?(?:week ?days|working days|work ?days)|weekday (?=alarm|wake)|"
            r"(?:every|each) (?:weekday|working day)|"
            r"(?:from )?monday (?:to|through|till) friday|(?:de )?segunda(?: feira)? a sexta(?: feira)?|"
            r"dias (?:uteis|de semana|da semana)|todo (?:o )?dia util|durante a semana",
            _always(_WORKING),
        ),
        (
            r"(?:every|each) weekend|weekends|(?:fins|finais) de semana|todo (?:o )?(?:fim|final) de semana",
            _always(_WEEKEND),
        ),
        (
            rf"(?:every |each |cada |tod[oa]s? (?:[oa]s? )?){_DAYS}",
            _named,
        ),
        (rf"(?:(?:as|aos|on) )?(?=\w+s\b){_DAYS}", _named),
    )
)
