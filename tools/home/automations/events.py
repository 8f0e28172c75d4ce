"""What a home must become for something to be done: "when I leave", "quando a porta abrir", "colder than 18 degrees".

The clause is read whole, by the forms below, or not at all; what it names must be in the home.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from agentlite.tools.home.automations.naming import becoming, presence, reading
from agentlite.tools.home.automations.phrases import NUMBER, Place, whole
from agentlite.tools.home.automations.triggers import StateTrigger
from agentlite.tools.home.automations.unclear import Unclear
from agentlite.tools.home.house import House

_INTRO = re.compile(
    r"(?<!\w)(?:(?P<sure>when(?:ever)?|once|as soon as|every time|each time|the moment|quando|sempre que|assim que|"
    r"logo que|(?:cada|toda) vez que)|if|se) (?!e que)"
)
_DELIMITER = re.compile(r"[,;:]| then\b| entao\b")
_TAIL = re.compile(r"\s+(?:in|on|at|no|na|nos|nas|em) (?:the |my )?\w+(?: room| floor)?")
"""A place that may follow what is understood without it."""
_LONGEST_CLAUSE = 14
"""Words."""

_WHO = (
    r"(?:(?P<all>everyone|everybody|we(?: all)?|all of us|the last person|toda a gente|todos(?: nos)?|todo mundo|nos|"
    r"a gente|o ultimo)|(?P<any>someone|somebody|anyone|anybody|alguem)|(?P<me>i|eu)|(?:[oa] )?(?P<name>\w+(?: \w+)?))"
)
_LEAVES = (
    r"leaves?(?: home| the house| the flat| for work)?|go(?:es)? (?:out|away)|(?:am|is|are|'m|'re) (?:gone|away|out)|"
    r"(?:sair|saio|sai|saimos|sairmos|sairem|saem)(?: de casa)?|(?:for|formos|forem) embora"
)
_ARRIVES = (
    r"(?:arrives?|returns?)(?: home)?|(?:gets?|comes?|am|is|are)(?: back)? home|"
    r"(?:gets?|comes?|am|is|are) back(?: home)?|"
    r"(?:chegar|chego|chega|chegarmos|chegarem|chegam|voltar|volto|volta|voltarmos|voltarem|regressar|regresso|"
    r"regressa)(?: (?:a|em|para) casa)?|(?:estiver|estivermos|entrar) em casa"
)
_PRESENCE = re.compile(rf"(?:{_WHO} )?(?:(?P<leaves>{_LEAVES})|(?P<arrives>{_ARRIVES}))")
_EMPTY = re.compile(
    r"(?:nobody|no one|no-one)(?: is|'s)(?: at)? home|the (?:house|home) (?:is|becomes|gets) empty|"
    r"nao (?:houver|estiver|ha|esta) ninguem(?: em casa)?|a casa (?:ficar|estiver|fica) vazia"
)

_SUBJECT = r"(?P<subject>[^,;.]+?)"
_VERBS: tuple[tuple[str, str], ...] = (
    ("open", r"opens?|abr(?:ir|irem|e|em|a|am)"),
    ("closed", r"closes?|shuts?|is shut|fech(?:ar|arem|a|am|e|em)"),
    ("unlocked", r"unlocks?|destranc(?:ar|arem|a|am)"),
    ("locked", r"locks?|tranc(?:ar|arem|a|am)"),
    ("detected", r"(?:detects?|senses?|sees?) (?:motion|movement|something|someone|smoke)|(?:is |gets )?triggered|"
     r"(?:detetar|detectar|sentir|sente|deteta|detecta) (?:movimento|alguem|alguma coisa|fumo|fumaca)|dispar(?:ar|a)"),
    ("wet", r"leaks?|verter|pingar"),
    ("on", r"(?:turns|switches|comes|goes|is turned|is switched) on|lig(?:ar|arem|a|am)|acend(?:er|erem|e|em)"),
    ("off", r"(?:turns|switches|goes|is turned|is switched) off|deslig(?:ar|arem|a|am)|apag(?:ar|arem|a|am)"),
    ("playing", r"(?:starts |is )?play(?:s|ing)|(?:comecar a )?tocar|toca"),
    ("docked", r"docks|returns to (?:its|the) (?:dock|base)|voltar à base"),
)  # fmt: skip
_STATES = [(state, re.compile(rf"{_SUBJECT} (?:{verbs})")) for state, verbs in _VERBS]
_BECOMES = re.compile(
    rf"{_SUBJECT} (?P<verb>is|are|becomes?|gets?|turns?|goes?|ficar(?:em)?|fica|estiver(?:em)?|for(?:em)?|esta) "
    r"(?P<word>(?!above|below|over|under|more|less|acima|abaixo|mais|menos)\w+(?: \w+){0,2})"
)
_THERE = re.compile(
    r"(?:there is|there's|it detects|houver|ha|detetar|detectar) (?P<subject>(?:a )?(?:motion|movement|smoke|leak|"
    r"movimento|fumo|fumaca|fuga)(?: (?:in|on|at|no|na|nos|nas|em) .+)?)"
)

_LESS = (
    r"(?:falls |drops |goes |gets )?(?:below|under)|(?:less|lower|colder|cooler) than|"
    r"(?:abaixo|inferior)(?: d[eoa]s?| a)|"
    r"(?:menos|menor|mais frio|mais fria) (?:do )?(?:que|de)"
)
_MORE = (
    r"above|over|(?:more|higher|greater|hotter|warmer) than|exceeds|passes|(?:acima|superior)(?: d[eoa]s?| a)|"
    r"(?:mais|maior|mais quente) (?:do )?(?:que|de)|ultrapassar|ultrapassa|passar d[eo]s?|passa d[eo]s?|atingir"
)
_MOVES = (
    r"is|are|gets?|goes|falls|drops|rises|climbs|reads|becomes|subir|sobe|descer|desce|baixar|baixa|cair|cai|passar|"
    r"passa|estiver|ficar|fica|for|esta"
)
_CROSSING = re.compile(
    rf"(?:(?:{_SUBJECT} )?(?:{_MOVES}) |{_SUBJECT.replace('subject', 'thing')} )"
    rf"(?:(?P<less>{_LESS})|(?P<more>{_MORE})) (?:os |as )?"
    rf"(?P<bound>-?\d+(?:[.,]\d+)?|{NUMBER})(?: ?(?:degrees?|graus?|°c?|percent|%|por cento|watts?|w|lux|ppm))?"
    r"(?: (?P<where>(?:in|on|at|no|na|nos|nas|em) .+))?"
)
_IMPERSONAL = frozenset(("it", "the temperature", "a temperatura", ""))


@dataclass(frozen=True, slots=True)
class Event:
    """A trigger, and the place of the words that say it."""

    trigger: StateTrigger
    place: Place


@dataclass(frozen=True, slots=True)
class _Form:
    """A clause as it was read: what kind it is, of what it speaks, and what that must become."""

    kind: str
    subject: str
    becomes: str | float


def event_in(text: str, house: House | None, me: str = "") -> Event | None:
    """What `text` (as `aligned` gives it) waits for the home to become; None if for nothing.

    `me` is the name of the person who speaks, which is needed for "when I leave" where several people live. Raises
    `Unclear` for what is not understood, or names nothing or several things here.
    """
    intro = _INTRO.search(text)
    if intro is None:
        return None
    found = next(_clauses(text, intro), None)
    if found is None:
        if intro["sure"]:
            raise Unclear("not_understood", clause=_shown(text[intro.start() :]))
        return None
    form, end = found
    if house is None:
        raise Unclear("no_home")
    trigger = _resolved(form, house, me)
    if trigger is None:
        if intro["sure"]:
            raise Unclear("not_understood", clause=text[intro.start() : end])
        return None
    return Event(trigger, (intro.start(), end))


def _clauses(text: str, intro: re.Match[str]) -> Iterator[tuple[_Form, int]]:
    """The clause that follows an intro, and where it ends: at the comma, at the end of the sentence, or where the
    shortest understood stretch is over, with the words that only say the same more fully."""
    start = intro.end()
    delimiter = _DELIMITER.search(text, start)
    at_start = not text[: intro.start()].strip(" ,.")
    if delimiter or not at_start:
        end = delimiter.start() if delimiter else len(text.rstrip(" .!"))
        if form := _form(text[start:end].strip()):
            yield form, end
        return
    ends = [match.end() for match in re.finditer(r"\S+", text[start:])][:_LONGEST_CLAUSE]
    forms = [(_form(text[start : start + end]), start + end) for end in ends[:-1]]
    for number, (form, end) in enumerate(forms):
        if form is not None:
            end = max((further for fuller, further in forms[number : number + 3] if fuller == form), default=end)
            if tail := _TAIL.match(text, end):
                end, form = tail.end(), _form(text[start : tail.end()]) or form
            yield form, end
            return


def _form(clause: str) -> _Form | None:
    if _EMPTY.fullmatch(clause):
        return _Form("presence", "all", "leaves")
    if match := _PRESENCE.fullmatch(clause):
        who = next((key for key in ("all", "any", "me") if match[key]), "")
        return _Form("presence", who or f"name:{match['name'] or ''}", "leaves" if match["leaves"] else "arrives")
    if match := _CROSSING.fullmatch(clause):
        subject = (match["subject"] or match["thing"] or "").strip()
        subject = "temperature" if subject in _IMPERSONAL else subject
        bound = match["bound"].replace(",", ".")
        value = float(bound) if bound.lstrip("-")[0].isdigit() else float(whole(bound)[0])
        return _Form("below" if match["less"] else "above", f"{subject} {match['where'] or ''}".strip(), value)
    if match := _THERE.fullmatch(clause):
        return _Form("state", match["subject"], "wet" if re.search("leak|fuga", match["subject"]) else "detected")
    for state, pattern in _STATES:
        if match := pattern.fullmatch(clause):
            return _Form("state", match["subject"], state)
    if match := _BECOMES.fullmatch(clause):
        return _Form("word", match["subject"], match["word"])
    return None


def _resolved(form: _Form, house: House, me: str) -> StateTrigger | None:
    if form.kind == "presence":
        return presence(house, form.subject, leaves=form.becomes == "leaves", me=me)
    if isinstance(form.becomes, float):
        return reading(house, form.subject, form.becomes, above=form.kind == "above")
    return becoming(house, form.subject, form.becomes)


def _shown(text: str) -> str:
    delimiter = _DELIMITER.search(text)
    return text[: delimiter.start()] if delimiter else text.strip()
