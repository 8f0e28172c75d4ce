"""Whether a number carries the check digits of its kind."""

from __future__ import annotations

from collections.abc import Sequence


def digits_of(text: str) -> str:
    """The letters and digits of a number, without what separates them."""
    return "".join(c for c in text if c.isalnum()).upper()


def is_card(number: str) -> bool:
    """13 to 19 digits that fulfil the Luhn formula (ISO/IEC 7812-1)."""
    digits = digits_of(number)
    if not digits.isdecimal() or not 13 <= len(digits) <= 19 or len(set(digits)) == 1:
        return False
    doubled = (sum(divmod(2 * int(d), 10)) for d in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10 == 0


def is_iban(number: str) -> bool:
    """ISO 13616: the country and check digits moved to the end, letters as 10 to 35, modulo 97 is 1."""
    text = digits_of(number)
    if not 15 <= len(text) <= 34 or not text.isascii():
        return False
    return int("".join(str(int(c, 36)) for c in text[4:] + text[:4])) % 97 == 1


def is_cpf(number: str) -> bool:
    """Brazil's number of a person: two digits modulo 11 after nine."""
    return _is_mod_11(digits_of(number), 11, ((10, 9, 8, 7, 6, 5, 4, 3, 2), (11, 10, 9, 8, 7, 6, 5, 4, 3, 2)))


def is_cnpj(number: str) -> bool:
    """Brazil's number of a company, letters included (as from 2026, each worth its ASCII code less 48)."""
    weights = (5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)
    return _is_mod_11(digits_of(number), 14, (weights, (6, *weights)))


def is_nif(number: str) -> bool:
    """Portugal's tax number: one digit modulo 11 after eight."""
    text = digits_of(number)
    return text[:1] in set("1235689") and _is_mod_11(text, 9, ((9, 8, 7, 6, 5, 4, 3, 2),))


def _is_mod_11(text: str, length: int, weights: Sequence[Sequence[int]]) -> bool:
    """Whether the last digits, one for each row of weights, are 11 less the weighted sum before them modulo 11."""
    if len(text) != length or not text.isascii() or len(set(text)) == 1 or not text[-len(weights) :].isdecimal():
        return False
    for row in weights:
        rest = sum(w * (ord(c) - 48) for w, c in zip(row, text, strict=False)) % 11
        if int(text[len(row)]) != (0 if rest < 2 else 11 - rest):
            return False
    return True
