"""What each thing and place of a world is called, and which of them a noun phrase means."""

from __future__ import annotations

import difflib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from agentlite.errors import ToolError
from agentlite.tools.robot import nouns
from agentlite.tools.robot.nouns import Phrase, fold, tokens
from agentlite.tools.robot.vocabulary import PLACES, THINGS, TONGUES, Kind, Tongue, named
from agentlite.tools.robot.world import Place, Scene, Thing, World

_PORTUGUESE = frozenset(
    "o os as um uma e na no nas nos do da de em para que se esta nao com por pela depois todos todas tudo "
    "poe pega pegue pousa larga abre abra fecha feche coloca coloque mete leva vai va para espera diz olha ve".split()
)
_ENGLISH = frozenset(
    "the an and is on in into onto it if of to that with then all every put take pick place move open close shut go "
    "drive wait say stop look what where not do me up down please everything".split()
)


class Names:
    """The labels of one world in both languages: short, unique, and made of the words people use."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._labels: dict[Tongue, dict[str, str]] = {tongue: _labels(world, tongue) for tongue in TONGUES}
        self._ids = {label: name for labels in self._labels.values() for name, label in labels.items()}

    def label(self, name: str, tongue: Tongue) -> str:
        """The label of a thing or place by its id."""
        return self._labels[tongue][name]

    def with_article(self, name: str, tongue: Tongue) -> str:
        """Its label with the definite article."""
        label = self.label(name, tongue)
        return f"the {label}" if tongue == "en" else f"{'a' if self.feminine(name) else 'o'} {label}"

    def feminine(self, name: str) -> bool:
        """Whether its Portuguese name is feminine."""
        return _kind_of(self.world, name).feminine

    def id(self, label: str) -> str:
        """The id behind a label of either language. Raises `ToolError`, with the nearest ones, if there is none."""
        if label in self._ids:
            return self._ids[label]
        near = difflib.get_close_matches(label, self._ids, n=3, cutoff=0.5)
        raise ToolError(
            f"There is nothing called {label!r} here.",
            hint=f"Did you mean {', '.join(near)}?" if near else "",
            say={"pt": f"Aqui não há nada chamado {label!r}."},
        )

    def all(self) -> tuple[tuple[str, str, str], ...]:
        """Every label with its kind and the English one, as a briefing lists what must not be recognised outside."""
        english = self._labels["en"]
        return tuple(
            (label, "thing" if i in self.world.thing else "place", english[i]) for label, i in self._ids.items()
        )

    def meant(self, phrase: Phrase) -> list[str]:
        """The ids of everything that a phrase may mean, by kind, colour and number."""
        items: Sequence[Thing | Place] = self.world.things if phrase.sort == "thing" else self.world.places
        found = [
            item.id
            for item in items
            if phrase.kind in (None, item.kind) and (not phrase.colors or item.color in phrase.colors)
        ]
        if not found and phrase.sort == "thing" and phrase.kind is None and phrase.colors:
            found = [place.id for place in self.world.places if place.color in phrase.colors]
        if phrase.index is not None:
            found = [name for name in found if self.label(name, "en").endswith(f" {phrase.index}")]
        return found

    def resolve(self, said: Sequence[Phrase]) -> list[list[str]]:
        """What each of the phrases of one text may mean. "The blue one" is of the kind that was last spoken of."""
        resolved: list[list[str]] = []
        kind: str | None = None
        for phrase in said:
            found = self.meant(phrase)
            if phrase.sort == "thing" and phrase.kind is None and phrase.colors and kind is not None:
                found = [
                    name for name in found if name in self.world.thing and self.world.thing[name].kind == kind
                ] or found
            if phrase.sort == "thing" and phrase.kind is not None:
                kind = phrase.kind
            resolved.append(found)
        return resolved

    def listing(self, scene: Scene, tongue: Tongue) -> str:
        """Everything there is and where: one short line per place, and what the hand holds is in none of them."""
        held: Mapping[str, list[str]] = defaultdict(list)
        for thing in self.world.things:
            below = self.world.below(thing.id, scene)
            on = (
                f" ({'on' if tongue == 'en' else 'sobre'} {self.label(below, tongue)})"
                if below in self.world.thing
                else ""
            )
            held[self.world.place_of(thing.id, scene)].append(self.label(thing.id, tongue) + on)
        lines = [f"{self._place(place, scene, tongue)}: {', '.join(held[place.id])}" for place in self.world.places]
        floor = [f"{'floor' if tongue == 'en' else 'chão'}: {', '.join(held['floor'])}"] if held["floor"] else []
        return "\n".join(line.rstrip(" :") for line in (*lines, *floor))

    def _place(self, place: Place, scene: Scene, tongue: Tongue) -> str:
        label = self.label(place.id, tongue)
        return f"{label} ({lid_word(scene.is_open(place.id), tongue)})" if place.lid else label


def lid_word(is_open: bool, tongue: Tongue) -> str:
    """ "open" or "closed", of a box."""
    if tongue == "en":
        return "open" if is_open else "closed"
    return "aberta" if is_open else "fechada"


def tongue_of(request: str, default: Tongue = "en") -> Tongue:
    """The language whose words a request uses more; `default` if neither."""
    words = [token.word for token in tokens(request)]
    portuguese = sum((w in _PORTUGUESE) + (nouns.tongue_of(w) == "pt") for w in words)
    portuguese += fold(request) != request.casefold()
    english = sum((w in _ENGLISH) + (nouns.tongue_of(w) == "en") for w in words)
    if portuguese == english:
        return default
    return "pt" if portuguese > english else "en"


def _kind_of(world: World, name: str) -> Kind:
    return THINGS[world.thing[name].kind] if name in world.thing else PLACES[world.place[name].kind]


def _labels(world: World, tongue: Tongue) -> dict[str, str]:
    """Id → label; those that would be called the same are numbered."""
    plain = {t.id: named(THINGS, t.kind, t.color, tongue) for t in world.things}
    plain |= {p.id: named(PLACES, p.kind, p.color, tongue) for p in world.places}
    shared = {label for label, uses in Counter(plain.values()).items() if uses > 1}
    numbers: Counter[str] = Counter()
    labels = {}
    for name, label in plain.items():
        numbers[label] += 1
        labels[name] = f"{label} {numbers[label]}" if label in shared else label
    return labels
