import pytest

from agentlite.tools.home import SimulatedHome, home_toolset, parse_house
from agentlite.tools.home.asked import states_named

STATES = ("on", "off", "open", "closed", "low", "normal", "charging", "not_charging", "home", "not_home", "plugged_in")
HOUSE = parse_house(
    """
    areas: [{name: Hall}]
    entities:
      - {id: binary_sensor.low, name: Phone, area: Hall, attributes: {device_class: battery}}
      - {id: binary_sensor.charging, name: Phone, area: Hall, attributes: {device_class: battery_charging}}
      - {id: binary_sensor.floor, name: Floor, area: Hall, attributes: {device_class: moisture}}
    """
)


@pytest.mark.parametrize(
    ("request_text", "named"),
    [
        ("is the phone charging?", ["charging"]),
        ("is the phone not charging?", ["not_charging"]),
        ("are any batteries low", ["low"]),
        ("is the window shut", ["closed"]),
        ("is the gate open or closed", ["open", "closed"]),
        ("as luzes estão acesas?", ["on"]),
        ("o carro está ligado à tomada?", ["plugged_in"]),
        ("quem está em casa", ["home"]),
        ("what is the phone up to", []),
    ],
)
def test_a_state_is_named_in_either_language(request_text, named):
    assert states_named(request_text, STATES) == named


def test_what_a_device_is_called_names_no_state():
    assert states_named("is Battery Charging empty?", STATES, ["Battery Charging"]) == []


def legal(tool, request):
    schema = home_toolset(SimulatedHome(HOUSE))[tool].schema(request)
    return schema and {name: part.get("enum") for name, part in schema["properties"].items()}


def test_a_question_that_names_a_state_is_about_it_and_about_what_can_be_in_it():
    asked = legal("check_state", "is the phone charging?")
    assert asked["state"] == ["charging"]
    assert "Phone (battery charging sensor)" in asked["target"]
    assert "Phone (battery sensor)" not in asked["target"]
    assert legal("get_state", "is the phone charging?") is None


def test_a_question_that_names_none_leaves_all_open():
    asked = legal("check_state", "what about the phone?")
    assert {"low", "normal", "charging", "not_charging"} <= set(asked["state"])
    assert legal("get_state", "what about the phone?") is not None
