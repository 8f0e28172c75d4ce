"""Every label stands for something, no two are alike, and a request finds what it is about."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentlite.errors import ToolError
from agentlite.tools.home import Area, Entity, House, Targets, load_demo
from agentlite.tools.home.capabilities import CAPABILITIES, can
from agentlite.tools.home.colors import said_colors
from agentlite.tools.home.kinds import kind_of, plural

NAMES = [
    "Lamp",
    "lamp",
    "Lamp (light)",
    "Lamp (light, Attic)",
    "all lights",
    "everything",
    "Luz",
    "Tomada",
    "A (light.a)",
]
DOMAINS = ["light", "switch", "cover", "lock", "sensor", "media_player", "climate", "todo", "scene", "person"]
AREAS = [Area("attic", "Attic", "Top"), Area("top", "Top"), Area("cave", "Cave", "Bottom")]


@st.composite
def houses(draw: st.DrawFn) -> House:
    count = draw(st.integers(0, 40))
    entities = []
    for number in range(count):
        area = draw(st.sampled_from([None, *AREAS]))
        attributes = draw(st.sampled_from([{}, {"device_class": "curtain"}, {"device_class": "temperature"}]))
        entities.append(
            Entity(
                id=f"{draw(st.sampled_from(DOMAINS))}.x{number}",
                name=draw(st.sampled_from(NAMES)),
                area=area.name if area else None,
                floor=area.floor if area else None,
                attributes=attributes,
            )
        )
    return House(tuple(AREAS), tuple(entities))


@settings(deadline=None, max_examples=60)
@given(houses(), st.text(max_size=30))
def test_labels_are_unique_and_every_offered_label_resolves_to_something_able(house: House, request: str) -> None:
    targets = Targets(house)
    labels = [targets.label(entity) for entity in house.entities]
    assert len(set(labels)) == len(labels)
    for entity in house.entities:
        assert targets.resolve(targets.label(entity)) == [entity]
    for capability in CAPABILITIES:
        offered = targets.legal(capability, request)
        assert len(set(offered)) == len(offered)
        for label in offered:
            assert all(can(entity, capability) for entity in targets.resolve(label, capability))


@settings(deadline=None, max_examples=30)
@given(houses(), st.sampled_from(["lamp", "turn on the attic", "luz do sotão", "", "xyzzy"]))
def test_a_listing_never_exceeds_its_limit(house: House, request: str) -> None:
    found = Targets(house, limit=7).retrieve(request)
    assert len(found.entities) <= max(7, 0)
    assert len(found.entities) == min(len(found.entities), len(house.entities))


def test_shared_names_are_told_apart_by_kind_then_by_area_then_by_id() -> None:
    house = House(
        tuple(AREAS),
        (
            Entity("light.a", "Spot"),
            Entity("switch.b", "Spot"),
            Entity("light.c", "Globe", "Attic", "Top"),
            Entity("light.d", "Globe", "Cave", "Bottom"),
            Entity("light.e", "Twin", "Cave", "Bottom"),
            Entity("light.f", "Twin", "Cave", "Bottom"),
        ),
    )
    targets = Targets(house)
    assert [targets.label(entity) for entity in house.entities] == [
        "Spot (light)",
        "Spot (switch)",
        "Globe (light, Attic)",
        "Globe (light, Cave)",
        "Twin (light.e)",
        "Twin (light.f)",
    ]


def test_groups_exist_for_kinds_areas_and_floors() -> None:
    targets = Targets(load_demo())
    assert {e.id for e in targets.resolve("all lights in Upper Floor")} == {
        "light.bedside",
        "light.night",
        "light.mirror",
    }
    assert [e.id for e in targets.resolve("all covers in Lounge")] == ["cover.lounge_blind"]
    assert {e.id for e in targets.resolve("everything in Kitchen")} == {
        "light.worktop",
        "light.dining",
        "switch.kettle",
    }
    assert "everything" in targets.legal("turn_off")
    assert "everything" not in targets.legal("get_state")
    assert "all scenes" not in targets.legal("activate")


def test_a_tool_offers_only_what_can_obey_it() -> None:
    targets = Targets(load_demo())
    assert targets.legal("lock")[0] == "Street door lock"
    assert "Hallway light" not in targets.legal("set_brightness")
    assert "Bedside lamp" not in targets.legal("set_color")
    assert "Car door" not in targets.legal("set_position")
    assert "Car door" in targets.legal("open")
    assert targets.legal("get_events") == []


def test_the_listing_groups_by_area_with_floor_kind_and_alias() -> None:
    listing = Targets(load_demo()).listing().splitlines()
    assert listing[0].startswith(
        "Kitchen [Ground Floor]: Worktop light (light); Dining pendant (light); Kettle (switch)"
    )
    assert "Car door (garage door, or Garage door)" in listing[3]
    assert listing[-1].startswith("Other: Dusty (vacuum)")


def test_an_unknown_label_is_an_error_that_names_near_ones() -> None:
    with pytest.raises(ToolError, match="'Betside lamp'") as caught:
        Targets(load_demo()).resolve("Betside lamp")
    assert "Bedside lamp" in caught.value.hint
    assert "nesta casa" in caught.value.say["pt"]


def test_a_target_that_cannot_do_it_is_an_error() -> None:
    with pytest.raises(ToolError, match="cannot"):
        Targets(load_demo()).resolve("Kettle", "lock")


ROOMS = ("Cellar", "Loft", "Conservatory", "Cozinha", "Varanda", "Escritório", "Pantry", "Sauna")
THINGS = (
    ("light", "Ceiling", None), ("light", "Candeeiro", None), ("cover", "Estore", "shutter"),
    ("switch", "Boiler", None),
    ("fan", "Breeze", None), ("cover", "Gate", "gate"), ("media_player", "Coluna", None), ("climate", "Ar", None),
    ("lock", "Bolt", None), ("vacuum", "Roomer", None),
)  # fmt: skip


def big_house(repeat: int = 1) -> House:
    areas = tuple(Area(room, room, "Up" if number % 2 else "Down") for number, room in enumerate(ROOMS))
    entities = tuple(
        Entity(
            f"{domain}.{area.name}_{thing}_{copy}".lower(),
            f"{area.name} {thing}" + (f" {copy}" if copy else ""),
            area.name,
            area.floor,
            attributes={"device_class": device_class} if device_class else {},
        )
        for copy in range(repeat)
        for area in areas
        for domain, thing, device_class in THINGS
    )
    return House(areas, entities)


@pytest.mark.parametrize(
    ("saidtext", "name"),
    [
        ("turn on the cellar ceiling", "Cellar Ceiling"),
        ("turn on the celar celing", "Cellar Ceiling"),
        ("conservatry lights off please", "Conservatory Ceiling"),
        ("acende os candeeiros do escritorio", "Escritório Candeeiro"),
        ("abre a persiana da varanda", "Varanda Estore"),
        ("sobe os estores da cozinha", "Cozinha Estore"),
        ("aumenta o ar condicionado da sauna", "Sauna Ar"),
        ("põe música na coluna da varanda", "Varanda Coluna"),
        ("fecha o portão da pantry", "Pantry Gate"),
        ("tranca a porta do loft", "Loft Bolt"),
        ("hoover the pantry", "Pantry Roomer"),
        ("liga a ventoinha da sauna", "Sauna Breeze"),
        ("LIGA A VENTOÍNHA DO LOFT", "Loft Breeze"),
    ],
)
def test_retrieval_finds_what_is_meant_despite_typos_accents_and_plurals(saidtext: str, name: str) -> None:
    found = Targets(big_house()).retrieve(saidtext)
    assert name in [entity.name for entity in found.entities]
    assert len(found.entities) <= 24


def test_every_device_of_a_named_room_is_found() -> None:
    found = Targets(big_house(2)).retrieve("what is going on in the Loft")
    assert {e.name for e in big_house(2).entities if e.area == "Loft"} <= {e.name for e in found.entities}


@settings(deadline=None, max_examples=40)
@given(houses(), st.sampled_from(["lamp", "turn on the attic", "liga a luz da cave", "everything off", "", "xyzzy"]))
def test_what_may_be_chosen_is_listed(house: House, request: str) -> None:
    targets = Targets(house, limit=7)
    listed = targets.listing(request)
    labels = {targets.label(entity) for entity in targets.retrieve(request).entities}
    for capability in CAPABILITIES:
        for label in labels.intersection(targets.legal(capability, request, mentioned=True)):
            assert label in listed


@pytest.mark.parametrize(
    ("saidtext", "listed"),
    [
        ("turn on the Cellar Ceiling", "Cellar [Down]: Cellar Ceiling (light)"),
        ("switch the Loft Breeze off", "Loft [Up]: Loft Breeze (fan)"),
        (
            "lock the Loft Bolt and close the Pantry Gate",
            "Loft [Up]: Loft Bolt (lock)\nPantry [Down]: Pantry Gate (gate)",
        ),
    ],
)
def test_in_a_big_house_only_what_can_be_meant_is_listed(saidtext: str, listed: str) -> None:
    assert Targets(big_house()).listing(saidtext) == listed


def test_by_its_place_a_thing_is_listed_with_what_else_is_there() -> None:
    assert [line.partition(" [")[0] for line in Targets(big_house()).listing("the fan in the Loft").splitlines()] == [
        "Loft"
    ]


def test_where_nothing_can_be_meant_what_is_nearest_is_listed() -> None:
    assert Targets(big_house()).listing("turn on the oven in the ballroom").count("(") == 24


def test_groups_of_the_whole_home_are_offered_for_the_kinds_asked_for() -> None:
    house = big_house(3)
    targets = Targets(house)
    offered = targets.legal("close", "fecha os estores todos")
    assert "all shutters" in offered
    assert len(targets.resolve("all shutters")) == len([e for e in house.entities if kind_of(e) == "shutter"])


def test_the_room_of_the_speaker_is_preferred() -> None:
    found = Targets(big_house(5), here="Sauna").retrieve("it is too dark here")
    assert any(entity.area == "Sauna" and entity.domain == "light" for entity in found.entities)


def test_every_kind_has_a_plural_of_its_own() -> None:
    kinds = {kind_of(entity) for entity in (*load_demo().entities, *big_house().entities)}
    assert len({plural(kind) for kind in kinds}) == len(kinds)


HOUSE = House(
    (Area("kitchen", "Kitchen", "Downstairs"), Area("loft", "Loft", "Upstairs")),
    (
        Entity("light.ceiling", "Ceiling", "Kitchen", "Downstairs"),
        Entity("light.desk", "Desk Lamp", "Loft", "Upstairs"),
        Entity("fan.loft", "Breeze", "Loft", "Upstairs"),
        Entity("lock.street", "Street Door", None),
    ),
)


@pytest.mark.parametrize(
    ("capability", "saidtext", "here", "meant"),
    [
        ("turn_on", "ceiling on", None, {"Ceiling"}),
        ("turn_on", "celing on please", None, {"Ceiling"}),
        ("turn_on", "acende a luz da kitchen", None, {"Ceiling", "all lights in Kitchen"}),
        ("turn_on", "loft to half", None, {"Desk Lamp", "Breeze", "all lights in Loft", "all fans in Loft"}),
        ("turn_on", "lights on", "Loft", {"Desk Lamp", "all lights in Loft"}),
        (
            "turn_on",
            "all lights on",
            "Loft",
            {"Desk Lamp", "all lights", "all lights in Loft", "everything"},
        ),
        ("check_state", "are the lights on", "Loft", {"Desk Lamp", "all lights", "all lights in Loft"}),
        ("turn_off", "don't turn the ceiling off", None, set()),
        ("turn_off", "ceiling off when I leave", None, set()),
        ("turn_on", "I need a breeze", None, {"Breeze"}),
        ("turn_off", "everything off", None, {"everything"}),
        ("unlock", "let me in", None, set()),
        ("unlock", "destranca a porta", None, {"Street Door", "all locks"}),
        ("turn_on", "lights on in the ballroom", None, set()),
        ("turn_on", "the desk lamp and the toaster on", None, {"Desk Lamp"}),
        ("turn_on", "the kitchen lights and the oven on", None, {"all lights in Kitchen"}),
        ("turn_off", "flush the toilet", None, set()),
    ],
)
def test_only_what_a_saidmentions_can_be_changed(
    capability: str, saidtext: str, here: str | None, meant: set[str]
) -> None:
    labels = set(Targets(HOUSE, here=here).legal(capability, saidtext, mentioned=True))
    extra = {"all lights in Downstairs", "all lights in Upstairs", "all fans in Loft", "everything in Loft"}
    extra |= {"everything in Kitchen", "all fans in Upstairs", "everything in Upstairs", "all fans"}
    assert meant <= labels <= meant | extra


@pytest.mark.parametrize(
    ("saidtext", "meant"),
    [
        ("desk lamp on", {"Desk Lamp"}),
        ("please turn the desk lamp on in the kitchen", {"Desk Lamp", "Ceiling"}),
        ("desk lamp and all other lamps", {"Desk Lamp", "all lights", "everything"}),
        ("the kitchen desk", {"Desk Lamp", "Ceiling"}),
    ],
)
def test_a_name_that_is_spelled_out_means_that_thing_alone(saidtext: str, meant: set[str]) -> None:
    labels = Targets(HOUSE).legal("turn_on", saidtext, mentioned=True)
    assert {label for label in labels if " in " not in label} == meant


@pytest.mark.parametrize(
    "saidtext",
    [
        "tell me the meaning of hegemony",
        "book a flight for the eighth",
        "roll an eight sided die",
        "put a block on my discover account",
        "call Carl about the butter and the pounds",
        "switch insurance plans",
        "I need to switch accounts",
        "show me all new transactions",
        "call mum on the home phone",
        "plan the trip right away",
    ],
)
@pytest.mark.parametrize("capability", ["turn_on", "open", "lock", "set_brightness", "play_media"])
def test_words_of_their_own_are_no_misspelt_names_of_things(saidtext: str, capability: str) -> None:
    assert Targets(load_demo()).legal(capability, saidtext, mentioned=True) == []


@pytest.mark.parametrize(
    ("saidtext", "meant"),
    [
        ("turn on the lihgts", "all lights"),
        ("ligths on", "all lights"),
        ("turn on the spakers", "all media players"),
        ("turn on the televison", "Television"),
        ("turn on the light in the ktichen", "Worktop light"),
        ("switch the switch on", "Kettle"),
        ("all of the lamps on", "all lights"),
        ("turn on all gadgets", "everything"),
    ],
)
def test_typing_errors_are_forgiven(saidtext: str, meant: str) -> None:
    assert meant in Targets(load_demo()).legal("turn_on", saidtext, mentioned=True)


def test_the_longest_name_wins() -> None:
    house = House(entities=(Entity("fan.a", "Bedroom Fan"), Entity("fan.b", "Main Bedroom Fan")))
    assert Targets(house).legal("turn_on", "main bedroom fan on", mentioned=True) == ["Main Bedroom Fan"]
    assert Targets(house).legal("turn_on", "bedroom fan on", mentioned=True) == ["Bedroom Fan"]


def test_without_a_saideverything_can_be_changed() -> None:
    targets = Targets(HOUSE)
    assert targets.legal("turn_on", mentioned=True) == targets.legal("turn_on")


SENSORS = House(
    entities=tuple(
        Entity(f"{domain}.{kind}_{area}", f"{area} {number}", area=area, attributes={"device_class": kind})
        for number, (domain, kind, area) in enumerate(
            [
                ("binary_sensor", "smoke", "Attic"),
                ("binary_sensor", "smoke", "Cellar"),
                ("binary_sensor", "moisture", "Cellar"),
                ("sensor", "humidity", "Cellar"),
                ("valve", "water", "Cellar"),
            ]
        )
    ),
    areas=(Area("a", "Attic"), Area("c", "Cellar")),
)


@pytest.mark.parametrize(
    ("saidtext", "meant"),
    [
        ("is there smoke anywhere", {"all smoke sensors"}),
        ("any smoke in the cellar", {"Cellar 1", "all smoke sensors in Cellar"}),
        ("is the water sensor wet", {"Cellar 2", "all moisture sensors"}),
        ("how are things in the attic", {"Attic 0", "all smoke sensors in Attic"}),
    ],
)
def test_the_kind_said_most_of_is_meant(saidtext: str, meant: set[str]) -> None:
    assert set(Targets(SENSORS).legal("check_state", saidtext, mentioned=True)) == meant


KITCHEN = House(
    entities=tuple(
        Entity(f"light.{name}", name, area=area)
        for name, area in [("Kitchen Sink", "Kitchen"), ("Kitchen Oven", "Kitchen"), ("Sofa", "Lounge")]
    ),
    areas=(Area("k", "Kitchen"), Area("l", "Lounge")),
)


@pytest.mark.parametrize(
    ("saidtext", "meant"),
    [
        ("kitchen lights on", {"all lights in Kitchen"}),
        ("the light over the oven in the kitchen", {"Kitchen Oven", "all lights in Kitchen"}),
        ("kitchen sink on", {"Kitchen Sink"}),
        ("light in the lounge", {"Sofa", "all lights in Lounge"}),
    ],
)
def test_one_of_several_alike_is_meant_only_if_its_name_sets_it_apart(saidtext: str, meant: set[str]) -> None:
    assert set(Targets(KITCHEN).legal("set_color", saidtext, mentioned=True)) == meant


@given(houses(), st.text(max_size=30))
def test_what_is_mentioned_is_some_of_what_is_there(house: House, request: str) -> None:
    targets = Targets(house)
    for capability in ("turn_on", "open", "unlock"):
        assert set(targets.legal(capability, request, mentioned=True)) <= set(targets.legal(capability, request))


@pytest.mark.parametrize(
    ("saidtext", "colors"),
    [
        ("make it red", ["red"]),
        ("põe a luz vermelha", ["red"]),
        ("a luz azul ou verde", ["blue", "green"]),
        ("turquose please", ["turquoise"]),
        ("branco quente", ["white", "warm white"]),
        ("change the colour", []),
    ],
)
def test_only_colours_that_are_said_can_be_set(saidtext: str, colors: list[str]) -> None:
    assert said_colors(saidtext) == colors


@pytest.mark.parametrize(
    ("said", "capability", "served"),
    [
        ("we're out of milk", "add_item", True),
        ("there are crumbs on the floor again", "start_vacuum", True),
        ("acabou o leite e falta pão", "add_item", True),
        ("turn on the oven", "add_item", False),
        ("fill the bathtub", "add_item", False),
        ("charge my scooter", "start_vacuum", False),
        ("switch off the Worktop light", "add_item", False),
        ("put on some jazz", "play_media", False),
    ],
)
def test_the_only_device_for_something_need_not_be_named(said, capability, served):
    """The house has one list and one vacuum, but two things that play music."""
    assert bool(Targets(load_demo("en")).legal(capability, said, mentioned=True)) is served


@pytest.mark.parametrize(
    "said", ["turn off all the lights here", "all lights in this room off", "apaga todas as luzes aqui"]
)
def test_all_of_them_here_are_those_of_the_room(said):
    legal = Targets(load_demo("en"), here="Lounge").legal("turn_off", said, mentioned=True)
    assert "all lights in Lounge" in legal
    assert "all lights" not in legal
