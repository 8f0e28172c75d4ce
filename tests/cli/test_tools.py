"""`agentlite tools`: the tools of a house, and calling one by hand."""

import json

import pytest


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
    assert "Nothing in this house" in agentlite("tools", "show", "unlock", "--house", house).stdout


def test_show_tells_the_arguments_and_their_legal_values(agentlite):
    shown = agentlite("tools", "show", "set_brightness").stdout
    assert "integer from 0 to 100" in shown
    assert "Worktop light" in shown
    schema = json.loads(agentlite("tools", "show", "set_brightness", "--json").stdout)["arguments"]
    assert schema["properties"]["percent"]["maximum"] == 100


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
    assert (refused.exit_code, "The packs are: home." in refused.stderr) == (2, True)
