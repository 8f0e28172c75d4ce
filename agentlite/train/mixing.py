"""Scenes of several tool packs: who is on stage differs from scene to scene, and a request for one that is absent is
declined.

python -m agentlite.train.mixing --packs home,clock,lists --n 3      shows some
"""

from __future__ import annotations

import functools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agentlite.actions import Action, Calls
from agentlite.grammar import to_wire
from agentlite.packs import Pack, find_pack
from agentlite.toolset import Toolset
from agentlite.train.homes import Split
from agentlite.train.quoting import plain
from agentlite.train.refusing import declined, device_refusal, unrelated
from agentlite.train.rehearsing import Rehearsing, phrase_file, spoken
from agentlite.train.synthesis import AND, LANGUAGES, Scene, Turn, home_scene, single
from agentlite.train.world import World

HOME = "home"
_HOME_ALONE = 0.5
"""The share of scenes that are the house's only, where a house is among the packs."""
_KNOWS_ALL = 0.25
"""The share of the others in which every pack is on stage."""
_MOST_AT_ONCE = 4

_CANNOT_STAND_TOGETHER = {HOME: frozenset({"robot"}), "robot": frozenset({HOME})}
"""Packs that have tools of the same names."""
_ALIKE = {
    "lists": frozenset({HOME, "notes"}),
    "notes": frozenset({"lists", "clock", "files"}),
    "web": frozenset({"files", "notes"}),
    "files": frozenset({"notes", "web", "text"}),
    "calc": frozenset({"clock", "python"}),
    "clock": frozenset({"notes", "calc"}),
    "text": frozenset({"files", "web"}),
    "python": frozenset({"calc", "shell"}),
    "shell": frozenset({"python", "system"}),
    "system": frozenset({"shell", HOME}),
}
"""Packs that may serve what was meant for another: a request for an absent one is no reason to decline beside them."""
_LISTS_OF_THE_HOUSE = frozenset({"add_item", "complete_item"})


@dataclass(frozen=True, slots=True)
class MixedScenes:
    """A source of scenes for these packs; picklable, because another process calls it."""

    packs: tuple[str, ...]

    def __call__(self, seed: int, split: Split, *, turns: int = 16) -> Iterator[Scene]:
        """Endless scenes of `turns` requests each, the same for the same `seed` and `split`."""
        rng = random.Random(f"{split} {seed}")
        cast = [find_pack(name) for name in self.packs if name != HOME]
        while True:
            if HOME in self.packs and (not cast or rng.random() < _HOME_ALONE):
                yield home_scene(rng, split, turns)
                continue
            language = rng.choices(list(LANGUAGES), list(LANGUAGES.values()))[0]
            speaking = [pack for pack in cast if phrase_file(pack.package, language)]
            if speaking:
                yield _Play(rng, split, language, speaking, HOME in self.packs).scene(turns)


class _Play:
    """One scene being written."""

    def __init__(self, rng: random.Random, split: Split, language: str, cast: Sequence[Pack], has_home: bool) -> None:
        self.rng, self.split, self.language = rng, split, language
        self.family = "en" if language == "en" else "pt"
        names = _on_stage(rng, [pack.name for pack in cast], has_home)
        packs = {pack.name: pack for pack in cast}
        self.world = World.random(rng, self.language, split) if HOME in names else None
        self.stages = [self._stage(packs[name]) for name in names if name != HOME]
        self.absent = [
            pack for pack in cast if pack.name not in names and not _ALIKE.get(pack.name, frozenset()) & set(names)
        ]
        self.names = names
        self.tools = functools.reduce(Toolset.__add__, (stage.tools for stage in self.stages), Toolset())

    def scene(self, turns: int) -> Scene:
        made: list[Turn] = []
        while len(made) < turns:
            here = None
            if self.world:
                rooms = [area.name for area in self.world.house.areas]
                here = self.world.here = self.rng.choice(rooms) if self.rng.random() < 0.4 else None
            request = self._request()
            said = request and spoken(*request, self.tools, self.family, self.rng)
            if said:
                text, action = said
                about = [f"here: {here}"] if here else []
                about += filter(None, (stage.tools.briefing(text).volatile for stage in self.stages))
                made.append(Turn("\n".join([text, *about]), to_wire(action)))
        return Scene("\n".join(filter(None, self._system())), tuple(made))

    def _system(self) -> Iterator[str]:
        stages = {stage.name: stage for stage in self.stages}
        for name in self.names:
            yield (
                self.world.targets.listing() if self.world and name == HOME else stages[name].tools.briefing("").stable
            )

    def _stage(self, pack: Pack) -> Rehearsing:
        return Rehearsing(pack, self.language, self.rng, self.split)

    def _request(self) -> tuple[str, Action] | None:
        roll = self.rng.random()
        if roll < 0.06 and self.absent:
            text, _ = self._stage(self.rng.choice(self.absent)).calls()
            return plain(text), declined(self.family)
        if roll < 0.10 and self._may_be_unrelated():
            return unrelated(self.family, self.rng)
        if roll < 0.20:
            return self._refusal()
        if roll < 0.27:
            return self._several()
        return self._one()

    def _may_be_unrelated(self) -> bool:
        return not {"web", "calc", "clock", "notes", "lists", "system"} & set(self.names)

    def _refusal(self) -> tuple[str, Action] | None:
        if self.world and self.rng.random() < 1 / len(self.names):
            return device_refusal(self.world)
        return self.rng.choice(self.stages).refusal() if self.stages else None

    def _one(self) -> tuple[str, Calls] | None:
        name = self.rng.choice(self.names)
        if name != HOME or not self.world:
            return next(stage for stage in self.stages if stage.name == name).calls()
        made = single(self.world)
        if made is None or ("lists" in self.names and made[1].tool in _LISTS_OF_THE_HOUSE):
            return None
        return made[0], Calls((made[1],))

    def _several(self) -> tuple[str, Calls] | None:
        """Two requests in one sentence."""
        first, second = self._one(), self._one()
        if first is None or second is None or first[1] == second[1]:
            return None
        link = self.rng.choice(AND[self.family])
        return first[0].rstrip("?.! ") + link + second[0], Calls((*first[1].calls, *second[1].calls))


def _on_stage(rng: random.Random, cast: Sequence[str], has_home: bool) -> list[str]:
    """The names of who plays, in the order in which they are listed."""
    count = len(cast) if rng.random() < _KNOWS_ALL else rng.randint(1, min(_MOST_AT_ONCE, len(cast)))
    names = rng.sample(list(cast), count)
    if has_home and rng.random() < 0.55:
        names.insert(rng.randint(0, len(names)), HOME)
    return [name for i, name in enumerate(names) if not _CANNOT_STAND_TOGETHER.get(name, frozenset()) & set(names[:i])]


def main() -> None:
    """Print scenes to look at."""
    import argparse
    import itertools

    from agentlite.train.synthesis import show

    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--packs", default="home")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--n", type=int, default=5)
    options = parser.parse_args()
    show(itertools.islice(MixedScenes(tuple(options.packs.split(",")))(options.seed, "train"), options.n))


if __name__ == "__main__":
    main()
