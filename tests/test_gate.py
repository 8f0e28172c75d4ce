"""What may be acted on, what is put to the user, what goes to another model."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

import pytest

from agentlite import Agent, Choices, Toolset, tool
from agentlite.actions import Action, Answer, Ask, Calls, Decision, Decline, ToolCall, Usage
from agentlite.certificates import Subject, certify
from agentlite.confidence import Confidence
from agentlite.errors import ConfigurationError
from agentlite.gate import Gate, Situation, settle
from agentlite.grammar import Grammar
from agentlite.models.base import ModelInfo
from agentlite.models.testing import ScriptedModel, with_probability
from agentlite.toolset import UNSAFE, Risk

ABOUT = Subject("weights", "Q8_0", "prompt", "tools")


@tool(risk="reversible")
def set_light(lamp: Annotated[str, Choices(lambda request: ["desk", "sofa"])], level: Literal["low", "high"]) -> str:
    """Set a lamp."""
    return f"{lamp} {level}"


@tool(risk="irreversible")
def open_gate() -> str:
    """Open the gate."""
    return "open"


@tool(risk="read")
def look() -> str:
    """Look around."""
    return "quiet"


TOOLS = Toolset([set_light, open_gate, look])
INFO = ModelInfo("small", 1000, digest="weights")
SITUATION = Situation(TOOLS, Grammar(TOOLS, "light").argument_schemas, INFO, ABOUT, "en")
CERTIFICATE = certify([n / 1000 for n in range(1000)], [n < 500 for n in range(1000)], 0.05, 0.1, about=ABOUT)
CALIBRATED = Gate.promising(CERTIFICATE)
SET = Calls((ToolCall("set_light", {"lamp": "desk", "level": "low"}),))
OPEN = Calls((ToolCall("open_gate", {}),))


def decided(action: Action, confidence: float | None, **more: object) -> Decision:
    return replace(Decision(action, "", confidence), **more)  # type: ignore[arg-type]


def test_the_certificate_says_from_where_on_decisions_are_kept() -> None:
    assert CERTIFICATE.threshold is not None
    assert 0.4 < CERTIFICATE.threshold < 0.6
    assert CALIBRATED.judge(decided(SET, CERTIFICATE.threshold), SITUATION).verdict == "keep"
    below = CALIBRATED.judge(decided(SET, CERTIFICATE.threshold - 0.001), SITUATION)
    assert below.verdict == "ask"
    assert "certified 0.05 at 0.9" in below.why


@pytest.mark.parametrize("change", [{"model_digest": "other"}, {"toolset": "other"}, {"prompt": "other"}])
def test_a_certificate_about_something_else_is_no_certificate(change: dict[str, str]) -> None:
    ruling = CALIBRATED.judge(decided(SET, 0.9), replace(SITUATION, about=replace(ABOUT, **change)))
    assert ruling.verdict == "ask"
    assert "uncalibrated" in ruling.why


def test_without_a_certificate_only_the_very_sure_is_kept() -> None:
    assert Gate().judge(decided(SET, 0.97), SITUATION).verdict == "ask"
    assert Gate().judge(decided(SET, 0.99), SITUATION).verdict == "keep"
    assert Gate().judge(decided(SET, None), SITUATION).verdict == "ask"
    assert "uncalibrated" in Gate().judge(decided(SET, 0.99), SITUATION).why


def test_a_certificate_that_could_promise_nothing_keeps_nothing() -> None:
    nothing = certify([0.5] * 20, [True] * 20, about=ABOUT)
    assert Gate.promising(nothing).judge(decided(SET, 1.0), SITUATION).verdict == "ask"


@pytest.mark.parametrize("risk", sorted(UNSAFE))
def test_what_cannot_be_undone_needs_more(risk: Risk) -> None:
    tools = Toolset([set_light, replace(open_gate, risk=risk), look])
    assert CALIBRATED.judge(decided(OPEN, 0.9), replace(SITUATION, tools=tools)).verdict == "ask"
    assert CALIBRATED.judge(decided(OPEN, 0.99), replace(SITUATION, tools=tools)).verdict == "keep"


@pytest.mark.parametrize(
    ("decision", "flag"),
    [
        (decided(SET, 0.9, refusals=("no such lamp",)), "repaired"),
        (decided(SET, 0.9, usage=Usage(950, 10)), "the window is nearly full"),
        (decided(Decline("no"), 0.3), "nothing done though a tool could act"),
    ],
)
def test_what_speaks_against_a_decision_is_told_and_counts(decision: Decision, flag: str) -> None:
    assert flag in CALIBRATED.judge(decision, replace(SITUATION, helper=True)).why
    assert CALIBRATED.judge(decision, replace(SITUATION, helper=True)).verdict == "escalate"


def test_a_doubt_between_few_values_is_put_to_the_user_with_just_those() -> None:
    assessed = Confidence(score=0.3, decision=0.95, arguments={(0, "lamp"): 0.33, (0, "level"): 0.99})
    ruling = CALIBRATED.judge(decided(SET, 0.3, assessed=assessed), replace(SITUATION, helper=True))
    assert ruling.question == Ask("Which lamp do you mean (set_light)?", ("desk", "sofa"))
    schema = SITUATION.argument_schemas["set_light"]
    assert settle(SET.calls[0], ruling.argument, "sofa", schema) == ToolCall(
        "set_light", {"lamp": "sofa", "level": "low"}
    )
    assert settle(SET.calls[0], ruling.argument, "moon", schema) is None
    alone = Gate.promising(CERTIFICATE, attended=False)
    assert alone.judge(decided(SET, 0.3, assessed=assessed), replace(SITUATION, helper=True)).verdict == "escalate"


def test_a_doubt_about_two_things_is_not_one_question() -> None:
    assessed = Confidence(score=0.1, decision=0.95, arguments={(0, "lamp"): 0.33, (0, "level"): 0.4})
    assert CALIBRATED.judge(decided(SET, 0.1, assessed=assessed), replace(SITUATION, helper=True)).question is None


def test_nothing_that_was_not_kept_is_acted_on() -> None:
    for gate in (CALIBRATED, replace(CALIBRATED, attended=False)):
        for action in (SET, OPEN, Answer("42"), None):
            ruling = gate.without_help(action, "pt", "nobody")
            assert ruling.verdict == "ask"
            assert ruling.question is not None
    assert CALIBRATED.without_help(Decline("no"), "en", "nobody").verdict == "keep"


def test_a_gate_says_what_is_wrong_with_it() -> None:
    with pytest.raises(ConfigurationError, match=r"strict lies between 0 and 1"):
        Gate(strict=2)
    with pytest.raises(ConfigurationError, match="no risk class fatal"):
        Gate({"fatal": CERTIFICATE})  # type: ignore[dict-item]


LOW = '{"calls":[{"call":"set_light","with":{"lamp":"desk","level":"low"}}]}'


def test_an_unsure_agent_asks_and_does_nothing() -> None:
    with ScriptedModel([with_probability(LOW, 0.6)]) as model:
        result = Agent(model, tools=[set_light], gate=Gate()).run("light low")
    assert (result.status, result.options) == ("asked", ("yes", "no"))
    assert not result.observations
    assert "set_light(lamp='desk', level='low')" in result.output
    assert "uncalibrated" in result.steps[0].decision.why


@pytest.mark.parametrize(
    ("answer", "status", "ran"), [("yes", "done", 1), ("no", "declined", 0), (None, "declined", 0)]
)
def test_a_user_who_is_asked_decides(answer: str | None, status: str, ran: int) -> None:
    asked: list[tuple[str, tuple[str, ...]]] = []

    async def ask(question: str, options: tuple[str, ...]) -> str | None:
        asked.append((question, options))
        return answer

    model = ScriptedModel([with_probability(LOW, 0.6)], one_shot=True)
    result = Agent(model, tools=[set_light], gate=Gate(), ask=ask).run("light low")
    assert (result.status, len(result.observations), len(asked)) == (status, ran, 1)


def test_a_sure_agent_does_not_ask() -> None:
    with ScriptedModel([with_probability(LOW, 0.999)], one_shot=True) as model:
        result = Agent(model, tools=[set_light], gate=Gate()).run("light low")
    assert result.status == "done"


@tool(risk="reversible")
def swap(first: Literal["desk", "sofa"], second: Literal["desk", "sofa"]) -> str:
    """Let two lamps change places."""
    return f"{first} {second}"


def test_a_choice_settles_the_argument_in_doubt_though_another_has_the_same_values() -> None:
    schemas = Grammar(Toolset([swap]), "").argument_schemas
    situation = replace(SITUATION, tools=Toolset([swap]), argument_schemas=schemas)
    proposed = Calls((ToolCall("swap", {"first": "desk", "second": "desk"}),))
    assessed = Confidence(score=0.3, decision=0.95, arguments={(0, "first"): 0.99, (0, "second"): 0.33})
    ruling = CALIBRATED.judge(decided(proposed, 0.3, assessed=assessed), situation)
    assert ruling.question is not None
    assert settle(proposed.calls[0], ruling.argument, "sofa", schemas["swap"]) == ToolCall(
        "swap", {"first": "desk", "second": "sofa"}
    )
