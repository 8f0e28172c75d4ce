"""What is private by its form: addresses of all sorts, numbers of people and accounts, keys."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from agentlite.egress.checkdigits import digits_of, is_card, is_cnpj, is_cpf, is_iban, is_nif


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression; where it has a group "it", that is what is private. `check` may refuse a match."""

    kind: str
    regex: re.Pattern[str]
    check: Callable[[str], bool] | None = None


_NUMBER = r"(?<![A-Za-z0-9])(?<![0-9][.,])(?:{})(?![A-Za-z0-9])"
"""A number that is not a part of a longer word or number."""


def _number(kind: str, expression: str, check: Callable[[str], bool] | None = None, flags: int = 0) -> Pattern:
    return Pattern(kind, re.compile(_NUMBER.format(expression), flags), check)


def _is_ip(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _is_phone(text: str) -> bool:
    return 8 <= len(digits_of(text)) <= 15


def _is_mixed(text: str) -> bool:
    """Whether a long run of characters looks drawn by lot, as keys are."""
    return sum(c.isdigit() for c in text) >= 3 and any(c.isupper() for c in text) and any(c.islower() for c in text)


_ISSUED_KEY = (
    r"(?:sk|pk|rk)[-_][A-Za-z0-9_-]{12,}|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}"
    r"|hf_[A-Za-z0-9]{16,}|gsk_[A-Za-z0-9]{16,}|xox[abprs]-[A-Za-z0-9-]{10,}|A(?:KIA|SIA)[A-Z0-9]{16}|AIza[\w-]{30,}"
    r"|ya29\.[\w-]{20,}|npm_[A-Za-z0-9]{20,}|pypi-[\w-]{20,}|eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?"
)
_SAID_KEY = (
    r"\b(?:passwords?|passwd|senhas?|palavra[ -]passe|pass ?code|pin(?: code)?|codigo|api[ _-]?keys?|secret|token)"
    r"""["']?\s*(?:is|e|=|:)\s*["']?(?P<it>(?=\S*[0-9])[^\s"',;]{4,}|(?=\S*[^\w\s])[^\s"',;]{6,})"""
)
_STREET_EN = r"Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Square|Sq|Terrace|Close|Way|Place"
_ADDRESS_EN = (
    rf"\b[0-9]{{1,5}}[A-Za-z]?,?\s+(?:(?:[A-Z][\w'.]*|[0-9]+(?:st|nd|rd|th))\s+){{1,4}}(?:{_STREET_EN})\b"
    r"|\b[0-9]{1,5}[a-z]?\s+(?:[\w']+\s+){1,3}?(?:street|avenue|road|lane|boulevard)\b"
)
_STREET_PT = r"[Rr]ua|R\.|[Aa]venida|Av\.?|[Tt]ravessa|[Pp]raca|[Ll]argo|[Ee]strada|[Aa]lameda|[Rr]odovia|[Bb]eco"
_NUMBER_PT = r"(?:,?\s*(?:n\.?\s*o?\.?|numero)?\s*[0-9]{1,5}(?![0-9]))"
_PROPER = r"[A-Z0-9](?:[\w'.]*[\w'])?"
_ADDRESS_PT = (
    rf"\b(?:{_STREET_PT})\s+(?:d[aeo]s?\s+)?{_PROPER}(?:\.?\s+(?:(?:d[aeo]s?|e)\s+)?[A-Z](?:[\w'.]*[\w'])?){{0,5}}{_NUMBER_PT}?"
    rf"|\b(?:{_STREET_PT})\s+(?:[\w']+\s+){{0,4}}?[\w']+{_NUMBER_PT}"
)
_PHONE_ABROAD = r"(?<![\w+])(?:\+|00)[1-9][0-9]{0,2}(?:[\s./-]{0,2}(?:\([0-9]{1,5}\)|[0-9]{1,5})){2,6}(?!\w)"
_YEAR = r"(?:19|20)[0-9]{2}"

PATTERNS: tuple[Pattern, ...] = (
    Pattern("KEY", re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----(?s:.*?)(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)")),
    Pattern("KEY", re.compile(rf"(?<![A-Za-z0-9])(?:{_ISSUED_KEY})")),
    Pattern("KEY", re.compile(r"(?i)\bbearer\s+(?P<it>[\w.~+/-]{12,}=*)")),
    Pattern("KEY", re.compile(rf"(?i){_SAID_KEY}")),
    Pattern("KEY", re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9_]{24,}(?![A-Za-z0-9])"), _is_mixed),
    Pattern("KEY", re.compile(r"(?<![A-Za-z0-9])(?:[0-9a-f]{32,}|[0-9A-F]{32,})(?![A-Za-z0-9])")),
    Pattern("EMAIL", re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9][\w.+%-]{0,63}\s?@\s?(?:[\w-]{1,63}\.){1,8}[A-Za-z]{2,}")),
    _number("IBAN", r"[A-Z]{2}[0-9]{2}(?:[ .-]?[A-Z0-9]){11,30}", is_iban, re.IGNORECASE),
    _number("CARD", r"[0-9](?:[ -]?[0-9]){12,18}", is_card),
    _number("CNPJ", r"[A-Z0-9]{2}\.[A-Z0-9]{3}\.[A-Z0-9]{3}/[A-Z0-9]{4}-[0-9]{2}", None, re.IGNORECASE),
    _number("CNPJ", r"[A-Z0-9]{12}[0-9]{2}", is_cnpj),
    _number("CPF", r"[0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2}"),
    _number("CPF", r"[0-9]{9}-?[0-9]{2}", is_cpf),
    _number("NIF", r"(?:PT ?)?[0-9]{3}[ .]?[0-9]{3}[ .]?[0-9]{3}", lambda text: is_nif(digits_of(text)[-9:])),
    _number("SSN", r"[0-9]{3}-[0-9]{2}-[0-9]{4}"),
    _number("MAC", r"(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}"),
    _number("IP", r"(?:[0-9]{1,3}\.){3}[0-9]{1,3}", _is_ip),
    Pattern("IP", re.compile(r"(?<![\w:])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?![\w:])"), _is_ip),
    Pattern("PLACE", re.compile(r"[-+]?\b[0-9]{1,2}\.[0-9]{3,}\s*[,;\s]\s*[-+]?[0-9]{1,3}\.[0-9]{3,}\b")),
    Pattern("PLACE", re.compile(r"\b[0-9]{1,3}\s*[°o]\s*[0-9]{1,2}\s*['′’][^,;\n]{0,12}?[NSEWOLnsewol]\b")),
    Pattern("ADDRESS", re.compile(_ADDRESS_EN)),
    Pattern("ADDRESS", re.compile(_ADDRESS_PT)),
    _number("POSTCODE", r"[0-9]{5}-[0-9]{3}|[0-9]{4}-[0-9]{3}|[0-9]{5}-[0-9]{4}|[A-Z]{2} [0-9]{5}"),
    _number("POSTCODE", r"[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}"),
    Pattern("POSTCODE", re.compile(r"(?i)\b(?:cep|zip(?: code)?)[:\s]*(?P<it>[0-9]{8}|[0-9]{5})\b")),
    Pattern("PHONE", re.compile(_PHONE_ABROAD), _is_phone),
    _number("PHONE", r"(?:\([1-9][0-9]\)|[1-9][0-9])[\s-]?9?[0-9]{4}[\s.-][0-9]{4}|[1-9][0-9]9[0-9]{8}"),
    _number("PHONE", r"(?:9[1236]|2[0-9]|30|70|80)[0-9][\s.-]?[0-9]{3}[\s.-]?[0-9]{3}"),
    _number("PHONE", r"2[0-9][\s.-][0-9]{3}[\s.-]?[0-9]{4}"),
    _number("PHONE", r"(?:\([2-9][0-9]{2}\)|[2-9][0-9]{2})[\s.-]{1,2}[0-9]{3}[\s.-][0-9]{4}"),
    _number("PHONE", r"0[0-9]{2,4}[\s-][0-9]{3,4}[\s-]?[0-9]{3,4}"),
    _number("PHONE", rf"(?!{_YEAR}-{_YEAR})[0-9]{{4}}-[0-9]{{4}}|[0-9]{{3}}-[0-9]{{4}}"),
)  # fmt: skip

KINDS = frozenset(pattern.kind for pattern in PATTERNS)


def find(text: str) -> Iterator[tuple[int, int, str]]:
    """Where something private by its form is in a shape (see `folding`), and its kind. Finds may overlap."""
    for pattern in PATTERNS:
        for match in pattern.regex.finditer(text):
            start, end = match.span("it") if "it" in pattern.regex.groupindex else match.span()
            if pattern.check is None or pattern.check(text[start:end]):
                yield start, end, pattern.kind
            elif pattern.kind == "IBAN":
                yield from _shorter_iban(text, start, end)


def _shorter_iban(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """The account number at the beginning of a match that ran on into the words behind it."""
    for shorter in range(end - 1, start + 14, -1):
        if is_iban(text[start:shorter]) and not text[shorter : shorter + 1].isalnum():
            yield start, shorter, "IBAN"
            return
