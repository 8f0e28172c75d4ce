"""The commands that a request says: a program that is allowed, and its arguments, word by word. There is no shell."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator

LONGEST = 12
_QUOTED = re.compile(r"`([^`]+)`|“([^”]+)”|«([^»]+)»|\"([^\"]+)\"|(?<!\w)'([^']+)'(?!\w)")
_DASHES = re.compile(
    r"(?<=\s)(?:dash dash|double dash|minus minus|double minus|hyphen hyphen|traço traço|hífen hífen|hifen hifen|"
    r"menos menos|dois traços|dois hífens)\s+(?=[a-z])",
    re.IGNORECASE,
)
_DASH = re.compile(r"(?<=\s)(?:dash|minus|hyphen|traço|hífen|hifen|tracinho|menos)\s+(?=\w)", re.IGNORECASE)
_DOT = re.compile(r"(?<=\w)\s+(?:dot|ponto)\s+(?=\w{1,5}\b)", re.IGNORECASE)
_COURTESY = re.compile(
    r"[,\s]+(?:please|for me|now|again|thanks|thank you|right now|will you|would you|quickly|real quick|once more|"
    r"in (?:the|a) (?:terminal|shell|console)|on the command line|and (?:show|tell|read) me (?:the (?:output|result)|"
    r"what (?:it|that) (?:says|prints|gives)|what comes out)|por favor|para mim|pra mim|agora|se faz favor|aí|"
    r"obrigad[oa]|outra vez|de novo|já|faz favor|n[oa] (?:terminal|consola|console|shell)|na linha de comandos?|"
    r"rapidinho|e (?:diz-me|mostra-me|me (?:diz|mostra)) o (?:que (?:sai|dá|aparece)|resultado))[.!?\s]*$",
    re.IGNORECASE,
)
_FILLERS = frozenset("on of over in inside for the file folder em no na do da sobre o a ficheiro arquivo pasta".split())
_END = " \t\n,;:!?"


def commands_said(request: str, programs: Iterable[str]) -> list[str]:
    """The commands that begin with one of `programs`: what is quoted, if that is one; else from the program's name on,
    the longest first. Words are separated by single spaces, and quoted as `shlex` reads them."""
    names = frozenset(programs)
    quoted = [next(filter(None, match.groups())) for match in _QUOTED.finditer(request)]
    whole = [words for text in quoted if (words := _split(text)) and words[0] in names]
    if not whole:
        text = _DOT.sub(".", _DASH.sub("-", _DASHES.sub("--", request)))
        while (shorter := _COURTESY.sub("", text)) != text:
            text = shorter
        whole = list(_from_names(text.rstrip(_END).removesuffix("."), names))
    return list(dict.fromkeys(shlex.join(words) for words in whole))


def words_of(command: str) -> list[str]:
    """The program's name and its arguments, of a command that `commands_said` gave."""
    return shlex.split(command)


def _from_names(text: str, names: frozenset[str]) -> Iterator[list[str]]:
    """Each run of words that begins with a program's name, the longest first; then those without words like "on the
    file", with which arguments are linked in speech."""
    words = _split(text)
    for start, word in enumerate(words):
        if word.lower().strip(_END) in names:
            rest = words[start + 1 : start + LONGEST]
            for end in range(len(rest), -1, -1):
                yield [word.lower().strip(_END), *(argument.strip(",;") for argument in rest[:end])]
            plain = [argument.strip(",;") for argument in rest if argument.lower() not in _FILLERS]
            if len(plain) < len(rest):
                yield from ([word.lower().strip(_END), *plain[:end]] for end in range(len(plain), 0, -1))


def _split(text: str) -> list[str]:
    """The words of a text; quotes hold words together where they are in pairs."""
    try:
        return [word for word in shlex.split(text) if word.isprintable()]
    except ValueError:
        return [word for word in text.split() if word.isprintable()]
