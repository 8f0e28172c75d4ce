"""The names a model may call things by, and what each of them stands for.

Every entity has one unique label, and every group that exists ("all lights", "all lights in Kitchen") has one too; a
tool takes exactly one of them. In a big house only those that the request may be about are offered.
"""

from __future__ import annotations

import functools
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace

from agentlite.errors import ToolError
from agentlite.tools.home.alike import is_one_of_several
from agentlite.tools.home.capabilities import (
    CAPABILITIES,
    EVERYTHING_TARGET,
    QUESTIONS,
    SINGLE_TARGET,
    SWITCHABLE,
    WORDY,
    can,
)
from agentlite.tools.home.fitting import (
    asks_a_feat,
    begins_with_a_deed,
    belongs_to_others,
    commands,
    is_single,
    kinds_of_nouns,
    lacking_rooms,
    lacks_the_whole,
    plays_on,
    plays_where_nothing_is,
    takes_off,
    tools_fitting,
)
from agentlite.tools.home.house import Entity, House
from agentlite.tools.home.kinds import kind_of, kinds_of, plural
from agentlite.tools.home.meant import Candidate, meant, names_alone
from agentlite.tools.home.restraint import forbids, may_wait_in_a_title, postpones, rests, wanted, without_reasons
from agentlite.tools.home.retrieval import Found, Index, Mentions
from agentlite.tools.home.serving import speaks_of_its_use, speaks_of_playing
from agentlite.tools.home.strangers import strangers

LISTING_LIMIT = 24
"""How many entities a briefing lists, and tools offer, at most."""

_OF_ANY_WORDS = WORDY | {"activate"}
"""Tools whose orders may hold any words: what is written down, played or what a scene is called."""
_HERE = re.compile(r"\b(?:here|this room|aqui|c[aá] dentro|nesta sala|neste (?:quarto|c[oô]modo))\b", re.IGNORECASE)
"""Words for the place the speaker is in: "all the lights here" are not those of the house."""
_NOT_ACTED_ON = frozenset("sensor binary_sensor person weather calendar todo scene script".split())
_LACKS = (strangers, lacking_rooms, lacks_the_whole, belongs_to_others)
"""Whether a request speaks of what is not here, each in its way."""
_PLAYER = "media player"
_DOORS = frozenset(("door", "garage door", "gate", "window"))

_UNGROUPED = frozenset(("scene", "script", "weather"))


@dataclass(frozen=True, slots=True)
class _Reading:
    request: str
    said: Mentions
    unnamed: bool
    """Whether it names no thing and no kind of thing; to play something is to speak of what plays it."""
    near: Found
    """What was found, with groups only of the places that are named or where the speaker is."""
    forbidden: bool
    postponed: bool
    unclear: bool
    strange: bool
    single: bool
    """Whether it is but one order or question."""
    commanded: bool
    """Whether it is an order, and no question."""
    fitting: frozenset[str] | None
    """The tools it can be for, as far as its words tell: see `fitting`."""
    about: Collection[str] | None
    """The ids of the things that it names, if it names any and is but one order."""
    legal: dict[str, list[str]] = field(default_factory=dict)
    """What it can be about, by capability, as far as somebody asked."""


class Targets:
    """The labels of one unchanging house: make a new one when the registry changes.

    `here` is the name of the area the speaker is in, when it is known.
    """

    def __init__(self, house: House, *, here: str | None = None, limit: int = LISTING_LIMIT) -> None:
        self.house = house
        self.here = here
        self._limit = limit
        self._labels = unique_labels(house.entities)
        self._members: dict[str, tuple[Entity, ...]] = {self._labels[e.id]: (e,) for e in house.entities}
        self._groups = _Groups(house.entities)
        for label, members in self._groups:
            self._members.setdefault(label, members)
        self._candidates: dict[str, Candidate] = {}
        self._able: dict[tuple[str, str], Candidate] = {}
        self._index = Index(house)
        self._acted_on = {e.id: e for e in house.entities if e.domain not in _NOT_ACTED_ON}
        self._retrieved: tuple[str, Found] | None = None
        self._reading: _Reading | None = None
        self._everything_found = Found(house.entities, self._groups.places, self._groups.kinds)

    def label(self, entity: Entity) -> str:
        """The unique label of an entity of this house."""
        return self._labels[entity.id]

    @functools.cached_property
    def names(self) -> tuple[tuple[str, str, str], ...]:
        """Every name and alias in this house, with its kind and what it stands for: the label or the place."""
        house = self.house
        places = [("area", area.name, (area.name, *area.aliases)) for area in house.areas]
        places += [("floor", floor, (floor,)) for floor in sorted({area.floor for area in house.areas if area.floor})]
        things = [(e.domain, self._labels[e.id], (self._labels[e.id], e.name, *e.aliases)) for e in house.entities]
        return tuple((name, kind, label) for kind, label, names in places + things for name in dict.fromkeys(names))

    def resolve(self, label: str, capability: str | None = None) -> list[Entity]:
        """The entities a label stands for; of a group, only those that have `capability`, when one is given.

        Raises `ToolError` when there is no such label, or nothing behind it can do what is asked.
        """
        members = self._members.get(label)
        if members is None:
            raise ToolError(
                f"There is nothing called {label!r} in this home.",
                hint=self._nearest(label),
                say={"pt": f"Não há nada chamado {label!r} nesta casa."},
            )
        able = [entity for entity in members if capability is None or can(entity, capability)]
        if not able:
            raise ToolError(
                f"{label} cannot do that ({capability}).",
                say={"pt": f"{label} não consegue fazer isso ({capability})."},
            )
        return able

    def legal(self, capability: str, request: str = "", *, mentioned: bool = False) -> list[str]:
        """The labels that may be the target of `capability`, for this request: entities first, then groups.

        With `mentioned`, only what the request is about: see `meant`; and nothing for a tool that changes things if
        the request forbids or postpones that, or only tells of it (see `restraint`), or does not say which of several
        it is for (see `alike`). One that also speaks of something that is not here can only be about what it names:
        see `strangers`.
        """
        if not (mentioned and request):
            return self._offered(capability, self.retrieve(request))
        reading = self._read(request)
        if capability not in reading.legal:
            reading.legal[capability] = self._meant(capability, reading)
        return list(reading.legal[capability])

    def _offered(self, capability: str, found: Found) -> list[str]:
        """The labels with a capability among what was found."""
        labels = [self._labels[entity.id] for entity in found.entities if can(entity, capability)]
        if capability in SINGLE_TARGET:
            return labels
        groups = self._groups.labels(found, everything=capability in EVERYTHING_TARGET)
        return list(dict.fromkeys(labels + [group for group in groups if self._candidate(group, capability).members]))

    def _meant(self, capability: str, reading: _Reading) -> list[str]:
        """Those of them that the request is about."""
        acting = capability not in QUESTIONS
        if acting and (reading.forbidden or ((reading.postponed or reading.unclear) and capability not in WORDY)):
            return []
        if not acting and reading.commanded:
            return []
        candidates = [self._candidate(label, capability) for label in self._offered(capability, reading.near)]
        if capability == "play_media" and self._plays_nothing(reading):
            return []
        if capability == "add_item" and takes_off(reading.request):
            return []
        if len(candidates) == 1 and self._serves_alone(capability, reading):
            return [candidates[0].label]
        if acting and capability not in _OF_ANY_WORDS:
            if reading.fitting is not None and capability not in reading.fitting:
                return []
            candidates = [c for c in candidates if self._is_about(c, reading)]
        named_only = (reading.strange or names_alone(candidates, reading.said)) and capability not in WORDY
        return meant(candidates, reading.said, self.here, acting=acting, single=reading.single, named_only=named_only)

    def _plays_nothing(self, reading: _Reading) -> bool:
        """Whether a request can hold no title to be played now, or names only what plays none to play it on."""
        request, about = reading.request, reading.about
        if reading.postponed and not may_wait_in_a_title(request):
            return True
        if is_single(request) and begins_with_a_deed(request):
            return True
        deaf = about is not None and not any(e.id in about and can(e, "play_media") for e in self.house.entities)
        return (deaf and plays_on(request)) or plays_where_nothing_is(request, self._index.knows)

    def _serves_alone(self, capability: str, reading: _Reading) -> bool:
        """Whether the one device that a tool is for is meant by its use, where nothing is named by its name or kind.
        Things that are not here are what lists are for."""
        if not reading.unnamed or (reading.strange and capability != "add_item"):
            return False
        return speaks_of_its_use(capability, reading.request)

    def _is_about(self, candidate: Candidate, reading: _Reading) -> bool:
        """Whether one of its members is named, where things are."""
        if reading.about is None or (candidate.group and candidate.group[0] is None and reading.said.everything):
            return True
        return any(member.id in reading.about for member in candidate.members)

    def _named(self, request: str, said: Mentions) -> Collection[str] | None:
        """The things that an order names, by their names or by nouns for their kinds; None if it names none that can be
        acted on. A door that is named may stand for its lock."""
        nouns = kinds_of_nouns(request)
        spelled = [self._acted_on[i] for i in said.spelled & self._acted_on.keys()]
        if not (nouns or spelled):
            return None
        kinds = {e.id for e in self.house.entities if not nouns.isdisjoint(kinds_of(e))}
        named = kinds | {e.id for e in self.house.entities if _is_spoken_of(e, nouns, said)}
        doors = any(kind_of(entity) in _DOORS for entity in spelled)
        return named | said.spelled | ({e.id for e in self.house.entities if e.domain == "lock"} if doors else set())

    def _read(self, request: str) -> _Reading:
        """What a request says, kept for the next tool that asks."""
        if self._reading is None or self._reading.request != request:
            plain, found = wanted(request), self.retrieve(request)
            asked = without_reasons(plain)
            said, single = self._said(plain, asked), is_single(asked)
            if self.here and not said.places and _HERE.search(plain):
                said = replace(said, places=frozenset({self.here}))
            unnamed = not (said.kinds or said.spelled)
            if speaks_of_playing(plain):
                said = replace(said, kinds=said.kinds | {_PLAYER})
            self._reading = _Reading(
                request,
                said,
                unnamed,
                near=replace(found, places=found.places & (said.places | {self.here})),
                forbidden=forbids(request) or rests(request) or asks_a_feat(plain),
                postponed=postpones(request),
                unclear=single and is_one_of_several(plain, said, self._acted_on, said.places or {self.here or ""}),
                strange=any(lacks(asked, self._index.knows) for lacks in _LACKS),
                single=single,
                commanded=single and commands(asked),
                fitting=tools_fitting(asked, self._index.is_in_a_name) if single else None,
                about=self._named(asked, said) if single else None,
            )
        return self._reading

    def _said(self, request: str, asked: str) -> Mentions:
        """What a request mentions; of kinds, only those that are asked about, if what is asked names anything."""
        said = self._index.mentions(request)
        if asked == request:
            return said
        about = self._index.mentions(asked)
        return replace(said, kinds=said.kinds & about.kinds, many=about.many) if about.spelled or about.kinds else said

    def _candidate(self, label: str, capability: str) -> Candidate:
        """A label; of a group only those that have a capability. Remembered, for the house does not change."""
        if label not in self._candidates:
            self._candidates[label] = Candidate(label, self._members[label], self._groups.key(label))
        whole = self._candidates[label]
        if whole.group is None:
            return whole
        if (label, capability) not in self._able:
            able = tuple(entity for entity in whole.members if can(entity, capability))
            self._able[label, capability] = whole if len(able) == len(whole.members) else replace(whole, members=able)
        return self._able[label, capability]

    def retrieve(self, request: str) -> Found:
        """What the request may be about; everything, in a house small enough to list."""
        if len(self.house.entities) <= self._limit:
            return self._everything_found
        if self._retrieved is None or self._retrieved[0] != request:
            self._retrieved = (request, self._index.search(request, self._limit, self.here))
        return self._retrieved[1]

    def listing(self, request: str = "") -> str:
        """The briefing: one line per area, as in "Kitchen [First Floor]: Ceiling (light); Kettle (switch)".

        In a big house only what the request can be about is listed; if that is nothing, what is nearest to it.
        """
        lines: dict[str | None, list[Entity]] = defaultdict(list)
        for entity in self._worth_listing(request):
            lines[entity.area].append(entity)
        areas = [area.name for area in self.house.areas if area.name in lines]
        return "\n".join(self._line(lines[area]) for area in (*areas, *([None] if None in lines else [])))

    def _worth_listing(self, request: str) -> tuple[Entity, ...]:
        """What was found, but in a big house nothing that no tool may be used on."""
        entities = self.retrieve(request).entities
        if len(self.house.entities) <= self._limit:
            return entities
        chosen = ((name, label) for name in CAPABILITIES for label in self.legal(name, request, mentioned=True))
        meant_ids = {entity.id for name, label in chosen for entity in self._candidate(label, name).members}
        return tuple(entity for entity in entities if entity.id in meant_ids) or entities

    def _line(self, entities: list[Entity]) -> str:
        place = entities[0].area or "Other"
        floor = f" [{entities[0].floor}]" if entities[0].floor else ""
        return f"{place}{floor}: " + "; ".join(map(self._entry, entities))

    def _entry(self, entity: Entity) -> str:
        label = self._labels[entity.id]
        notes = [kind_of(entity)] if label == entity.name else []
        notes += [f"or {alias}" for alias in entity.aliases]
        return f"{label} ({', '.join(notes)})" if notes else label

    def _nearest(self, label: str) -> str:
        near = [self._labels[e.id] for e in self._index.search(label, 3).entities]
        return f"Did you mean {', '.join(near)}?" if near else ""


def unique_labels(entities: Iterable[Entity]) -> dict[str, str]:
    """Entity id → a label no other entity has, however close in spelling.

    A name shared by several becomes "Name (kind)" for each of them, then "Name (kind, Area)", then "Name (entity id)".
    """
    forms = {entity.id: _forms(entity) for entity in entities}
    chosen = dict.fromkeys(forms, 0)
    while True:
        labels = {entity_id: forms[entity_id][level] for entity_id, level in chosen.items()}
        uses = Counter(label.casefold() for label in labels.values())
        clashing = [i for i, label in labels.items() if uses[label.casefold()] > 1 and chosen[i] + 1 < len(forms[i])]
        if not clashing:
            return labels
        for entity_id in clashing:
            chosen[entity_id] += 1


def _forms(entity: Entity) -> tuple[str, ...]:
    kind = kind_of(entity)
    with_area = (f"{entity.name} ({kind}, {entity.area})",) if entity.area else ()
    return (entity.name, f"{entity.name} ({kind})", *with_area, f"{entity.name} ({entity.id})")


class _Groups:
    """The group labels of a house: every kind that exists, everywhere and in each place that has any of it."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        self._groups: dict[tuple[str | None, str | None], list[Entity]] = defaultdict(list)
        for entity in entities:
            kinds: list[str | None] = [kind for kind in kinds_of(entity) if kind not in _UNGROUPED]
            if entity.domain in SWITCHABLE:
                kinds.append(None)
            for kind in kinds:
                for place in dict.fromkeys((None, entity.area, entity.floor)):
                    self._groups[kind, place].append(entity)
        self.kinds = frozenset(kind for kind, _ in self._groups if kind)
        self.places = frozenset(place for _, place in self._groups if place)
        self._found: Found | None = None
        self._offered: list[tuple[str | None, str]] = []
        self._keys = {_group_label(*key): key for key in self._groups}

    def key(self, label: str) -> tuple[str | None, str | None] | None:
        """The kind and place of a group, None for any; None for what is no group."""
        return self._keys.get(label)

    def __iter__(self) -> Iterator[tuple[str, tuple[Entity, ...]]]:
        return ((_group_label(*key), tuple(members)) for key, members in self._groups.items())

    def labels(self, found: Found, *, everything: bool) -> list[str]:
        """The groups of what was found; those of everything that can be switched only if wanted."""
        if found is not self._found:
            self._found, self._offered = (
                found,
                [
                    (kind, _group_label(kind, place))
                    for kind, place in self._groups
                    if (kind is None or kind in found.kinds) and (place is None or place in found.places)
                ],
            )
        return [label for kind, label in self._offered if kind is not None or everything]


def _group_label(kind: str | None, place: str | None) -> str:
    what = "everything" if kind is None else f"all {plural(kind)}"
    return f"{what} in {place}" if place else what


def _is_spoken_of(entity: Entity, nouns: frozenset[str], said: Mentions) -> bool:
    """Whether words of a thing's name are said, and no noun beside them for what it is not: "the ceiling fan" is no
    lamp called Kitchen Ceiling. A switch may feed anything."""
    if not said.words_of(entity.id):
        return False
    same = entity.id in said.spelled or entity.domain == "switch" or not nouns
    return same or not nouns.isdisjoint({*kinds_of(entity), *kinds_of_nouns(" ".join((entity.name, *entity.aliases)))})
