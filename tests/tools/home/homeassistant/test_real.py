"""All tools of the home pack on a real Home Assistant and its demo devices, each judged by what it reports afterwards.

`make test-home-assistant` installs one and runs these.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from agentlite.errors import ToolError
from agentlite.tools.home import House, home_toolset
from agentlite.tools.home.capabilities import CAPABILITIES
from agentlite.tools.home.homeassistant import HomeAssistant, Settings
from agentlite.tools.home.homeassistant.problems import NotAllowed
from tests.tools.home.homeassistant.real import RealHome
from tests.waiting import eventually

pytestmark = pytest.mark.slow

PATIENCE = 15.0
"""Its locks take two seconds, its covers one for every tenth of the way, and the machine may be busy."""


@pytest.fixture(scope="module")
def home(real: RealHome) -> Iterator[HomeAssistant]:
    with HomeAssistant(Settings(real.url, real.token, everything=True), reach_seconds=120) as opened:
        yield opened


def do(home: HomeAssistant, tool: str, **arguments: Any) -> Any:
    chosen = home_toolset(home, patience=PATIENCE)[tool]
    if chosen.precondition is not None:
        chosen.precondition(arguments)
    return asyncio.run(chosen.run(arguments))


def told(real: RealHome, entity_id: str) -> dict[str, Any]:
    """What Home Assistant's other door, REST, says an entity is: {"state", "attributes"}."""
    return dict(real.rest("GET", f"/api/states/{entity_id}"))


def until(home: HomeAssistant, wanted: Callable[[House], bool]) -> None:
    """Wait until the house is so."""

    async def wait() -> None:
        async with asyncio.timeout(20):
            while not wanted(home.house):
                await home.wait_for_change(1)
                await home.states([])

    asyncio.run(wait())


ACTS: list[tuple[str, dict[str, Any], str, str, dict[str, Any]]] = [
    ("turn_on", {"target": "Bed Light"}, "light.bed_light", "on", {}),
    ("turn_off", {"target": "Bed Light"}, "light.bed_light", "off", {}),
    ("turn_on", {"target": "AC"}, "switch.ac", "on", {}),
    ("turn_off", {"target": "all humidifiers"}, "humidifier.hygrostat", "off", {}),
    ("turn_on", {"target": "all fans"}, "fan.preset_only_limited_fan", "on", {}),
    ("turn_off", {"target": "all sirens"}, "siren.siren", "off", {}),
    ("turn_on", {"target": "Guests"}, "input_boolean.guests", "on", {}),
    ("turn_off", {"target": "all thermostats"}, "climate.ecobee", "off", {}),
    ("turn_on", {"target": "HeatPump"}, "climate.heatpump", "heat", {}),
    ("set_brightness", {"percent": 40, "target": "all lights"}, "light.office_rgbw_lights", "on", {"brightness": 102}),
    ("adjust_brightness", {"direction": "up", "target": "Bed Light"}, "light.bed_light", "on", {"brightness": 153}),
    ("set_color", {"color": "green", "target": "Bed Light"}, "light.bed_light", "on", {"hs_color": [120.0, 100.0]}),
    ("set_color", {"color": "warm white", "target": "Bed Light"}, "light.bed_light", "on",
     {"color_mode": "color_temp"}),
    ("open", {"target": "Kitchen Window"}, "cover.kitchen_window", "open", {}),
    ("open", {"target": "Garage Door"}, "cover.garage_door", "open", {}),
    ("close", {"target": "Garage Door"}, "cover.garage_door", "closed", {}),
    ("stop", {"target": "Hall Window"}, "cover.hall_window", "open", {}),
    ("set_position", {"percent": 50, "target": "Living Room Window"}, "cover.living_room_window", "open",
     {"current_position": 50}),
    ("unlock", {"target": "Front Door"}, "lock.front_door", "unlocked", {}),
    ("lock", {"target": "Front Door"}, "lock.front_door", "locked", {}),
    ("set_temperature", {"degrees": 22.5, "target": "HeatPump"}, "climate.heatpump", "heat", {"temperature": 22.5}),
    ("set_mode", {"mode": "dry", "target": "Hvac"}, "climate.hvac", "dry", {}),
    ("set_fan_speed", {"percent": 66, "target": "Ceiling Fan"}, "fan.ceiling_fan", "on", {"percentage": 66}),
    ("pause", {"target": "Walkman"}, "media_player.walkman", "paused", {}),
    ("play", {"target": "Walkman"}, "media_player.walkman", "playing", {}),
    ("next_track", {"target": "Walkman"}, "media_player.walkman", "playing", {"media_track": 2}),
    ("previous_track", {"target": "Walkman"}, "media_player.walkman", "playing", {"media_track": 1}),
    ("set_volume", {"percent": 30, "target": "Bedroom"}, "media_player.bedroom", "playing", {"volume_level": 0.3}),
    ("adjust_volume", {"direction": "up", "target": "Bedroom"}, "media_player.bedroom", "playing",
     {"volume_level": 0.4}),
    ("mute", {"target": "Bedroom"}, "media_player.bedroom", "playing", {"is_volume_muted": True}),
    ("unmute", {"target": "Bedroom"}, "media_player.bedroom", "playing", {"is_volume_muted": False}),
    ("play_media", {"query": "fado", "target": "Bedroom"}, "media_player.bedroom", "playing",
     {"media_content_id": "fado"}),
    ("start_vacuum", {"target": "0_Ground_floor"}, "vacuum.0_ground_floor", "cleaning", {}),
    ("dock_vacuum", {"target": "0_Ground_floor"}, "vacuum.0_ground_floor", "returning", {}),
    ("add_item", {"item": "milk", "target": "Shopping List"}, "todo.shopping_list", "1", {}),
    ("complete_item", {"item": "milk", "target": "Shopping List"}, "todo.shopping_list", "0", {}),
    ("activate", {"target": "Film"}, "light.bed_light", "on", {"brightness": 40}),
    ("activate", {"target": "Good night"}, "light.bed_light", "off", {}),
]  # fmt: skip

QUESTIONS: list[tuple[str, dict[str, Any], str]] = [
    ("get_state", {"target": "Basement Floor Wet"}, "Basement Floor Wet is dry."),
    ("get_state", {"target": "Ana"}, "Ana is unknown."),
    ("check_state", {"question": "all", "state": "locked", "target": "Front Door"}, "Front Door is locked."),
    ("get_temperature", {"target": "Outside Temperature"}, "Outside Temperature measures 15.6 °C."),
    ("get_weather", {"target": "Demo Weather South"}, "Demo Weather South: sunny, 21.6 °C."),
    ("get_events", {"target": "Calendar 1"}, "Calendar 1: Future Event ("),
    ("list_items", {"target": "Shopping List"}, "Shopping List"),
]


@pytest.mark.parametrize(("tool", "arguments", "entity_id", "state", "attributes"), ACTS)
def test_a_tool_acts_and_home_assistant_confirms_it(
    home: HomeAssistant,
    real: RealHome,
    tool: str,
    arguments: dict[str, Any],
    entity_id: str,
    state: str,
    attributes: dict[str, Any],
) -> None:
    said = do(home, tool, **arguments).say

    def is_so() -> bool:
        now = told(real, entity_id)
        return now["state"] == state and {name: now["attributes"].get(name) for name in attributes} == attributes

    assert eventually(is_so), (said, told(real, entity_id))


@pytest.mark.parametrize(("tool", "arguments", "answer"), QUESTIONS)
def test_a_question_is_answered_from_what_is(
    home: HomeAssistant, tool: str, arguments: dict[str, Any], answer: str
) -> None:
    assert answer in do(home, tool, **arguments).say["en"]


def test_no_tool_is_left_untried() -> None:
    assert {case[0] for case in (*ACTS, *QUESTIONS)} == set(CAPABILITIES)


def test_valves_where_this_version_has_some(home: HomeAssistant, real: RealHome) -> None:
    if not any(entity.domain == "valve" for entity in home.house.entities):
        pytest.skip("THIS VERSION OF HOME ASSISTANT HAS NO DEMO VALVES (2025.4.4 has)")
    do(home, "open", target="Orchard")
    assert told(real, "valve.orchard")["state"] == "open"
    do(home, "close", target="Orchard")
    assert told(real, "valve.orchard")["state"] == "closed"


def test_the_registries_are_followed(home: HomeAssistant, real: RealHome) -> None:
    """A room with a floor, an entity that moves there and gets another name: each arrives by itself."""
    floor = real.ask("config/floor_registry/create", name="Upstairs")["floor_id"]
    room = real.ask("config/area_registry/create", name="Attic", aliases=["Loft"])["area_id"]
    light = {"entity_id": "light.ceiling_lights", "area_id": room, "aliases": ["Skylight lamp"]}
    real.ask("config/entity_registry/update", **light)
    expected: str | None = "Upstairs"
    try:
        real.ask("config/area_registry/update", area_id=room, floor_id=floor)
    except ValueError:
        expected = None  # 2024.3.3 has floors, but nothing can be on them

    def moved(house: House) -> bool:
        (lamp,) = (entity for entity in house.entities if entity.id == "light.ceiling_lights")
        return (lamp.area, lamp.floor, lamp.aliases) == ("Attic", expected, ("Skylight lamp",))

    until(home, moved)
    do(home, "turn_on", target="all lights in Attic")
    assert told(real, "light.ceiling_lights")["state"] == "on"


def test_what_is_no_longer_exposed_is_gone(real: RealHome) -> None:
    with HomeAssistant(Settings(real.url, real.token), reach_seconds=60) as exposed:
        assert any(entity.id == "switch.ac" for entity in exposed.house.entities)
        assert all(entity.id != "camera.demo_camera" for entity in exposed.house.entities)
        real.ask(
            "homeassistant/expose_entity", assistants=["conversation"], entity_ids=["switch.ac"], should_expose=False
        )
        until(exposed, lambda house: all(entity.id != "switch.ac" for entity in house.entities))
        with pytest.raises(ToolError, match="no longer exposes it"):
            asyncio.run(exposed.call("turn_on", ["switch.ac"]))


def test_a_lock_that_jams_is_not_told_as_locked(home: HomeAssistant) -> None:
    with pytest.raises(ToolError, match="Poorly Installed Door did not obey: Poorly Installed Door is jammed"):
        asyncio.run(home_toolset(home, patience=4)["lock"].run({"target": "Poorly Installed Door"}))


def test_the_lie_about_an_unknown_entity_is_not_repeated(home: HomeAssistant) -> None:
    with pytest.raises(ToolError, match=r"no longer has light\.nope"):
        asyncio.run(home.call("turn_on", ["light.nope"]))


def test_a_token_that_may_only_read_reads_and_is_refused_the_rest(real: RealHome) -> None:
    with HomeAssistant(Settings(real.url, real.read_token), reach_seconds=60) as reader:
        assert "off" in do(reader, "get_state", target="Bed Light").say["en"]
        with pytest.raises(NotAllowed):
            do(reader, "turn_on", target="Bed Light")
    assert told(real, "light.bed_light")["state"] == "off"


def test_reading_with_one_token_and_acting_with_the_other(real: RealHome) -> None:
    with HomeAssistant(Settings(real.url, real.token, real.read_token), reach_seconds=60) as both:
        do(both, "turn_on", target="Kitchen Lights")
    assert told(real, "light.kitchen_lights")["state"] == "on"


def test_what_an_automation_makes_of_our_order_is_told(
    home: HomeAssistant, real: RealHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agentlite.tools.home.homeassistant.live._REACTION_SECONDS", 2.0)  # on a busy machine
    do(home, "turn_on", target="Kitchen Lights")
    do(home, "turn_off", target="Guests")
    outcome = do(home, "turn_on", target="Guests")
    assert told(real, "light.kitchen_lights")["state"] == "off"
    assert outcome.say["en"] == "Guests is on. Also changed: Kitchen Lights is off."
    changed = {(change.subject, change.attribute): change.after for change in outcome.changes}
    assert changed["Kitchen Lights", "state"] == "off"


def test_what_somebody_else_does_meanwhile_is_not_told_as_ours(home: HomeAssistant, real: RealHome) -> None:
    """The lock takes two seconds; in these, somebody switches a lamp."""

    async def lock_while_somebody_switches() -> Any:
        acting = asyncio.create_task(home_toolset(home, patience=PATIENCE)["unlock"].run({"target": "Front Door"}))
        async with asyncio.timeout(60):
            while (await home.states(["lock.front_door"]))["lock.front_door"].state != "unlocking":
                await home.wait_for_change(5)
        toggle = {"entity_id": "light.ceiling_lights"}
        before = told(real, "light.ceiling_lights")["state"]
        await asyncio.to_thread(real.rest, "POST", "/api/services/light/toggle", toggle)
        return before, await acting

    do(home, "lock", target="Front Door")
    before, outcome = asyncio.run(lock_while_somebody_switches())
    assert told(real, "light.ceiling_lights")["state"] != before
    assert {change.subject for change in outcome.changes} == {"Front Door"}
    assert "Ceiling" not in outcome.say["en"]


def test_behind_home_assistant_as_what_it_asks(real: RealHome) -> None:
    """The configuration of the documentation: a sentence said to Home Assistant is answered by agentlite."""
    asked = {"text": "agentlite turn on the bed light", "language": "en"}
    answer = real.rest("POST", "/api/conversation/process", asked)
    assert answer["response"]["speech"]["plain"]["speech"].startswith("Bed Light is on")
    assert told(real, "light.bed_light")["state"] == "on"


def test_killed_with_an_order_unread(home: HomeAssistant, real: RealHome) -> None:
    """The order is on its way when Home Assistant dies: it is told as not obeyed, and not given again."""

    class Dying:
        """The same home, which is frozen at the moment that an order is sent, killed and started again."""

        house = home.house
        states, wait_for_change, changed_by = home.states, home.wait_for_change, home.changed_by

        async def call(self, command: str, entity_ids: Any, data: Any = None) -> Any:
            real.freeze()
            ordered = asyncio.create_task(home.call(command, entity_ids, data))
            await asyncio.to_thread(real.kill)
            await asyncio.to_thread(real.start)
            return await ordered

    do(home, "turn_off", target="Bed Light")
    with pytest.raises(ToolError, match="Bed Light did not obey: Bed Light is off"):
        asyncio.run(home_toolset(Dying(), patience=4)["turn_on"].run({"target": "Bed Light"}))
    assert told(real, "light.bed_light")["state"] == "off"


def test_killed_in_mid_run_and_started_again(home: HomeAssistant, real: RealHome) -> None:
    """The outcome is told as it is, nothing is done twice, and the same backend goes on working."""
    home_tools = home_toolset(home, patience=PATIENCE)

    async def unlock_and_kill() -> str:
        acting = asyncio.create_task(home_tools["unlock"].run({"target": "Openable Lock"}))
        async with asyncio.timeout(60):
            while (await home.states(["lock.openable_lock"]))["lock.openable_lock"].state != "unlocking":
                await home.wait_for_change(5)
        await asyncio.to_thread(real.kill)
        await asyncio.to_thread(real.start)
        with pytest.raises(ToolError) as caught:
            await acting
        return str(caught.value)

    assert "Openable Lock" in asyncio.run(unlock_and_kill())
    assert told(real, "lock.openable_lock")["state"] == "locked"  # the demo forgets, and nobody unlocked it again
    assert do(home, "turn_on", target="Bed Light").say["en"].startswith("Bed Light is on")
