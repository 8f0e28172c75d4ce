"""Sentences become plans that were decided, checked and approved as live requests are; and nothing is done yet."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from agentlite import Agent
from agentlite.actions import ToolCall
from agentlite.approval import Asked
from agentlite.automations import Automations, NotKept
from agentlite.errors import ConfigurationError, InputError
from agentlite.events import RunFinished
from agentlite.models.testing import ScriptedModel
from agentlite.remembered import Remembered, RememberedChoices
from agentlite.tools.home.automations import Becomes, Once, Unclear
from tests.automations.conftest import LISBON, World

LAMP_OFF = ("turn_off", {"target": "Hall lamp"})
UNLOCK = ("unlock", {"target": "Front door"})


def test_a_sentence_is_kept_and_not_done(world: World) -> None:
    with world.book(LAMP_OFF) as book:
        before = world.home.snapshot()
        kept = book.add("at 23:30 turn off the hall lamp")
        assert world.home.snapshot() == before
        assert book.list() == (kept,)
        assert isinstance(kept.trigger, Once)
        assert kept.trigger.at.astimezone(LISBON).hour == 23
        assert [str(call) for call in kept.calls] == ["turn_off(target='Hall lamp')"]
        assert kept.plan[0].things == ("light.hall",)
        assert (kept.language, kept.approved_by, kept.enabled) == ("en", "", True)


def test_the_model_is_asked_only_what_to_do(world: World) -> None:
    model = ScriptedModel([{"calls": [{"call": "turn_off", "with": {"target": "Hall lamp"}}]}], one_shot=True)
    with Automations(world.file, Agent(model, tools=world.tools), world.setting, clock=world.clock) as book:
        book.add("when I leave, turn off the hall lamp")
    said = model.requests[0].messages[-1].content
    assert "turn off the hall lamp" in said
    assert "leave" not in said


def test_explained_in_both_languages(world: World) -> None:
    with world.book(LAMP_OFF, ("open", {"target": "Blind"})) as book:
        kept = book.add("every weekday at 7:30 turn off the hall lamp and open the blind")
        assert book.explain(kept, "en") == "On weekdays at 07:30: turn off Hall lamp and open Blind."
        assert book.explain(kept, "pt") == "Nos dias úteis às 07:30: desligar Hall lamp e abrir Blind."


@pytest.mark.parametrize(
    ("sentence", "english", "portuguese"),
    [
        ("when I leave, turn off the hall lamp", "When Ana leaves", "Quando Ana sair"),
        ("at sunset turn off the hall lamp", "Every day at sunset", "Todos os dias ao pôr do sol"),
        ("15 minutes before sunset turn off the hall lamp", "Every day 15 minutes before sunset",
         "Todos os dias 15 minutos antes do pôr do sol"),
        ("when the front door is unlocked, turn off the hall lamp", "When Front door becomes unlocked",
         "Quando Front door ficar destrancado"),
        ("tomorrow at 9 turn off the hall lamp", "On Thursday 19 November 2026 at 09:00",
         "Quinta, 19 de novembro de 2026, às 09:00"),
    ],
)  # fmt: skip
def test_every_kind_of_trigger_in_words(world: World, sentence: str, english: str, portuguese: str) -> None:
    with world.book(LAMP_OFF) as book:
        kept = book.add(sentence)
        assert book.explain(kept, "en") == f"{english}: turn off Hall lamp."
        assert book.explain(kept, "pt") == f"{portuguese}: desligar Hall lamp."


def test_what_cannot_be_undone_is_approved_when_it_is_kept(world: World) -> None:
    with world.book(UNLOCK, approve=True) as book:
        kept = book.add("when I get home, unlock the front door")
    assert kept.trigger == Becomes({"person.ana": "Ana"}, "home")
    assert (kept.plan[0].approved, kept.plan[0].things, kept.approved_by) == (True, ("lock.front",), "owner")


def test_a_choice_about_now_keeps_nothing_for_ever(world: World, tmp_path: Path) -> None:
    call = ToolCall("unlock", {"target": "Front door"})
    with RememberedChoices(tmp_path / "approvals.db") as choices, world.book(UNLOCK) as book:
        choices.remember(Asked(call, world.tools["unlock"], "physical"))
        book.agent._approve = Remembered(choices)
        assert book.agent.run("unlock the front door").status == "done"
        with pytest.raises(NotKept):
            book.add("when I get home, unlock the front door")


@pytest.mark.parametrize("approve", [None, False])
def test_without_a_yes_nothing_is_kept(world: World, approve: bool | None) -> None:
    with world.book(UNLOCK, approve=approve) as book:
        with pytest.raises(NotKept):
            book.add("when I get home, unlock the front door")
        assert book.run("at 8 pm unlock the front door").status == "declined"
        assert book.list() == ()


def test_what_is_for_now_goes_to_the_agent(world: World) -> None:
    with world.book(LAMP_OFF) as book:
        assert book.run("turn off the hall lamp").status == "done"
        assert (world.state("light.hall"), book.list()) == ("off", ())
        with pytest.raises(InputError, match="not for later"):
            book.add("turn off the hall lamp")


def test_a_question_back_keeps_nothing(world: World) -> None:
    with world.book(LAMP_OFF) as book:
        asked = book.run("todas as noites desliga a luz do hall")
        assert (asked.status, book.list()) == ("asked", ())
        assert asked.output.startswith("A que horas?")
        with pytest.raises(Unclear):
            book.add("tomorrow turn off the hall lamp")


def test_a_model_that_declines_keeps_nothing(world: World) -> None:
    model = ScriptedModel([{"decline": "There is no oven."}], one_shot=True)
    with Automations(world.file, Agent(model, tools=world.tools), world.setting, clock=world.clock) as book:
        result = book.run("in ten minutes turn off the hall oven")
        assert (result.status, result.output, book.list()) == ("declined", "There is no oven.", ())


def test_streaming_is_a_run_with_its_end(world: World) -> None:
    async def last(book: Automations, task: str) -> RunFinished:
        events = [event async for event in book.stream(task)]
        assert isinstance(events[-1], RunFinished)
        return events[-1]

    with world.book(LAMP_OFF) as book:
        kept = asyncio.run(last(book, "at 23:30 turn off the hall lamp"))
        assert kept.result.output.startswith("Kept as automation 1. On Wednesday 18 November 2026 at 23:30: turn off")
        assert asyncio.run(last(book, "turn off the hall lamp")).result.changes


def test_edit_disable_enable_delete(world: World) -> None:
    with world.book(LAMP_OFF) as book:
        kept = book.add("every day at 8 turn off the hall lamp")
        changed = book.edit(kept.id, "todos os dias às 9 desliga a luz do hall")
        assert (changed.id, changed.language) == (kept.id, "pt")
        assert book.explain(changed) == "Todos os dias às 09:00: desligar Hall lamp."
        book.disable(kept.id)
        assert not book.list()[0].enabled
        book.enable(kept.id)
        assert book.list()[0].enabled
        book.delete(kept.id)
        assert book.list() == ()
        for act in (book.disable, book.enable, book.delete):
            with pytest.raises(ConfigurationError, match="no automation 1"):
                act(kept.id)


def test_the_sun_needs_a_place(world: World) -> None:
    from dataclasses import replace

    world.setting = replace(world.setting, place=None)
    with world.book(LAMP_OFF) as book, pytest.raises(ConfigurationError, match="where the sun"):
        book.add("at sunset turn off the hall lamp")


@pytest.mark.parametrize(
    ("sentence", "name"),
    [("save this as movie night", "movie night"), ("guarda isto como noite de cinema", "noite de cinema"),
     ("save the hall as evening", "evening")],
)  # fmt: skip
def test_a_scene_is_saved_and_comes_back(world: World, sentence: str, name: str) -> None:
    before = world.home.snapshot()
    with world.book() as book:
        assert book.run(sentence).status == "done"
    asyncio.run(world.home.call("turn_off", ["light.hall"]))
    asyncio.run(world.home.call("close", ["cover.blind"]))
    assert world.state("light.hall") == "off"
    with world.book(("activate", {"target": name})) as book:
        result = book.run(f"activate {name}")
    assert (result.status, result.output.startswith(f"{name} ")) == ("done", True)
    after = world.home.snapshot()
    for entity_id in ("light.hall", "fan.hall", "cover.blind"):
        assert after[entity_id]["state"] == before[entity_id]["state"], entity_id
    assert abs(after["light.hall"]["attributes"]["brightness"] - 77) <= 2
    assert after["cover.blind"]["attributes"]["current_position"] == 40
    assert after["lock.front"]["state"] == "locked"


def test_a_scene_saved_again_takes_the_place_of_the_one_of_that_name(world: World) -> None:
    with world.book() as book:
        for name in ("Movie night", "🎬", "🎁", "movie  night"):
            asyncio.run(world.home.call("turn_off" if name == "movie  night" else "turn_on", ["light.hall"]))
            book.save_scene(name)
        scenes = book.store.scenes()
    assert sorted(scenes) == ["Movie night", "🎁", "🎬"]
    assert scenes["Movie night"]["light.hall"]["state"] == "off"
    ids = [entity.id for entity in world.with_scenes.house.entities]
    assert len(ids) == len(set(ids))


def test_a_scene_in_which_something_does_not_obey_is_not_done(world: World) -> None:
    with world.book(("turn_off", {"target": "Hall lamp"})) as book:
        book.run("save this as reading")
        book.run("turn off the hall lamp")
    world.home.deaf.add("light.hall")
    with world.book(("activate", {"target": "reading"})) as book:
        assert book.run("activate reading").status == "failed"


def test_a_scene_can_be_part_of_an_automation(world: World) -> None:
    with world.book(("activate", {"target": "reading"})) as book:
        book.run("save this as reading")
        kept = book.add("every day at 8 pm activate reading")
        assert kept.plan[0].things[-1] == "scene.agentlite_reading"
        assert "lock.front" not in kept.plan[0].things
