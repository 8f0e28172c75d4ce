"""Which of the things that a tool could be used on a request is about.

Nobody wants the lights out for a sentence about the dishwasher, whatever a model makes of it; and whoever says "the
kitchen lights" means all of them. These rules hold for every model.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from agentlite.tools.home.house import Entity
from agentlite.tools.home.kinds import kinds_of
from agentlite.tools.home.retrieval import Mentions


@dataclass(frozen=True)
class Candidate:
    """A label, and those behind it that are able. `group` is the kind and the place of a group (None for any), or
    None for one thing."""

    label: str
    members: tuple[Entity, ...]
    group: tuple[str | None, str | None] | None = None

    @functools.cached_property
    def kinds_at(self) -> Mapping[str | None, frozenset[str]]:
        """The kinds of its members by area and by floor; under None, of all of them."""
        kinds: dict[str | None, set[str]] = defaultdict(set)
        for entity in self.members:
            for place in {None, entity.area, entity.floor}:
                kinds[place].update(kinds_of(entity))
        return {place: frozenset(found) for place, found in kinds.items()}


def meant(
    candidates: Sequence[Candidate],
    said: Mentions,
    here: str | None,
    *,
    acting: bool,
    single: bool = False,
    named_only: bool = False,
) -> list[str]:
    """The labels of the `candidates` that a request can be about, given what it mentions and where it is spoken.

    A place that is named, else the speaker's, says where; a kind that is named says what. One of several things of the
    kind named in the place named is only meant if its own name sets it apart from the others. With `named_only`,
    nothing but things by their names and kinds in places that are named. `acting` tells that something is to change:
    then what is here goes before what is elsewhere, unless all are asked for. Who asks for all of a kind does not mean
    one of them, and who names one thing of a kind means no other; in a `single` order, nor one of another kind. A
    question after a kind that names none of several is about them all.
    """
    request = _Request(candidates, said, here, acting=acting, single=single, named_only=named_only)
    return [c.label for c in candidates if (request.has_group(*c.group) if c.group else request.has(c.members[0]))]


def names_alone(candidates: Sequence[Candidate], said: Mentions) -> bool:
    """Whether things are named by their names alone: kinds that no candidate is of are none that anybody speaks of, as
    in "open the left curtain", where there are opening sensors, too."""
    return said.only_names and said.kinds.isdisjoint(_kinds_at(None, candidates))


class _Request:
    def __init__(
        self,
        candidates: Sequence[Candidate],
        said: Mentions,
        here: str | None,
        *,
        acting: bool,
        single: bool,
        named_only: bool,
    ) -> None:
        self._said, self._named_only, self._acting = said, named_only, acting
        self._places = said.places or frozenset({here} if here else ())
        self._groups = {c.group: c.members for c in candidates if c.group}
        self._kinds = _kinds_at(None, candidates) & said.kinds
        self._kinds_at = {place: _kinds_at(place, candidates) & said.kinds for place in self._places}
        prefers_here = acting and not said.places and not said.everything
        self._served_here = self._kinds_at.get(here or "", frozenset()) if prefers_here else frozenset()
        self._named = self._named_of(candidates)
        self._somewhere = self._kinds - self._served_here - self._settled(single=single)

    def has(self, entity: Entity) -> bool:
        """Whether one thing can be meant."""
        if entity.id in self._said.spelled:
            return True
        if any(self._is_one_of_many(entity, place) for place in self._places_of(entity)):
            return False
        if entity.id in self._named or self._is_named(entity):
            return True
        if self._named_only:
            return False
        if any(self._fits(kinds_of(entity), place) for place in self._places_of(entity)):
            return True
        if self._said.places or self._said.everything:
            return False
        kinds = self._somewhere.intersection(kinds_of(entity))
        return any(self._acting or len(self._groups.get((kind, None), ())) < 2 for kind in kinds)

    def has_group(self, kind: str | None, place: str | None) -> bool:
        """Whether a group can be meant; "everything" needs a word such as all, or a place and no kind."""
        if self._named_only:
            return place in self._said.places and kind in self._kinds
        if place is not None:
            if kind is None:
                return place in self._places and (self._said.everything or not self._kinds_at[place])
            return place in self._places and self._fits((kind,), place)
        if self._said.places:
            return False
        return self._said.everything if kind is None else kind in self._somewhere

    def _is_named(self, entity: Entity) -> bool:
        """Whether words of a thing's own name are said, and not just words for its kind."""
        return bool(self._said.words_of(entity.id) - self._said.general)

    def _named_of(self, candidates: Sequence[Candidate]) -> Mapping[str, Entity]:
        """The things of the kinds said that are also named, by id: by words of their own, or else the only one that is
        called just so ("Telly"), where nothing of its kind is nearer."""
        things = [c.members[0] for c in candidates if c.group is None]
        things = [thing for thing in things if not self._kinds.isdisjoint(kinds_of(thing))]
        named = {thing.id: thing for thing in things if self._is_named(thing)}
        far = [thing for thing in things if self._served_here.isdisjoint(kinds_of(thing))]
        whole = {thing.id: thing for thing in far if thing.id in self._said.whole}
        return named or (whole if len(whole) == 1 else {})

    def _settled(self, *, single: bool) -> frozenset[str]:
        """The kinds of which it is said which one is meant: "the bedside light" is no other light. A `single` order is
        for nothing else, either."""
        if self._said.many or self._said.everything or self._said.places or not self._named:
            return frozenset()
        return self._kinds if single else frozenset(kind for thing in self._named.values() for kind in kinds_of(thing))

    def _fits(self, kinds: Collection[str], place: str) -> bool:
        """Whether a thing of these kinds can be meant by the name of a place it is in: if the request names kinds that
        exist there, then only as one of those."""
        wanted = self._kinds_at[place]
        return not wanted or not wanted.isdisjoint(kinds)

    def _is_one_of_many(self, entity: Entity, place: str) -> bool:
        """Whether nothing said sets an entity apart from others of a named kind in this place."""
        for kind in self._kinds_at[place] & set(kinds_of(entity)):
            members = self._groups.get((kind, place), ())
            own = len(self._said.words_of(entity.id))
            if len(members) > 1 and all(len(self._said.words_of(m.id)) >= own for m in members):
                return True
        return False

    def _places_of(self, entity: Entity) -> Iterator[str]:
        return (place for place in (entity.area, entity.floor) if place in self._places)


def _kinds_at(place: str | None, candidates: Sequence[Candidate]) -> frozenset[str]:
    """The kinds of all that is behind the candidates in a place; None for anywhere."""
    return frozenset().union(*(c.kinds_at[place] for c in candidates if place in c.kinds_at))
