"""The code that a request brings along: in backticks, after a colon or a line break, or after the order to run it."""

from __future__ import annotations

import re

LONGEST = 2_000
"""Characters of a request in which code without backticks is looked for."""
_FENCED = re.compile(r"```(?:python|py)?\s*\n?(.+?)```|`([^`]+)`", re.DOTALL)
_AFTER = re.compile(r"(?:(?<=[\w)]):\s*\n|^[^\n(=]{0,80}?(?<=\w):\s|\n)(?=\S)")
_WHAT = (
    r"(?:this|the|following|some|a|bit of|piece of|in|as|with|o|este|esse|isto|isso|seguinte|um|em|no|com|python|"
    r"code|codigo|código|snippet|script|program|programa|line|linha|for me|pra mim|para mim|aí|ai|lá|la)"
)
_ORDER = re.compile(
    r"\b(?:run|execute|exec|evaluate|eval|interpret|executa|execute|executar|corre|corra|correr|roda|rode|rodar|avalia|avalie|"
    r"interpreta|does|dá|da|faz|imprime|try|experimenta|testa)(?:-me)?"
    rf"(?: {_WHAT})*[:,]? (?=\S)",
    re.IGNORECASE,
)
_POLITE = re.compile(
    r"(?:,? (?:please|por favor|in python|em python|with python|com python|for me|pra mim"
    r"|print|do|give|return|mostra|dá))+[?.!]*$",
    re.IGNORECASE,
)
_SIGNS = re.compile(r"[()\[\]{}=+*/%<>]|\d-\d|\bimport\b")


def said_code(request: str) -> str:
    """The code, or "" if the request brings none."""
    fenced = _FENCED.search(request)
    if fenced:
        return str(fenced[1] or fenced[2]).strip()
    request = request[:LONGEST]
    for pattern in (_AFTER, _ORDER):
        found = pattern.search(request)
        if found and _SIGNS.search(code := _POLITE.sub("", request[found.end() :]).strip()):
            return code
    return ""
