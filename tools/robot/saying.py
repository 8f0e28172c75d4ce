"""The words that a request wants said, which are nothing to be done."""

from __future__ import annotations

import re

from agentlite.tools.robot.nouns import fold

SAYING = re.compile(
    r"\b(?:say|saying|announce|tell (?:me|us|them|everyone|everybody)|let (?:me|us|them|everyone|everybody) know"
    r"|shout|yell|call out|whisper|exclaim|proclaim|repeat|reply|answer|respond|read out|speak the words"
    r"|diz|digas?|digam|dizer|dissesses?|fala|fale|anunci[ae]|grit[ae]|sussurr[ae]|exclam[ae]|repet[ei]|repita"
    r"|avis[ae]|inform[ae]|comunic[ae]|comunique|respond[ae])\b"
)
_ALOUD = re.compile(
    r"[\s:,-]*(?:(?:out loud|aloud|loudly|em voz alta|bem alto|alto|to (?:me|us|them|everyone|everybody)|that|que|with"
    r"|the words|something like|after me|comigo|as palavras|assim|so|la|ai|us|a todos|para todos"
    r"|(?:a |pra |para )?tod[ao] (?:a gente|o? ?mundo)|todo mundo|(?<=-)nos|lhes?|me)\b[\s:,-]*)*"
)
_PAUSE = re.compile(
    r"[,.;!?](?=\s|$)|\s(?:out loud|aloud|em voz alta|and|then|e|depois|to|for|before|after|when|if|se|a|ao"
    r"|aos|para|quando|antes|please|thanks|now|again|carefully|quickly|for me|right away|if you|when you|por favor"
    r"|se faz favor|com cuidado|depressa|agora)(?=\s|$)"
)
_QUOTED = re.compile(r"[\"“«'].*?[\"”»'](?!\w)")


def sayings(request: str) -> list[str]:
    """The words that a request may want said: those in quotation marks, or what follows "say", up to a pause."""
    flat = unquoted(request)
    found: list[str] = []
    for verb in SAYING.finditer(flat):
        aloud = _ALOUD.match(flat, verb.end())
        start = aloud.end() if aloud else verb.end()
        if quoted := _QUOTED.match(request, start):
            found.append(quoted.group()[1:-1])
            continue
        for begin in dict.fromkeys((start, verb.end())):
            cuts = [pause.start() for pause in _PAUSE.finditer(flat, begin)]
            found += [request[begin:end].strip(" ,.!?:;-") for end in (*cuts, len(request))]
    return list(dict.fromkeys(filter(None, found)))


def unquoted(text: str) -> str:
    """Folded, with what stands in quotation marks blanked out."""
    return _QUOTED.sub(lambda quoted: "x" * len(quoted.group()), fold(text))
