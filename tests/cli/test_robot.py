import json

import pytest

from agentlite.cli.robot import script_lines
from agentlite.models.testing import ScriptedModel
from agentlite.tools.robot.script import parse_node
from tests.cli.conftest import calls

TASK = "put the red block in the tray"


@pytest.fixture(autouse=True)
def own_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("AGENTLITE_HOME", str(tmp_path / "data"))


def model():
    return ScriptedModel([calls(("place", {"target": "tray"}))], one_shot=True)


def test_a_task_is_planned_tried_shown_run_and_run_again_without_a_model(agentlite, tmp_path):
    pytest.importorskip("py_trees")
    file = tmp_path / "task.json"
    told = agentlite("robot", "plan", TASK, "--save", file, "--yes", model=model())
    assert told.exit_code == 0, told.output
    assert "pick(target: red block)" in told.stdout
    assert "Tried in simulation: it works." in told.stdout
    assert "on the tray now" in told.stdout
    runs = [agentlite("robot", "replay", file, "--yes", "--json").stdout for _ in range(2)]
    assert runs[0] == runs[1]
    assert [entry["ok"] for entry in json.loads(runs[0])["run"]] == [True, True]


def test_a_script_is_shown_with_its_conditions():
    root = parse_node(
        {
            "if": {"check": "open", "of": ["box"], "is": False},
            "then": {"retry": {"do": "open", "with": {"target": "box"}}, "times": 2},
            "else": {"do": "look"},
        }
    )
    shown = ["  if not open (box)", "    retry 2 times", "      open(target: box)", "  else", "    look()"]
    assert list(script_lines(root)) == shown


def test_without_a_yes_nothing_moves(agentlite):
    pytest.importorskip("py_trees")
    told = agentlite("run", "--tools", "robot", TASK, model=model())
    assert (told.exit_code, "The robot has not moved." in told.stdout) == (1, True)


def test_a_plan_can_be_all_that_is_wanted(agentlite):
    pytest.importorskip("py_trees")
    told = json.loads(agentlite("run", "--tools", "robot", "--plan", "--json", TASK, model=model()).stdout)
    assert (told["dry_run"], told["run"]) == (True, None)
    refused = agentlite("run", "--plan", "turn on the worktop light", model=model())
    assert (refused.exit_code, "--tools robot" in refused.stderr) == (2, True)


def test_what_is_unclear_is_asked(agentlite):
    told = agentlite("robot", "plan", "pick up the block", model=model())
    assert told.exit_code == 1
    assert "(1) red block" in told.stdout


def test_a_stopped_robot_stays_where_it_is_until_it_is_released(agentlite):
    pytest.importorskip("py_trees")
    assert agentlite("robot", "stop").exit_code == 0
    stopped = json.loads(agentlite("robot", "plan", TASK, "--yes", "--json", model=model()).stdout)
    assert not all(entry["ok"] for entry in stopped["run"])
    assert agentlite("robot", "release").exit_code == 0
    assert agentlite("robot", "plan", TASK, "--yes", model=model()).exit_code == 0
