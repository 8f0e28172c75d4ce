"""What a simple sentence's nouns are to each other, and what calls that leave one of them out must mean.

"Carry the cup to the shelf" names a thing and where it goes: whichever of pick, place and go_to a model thought of, the
one motion that uses both is to place the cup there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from agentlite.actions import ToolCall
from agentlite.tools.robot.names import Names
from agentlite.tools.robot.nouns import after_preposition, fold, names_a_source, phrases
from agentlite.tools.robot.verbs import LID_VERBS, ORDER
from agentlite.tools.robot.vocabulary import Tongue
from agentlite.tools.robot.world import Scene

_MOTIONS = frozenset(("go_to", "pick", "place"))
_ALL_BUT_WORDS = _MOTIONS | {"open", "close", "wait"}
_QUESTION = re.compile(
    r"^\W*(?:is|are|was|were|where|what(?! about)|which|how many|who|did|does|onde|o que|que ha|qual|quant\w+|quem|cade"
    r"|esta[os]?(?! (?:bem|certo))|estao|ha|sera que|viste|can you see|do you see|consegues ver)\b"
)
_LOOKING = re.compile(
    r"^\W*(?:look|see|check|find|search|tell|show|inspect|examine|observe|watch|count|ve|vejas?|olh[ae]|procur[ae]|diz"
    r"|diga|sabes?|verifi\w+|observ\w+|examin\w+|conta|localiz\w+)\b"
)
_CARRY = re.compile(
    r"\b(?:put|place|pick|pick up|take|grab|lift|raise|move|carry|bring|hold|fetch|get|stack|transfer|shift|seize|drag"
    r"|push|pull|poe|ponha|coloc\w+|coloqu\w+|met[ae]|peg\w+|apanh\w+|agarr\w+|levant\w+|lev[ae]|mov[ae]|segur\w+|ergu?[ae]"
    r"|traz|traga|empilh\w+|carreg\w+|transport\w+|empurr\w+|arrast\w+|puxa|puxe|muda|mude)(?: (?:up|in|n[oa]s?))?\s*$"
)
_LID = re.compile(r"\b(?:lid|cover|tampa)s?\b")
_NO_SPOT = re.compile(
    r"\b(?:under|underneath|beneath|below|behind|between|upside down|on its side|halfway|debaixo|por baixo|embaixo"
    r"|abaixo|atras|por tras|entre|ao contrario|de lado|de pernas para o ar|de cabeca para baixo"
    r"|itself|themselves|(?:si|d?el[ea]|nel[ea]) (?:propri|mesm)[oa]|(?:em cima de|sobre) si)\b"
)
_NO_SPOT_FOR_THINGS = re.compile(
    r"\b(?:left|right|in front|esquerda|direita|em frente|a frente|diante)(?= (?:of|d[aeo]s?|a|ao)\b)"
)


@dataclass(frozen=True, slots=True)
class Roles:
    """The ids of what a sentence acts on, and of where that is to go."""

    thing: str | None = None
    goal: str | None = None
    source: str | None = None
    """Where the thing comes from."""


def roles_of(sentence: str, names: Names) -> Roles:
    """The one thing that follows no preposition, and the last thing or place after one that tells no origin."""
    said = phrases(sentence)
    things: list[str] = []
    goals: list[str] = []
    sources: list[str] = []
    for phrase, ids in zip(said, names.resolve(said), strict=True):
        if len(ids) != 1:
            continue
        if names_a_source(sentence, phrase.start):
            sources += ids
        elif after_preposition(sentence, phrase.start):
            goals += ids
        elif phrase.sort == "thing":
            things += ids
    thing = things[0] if len(set(things)) == 1 else None
    return Roles(
        thing, next((goal for goal in reversed(goals) if goal != thing), None), sources[0] if sources else None
    )


def completed(
    calls: Iterable[ToolCall], sentence: str, roles: Roles, names: Names, tongue: Tongue, scene: Scene
) -> list[ToolCall]:
    """The calls; those that do something towards a goal without the thing, or the other way round, become one `place`.

    A question is answered by a look, and "stop" is never made anything else.
    """
    calls, (thing, goal) = list(calls), (roles.thing, roles.goal)
    flat = fold(sentence)
    if _QUESTION.match(flat):
        return [ToolCall("look")] if calls else []
    tools = {call.tool for call in calls}
    if thing is not None and goal is None and roles.source is not None and tools and tools <= _MOTIONS:
        return [ToolCall("pick", {"target": names.label(thing, tongue)})]
    replaceable = _MOTIONS if _LOOKING.match(flat) else _ALL_BUT_WORDS
    motions = [call for call in calls if call.tool in replaceable]
    if thing is None or goal is None or not motions:
        return calls
    if goal == names.world.below(thing, scene) and "place" not in tools:
        return calls
    first = calls.index(motions[0])
    rest = [call for call in calls[first:] if call.tool not in replaceable]
    return [*calls[:first], ToolCall("place", {"target": names.label(goal, tongue)}), *rest]


def immovable(sentence: str, names: Names) -> str | None:
    """The furniture that a sentence wants carried, as it is said; None if it wants nothing such."""
    said = phrases(sentence)
    if not said or said[0].sort != "place" or any(phrase.sort == "thing" for phrase in said):
        return None
    first = said[0]
    words = sentence[first.start : first.end]
    if after_preposition(sentence, first.start) or _LID.search(fold(words)) or not names.meant(first):
        return None
    return words if _CARRY.search(fold(sentence[: first.start])) else None


def no_spot(sentence: str) -> str | None:
    """The word that says where something is to go and where no hand here can put it: "under", "behind"."""
    flat, said = fold(sentence), phrases(sentence)
    found = _NO_SPOT.search(flat)
    if found is None and said and said[0].sort == "thing":
        found = _NO_SPOT_FOR_THINGS.search(flat, said[0].end)
    return sentence[found.start() : found.end()] if found and said else None


def opens_what_has_no_lid(sentence: str, names: Names) -> str | None:
    """What a sentence wants opened or closed though it cannot be, as it is said; None if there is nothing such."""
    flat = fold(sentence)
    verb = ORDER.search(flat)
    if verb is None or not re.match(rf"{LID_VERBS}\b(?! to\b| by\b)", flat[verb.start() :]):
        return None
    said = phrases(sentence)
    ids = {name for found in names.resolve(said) for name in found}
    if not said or any(name in names.world.place and names.world.place[name].lid for name in ids):
        return None
    return sentence[said[0].start : said[0].end]
