"""Which devices a request may be about: an inverted index over names, aliases, places and kinds.

It only has to be generous: what it finds is what the model may choose from.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from agentlite.tools.home.house import Entity, House
from agentlite.tools.home.kinds import kinds_of, words_for
from agentlite.words import content_stems, stem, stems, tokens, trigrams

_NAME_WEIGHT, _PLACE_WEIGHT, _KIND_WEIGHT = 3.0, 2.0, 1.5
_WHOLE_NAME_BONUS, _WHOLE_PLACE_BONUS, _HERE_BONUS = 10.0, 6.0, 3.0
_FUZZY_FROM_LENGTH, _FUZZY_SIMILARITY, _MENTION_SIMILARITY = 4, 0.42, 0.55
_SWAPPED_SIMILARITY = 0.9
_CUT_SHORT_FROM_LENGTH, _ANY_START_FROM_LENGTH = 5, 9
"""Words of so many letters may lack the end of the word meant, or differ from it in the first letter."""

ALL_WORDS = frozenset(stems("all every everything everywhere whole house home tudo todo toda todos todas casa inteira"))
"""Words of which one is in any request about everything."""

_HOMEWARD = re.compile(
    r"\b(?:send|go|goes|going|come|comes|coming|get|gets|getting|got|drive|driving|return|back|heading|is|are|am|i'm|"
    r"we're|anyone|anybody|someone|somebody|nobody)(?: \w+){0,3}? (?<!the )(?<!my )(?<!our )home\b|"
    r"\b(?:para|pra|a caminho de) casa\b|\bhome (?=phone|loan|page|address|insurance|town|team|office)",
    re.IGNORECASE,
)
"""Going home is no request about all that is there, nor is a home phone."""

_ALL_OF_NOTHING = re.compile(r"\ball (?:the way|right|day|night|along|of a sudden)\b|\bat all\b", re.IGNORECASE)
"""Words for all that stand for no things."""

_SWITCH_AS_VERB = re.compile(
    r"(^\W*|[,;.!?]\s*|\b(?:please|and|then|or|you|to|not|don't|just|now)\s+)switch\b"
    r"(?=.*\b(?:on|off)\b|(?! (?:in|at|of|for|to|by|near|is|states?|status)\b) \w)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Found:
    """What a request may be about: entities in house order, places (areas and floors) and kinds by name."""

    entities: tuple[Entity, ...]
    places: frozenset[str]
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class Mentions:
    """What the words of a request name: things (by id) whose name is `spelled` out, `words` of other
    things' names that are not words of a place named, places, and kinds.

    `whole` are the things with a name of which every word is said, be it but a word for a kind. `general` are those of
    the words that are used for kinds of things, `many` tells that one of those is a plural. `everything` tells whether
    there is a word such as "all" among them, and `only_names` that things are named by their names, and places only to
    say where those are.
    """

    spelled: frozenset[str]
    whole: frozenset[str]
    words: Mapping[str, frozenset[str]]
    places: frozenset[str]
    kinds: frozenset[str]
    general: frozenset[str]
    many: bool
    everything: bool
    only_names: bool

    def words_of(self, entity_id: str) -> frozenset[str]:
        """The words of a thing's names that were said."""
        return self.words.get(entity_id, frozenset())


class Index:
    """Searches one unchanging house. Building takes about 30 µs per entity; searching does not look at most of them."""

    def __init__(self, house: House) -> None:
        self._entities = house.entities
        self._by_id = {entity.id: entity for entity in house.entities}
        self._postings: dict[str, dict[int, float]] = defaultdict(dict)
        self._places = _places(house)
        place_stems = {place: {s for name in names for s in stems(name)} for place, names in self._places.items()}
        self._kinds: dict[str, frozenset[str]] = {}
        self._names: list[tuple[frozenset[str], ...]] = []
        self._named_by: dict[str, list[str]] = defaultdict(list)
        self._in_place: dict[str, list[int]] = defaultdict(list)
        for number, entity in enumerate(self._entities):
            self._names.append(tuple(frozenset(stems(name)) for name in (entity.name, *entity.aliases)))
            words = frozenset().union(*self._names[-1])
            self._post(number, words, _NAME_WEIGHT)
            for word in words:
                self._named_by[word].append(entity.id)
            for place in set(filter(None, (entity.area, entity.floor))):
                self._in_place[place].append(number)
                self._post(number, place_stems.get(place, ()), _PLACE_WEIGHT)
            for kind in kinds_of(entity):
                if kind not in self._kinds:
                    self._kinds[kind] = frozenset(stems(words_for(kind)))
                self._post(number, self._kinds[kind], _KIND_WEIGHT)
        self._general = frozenset().union(*self._kinds.values())
        self._full_names = _full_names(house, self._general.union(*place_stems.values()))
        self._names_of = {e.id: self._names[number] for number, e in enumerate(self._entities)}
        for place_words in place_stems.values():
            for word in place_words:
                self._postings.setdefault(word, {})
        self._by_trigram: dict[str, list[str]] = defaultdict(list)
        for word in self._postings:
            for piece in trigrams(word):
                self._by_trigram[piece].append(word)

    def search(self, request: str, limit: int, here: str | None = None) -> Found:
        """The at most `limit` entities most likely meant, with the places and kinds that are named or found.

        `here` is the area the speaker is in; its devices are preferred. Without any hint in the request, the devices
        of `here` come first, then those of the whole house in order.
        """
        known = {word: weight for asked in _said(request) for word, weight in self._spellings(asked)}
        named_places = self._named_places(known)
        scores = self._scores(known, named_places, here)
        candidates = scores or range(len(self._entities))
        best = sorted(candidates, key=lambda n: (-scores.get(n, 0.0), n))
        chosen = [self._entities[number] for number in sorted(best[:limit])]
        named_kinds = {kind for kind, words in self._kinds.items() if not words.isdisjoint(known)}
        return Found(
            entities=tuple(chosen),
            places=frozenset(named_places) | {p for e in chosen for p in (e.area, e.floor) if p},
            kinds=frozenset(named_kinds) | {kind for entity in chosen for kind in kinds_of(entity)},
        )

    def mentions(self, request: str) -> Mentions:
        """What the request names, allowing for typing errors.

        Words that spell out a name ("worktop light") mean that thing alone: they name no other thing and no place
        besides; nor its kind ("the worktop light to full brightness"). Of several things of that name, those in a place
        that is named are meant, if there are any, and those of a kind that is named. A name that is but a word for a
        kind of thing or for a place ("Light") is no name in this sense, nor is any where all are asked for.
        """
        asked = _said(request)
        everything = not ALL_WORDS.isdisjoint(stems(_HOMEWARD.sub("", _ALL_OF_NOTHING.sub("", request))))
        namesakes = [] if everything else self._spelled_out(asked)
        known = frozenset(word for said in filter(None, asked) for word in self._meant_by(said))
        general = known & self._general
        places = self._named_places(known)
        own = known - {stem for place in places for name in self._places[place] for stem in content_stems(name)}
        kinds = self._named_kinds(known)
        alone = [entity for group in namesakes for entity in _told_by(places, kinds, [self._by_id[i] for i in group])]
        kinds -= {kind for entity in alone for kind in kinds_of(entity)}
        words = self._names_with(own)
        return Mentions(
            spelled=frozenset(entity.id for entity in alone),
            whole=frozenset(i for i, said in words.items() if said in self._names_of[i]),
            words=words,
            places=frozenset(places),
            kinds=kinds,
            general=general,
            many=any(not general.isdisjoint(self._meant_by(stem(word))) for word in _plurals(request)),
            everything=everything,
            only_names=bool(alone) and places <= {place for e in alone for place in (e.area, e.floor)},
        )

    def knows(self, word: str) -> bool:
        """Whether the stem of a word, or one much like it, is used for anything in this house."""
        return any(self._meant_by(word))

    def is_in_a_name(self, word: str) -> bool:
        """Whether the stem of a word is one of those that something in this house is called by."""
        return word in self._named_by

    def _names_with(self, said: Iterable[str]) -> dict[str, frozenset[str]]:
        """The things (by id) that have some of these words in their names, with those."""
        words: dict[str, set[str]] = defaultdict(set)
        for word in said:
            for entity_id in self._named_by.get(word, ()):
                words[entity_id].add(word)
        return {entity_id: frozenset(found) for entity_id, found in words.items()}

    def _spelled_out(self, asked: list[str]) -> list[set[str]]:
        """The things of each name that is in `asked`, whose words are blanked: the longest name first."""
        spelled: list[set[str]] = []
        said = set(asked)
        for words, entities in self._full_names:
            for start in range(len(asked) - len(words) + 1) if words[0] in said else ():
                if asked[start : start + len(words)] == words:
                    spelled.append(entities)
                    asked[start : start + len(words)] = [""] * len(words)
        return spelled

    def _named_kinds(self, known: frozenset[str]) -> frozenset[str]:
        """The kinds of which a word is said, less those of which another kind says more: whoever says "smoke sensors"
        does not mean other sensors."""
        said = {kind: known & words for kind, words in self._kinds.items() if not known.isdisjoint(words)}
        return frozenset(kind for kind, words in said.items() if not any(words < others for others in said.values()))

    def _post(self, number: int, words: Iterable[str], weight: float) -> None:
        for word in words:
            posting = self._postings[word]
            posting[number] = max(weight, posting.get(number, 0.0))

    def _spellings(self, asked: str) -> list[tuple[str, float]]:
        """The indexed words a word of the request may stand for, with how alike they are (0 to 1)."""
        if asked in self._postings:
            return [(asked, 1.0)]
        if len(asked) < _FUZZY_FROM_LENGTH:
            return []
        pieces = trigrams(asked)
        shared = Counter(word for piece in pieces for word in self._by_trigram.get(piece, ()))
        alike = {word: 2 * count / (len(pieces) + len(word)) for word, count in shared.items()}
        alike |= {word: _SWAPPED_SIMILARITY for word in _swapped(asked) if word in self._postings}
        return [(word, similarity) for word, similarity in alike.items() if similarity >= _FUZZY_SIMILARITY]

    def _meant_by(self, asked: str) -> Iterator[str]:
        """The indexed words that a word of the request can be meant for."""
        return (
            word
            for word, similarity in self._spellings(asked)
            if similarity >= _MENTION_SIMILARITY and (word == asked or _may_be_misspelt(asked, word))
        )

    def _named_places(self, known: Container[str]) -> set[str]:
        """Places one of whose names is in the request word for word."""
        return {
            place
            for place, names in self._places.items()
            if any(words and all(word in known for word in words) for words in map(content_stems, names))
        }

    def _scores(self, known: Mapping[str, float], named_places: set[str], here: str | None) -> dict[int, float]:
        scores: dict[int, float] = defaultdict(float)
        for word, similarity in known.items():
            posting = self._postings[word]
            rarity = math.log(1 + len(self._entities) / (1 + len(posting)))
            for number, weight in posting.items():
                scores[number] += weight * similarity * rarity
        for number in scores:
            if any(words and words <= known.keys() for words in self._names[number]):
                scores[number] += _WHOLE_NAME_BONUS
        for number in {number for place in named_places for number in self._in_place.get(place, ())}:
            scores[number] += _WHOLE_PLACE_BONUS
        for number in self._in_place.get(here or "", ()):
            if self._entities[number].area == here:
                scores[number] += _HERE_BONUS
        return scores


def _plurals(request: str) -> Iterator[str]:
    return (token for token in tokens(request) if token.endswith("s") and not token.endswith("ss"))


def _swapped(word: str) -> Iterator[str]:
    """A word with each two letters side by side in the other order: "lihgt" and "light"."""
    return (word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1))


def _may_be_misspelt(asked: str, word: str) -> bool:
    """Whether a word much like another may be that one with a typing error. Words of their own are no errors: a hand
    hardly ever slips on a first letter ("flight", "trip", "block"), or leaves out the end of a short word ("tell")."""
    same_start = asked[0] == word[0] or asked[:2] == word[1::-1]
    cut_short = len(asked) < _CUT_SHORT_FROM_LENGTH and word.startswith(asked)
    starts_right = same_start or len(asked) >= _ANY_START_FROM_LENGTH
    return len(word) >= _FUZZY_FROM_LENGTH and starts_right and not cut_short


def _said(request: str) -> list[str]:
    """The stems of a request that may name something; "switch" only where it is no verb."""
    return content_stems(_SWITCH_AS_VERB.sub(r"\1", request))


def _told_by(places: Container[str | None], kinds: AbstractSet[str], namesakes: list[Entity]) -> list[Entity]:
    """Those of the namesakes that are in one of the places, if any is; of those, the ones of a kind named, if any."""
    there = [e for e in namesakes if e.area in places or e.floor in places] or namesakes
    return [e for e in there if not kinds.isdisjoint(kinds_of(e))] or there


def _places(house: House) -> dict[str, tuple[str, ...]]:
    """The names and aliases of every area and floor, by name."""
    places = {area.name: (area.name, *area.aliases) for area in house.areas}
    for area in house.areas:
        if area.floor:
            places.setdefault(area.floor, (area.floor,))
    return places


def _full_names(house: House, general: Container[str]) -> list[tuple[list[str], set[str]]]:
    """The names with the entities called so, the longest first, without those that are one of the `general` words."""
    named: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for entity in house.entities:
        for name in (entity.name, *entity.aliases):
            named[tuple(content_stems(name))].add(entity.id)
    names = sorted(named, key=len, reverse=True)
    return [(list(words), named[words]) for words in names if len(words) > 1 or (words and words[0] not in general)]
