"""A single order is for what its words fit, and about what it names."""

from __future__ import annotations

import itertools

import pytest

from agentlite.tools.home import SimulatedHome, home_toolset, parse_house
from agentlite.tools.home.capabilities import QUESTIONS, WORDY
from agentlite.tools.home.fitting import asks_a_feat, is_single, lacks_the_whole, tools_fitting

HOUSE = parse_house(
    """
    areas: [{name: Parlour}, {name: Nursery}, {name: Yard}]
    entities:
      - {id: light.lamp, name: Reading Lamp, area: Parlour}
      - {id: light.moon, name: Moon, area: Nursery}
      - {id: fan.pedestal, name: Pedestal Fan, area: Nursery}
      - {id: switch.press, name: Espresso Machine, area: Parlour}
      - {id: cover.roman, name: Roman Blind, area: Parlour, attributes: {device_class: blind}}
      - {id: cover.drive, name: Drive Gate, area: Yard, attributes: {device_class: gate}}
      - {id: lock.porch, name: Porch Door, area: Yard}
      - {id: media_player.deck, name: Hi-Fi, area: Parlour}
      - {id: climate.rad, name: Radiator, area: Nursery}
      - {id: todo.shop, name: Groceries}
      - {id: sensor.heat, name: Nursery Warmth, area: Nursery, attributes: {device_class: temperature}}
    """
)
TOOLS = home_toolset(SimulatedHome(HOUSE))
ACTING = [tool.name for tool in TOOLS if tool.name not in QUESTIONS]


def acts(request: str) -> dict[str, list[str]]:
    """The targets of each tool that the request could change something with; titles and items apart."""
    schemas = {name: TOOLS[name].schema(request) for name in ACTING if name not in WORDY}
    return {name: schema["properties"]["target"]["enum"] for name, schema in schemas.items() if schema}


@pytest.mark.parametrize(
    "request_text",
    [
        "dim the hi-fi",
        "lock the roman blind",
        "tranca o roman blind",
        "set the reading lamp to 22 degrees",
        "põe o reading lamp a 22 graus",
        "turn the pedestal fan blue",
        "põe a pedestal fan azul",
        "mute the radiator",
        "lower the volume of the roman blind",
        "make the moon blink",
        "unlock my phone",
        "turn off the neighbour's fan",
        "desliga a ventoinha do vizinho",
        "make the pedestal fan play jazz",
        "põe a pedestal fan a tocar música",
        "let the reading lamp sing",
        "faz o reading lamp voar",
        "put the espresso machine at 40 percent",
        "open the hi-fi",
        "turn on the lights in the attic",
        "acende a luz do sótão",
        "switch on the tv in the nursery",
        "desliga a roman ventoinha da parlour",
        "dock the pedestal fan",
        "lower the speed of the reading lamp",
        "turn off the lamp in the dining room",
        "turn on the valve",
        "abre a torneira",
    ],
)
def test_what_no_device_here_can_do_is_no_order_for_another(request_text: str) -> None:
    assert acts(request_text) == {}


@pytest.mark.parametrize(
    ("request_text", "tool", "target"),
    [
        ("dim the reading lamp", "adjust_brightness", "Reading Lamp"),
        ("turn the reading lamp blue", "set_color", "Reading Lamp"),
        ("põe a luz azul na parlour", "set_color", "all lights in Parlour"),
        ("lock the porch door", "lock", "Porch Door"),
        ("lock the drive gate and the porch", "lock", "Porch Door"),
        ("set the nursery to 22 degrees", "set_temperature", "Radiator"),
        ("nursery warmth to 22 degrees", "set_temperature", "Radiator"),
        ("turn off the reading lamp and set the temperature to 20", "set_temperature", "Radiator"),
        ("close the blind, mute the hi-fi", "mute", "Hi-Fi"),
        ("close the blinds halfway to 50%", "set_position", "all blinds"),
        ("turn off everything but the lamp", "turn_off", "everything"),
        ("pause the music", "pause", "Hi-Fi"),
        ("lower the volume", "adjust_volume", "Hi-Fi"),
        ("the fan at 30 percent", "set_fan_speed", "Pedestal Fan"),
        ("open the drive gate", "open", "Drive Gate"),
        ("turn the moon off", "turn_off", "Moon"),
        ("turn on the espresso light", "turn_on", "Espresso Machine"),
        ("turn on the nursery moon lamp", "turn_on", "Moon"),
        ("turn the fan off before the neighbours complain", "turn_off", "Pedestal Fan"),
        ("desliga a ventoinha por causa do vizinho", "turn_off", "Pedestal Fan"),
        ("baixa o brilho da moon", "adjust_brightness", "Moon"),
    ],
)
def test_what_can_be_done_stays_possible(request_text: str, tool: str, target: str) -> None:
    assert target in acts(request_text).get(tool, [])


WAYS = ["{}", "please {}", "could you {}", "{} now", "I want you to {}", "{} please", "hey, {}"]
ORDERS = {
    "turn on the reading lamp": "turn_on",
    "switch the pedestal fan off": "turn_off",
    "dim the moon": "adjust_brightness",
    "set the moon to 40 percent": "set_brightness",
    "turn the moon green": "set_color",
    "close the roman blind": "close",
    "lock the porch door": "lock",
    "mute the hi-fi": "mute",
    "set the radiator to 19 degrees": "set_temperature",
    "run the pedestal fan at 70%": "set_fan_speed",
    "set the volume of the hi-fi to 15 percent": "set_volume",
}


@pytest.mark.parametrize(("way", "order"), list(itertools.product(WAYS, ORDERS)))
def test_orders_keep_their_tool_however_they_are_put(way: str, order: str) -> None:
    assert ORDERS[order] in acts(way.format(order))


def test_a_word_of_its_name_with_a_noun_for_something_else_names_it_not() -> None:
    assert "Reading Lamp" not in acts("turn on the reading speaker").get("turn_on", [])


def test_what_things_are_called_fits_every_tool() -> None:
    assert tools_fitting("turn on the volume", lambda stem: stem == "volum") is None
    assert tools_fitting("turn on the volume", lambda stem: False) == {"set_volume", "adjust_volume", "mute", "unmute"}


def test_a_part_of_what_is_not_here_is_not_here() -> None:
    for request in ("turn on the oven light", "the light of the fridge on", "acende a luz do forno"):
        assert acts(request) == {}
        assert lacks_the_whole(request, lambda stem: False)
        assert not lacks_the_whole(request, lambda stem: True)
    assert not lacks_the_whole("I'm in the shower, turn on the light", lambda stem: False)


def test_one_order_and_several() -> None:
    assert is_single("turn on the light.")
    assert not is_single("turn on the light, it's dark")
    assert not is_single("liga a luz e fecha a porta")


@pytest.mark.parametrize(
    ("request_text", "adds"),
    [
        ("remove take out the bins from the groceries", False),
        ("cross off milk on the groceries list", False),
        ("remova levar o lixo da lista groceries", False),
        ("risca o leite da lista groceries", False),
        ("add remove the old bulb to the groceries", True),
        ("put milk on the groceries", True),
        ("acrescenta leite à lista groceries", True),
    ],
)
def test_what_takes_off_adds_nothing(request_text: str, adds: bool) -> None:
    assert (TOOLS["add_item"].schema(request_text) is not None) == adds


def test_a_deed_is_no_title() -> None:
    for request in (
        "mute the radiator",
        "aumenta o volume do reading lamp",
        "play a film on the roman blind",
        "play some jazz in the attic",
        "toca um fado no frigorífico",
        "play some jazz in the van",
    ):
        assert TOOLS["play_media"].schema(request) is None
    for request in (
        "when I get home, play some jazz",
        "play some jazz in ten minutes",
        "toca um fado daqui a 5 minutos",
    ):
        assert TOOLS["play_media"].schema(request) is None
    for request in (
        "play reading lamp on the hi-fi",
        "play when I'm sixty-four",
        "toca fado no hi-fi",
        "play the moon",
        "play smoke on the water",
        "play some jazz in the nursery",
    ):
        assert TOOLS["play_media"].schema(request) is not None
    assert TOOLS["play_media"].schema("play mute the radiator on the hi-fi") is not None


def test_feats_are_no_moods() -> None:
    assert asks_a_feat("make the lamp fly")
    assert not asks_a_feat("make the lamp brighter")
    assert not asks_a_feat("let me hear the talk show")
