"""Whole numbers from 0 to 100 in words, in English and in both Portugueses."""

from __future__ import annotations

_EN = (
    "zero one two three four five six seven eight nine ten eleven twelve "
    "thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
).split()
_EN_TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()
_PT = (
    "zero um dois três quatro cinco seis sete oito nove dez onze doze "
    "treze quatorze quinze dezesseis dezessete dezoito dezenove"
).split()
_PT_TENS = "_ _ vinte trinta quarenta cinquenta sessenta setenta oitenta noventa".split()
_EUROPEAN = {14: "catorze", 16: "dezasseis", 17: "dezassete", 19: "dezanove"}


def spoken(value: int, language: str) -> str:
    """`value` (0 to 100) in words; other values in digits. `language` is "en", "pt-BR" or "pt-PT"."""
    if not 0 <= value <= 100:
        return str(value)
    tens, ones = divmod(value, 10)
    if language == "en":
        if value == 100:
            return "one hundred"
        if value < 20:
            return _EN[value]
        return _EN_TENS[tens] + (f" {_EN[ones]}" if ones else "")
    if value == 100:
        return "cem"
    if language == "pt-PT" and value in _EUROPEAN:
        return _EUROPEAN[value]
    if value < 20:
        return _PT[value]
    return _PT_TENS[tens] + (f" e {_PT[ones]}" if ones else "")
