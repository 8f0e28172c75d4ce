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
_NO_SPOT = re.compile(
    r"\b(?:under|underneath|beneath|below|behind|between|upside down|on its side|halfway|debaixo|por baixo|embaixo"
    r"|abaixo|atras|por tras|entre|ao contrario|de lado|de pernas para o ar|de cabeca para baixo)\b"
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


def completed(calls: Iterable[ToolCall], roles: Roles, names: Names, tongue: Tongue, scene: Scene) -> list[ToolCall]:
    """The calls; those that move towards a goal without the thing, or the other way round, become one `place`."""
    calls, (thing, goal) = list(calls), (roles.thing, roles.goal)
    motions = [call for call in calls if call.tool in _MOTIONS]
    if thing is not None and goal is None and roles.source is not None and len(motions) == len(calls) > 0:
        return [ToolCall("pick", {"target": names.label(thing, tongue)})]
    if thing is None or goal is None or not motions:
        return calls
    is_there = goal in (names.world.below(thing, scene), names.world.place_of(thing, scene))
    if is_there and all(call.tool != "place" for call in motions):
        return calls
    first = calls.index(motions[0])
    rest = [call for call in calls[first:] if call.tool not in _MOTIONS]
    return [*calls[:first], ToolCall("place", {"target": names.label(goal, tongue)}), *rest]


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
