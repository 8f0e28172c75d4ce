"""What small models do wrong: every slip is recovered or ends in a clear outcome, never in a silent success."""

import asyncio
import json
from typing import Annotated, Any, Literal

import pytest

from agentlite import Agent, Limits, Outcome, Range, Result, ToolError, Toolset, tool
from agentlite.actions import Change
from agentlite.models.testing import ScriptedModel


class Lamp:
    """A lamp that notes every time it is really switched, and a lock nobody should open."""

    def __init__(self) -> None:
        self.on = False
        self.switched: list[bool] = []
        self.unlocked = False

    @tool(risk="reversible")
    def switch(self, on: bool, room: Literal["kitchen", "bedroom"]) -> Outcome:
        """Switch a lamp."""
        before, self.on = self.on, on
        self.switched.append(on)
        return Outcome(
            changes=(Change(room, "on", before, on),), say={"en": f"The {room} lamp is {'on' if on else 'off'}."}
        )

    @tool(risk="read")
    def look(self, room: Literal["kitchen", "bedroom"]) -> str:
        """Tell whether a lamp is on."""
        return f"{room}: {'on' if self.on else 'off'}"

    @tool(risk="reversible")
    def dim(self, percent: Annotated[int, Range(0, 100)]) -> str:
        """Dim the lamp."""
        raise ToolError("The lamp cannot be dimmed.", say={"pt": "O candeeiro não tem regulação."})

    @tool(risk="reversible")
    def crash(self) -> None:
        """Crash."""
        raise ZeroDivisionError("boom")

    @tool(risk="irreversible")
    def unlock(self) -> str:
        """Unlock the door."""
        self.unlocked = True
        return "The door is unlocked."

    def tools(self) -> Toolset:
        return Toolset([self.switch, self.look, self.dim, self.crash, self.unlock])


def run(*replies: Any, task: str = "kitchen lamp on", one_shot: bool = False, **options: Any) -> tuple[Result, Lamp]:
    lamp = Lamp()
    with ScriptedModel(list(replies), one_shot=one_shot) as model:
        result = asyncio.run(Agent(model, tools=lamp.tools(), **options).arun(task))
    return result, lamp


def call(tool_name: str, **arguments: Any) -> dict[str, Any]:
    return {"calls": [{"call": tool_name, "with": arguments}]}


ON = call("switch", on=True, room="kitchen")
DONE = {"answer": "All done!"}


@pytest.mark.parametrize(
    "slip",
    [
        pytest.param("", id="empty reply"),
        pytest.param("Certainly! I have turned on the lamp.", id="a claim instead of a call"),
        pytest.param('{"calls":[{"call":"switch","with":{"on":true', id="broken JSON"),
        pytest.param(call("HassLightGet", room="kitchen"), id="unknown tool"),
        pytest.param(call("switch", room="kitchen"), id="missing argument"),
        pytest.param(call("switch", on=True, room="kitchen", floor="1"), id="extra argument"),
        pytest.param(call("switch", on=True, room="attic"), id="invented device"),
        pytest.param(call("switch", on="yes please", room="kitchen"), id="words for a bool"),
        pytest.param(call("switch", on="true", room="kitchen"), id="a string for a bool"),
        pytest.param(call("dim", percent=400), id="out of range"),
        pytest.param({"calls": ON["calls"] * 2}, id="the same call twice in one reply"),
        pytest.param({"calls": []}, id="no calls"),
        pytest.param({"answer": ""}, id="an empty answer"),
    ],
)
def test_a_slip_goes_back_once_and_is_recovered(slip: Any) -> None:
    result, lamp = run(slip, ON, DONE)
    assert (result.status, lamp.switched) == ("done", [True])
    assert len(result.steps[0].decision.refusals) == 1
    assert result.output == "The kitchen lamp is on."


def test_the_refusal_names_the_legal_values() -> None:
    with ScriptedModel([call("switch", on=True, room="attic"), ON, DONE]) as model:
        asyncio.run(Agent(model, tools=Lamp().tools()).arun("attic lamp on"))
    assert "use one of: kitchen, bedroom" in model.requests[1].messages[-1].content


def test_a_slip_made_twice_ends_as_refused() -> None:
    result, lamp = run("", "", task="acende a luz da cozinha")
    assert (result.status, lamp.switched) == ("refused", [])
    assert result.output.startswith("Não consegui perceber")
    assert not result.ok


@pytest.mark.parametrize(
    "text",
    [
        f"Here you go:\n```json\n{json.dumps(ON)}\n```",
        '<functioncall>{"name":"switch","arguments":{"on":true,"room":"kitchen"}}</functioncall>',
        "switch(on=True, room='kitchen')",
    ],
)
def test_a_call_written_as_text_runs(text: str) -> None:
    result, lamp = run(text, DONE)
    assert (result.status, lamp.switched) == ("done", [True])


def test_the_same_call_for_ever_is_stopped_after_one_warning() -> None:
    result, lamp = run(ON, ON, ON)
    assert (result.status, lamp.switched) == ("refused", [True])
    assert "already made" in result.output
    assert "The kitchen lamp is on." in result.output


def test_different_calls_for_ever_stop_at_the_limit() -> None:
    replies = [call("dim", percent=n) for n in range(3)]
    result, _ = run(*replies, limits=Limits(steps=3))
    assert (result.status, "3 steps" in result.output) == ("limit", True)


def test_calls_over_the_limit_do_not_run() -> None:
    both = {"calls": [ON["calls"][0], {"call": "switch", "with": {"on": True, "room": "bedroom"}}]}
    result, lamp = run(both, limits=Limits(calls=1))
    assert (result.status, lamp.switched) == ("limit", [True])


def test_a_cheerful_done_after_a_failure_is_not_believed() -> None:
    result, _ = run(call("dim", percent=5), {"answer": "Done! The lamp is now dimmed."})
    assert result.status == "failed"
    assert "cannot be dimmed" in result.output
    assert "Done!" not in result.output


def test_a_failure_is_told_in_the_language_of_the_request() -> None:
    result, _ = run(call("dim", percent=5), DONE, task="baixa a luz da cozinha")
    assert "O candeeiro não tem regulação." in result.output


def test_a_failure_made_good_later_counts_as_done() -> None:
    attempts: list[int] = []

    @tool(risk="reversible")
    def press(target: Literal["bell"], hard: bool) -> Outcome:
        """Press the bell."""
        attempts.append(1)
        if not hard:
            raise ToolError("It did not ring.")
        return Outcome(changes=(Change("bell", "rang", False, True),), say={"en": "It rang."})

    replies = [call("press", target="bell", hard=False), call("press", target="bell", hard=True), DONE]
    with ScriptedModel(replies) as model:
        result = asyncio.run(Agent(model, tools=[press]).arun("ring the bell"))
    assert (result.status, result.output, len(attempts)) == ("done", "It rang.", 2)


def test_another_call_of_the_same_tool_does_not_make_a_failure_good() -> None:
    @tool(risk="reversible")
    def send(letter: str) -> str:
        """Send a letter."""
        if letter == "a":
            raise ToolError("The letter was lost.")
        return f"{letter} sent"

    replies = [call("send", letter="a"), call("send", letter="b"), {"answer": "All sent."}]
    with ScriptedModel(replies) as model:
        result = asyncio.run(Agent(model, tools=[send]).arun("send both letters"))
    assert (result.status, "The letter was lost." in result.output) == ("failed", True)


def test_a_result_that_is_no_json_is_a_failed_call_not_a_crashed_run() -> None:
    @tool(risk="reversible")
    def pairs() -> object:
        """Return what JSON cannot hold."""
        return {(1, 2): "pair"}

    with ScriptedModel([call("pairs"), DONE]) as model:
        result = asyncio.run(Agent(model, tools=[pairs]).arun("pairs"))
    assert (result.status, "TypeError" in result.output) == ("failed", True)


def test_a_tool_that_crashes_is_a_failed_call_not_a_crashed_run() -> None:
    result, _ = run(call("crash"), DONE)
    assert result.status == "failed"
    assert "ZeroDivisionError: boom" in result.output


def test_a_claim_in_words_alone_changes_nothing_and_is_only_an_answer() -> None:
    result, lamp = run({"answer": "I have unlocked the door."})
    assert (result.status, lamp.unlocked, result.changes) == ("answered", False, ())


def test_an_irreversible_call_without_approval_is_declined() -> None:
    result, lamp = run(call("unlock"), task="unlock the door", one_shot=True)
    assert (result.status, lamp.unlocked) == ("declined", False)
    assert "approval" in result.output


def test_a_person_may_say_no_or_yes() -> None:
    result, lamp = run(call("unlock"), one_shot=True, approve=lambda call, tool: False)
    assert (result.status, lamp.unlocked) == ("declined", False)

    async def yes(call: object, tool: object) -> bool:
        return True

    result, lamp = run(call("unlock"), one_shot=True, approve=yes)
    assert (result.status, lamp.unlocked) == ("done", True)


def test_a_one_shot_model_is_not_asked_again() -> None:
    result, lamp = run(ON, one_shot=True)
    assert (result.status, lamp.switched, len(result.steps)) == ("done", [True], 1)


def test_asking_and_declining_are_outcomes_of_their_own() -> None:
    result, _ = run({"ask": "Which lamp?", "options": ["kitchen", "bedroom"]})
    assert (result.status, result.output, result.options) == ("asked", "Which lamp?", ("kitchen", "bedroom"))
    result, _ = run({"decline": "There is no sauna here."})
    assert (result.status, result.output, result.ok) == ("declined", "There is no sauna here.", False)


def test_a_question_is_answered_from_what_was_read() -> None:
    result, _ = run(call("look", room="kitchen"), {"answer": "It is off."})
    assert (result.status, result.output) == ("answered", "It is off.")
