"""What time of day: "half past seven", "7 pm", "sete e meia", "nove menos um quarto", "às 7h30", "meio-dia"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

Part: TypeAlias = Literal["morning", "afternoon", "evening", "night"]

_PARTS: dict[Part, str] = {
    "morning": r"(?:in the|this|tomorrow|\w*day|every|each) (?:early )?morning|"
    r"(?:da|de|pela|esta|as?) (?:manhas?|madrugadas?)",
    "afternoon": r"(?:in the|this|tomorrow|\w*day|every|each) afternoon|(?:da|de|pela|esta|as?) tardes?",
    "evening": r"(?:in the|this|tomorrow|\w*day|every|each) evening",
    "night": r"tonight|at night|(?:this|tomorrow|\w*day|every|each) night|(?:da|de|pela|esta|as?) noites?",
}
_USUAL: dict[Part, int] = {"morning": 9, "afternoon": 15, "evening": 19, "night": 20}
_ANY_PART = "|".join(_PARTS.values())
_OCCASIONS = {
    r"(?:at|before|for) breakfast|ao pequeno almoco|(?:no|antes do) cafe da manha": (8, 0),
    r"after breakfast|depois do (?:pequeno almoco|cafe da manha)": (9, 0),
    r"before lunch|antes do almoco": (12, 0),
    r"at lunch(?: ?time)?|lunch ?time|(?:over|during) lunch|(?:a|na|1) hora d[eo] almoco|ao almoco|no almoco": (12, 30),
    r"after lunch|depois do almoco": (14, 0),
    r"after work|depois do trabalho|(?:at the )?end of the day|(?:no|ao|pelo) (?:fim|final) do dia": (18, 0),
    r"late afternoon|(?:fim|final) da tarde|tardinha": (18, 0),
    r"before dinner|antes d[eo] jantar": (18, 30),
    r"at dinner(?: ?time)?|dinner ?time|(?:a|na|1) hora d[eo] jantar|ao jantar|no jantar": (19, 30),
    r"after dinner|depois d[eo] jantar": (21, 0),
    r"noitinha": (20, 0),
    r"at bed ?time|bed ?time|before (?:bed|i go to (?:bed|sleep))|antes de (?:dormir|me deitar|deitar|ir para a cama|"
    r"ir pra cama)|(?:a|na|1) hora de (?:dormir|deitar)": (22, 0),
}
"""When people who name an occasion are to be reminded."""

_NAMED = {"noon": 12, "midday": 12, "meio dia": 12, "midnight": 0, "meia noite": 0}
_HOUR = rf"(?P<hour>\d\d?|uma|{'|'.join(_NAMED)})\b"
_FIGURE = r"(?P<hour>\d\d?)\b"
_MINUTE = r"(?: (?P<minute>[0-5]\d)\b)?"
_O_CLOCK = r"(?: o clock| horas?| hrs?)?"
_AM_PM = r"(?: (?P<half_day>[ap]m)\b)"
_LEAD = r"\b(?:at|by|until|till|around|as|pras|pelas|umas|das|alarme?|despertador|a(?= uma| 1\b))"
_NO_UNIT = (
    r"(?! (?:h|min|mins|minutes?|minutos?|s|sec|secs|seconds?|segundos?|hours|days?|dias?|weeks?|semanas?|"
    r"percent|degrees?|graus?|th|st|nd|rd)\b)(?![:.,/-]\d)"
)
_THEN = (
    r"(?=$| [,;]| (?:tomorrow|today|tonight|this|in|on|every|each|next|please|sharp|and|at|to|remind|wake|get|\w+day|"
    r"weekdays|weekends|amanha|hoje|logo|de|da|na|no|em|e|esta|tod[oa]s?|depois|segunda|terca|quarta|quinta|sexta|"
    r"sabado|domingo|por|para)\b)"
)
"""What may follow a time that nothing but "for" or "para" announces."""
_FEW = r"(?:an? |um )?(?P<few>quarter|quarto|half|\d\d?)"
_PLUS = r"e (?:um )?(?P<plus>meia|quarto|\d\d?)"
_MINUS = r"menos (?:um )?(?P<minus>quarto|\d\d?)"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"\b(?<!from )(?<!das ){_FEW}(?: minutes?| mins?| minutos?)? "
        rf"(?P<way>past|after|to|till|before|para [ao]s?|pras) {_HOUR}{_O_CLOCK}{_AM_PM}?",
        rf"\b(?P<few>half) {_FIGURE}{_AM_PM}?",
        rf"{_LEAD} {_HOUR}(?:{_O_CLOCK}| h) (?:{_PLUS}|{_MINUS})\b(?: minutos)?",
        rf"\b{_HOUR} (?:e (?:um )?(?P<plus>meia|quarto)|menos (?:um )?(?P<minus>quarto))\b",
        rf"(?<![\d:./-])(?P<hour>\d\d?):(?P<minute>[0-5]\d)\b(?![:.]){_AM_PM}?",
        rf"(?<![\d:./-])(?P<hour>\d\d?)\.(?P<minute>[0-5]\d){_AM_PM}",
        rf"{_LEAD} (?P<hour>\d\d?)\.(?P<minute>[0-5]\d)\b",
        rf"\b{_FIGURE} (?P<h>h)\b{_MINUTE}(?: min| m)?",
        rf"\b{_FIGURE}{_MINUTE}{_O_CLOCK}{_AM_PM}",
        rf"{_LEAD} {_HOUR}{_MINUTE}{_O_CLOCK}{_NO_UNIT}",
        rf"\b{_HOUR}{_MINUTE}{_O_CLOCK}(?= (?:{_ANY_PART})\b)",
        rf"\b(?:for|to|para|pra) {_FIGURE}{_MINUTE}{_O_CLOCK}{_THEN}",
        rf"(?<![\d:./-])\b{_FIGURE} (?P<minute>[0-5]\d)\b{_NO_UNIT}{_THEN}",
        rf"\b{_FIGURE} o clock\b",
        rf"\b(?P<hour>{'|'.join(_NAMED)})\b",
    )
)
_PART = {part: re.compile(rf"\b(?:{words})\b") for part, words in _PARTS.items()}


@dataclass(frozen=True, slots=True)
class FoundHour:
    """A time of day, and where in the normalised request it is said. Without `exact` it may be twelve hours later."""

    hour: int
    minute: int
    exact: bool
    part: Part | None
    begin: int
    end: int


def found_hours(text: str) -> list[FoundHour]:
    """The times of day of a normalised request, in its order; of two that overlap, the one of the earlier form."""
    found: list[FoundHour] = []
    parts = list(_found_parts(text))
    for form in _FORMS:
        for match in form.finditer(text):
            free = not any(each.begin < match.end() and match.start() < each.end for each in found)
            hour = _read(match, parts) if free else None
            if hour:
                found.append(hour)
    return sorted(found, key=lambda each: each.begin)


def vague_hours(text: str) -> list[FoundHour]:
    """The parts of the day that a normalised request names, as usual hours: "tomorrow morning" is 9:00, "after lunch"
    14:00."""
    occasions = [
        FoundHour(hour, minute, True, None, match.start(), match.end())
        for words, (hour, minute) in _OCCASIONS.items()
        for match in re.finditer(rf"\b(?:{words})\b", text)
    ]
    return occasions or [FoundHour(_USUAL[part], 0, True, part, begin, end) for part, begin, end in _found_parts(text)]


def _found_parts(text: str) -> Iterator[tuple[Part, int, int]]:
    for part, pattern in _PART.items():
        for match in pattern.finditer(text):
            yield part, match.start(), match.end()


def _read(match: re.Match[str], parts: list[tuple[Part, int, int]]) -> FoundHour | None:
    said = {name: value for name, value in match.groupdict().items() if value}
    name = said["hour"]
    hour = _NAMED.get(name, 1 if name == "uma" else -1)
    exact = name in _NAMED or "h" in said or (len(name) == 2 and ":" in match.group())
    hour = hour if hour >= 0 else int(name)
    if hour > 23 or ("half_day" in said and not 1 <= hour <= 12):
        return None
    shift = _shift(said)
    part: Part | None = None
    if "half_day" in said:
        hour, exact = hour % 12 + (12 if said["half_day"] == "pm" else 0), True
    elif not exact and 1 <= hour <= 12:
        part = min(parts, key=lambda p: max(p[1] - match.end(), match.start() - p[2]))[0] if parts else None
        if part:
            before_noon = (hour, part) == (12, "morning") and shift < 0
            hour, exact = 12 if before_noon else _in_part(hour, part), True
    minutes = (60 * hour + shift) % 1440
    return FoundHour(minutes // 60, minutes % 60, exact or not 1 <= hour <= 12, part, match.start(), match.end())


def _shift(said: dict[str, str]) -> int:
    """Minutes to add to the hour."""
    if "few" in said:
        earlier = said.get("way", "past") not in ("past", "after")
        return -_minutes(said["few"]) if earlier else _minutes(said["few"])
    if "minus" in said:
        return -_minutes(said["minus"])
    return _minutes(said.get("plus") or said.get("minute", "0"))


def _minutes(word: str) -> int:
    return {"quarter": 15, "quarto": 15, "half": 30, "meia": 30}.get(word) or int(word)


def _in_part(hour: int, part: Part) -> int:
    """An hour from 1 to 12 in a part of the day, from 0 to 23."""
    if part == "morning" or (part == "night" and (hour < 5 or hour == 12)):
        return hour % 12
    return 12 if (part, hour) == ("afternoon", 12) else (hour % 12 + 12) % 24 if hour < 12 else 0
