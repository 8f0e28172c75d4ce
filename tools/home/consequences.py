"""What an order changed besides what it was given to: seen in the states, and told to the user."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from agentlite.tools.home.backend import HomeBackend, KnowsCauses
from agentlite.tools.home.capabilities import CAPABILITIES, QUESTIONS, can
from agentlite.tools.home.house import Entity, State

_ACTS = frozenset(CAPABILITIES) - QUESTIONS


@dataclass(frozen=True, slots=True)
class Consequences:
    """The other entities that changed, with all their states now, and those of them that the user has to be told of.

    Readings, members of a group or scene, and groups of what changed, change with it as a matter of course.
    """

    entities: tuple[Entity, ...] = ()
    to_tell: tuple[Entity, ...] = ()
    after: Mapping[str, State] = field(default_factory=dict)


async def consequences_of(backend: HomeBackend, acted: Collection[str], before: Mapping[str, State]) -> Consequences:
    """What the last commands to `acted` changed in entities that are not among them; `before` holds all states.

    Nothing where the backend does not know who changed what.
    """
    if not acted or not isinstance(backend, KnowsCauses):
        return Consequences()
    touched = await backend.changed_by(list(acted)) - set(acted)
    after = await backend.states(sorted(touched)) if touched else {}
    changed = [e for e in backend.house.entities if e.id in after and after[e.id] != before.get(e.id)]
    expected = set(acted).union(*(_members(before[i]) for i in acted if i in before))
    moved = expected | {entity.id for entity in changed}
    to_tell = (
        e
        for e in changed
        if e.id not in expected and moved.isdisjoint(_members(after[e.id])) and any(can(e, act) for act in _ACTS)
    )
    return Consequences(tuple(changed), tuple(to_tell), after)


def _members(state: State) -> frozenset[str]:
    """What a group is made of, or what a scene sets."""
    listed = state.attributes.get("entity_id") or ()
    return frozenset((*((listed,) if isinstance(listed, str) else listed), *(state.attributes.get("entities") or ())))
