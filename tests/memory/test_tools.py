"""remember, recall and forget as tools, and the two ends of the agent's loop."""

import asyncio

import pytest

from agentlite.actions import Calls, Decision, Observation, Result, Step, ToolCall
from agentlite.errors import ToolError
from agentlite.grammar import to_wire
from agentlite.memory import Draft, Filter, memory_toolset
from agentlite.memory.loop import keep, recall
from agentlite.toolset import Toolset, tool


@tool(risk="reversible")
def dim(to: int) -> str:
    """Dim the lights."""
    return f"Dimmed to {to}."


DIM = Toolset([dim])


def _run(memory, name, **arguments):
    return asyncio.run(memory_toolset(memory)[name].run(arguments))


def test_remembering_reports_the_change_in_both_languages(memory) -> None:
    outcome = _run(memory, "remember", text="Ana likes green tea")
    assert outcome.say == {"en": "I will remember: Ana likes green tea", "pt": "Vou lembrar-me: Ana likes green tea"}
    assert (outcome.changes[0].before, outcome.changes[0].after) == (None, "Ana likes green tea")
    item = memory.items()[0]
    assert (item.author, item.trust) == ("agent", "local")


def test_remembering_nothing_is_an_error_the_user_can_read(memory) -> None:
    with pytest.raises(ToolError) as caught:
        _run(memory, "remember", text=" ")
    assert set(caught.value.say) == {"en", "pt"}


def test_recall_answers_with_labels_and_owns_up_when_there_is_nothing(memory) -> None:
    assert _run(memory, "recall", query="tea").say["pt"] == "Não tenho memória disso."
    memory.add("Ana likes green tea")
    assert _run(memory, "recall", query="tea").value == ["[m1 2024-10-04 user] Ana likes green tea"]


def test_forgetting_asks_first_and_can_only_name_what_is_there(memory) -> None:
    tools = memory_toolset(memory)
    assert tools["forget"].schema("forget the tea") is None
    memory.add("Ana likes green tea")
    schema = tools["forget"].schema("forget the tea")
    assert schema is not None
    offered = schema["properties"]["memory_item"]["enum"]
    assert offered == ["m1: Ana likes green tea"]
    assert tools["forget"].needs_approval({"memory_item": offered[0]})
    asyncio.run(tools["forget"].run({"memory_item": offered[0]}))
    assert memory.items() == []


def test_risks_are_declared_for_what_they_are(memory) -> None:
    assert [tool.risk_of({}) for tool in memory_toolset(memory)] == ["reversible", "read", "irreversible"]


def _result(output: str, *calls: ToolCall, ok: bool = True) -> Result:
    decision = Decision(Calls(calls), "")
    observations = tuple(Observation(call, ok, "done") for call in calls)
    return Result(output, "done" if ok else "failed", (Step(decision, observations),))


def test_a_confirmed_run_becomes_a_worked_example_for_the_next(memory) -> None:
    call = ToolCall("dim", {"to": 10})
    keep(memory, "movie time", _result("Dimmed to 10.", call), thread="chat", confirmed=True)
    recalled = recall(memory, "movie time please", DIM, language="en")
    assert [message.content for message in recalled.example_messages()] == ["movie time", to_wire(Calls((call,)))]
    assert "movie time" in recalled.text


def test_unconfirmed_and_failed_runs_teach_nothing(memory) -> None:
    keep(memory, "movie time", _result("Dimmed.", ToolCall("dim", {"to": 90})), thread="chat")
    keep(memory, "party time", _result("Failed.", ToolCall("dim", {"to": 0}), ok=False), thread="chat", confirmed=True)
    assert recall(memory, "movie party time", DIM, language="en").examples == ()


def test_an_answer_from_memory_is_not_kept_as_something_new(memory) -> None:
    memory.add("The guest wifi password is tulip42.")
    keep(memory, "what is the guest password?", _result("The guest wifi password is tulip42."), thread="chat")
    assert [item.text for item in memory.items(Filter(kinds=("turn",)))] == ["what is the guest password?"]


def test_what_must_not_leave_is_not_in_a_prompt_that_does(memory) -> None:
    memory.add(Draft(text="The movie night is on Friday", privacy="open"))
    memory.add(Draft(text="The movie safe code is 9921", privacy="never"))
    memory.example("movie time", [ToolCall("dim", {"to": 10})])
    recalled = recall(memory, "movie", DIM, language="en", max_privacy="open")
    assert "Friday" in recalled.text and "9921" not in recalled.text
    assert recalled.examples == ()
    assert recalled.packed.privacy == "open"
