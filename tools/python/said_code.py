"""The code that a request brings along: in backticks, after a colon or a line break, after the order to run it, or
where it stands among words."""

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
    r"interpreta|test|testar|teste|does|dá|da|faz|imprime|try|experimenta|testa)(?:-me)?"
    rf"(?: {_WHAT})*[:,]? (?=\S)",
    re.IGNORECASE,
)
_POLITE = re.compile(
    r"(?:,? (?:please|por favor|in python|em python|with python|com python|for me|pra mim"
    r"|print|do|give|return|mostra|dá))+[?.!]*$",
    re.IGNORECASE,
)
_SIGNS = re.compile(r"[()\[\]{}=+*/%<>]|\d-\d|\bimport\b")
_CALL = re.compile(r"[\w\])]\(|[\w}'\"]\[[\w'\":-]+\]|^\[.*\bfor\b|^import$|^lambda$")
_OPERATION = re.compile(r"^(?:\*\*?|//?|%|==?|!=|<=?|>=?|<<|>>|\+)$|\w(?:\*\*?|//?|%|==?|\+|<|>)\w|\d-\d|^\[")
_ABOUT_CODE = re.compile(
    r"\b(?:python|code|snippet|script|one-?liner|interpreter|expression|código|codigo)\b", re.IGNORECASE
)


def codes_said(request: str) -> list[str]:
    """What may be the code of a request, the likeliest first; none if it brings none."""
    fenced = _FENCED.search(request)
    if fenced:
        return [str(fenced[1] or fenced[2]).strip()]
    request = request[:LONGEST]
    rests = (request[found.end() :] for pattern in (_AFTER, _ORDER) if (found := pattern.search(request)))
    ordered = (code for rest in rests if _SIGNS.search(code := _POLITE.sub("", rest).strip()))
    return list(dict.fromkeys(filter(None, (next(ordered, ""), _among_words(request)))))


def _among_words(request: str) -> str:
    """The stretch from the first word that looks like code to the last, with what its brackets and operators want."""
    words = list(re.finditer(r"\S+", request))
    marked = [at for at, word in enumerate(words) if _CALL.search(word[0]) or _OPERATION.search(word[0])]
    if not marked or not (_ABOUT_CODE.search(request) or any(_CALL.search(words[at][0]) for at in marked)):
        return ""
    start, end = marked[0], marked[-1]
    if start and _OPERATION.fullmatch(words[start][0]):
        start -= 1
    before = [word[0] for word in words[max(start - 3, 0) : start]]
    if before[-1:] == ["in"] and before[:1] == ["for"]:
        start -= 3
    elif words[start][0] == "import" and before[-2:-1] == ["from"]:
        start -= 2
    elif before[-1:] in (["if"], ["while"]):
        start -= 1
    if end + 1 < len(words) and _OPERATION.fullmatch(words[end][0]):
        end += 1
    while start and _open(request[words[start].start() : words[end].end()], ")(", "][", "}{"):
        start -= 1
    while end + 1 < len(words) and _open(request[words[start].start() : words[end].end()], "()", "[]", "{}"):
        end += 1
    code = request[words[start].start() : words[end].end()].strip("“”‘’«»").rstrip(".,;:!?")
    return code.strip('"') if code.count('"') == 2 and code[0] == code[-1] == '"' else code


def _open(code: str, *pairs: str) -> bool:
    """Whether the first of one of these pairs of brackets waits for the second."""
    return any(code.count(pair[0]) > code.count(pair[1]) for pair in pairs)
