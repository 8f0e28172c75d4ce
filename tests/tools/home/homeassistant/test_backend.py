"""The backend over a real socket: what it reads, what it orders, and that it believes only what it reads back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from agentlite.errors import ToolError
from agentlite.tools.home import House, State, home_toolset
from agentlite.tools.home.homeassistant import HomeAssistant
from agentlite.tools.home.homeassistant.problems import (
    GoneFromHome,
    NotAllowed,
    NothingExposed,
    OrderRefused,
    OutcomeUnknown,
    TokenRefused,
    Unreachable,
)
from tests.tools.home.homeassistant.fake import OWNER, READER, FakeHome

Connect = Callable[..., HomeAssistant]


def do(home: HomeAssistant, tool: str, *, patience: float = 5.0, **arguments: Any) -> Any:
    return asyncio.run(home_toolset(home, patience=patience)[tool].run(arguments))


def state(home: HomeAssistant, entity_id: str) -> State:
    return asyncio.run(home.states([entity_id]))[entity_id]


def until(home: HomeAssistant, wanted: Callable[[House], bool]) -> None:
    """Wait until the house is so; fail when nothing more changes."""

    async def wait() -> None:
        async with asyncio.timeout(10):
            while not wanted(home.house):
                await home.wait_for_change(1)
                await home.states([])

    asyncio.run(wait())


def test_the_house_is_what_home_assistant_exposes(connect: Connect) -> None:
    house = connect().house
    entities = {entity.id: entity for entity in house.entities}
    assert [(a.name, a.floor, a.aliases) for a in house.areas] == [
        ("Bedroom", None, ("Chamber",)), ("Kitchen", "Ground floor", ()), ("Living Room", "Ground floor", ()),
    ]  # fmt: skip
    bed = entities["light.bed_light"]
    assert (bed.name, bed.area, bed.aliases) == ("Bed Light", "Bedroom", ("Reading lamp",))
    assert entities["cover.living_room_window"].floor == "Ground floor"
    assert entities["cover.living_room_window"].features is not None
    assert "SET_POSITION" in entities["cover.living_room_window"].features
    assert entities["light.ceiling_lights"].area == "Living Room"
    assert "lock.openable_lock" not in entities  # hidden from assistants by its owner
    assert "camera.demo_camera" not in entities  # not exposed by default
    assert house.language == "en"


def test_everything_is_what_is_not_hidden(connect: Connect, fake: FakeHome) -> None:
    entries = fake.asked["config/entity_registry/get_entries"]["result"]
    entries["light.kitchen_lights"]["hidden_by"] = "user"
    entries["switch.ac"]["entity_category"] = "config"
    ids = {entity.id for entity in connect(everything=True).house.entities}
    assert {"lock.openable_lock", "camera.demo_camera", "alarm_control_panel.security"} <= ids
    assert ids.isdisjoint({"light.kitchen_lights", "switch.ac"})


def test_states_come_without_links_keys_and_places(connect: Connect) -> None:
    home = connect(everything=True)
    assert state(home, "media_player.bedroom").attributes["media_title"] == "Epic sax guy 10 hours"
    for entity_id, seen in asyncio.run(home.states()).items():
        assert {"entity_picture", "access_token", "latitude"}.isdisjoint(seen.attributes), entity_id
        assert None not in seen.attributes.values()


def test_an_order_is_one_service_call_for_all_that_take_it(connect: Connect, fake: FakeHome) -> None:
    outcome = do(connect(), "turn_on", target="all lights")
    (call,) = fake.called
    assert (call["domain"], call["service"], call["service_data"]) == ("light", "turn_on", {})
    assert "light.bed_light" in call["target"]["entity_id"]
    assert "Bed Light" in outcome.say["en"]
    assert all(change.attribute in ("state", "brightness") for change in outcome.changes)


def test_a_device_that_ignores_a_successful_order_is_not_reported_as_done(connect: Connect, fake: FakeHome) -> None:
    fake.deaf.add("light.bed_light")
    with pytest.raises(ToolError, match="Bed Light did not obey: Bed Light is off") as caught:
        do(connect(), "turn_on", patience=0.2, target="Bed Light")
    assert caught.value.say["pt"].startswith("Bed Light não obedeceu")
    assert len(fake.called) == 1


def test_a_state_that_changes_after_the_answer_is_waited_for(connect: Connect, fake: FakeHome) -> None:
    fake.deaf.add("lock.front_door")
    fake.late["lock.unlock"] = ("lock.front_door", "unlocked", {})
    assert do(connect(), "unlock", target="Front Door").say["en"] == "Front Door is unlocked."


def test_a_service_that_never_answers_is_judged_by_the_states(
    connect: Connect, fake: FakeHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agentlite.tools.home.homeassistant.live._SLOW_SECONDS", 0.2)
    fake.slow.add("light.turn_on")
    assert do(connect(), "turn_on", target="Bed Light").say["en"] == "Bed Light is on at 71%."
    assert len(fake.called) == 1


def test_an_error_of_home_assistant_reaches_the_user_with_its_reason(connect: Connect, fake: FakeHome) -> None:
    fake.errors["light.turn_on"] = ("invalid_format", "expected float for dictionary value @ data['brightness_pct']")
    with pytest.raises(OrderRefused, match=r"refused light.turn_on: expected float") as caught:
        do(connect(), "turn_on", target="Bed Light")
    assert caught.value.say["pt"].startswith("O Home Assistant recusou")


def test_an_entity_that_is_gone_is_not_called(connect: Connect, fake: FakeHome) -> None:
    home = connect()
    with pytest.raises(GoneFromHome):
        asyncio.run(home.call("turn_on", ["light.nope"]))
    with pytest.raises(GoneFromHome):
        asyncio.run(home.call("unlock", ["lock.openable_lock"]))  # there, but not exposed
    assert fake.called == []
    fake.remove("light.bed_light")
    until(home, lambda house: all(entity.id != "light.bed_light" for entity in house.entities))
    assert state(home, "light.bed_light") == State("unavailable")


def test_a_command_that_a_thing_lacks_is_refused_before_it_is_sent(connect: Connect, fake: FakeHome) -> None:
    with pytest.raises(ToolError, match="A weather has no command 'open'"):
        asyncio.run(connect().call("open", ["weather.demo_weather_south"]))
    assert fake.called == []


def test_the_registry_is_heard_of_when_it_changes(connect: Connect, fake: FakeHome) -> None:
    home = connect()
    before = home.house
    fake.asked["config/area_registry/list"]["result"][0]["name"] = "Nursery"
    fake.registry_changed("area")
    until(home, lambda house: house.areas[0].name == "Nursery")
    assert home.house is not before
    fake.asked["config/entity_registry/get_entries"]["result"]["light.bed_light"]["aliases"] = ["Night light"]
    fake.registry_changed("entity")
    until(home, lambda house: any(entity.aliases == ("Night light",) for entity in house.entities))


def test_what_home_assistant_does_not_tell_is_read_again_after_a_while(
    connect: Connect, fake: FakeHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = connect()
    fake.asked["homeassistant/expose_entity/list"]["result"]["exposed_entities"]["lock.front_door"] = {}
    monkeypatch.setattr("agentlite.tools.home.homeassistant.live._STALE_SECONDS", 0.0)
    until(home, lambda house: all(entity.id != "lock.front_door" for entity in house.entities))


def test_a_house_stays_the_same_object_while_only_states_change(connect: Connect, fake: FakeHome) -> None:
    home = connect()
    before = home.house
    fake.change("light.bed_light", "on", brightness=7)
    assert state(home, "light.bed_light").attributes["brightness"] == 7
    assert home.house is before
    fake.change("light.bed_light", "on", friendly_name="Lamp")
    until(home, lambda house: any(entity.name == "Lamp" for entity in house.entities))


def test_a_color_that_comes_back_rounded_is_the_one_asked_for(connect: Connect, fake: FakeHome) -> None:
    home = connect()
    fake.deaf.add("light.bed_light")
    green = {"rgb_color": [0, 255, 0], "color_mode": "hs"}
    fake.late["light.turn_on"] = ("light.bed_light", "on", green)
    assert do(home, "set_color", target="Bed Light", color="green").say["en"].endswith("green.")
    with pytest.raises(ToolError, match="did not obey"):
        do(home, "set_color", patience=0.3, target="Bed Light", color="blue")
    warm = {"rgb_color": [255, 167, 87], "color_mode": "color_temp", "color_temp_kelvin": 2702}
    fake.late["light.turn_on"] = ("light.bed_light", "on", warm)
    assert do(home, "set_color", target="Bed Light", color="warm white").say["en"].endswith("warm white.")


@pytest.mark.parametrize(
    ("tells", "believed"),
    [
        ({}, False),  # what it was playing before
        ({"media_title": "Os Argonautas"}, True),  # something else: the words are its own affair
        ({"media_content_id": "Fado"}, True),
        ({"media_title": None, "media_content_id": None, "media_artist": None}, True),  # it does not tell
    ],
)
def test_a_player_that_goes_on_with_what_it_played_did_not_obey(
    connect: Connect, fake: FakeHome, tells: dict[str, str | None], believed: bool
) -> None:
    fake.deaf.add("media_player.bedroom")
    fake.late["media_player.play_media"] = ("media_player.bedroom", "playing", dict(tells))
    home = connect()
    if believed:
        assert "Bedroom is playing" in do(home, "play_media", query="fado", target="Bedroom").say["en"]
    else:
        with pytest.raises(ToolError, match=r"Bedroom did not obey: Bedroom is playing \(Epic sax guy"):
            do(home, "play_media", patience=0.3, query="fado", target="Bedroom")


def test_to_do_lists(connect: Connect, fake: FakeHome) -> None:
    home = connect()
    fake.items.append({"uid": "old", "summary": "milk", "status": "completed"})
    do(home, "add_item", item="milk", target="Shopping List")
    assert "milk" in do(home, "list_items", target="Shopping List").say["en"]
    do(home, "complete_item", item="milk", target="Shopping List")
    assert [item["status"] for item in fake.items] == ["completed", "completed"]
    assert fake.called[-1]["service_data"] == {"item": "1", "status": "completed"}  # not the one done long ago


def test_calendars_are_read_with_the_token_that_reads(connect: Connect) -> None:
    outcome = do(connect(), "get_events", target="Calendar 1")
    assert outcome.say["en"].startswith("Calendar 1: Future Event (2")


def test_a_scene_that_moves_a_lock_needs_approval_and_one_that_moves_a_hidden_lock_is_not_offered(
    connect: Connect, fake: FakeHome
) -> None:
    home = connect()
    risk = home_toolset(home)["activate"].risk_of
    assert risk({"target": "Arriving"}) == "irreversible"  # it may unlock the front door
    assert risk({"target": "Film"}) == "reversible"  # two lamps
    assert risk({"target": "Good night"}) == "irreversible"  # a script: nobody knows
    exposed = fake.asked["homeassistant/expose_entity/list"]["result"]["exposed_entities"]
    exposed["lock.front_door"] = {}
    fake.registry_changed("entity")
    until(home, lambda house: all(entity.id != "scene.arriving" for entity in house.entities))
    assert any(entity.id == "scene.film" for entity in home.house.entities)


def test_a_scene_of_unknown_content_or_with_an_alarm_or_a_group_of_doors_in_it_needs_approval(
    connect: Connect, fake: FakeHome
) -> None:
    for members in (None, ["alarm_control_panel.security"], ["cover.all_doors"]):
        fake.states["scene.film"]["a"]["entity_id"] = members
        risk = home_toolset(connect(everything=True))["activate"].risk_of
        assert risk({"target": "Film"}) == "irreversible", members


def test_what_opens_needs_approval(connect: Connect) -> None:
    tools = home_toolset(connect())
    for tool, target in (
        ("open", "Garage Door"), ("open", "All doors"), ("open", "Orchard"), ("open", "all covers"),
        ("unlock", "Front Door"),
    ):  # fmt: skip
        assert tools[tool].risk_of({"target": target}) == "irreversible", target
    assert tools["open"].risk_of({"target": "Living Room Window"}) == "reversible"


def test_reading_and_acting_with_two_tokens(connect: Connect, fake: FakeHome) -> None:
    home = connect(read_token=READER)
    assert fake.signed_in == [READER]  # until something is done, nobody is connected who could
    assert "lock.front_door" not in {entity.id for entity in home.house.entities}  # readers are not told of these
    assert do(home, "turn_on", target="Bed Light").say["en"] == "Bed Light is on at 71%."
    assert fake.signed_in == [READER, OWNER]


def test_a_token_that_may_only_read_says_so(connect: Connect) -> None:
    with pytest.raises(NotAllowed) as caught:
        do(connect(token=READER), "turn_on", target="Bed Light")
    assert "não deixa" in caught.value.say["pt"]


def test_a_wrong_token_is_tried_once(connect: Connect, fake: FakeHome) -> None:
    with pytest.raises(TokenRefused):
        connect(token="wrong")
    assert fake.signed_in == ["wrong"]


def test_nobody_there(connect: Connect, fake: FakeHome) -> None:
    fake.stop()
    with pytest.raises(Unreachable, match="connection refused") as caught:
        connect(reach_seconds=0.3)
    assert "não responde" in caught.value.say["pt"]
    fake.start()


def test_a_home_that_exposes_nothing(connect: Connect, fake: FakeHome) -> None:
    fake.states.clear()
    with pytest.raises(NothingExposed) as caught:
        connect()
    assert "--everything" in caught.value.hint


def test_a_home_that_is_still_starting_is_waited_for(connect: Connect, fake: FakeHome) -> None:
    config = fake.asked["get_config"]["result"]
    config["state"] = "STARTING"
    with pytest.raises(Unreachable, match="still starting"):
        connect(reach_seconds=0.5)
    config["state"] = "RUNNING"
    assert connect().house.entities


def test_it_comes_back_after_a_restart_and_knows_what_changed_meanwhile(connect: Connect, fake: FakeHome) -> None:
    home = connect()
    fake.stop()
    fake.states["light.bed_light"]["s"] = "on"
    fake.asked["config/area_registry/list"]["result"][0]["name"] = "Nursery"
    fake.start()
    assert state(home, "light.bed_light").state == "on"
    assert home.house.areas[0].name == "Nursery"


def test_while_it_is_away_nothing_is_claimed(connect: Connect, fake: FakeHome) -> None:
    home = connect(reach_seconds=0.3)
    fake.stop()
    with pytest.raises(Unreachable):
        do(home, "turn_on", target="Bed Light")
    fake.start()
    assert fake.called == []


def test_a_connection_that_is_silent_is_not_believed(connect: Connect, fake: FakeHome) -> None:
    home = connect(reach_seconds=0.3)
    fake.mute = True
    with pytest.raises(Unreachable, match="stopped answering"):
        state(home, "light.bed_light")


@pytest.mark.parametrize(("when", "outcome"), [("before", "did not obey"), ("after", "")])
def test_an_order_that_the_connection_broke_on_is_not_repeated_but_looked_up(
    connect: Connect, fake: FakeHome, when: str, outcome: str
) -> None:
    home = connect()
    fake.deadly["light.turn_on"] = when
    if outcome:
        with pytest.raises(ToolError, match=outcome):
            do(home, "turn_on", patience=0.2, target="Bed Light")
    else:
        assert do(home, "turn_on", target="Bed Light").say["en"] == "Bed Light is on at 71%."
    assert len(fake.called) == 1


def test_an_order_whose_outcome_nobody_can_look_up_is_told_as_that(connect: Connect, fake: FakeHome) -> None:
    home = connect(reach_seconds=0.5)
    fake.deadly["light.turn_on"] = "after"
    fake.asked["get_config"]["result"]["state"] = "STARTING"
    with pytest.raises(OutcomeUnknown, match="may or may not have happened") as caught:
        do(home, "turn_on", target="Bed Light")
    assert "não foi repetido" in caught.value.say["pt"]
    assert len(fake.called) == 1
