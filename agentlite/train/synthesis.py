"""Scenes to learn from: one house listing and several independent requests with the decisions they deserve.

python -m agentlite.train.synthesis --seed 1 --n 5      shows some
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from agentlite.actions import Action, Calls, Decline, ToolCall
from agentlite.grammar import to_wire
from agentlite.train.contrasts import contrast
from agentlite.train.foreign import ForeignTool, foreign_request, foreign_tools
from agentlite.train.homes import Split
from agentlite.train.intents import intent_request
from agentlite.train.noise import aside, noisy
from agentlite.train.phrases import phrase_request
from agentlite.train.quoting import settled
from agentlite.train.recasting import recast
from agentlite.train.refusing import not_wanted, refusal, retold
from agentlite.train.world import World

_TWINS = 0.2
"""How often an order that was carried out stands in the same scene as a tale of it that asks for nothing."""
_ROUNDABOUT = 0.25
"""The share of orders that are put as "why don't you ..." and the like, where they can be."""

LANGUAGES = {"en": 45, "pt-BR": 30, "pt-PT": 25}
AND = {
    "en": (" and ", " and then ", ", ", ", and ", " and also ", ". "),
    "pt": (" e ", " e depois ", ", ", " e também ", ". "),
}
_ELLIPSIS = {
    "en": {
        "turn_on": ("turn on", "switch on"),
        "turn_off": ("turn off", "switch off"),
        "open": ("open",),
        "close": ("close", "shut"),
        "lock": ("lock",),
    },
    "pt": {
        "turn_on": ("liga", "acende", "ligue"),
        "turn_off": ("desliga", "apaga", "desligue"),
        "open": ("abre", "abra"),
        "close": ("fecha", "feche"),
        "lock": ("tranca", "tranque"),
    },
}
_KIND_WORDS = {
    "en": {"light": "lights", "fan": "fans", "switch": "switches"},
    "pt": {"light": "luzes", "fan": "ventoinhas", "switch": "tomadas"},
}


@dataclass(frozen=True, slots=True)
class Turn:
    """One request as the user message, and the decision as wire text."""

    user: str
    assistant: str


@dataclass(frozen=True, slots=True)
class Scene:
    """A system message and requests that do not depend on one another."""

    system: str
    turns: tuple[Turn, ...]


def scenes(seed: int, split: Split, *, turns: int = 16) -> Iterator[Scene]:
    """Endless scenes of `turns` requests each, the same for the same `seed` and `split`.

    The dev split holds rooms, words and people that training never sees.
    """
    rng = random.Random(f"{split} {seed}")
    while True:
        yield home_scene(rng, split, turns)


def home_scene(rng: random.Random, split: Split, turns: int) -> Scene:
    """One scene of `turns` requests to a house, and now and then to tools that nobody knows."""
    language = rng.choices(list(LANGUAGES), list(LANGUAGES.values()))[0]
    world = World.random(rng, language, split)
    tools = foreign_tools(rng) if rng.random() < 0.1 else []
    listed = not tools or rng.random() < 0.4
    sections = [world.targets.listing()] if listed else []
    sections += ["tools:", *(tool.line for tool in tools)] if tools else []
    made: list[Turn] = []
    while len(made) < turns:
        world.here = rng.choice([a.name for a in world.house.areas]) if rng.random() < 0.45 else None
        request = _request(world, tools, listed)
        if request is None:
            continue
        made.append(_turn(world, *request))
        twins = _twins(world, *request) if rng.random() < _TWINS else ()
        for twin in twins[: turns - len(made)]:
            made.insert(rng.randrange(len(made) + 1), _turn(world, *twin))
    return Scene("\n".join(sections), tuple(made))


def _twins(world: World, text: str, action: Action) -> tuple[tuple[str, Action], ...]:
    """For an order that is carried out: the same told so that it asks for nothing, or an order that looks like a
    refusal and a refusal that looks like it."""
    if not isinstance(action, Calls):
        return ()
    if world.rng.random() < 0.5 and (made := contrast(world)):
        (order, call), but = made
        return (order, Calls((call,))), not_wanted(world, but)
    twin = retold(world, text)
    return (twin,) if twin else ()


def _turn(world: World, text: str, action: Action) -> Turn:
    """A request as it reaches the model: with remarks around it and slips in it, and where it is spoken."""
    noise = noisy(aside(text, world.family, world.rng), world.family, world.rng)
    heard, action = settled(noise, action, text)
    return Turn(f"{heard}\nhere: {world.here}" if world.here else heard, to_wire(action))


def _request(world: World, tools: list[ForeignTool], listed: bool) -> tuple[str, Action] | None:
    rng = world.rng
    if tools and (not listed or rng.random() < 0.6):
        return _foreign(world, tools)
    roll = rng.random()
    if roll < 0.17:
        return refusal(world)
    if roll < 0.24:
        return _several(world)
    if roll < 0.285:
        return _ellipsis(world)
    made = single(world)
    return made and (made[0], Calls((made[1],)))


def single(world: World) -> tuple[str, ToolCall] | None:
    """From Home Assistant's templates or from the pack's own; now and then put in a roundabout way."""
    source = intent_request if world.rng.random() < 0.45 else phrase_request
    made = source(world)
    if made is None or world.rng.random() >= _ROUNDABOUT:
        return made
    return recast(made[0], world.family, world.rng, "act") or made[0], made[1]


def _several(world: World) -> tuple[str, Action] | None:
    """Two, sometimes three requests in one sentence."""
    parts = [single(world) for _ in range(2 if world.rng.random() < 0.8 else 3)]
    found = [part for part in parts if part is not None]
    calls = [call for _, call in found]
    if len(found) < 2 or any(calls.count(call) > 1 for call in calls):
        return None
    texts = [text.rstrip("?.! ") for text, _ in found]
    text = texts[0]
    for further in texts[1:]:
        text += world.rng.choice(AND[world.family]) + further
    return text, Calls(tuple(calls))


def _ellipsis(world: World) -> tuple[str, Action] | None:
    """One verb for two or three things: "close the blinds and the gate", "kitchen and bedroom lights off"."""
    rng = world.rng
    tool = rng.choice(sorted(_ELLIPSIS[world.family]))
    verb = rng.choice(_ELLIPSIS[world.family][tool])
    articles = ("", "the ") if world.family == "en" else ("", "a ", "o ")
    link = " and " if world.family == "en" else " e "
    if tool in ("turn_on", "turn_off") and rng.random() < 0.5:
        kind = rng.choice(("light", "light", "light", "fan", "switch"))
        places = [p for p in world.places_with(kind) if world.group(kind, p) in world.legal(tool)]
        if len(places) < 2:
            return None
        chosen = rng.sample(places, 2)
        said = [world.place(place) for place in chosen]
        word = _KIND_WORDS[world.family][kind]
        if world.family == "en":
            text = rng.choice(
                (
                    f"{verb} the {said[0]} and {said[1]} {word}",
                    f"{verb} the {word} in the {said[0]} and the {said[1]}",
                    f"{said[0]} and {said[1]} {word} {tool[5:]}",
                )
            )
        else:
            text = (
                f"{verb} as {word} de {said[0]} e {said[1]}"
                if rng.random() < 0.5
                else f"{verb} as {word} em {said[0]} e em {said[1]}"
            )
        return text, Calls(tuple(ToolCall(tool, {"target": world.group(kind, place)}) for place in chosen))
    able = [e for e in world.entities((), tool) if world.unambiguous(e)]
    if len(able) < 2:
        return None
    entities = rng.sample(able, 3 if len(able) > 2 and rng.random() < 0.2 else 2)
    said = [rng.choice(articles) + world.mention(entity) for entity in entities]
    text = f"{verb} {', '.join(said[:-1])}{link}{said[-1]}"
    return text, Calls(tuple(ToolCall(tool, {"target": world.targets.label(entity)}) for entity in entities))


def _foreign(world: World, tools: list[ForeignTool]) -> tuple[str, Action] | None:
    if world.rng.random() < 0.15:
        unknown = refusal(world)
        return unknown if unknown and isinstance(unknown[1], Decline) else None
    text, call = foreign_request(world.rng.choice(tools), world.language, world.words, world.rng)
    return text, Calls((call,))


def show(scenes: Iterable[Scene]) -> None:
    """Print scenes to look at."""
    for scene in scenes:
        print(f"--- \n{scene.system}")
        for turn in scene.turns:
            print(f"  > {turn.user!r}\n    {turn.assistant}")


def main() -> None:
    """Print scenes to look at."""
    import argparse
    import itertools

    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--n", type=int, default=5)
    parser.add_argument("--split", choices=("train", "dev"), default="train")
    options = parser.parse_args()
    show(itertools.islice(scenes(options.seed, options.split), options.n))


if __name__ == "__main__":
    main()
