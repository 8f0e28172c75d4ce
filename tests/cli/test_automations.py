"""`agentlite automations`, as its owner types it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys

import pytest
import yaml

from agentlite.models.testing import ScriptedModel
from tests.cli.conftest import calls

OPEN = calls(("open", {"target": "Lounge blind"}))
UNLOCK = calls(("unlock", {"target": "Street door lock"}))


def one_shot(decision):
    return ScriptedModel([decision], one_shot=True)


@pytest.fixture
def kept(agentlite):
    done = agentlite("automations", "add", "every weekday at 7:30 open the lounge blind", model=one_shot(OPEN))
    assert (done.exit_code, done.output) == (0, "Kept as automation 1.\nOn weekdays at 07:30: open Lounge blind.\n")
    return agentlite


def test_list_and_show_in_words_and_for_programs(kept):
    assert kept("automations", "list").output == "  1  On weekdays at 07:30: open Lounge blind.\n"
    assert "Nos dias úteis às 07:30: abrir Lounge blind." in kept("automations", "list", "--language", "pt").output
    (told,) = json.loads(kept("automations", "list", "--json").output)["automations"]
    assert told["trigger"] == {"kind": "daily", "at": "07:30", "days": [0, 1, 2, 3, 4]}
    assert told["calls"][0]["things"] == ["cover.lounge_blind"]
    assert "every weekday at 7:30" in kept("automations", "show", "1").output


def test_an_empty_list(agentlite):
    assert "Nothing is kept" in agentlite("automations", "list").output


def test_edit_disable_enable_delete(kept):
    new = "todos os dias às 9 abre o lounge blind"
    assert "Todos os dias às 09:00" in kept("automations", "edit", "1", new, model=one_shot(OPEN)).output
    assert kept("automations", "disable", "1").exit_code == 0
    assert "(disabled)" in kept("automations", "list").output
    assert kept("automations", "enable", "1").exit_code == 0
    assert kept("automations", "delete", "1").exit_code == 0
    assert kept("automations", "show", "1").exit_code == 2


def test_approval_is_asked_for_when_it_is_kept(agentlite):
    sentence = "in ten minutes unlock the street door"
    assert agentlite("automations", "add", sentence, model=one_shot(UNLOCK)).exit_code == 1
    assert agentlite("automations", "add", sentence, "--yes", model=one_shot(UNLOCK)).exit_code == 0
    assert "approved by" in agentlite("automations", "show", "1").output


@pytest.mark.parametrize(("language", "words"), [("en", "At what time?"), ("pt", "A que horas?")])
def test_what_is_unclear_is_said_in_the_users_language(agentlite, language, words):
    done = agentlite("automations", "add", "tomorrow open the blind", "--language", language, model=one_shot(OPEN))
    assert (done.exit_code, words in done.output) == (1, True)


def test_one_is_run_now_and_what_became_of_it_is_shown(kept):
    done = kept("automations", "run", "1")
    assert (done.exit_code, "done: Lounge blind is already open." in done.output) == (0, True)
    assert "  done  " in kept("automations", "show", "1").output
    assert json.loads(kept("automations", "show", "1", "--json").output)["firings"][0]["status"] == "done"
    assert "every weekday at 7:30 open the lounge blind" in kept("runs", "list").output


def test_export_is_yaml(kept):
    (made,) = yaml.safe_load(kept("automations", "export", "1").output)
    assert made["action"] == [{"service": "cover.open_cover", "target": {"entity_id": ["cover.lounge_blind"]}}]


def test_a_saved_scene_is_listed_offered_and_deleted(agentlite, home):
    from datetime import UTC, datetime

    from agentlite.automations import AutomationStore

    store = AutomationStore(home / "automations.db")
    store.save_scene("movie night", {"light.worktop": {"state": "on", "brightness": 26}}, datetime.now(UTC))
    store.close()
    assert "“movie night”" in agentlite("automations", "list").output
    done = agentlite("run", "movie night", model=one_shot(calls(("activate", {"target": "movie night"}))))
    assert (done.exit_code, "movie night is activated." in done.output) == (0, True)
    assert agentlite("automations", "delete", "movie night").exit_code == 0
    assert "Nothing is kept" in agentlite("automations", "list").output


def test_a_scene_is_saved_by_a_sentence(agentlite):
    done = agentlite("automations", "add", "save the lounge as film night", model=one_shot(OPEN))
    assert (done.exit_code, done.output) == (0, "“film night” is saved: 5 things as they are now.\n")
    assert json.loads(agentlite("automations", "list", "--json").output)["scenes"] == ["film night"]


def test_it_runs_until_it_is_interrupted(kept):
    command = [sys.executable, "-m", "agentlite", "automations", "run"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "Running 1 automations. Ctrl-C ends this.\n"
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130


def test_what_is_for_later_is_kept_by_run_and_by_chat(agentlite, monkeypatch, tmp_path):
    monkeypatch.setenv("AGENTLITE_HOME", str(tmp_path))
    later = "turn on the worktop light at 11 pm"
    model = ScriptedModel([calls(("turn_on", {"target": "Worktop light"}))] * 3, one_shot=True)
    kept = agentlite("run", later, model=model)
    assert (kept.exit_code, "Kept as automation 1" in kept.stdout) == (0, True), kept.output
    told = agentlite("chat", "--language", "en", model=model, stdin=f"{later}\nturn on the worktop light\n")
    assert "Kept as automation 2" in told.stdout
    assert "Worktop light is on." in told.stdout
    assert len(json.loads(agentlite("automations", "list", "--json").stdout)["automations"]) == 2
