"""In a big house many things share a name: where one says it is tells which is meant."""

from __future__ import annotations

import pytest

from agentlite.tools.home import Area, Entity, House, Targets

HOUSE = House(
    (Area("p", "Parlour", "Garden Level"), Area("v", "Vestibule", "Roof"), Area("d", "Den", "Roof")),
    (
        Entity("light.p", "Brass Lamp", "Parlour", "Garden Level"),
        Entity("light.v", "Brass Lamp", "Vestibule", "Roof"),
        Entity("light.d", "Brass Lamp", "Den", "Roof"),
        Entity("light.a", "Amber Lamp", "Den", "Roof"),
        Entity("fan.p", "Opal Blower", "Parlour", "Garden Level"),
        Entity("switch.s", "Slate Humidor", "Parlour", "Garden Level"),
        Entity("switch.t", "Teak Humidor", "Vestibule", "Roof"),
    ),
)


def meant(request: str) -> set[str]:
    targets = Targets(HOUSE)
    labels = targets.legal("turn_on", request, mentioned=True)
    return {label if label.startswith("all") else targets.resolve(label)[0].id for label in labels}


@pytest.mark.parametrize(
    ("request_text", "ids"),
    [
        ("turn on the Brass Lamp in the Parlour", {"light.p"}),
        ("turn on the brass lamp", {"light.p", "light.v", "light.d"}),
        ("turn on the brass lamp on the Roof", {"light.v", "light.d"}),
        ("turn on the Opal Blower in the Parlour", {"fan.p"}),
        ("turn on the Opal Blower and the light in the Parlour", {"fan.p", "light.p", "all lights in Parlour"}),
        ("turn on the Brass Lamp in the Parlour and the Amber Lamp", {"light.p", "light.a"}),
    ],
)
def test_a_place_says_which_of_several_of_a_name_is_meant_and_nothing_else_in_it(request_text, ids):
    assert meant(request_text) == ids


@pytest.mark.parametrize(
    "request_text",
    ["switch on the Amber Lamp", "please switch the Amber Lamp on", "could you switch the Amber Lamp off then on"],
)
def test_to_switch_something_on_names_no_switch(request_text):
    assert meant(request_text) == {"light.a"}


@pytest.mark.parametrize("request_text", ["turn the switch in the Parlour on", "turn on the switch in the Parlour"])
def test_a_switch_that_is_turned_on_is_one(request_text):
    assert meant(request_text) == {"switch.s", "all switches in Parlour"}


def test_a_kind_that_a_tool_is_never_used_on_is_not_meant_by_a_verb():
    house = House(
        (Area("p", "Parlour"),),
        (
            Entity("cover.left", "Curtain Left", "Parlour", attributes={"device_class": "curtain"}),
            Entity("cover.right", "Curtain Right", "Parlour", attributes={"device_class": "curtain"}),
            Entity("binary_sensor.door", "Shed Door", attributes={"device_class": "opening"}),
        ),
    )
    assert Targets(house).legal("open", "open the curtain left in the parlour", mentioned=True) == ["Curtain Left"]
