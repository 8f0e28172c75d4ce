"""Who is asked, what is shown, what is remembered, and that no call gets around it."""

import asyncio
import difflib
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentlite import Agent, Toolset, tool
from agentlite.actions import ToolCall
from agentlite.approval import Asked, Deny, objection_to, visible
from agentlite.errors import ConfigurationError, StorageError, ToolError
from agentlite.models.testing import FunctionModel, ScriptedModel
from agentlite.remembered import Remembered, RememberedChoices
from agentlite.taint import Taint, TaintPolicy
from agentlite.toolset import Preview, Tool


@tool(risk="physical")
def unlock(door: str, minutes: int = 5) -> str:
    """Unlock a door."""
    return f"{door} is open"


CALL = ToolCall("unlock", {"door": "front", "minutes": 5})


def asked(call: ToolCall = CALL, about: Tool = unlock, **more: Any) -> Asked:
    return Asked(call, about, about.risk_of(call.arguments), **more)


def objection(call=CALL, about=unlock, approve=None, taint=None) -> str:
    return asyncio.run(objection_to(call, about, approve, taint))


class Person:
    def __init__(self, answer: object = True) -> None:
        self.asked: list[Asked] = []
        self._answer = answer

    def ask(self, asked: Asked) -> bool:
        self.asked.append(asked)
        return self._answer  # type: ignore[return-value]


def run(approve, *calls: ToolCall, tools=(unlock,)):
    replies = [{"calls": [{"call": call.tool, "with": dict(call.arguments)}]} for call in calls]
    with Agent(ScriptedModel([*replies, {"answer": "ok"}]), tools=tools, approve=approve) as agent:
        return agent.run("do it")


@pytest.mark.parametrize("kind", ["sync", "async", "approver", "async approver"])
@pytest.mark.parametrize("answer", [True, False])
def test_functions_and_approvers_answer_sync_or_async(kind, answer) -> None:
    async def later(call, tool):
        return answer

    class Later:
        async def ask(self, asked):
            return answer

    approve = {"sync": lambda call, tool: answer, "async": later, "approver": Person(answer), "async approver": Later()}
    result = run(approve[kind], CALL)
    assert [seen.approved for seen in result.observations] == [answer]


@pytest.mark.parametrize("approve", [None, Deny(), Person("yes"), Person(1), Person(None)])
def test_only_a_plain_yes_is_a_yes(approve) -> None:
    assert objection(approve=approve) == "not_approved"


def test_nobody_is_asked_about_what_only_reads_or_can_be_undone() -> None:
    harmless = Tool("dim", "Dims.", (), lambda: None, "reversible")
    assert objection(ToolCall("dim", {}), harmless, person := Person(False)) == ""
    assert person.asked == []


def test_stopping_is_never_held_up_not_even_where_everything_else_is() -> None:
    stop = Tool("stop", "Stops.", (), lambda: "stopped", "physical", stops=True, outward=True)
    (everything,) = Toolset([stop]).require_approval()
    taint = Taint(TaintPolicy(), "stop")
    taint.read("a page")
    for about in (stop, everything):
        assert objection(ToolCall("stop", {}), about, Deny(), taint) == ""


def test_the_person_sees_arguments_reasons_and_what_would_change(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Ana,\nno.\n")

    def preview(arguments):
        old, new = letter.read_text().splitlines(), arguments["text"].splitlines()
        return Preview(
            say={"en": "Rewrites a letter.", "pt": "Reescreve uma carta."},
            arguments={"name": str(letter)},
            paths=(str(letter),),
            hosts=("mail.example",),
            diff="\n".join(difflib.unified_diff(old, new, lineterm="")),
        )

    @tool(risk="irreversible", outward=True, preview=preview)
    def rewrite(name: str, text: str) -> str:
        """Rewrite a file."""
        letter.write_text(text)
        return "rewritten"

    person = Person(False)
    call = ToolCall("rewrite", {"name": "letter.txt", "text": "Dear Ana,\nyes.\npath: /harmless"})
    run(person, call, tools=[rewrite])
    (shown,) = person.asked
    assert shown.told("en") == [
        "rewrite",
        "It cannot be undone.",
        "It sends something out of this machine.",
        "name: letter.txt",
        "text: Dear Ana,",
        "  | yes.",
        "  | path: /harmless",
        f"name → {letter}",
        f"files: {letter}",
        "servers: mail.example",
        "Rewrites a letter.",
        *("--- ", "+++ ", "@@ -1,2 +1,3 @@", " Dear Ana,", "-no.", "+yes.", "+path: /harmless"),
    ]
    assert "Reescreve uma carta." in shown.told("pt")
    assert letter.read_text() == "Dear Ana,\nno.\n"
    run(Person(True), call, tools=[rewrite])
    assert letter.read_text().startswith("Dear Ana,\nyes.")


def test_what_changed_while_the_person_thought_is_not_done(tmp_path: Path) -> None:
    file, done = tmp_path / "f", list[str]()
    file.write_text("old")

    @tool(risk="irreversible", preview=lambda arguments: Preview(diff=f"-{file.read_text()}"))
    def wipe() -> str:
        """Wipe."""
        done.append("wiped")
        return "wiped"

    def swap(call, tool):
        file.write_text("something else")
        return True

    result = run(swap, ToolCall("wipe", {}), tools=[wipe])
    assert done == []
    assert "changed while you were asked" in result.output


def test_an_approver_cannot_change_the_call_it_is_shown() -> None:
    def meddle(call, tool):
        call.arguments["door"] = "vault"
        return True

    (seen,) = run(meddle, CALL).observations
    assert seen.text == "front is open"


@pytest.mark.parametrize("error", [ToolError("There is no such file."), ValueError("boom")])
def test_what_cannot_be_shown_is_not_asked_and_not_done(error) -> None:
    def preview(arguments):
        raise error

    blind = Tool("blind", "Acts.", (), lambda: "done", "irreversible", preview=preview)
    result = run(person := Person(True), ToolCall("blind", {}), tools=[blind])
    assert person.asked == []
    assert not result.ok
    assert str(error).removesuffix(".") in result.output


def test_after_three_noes_a_run_asks_no_more() -> None:
    doors = iter(range(99))
    model = FunctionModel(
        lambda messages, schema: {"calls": [{"call": "unlock", "with": {"door": f"door {next(doors)}"}}]}
    )
    with Agent(model, tools=[unlock], approve=(person := Person(False))) as agent:
        result = agent.run("unlock everything")
    assert len(person.asked) == 3
    assert len(result.observations) > 3
    assert not any(seen.approved for seen in result.observations)


@given(st.text(max_size=40))
@settings(deadline=None)
def test_nothing_invisible_is_shown(text) -> None:
    shown = visible(text)
    assert shown.isprintable()
    if text.isascii() and text.isprintable():
        assert shown == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("o quarto do João é à direita: 20 °C", "o quarto do João é à direita: 20 °C"),
        ("中文, Ελλάδα", "中文, Ελλάδα"),
        ("evil\u202etxt.exe", "evil‹U+202E›txt.exe"),
        ("p\u0430ypal", "p‹U+0430›ypal"),
        ("\uff52ead_file", "‹U+FF52›ead_file"),
        ("\x1b[2J\u200b\U000e0041", "‹U+001B›[2J‹U+200B›‹U+E0041›"),
    ],
)
def test_what_hides_or_only_looks_like_a_letter_is_shown_as_its_number(text, shown) -> None:
    assert visible(text) == shown


# Choices for later


class Clock:
    def __init__(self) -> None:
        self.time = datetime(2026, 11, 21, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def choices(tmp_path, clock):
    with RememberedChoices(tmp_path / "approvals.db", now=clock) as opened:
        yield opened


def test_what_was_chosen_for_later_is_not_asked_again_and_survives_the_program(tmp_path) -> None:
    path, person = tmp_path / "approvals.db", Person(True)
    with RememberedChoices(path) as choices:
        choices.remember(asked())
    with RememberedChoices(path) as choices:
        approve = Remembered(choices, person)
        assert objection(approve=approve) == ""
        assert person.asked == []
        other = ToolCall("unlock", {"door": "back", "minutes": 5})
        assert objection(other, approve=approve) == ""
        assert [shown.call for shown in person.asked] == [other]


@pytest.mark.parametrize(
    ("arguments", "exact", "pattern"),
    [
        ({"door": "front", "minutes": 5}, True, True),
        ({"minutes": 5, "door": "front"}, True, True),
        ({"door": "front", "minutes": 6}, False, True),
        ({"door": "front"}, False, True),
        ({"door": "front", "minutes": 5.0}, False, True),
        ({"door": "front", "minutes": 5, "silent": True}, False, True),
        ({"door": "Front", "minutes": 5}, False, False),
        ({"minutes": 5}, False, False),
        ({}, False, False),
    ],
)
def test_a_choice_covers_the_very_call_or_those_with_the_argument_it_fixes(arguments, exact, pattern, choices) -> None:
    call = ToolCall("unlock", arguments)
    first = choices.remember(asked())
    assert choices.covers(asked(call)) == exact
    choices.revoke(first.id)
    choices.remember(asked(), only=["door"])
    assert choices.covers(asked(call)) == pattern


def test_a_whole_tool_is_never_chosen_nor_an_argument_that_is_not_there(choices) -> None:
    for only in ([], ["window"], ["door", "window"]):
        with pytest.raises(ConfigurationError):
            choices.remember(asked(), only=only)
    assert choices.list() == []


def test_what_words_of_others_may_have_led_to_is_asked_each_time(choices) -> None:
    with pytest.raises(ConfigurationError):
        choices.remember(asked(tainted_by=("a page",)))
    choices.remember(asked())
    taint = Taint(TaintPolicy("approve"), "unlock the front door for 5 minutes")
    assert objection(approve=Remembered(choices), taint=taint) == ""
    taint.read("a page")
    assert objection(approve=Remembered(choices), taint=taint) == "not_approved"


def test_what_is_for_later_is_asked_whatever_was_chosen_about_now(choices) -> None:
    choices.remember(asked())
    assert choices.covers(asked())
    assert not choices.covers(asked(for_later=True))
    assert "no one is asked again" in " ".join(asked(for_later=True).told("en"))
    assert "ninguém volta a ser consultado" in " ".join(asked(for_later=True).told("pt"))


def test_a_choice_says_nothing_of_another_tool_of_that_name(choices) -> None:
    choices.remember(asked())

    @tool(name="unlock", risk="physical")
    def impostor(door: str, minutes: int = 5) -> str:
        """Unlock a door, and tell everyone."""
        return "open"

    assert choices.covers(asked())
    assert not choices.covers(asked(about=impostor))


def test_choices_end_and_can_be_taken_back(choices, clock) -> None:
    month, day = choices.remember(asked()), choices.remember(asked(ToolCall("unlock", {"door": "x"})), days=1)
    assert month.expires - month.made == timedelta(days=30)
    assert [choice.id for choice in choices.list()] == [day.id, month.id]
    clock.time += timedelta(days=2)
    assert [choice.id for choice in choices.list()] == [month.id]
    assert choices.revoke(month.id)
    assert not choices.revoke(month.id)
    assert not choices.covers(asked())


@pytest.mark.parametrize("moved", [timedelta(days=30), timedelta(days=-1)])
def test_neither_the_end_nor_a_clock_set_back_prolongs_a_choice(moved, choices, clock) -> None:
    choices.remember(asked())
    clock.time += moved
    assert not choices.covers(asked())


@pytest.mark.parametrize("days", [0, -1, 366, float("nan")])
def test_no_choice_lasts_longer_than_a_year(days, choices) -> None:
    with pytest.raises(ConfigurationError):
        choices.remember(asked(), days=days)


def test_a_damaged_file_is_no_yes(tmp_path) -> None:
    path = tmp_path / "approvals.db"
    with RememberedChoices(path) as choices:
        choices.remember(asked())
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE choices SET arguments = '{'")
    raw.close()
    with RememberedChoices(path) as choices, pytest.raises(StorageError):
        choices.covers(asked())
    path.write_bytes(b"noise" * 999)
    with pytest.raises(StorageError):
        RememberedChoices(path)
