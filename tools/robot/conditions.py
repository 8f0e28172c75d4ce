"""What the condition of a request claims: that a box is open, a place empty, a thing somewhere or in the hand."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from agentlite.tools.robot.nouns import Phrase, fold, phrases
from agentlite.tools.robot.verbs import AND_ORDER

State: TypeAlias = Literal["open", "empty", "holding", "at", "there"]


@dataclass(frozen=True, slots=True)
class Claim:
    """What a condition claims: `state` of `subject`, `is_so` or not; of "at" and "there", `where` is the place.

    `text` is the condition in its own words.
    """

    state: State
    subject: Phrase
    is_so: bool = True
    where: Phrase | None = None
    text: str = ""


_AND_CLAIM = re.compile(r",?\s*(?:and|e)\s+(?:if |se |also |tambem )?")
_IS = (
    r"(?:(?:is|are|isn'?t|aren'?t|e|esta|estao|esteja|estejam|seja|estiver|estiverem|for|forem|lies|stands|sits|fica"
    r"|ficar)(?: (?:still|already|currently|now|ainda|ja|agora|standing|lying|sitting|located|pousad[oa]s?"
    r"|guardad[oa]s?))*)"
)
_NO = r"(?:\s*(?:not|nao))?"
_STATE = re.compile(
    rf"^\s*(?P<no>nao )?{_IS}?(?P<not>{_NO})\s*"
    r"(?P<what>open|opened|closed|shut|abert[oa]s?|fechad[oa]s?|empty|vazi[oa]s?|clear|free|livres?|desocupad[oa]s?"
    r"|occupied|ocupad[oa]s?)\b"
)
_ON = r"(?:on top of|on|in|at|inside|upon|em cima d[eoa]s?|em|n[oa]s?|dentro d[eoa]s?|sobre [oa]s?|sobre)"
_AT = re.compile(rf"^\s*(?P<no>nao )?{_IS}(?P<not>{_NO})\s*(?P<what>{_ON})\s*$")
_THERE = re.compile(
    r"^\s*(?:there(?: i|')s|there are|ha|haja|houver|existe|exista|existir|tem|tenha|tiver"
    r"|you (?:can )?(?:see|find)|vires|vir|encontrares)"
    r"(?P<no> no| not| nao)?\s*(?:any)?\s*$"
)
_NOTHING = re.compile(
    r"^\s*(?:(?:there is|there's|nao (?:ha|haja|houver|tem|tenha|existe|estiver|esteja|esta))"
    r" (?:nothing|nada)|nothing(?: is| lies| stands)?) "
    r"(?:on|in|inside|em|n[oa])\s*$"
)
_HAS_NOTHING = re.compile(
    r"^\s*(?:(?:has|holds) nothing|contains nothing|nao (?:tem|tenha|tiver) nada)(?: (?:on|in|inside) it)?\b"
)
_CONTAINS = re.compile(
    r"^\s*(?P<no>nao |does not |doesn'?t )?(?:contains?|ha[sv]e?|holds?|contem|contiver|tem|tenha|tiver)\s*$"
)
_ON_IT = re.compile(r"\s*(?:on|in|inside) it\b|\s*(?:la )?dentro\b|\s*em cima\b")
_FREE_HAND = re.compile(
    r"^\s*(?:your|the|a tua|a sua|a) (?:hand|gripper|mao|pinca) (?:is|esta|estiver) (?P<what>empty|free|vazia|livre)\b"
    r"|^\s*you (?:have|hold|are holding|have got) nothing(?: in (?:your|the) hand)?\b"
    r"|^\s*(?:nao )?(?:tiveres|tens|tiver|estiveres a segurar|estiver segurando)"
    r" (?:nada na mao|nada|a mao (?:livre|vazia))\b"
)
_IN_HAND = re.compile(r"\s*(?:in (?:your|the) hand|na (?:tua |sua )?mao)\b")
_HOLDING = re.compile(
    r"^\s*(?:you are|you're|you|the robot is)?\s*(?P<not>not )?"
    r"(?:hold|holding|estas a segurar|esta segurando|tens|tem|seguras|segura)\s*$"
)


def claims_of(text: str, said: list[Phrase], *, single: bool) -> tuple[tuple[Claim, ...], int]:
    """The conditions that a text begins with, "A and B and ...", and where the last of them ends."""
    claims: tuple[Claim, ...] = ()
    position = end = 0
    while not claims or not single:
        claim, length = _claim(text[position:], said)
        if claim is None:
            break
        end = position + length
        claims = (*claims, replace(claim, text=text[position:end].strip(" ,")))
        said = [*said, claim.subject]
        more = _AND_CLAIM.match(fold(text), end)
        if more is None or AND_ORDER.match(fold(text), end):
            break
        position = more.end()
    return claims, end


def _claim(text: str, said: list[Phrase]) -> tuple[Claim | None, int]:
    """The condition that a text begins with, and where it ends: at the shortest stretch that makes sense.

    Its subject may be left out, or be "it": then it is the last of what was `said` before.
    """
    flat, nouns = fold(text), phrases(text)
    if said and (found := _STATE.match(flat.removeprefix("it ").removeprefix("ela ").removeprefix("ele "))):
        return _state_claim(said[-1], found), found.end() + len(flat) - len(found.string)
    if free := _FREE_HAND.match(flat):
        return Claim("holding", Phrase(0, 0, "thing", None, quantity="any"), is_so=False), free.end()
    if not nouns:
        return None, 0
    first = nouns[0]
    before, after = flat[: first.start], flat[first.end :]
    second = nouns[1] if len(nouns) > 1 else None
    between = flat[first.end : second.start] if second else ""
    if first.sort == "place" and _NOTHING.match(before):
        return Claim("empty", first), first.end
    if not before.strip() and (found := _STATE.match(after)):
        return _state_claim(first, found), first.end + found.end()
    if not before.strip() and first.sort == "place" and (found := _HAS_NOTHING.match(after)):
        return Claim("empty", first), first.end + found.end()
    if not before.strip() and second is not None and (found := _AT.match(between)):
        return Claim("at", first, not _denied(found), second), second.end
    if not before.strip() and first.sort == "place" and second and (found := _CONTAINS.match(between)):
        tail = _ON_IT.match(flat, second.end)
        return Claim("there", second, not found["no"], first), tail.end() if tail else second.end
    if found := _THERE.match(before):
        inside = second if second and re.match(rf"^\s*{_ON}\s*$", between) else None
        return Claim("there", first, not found["no"], inside), (inside or first).end
    if found := _HOLDING.match(before):
        hand = _IN_HAND.match(flat, first.end)
        return Claim("holding", first, not found["not"]), hand.end() if hand else first.end
    return None, 0


def _state_claim(subject: Phrase, found: re.Match[str]) -> Claim:
    what, is_so = found["what"], not _denied(found)
    if what.startswith(("empty", "vazi", "clear", "free", "livre", "desoc")):
        return Claim("empty", subject, is_so)
    if what.startswith(("occup", "ocup")):
        return Claim("empty", subject, not is_so)
    return Claim("open", subject, is_so != what.startswith(("closed", "shut", "fechad")))


def _denied(found: re.Match[str]) -> bool:
    return bool(found["no"] or found["not"].strip() or "n't" in found.group())
