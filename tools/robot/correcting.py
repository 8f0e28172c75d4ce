"""What is taken back in the same breath: "the red, no, the blue block", "on the tray, I mean the shelf"."""

from __future__ import annotations

import re

from agentlite.tools.robot.nouns import Phrase, after_preposition, fold, phrases
from agentlite.tools.robot.saying import SAYING, unquoted
from agentlite.tools.robot.verbs import AND_ORDER, ORDER
from agentlite.tools.robot.vocabulary import THINGS

_CORRECTION = re.compile(
    r"(?:\s*[,;.!?…]+\s*|\s+[–—-]+\s+)(?:(?:oh|oops|ah|hm+|er+|um|uh|ups|opa|ai|and|but|e|mas|hey|ou)[,.… ]+)?"
    r"(?:(?:no|wait|sorry),? (?:no|wait|sorry)|no(?=[,.…!]| i mean| the\b| not\b| on\b| in\b| into\b| put\b)"
    r"|wait(?=, (?:the|not|i|on|in|into)\b)|sorry|apologies|i mean(?:t)?(?: to say)?|rather|or rather|correction"
    r"|scratch that|make (?:that|it)|strike that|on second thoughts?|actually|my mistake|well, actually|that is"
    r"|nao(?=[,.…!]| nao| espera| quero dizer| [oa]s? (?!te|se))|espera,? (?:nao|quero dizer)|quero dizer|queria dizer"
    r"|quer dizer|ou melhor|melhor dizendo|alias|digo|perdao|desculp\w+|corrijo|enganei-me|me enganei|na verdade"
    r"|pensando melhor|perai|pera)\b"
    r"(?:[,:;.…!\s-]+(?:no|nao|i mean(?:t)?|quero dizer|sorry|rather|desculpa|make (?:that|it)|put it(?= on| in))\b)*"
    r"[,:;.…!\s-]*"
)
_CANCELLED = re.compile(
    r"(?:^|[\s,.;!…–—-]+)(?:(?:no|nao|wait|sorry|actually|oh|alias|afinal|espera)[\s,]+)*"
    r"(?:forget (?:it|that|about it|all that)|never ?mind(?: that)?|cancel (?:that|it|everything)|scratch that"
    r"|(?:do not|don'?t)(?: do (?:it|that))?|i(?:'ve| have) changed my mind|disregard that|leave it"
    r"|esquece(?: isso| la)?|esqueca(?: isso)?|deixa (?:estar|la|para la|pra la)|cancela(?: isso| tudo)?"
    r"|mudei de ideias?|nao fac(?:as|a) (?:isso|nada)|afinal nao|deixe para la)[\s.!]*$"
)
_NOT_THAT = re.compile(r"not (?:the )?[\w ]+?(?:,? but |, )|nao (?:[oa]s? )?[\w ]+?(?:,? mas (?:sim )?|, )")
_BREAK = re.compile(r"[.;!?](?=\s)|\b(?:then|and then|e depois|depois)\b")


def corrected(request: str) -> str:
    """The request as it stands after its corrections; empty if all of it is taken back."""
    flat = unquoted(request)
    if (taken := _CANCELLED.search(flat)) and taken.start() > 0 and not SAYING.search(flat):
        return ""
    found = next((f for f in _CORRECTION.finditer(flat) if f.start() > 0), None)
    if found is None or SAYING.search(flat[: found.start()]):
        return request
    before, after = request[: found.start()], request[found.end() :]
    if instead := _NOT_THAT.match(fold(after)):
        after = after[instead.end() :]
    if not re.search(r"\w", after):
        return request
    return corrected(_with(before, after))


def _with(before: str, after: str) -> str:
    """What was said before, with the phrase that `after` begins with in place of the one it corrects; or `after`."""
    said, new = phrases(before), phrases(after)
    if not said or not new or ORDER.search(fold(after[: new[0].start])):
        return f"{_earlier(before)} {after}".strip()
    first = new[0]
    lead = after[: first.start].strip()
    placed = after_preposition(after, first.start)
    if lead and not placed:
        return f"{_earlier(before)} {after}".strip()
    old = _corrected_phrase(before, said, first, placed=placed)
    start = old.start
    if placed and after_preposition(before, old.start):
        if before[old.start] not in "àÀ":
            start = before[: old.start].rstrip().rfind(" ") + 1
        lead = f"{lead} " if lead else ""
    else:
        lead = ""
    rest = after[first.end :]
    if rest.startswith(", ") and not AND_ORDER.match(fold(rest)):
        rest = rest[1:]
    return f"{before[:start]}{lead}{_completed(after, first, old)}{before[old.end :]}{rest}"


def _corrected_phrase(before: str, said: list[Phrase], new: Phrase, *, placed: bool) -> Phrase:
    """The last phrase before that the new one can stand for."""
    alike = [p for p in said if p.sort == new.sort] or said
    if placed:
        alike = [p for p in said if after_preposition(before, p.start)] or alike
    elif new.kind is not None and new.sort == "thing":
        alike = [p for p in alike if p.kind == new.kind] or alike
    return alike[-1]


def _completed(after: str, new: Phrase, old: Phrase) -> str:
    """The new phrase, with the noun of the old one if it has none: "the blue one" is "the blue block"."""
    text = after[new.start : new.end]
    if new.kind is not None or old.kind is None or old.kind not in THINGS:
        return text
    kind = THINGS[old.kind]
    if fold(text).split()[0] in ("the", "a", "that", "this", "both", "all"):
        return f"{re.sub(r' ?(?:ones?)$', '', text)} {kind.en[0]}"
    article, _, color = text.partition(" ")
    return f"{article} {kind.pt[0]} {color}"


def _earlier(before: str) -> str:
    """The sentences before the one that is taken back."""
    breaks = list(_BREAK.finditer(fold(before)))
    return before[: breaks[-1].end()] if breaks else ""
