"""Which labels a request allows as the target of each tool: those of what it mentions, and none of what it forbids."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from agentlite.tools.robot.claims import holds
from agentlite.tools.robot.names import Names, tongue_of
from agentlite.tools.robot.nouns import Phrase, after_preposition, names_a_source, phrases
from agentlite.tools.robot.reading import Clause, read
from agentlite.tools.robot.vocabulary import TONGUES, Tongue
from agentlite.tools.robot.world import Scene


@dataclass(frozen=True, slots=True)
class Mentioned:
    """The ids of things and places that a request is about, in the order of the world.

    `objects` are the things that follow no preposition, and `grounds` all that follows one.
    """

    things: tuple[str, ...]
    places: tuple[str, ...]
    objects: tuple[str, ...]
    grounds: tuple[str, ...]


class Chooser:
    """The legal targets in one world. Without a request, every label in every language is one."""

    def __init__(self, names: Names, default: Tongue = "en") -> None:
        self.names = names
        self._default = default
        self._read: tuple[str, list[Clause]] | None = None

    def things(self, request: str, scene: Scene) -> list[str]:
        """What may be picked up."""
        if not request:
            return self._everywhere(self.names.world.thing)
        mentioned = self.mentioned(request, scene)
        return self._labels(mentioned.objects or mentioned.things, request)

    def surfaces(self, request: str, scene: Scene) -> list[str]:
        """What something may be put on or into."""
        if not request:
            return self._everywhere([*self.names.world.place, *self.names.world.thing])
        mentioned = self.mentioned(request, scene)
        others = [thing for thing in mentioned.things if thing not in mentioned.objects]
        return self._labels(mentioned.grounds or (*mentioned.places, *others), request)

    def destinations(self, request: str, scene: Scene) -> list[str]:
        """Where the robot may go: the places mentioned, else those where the things mentioned are."""
        world = self.names.world
        if not request:
            return self._everywhere(world.place)
        mentioned = self.mentioned(request, scene)
        at_things = dict.fromkeys(world.place_of(thing, scene) for thing in mentioned.things)
        return self._labels(mentioned.places or tuple(p for p in at_things if p in world.place), request)

    def lids(self, request: str, scene: Scene) -> list[str]:
        """What may be opened or closed."""
        lidded = [place.id for place in self.names.world.places if place.lid]
        if not request:
            return self._everywhere(lidded)
        return self._labels([p for p in self.mentioned(request, scene).places if p in lidded], request)

    def mentioned(self, request: str, scene: Scene) -> Mentioned:
        """What the clauses that hold now speak of; what is forbidden or excepted is left out."""
        wanted: set[str] = set()
        unwanted: set[str] = set()
        grounds: set[str] = set()
        objects: set[str] = set()
        for clause in self._clauses(request):
            said = phrases(clause.text)
            resolved = self.names.resolve(said)
            named = {name for found in resolved for name in found}
            unwanted |= {name for phrase in clause.excepted for name in self.names.meant(phrase)}
            if clause.forbidden:
                unwanted |= {name for name in named if name in self.names.world.thing}
            elif self._holds(clause, scene):
                wanted |= named
                for phrase, found in zip(said, resolved, strict=True):
                    if names_a_source(clause.text, phrase.start):
                        continue
                    (grounds if after_preposition(clause.text, phrase.start) else objects).update(found)
                for claim in clause.conditions:
                    wanted |= set(self._subjects(claim.subject, claim.where))
        world = self.names.world
        everything = (*world.place, *world.thing)
        return Mentioned(
            things=tuple(t for t in world.thing if t in wanted - unwanted),
            places=tuple(p for p in world.place if p in wanted),
            objects=tuple(t for t in world.thing if t in objects - unwanted),
            grounds=tuple(name for name in everything if name in grounds - unwanted),
        )

    def _holds(self, clause: Clause, scene: Scene) -> bool:
        if clause.condition_text:
            return False
        return all(holds(claim, self.names, scene) for claim in clause.conditions) != clause.otherwise

    def _subjects(self, *of: Phrase | None) -> list[str]:
        return [name for phrase in of if phrase is not None for name in self.names.meant(phrase)]

    def _clauses(self, request: str) -> list[Clause]:
        """The clauses of a request, kept for the next tool that asks."""
        if self._read is None or self._read[0] != request:
            self._read = (request, read(request))
        return self._read[1]

    def _labels(self, ids: Iterable[str], request: str) -> list[str]:
        tongue = tongue_of(request, self._default)
        return [self.names.label(name, tongue) for name in ids]

    def _everywhere(self, ids: Iterable[str]) -> list[str]:
        names = list(ids)
        return list(dict.fromkeys(self.names.label(name, tongue) for tongue in TONGUES for name in names))
