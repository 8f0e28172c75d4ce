"""One step goes elsewhere under pseudonyms and comes back checked; whatever goes wrong, nothing is done."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from agentlite import Agent, ToolError, Toolset, tool
from agentlite.actions import Result
from agentlite.certificates import certify, subject
from agentlite.egress import Budget, Door, Ledger, Policy
from agentlite.errors import EgressRefused, ModelUnavailable
from agentlite.escalation import Rung
from agentlite.gate import Gate
from agentlite.models.base import ModelInfo
from agentlite.models.openai_compat import OpenAICompatModel
from agentlite.models.retrying import Retry
from agentlite.models.testing import FunctionModel, ScriptedModel, with_probability
from agentlite.prompting import prompt_text
from agentlite.runs import RunLog
from agentlite.tools.home import Area, Entity, House, SimulatedHome, home_toolset
from tests.models.cloud import Answer, Cloud, error, hang, page, says, serving, stream

HOUSE = House(
    (Area("den", "Grandma's Den"), Area("hall", "Hall")),
    (
        Entity("light.a", "Tiffany Lamp", area="Grandma's Den"),
        Entity("light.b", "Pendant", area="Hall"),
        Entity("lock.c", "Vault", area="Hall"),
    ),
)
UNSURE = with_probability('{"calls":[{"call":"turn_off","with":{"target":"Tiffany Lamp"}}]}', 0.3)
TASK = "switch the tiffany lamp in grandma's den on, it's dark"


@dataclass
class Scene:
    """A home, a small model that is unsure, and a cloud at the end of a door."""

    cloud: Cloud
    home: SimulatedHome
    ledger: Ledger
    agent: Agent

    async def run(self, task: str = TASK) -> Result:
        return await self.agent.arun(task)

    async def lamp(self) -> str:
        return (await self.home.states(["light.a"]))["light.a"].state


@contextlib.asynccontextmanager
async def scene(
    folder: Path, *answers: Answer, policy: Policy | None = None, budget: Budget | None = None, **agent: Any
) -> AsyncIterator[Scene]:
    async with serving(*answers) as cloud:
        home = SimulatedHome(HOUSE)
        ledger = Ledger(folder / "egress.db")
        door = Door(ledger, policy=policy, budget=budget)
        model = OpenAICompatModel(
            "big",
            base_url=cloud.url,
            timeout=2,
            retry=Retry(attempts=2, sleep=_no_time),
            transport=door.transport(cloud.url),
        )
        small, gate = FunctionModel(lambda *_: UNSURE, one_shot=True), Gate(attended=False)
        made = Agent(small, tools=home_toolset(home), gate=gate, escalate_to=Rung(model, door), **agent)
        yield Scene(cloud, home, ledger, made)
        await model.aclose()


async def _no_time(seconds: float) -> None:
    await asyncio.sleep(0)


def on(target: str) -> str:
    return json.dumps({"calls": [{"call": "turn_on", "with": {"target": target}}]})


def test_one_step_is_decided_elsewhere_and_run_here(tmp_path: Path) -> None:
    async def check() -> None:
        async with scene(tmp_path, says(on("light.1"))) as at:
            result = await at.run()
            assert result.status == "done", result
            assert [str(o.call) for o in result.observations] == ["turn_on(target='Tiffany Lamp')"]
            assert result.steps[0].decision.source.startswith("openai:big@")
            assert "0.3 <" in result.steps[0].decision.why or "< 0.980" in result.steps[0].decision.why
            sent = json.dumps(at.cloud.bodies, ensure_ascii=False).casefold()
            assert "light.1" in sent
            for name in ("tiffany", "grandma", "pendant", "vault", "hall"):
                assert name not in sent
            assert len(at.cloud.requests) == 1
            assert not at.ledger.verify().problems

    asyncio.run(check())


def test_what_is_illegal_goes_back_once_with_the_reason(tmp_path: Path) -> None:
    async def check() -> None:
        async with scene(tmp_path, says(on("light.77")), says(on("Sofa")), says(on("light.1"))) as at:
            # The first names what it was not told of; that is rejected whole, and nobody else can help.
            assert (await at.run()).status == "asked"
            result = await at.run()
            assert result.status == "done"
            assert result.steps[0].decision.refusals[0].startswith("turn_on: target 'Sofa' does not exist")
            assert "tiffany" not in json.dumps(at.cloud.bodies).casefold()

    asyncio.run(check())


FAULTS: dict[str, Answer] = {
    "429": error("slow down", 429),
    "500": error("oops", 500),
    "401": error("who are you", 401),
    "html": page(b"<html>gateway</html>"),
    "malformed": says("I would switch on the lamp."),
    "schema ignored": says('{"tool":"turn_on","args":["all"]}'),
    "unknown name": says(on("light.9")),
    "half a stream": stream(b'{"choices":[{"delta":{"content":"{\\"calls"}}]}', ends=False),
    "silence": hang,
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_cloud_that_fails_ends_in_a_question_and_nothing_is_done(fault: str, tmp_path: Path) -> None:
    async def check() -> None:
        log = RunLog(tmp_path / "runs.db")
        async with scene(tmp_path, FAULTS[fault], log=log) as at:
            result = await at.run()
            assert result.status == "asked"
            assert not result.observations
            assert await at.lamp() == "unknown"
            record = log.load(result.run_id)
            assert record.finished is not None
            assert record.steps[0].decision.why == result.steps[0].decision.why
            assert not at.ledger.verify().problems
        log.close()

    asyncio.run(check())


@pytest.mark.parametrize(
    ("limits", "why"),
    [
        ({"policy": Policy(offline=True)}, "offline"),
        ({"policy": Policy(ask=True)}, "nobody agreed"),
        ({"budget": Budget(calls=0)}, "budget"),
    ],
)
def test_what_may_not_leave_does_not(limits: dict[str, Any], why: str, tmp_path: Path) -> None:
    async def check() -> None:
        async with scene(tmp_path, says(on("light.1")), **limits) as at:
            result = await at.run()
            assert result.status == "asked"
            assert not at.cloud.requests
            assert why in result.steps[0].decision.why.casefold()

    asyncio.run(check())


def test_a_server_that_does_not_exist(tmp_path: Path) -> None:
    async def check() -> None:
        ledger = Ledger(tmp_path / "egress.db")
        door, url = Door(ledger), "http://no-such-host.invalid/v1"
        model = OpenAICompatModel(
            "big", base_url=url, retry=Retry(attempts=1, sleep=_no_time), transport=door.transport(url)
        )
        small, tools = FunctionModel(lambda *_: UNSURE, one_shot=True), home_toolset(SimulatedHome(HOUSE))
        agent = Agent(small, tools=tools, escalate_to=Rung(model, door))
        assert (await agent.arun(TASK)).status == "asked"
        await model.aclose()

    asyncio.run(check())


def test_a_failed_call_is_mended_elsewhere_once(tmp_path: Path) -> None:
    ran: list[str] = []

    @tool(risk="reversible")
    def fetch(source: str) -> str:
        """Fetch something."""
        ran.append(source)
        if source == "left":
            raise ToolError("The left one is empty.")
        return f"from the {source}"

    first = with_probability('{"calls":[{"call":"fetch","with":{"source":"left"}}]}', 1.0)
    second = '{"calls":[{"call":"fetch","with":{"source":"right"}}]}'
    bigger = ScriptedModel([second], one_shot=True)
    agent = Agent(ScriptedModel([first], one_shot=True), tools=[fetch], gate=Gate(), escalate_to=bigger)
    result = agent.run("fetch it")
    assert ran == ["left", "right"]
    assert [step.decision.source for step in result.steps] == ["", "scripted"]
    assert "The left one is empty." in bigger.requests[0].messages[-1].content


def test_the_small_model_breaking_its_form_twice_is_helped() -> None:
    bigger = ScriptedModel(['{"answer":"42"}'])
    result = Agent(ScriptedModel(["nonsense", "nonsense"]), gate=Gate(), escalate_to=[bigger]).run("what is it")
    assert (result.status, result.output) == ("answered", "42")


def test_a_rung_that_is_not_trusted_passes_the_same_gate() -> None:
    sure, unsure = with_probability('{"answer":"sure"}', 1.0), with_probability('{"answer":"maybe"}', 0.4)
    rungs = [Rung(ScriptedModel([unsure], name="b"), trusted=False), Rung(ScriptedModel([sure], name="c"))]
    result = Agent(ScriptedModel([unsure]), escalate_to=rungs).run("what is it")
    assert (result.output, result.steps[0].decision.source) == ("sure", "c")
    assert "b: 0.4" in result.steps[0].decision.why


def test_a_model_elsewhere_without_a_door_is_not_asked() -> None:
    unsure, remote = with_probability('{"answer":"maybe"}', 0.4), ScriptedModel([], local=False)
    result = Agent(ScriptedModel([unsure]), gate=Gate(), escalate_to=remote).run("what is it")
    assert result.status == "asked"
    assert not remote.requests
    assert "no door to it" in result.steps[0].decision.why


def test_a_named_cloud_is_reached_through_a_door_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGENTLITE_HOME", str(tmp_path))
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    unsure = with_probability('{"answer":"maybe"}', 0.4)
    result = Agent(ScriptedModel([unsure]), escalate_to="openai:gpt-5-mini").run("what is it")
    assert result.status == "asked"
    assert "OPENAI_API_KEY" in result.steps[0].decision.why
    assert (tmp_path / "egress.db").exists()


def test_offline_a_cloud_cannot_even_be_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AGENTLITE_OFFLINE", "1")
    for name in ("openai:gpt-5-mini", "ollama:gpt-oss:120b-cloud"):
        with pytest.raises(EgressRefused, match="offline"):
            Agent(name)
    Agent("ollama:qwen3:4b").close()


def test_what_the_cloud_decided_is_decided_here_the_next_time(tmp_path: Path) -> None:
    async def check() -> None:
        async with scene(tmp_path, says(on("light.1")), memory=tmp_path / "memory.db") as at:
            assert (await at.run()).status == "done"
            again = await at.run()
            assert again.status == "done"
            assert again.steps[0].decision.source == ""
            assert len(at.cloud.requests) == 1

    asyncio.run(check())


def test_what_memory_keeps_to_itself_is_neither_told_nor_offered(tmp_path: Path) -> None:
    from agentlite.memory import Draft, Memory, memory_toolset

    secret = "The spare key lies under the third flowerpot"
    recall = with_probability('{"calls":[{"call":"recall","with":{"query":"spare key flowerpot"}}]}', 1.0)
    memory = Memory(tmp_path / "memory.db")
    memory.add(Draft(text=secret, privacy="never"))

    async def check() -> None:
        async with serving(says('{"answer":"Somewhere."}')) as cloud:
            door = Door(Ledger(tmp_path / "egress.db"))
            model = OpenAICompatModel("big", base_url=cloud.url, transport=door.transport(cloud.url))
            small = ScriptedModel([recall, with_probability('{"answer":"?"}', 0.2)])
            agent = Agent(small, tools=memory_toolset(memory), gate=Gate(), escalate_to=Rung(model, door))
            result = await agent.arun("where is the spare key, and forget the flowerpot")
            assert secret in small.requests[1].messages[-1].content
            assert (result.status, result.output) == ("answered", "Somewhere.")
            sent = json.dumps(cloud.bodies)
            assert "withheld" in sent
            assert "third" not in sent
            assert '"forget"' not in sent
            await model.aclose()

    asyncio.run(check())
    memory.close()


def test_a_proposal_that_names_what_must_stay_is_not_told(tmp_path: Path) -> None:
    from agentlite.memory import Draft, Memory, memory_toolset

    memory = Memory(tmp_path / "memory.db")
    item = memory.add(Draft(text="The safe opens with the year of the flood", privacy="never"))
    forget = {"calls": [{"call": "forget", "with": {"memory_item": f"{item.label}: {item.text}"}}]}

    async def check() -> None:
        async with serving(says('{"decline":"No."}')) as cloud:
            door = Door(Ledger(tmp_path / "egress.db"))
            model = OpenAICompatModel("big", base_url=cloud.url, transport=door.transport(cloud.url))
            small = ScriptedModel([with_probability(json.dumps(forget), 0.2)])
            agent = Agent(small, tools=memory_toolset(memory), gate=Gate(attended=False), escalate_to=Rung(model, door))
            assert (await agent.arun("forget how the safe opens")).status == "declined"
            assert "flood" not in json.dumps(cloud.bodies)
            await model.aclose()

    asyncio.run(check())
    memory.close()


def test_a_model_that_is_not_there_is_no_doubt() -> None:
    gone = ModelUnavailable("The server is down.")
    with pytest.raises(ModelUnavailable, match="down"):
        Agent(ScriptedModel([gone]), gate=Gate()).run("what is it")
    helped = Agent(ScriptedModel([gone]), escalate_to=ScriptedModel(['{"answer":"42"}'])).run("what is it")
    assert (helped.output, helped.steps[0].decision.source) == ("42", "scripted")


def test_a_certificate_of_the_first_model_says_nothing_about_the_next() -> None:
    tools = Toolset([])
    about = subject(ModelInfo("small", 1000, digest="small"), prompt_text("planner", "en"), tools)
    certificate = certify([n / 1000 for n in range(1000)], [n < 300 for n in range(1000)], 0.05, 0.1, about=about)
    assert certificate.threshold is not None
    unsure, surer = with_probability('{"answer":"maybe"}', 0.2), with_probability('{"answer":"likely"}', 0.9)
    rungs = [Rung(ScriptedModel([surer], name="b", digest="other"), trusted=False)]
    small = ScriptedModel([unsure], digest="small")
    result = Agent(small, tools=tools, gate=Gate.promising(certificate), escalate_to=rungs).run("what is it")
    assert result.status == "asked"
    assert "another model" in result.steps[0].decision.why
