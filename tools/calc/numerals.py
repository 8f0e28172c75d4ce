"""Numbers as they are said and written in English and Portuguese → digits with a decimal point."""

from __future__ import annotations

import re
from fractions import Fraction

from agentlite.numerals import SMALL, TENS, valued

_TOKEN = re.compile(r"\d[\d.,]*\d|\d|[a-z]+")
_ACCENTS = str.maketrans("áâãàäéêèëíîìïóôõòöúûùüçñ−–—", "aaaaaeeeeiiiiooooouuuucn---")

_HUNDREDS = valued(
    "cem cento/duzentos duzentas/trezentos trezentas/quatrocentos quatrocentas/quinhentos quinhentas/"
    "seiscentos seiscentas/setecentos setecentas/oitocentos oitocentas/novecentos novecentas",
    start=1,
    step=100,
)
_SCALES = {
    word: value
    for value, words in (
        (12, "dozen dozens duzia duzias"),
        (1_000, "thousand mil"),
        (10**6, "million millions milhao milhoes"),
        (10**9, "billion billions bilhao bilhoes"),
        (10**12, "trillion trillions trilhao trilhoes"),
    )
    for word in words.split()
}
_POINT = frozenset(("point", "virgula", "ponto"))
_HALF = (("e", "meio"), ("e", "meia"), ("and", "a", "half"))


def fold(text: str) -> str:
    """Lower case, without accents, each character in its place."""
    return text.lower().translate(_ACCENTS)


def digits(folded: str, language: str) -> str:
    """The text with every number in digits: "mil e duzentos" → "1200", "1.234,5" (Portuguese) → "1234.5"."""
    words = [(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(folded)]
    made, copied, at = [], 0, 0
    while at < len(words):
        number, used = _number([word for word, _, _ in words[at : at + 24]], language)
        if not used:
            at += 1
            continue
        made += [folded[copied : words[at][1]], number]
        copied = words[at + used - 1][2]
        at += used
    return "".join(made) + folded[copied:]


def _number(words: list[str], language: str) -> tuple[str, int]:
    """The number that `words` begin with, and how many of them it takes: 0 if they begin with none."""
    value, used = _whole(words, language)
    if not used:
        return "", 0
    decimals, more = _decimals(words[used:])
    if decimals:
        value, used = value + Fraction(f"0.{decimals}"), used + more
    scale = _SCALES.get(words[used - 1], 1) if value else 1
    for half in _HALF:
        if tuple(words[used : used + len(half)]) == half:
            value, used = value + Fraction(scale, 2), used + len(half)
            break
    if used < len(words) and scale == 1 and words[used] in _SCALES:
        value, used = value * _SCALES[words[used]], used + 1
    return _text(value), used


def _whole(words: list[str], language: str) -> tuple[Fraction, int]:
    if words[0][0].isdecimal():
        return _written(words[0], language), 1
    total, part, smallest, at, used = 0, None, 10**15, 0, 0
    if words[0] == "a" and words[1:2] and words[1] in ("hundred", *_SCALES) and words[1] != "mil":
        part, at = 1, 1
    while at < len(words):
        joined = words[at] in ("e", "and") and used > 0
        word = words[at + joined] if at + joined < len(words) else ""
        if joined and words[at] == "and" and (part or 0) % 100:
            break
        if word in _SCALES and (smallest > _SCALES[word]) and not joined and (part is not None or word == "mil"):
            smallest = _SCALES[word]
            total, part = total + (1 if part is None else part) * smallest, None
        elif word == "hundred" and part is not None and 0 < part < 20 and not joined:
            part *= 100
        elif (added := _added(part, word)) is not None:
            part = added
        else:
            break
        at += 1 + joined
        used = at
    return Fraction(total + (part or 0)), used


def _added(part: int | None, word: str) -> int | None:
    """`part` with one more word of a number below a thousand, or None where that word cannot follow."""
    value = SMALL.get(word, TENS.get(word, _HUNDREDS.get(word)))
    if value is None:
        return None
    if part is None:
        return value
    room = 100 if part % 100 == 0 else 10 if part % 10 == 0 and part % 100 >= 20 else 0
    return part + value if part and 0 < value < room else None


def _decimals(words: list[str]) -> tuple[str, int]:
    """The digits after a "point" that is said, and how many words they take with it: "five", "one four", "twenty"."""
    if len(words) < 2 or words[0] not in _POINT:
        return "", 0
    if words[1].isdecimal():
        return words[1], 2
    singles = 0
    while singles + 1 < len(words) and SMALL.get(words[singles + 1], 10) < 10:
        singles += 1
    if singles:
        return "".join(str(SMALL[word]) for word in words[1 : singles + 1]), singles + 1
    value, used = _whole(words[1:], "en")
    return (str(value), used + 1) if used else ("", 0)


def _written(digits: str, language: str) -> Fraction:
    """A number in digits: of two kinds of separators the last is the decimal one; a lone one groups thousands where
    the language writes it so ("1,500" in English, "1.500" in Portuguese), or if it comes more than once."""
    point, group = (",", ".") if language == "pt" else (".", ",")
    if "." in digits and "," in digits:
        point, group = (",", ".") if digits.rfind(",") > digits.rfind(".") else (".", ",")
    elif digits.count(point) > 1 or (
        group in digits and not re.fullmatch(rf"[1-9]\d{{0,2}}(\{group}\d{{3}})+", digits)
    ):
        point, group = group, point
    plain = digits.replace(group, "").replace(point, ".")
    return Fraction(plain if plain.count(".") < 2 else plain.replace(".", ""))


def _text(value: Fraction) -> str:
    """The value without loss: what is said has a finite number of decimals."""
    if value.denominator == 1:
        return str(value.numerator)
    decimals = len(str(value.denominator)) * 4
    scaled = value * 10**decimals
    whole, rest = divmod(scaled.numerator // scaled.denominator, 10**decimals)
    return f"{whole}.{str(rest).zfill(decimals).rstrip('0')}"
