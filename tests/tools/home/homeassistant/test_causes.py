"""What an order changed besides its targets: told when it was our doing, never when it was not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentlite.errors import ToolError
from agentlite.tools.home import home_toolset
from agentlite.tools.home.homeassistant import HomeAssistant
from agentlite.tools.home.homeassistant.causes import Causes
from tests.tools.home.homeassistant.fake import FakeHome

Connect = Callable[..., HomeAssistant]


def do(home: HomeAssistant, tool: str, *, patience: float = 5.0, **arguments: Any) -> Any:
    return asyncio.run(home_toolset(home, patience=patience)[tool].run(arguments))


@pytest.mark.parametrize("whose", ["ours", "automation"])
def test_what_our_call_changed_elsewhere_is_told(connect: Connect, fake: FakeHome, whose: str) -> None:
    fake.beside["light.turn_on"] = [("cover.garage_door", "open", whose)]
    outcome = do(connect(), "turn_on", target="Bed Light")
    assert outcome.say["en"] == "Bed Light is on at 71%. Also changed: Garage Door is open."
    assert outcome.say["pt"] == "Bed Light está ligado a 71%. Também mudou: Garage Door está aberto."
    assert ("Garage Door", "state", "closed", "open") in {
        (change.subject, change.attribute, change.before, change.after) for change in outcome.changes
    }


def test_what_others_change_meanwhile_is_not_blamed_on_us(connect: Connect, fake: FakeHome) -> None:
    fake.beside["light.turn_on"] = [("cover.garage_door", "open", "theirs")]
    fake.beside["scene.turn_on"] = [("cover.garage_door", "closed", "theirs"), ("light.bed_light", "on", "ours")]
    home = connect()
    outcome = do(home, "turn_on", target="Bed Light")
    assert outcome.say["en"] == "Bed Light is on at 71%."
    assert {change.subject for change in outcome.changes} == {"Bed Light"}
    fake.change("light.bed_light", "off")
    assert {change.subject for change in do(home, "activate", target="Film").changes} == {"Film", "Bed Light"}


def test_what_follows_as_a_matter_of_course_is_kept_but_not_told(connect: Connect, fake: FakeHome) -> None:
    """A group of what was moved, and a reading; the lamp that the group does not hold is told all the same."""
    fake.beside["cover.close_cover"] = [
        ("cover.garage_door", "closed", "ours"), ("cover.all_doors", "closed", "ours"),
        ("sensor.outside_temperature", "15.5", "ours"), ("light.ceiling_lights", "off", "automation"),
    ]  # fmt: skip
    fake.change("cover.garage_door", "open")
    fake.change("cover.all_doors", "open")
    outcome = do(connect(), "close", target="Garage Door")
    assert outcome.say["en"] == "Garage Door is closed. Also changed: Ceiling Lights is off."
    assert {"All doors", "Outside Temperature", "Ceiling Lights"} <= {change.subject for change in outcome.changes}


def test_the_members_of_a_group_or_scene_are_what_was_asked_for(connect: Connect, fake: FakeHome) -> None:
    members = [("cover.garage_door", "open", "ours"), ("cover.kitchen_window", "open", "ours")]
    fake.beside["cover.open_cover"] = [*members, ("cover.all_doors", "open", "ours")]
    assert do(connect(), "open", target="All doors").say["en"] == "All doors is open."
    fake.beside["scene.turn_on"] = [("light.bed_light", "on", "ours"), ("lock.front_door", "unlocked", "ours")]
    assert (
        do(connect(), "activate", target="Film").say["en"] == "Film is activated. Also changed: Front Door is unlocked."
    )


def test_an_order_that_failed_tells_what_it_changed_elsewhere(connect: Connect, fake: FakeHome) -> None:
    fake.deaf.add("light.bed_light")
    fake.beside["light.turn_on"] = [("light.ceiling_lights", "off", "ours")]
    with pytest.raises(ToolError, match=r"Bed Light did not obey: .* Also changed: Ceiling Lights is off\."):
        do(connect(), "turn_on", patience=0.2, target="Bed Light")


def test_two_orders_at_once_are_not_mixed_up(connect: Connect) -> None:
    tools = home_toolset(connect(), patience=5)

    async def both() -> list[Any]:
        return await asyncio.gather(
            tools["turn_on"].run({"target": "Bed Light"}), tools["turn_off"].run({"target": "Ceiling Lights"})
        )

    on, off = asyncio.run(both())
    assert (on.say["en"], off.say["en"]) == ("Bed Light is on at 71%.", "Ceiling Lights is off.")


def test_home_assistants_abbreviated_contexts() -> None:
    """As 2024.3.3 tells them: whole where both parent and user are set, else the id, else what differs."""
    causes = Causes()
    causes.hear({"a": {"light.a": {"s": "on", "c": {"id": "x", "parent_id": "ours", "user_id": None}}}})
    causes.hear({"c": {"light.a": {"+": {"c": {"id": "y", "parent_id": None}}}}})
    causes.hear({"a": {"light.b": {"s": "on", "c": "ours"}}, "r": ["light.c"]})
    causes.called(["light.target"], "ours")
    assert causes.changed_by(["light.target"]) == {"light.a", "light.b"}
    assert causes.changed_by(["light.b"]) == frozenset()


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=30))
def test_only_what_descends_from_the_call_is_ours(chain: list[tuple[int, int]]) -> None:
    """Contexts made one after the other, each from an earlier one or from none, as automations make them."""
    causes, parents = Causes(), {0: -1}
    causes.called(["light.target"], "0")
    for step, (entity, parent) in enumerate(chain, start=1):
        parents[step] = parent if parent < step else -1
        origin = None if parents[step] < 0 else str(parents[step])
        causes.hear({"c": {f"light.{entity}_{step}": {"+": {"c": {"id": str(step), "parent_id": origin}}}}})

    def ours(step: int) -> bool:
        return step == 0 or (step > 0 and ours(parents[step]))

    expected = {f"light.{entity}_{step}" for step, (entity, _) in enumerate(chain, start=1) if ours(step)}
    assert causes.changed_by(["light.target"]) == expected
