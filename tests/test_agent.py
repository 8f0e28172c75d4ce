import asyncio
import itertools
import math
import time
from typing import Any

import pytest

from agentlite import Agent, Briefing, Limits, Toolset, tool
from agentlite.errors import ConfigurationError, InputError, PromptTooLong
from agentlite.events import CallFinished, CallStarted, DecisionMade, RunFinished, RunStarted
from agentlite.models.base import Completion, Token
from agentlite.models.testing import FunctionModel, ScriptedModel


@tool(risk="reversible")
async def set_light(on: bool, room: str) -> str:
    """Switch the light of one room."""
    return f"The {room} light is {'on' if on else 'off'}."


def call(name: str, **arguments: Any) -> dict[str, Any]:
    return {"call": name, "with": arguments}


KITCHEN = {"calls": [call("set_light", on=True, room="kitchen")]}
BEDROOM = {"calls": [call("set_light", on=True, room="bedroom")]}
DONE = {"answer": "Done."}


def test_run_is_the_sync_face_of_arun() -> None:
    with Agent(ScriptedModel([KITCHEN, DONE, KITCHEN, DONE]), tools=[set_light]) as agent:
        assert agent.run("kitchen light on").status == "answered"
        assert asyncio.run(agent.arun("kitchen light on")).status == "answered"


def test_run_inside_an_event_loop_says_what_to_do() -> None:
    async def inside() -> None:
        with pytest.raises(ConfigurationError) as caught:
            Agent(ScriptedModel([])).run("x")
        assert "await agent.arun" in caught.value.hint

    asyncio.run(inside())


def test_events_come_in_the_order_things_happen() -> None:
    async def collect() -> list[Any]:
        return [event async for event in Agent(ScriptedModel([KITCHEN, DONE]), tools=[set_light]).stream("light on")]

    events = asyncio.run(collect())
    assert [type(event) for event in events] == [
        RunStarted,
        DecisionMade,
        CallStarted,
        CallFinished,
        DecisionMade,
        RunFinished,
    ]
    assert events[-1].result.usage.total > 0


@pytest.mark.parametrize("task", ["", "  \n ", "x" * 5_000, "a\x00b", "\ufffd", "a\udcffb", 7, None, b"bytes"])
def test_a_task_that_is_no_task_is_a_clear_error(task: Any) -> None:
    with pytest.raises(InputError):
        asyncio.run(Agent(ScriptedModel([])).arun(task))


def test_two_turns_share_their_prefix_byte_for_byte() -> None:
    clock = iter(range(100))
    world = Toolset([set_light], briefing=lambda _: Briefing("devices: kitchen, bedroom", f"time: {next(clock)}"))
    with ScriptedModel([KITCHEN, BEDROOM, DONE]) as model:
        asyncio.run(Agent(model, tools=world).arun("kitchen and bedroom light on"))
    turns = [request.messages for request in model.requests]
    for earlier, later in itertools.pairwise(turns):
        assert later[: len(earlier)] == earlier
        assert len(later) > len(earlier)
    assert all("time:" not in message.content for message in turns[0] if message.role == "system")
    assert [turn[-1].content.splitlines()[-1].startswith("time:") for turn in turns] == [True, True, True]


def test_two_tasks_share_the_system_message() -> None:
    world = Toolset([set_light], briefing=lambda request: Briefing("devices: kitchen", f"asked: {len(request)}"))
    with ScriptedModel([DONE, DONE]) as model:
        agent = Agent(model, tools=world, language="en")
        asyncio.run(agent.arun("kitchen light on"))
        asyncio.run(agent.arun("and now off again"))
    assert model.requests[0].messages[0] == model.requests[1].messages[0]


def test_a_prompt_that_does_not_fit_is_an_error_and_is_not_sent() -> None:
    model = ScriptedModel([], context_tokens=600)
    world = Toolset([set_light], briefing=lambda _: Briefing("device " * 2_000))
    with pytest.raises(PromptTooLong, match="room for 600"):
        asyncio.run(Agent(model, tools=world).arun("light on"))
    assert model.requests == []


def test_independent_calls_run_together_and_dependent_ones_in_order() -> None:
    running, most, order = 0, 0, []
    both_started = asyncio.Event()

    @tool(risk="reversible")
    async def work(on: str) -> str:
        """Work on something."""
        nonlocal running, most
        running += 1
        most = max(most, running)
        if running == 2:
            both_started.set()
        await both_started.wait()
        running -= 1
        return on

    @tool(risk="reversible", needs=["work"])
    async def finish(on: str) -> str:
        """Finish it."""
        order.append((on, running))
        return on

    reply = {"calls": [call("work", on="a"), call("work", on="b"), call("finish", on="c")]}
    result = asyncio.run(Agent(ScriptedModel([reply, DONE]), tools=[work, finish]).arun("work"))
    assert (most, order) == (2, [("c", 0)])
    assert [o.text for o in result.observations] == ["a", "b", "c"]


def test_calls_that_name_the_same_thing_keep_their_order() -> None:
    order: list[tuple[str, bool]] = []

    @tool(risk="reversible")
    async def switch(on: bool, room: str) -> None:
        """Switch."""
        await asyncio.sleep(0.02 if on else 0)
        order.append((room, on))

    reply = {"calls": [call("switch", on=True, room="a"), call("switch", on=False, room="a")]}
    asyncio.run(Agent(ScriptedModel([reply, DONE]), tools=[switch]).arun("blink"))
    assert order == [("a", True), ("a", False)]


def test_a_model_or_tool_that_never_returns_ends_at_the_time_limit() -> None:
    async def hang(*_: object) -> str:
        await asyncio.Event().wait()
        return ""

    result = asyncio.run(Agent(FunctionModel(hang), limits=Limits(seconds=0.05)).arun("light on"))
    assert result.status == "limit"

    @tool(risk="reversible")
    async def forever() -> None:
        """Never return."""
        await asyncio.Event().wait()

    model = ScriptedModel([{"calls": [call("forever")]}])
    result = asyncio.run(Agent(model, tools=[forever], limits=Limits(seconds=0.2)).arun("wait"))
    assert "may or may not have happened" in result.observations[0].text
    assert not result.ok


def test_tokens_are_limited() -> None:
    replies = [{"calls": [call("set_light", on=True, room=str(n))]} for n in range(8)]
    result = asyncio.run(Agent(ScriptedModel(replies), tools=[set_light], limits=Limits(tokens=500)).arun("lights"))
    assert result.status == "limit"
    assert "500 tokens" in result.output


@pytest.mark.parametrize(("wish", "status"), [(0.99, "declined"), (0.9, "answered")])
def test_where_another_tool_was_meant_what_is_left_is_not_called(wish: float, status: str) -> None:
    start, name, end = '{"calls":[{"call":"', "set_light", '","with":{"on":true,"room":"hall"}}]}'
    chosen, other = math.log(1 - wish), math.log(wish)
    tokens = (Token(start, 0.0), Token(name, chosen, ((name, chosen), ("unlock", other))), Token(end, 0.0))
    model = ScriptedModel([Completion(start + name + end, "stop", tokens=tokens), DONE])
    result = Agent(model, tools=[set_light]).run("destranca a porta do corredor")
    assert result.status == status
    assert bool(result.observations) == (status == "answered")
    if status == "declined":
        assert result.output == "Não consigo fazer isso aqui."
        assert result.confidence is not None
        assert result.confidence < wish


def test_a_run_can_be_cancelled() -> None:
    started = asyncio.Event()

    async def hang(*_: object) -> str:
        started.set()
        await asyncio.Event().wait()
        return ""

    async def cancel() -> None:
        task = asyncio.create_task(Agent(FunctionModel(hang)).arun("light on"))
        await started.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    began = time.monotonic()
    asyncio.run(cancel())
    assert time.monotonic() - began < 5


def test_one_agent_serves_several_tasks_at_once() -> None:
    def model(messages: Any, schema: Any) -> dict[str, Any]:
        last = messages[-1].content
        return DONE if last.startswith("Results") else {"calls": [call("set_light", on=True, room=last)]}

    agent = Agent(FunctionModel(model), tools=[set_light])

    async def many() -> list[str]:
        results = await asyncio.gather(*(agent.arun(f"room{n}") for n in range(20)))
        return [str(r.observations[0].call.arguments["room"]) for r in results]

    assert asyncio.run(many()) == [f"room{n}" for n in range(20)]


@pytest.mark.parametrize("limits", [{"steps": 0}, {"seconds": -1}, {"form_errors": -1}])
def test_senseless_limits_are_refused(limits: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError):
        Limits(**limits)
