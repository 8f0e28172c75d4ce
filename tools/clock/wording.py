"""Moments, durations and days in words, in two languages."""

from __future__ import annotations

from datetime import date, datetime

from agentlite.language import Language
from agentlite.tools.clock.day_names import MONTHS, WEEKDAYS
from agentlite.tools.clock.store import Entry

_UNITS: dict[Language, tuple[tuple[int, str], ...]] = {
    "en": ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second")),
    "pt": ((86400, "dia"), (3600, "hora"), (60, "minuto"), (1, "segundo")),
}
_SEVERAL: dict[tuple[frozenset[int], Language], str] = {
    (frozenset(range(7)), "en"): "every day",
    (frozenset(range(7)), "pt"): "todos os dias",
    (frozenset(range(5)), "en"): "on weekdays",
    (frozenset(range(5)), "pt"): "nos dias úteis",
    (frozenset((5, 6)), "en"): "at weekends",
    (frozenset((5, 6)), "pt"): "aos fins de semana",
}


def duration_words(seconds: float, language: Language) -> str:
    """A duration by its two largest units: "1 hour and 30 minutes", "2 minutos e 5 segundos"."""
    left, parts = round(seconds), []
    for size, unit in _UNITS[language]:
        amount, left = divmod(left, size)
        if amount:
            parts.append(f"{amount} {unit}{'s' if amount > 1 else ''}")
    return joined(parts[:2], language) or f"0 {_UNITS[language][-1][1]}s"


def day_words(day: date, language: Language) -> str:
    """A day in full: "Tuesday, 24 November 2026", "terça-feira, 24 de novembro de 2026"."""
    weekday, month = WEEKDAYS[language][day.weekday()], MONTHS[language][day.month - 1]
    if language == "en":
        return f"{weekday}, {day.day} {month} {day.year}"
    return f"{weekday}, {day.day} de {month} de {day.year}"


def moment_words(at: datetime, now: datetime, language: Language) -> str:
    """A moment as seen from now: "tomorrow at 07:30", "na sexta-feira às 18:00", "on 3 March at 10:00"."""
    ahead = (at.date() - now.date()).days
    near = {-1: ("yesterday", "ontem"), 0: ("today", "hoje"), 1: ("tomorrow", "amanhã")}
    pt, month = language == "pt", MONTHS[language][at.month - 1]
    if ahead in near:
        day = near[ahead][pt]
    elif 1 < ahead < 7:
        day = ("no " if at.weekday() > 4 else "na ") if pt else "on "
        day += WEEKDAYS[language][at.weekday()]
    else:
        day = f"a {at.day} de {month}" if pt else f"on {at.day} {month}"
        if at.year != now.year:
            day += f" de {at.year}" if pt else f" {at.year}"
    return f"{day} {'às' if pt else 'at'} {at:%H:%M}"


def when_words(entry: Entry, now: datetime, language: Language) -> str:
    """When an alarm or reminder rings, or that it repeats: "every day at 07:00"."""
    if not entry.days:
        return moment_words(datetime.fromtimestamp(entry.due, now.tzinfo), now, language)
    several = _SEVERAL.get((entry.days, language))
    if several is None:
        names = [WEEKDAYS[language][day] for day in sorted(entry.days)]
        several = ("every " if language == "en" else "todas as semanas: ") + joined(names, language)
    return f"{several} {'at' if language == 'en' else 'às'} {entry.clock}"


def joined(names: list[str], language: Language) -> str:
    """ "a, b and c"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {'and' if language == 'en' else 'e'} {names[-1]}"
