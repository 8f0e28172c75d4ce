"""Whether something is so, in a scene: what conditions of sentences and of task scripts come down to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

from agentlite.tools.robot.conditions import Claim
from agentlite.tools.robot.names import Names
from agentlite.tools.robot.world import Scene, World

Fact: TypeAlias = Literal["open", "empty", "holding", "at"]
FACTS: tuple[Fact, ...] = ("open", "empty", "holding", "at")


def fact_holds(fact: Fact, of: Sequence[str], where: str | None, world: World, scene: Scene) -> bool:
    """Whether a fact is so of any of the ids in `of`.

    "open" and "empty" are of places; "holding" is what the hand holds; "at" is what is on or in `where` (a thing or a
    place), or anywhere at all.
    """
    match fact:
        case "open":
            return any(map(scene.is_open, of))
        case "empty":
            return any(all(world.place_of(thing, scene) != place for thing in scene.things) for place in of)
        case "holding":
            return scene.holding in of
    return any(where is None or where in (world.below(t, scene), world.place_of(t, scene)) for t in of)


def fact_of(claim: Claim, names: Names) -> tuple[Fact, tuple[str, ...], str | None]:
    """A sentence's claim as a fact about ids."""
    where = names.meant(claim.where)[:1] if claim.where is not None else []
    fact: Fact = "at" if claim.state == "there" else claim.state
    return fact, tuple(names.meant(claim.subject)), where[0] if where else None


def grouped(claim: Claim, of: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The ids that a claim is about, in groups: it must be so of one in each.

    "All the cans are on the tray" is of every can; "there are cans on the tray" of any.
    """
    each = claim.subject.quantity == "all" and claim.state != "there"
    return [(name,) for name in of] if each and of else [of]


def holds(claim: Claim, names: Names, scene: Scene) -> bool:
    """Whether a claim is true in a scene."""
    fact, of, where = fact_of(claim, names)
    return all(fact_holds(fact, group, where, names.world, scene) == claim.is_so for group in grouped(claim, of))
