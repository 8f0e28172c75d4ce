"""Stretches of days in a request, and days counted from them: "3 weeks before Christmas", "daqui a 45 dias"."""

from __future__ import annotations

import re
from datetime import date

from agentlite.errors import ToolError
from agentlite.language import Language, detect_language
from agentlite.tools.calc.numerals import digits, fold
from agentlite.tools.clock.said_dates import SaidDate, dates, stepped

MOST_CHARACTERS = 500
TODAY = "today"
_STEPS = {"day": "day days dia dias", "week": "week weeks semana semanas", "month": "month months mes meses",
          "year": "year years ano anos"}  # fmt: skip
_UNIT_NAMES = {word: step for step, words in _STEPS.items() for word in words.split()}
_NAMED = {
    "(?:a |one |1 )?year and a half|(?:um |1 )?ano e meio": "18 months",
    "half a year|meio ano": "6 months",
    "(?:a )?fortnight|(?:uma |1 )?quinzena": "2 weeks",
}
"""What else stretches are called."""
_SPAN = re.compile(rf"\b(\d+|an?) ({'|'.join(_UNIT_NAMES)})\b")
_BACK = re.compile(r"\b(?:ago|before|earlier|minus|less|subtract|menos|antes|atras|ha|faz|tira|subtrai)\b")
_SPAN_TEXT = re.compile(r"(-?\d{1,6}) (day|week|month|year)s?")


def stretches(request: str, default: Language = "en") -> list[str]:
    """The stretches of days, weeks, months and years that a request says: `3 weeks`, back in time `-3 weeks`."""
    text = digits(fold(request[:MOST_CHARACTERS]), detect_language(request, default))
    for words, stretch in _NAMED.items():
        text = re.sub(rf"\b(?:{words})\b", stretch, text)
    sign = "-" if _BACK.search(text) else ""
    found = []
    for match in _SPAN.finditer(text):
        number, step = 1 if match[1] in ("a", "an") else int(match[1]), _UNIT_NAMES[match[2]]
        if 0 < number < 10**6:
            found.append(f"{sign}{number} {step}{'' if number == 1 else 's'}")
    return list(dict.fromkeys(found))


def days(request: str, today: date) -> list[SaidDate]:
    """The days that a request names, without those it only counts to ("in 3 weeks")."""
    return [said for said in dates(request[:MOST_CHARACTERS], today) if not said.text.startswith("in ")]


def day_of(text: str, today: date) -> date:
    """The day that `dates` or a caller wrote: its words, or 2026-12-24. Raises `ToolError`."""
    found = dates(text, today)
    if len(found) != 1:
        raise ToolError(f"{text!r} is not one day.", say={"pt": f"{text!r} não é um dia."})
    return found[0].day


def counted(stretch: str, day: date) -> date:
    """The day that lies `stretch` from `day`. A month on from the 31st is the last day of the next.

    Raises `ToolError` beyond the calendar's end.
    """
    match = _SPAN_TEXT.fullmatch(stretch)
    if match is None:
        raise ToolError(f"{stretch!r} is not a stretch of days.", say={"pt": f"{stretch!r} não é um prazo."})
    found = stepped(int(match[1]), f"{match[2]}s", day)
    if found is None:
        raise ToolError("That is beyond the calendar.", say={"pt": "Isso passa do fim do calendário."})
    return found.day
