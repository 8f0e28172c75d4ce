import pytest

from agentlite.tools.home import SimulatedHome, home_toolset, parse_house
from agentlite.tools.home.modes import MODES, said_modes

HOUSE = parse_house("areas: [{name: Hall}]\nentities: [{id: climate.hearth, name: Hearth, area: Hall}]")


@pytest.mark.parametrize(
    ("request_text", "modes"),
    [
        ("set the hearth to heating", ["heat"]),
        ("it's too cold, warm up the hall", ["heat", "cool"]),
        ("põe o ar condicionado a arrefecer", ["cool"]),
        ("muda o clima para ventilação", ["fan_only"]),
        ("hearth off", ["off"]),
        ("set the hearth to a different temperature", []),
    ],
)
def test_the_modes_that_a_request_names(request_text, modes):
    assert [mode for mode in said_modes(request_text) if mode != "heat_cool"] == modes


def test_without_a_mode_said_none_can_be_set():
    tools = home_toolset(SimulatedHome(HOUSE))
    assert tools["set_mode"].schema("set the hearth to a different temperature") is None
    assert tools["set_mode"].schema("set the hearth to auto")["properties"]["mode"]["enum"] == ["auto"]
    assert tools["set_mode"].schema()["properties"]["mode"]["enum"] == list(MODES)
