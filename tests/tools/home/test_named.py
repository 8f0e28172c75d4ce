"""Who names one thing of a kind means no other, reasons name nothing, and an order is no question."""

from __future__ import annotations

import pytest

from agentlite.tools.home import Targets, parse_house
from agentlite.tools.home.fitting import commands
from agentlite.tools.home.restraint import without_reasons

HOUSE = parse_house(
    """
    areas: [{name: Den}, {name: Loft}, {name: Nursery}]
    entities:
      - {id: light.bed, name: Bedside Light, area: Loft}
      - {id: light.den, name: Ceiling, area: Den}
      - {id: media_player.tv, name: Telly, area: Den}
      - {id: media_player.speaker, name: Lullaby Speaker, area: Nursery}
      - {id: climate.den, name: Den Heating, area: Den}
      - {id: climate.loft, name: Loft Heating, area: Loft}
      - {id: fan.den, name: Tower Fan, area: Den}
      - {id: switch.rail, name: Towel Rail, area: Loft}
      - {id: sensor.porch, name: Porch Thermometer, attributes: {device_class: temperature}}
    """
)


@pytest.mark.parametrize(
    ("request_text", "tool", "meant"),
    [
        ("bedside light all the way up to 100%", "set_brightness", {"Bedside Light"}),
        ("turn the bedside light off", "turn_off", {"Bedside Light"}),
        ("set the telly volume to 30", "set_volume", {"Telly"}),
        ("shush the telly", "mute", {"Telly"}),
        ("how warm is it on the porch", "get_temperature", {"Porch Thermometer"}),
        ("is the bedside light on", "check_state", {"Bedside Light"}),
    ],
)
def test_a_thing_that_is_named_is_no_other_of_its_kind(request_text: str, tool: str, meant: set[str]) -> None:
    assert set(Targets(HOUSE).legal(tool, request_text, mentioned=True)) == meant


@pytest.mark.parametrize(
    ("request_text", "tool", "label"),
    [
        ("turn the lights by the bedside off", "turn_off", "all lights"),
        ("turn off the tellies and the speaker", "turn_off", "Lullaby Speaker"),
        ("turn off the speaker", "turn_off", "Lullaby Speaker"),
        ("turn off all the lights, the bedside one too", "turn_off", "all lights"),
        ("turn off the bedside light and the tv", "turn_off", "Telly"),
        ("turn off the light", "turn_off", "all lights"),
        ("unpause the telly", "play", "Telly"),
        ("heating to 20°", "set_temperature", "Den Heating"),
    ],
)
def test_the_others_are_meant_where_they_may_be(request_text: str, tool: str, label: str) -> None:
    assert label in Targets(HOUSE).legal(tool, request_text, mentioned=True)


def test_what_is_near_goes_before_what_is_called_just_so() -> None:
    nursery = Targets(HOUSE, here="Nursery")
    assert nursery.legal("mute", "mute the telly", mentioned=True) == [
        "Lullaby Speaker",
        "all media players in Nursery",
    ]
    assert nursery.legal("mute", "mute the telly in the den", mentioned=True)[0] == "Telly"


@pytest.mark.parametrize(
    ("request_text", "tool", "meant"),
    [
        ("I'm cold, stop the tower fan", "turn_off", {"Tower Fan"}),
        ("turn off the tower fan because I'm cold", "turn_off", {"Tower Fan"}),
        ("desliga o towel rail que está a gastar luz", "turn_off", {"Towel Rail"}),
        ("I'm freezing in the den, set the heating to 22", "set_temperature", {"Den Heating"}),
        ("it's dark in the den, turn on the light", "turn_on", {"Ceiling", "all lights in Den"}),
        ("set the tower fan to 20°", "set_fan_speed", set()),
        ("unpause the telly", "pause", set()),
    ],
)
def test_reasons_name_no_kinds_but_may_name_places(request_text: str, tool: str, meant: set[str]) -> None:
    assert set(Targets(HOUSE).legal(tool, request_text, mentioned=True)) == meant


@pytest.mark.parametrize(
    ("request_text", "rest"),
    [
        ("I'm cold, stop the fan", "stop the fan"),
        ("turn off the fan because it's cold", "turn off the fan"),
        ("apaga a luz que está a incomodar", "apaga a luz"),
        ("the fan is too loud, turn it off", "the fan is too loud, turn it off"),
        ("I'm looking at the fan, turn it off", "I'm looking at the fan, turn it off"),
        ("it's dark in here", "it's dark in here"),
        ("close the blinds", "close the blinds"),
    ],
)
def test_what_is_left_without_reasons(request_text: str, rest: str) -> None:
    assert without_reasons(request_text) == rest


@pytest.mark.parametrize(
    "request_text",
    [
        "turn off the light",
        "could you lock the door?",
        "please set it to 20",
        "fecha a porta",
        "podes apagar tudo",
        "liga o ar",
    ],
)
def test_an_order_is_told_by_its_verb(request_text: str) -> None:
    assert commands(request_text)


NAMESAKES = parse_house(
    """
    areas: [{name: Hall}]
    entities:
      - {id: sensor.battery, name: Phone, attributes: {device_class: battery}}
      - {id: binary_sensor.plug, name: Phone, attributes: {device_class: plug}}
      - {id: binary_sensor.shakes, name: Phone, attributes: {device_class: vibration}}
    """
)


@pytest.mark.parametrize(
    ("request_text", "meant"),
    [
        ("what is the battery level of the phone", {"Phone (battery sensor)"}),
        ("is the phone vibrating", {"Phone (vibration sensor)"}),
        ("how is the phone", {"Phone (battery sensor)", "Phone (plug sensor)", "Phone (vibration sensor)"}),
    ],
)
def test_of_things_of_one_name_the_kind_tells_which(request_text: str, meant: set[str]) -> None:
    assert set(Targets(NAMESAKES).legal("get_state", request_text, mentioned=True)) == meant


def test_an_order_asks_for_no_state() -> None:
    targets = Targets(HOUSE)
    assert targets.legal("get_state", "turn the telly off", mentioned=True) == []
    assert targets.legal("get_state", "is the telly off", mentioned=True) == ["Telly"]


@pytest.mark.parametrize(
    "request_text",
    [
        "lock state", "set point of the heating", "switch status", "is the door locked", "lower floor temperature",
        "vacuum battery", "what is on", "a porta está fechada", "liguei a luz", "close to the door, is there a light",
        "estado da fechadura",
    ],
)  # fmt: skip
def test_a_question_is_no_order(request_text: str) -> None:
    assert not commands(request_text)
