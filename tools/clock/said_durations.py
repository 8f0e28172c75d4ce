"""How long something is to take: "an hour and a half", "10 min", "uma hora e meia", "três quartos de hora"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from agentlite.tools.clock.said_words import normalised

_SECONDS = {"d": 86_400, "h": 3_600, "min": 60, "s": 1}
_UNITS = {
    word: unit
    for unit, words in {
        "d": "d day days dia dias",
        "h": "h hr hrs hour hours hora horas horinha horinhas",
        "min": "m min mins minute minutes minuto minutos minutinho minutinhos",
        "s": "s sec secs second seconds seg segs segundo segundos segundinhos",
    }.items()
    for word in words.split()
}
_CLOCK_UNIT = rf"(?P<unit>{'|'.join(word for word, unit in _UNITS.items() if unit != 'd')})\b"
_REWRITTEN = tuple(
    (re.compile(pattern), plain)
    for pattern, plain in (
        (rf"\b(\d+) and a half {_CLOCK_UNIT}", r"\1.5 \g<unit>"),
        (rf"(?<![\d/])(\d+) 1/2 {_CLOCK_UNIT}", r"\1.5 \g<unit>"),
        (rf"(?<![\d/])1/2 (?:an? |of an? )?{_CLOCK_UNIT}", r"0.5 \g<unit>"),
        (rf"\b(?:half (?:an? )?|mei[ao] ){_CLOCK_UNIT}", r"0.5 \g<unit>"),
        (rf"\b3 (?:quarters of an?|quartos de) {_CLOCK_UNIT}", r"0.75 \g<unit>"),
        (rf"\b(?:an? |um )?(?:quarter of an?|quarto de) {_CLOCK_UNIT}", r"0.25 \g<unit>"),
        (rf"\b(?:(?:a )?couple of|um par de) {_CLOCK_UNIT}", r"2 \g<unit>"),
        (rf"\b(?:an?|uma?) {_CLOCK_UNIT}", r"1 \g<unit>"),
        (r"(?<!\d )\b(hora e meia|hour and a half|minuto e meio|minute and a half|hora e(?= \d))\b", r"1 \1"),
    )
)
"""What stands for a number before a unit, and the number."""
_AMOUNT = re.compile(rf"\b(\d+(?:[.,]\d+)?) ({'|'.join(sorted(_UNITS, key=len, reverse=True))})\b")
DURATION = re.compile(
    rf"(?<!\bas )(?<!\bat ){_AMOUNT.pattern}(?:(?: ,| and| e)* {_AMOUNT.pattern})*"
    r"(?P<half> and a half| e mei[ao])?(?P<quarter> and a quarter| e (?:um )?quarto)?(?P<rest>(?: and| e)? \d+)?\b"
)
LONGEST_SECONDS = 366 * 86_400


@dataclass(frozen=True, slots=True)
class SaidDuration:
    """A duration: in short text that parses to itself ("1 h 30 min"), and in seconds."""

    text: str
    seconds: int


def durations(request: str) -> list[SaidDuration]:
    """The durations of up to a year that a request says, in English or Portuguese; "às 7 h" is none, but a time."""
    found = (seconds_of(match) for match in DURATION.finditer(measured(normalised(request))))
    return [SaidDuration(duration_text(s), s) for s in dict.fromkeys(found) if 0 < s <= LONGEST_SECONDS]


def measured(text: str) -> str:
    """A normalised request with figures for "half an hour", "uma hora" and their like."""
    for pattern, plain in _REWRITTEN:
        text = pattern.sub(plain, text)
    return text


def duration_text(seconds: int) -> str:
    """Seconds as a duration is written: 5400 is "1 h 30 min"; days only where they are whole."""
    if seconds % _SECONDS["d"] == 0:
        return f"{seconds // _SECONDS['d']} d"
    parts = []
    for unit in ("h", "min", "s"):
        amount, seconds = divmod(seconds, _SECONDS[unit])
        if amount:
            parts.append(f"{amount} {unit}")
    return " ".join(parts)


def seconds_of(match: re.Match[str]) -> int:
    """The seconds that a match of `DURATION` means."""
    amounts = _AMOUNT.findall(match.group())
    total = sum(float(amount.replace(",", ".")) * _SECONDS[_UNITS[unit]] for amount, unit in amounts)
    last = _UNITS[amounts[-1][1]]
    share = 0.5 if match["half"] else 0.25 if match["quarter"] else 0.0
    total += share * _SECONDS[last]
    if match["rest"] and not share:
        rest = int(match["rest"].split()[-1])
        if last == "h":
            total += 60 * rest
        elif last == "min" and 10 <= rest < 60:
            total += rest
    return round(total)
