"""`agentlite runs`: the log as people and programs see it, and going on with what was cut off."""

import json
import sqlite3

from agentlite.actions import Calls, Decision, ToolCall
from agentlite.models.testing import ScriptedModel
from agentlite.runs import RunLog
from tests.cli.conftest import calls

LIGHT_ON = calls(("turn_on", {"target": "Worktop light"}))


def cut_off(path, tools=("turn_on", "set_brightness")):
    """A run of two calls whose process died during the first."""
    made = (
        ToolCall("turn_on", {"target": "Worktop light"}),
        ToolCall("set_brightness", {"target": "Reading lamp", "percent": 30}),
    )
    path.parent.mkdir(exist_ok=True)
    with RunLog(path) as log:
        run_id = log.start("light on and lamp to 30", model="embedded:box.gguf", tools=tools, language="en")
        log.decided(run_id, 1, Decision(Calls(made), "..."))
        log.before_call(run_id, 1, 0, made[0], "reversible")
    return run_id


def test_list_tells_of_runs_newest_first_and_of_interrupted_ones(home, agentlite):
    cut_off(home / "runs.db")
    agentlite("run", "hello", model=ScriptedModel([{"answer": "Hi."}]))
    newest, oldest = agentlite("runs", "list").stdout.splitlines()
    assert "answered" in newest
    assert newest.endswith("hello")
    assert "interrupted" in oldest
    listed = json.loads(agentlite("runs", "list", "--json").stdout)
    assert [(run["task"], run["status"]) for run in listed] == [
        ("hello", "answered"),
        ("light on and lamp to 30", None),
    ]
    assert len(json.loads(agentlite("runs", "list", "--limit", 1, "--json").stdout)) == 1


def test_listing_nothing_makes_no_file(home, agentlite):
    listed = agentlite("runs", "list", "--json")
    assert (listed.exit_code, json.loads(listed.stdout)) == (0, [])
    assert "no runs" in listed.stderr
    assert not home.exists()


def test_show_tells_a_run_step_by_step(agentlite):
    agentlite("run", "turn on the worktop light", model=ScriptedModel([LIGHT_ON], one_shot=True))
    (run,) = json.loads(agentlite("runs", "list", "--json").stdout)
    shown = agentlite("runs", "show", run["run_id"][:8]).stdout
    assert shown.startswith("» turn on the worktop light\n")
    assert "→ turn_on(target=Worktop light)\n    Worktop light: off → on" in shown
    document = json.loads(agentlite("runs", "show", run["run_id"], "--json").stdout)
    assert document["steps"][0]["calls"][0]["risk"] == "reversible"
    assert document["steps"][0]["calls"][0]["outcome"]["ok"] is True
    assert document["status"] == "done"


def test_show_says_what_of_a_cut_off_run_is_known_and_how_to_go_on(home, agentlite):
    run_id = cut_off(home / "runs.db")
    shown = agentlite("runs", "show", run_id).stdout
    assert "may or may not have happened" in shown
    assert "It never began." in shown
    assert f"agentlite runs resume {run_id}" in shown
    assert json.loads(agentlite("runs", "show", run_id, "--json").stdout)["status"] is None


def test_resume_runs_what_had_not_begun_and_does_not_repeat_what_had(home, agentlite):
    run_id = cut_off(home / "runs.db")
    resumed = agentlite("runs", "resume", run_id[:12], model=ScriptedModel([], one_shot=True))
    assert resumed.exit_code == 1
    assert "Worktop light: off → on" not in resumed.stdout
    assert "may or may not have happened" in resumed.stdout
    assert "Reading lamp is on at 30%" in resumed.stdout
    statuses = sqlite3.connect(home / "runs.db").execute("select run_id, status from runs").fetchall()
    assert statuses == [(run_id, "failed")]


def test_a_finished_run_is_not_resumed(home, agentlite):
    run_id = cut_off(home / "runs.db")
    agentlite("runs", "resume", run_id, model=ScriptedModel([], one_shot=True))
    again = agentlite("runs", "resume", run_id, "--json", model=ScriptedModel([]))
    assert again.exit_code == 2
    assert "already finished" in again.stderr


def test_a_run_whose_tools_are_not_here_is_not_resumed(home, agentlite):
    run_id = cut_off(home / "runs.db", tools=("turn_on", "fly"))
    refused = agentlite("runs", "resume", run_id, model=ScriptedModel([]))
    assert (refused.exit_code, "not here: fly" in refused.stderr) == (2, True)


def test_an_unknown_run_and_a_missing_log_are_told_apart(home, tmp_path, agentlite):
    missing = agentlite("runs", "show", "2026")
    assert (missing.exit_code, "There is no run log" in missing.stderr) == (2, True)
    cut_off(home / "runs.db")
    unknown = agentlite("runs", "show", "1999")
    assert (unknown.exit_code, "There is no run '1999'" in unknown.stderr) == (2, True)


def test_a_file_that_is_no_run_log_is_left_as_it_is(tmp_path, agentlite):
    file = tmp_path / "notes.txt"
    file.write_text("dear diary " * 1000)
    for command in (("runs", "list"), ("run", "hello")):
        refused = agentlite(*command, "--log", file, model=ScriptedModel([]))
        assert refused.exit_code == 3
        assert refused.stderr.startswith("error: ")
    assert file.read_text() == "dear diary " * 1000


def test_replay_does_again_what_was_decided_and_asks_no_model(home, agentlite):
    lamp = calls(
        ("turn_on", {"target": "Worktop light"}), ("set_brightness", {"target": "Reading lamp", "percent": 30})
    )
    agentlite("run", "light on and lamp to 30", model=ScriptedModel([lamp], one_shot=True))
    (first,) = json.loads(agentlite("runs", "list", "--json").stdout)
    again = agentlite("runs", "replay", first["run_id"][:8], model=ScriptedModel([]))
    assert again.exit_code == 0
    assert "Worktop light: off → on" in again.stdout
    newest, _ = json.loads(agentlite("runs", "list", "--json").stdout)
    assert (newest["model"], newest["status"], newest["calls"]) == (f"replay:{first['run_id']}", "done", 2)


def test_replay_of_several_steps_ends_as_they_did(agentlite):
    steps = [LIGHT_ON, calls(("turn_off", {"target": "Worktop light"})), {"answer": "On and off."}]
    agentlite("run", "flash the worktop light: on, then off", model=ScriptedModel(steps))
    (first,) = json.loads(agentlite("runs", "list", "--json").stdout)
    document = json.loads(agentlite("runs", "replay", first["run_id"], "--json").stdout)
    assert document["status"] == first["status"]
    assert document["output"] == first["output"]


def test_what_needs_a_yes_asks_for_it_again_and_what_is_gone_is_refused(tmp_path, agentlite):
    unlock = calls(("unlock", {"target": "Street door lock"}))
    agentlite("run", "unlock the street door", "--yes", model=ScriptedModel([unlock], one_shot=True))
    (first,) = json.loads(agentlite("runs", "list", "--json").stdout)
    assert (first["status"], agentlite("runs", "replay", first["run_id"]).exit_code) == ("done", 1)
    bare = tmp_path / "bare.yaml"
    bare.write_text("areas: [Hall]\ndevices:\n  - {id: light.hall, name: Hall light, area: Hall}\n", encoding="utf-8")
    refused = agentlite("runs", "replay", first["run_id"], "--yes", "--house", bare)
    assert refused.exit_code != 0
    assert "unlocked" not in refused.stdout


def test_a_run_that_decided_nothing_is_not_replayed(home, agentlite):
    home.mkdir()
    with RunLog(home / "runs.db") as log:
        run_id = log.start("hello", model="embedded:box.gguf", tools=[], language="en")
    refused = agentlite("runs", "replay", run_id)
    assert (refused.exit_code, "decided nothing" in refused.stderr) == (2, True)
