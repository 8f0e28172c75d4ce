"""The tools change what they are told to change, nothing else, and believe only what they read back."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentlite.errors import ToolError
from agentlite.tools.home import Entity, House, SimulatedHome, home_toolset, load_demo, parse_house
from agentlite.toolset import Outcome, Toolset

Snapshot = Mapping[str, Mapping[str, Any]]


class Home:
    """A demo house with its tools, and what changed in it since it was made."""

    def __init__(self, house: House | None = None, here: str | None = None) -> None:
        self.simulated = SimulatedHome(house or load_demo(), clock=lambda: "2030-01-01T08:00:00")
        self.tools: Toolset = home_toolset(self.simulated, here=here)
        self._before: Snapshot = self.simulated.snapshot()

    def do(self, tool: str, **arguments: Any) -> Outcome:
        chosen = self.tools[tool]
        if chosen.precondition is not None:
            chosen.precondition(arguments)
        return asyncio.run(chosen.run(arguments))

    def changed(self) -> dict[str, tuple[str, dict[str, Any]]]:
        """Entity id → new state and the attributes that differ."""
        return {
            entity_id: (
                now["state"],
                {k: v for k, v in now["attributes"].items() if self._before[entity_id]["attributes"].get(k) != v},
            )
            for entity_id, now in self.simulated.snapshot().items()
            if now != self._before[entity_id]
        }


@pytest.mark.parametrize(
    ("tool", "arguments", "changed"),
    [
        ("turn_on", {"target": "Kettle"}, {"switch.kettle": ("on", {})}),
        ("turn_off", {"target": "all lights in Kitchen"}, {"light.dining": ("off", {})}),
        (
            "turn_off", {"target": "everything in Lounge"},
            {"light.reading": ("off", {}), "climate.ground": ("off", {})},
        ),
        ("set_brightness", {"percent": 50, "target": "Worktop light"}, {"light.worktop": ("on", {"brightness": 128})}),
        ("set_brightness", {"percent": 0, "target": "Dining pendant"}, {"light.dining": ("off", {})}),
        (
            "adjust_brightness", {"direction": "down", "target": "Dining pendant"},
            {"light.dining": ("on", {"brightness": 153})},
        ),
        (
            "set_color", {"color": "blue", "target": "Night light"},
            {"light.night": ("on", {"rgb_color": [0, 0, 255], "color_mode": "rgb"})},
        ),
        ("open", {"target": "Car door"}, {"cover.garage": ("open", {})}),
        ("close", {"target": "all covers"}, {"cover.lounge_blind": ("closed", {"current_position": 0})}),
        ("set_position", {"percent": 30, "target": "Heavy curtains"},
         {"cover.bedroom_curtains": ("open", {"current_position": 30})}),
        ("unlock", {"target": "Street door lock"}, {"lock.front": ("unlocked", {})}),
        ("set_temperature", {"degrees": 22, "target": "all thermostats"},
         {"climate.ground": ("heat", {"temperature": 22})}),
        ("set_mode", {"mode": "auto", "target": "Ground floor heating"}, {"climate.ground": ("auto", {})}),
        ("set_fan_speed", {"percent": 33, "target": "Bedroom fan"}, {"fan.bedroom": ("on", {"percentage": 33})}),
        ("pause", {"target": "Study speaker"}, {"media_player.study": ("paused", {})}),
        ("set_volume", {"percent": 15, "target": "Study speaker"},
         {"media_player.study": ("playing", {"volume_level": 0.15})}),
        ("adjust_volume", {"direction": "up", "target": "Study speaker"},
         {"media_player.study": ("playing", {"volume_level": 0.5})}),
        ("mute", {"target": "Study speaker"}, {"media_player.study": ("playing", {"is_volume_muted": True})}),
        ("play_media", {"query": "fado", "target": "Television"},
         {"media_player.tv": ("playing", {"media_title": "fado"})}),
        ("start_vacuum", {"target": "Dusty"}, {"vacuum.dusty": ("cleaning", {})}),
        ("add_item", {"item": "salt", "target": "Groceries"}, {"todo.groceries": ("3", {})}),
        ("complete_item", {"item": "Bread", "target": "Groceries"}, {"todo.groceries": ("1", {})}),
    ],
)  # fmt: skip
def test_a_tool_changes_exactly_what_it_is_told_to(
    tool: str, arguments: dict[str, Any], changed: dict[str, tuple[str, dict[str, Any]]]
) -> None:
    home = Home()
    outcome = home.do(tool, **arguments)
    assert home.changed() == changed
    assert outcome.changes
    assert set(outcome.say) == {"en", "pt"}


def test_what_already_is_so_is_said_and_not_done_again() -> None:
    home = Home()
    outcome = home.do("lock", target="Street door lock")
    assert outcome.changes == ()
    assert outcome.say["en"] == "Street door lock is already locked."
    assert home.changed() == {}


def test_sentences_come_from_what_was_read_in_both_languages() -> None:
    portuguese = Home(load_demo("pt"))
    assert portuguese.do("turn_on", target="Luz do corredor").say["pt"] == "Luz do corredor está ligada."
    assert portuguese.do("close", target="Estore da sala").say["pt"] == "Estore da sala está fechado."
    english = Home()
    assert english.do("turn_off", target="all lights in Main Bedroom").say["en"] == "Bedside lamp is already off."
    assert english.do("set_brightness", percent=40, target="all lights in Kitchen").say["en"] == (
        "Worktop light and Dining pendant are on at 40%."
    )


def test_a_device_that_ignores_commands_is_named_and_the_rest_is_reported() -> None:
    home = Home()
    home.simulated.deaf.add("light.reading")
    with pytest.raises(ToolError, match="Reading lamp did not obey: Reading lamp is on at 50%") as caught:
        home.do("turn_off", target="all lights in Lounge")
    assert "Bookcase strip is off." in str(caught.value)
    assert "não obedeceu" in caught.value.say["pt"]


def test_an_unavailable_device_is_an_error_even_if_others_obey() -> None:
    home = Home()
    home.simulated.break_down("light.dining")
    with pytest.raises(ToolError, match="Dining pendant is unavailable"):
        home.do("turn_on", target="all lights in Kitchen")
    assert home.simulated.snapshot()["light.worktop"]["state"] == "on"


def test_a_list_that_takes_nothing_is_an_error() -> None:
    home = Home()
    home.simulated.deaf.add("todo.groceries")
    with pytest.raises(ToolError, match="did not take 'salt'"):
        home.do("add_item", item="salt", target="Groceries")


@pytest.mark.parametrize(
    ("tool", "arguments", "complaint"),
    [
        ("turn_on", {"target": "Disco ball"}, "nothing called 'Disco ball'"),
        ("set_temperature", {"degrees": 35, "target": "Ground floor heating"}, "between 7 and 30"),
        ("set_mode", {"mode": "cool", "target": "Ground floor heating"}, "has no mode cool"),
        ("set_color", {"color": "red", "target": "Mirror light"}, "cannot"),
        ("set_position", {"percent": 5, "target": "Car door"}, "cannot"),
        ("complete_item", {"item": "caviar", "target": "Groceries"}, "does not contain"),
    ],
)
def test_what_cannot_be_done_changes_nothing(tool: str, arguments: dict[str, Any], complaint: str) -> None:
    home = Home()
    with pytest.raises(ToolError, match=complaint) as caught:
        home.do(tool, **arguments)
    assert caught.value.say["pt"]
    assert home.changed() == {}


def test_a_scene_reports_everything_it_changed() -> None:
    home = Home()
    outcome = home.do("activate", target="Film night")
    assert set(home.changed()) == {
        "light.reading", "light.bookcase", "cover.lounge_blind", "media_player.tv", "scene.film",
    }  # fmt: skip
    assert {change.subject for change in outcome.changes} == {
        "Reading lamp", "Bookcase strip", "Lounge blind", "Television", "Film night",
    }  # fmt: skip


def test_a_scene_that_does_not_run_is_an_error() -> None:
    home = Home()
    home.simulated.deaf.add("scene.film")
    with pytest.raises(ToolError, match="was not activated"):
        home.do("activate", target="Film night")


@pytest.mark.parametrize(
    ("arguments", "english", "portuguese"),
    [
        (("any", "on", "all lights in Kitchen"), "Yes, 1: Dining pendant is on.", "Sim, 1: "),
        (("all", "on", "all lights in Kitchen"), "No, Worktop light is not on.", "Não, "),
        (("which", "on", "all lights in Ground Floor"), "Dining pendant and Reading lamp are on.", " e "),
        (("how_many", "on", "all lights"), "3: Dining pendant, Reading lamp and Night light are on.", "3: "),
        (("how_many", "on", "all lights in Bathroom"), "0: none is on.", "0: nada"),
        (("all", "locked", "Street door lock"), "Yes, Street door lock is locked.", "Sim, "),
        (("all", "wet", "Dishwasher leak"), "No, Dishwasher leak is dry.", "Não, "),
        (("any", "detected", "Hallway motion"), "No, Hallway motion is clear.", "Não, "),
        (("all", "on", "Study speaker"), "Yes, Study speaker is playing (Morning radio), volume 40%.", "Sim, "),
    ],
)
def test_questions_are_answered_with_names_and_states(
    arguments: tuple[str, str, str], english: str, portuguese: str
) -> None:
    home = Home()
    question, state, target = arguments
    say = home.do("check_state", question=question, state=state, target=target).say
    assert say["en"] == english
    assert portuguese in say["pt"]
    assert home.changed() == {}


def test_readings_have_their_units() -> None:
    home = Home()
    assert home.do("get_temperature", target="Nursery thermometer").say["pt"] == "Nursery thermometer marca 21.5 °C."
    assert home.do("get_temperature", target="all thermostats").say["en"] == "Ground floor heating measures 19.5 °C."
    assert home.do("get_weather", target="Outdoors").say == {
        "en": "Outdoors: cloudy, 14 °C.",
        "pt": "Outdoors: nublado, 14 °C.",
    }
    assert home.do("list_items", target="Groceries").say["en"] == "Groceries has 2 items: bread and olive oil."


def test_an_unreachable_device_is_not_counted_as_off() -> None:
    home = Home()
    home.simulated.break_down("light.mirror")
    say = home.do("check_state", question="any", state="on", target="all lights in Bathroom").say
    assert say["en"] == "I do not know. Nothing is known of Mirror light."


def test_people_and_calendars() -> None:
    house = parse_house(
        "entities:\n"
        "  - {name: Ines, id: person.ines, state: Library}\n"
        "  - {name: Rui, id: person.rui, state: home}\n"
        "  - name: Family\n"
        "    id: calendar.family\n"
        "    attributes: {events: [{summary: Dentist, start: '2030-01-02T09:00'}]}\n"
    )
    home = Home(house)
    assert home.do("get_state", target="Ines").say["en"] == "Ines is at Library."
    assert home.do("check_state", question="which", state="not_home", target="all people").value == ["Ines"]
    assert home.do("get_events", target="Family").say["en"] == "Family: Dentist (2030-01-02 09:00)."


@pytest.mark.parametrize(
    ("tool", "arguments", "risk"),
    [
        ("unlock", {"target": "Street door lock"}, "irreversible"),
        ("open", {"target": "Car door"}, "irreversible"),
        ("open", {"target": "all covers"}, "irreversible"),
        ("open", {"target": "no such thing"}, "irreversible"),
        ("open", {"target": "Lounge blind"}, "reversible"),
        ("close", {"target": "Car door"}, "reversible"),
        ("lock", {"target": "Street door lock"}, "reversible"),
        ("activate", {"target": "Film night"}, "reversible"),
        ("get_state", {"target": "Car door"}, "read"),
    ],
)
def test_what_lets_people_in_needs_approval(tool: str, arguments: dict[str, str], risk: str) -> None:
    assert Home().tools[tool].risk_of(arguments) == risk


def test_a_scene_that_unlocks_and_an_unknown_script_need_approval() -> None:
    house = parse_house(
        "entities:\n"
        "  - {name: Bolt, id: lock.bolt}\n"
        "  - {name: Arrive, id: scene.arrive, attributes: {entities: {lock.bolt: unlocked}}}\n"
        "  - {name: Leave, id: scene.leave, attributes: {entities: {lock.bolt: locked}}}\n"
        "  - {name: Mystery, id: script.mystery}\n"
    )
    risk = Home(house).tools["activate"].risk_of
    assert [risk({"target": name}) for name in ("Arrive", "Leave", "Mystery")] == [
        "irreversible", "reversible", "irreversible",
    ]  # fmt: skip


def test_tools_without_a_legal_target_vanish() -> None:
    home = Home(House(entities=(Entity("light.only", "Only lamp", state="off"),)))
    possible = {tool.name for tool in home.tools if tool.schema("") is not None}
    assert possible == {
        "turn_on", "turn_off", "set_brightness", "adjust_brightness", "set_color", "get_state", "check_state",
    }  # fmt: skip


def test_a_changed_registry_changes_the_targets() -> None:
    home = Home()
    new = Entity("light.new", "Porch lantern", state="off")
    home.simulated.replace_house(House(home.simulated.house.areas, (*home.simulated.house.entities, new)))
    assert home.do("turn_on", target="Porch lantern").say["en"] == "Porch lantern is on."


def test_the_briefing_lists_the_house_and_says_where_the_speaker_is() -> None:
    briefing = Home(here="Study").tools.briefing("hello")
    assert "Study [Upper Floor]: Study speaker (media player)" in briefing.stable
    assert briefing.volatile == "here: Study"


@settings(deadline=None, max_examples=80)
@given(st.data())
def test_whatever_is_expressible_changes_only_its_target(data: st.DataObject) -> None:
    home = Home()
    tools = [tool for tool in home.tools if tool.name != "activate" and tool.schema("") is not None]
    chosen = data.draw(st.sampled_from(tools))
    schema = chosen.schema("")
    assert schema is not None
    arguments = {name: data.draw(_values(property_)) for name, property_ in schema["properties"].items()}
    try:
        outcome = home.do(chosen.name, **arguments)
    except ToolError as error:
        assert error.say.get("pt")
        outcome = Outcome()
    allowed = {e.id for e in _members(home, arguments["target"])}
    assert set(home.changed()) <= allowed
    labels = {e.name for e in home.simulated.house.entities if e.id in home.changed()}
    assert {change.subject for change in outcome.changes} == labels
    if chosen.risk == "read":
        assert home.changed() == {}


def _members(home: Home, label: str) -> list[Entity]:
    from agentlite.tools.home import Targets

    return Targets(home.simulated.house).resolve(label)


def _values(schema: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if schema["type"] == "string":
        return st.sampled_from(["bread", "tea"])
    return st.integers(int(schema["minimum"]), int(schema["maximum"]))
