"""`agentlite approvals`, and choosing at the terminal to be asked no more."""

import asyncio
import io
import json
import sys

import click
import pytest

from agentlite.actions import ToolCall
from agentlite.approval import Asked
from agentlite.cli.approval import Approval
from agentlite.cli.group import group
from agentlite.cli.world import open_world
from agentlite.remembered import RememberedChoices
from tests.cli.test_process import UNLOCK, Terminal


def demo_world():
    """The demo house as a command opens it."""
    with click.Context(group):
        return open_world(("home",), None, None, "en")


def test_choose_once_then_list_then_revoke(agentlite):
    seen, code = Terminal(*UNLOCK).wait_for("[y/N]").type("a\n").end()
    assert code == 0
    assert "target: Street door lock" in seen
    again = agentlite(*UNLOCK)
    assert again.exit_code == 0
    assert "You chose before" in again.stderr
    listed = agentlite("approvals", "list").stdout
    assert "unlock(target='Street door lock'), until 20" in listed
    (choice,) = json.loads(agentlite("approvals", "list", "--json").stdout)
    assert (choice["tool"], choice["arguments"], choice["exact"]) == ("unlock", {"target": "Street door lock"}, True)
    assert agentlite("approvals", "revoke", choice["id"]).stdout == "1 revoked.\n"
    assert "Every call that needs approval" in agentlite("approvals", "list").stdout
    assert "Pergunta-se" in agentlite("approvals", "list", "--language", "pt").stdout
    assert agentlite(*UNLOCK).exit_code == 1


def test_revoke_names_what_is_not_there_and_takes_all(home, agentlite):
    refused = agentlite("approvals", "revoke", 7)
    assert (refused.exit_code, "There is no choice 7" in refused.stderr) == (2, True)
    assert agentlite("approvals", "revoke").exit_code == 2
    tools = demo_world().tools
    with RememberedChoices(home / "approvals.db") as choices:
        for name in ("unlock", "open"):
            choices.remember(Asked(ToolCall(name, {"target": "Street door"}), tools[name], "physical"))
    assert agentlite("approvals", "revoke", "--all").stdout == "2 revoked.\n"
    assert json.loads(agentlite("approvals", "list", "--json").stdout) == []


class Typed(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(("typed", "answer"), [("y\n", True), ("a\n", False), ("n\n", False), (None, False)])
def test_yes_to_everything_is_no_yes_to_what_words_of_others_led_to(typed, answer, monkeypatch, capsys, home):
    monkeypatch.setattr(sys, "stdin", Typed(typed) if typed else None)
    world = demo_world()
    call = ToolCall("unlock", {"target": "Street door lock"})
    plain = Asked(call, world.tools["unlock"], "irreversible")
    tainted = Asked(call, world.tools["unlock"], "irreversible", tainted_by=("fetch(url='x')",), not_said=("target",))
    person = Approval(world, "en", yes=True)
    assert asyncio.run(person.ask(plain))
    assert asyncio.run(person.ask(tainted)) is answer
    if typed:
        shown = capsys.readouterr().err
        assert "words of others were read: fetch(url='x')" in shown
        assert "You did not say: target" in shown
        assert "(a: yes" not in shown
    with RememberedChoices(home / "approvals.db") as choices:
        assert choices.list() == []


def test_after_words_of_others_a_terminal_is_asked_and_a_program_cannot_act(monkeypatch):
    person = Approval(demo_world(), "en")
    monkeypatch.setattr(sys, "stdin", Typed(""))
    assert person.taint.effects == "approve"
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    assert person.taint.effects == "remove"
