"""Which day: "tomorrow", "sexta-feira", "3 de março", "the 24th of December", "daqui a duas semanas", "24/12/2027"."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from agentlite.tools.clock import said_feasts
from agentlite.tools.clock.said_words import normalised

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
WEEKDAY_NUMBERS = {
    word: number
    for number, words in enumerate(
        ("monday segunda", "tuesday terca", "wednesday quarta", "thursday quinta", "friday sexta",
         "saturday sabado", "sunday domingo")
    )
    for word in words.split()
}  # fmt: skip
_MONTH_NUMBERS = {
    word: number
    for number, words in enumerate(
        ("january jan janeiro", "february feb fevereiro fev", "march marco", "april apr abril abr", "may maio",
         "june jun junho", "july jul julho", "august aug agosto", "september sep sept setembro", "october oct outubro",
         "november nov novembro", "december dec dezembro dez"),
        start=1,
    )
    for word in words.split()
}  # fmt: skip
_STEPS = {
    word: step
    for step, words in {
        "days": "day days dia dias",
        "weeks": "week weeks semana semanas",
        "months": "month months mes meses",
        "years": "year years ano anos",
    }.items()
    for word in words.split()
}
"""The units of "in 3 weeks", by their English plurals."""

_WEEKDAY = rf"(?:(?P<weekday>{'|'.join(WEEKDAY_NUMBERS)})(?: feira)?|(?P<nth>[2-6]) th feira)"
_MONTH = rf"(?P<month>{'|'.join(_MONTH_NUMBERS)})"
_YEAR = r"(?:(?: ,| de| of)? (?P<year>(?:19|20)\d\d))?"
_STEP = rf"(?P<amount>\d+|an?|uma?) (?P<step>{'|'.join(_STEPS)})"


@dataclass(frozen=True, slots=True)
class SaidDate:
    """A day: in short text that parses to itself ("friday", "24 december"), and as a date."""

    text: str
    day: date


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A day, and where in the normalised request it is said."""

    said: SaidDate
    begin: int
    end: int


def dates(request: str, today: date) -> list[SaidDate]:
    """The days that a request says, in English or Portuguese, in its order.

    A day without its year or month is the next one from `today` on; a weekday is never today. 3/4 is 3 April.
    """
    found = [each.said for each in found_dates(normalised(request), today)]
    return list({said.text: said for said in found}.values())


def found_dates(text: str, today: date) -> list[FoundDate]:
    """The days of a normalised request and where they stand; of two that overlap, the one whose pattern comes first."""
    found: list[FoundDate] = []
    for pattern, read in _PATTERNS:
        for match in pattern.finditer(text):
            said = read(match, today)
            if said and not any(each.begin < match.end() and match.start() < each.end for each in found):
                found.append(FoundDate(said, match.start(), match.end()))
    return sorted(found, key=lambda each: each.begin)


def _in_days(words: str, days: int, text: str) -> tuple[str, Callable[[re.Match[str], date], SaidDate | None]]:
    return rf"\b(?:{words})\b", lambda match, today: SaidDate(text, today + timedelta(days=days))


def _from_now(match: re.Match[str], today: date) -> SaidDate | None:
    amount, step = match["amount"], _STEPS[match["step"]]
    number = int(amount) if amount.isdecimal() else 1
    return stepped(number, step, today)


def _next_step(match: re.Match[str], today: date) -> SaidDate | None:
    return stepped(1, _STEPS[match["step"]], today)


def stepped(number: int, step: str, today: date) -> SaidDate | None:
    """The day a number of days, weeks, months or years from today; None beyond the calendar's end."""
    try:
        if step == "days":
            day = today + timedelta(days=number)
        elif step == "weeks":
            day = today + timedelta(weeks=number)
        else:
            months = today.month - 1 + number * (12 if step == "years" else 1)
            year, month = today.year + months // 12, months % 12 + 1
            day = date(year, month, min(today.day, calendar.monthrange(year, month)[1]))
    except (ValueError, OverflowError):
        return None
    return SaidDate(f"in {number} {step if number != 1 else step.removesuffix('s')}", day)


def _weekday(match: re.Match[str], today: date) -> SaidDate:
    number = int(match["nth"]) - 2 if match["nth"] else WEEKDAY_NUMBERS[match["weekday"]]
    ahead = (number - today.weekday() - 1) % 7 + 1
    return SaidDate(WEEKDAYS[number], today + timedelta(days=ahead))


def _saturday(match: re.Match[str], today: date) -> SaidDate:
    return SaidDate("saturday", today + timedelta(days=(4 - today.weekday()) % 7 + 1))


def _day_and_month(match: re.Match[str], today: date) -> SaidDate | None:
    year = int(match["year"]) if match["year"] else None
    return _calendar_day(int(match["day"]), _MONTH_NUMBERS[match["month"]], year, today)


def _in_figures(match: re.Match[str], today: date) -> SaidDate | None:
    day, month = int(match["day"]), int(match["month"])
    if month > 12:
        day, month = month, day
    year = int(match["year"]) if match["year"] else None
    return _calendar_day(day, month, 2000 + year if year is not None and year < 100 else year, today)


def _iso(match: re.Match[str], today: date) -> SaidDate | None:
    return _calendar_day(int(match["day"]), int(match["month"]), int(match["year"]), today)


def _day_of_month(match: re.Match[str], today: date) -> SaidDate | None:
    """The next day of this number, in a month that has one."""
    wanted = int(match["day"])
    for ahead in range(1, 63):
        day = today + timedelta(days=ahead - 1)
        if day.day == wanted:
            return SaidDate(f"{day.day} {MONTHS[day.month - 1]}", day)
    return None


def _calendar_day(day: int, month: int, year: int | None, today: date) -> SaidDate | None:
    """The day of that date; without a year the next one, and its text is without one too."""
    if not 1 <= month <= 12:
        return None
    text = f"{day} {MONTHS[month - 1]}" + (f" {year}" if year else "")
    for candidate in (year,) if year else range(today.year, min(today.year + 9, 9999)):
        try:
            found = date(candidate, month, day)
        except ValueError:
            continue
        if year or found >= today:
            return SaidDate(text, found)
    return None


def _feast(day: int, month: int) -> Callable[[re.Match[str], date], SaidDate | None]:
    return lambda match, today: _calendar_day(day, month, None, today)


def _moving(name: str, day: Callable[[date], date]) -> Callable[[re.Match[str], date], SaidDate | None]:
    return lambda match, today: SaidDate(name, day(today)) if today.year < date.max.year else None


def _patterns() -> Iterator[tuple[str, Callable[[re.Match[str], date], SaidDate | None]]]:
    yield r"\b(?P<year>(?:19|20)\d\d)-(?P<month>\d\d?)-(?P<day>\d\d?)\b", _iso
    yield r"\b(?P<day>\d\d?)[/-](?P<month>\d\d?)(?:[/-](?P<year>(?:19|20)?\d\d))?\b(?![/-])", _in_figures
    yield rf"\b(?:dia )?(?P<day>\d\d?)(?: (?:th|st|nd|rd|o))?(?: of| de)? {_MONTH}\b{_YEAR}\b", _day_and_month
    yield rf"\b{_MONTH} (?:the )?(?P<day>\d\d?)(?: (?:th|st|nd|rd))?\b{_YEAR}\b(?![:.])", _day_and_month
    for words, (day, month) in said_feasts.FIXED.items():
        yield rf"\b(?:{words})\b", _feast(day, month)
    for words, (name, of_day) in said_feasts.moving().items():
        yield rf"\b(?:{words})\b", _moving(name, of_day)
    yield _in_days("de hoje a 8(?: dias)?", 7, "in 1 week")
    yield _in_days("de hoje a 15(?: dias)?", 14, "in 2 weeks")
    yield _in_days("the day after tomorrow|day after tomorrow|depois de amanha", 2, "in 2 days")
    yield rf"\b(?:in|within|daqui a|dentro de|em|de hoje a) {_STEP}\b", _from_now
    yield rf"\b{_STEP} from (?:now|today)\b", _from_now
    yield r"\b(?:next|proxim[ao]) (?P<step>week|month|year|semana|mes|ano)\b", _next_step
    yield r"\b(?P<step>semana|mes|ano) que vem\b", _next_step
    yield r"\bpara a (?P<step>semana)\b(?! (?:toda|inteira|passada))", _next_step
    yield _in_days("today|tonight|this (?:morning|afternoon|evening)|hoje|esta (?:manha|tarde|noite)", 0, "today")
    yield _in_days("tomorrow|amanha", 1, "tomorrow")
    yield _in_days("yesterday|ontem", -1, "yesterday")
    yield rf"\b{_WEEKDAY}\b", _weekday
    yield r"\b(?:weekend|(?:fim|final) de semana)\b", _saturday
    yield (
        r"\b(?:on the|dia) (?P<day>\d\d?)(?: (?:th|st|nd|rd|o))?\b(?![:.]| (?:h|dias?|semanas?|mes|meses|anos?)\b)",
        _day_of_month,
    )
    yield r"\bthe (?P<day>\d\d?) (?:th|st|nd|rd)\b", _day_of_month


_PATTERNS = tuple((re.compile(pattern), read) for pattern, read in _patterns())
