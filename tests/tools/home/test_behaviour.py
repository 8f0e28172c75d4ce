"""States change as Home Assistant's would."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentlite.errors import ToolError
from agentlite.tools.home import State
from agentlite.tools.home.behaviour import brightness_of, open_items, percent_of, transition


@pytest.mark.parametrize(("percent", "level"), [(0, 0), (1, 3), (50, 128), (100, 255)])
def test_brightness_rounds_as_home_assistant_rounds(percent: int, level: int) -> None:
    assert brightness_of(percent) == level


@given(st.integers(0, 100))
def test_percent_survives_the_scale_of_brightness(percent: int) -> None:
    assert percent_of(brightness_of(percent)) == percent


@pytest.mark.parametrize(
    ("domain", "command", "data", "before", "after"),
    [
        ("light", "turn_on", {"brightness_pct": 50}, State("off"), State("on", {"brightness": 128})),
        ("light", "turn_on", {"brightness_pct": 0}, State("on", {"brightness": 9}), State("off", {"brightness": 9})),
        ("light", "turn_on", {}, State("off", {"brightness": 9}), State("on", {"brightness": 9})),
        (
            "light", "turn_on", {"rgb_color": [255, 0, 0]}, State("off"),
            State("on", {"rgb_color": [255, 0, 0], "color_mode": "rgb"}),
        ),
        ("cover", "open", {}, State("closed", {"current_position": 0}), State("open", {"current_position": 100})),
        ("cover", "close", {}, State("open"), State("closed")),
        ("cover", "set_position", {"position": 0}, State("open"), State("closed", {"current_position": 0})),
        ("valve", "set_position", {"position": 30}, State("closed"), State("open", {"current_position": 30})),
        ("cover", "stop", {}, State("opening"), State("open")),
        ("lock", "unlock", {}, State("locked"), State("unlocked")),
        ("fan", "turn_on", {}, State("off", {"percentage": 0}), State("on", {"percentage": 100})),
        ("fan", "set_percentage", {"percentage": 0}, State("on", {"percentage": 5}), State("off", {"percentage": 0})),
        ("climate", "turn_on", {}, State("off", {"hvac_modes": ["off", "cool"]}),
         State("cool", {"hvac_modes": ["off", "cool"]})),
        ("climate", "set_temperature", {"temperature": 21}, State("off"), State("off", {"temperature": 21})),
        ("media_player", "turn_on", {}, State("off"), State("idle")),
        ("media_player", "turn_on", {}, State("playing"), State("playing")),
        ("media_player", "set_volume", {"volume_level": 0.2}, State("idle"), State("idle", {"volume_level": 0.2})),
        ("vacuum", "start", {}, State("docked"), State("cleaning")),
        ("vacuum", "return_to_base", {}, State("cleaning"), State("returning")),
        ("vacuum", "return_to_base", {}, State("docked"), State("docked")),
    ],
)  # fmt: skip
def test_transitions(domain: str, command: str, data: dict[str, object], before: State, after: State) -> None:
    assert transition(domain, command, before, data) == after


def test_a_lists_state_counts_what_is_open() -> None:
    added = transition("todo", "add_item", State("1", {"todo_items": ["salt"]}), {"item": "pepper"})
    assert (added.state, open_items(added)) == ("2", ["salt", "pepper"])
    done = transition("todo", "complete_item", added, {"item": "SALT"})
    assert (done.state, open_items(done)) == ("1", ["pepper"])
    assert transition("todo", "complete_item", done, {"item": "salt"}) == done


@pytest.mark.parametrize("domain", ["sensor", "binary_sensor", "weather", "person"])
def test_what_only_reports_cannot_be_commanded(domain: str) -> None:
    with pytest.raises(ToolError, match="no command"):
        transition(domain, "turn_on", State("1"), {})
