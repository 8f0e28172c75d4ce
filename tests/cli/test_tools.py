"""`agentlite tools`: the tools of a house, and calling one by hand."""

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from agentlite.cli import tools as commands
from agentlite.sandbox import Manifest
from agentlite.toolset import Toolset, tool


def test_list_names_every_tool_with_its_risk(agentlite):
    listed = agentlite("tools", "list")
    assert any(line.split()[:2] == ["unlock", "irreversible"] for line in listed.stdout.splitlines())
    documents = json.loads(agentlite("tools", "list", "--json").stdout)
    assert {"name": "open", "risk": "depends"}.items() <= next(d for d in documents if d["name"] == "open").items()


def test_a_tool_without_a_target_in_the_house_is_not_listed(tmp_path, agentlite):
    house = tmp_path / "house.yaml"
    house.write_text("areas: [{name: Hut}]\nentities: [{name: Lantern, id: light.lantern, area: Hut}]")
    names = [tool["name"] for tool in json.loads(agentlite("tools", "list", "--house", house, "--json").stdout)]
    assert "turn_on" in names
    assert "unlock" not in names
    assert "Nothing here can be meant" in agentlite("tools", "show", "unlock", "--house", house).stdout


def test_show_tells_the_arguments_and_their_legal_values(agentlite):
    shown = agentlite("tools", "show", "set_brightness").stdout
    assert "integer from 0 to 100" in shown
    assert "Worktop light" in shown
    schema = json.loads(agentlite("tools", "show", "set_brightness", "--json").stdout)["arguments"]
    assert schema["properties"]["percent"]["maximum"] == 100


@tool(manifest=Manifest(risk="read"))
def snoop(path: str) -> str:
    """Read a file.

    Args:
        path: which one
    """
    return Path(path).read_text()


@pytest.fixture
def with_snoop(monkeypatch):
    """A world whose only tool has a manifest that allows nothing."""
    opened = commands.open_world
    monkeypatch.setattr(commands, "open_world", lambda *told: replace(opened(*told), tools=Toolset([snoop])))


def test_show_tells_in_plain_words_what_a_tool_may_do(agentlite, with_snoop):
    shown = agentlite("tools", "show", "snoop").stdout
    assert "It may read none of your files." in shown
    assert "Não pode ler nenhum ficheiro teu." in agentlite("tools", "show", "snoop", "--language", "pt").stdout
    manifest = json.loads(agentlite("tools", "show", "snoop", "--json").stdout)["manifest"]
    assert (manifest["risk"], manifest["read"], manifest["wall_seconds"]) == ("read", [], 10.0)


def test_show_says_when_a_tool_has_all_of_your_rights(agentlite):
    assert "with your rights" in agentlite("tools", "show", "set_brightness").stdout
    assert json.loads(agentlite("tools", "show", "set_brightness", "--json").stdout)["manifest"] is None


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux only")
def test_call_runs_a_tool_with_a_manifest_in_a_sandbox_or_not_at_all(agentlite, with_snoop, tmp_path):
    (tmp_path / "secret").write_text("canary")
    called = agentlite("tools", "call", "snoop", json.dumps({"path": str(tmp_path / "secret")}), "--json")
    outcome = json.loads(called.stdout)["outcome"]
    assert (called.exit_code, outcome["ok"]) == (1, False)
    assert "canary" not in called.stdout
    assert "ways out tried" in outcome["sandbox"] or "No sandbox holds" in outcome["text"]


def test_call_runs_a_tool_and_tells_what_changed(agentlite):
    called = agentlite("tools", "call", "turn_on", '{"target": "Worktop light"}')
    assert called.exit_code == 0
    assert "Worktop light: off → on\nWorktop light is on." in called.stdout
    document = json.loads(agentlite("tools", "call", "get_state", '{"target": "Worktop light"}', "--json").stdout)
    assert document["outcome"]["ok"] is True


def test_what_cannot_be_undone_needs_a_yes(agentlite):
    arguments = ("tools", "call", "unlock", '{"target": "Street door lock"}')
    declined = agentlite(*arguments)
    assert declined.exit_code == 1
    assert "needs your approval" in declined.stdout
    assert agentlite(*arguments, "--yes").exit_code == 0


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("turn_on", "{target: x}", "not JSON"),
        ("turn_on", '["Worktop light"]', "not a JSON object"),
        ("turn_on", "{}", "target"),
        ("turn_on", '{"target": "Moon"}', "'Moon' does not exist"),
        ("turn_on", '{"target": "Worktop light", "colour": "red"}', "colour"),
        ("set_brightness", '{"target": "Worktop light", "percent": 400}', "400"),
        ("fly", "{}", "no tool called 'fly'"),
    ],
)
def test_an_illegal_call_is_refused_and_nothing_runs(name, arguments, said, agentlite):
    refused = agentlite("tools", "call", name, arguments)
    assert refused.exit_code == 2
    assert said in refused.stderr
    assert "→" not in refused.stdout


def test_an_unknown_pack_is_refused_with_those_there_are(agentlite):
    refused = agentlite("tools", "list", "--tools", "spaceship")
    assert (refused.exit_code, "The packs are: home" in refused.stderr) == (2, True)
