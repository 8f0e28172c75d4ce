"""Houses in which several rooms have things of one name, and how people tell those apart."""

import random

from agentlite.tools.home.house import Area, Entity, House
from agentlite.train.homes import make_house
from agentlite.train.phrases import Blocks, Filling, Phrase, phrase_book
from agentlite.train.world import World

KITCHEN, STUDY = Area("a0", "Kitchen", None), Area("a1", "Study", None)


def light(number: int, area: Area, name: str = "Pendant") -> Entity:
    return Entity(id=f"light.e{number}", name=name, area=area.name, floor=None, attributes={})


def world_of(*entities: Entity, here: str | None = None, seed: int = 1) -> World:
    world = World(House((KITCHEN, STUDY), entities, "en"), random.Random(seed), "en", "train")
    world.here = here
    return world


def said(world: World, template: str, *, scope: str | None = None, kind: str | None = None) -> tuple[str, str]:
    text, call = Filling(world, Phrase("turn_on", (template,), kind=kind, scope=scope), phrase_book("en")).request()
    return text.casefold(), call.arguments["target"]


def test_in_some_houses_labels_must_tell_the_kind_and_the_area() -> None:
    rng = random.Random(5)
    worlds = [World(make_house(rng, "en", "train"), rng, "en", "train") for _ in range(300)]
    with_area = sum(any(w.targets.label(e).endswith(f", {e.area})") for e in w.house.entities) for w in worlds)
    assert 15 <= with_area <= 75


def test_one_of_several_namesakes_is_told_by_its_room() -> None:
    for seed in range(30):
        text, label = said(world_of(light(0, KITCHEN), light(1, STUDY), seed=seed), "{name} on")
        assert label in ("Pendant (light, Kitchen)", "Pendant (light, Study)")
        assert label[len("Pendant (light, ") : -1].casefold() in text


def test_who_stands_beside_one_of_several_namesakes_need_not_say_where() -> None:
    worlds = [world_of(light(0, KITCHEN), light(1, STUDY), here="Study", seed=seed) for seed in range(60)]
    told = [said(world, "{name} on") for world in worlds]
    assert {label for text, label in told if "study" not in text and "kitchen" not in text} == {
        "Pendant (light, Study)"
    }


def test_now_and_then_a_thing_with_a_name_of_its_own_is_told_with_its_room() -> None:
    told = [said(world_of(light(0, KITCHEN), seed=seed), "turn on the {name}") for seed in range(200)]
    assert {label for _, label in told} == {"Pendant"}
    assert 8 <= sum("kitchen" in text for text, _ in told) <= 50


def test_namesakes_in_one_room_are_not_spoken_of() -> None:
    assert not world_of(light(0, STUDY), light(1, STUDY)).distinct(light(0, STUDY))


def test_the_only_one_there_is_is_that_of_this_room_for_who_stands_there() -> None:
    only = light(0, STUDY)
    assert said(world_of(only, here="Study"), "light on", scope="only", kind="light")[1] == "all lights in Study"
    assert said(world_of(only, here="Kitchen"), "light on", scope="only", kind="light")[1] == "Pendant"
    assert said(world_of(only), "light on", scope="only", kind="light")[1] == "Pendant"


def test_the_tv_is_no_speaker() -> None:
    tv, speaker = (
        Entity(id=f"media_player.{name}", name=name, area="Study", floor=None, attributes={})
        for name in ("Old TV", "Soundbar")
    )
    world = world_of(tv, speaker, here="Study")
    assert said(world, "telly on", scope="here", kind="media player")[1] == "Old TV"
    assert said(world, "speakers in the {area} on", kind="media player")[1] == "Soundbar"
    assert said(world, "music on", scope="here", kind="media player")[1] == "all media players in Study"
    assert said(world, "radio on", scope="here", kind="media player")[1] == "all media players in Study"


def test_blocks_are_drawn_by_their_share() -> None:
    rare, common = Phrase("open", ("rare",), share=0.1), Phrase("open", ("common",))
    rng, blocks = random.Random(2), Blocks.of((rare, common))
    drawn = [blocks.draw(rng) for _ in range(1000)]
    assert 40 < drawn.count(rare) < 160
