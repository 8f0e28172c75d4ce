"""Requests on which nothing must be done: not wanted, not possible, not here, too vague, or not a request at all."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from agentlite.actions import Action, Answer, Ask, Decline
from agentlite.tools.home.house import Entity
from agentlite.train.contrasts import contrast
from agentlite.train.foreign import foreign_request, foreign_tools
from agentlite.train.homes import make_house
from agentlite.train.intents import Unsuitable
from agentlite.train.phrases import Filling, inflected, phrase_book, phrase_request, read_phrase
from agentlite.train.recasting import REFRAINS, recast
from agentlite.train.templates import filled, sample
from agentlite.train.words import load_words
from agentlite.train.world import World
from agentlite.words import content_stems

_CONTRACTIONS = (
    (re.compile(r"\bde (?=[oa]s? )"), "d"),
    (re.compile(r"\bem (?=[oa]s? )"), "n"),
    (re.compile(r"\ba (?=os? )"), "a"),
    (re.compile(r"\ba a(?=s? )"), "à"),
)
Maker = Callable[[World], tuple[str, Action] | None]


def _texts(family: str) -> Mapping[str, Any]:
    texts: Mapping[str, Any] = load_words("refusals")[family]
    return texts


def _more(family: str) -> Mapping[str, Any]:
    """The templates of `restraint.yaml`."""
    texts: Mapping[str, Any] = load_words("restraint")[family]
    return texts


def refusal(world: World) -> tuple[str, Action] | None:
    """A request that must not be acted on, and the right reply."""
    return world.rng.choices(tuple(_makers()), tuple(_makers().values()))[0](world)


@cache
def _makers() -> Mapping[Maker, float]:
    """Who makes refusals, and how often: most often what a model is most easily taken in by."""
    return {
        _unwanted: 1,
        _retold: 4,
        _contrasted: 2,
        _later: 2,
        _remark: 3,
        _about: 1,
        _cannot: 3,
        _beyond: 1,
        _strange: 2,
        _elsewhere: 2,
        _no_such_place: 2,
        _vague: 4,
        _ambiguous: 2,
        _untaught: 1,
        _unrelated: 1,
        errand: 4,
        _chat: 1,
    }


def device_refusal(world: World) -> tuple[str, Action] | None:
    """As `refusal`, but only about devices, so that it is right whatever other tools there are."""
    return world.rng.choice(
        (_unwanted, _elsewhere, _no_such_place, _about, _ambiguous, _retold, _cannot, _beyond, _remark)
    )(world)


def _say(world: World, key: str) -> str:
    return str(_texts(world.family)["replies"][key])


def _unwanted(world: World) -> tuple[str, Action] | None:
    """ "don't turn on the fan", "leave the lamp alone"."""
    text = _of_a_device(world, _texts(world.family)["unwanted"])
    return (text, Decline(_say(world, "not_wanted"))) if text else None


def _about(world: World) -> tuple[str, Action] | None:
    """Something said about a device of this house that no tool can do: what it cost, how to repair it."""
    text = _of_a_device(world, _texts(world.family)["about"])
    return (text, Decline(_say(world, "impossible"))) if text else None


def _remark(world: World) -> tuple[str, Action] | None:
    """A remark or a story about a device of this house, after which there is nothing to do."""
    text = _of_a_device(world, _more(world.family)["remarks"])
    return (text, Decline(_say(world, "impossible"))) if text else None


def _cannot(world: World) -> tuple[str, Action] | None:
    """Something that no device can do, or none of the kind of this one."""
    entity = _a_device(world)
    if entity is None:
        return None
    feats = _more(world.family)["cannot"]
    text = _about_it(world, entity, feats["any" if world.rng.random() < 0.4 else entity.domain])
    return (text, Decline(_say(world, "impossible"))) if text else None


def _beyond(world: World) -> tuple[str, Action] | None:
    """A value that a device of this house does not have: 300 %, 500 degrees."""
    beyond = _more(world.family)["beyond"]
    entity = _a_device(world, tuple(beyond))
    text = entity and _about_it(world, entity, beyond[entity.domain])
    return (text, Decline(_say(world, "impossible"))) if text else None


def _strange(world: World) -> tuple[str, Action] | None:
    """A thing or a place that hardly a house has, and not this one."""
    text = _of_a_device(world, _more(world.family)["strange"], "stranger", "nowhere")
    return (text, Decline(_say(world, "no_such_device"))) if text else None


_DEVICES = ("light", "switch", "fan", "cover", "lock", "media_player", "climate", "valve", "vacuum")


def _a_device(world: World, domains: tuple[str, ...] = _DEVICES) -> Entity | None:
    entities = [e for e in world.house.entities if e.domain in domains]
    return world.rng.choice(entities) if entities else None


def _of_a_device(world: World, templates: Sequence[str], *foreign: str) -> str | None:
    """A sentence of one of these templates about a device (or its room) of this house; None if there is none, or if
    something here bears the name of one of the `foreign` things."""
    entity = _a_device(world)
    return _about_it(world, entity, templates, foreign) if entity else None


def _about_it(world: World, entity: Entity, templates: Sequence[str], foreign: tuple[str, ...] = ()) -> str | None:
    book = phrase_book(world.language)
    filling = Filling(world, book.phrases[0], book, entity=entity)
    known = _stems_here(world) if foreign else frozenset()
    clash = False

    def fill(name: str, slot: str) -> str:
        nonlocal clash
        if (word := _word(world, name)) is not None:
            clash = clash or (name in foreign and not known.isdisjoint(content_stems(word)))
            return word
        return _its_place(world, name, entity) if name.endswith("area") else filling.fill(name, slot)

    text = sample(world.rng.choice(templates), book.rules, fill, world.rng)
    return None if clash else text


def _word(world: World, name: str) -> str | None:
    """A word of one of the lists; None if there is none of this name."""
    if name == "heat_ok":
        return str(world.rng.randint(15, 28))
    deeds = load_words("deeds")[world.family]["words"]
    words = {**deeds, "w": _texts(world.family)["generic_words"], **_more(world.family)["words"]}
    return filled(f"{{{name}}}", words, world.rng) if name in words else None


def _stems_here(world: World) -> frozenset[str]:
    """The stems of all names in this house."""
    return frozenset(
        stem
        for e in world.house.entities
        for name in (e.name, *e.aliases, e.area or "")
        for stem in content_stems(name)
    )


def _later(world: World) -> tuple[str, Action] | None:
    """A request for another time or under a condition: there is no tool that waits, and doing it now would be wrong."""
    made = phrase_request(world, attempts=5)
    if made is None:
        return None
    texts = _texts(world.family)
    when = filled(world.rng.choice(texts["later"]), texts["unrelated_lists"], world.rng)
    said = made[0].rstrip("?.! ")
    text = f"{said} {when}" if world.rng.random() < 0.75 else f"{when}{world.rng.choice((', ', ' '))}{said}"
    return text, Decline(_say(world, "impossible"))


def retold(world: World, text: str) -> tuple[str, Action] | None:
    """A request told so that nothing must be done: forbidden, reported, wondered about; None if it cannot be."""
    way = world.rng.choice(REFRAINS)
    told = recast(text, world.family, world.rng, way)
    return (told, Decline(_say(world, way))) if told else None


def not_wanted(world: World, text: str) -> tuple[str, Action]:
    """A sentence after which nothing must be done, and the reply to it."""
    return text, Decline(_say(world, "not_wanted"))


def _contrasted(world: World) -> tuple[str, Action] | None:
    made = contrast(world)
    return not_wanted(world, made[1]) if made else None


def _retold(world: World) -> tuple[str, Action] | None:
    made = phrase_request(world, attempts=5)
    return made and retold(world, made[0])


def _untaught(world: World) -> tuple[str, Action] | None:
    """A request for a tool that is not there."""
    tool = world.rng.choice(foreign_tools(world.rng))
    text, _ = foreign_request(tool, world.language, world.words, world.rng)
    known = {stem for e in world.house.entities for stem in content_stems(e.name)}
    return None if known & set(content_stems(text)) else (text, Decline(_say(world, "impossible")))


def _its_place(world: World, name: str, entity: Entity) -> str:
    form, _, _ = name.rpartition("_")
    return inflected(form, world.place(entity.area or world.rng.choice(world.words["areas"])))


def _elsewhere(world: World) -> tuple[str, Action] | None:
    """A sensible request, but for a device that another house has."""
    other = World(make_house(world.rng, world.family, world.split), world.rng, world.language, world.split)
    made = phrase_request(other, attempts=5)
    if made is None:
        return None
    text, call = made
    members = other.targets.resolve(call.arguments["target"])
    if call.arguments["target"].startswith(("all ", "everything")) or len(members) != 1:
        return None
    named = set(content_stems(members[0].name))
    if _stems_here(world) & named or not named & set(content_stems(text)):
        return None
    return text, Decline(_say(world, "no_such_device"))


def _no_such_place(world: World) -> tuple[str, Action] | None:
    """A group request for a room this house does not have."""
    other = World(make_house(world.rng, world.family, world.split), world.rng, world.language, world.split)
    made = phrase_request(
        other,
        attempts=5,
        tools=("turn_on", "turn_off", "set_brightness", "open", "close", "get_temperature", "set_temperature"),
    )
    if made is None:
        return None
    text, call = made
    _, found, place = call.arguments["target"].partition(" in ")
    if not found:
        return None
    here = {stem for area in world.house.areas for stem in content_stems(f"{area.name} {area.floor or ''}")}
    here |= {stem for e in world.house.entities for stem in content_stems(e.name)}
    return None if here & set(content_stems(place)) else (text, Decline(_say(world, "no_such_device")))


def unrelated(family: str, rng: random.Random) -> tuple[str, Action]:
    """A request that no tool of a house could ever serve."""
    texts = _texts(family)
    return filled(rng.choice(texts["unrelated"]), texts["unrelated_lists"], rng), declined(family)


def declined(family: str) -> Decline:
    """The reply to what no tool can do."""
    return Decline(str(_texts(family)["replies"]["impossible"]))


def _unrelated(world: World) -> tuple[str, Action] | None:
    return unrelated(world.family, world.rng)


def errand(world: World) -> tuple[str, Action]:
    """What people ask of other assistants: to pay a bill, to book a flight, to be told a fact."""
    texts = load_words("errands")[world.family]
    text = filled(world.rng.choice(texts["templates"]), texts["lists"], world.rng)
    return _contracted(text) if world.family == "pt" else text, declined(world.family)


def _contracted(text: str) -> str:
    """Portuguese prepositions drawn together with the articles after them: "em o" is "no", "a a" is "à"."""
    for apart, together in _CONTRACTIONS:
        text = apart.sub(together, text)
    return text


def _vague(world: World) -> tuple[str, Action] | None:
    texts = _texts(world.family)
    if world.rng.random() < 0.5:
        vague = [*texts["vague"], *_more(world.family)["vague"]]
        return sample(world.rng.choice(vague), {}, lambda *_: "", world.rng), Ask(_say(world, "ask_what"))
    book = phrase_book(world.language)
    block = world.rng.choice([*texts["without_value"], *_more(world.family)["without_value"]])
    try:
        text, _ = Filling(world, read_phrase(block), book).request()
    except Unsuitable:
        return None
    return text, Ask(_say(world, "ask_value"))


def _ambiguous(world: World) -> tuple[str, Action] | None:
    """A word that two to four devices of one kind share, and that is no kind by itself."""
    shared: dict[tuple[str, str], list[Entity]] = defaultdict(list)
    for entity in world.house.entities:
        words = entity.name.split()
        if len(words) > 1:
            head = words[-1] if world.house.language == "en" else words[0]
            shared[entity.domain, head.lower()].append(entity)
    generic = set(_texts(world.family)["generic_words"])
    clashes = [
        (key, group)
        for key, group in sorted(shared.items())
        if 2 <= len(group) <= 4
        and key[1] not in generic
        and not any(e.name.lower() == key[1] for e in world.house.entities)
        and sum(key[1] in e.name.lower().split() for e in world.house.entities) == len(group)
    ]
    verbs = _texts(world.family)["verbs"]
    clashes = [c for c in clashes if c[0][0] in verbs]
    if not clashes:
        return None
    (domain, word), group = world.rng.choice(clashes)
    text = sample(
        world.rng.choice(verbs[domain]),
        phrase_book(world.language).rules,
        lambda name, _: inflected(name.rpartition("_")[0], word),
        world.rng,
    )
    return text, Ask(_say(world, "ask_which"), tuple(world.targets.label(e) for e in group))


def _chat(world: World) -> tuple[str, Action] | None:
    kind = world.rng.choice(("greeting", "thanks"))
    return str(world.rng.choice(_texts(world.family)[kind])), Answer(_say(world, kind))
