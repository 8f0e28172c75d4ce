"""What a sentence says of several things at once, as places and pairs: "next to the can", "stack them", "swap them"."""

from __future__ import annotations

import itertools
import re

from agentlite.tools.robot.names import Names
from agentlite.tools.robot.nouns import Phrase, fold, phrases
from agentlite.tools.robot.vocabulary import Tongue
from agentlite.tools.robot.wording import Wording
from agentlite.tools.robot.world import Scene

_BESIDE = re.compile(
    r"\b(?:right |directly |just |over )?(?:next to|beside|alongside|near|close to|by|along with|together with|with"
    r"|(?:to |on |in |at )?the same (?:place|spot) as|ao lado d[aeo]s?|junto (?:d[aeo]s?|com|a|aos?|as)"
    r"|perto d[aeo]s?|ao pe d[aeo]s?|a beira d[aeo]s?|(?:n|para )o mesmo (?:sitio|lugar) (?:que|d[aeo]s?)|com)\s*$"
)
_WHERE = re.compile(r"\b(?:(?:over )?to )?where\s*$|\b(?:para )?(?:o (?:sitio|lugar) )?onde (?:esta|estao|fica)\s*$")
_IS = re.compile(r"\s*(?:is|are|stands|sits|lies)\b(?: now)?")
_STACK = re.compile(
    r"\b(?:stack|stacking|pile|tower|on top of (?:each other|one another|the other)|one on top|empilh\w+|pilha|torre"
    r"|em cima (?:uns dos outros|umas das outras|um do outro|uma da outra))\b"
)
_STACK_TAIL = re.compile(
    r"\s*,?\s*(?:(?:one )?(?:up )?on top of (?:each other|one another|the other)|one on top of the other|up"
    r"|(?:um|uma|uns|umas)? ?em cima (?:uns dos outros|umas das outras|um do outro|uma da outra|d[ao] outr[ao])"
    r"|(?:in|into) (?:a|one) (?:stack|pile|tower)|n?uma (?:pilha|torre)|together|into a tower)\b"
)
_TOWER = re.compile(
    r"\b(?:build|make|form|faz|faca|constroi|monta) (?:a |one |uma )?(?:stack|pile|tower|torre|pilha)\b"
)
_SWAP = re.compile(
    r"\b(?:swap|switch|exchange|trade|interchange|(?:des)?troc[ae]\w*|troqu\w+|permut\w+|invert[ae]\w*)\b"
)


def placed_beside(text: str, names: Names, scene: Scene, tongue: Tongue) -> str:
    """The text with "next to the can", "where the can is" as the place where the can is, for what is put there."""
    flat = fold(text)
    said = phrases(text) if _SWAP.search(flat) is None else []
    for index, (phrase, ids) in enumerate(zip(said, names.resolve(said), strict=True)):
        asked = _WHERE.search(flat[: phrase.start])
        lead = asked or (_BESIDE.search(flat[: phrase.start]) if _is_thing(said[:index]) else None)
        before = {name for earlier in said[:index] for name in names.meant(earlier)} if phrase.other else set()
        mates = [name for name in ids if name in names.world.thing and name not in before]
        places = {names.world.place_of(name, scene) for name in mates}
        if lead is None or len(places) != 1 or phrase.sort != "thing" or not index:
            continue
        place = places.pop()
        if place in names.world.place:
            tail = _IS.match(flat, phrase.end) if asked else None
            there = Wording(names).at(place, tongue)
            return f"{text[: lead.start()]}{there}{text[tail.end() if tail else phrase.end :]}"
    return text


def _is_thing(said: list[Phrase]) -> bool:
    return any(phrase.sort == "thing" for phrase in said)


def stacking(text: str) -> str | None:
    """The text without what says that several things are to be stacked on each other; None if it does not say so."""
    flat = fold(text)
    said = phrases(text)
    if _STACK.search(flat) is None or not _is_thing(said):
        return None
    things = [phrase for phrase in said if phrase.sort == "thing"]
    if len(things) == 1 and things[0].quantity != "all" and not things[0].count:
        return None
    tail = _STACK_TAIL.search(flat)
    if tail is None and _TOWER.search(flat) is None and not re.search(r"\b(?:stack|pile|empilh\w+)\b", flat):
        return None
    return f"{text[: tail.start()]}{text[tail.end() :]}" if tail else text


def stacked(members: list[str], names: Names, scene: Scene, base: str | None) -> list[tuple[str, str]]:
    """The moves (thing, where to) that stack things: on the one that stands lowest, which goes to `base` if given."""
    members = sorted(members, key=lambda name: names.world.storey(name, scene))
    moves = [(members[0], base)] if base and names.world.place_of(members[0], scene) != base else []
    moves += [
        (upper, lower) for lower, upper in itertools.pairwise(members) if names.world.below(upper, scene) != lower
    ]
    return [(thing, goal) for thing, goal in moves if goal is not None]


def swapped(text: str, names: Names, scene: Scene) -> list[tuple[str, str]] | None:
    """The moves that change two things over, one of them by a third place; None if that is not what a text wants."""
    if _SWAP.search(fold(text)) is None:
        return None
    said = phrases(text)
    things = [name for found in names.resolve(said) for name in found if name in names.world.thing]
    if len(things) != 2 or any(phrase.sort == "place" for phrase in said):
        return None
    first, second = things
    world = names.world
    at = {thing: world.below(thing, scene) for thing in things}
    aside = next((p.id for p in world.places if p.id not in at.values() and not p.lid), None)
    if aside is None or not set(at.values()) <= world.place.keys():
        return None
    return [(first, aside), (second, at[first]), (first, at[second])]
