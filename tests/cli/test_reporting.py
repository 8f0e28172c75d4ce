"""`agentlite report`, on results and on a run log."""

import json

import pytest

from agentlite.egress import Entry, Ledger
from agentlite.models.testing import ScriptedModel
from tests.cli.test_evaluating import ON, model, suite  # noqa: F401


@pytest.fixture
def results(suite, agentlite, tmp_path):  # noqa: F811
    path = tmp_path / "results.json"
    path.write_text(agentlite("eval", suite, "--json", model=model(ON, {"answer": "No."})).stdout)
    return path


def test_results_are_reported_as_a_table(results, agentlite):
    done = agentlite("report", results, results)
    assert done.exit_code == 0
    assert "4 tasks, 4 of them with a label" in done.stdout
    assert "50.0%" in done.stdout
    assert "4 tarefas" in agentlite("report", results, results, "--language", "pt").stdout


def test_json_is_one_object_and_pictures_are_drawn(results, agentlite, tmp_path):
    done = agentlite("report", results, "--json", "--plots", tmp_path / "pictures")
    assert json.loads(done.stdout)["accuracy"]["value"] == 0.5
    assert (tmp_path / "pictures" / "latency.png").exists()


def test_the_run_log_is_reported_with_the_ledger_beside_it(agentlite, home):
    agentlite("run", "say hi", model=ScriptedModel([{"answer": "Hi."}]))
    alone = agentlite("report")
    assert "No egress ledger was read" in alone.stdout
    assert not (home / "egress.db").exists(), "a report makes no ledger"
    with Ledger(home / "egress.db") as ledger:
        ledger.append(Entry(event="sent", step="a", bytes=120))
    found = json.loads(agentlite("report", "--json").stdout)
    assert (found["tasks"], found["zero_egress"]["value"], found["egress"]["bytes"]) == (1, 1.0, 120)


def test_results_can_be_reported_with_the_ledger_of_their_making(results, agentlite, tmp_path):
    with Ledger(tmp_path / "eval.db") as ledger:
        ledger.append(Entry(event="sent", step="a", bytes=120))
        ledger.append(Entry(event="settled", step="a", price=0.25))
    found = json.loads(agentlite("report", results, "--ledger", tmp_path / "eval.db", "--json").stdout)
    assert (found["egress"]["cost"], found["cost_per_success"]) == (0.25, 0.25)


def test_what_is_not_there_is_told(results, agentlite, tmp_path, home):
    for arguments in (["report"], ["report", results, "--ledger", tmp_path / "no.db"], ["report", "no.json"]):
        ended = agentlite(*arguments)
        assert (ended.exit_code, "error:" in ended.stderr) == (2, True)
    assert not (home / "runs.db").exists()
