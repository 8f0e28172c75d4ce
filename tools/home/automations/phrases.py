"""The words of time in English and Portuguese, as patterns on folded text that keeps the "à" ("às sete" is a time, "as
sete" are seven things)."""

from __future__ import annotations

import re
import unicodedata
from typing import TypeAlias

from agentlite.numerals import SMALL, TENS
from agentlite.said import numbers

Place: TypeAlias = tuple[int, int]
"""Where in a sentence something stands: from, to."""

_NUMERALS = [word for word, value in {**SMALL, **TENS}.items() if value <= 50]
_WORD = f"(?:{'|'.join(sorted(_NUMERALS, key=len, reverse=True))})"
NUMBER = rf"(?:\d{{1,3}}|{_WORD}(?:(?:-| e | )(?:{_WORD}))?)"
"""A number in digits or in words, of up to two words."""

_ONE = frozenset("a an one um uma".split())

WEEKDAYS: dict[str, int] = {
    **{name: day for day, name in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())},
    **{name: day for day, name in enumerate("segunda terca quarta quinta sexta sabado domingo".split())},
}
"""The names of the days, folded."""

DAY_NAME = rf"(?:{'|'.join(WEEKDAYS)})(?:[ -]feira)?"
_DAYS = rf"{DAY_NAME}s?(?:(?:, ?| and | e |, and )(?:(?:on|nas?|nos?|as|às|aos) )?{DAY_NAME}s?)*"

_MONDAYS = "(?:mon|tues|wednes|thurs|fri|satur|sun)days"

_ANY_PERIOD = r"(?:morning|afternoon|evening|night)"
_QUALQUER_PERIODO = r"(?:manhas?|tardes?|noites?|madrugadas?)"

RECURRING: tuple[tuple[str, str], ...] = (
    ("weekdays", r"(?:every|each) (?:week|working )days?|every workday|on (?:week|work)days|"
     r"(?:from )?monday (?:to|through) friday"),
    ("weekdays", r"(?:em |n?os |aos |todos os )?dias (?:uteis|de semana)|"
     r"(?:de )?segunda(?:-feira)? a sexta(?:-feira)?"),
    ("weekend", r"(?:every|each) weekend|(?:on|at) (?:the )?weekends?|(?:ao|aos|nos?|todos os) fi(?:m|ns) de semana"),
    ("all", rf"every ?day|each day|daily|every {_ANY_PERIOD}"),
    ("all", rf"todos os dias|todo (?:o )?dia|diariamente|cada dia|tod[ao]s? (?:[ao]s? )?{_QUALQUER_PERIODO}"),
    ("named", rf"(?:every|each) {_DAYS}"),
    ("named", rf"on {_MONDAYS}(?:(?:, ?| and |, and )(?:on )?{_MONDAYS})*"),
    ("named", rf"(?:todas as|todos os|as|às|aos|nas|nos|cada|toda|todo) {_DAYS}"),
)  # fmt: skip
"""Days that come again, as (what they are, pattern)."""

COMING: tuple[tuple[str, str], ...] = (
    ("tomorrow", rf"tomorrow(?: {_ANY_PERIOD})?|amanha(?: (?:de|à|a|pela) {_QUALQUER_PERIODO})?"),
    ("today", r"tonight|this (?:morning|afternoon|evening)|today|"
     r"hoje(?: (?:de|à|a) (?:manha|tarde|noite))?|logo à noite"),
    ("named", rf"(?:on|next|this|on next) {DAY_NAME}(?: {_ANY_PERIOD})?"),
    ("named", rf"(?:na|no|n?a proxima|n?o proximo|esta|este) {DAY_NAME}(?: (?:de|à|a) {_QUALQUER_PERIODO})?"),
)  # fmt: skip
"""Days that come once."""

_AM = r"a\.?m\b\.?|in the morning|da manha|de manha|da madrugada"
_PM = r"p\.?m\b\.?|in the (?:afternoon|evening)|at night|da tarde|da noite|à tarde|à noite"
HALF = rf"(?: ?(?P<am>{_AM})| ?(?P<pm>{_PM}))?"
_AT = r"(?P<at>at|às|à|pelas|a partir das|as)"

CLOCKS: tuple[tuple[str, str], ...] = (
    ("noon", r"(?:at )?(?:noon|midday)|ao meio[- ]dia(?P<half> e meia)?"),
    ("midnight", r"(?:at )?midnight|à meia[- ]noite(?P<half> e meia)?"),
    ("digits", rf"(?:{_AT} )?(?P<hour>\d{{1,2}})(?::|\.|h)(?P<minute>\d\d)h?\b(?! ?%){HALF}"),
    ("hour", rf"{_AT} (?P<hour>\d{{1,2}}) ?h(?:oras)?\b{HALF}"),
    ("past", rf"(?:at )?half past (?P<hour>{NUMBER}){HALF}"),
    ("past", rf"(?:at )?(?:a )?(?P<minute>quarter|{NUMBER})(?: minutes)? past (?P<hour>{NUMBER}){HALF}"),
    ("to", rf"(?:at )?(?:a )?(?P<minute>quarter|{NUMBER})(?: minutes)? to (?P<hour>{NUMBER}){HALF}"),
    ("to", rf"(?:às |ao |à )?(?P<minute>um quarto|{NUMBER})(?: minutos)? para (?:as|a) (?P<hour>{NUMBER}){HALF}"),
    ("less", rf"(?:às|à|as) (?P<hour>{NUMBER}) menos (?P<minute>um quarto|{NUMBER}){HALF}"),
    ("quarter", rf"(?:às|à|as) (?P<hour>{NUMBER}) e um quarto{HALF}"),
    ("spoken", rf"{_AT} (?P<hour>{NUMBER})(?P<clock> o'?clock| horas?| em ponto)?(?P<half> e meia)?"
     rf"(?: horas)?{HALF}(?P<exact> em ponto)?"),
)  # fmt: skip
"""Times of day, the surest forms first, as (form, pattern)."""

_UNIT = r"(?P<unit>seconds?|minutes?|mins?|hours?|days?|segundos?|minutos?|horas?|dias?)"
DELAYS: tuple[str, ...] = (
    rf"(?:in|after) (?P<count>{NUMBER}|an?) (?:more )?{_UNIT}(?P<half> and a half)?(?: from now)?",
    rf"(?P<count>{NUMBER}|an?) {_UNIT}(?P<half> and a half)? from now",
    r"(?:in|after) (?P<halfhour>half an hour)",
    rf"(?:daqui a|dentro de|em|passad[ao]s?) (?P<count>{NUMBER}) {_UNIT}(?P<half> e meia)?",
    r"(?:daqui a|dentro de|em|passada) (?P<halfhour>meia hora)",
)
"""Delays from now."""

_SET = r"(?P<set>sunset|sundown|dusk|nightfall|(?:por|o por)[ -]do[ -]sol|anoitecer|entardecer)"
_RISE = r"(?P<rise>sunrise|sunup|dawn|daybreak|nascer do sol|amanhecer)"
_SUN = rf"(?:{_SET}|{_RISE})"
_SPAN = rf"(?P<count>{NUMBER}|an?|half an|meia) {_UNIT}(?: e (?P<half>meia))?"
SUNS: tuple[str, ...] = (
    rf"{_SPAN} (?:(?P<before>before|antes d[eo])|(?:after|depois d[eo]|apos)) (?:the |o )?{_SUN}",
    rf"(?:at|ao|no|with the|com o) {_SUN}",
    r"(?:when|as soon as|once) (?:the sun (?:(?P<set>sets|goes down)|(?P<rise>rises|comes up))|"
    r"it (?:gets|is) (?:dark|(?P<light>light)))",
    r"(?:quando|assim que) (?:o sol (?:(?P<set>se por|se puser|se poe)|(?P<rise>nascer|nasce))|"
    r"(?:escurecer|anoitecer|anoitece)|(?P<light>amanhecer|amanhece))",
)  # fmt: skip
"""Sunrise and sunset."""


def aligned(text: str) -> str:
    """The text folded letter for letter, so that places in it are places in the text; "à" keeps its accent."""
    return "".join(map(_fold, text))


def composed(text: str) -> str:
    """The text with each accented letter as one character, and plain apostrophes, which `aligned` needs."""
    return unicodedata.normalize("NFC", text).replace("’", "'")


def whole(words: str) -> list[int | float]:
    """The numbers that words say; "a" and "um" are one."""
    return [1] if words.strip() in _ONE else numbers(words)


def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern that begins and ends where words do."""
    return re.compile(rf"(?<![\w]){pattern}(?![\w%°])" if not pattern.startswith("(?<") else pattern)


def _fold(letter: str) -> str:
    lower = letter.lower()
    if lower == "à":
        return lower
    plain = "".join(c for c in unicodedata.normalize("NFKD", lower) if not unicodedata.combining(c))
    return plain if len(plain) == 1 else (lower if len(lower) == 1 else letter)
