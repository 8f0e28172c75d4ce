"""`agentlite eval`, on a suite of two sentences."""

import json
from functools import partial

import pytest

from agentlite.evaluation import eai
from agentlite.models.testing import FunctionModel, ScriptedModel, with_probability
from tests.cli.conftest import calls

ON = calls(("turn_on", {"target": "Lantern"}))


@pytest.fixture
def suite(tmp_path):
    folder = tmp_path / "suite"
    folder.mkdir()
    (folder / "_fixtures.yaml").write_text(
        "areas: [{name: Hut}]\nentities: [{name: Lantern, id: light.lantern, area: Hut}]"
    )
    (folder / "lights.yaml").write_text(
        "category: light\ntests:\n- sentences: [lantern on, light please]\n"
        "  expect_changes: {light.lantern: {state: 'on'}}\n"
    )
    return folder


def model(*replies):
    return ScriptedModel(replies, one_shot=True)


def test_the_table_and_the_failures_are_for_people(suite, agentlite):
    with model(ON, {"answer": "No."}) as half:
        done = agentlite("eval", suite, "--failures", model=half)
    assert done.exit_code == 0
    assert "50.0%" in done.stdout
    assert "light please" in done.stdout
    assert "lantern on" not in done.stdout


def test_json_is_one_object(suite, agentlite):
    with model(ON, {"answer": "No."}) as half:
        report = json.loads(agentlite("eval", suite, "--json", model=half).stdout)
    assert (report["suite"], report["n"], report["accuracy"]) == ("suite", 2, 0.5)
    assert [case["passed"] for case in report["cases"]] == [True, False]


def test_each_sentence_is_said_as_often_as_asked(suite, agentlite):
    with model(ON, ON, ON, ON) as always:
        assert json.loads(agentlite("eval", suite, "--samples", 2, "--json", model=always).stdout)["n"] == 4


@pytest.mark.parametrize(("wanted", "code"), [("0.5", 0), ("0.6", 1)])
def test_a_build_can_insist_on_a_share(wanted, code, suite, agentlite):
    assert agentlite("eval", suite, "--at-least", wanted, model=model(ON, {"answer": "No."})).exit_code == code


def test_with_a_gate_what_is_not_sure_enough_is_asked_and_not_done(suite, agentlite):
    text = json.dumps(ON, separators=(",", ":"))

    def report(*options):
        unsure = FunctionModel(lambda *_: with_probability(text, 0.3), one_shot=True)
        return json.loads(agentlite("eval", suite, "--json", *options, model=unsure).stdout)

    assert [report()[key] for key in ("accuracy", "asked_rate")] == [1, 0]
    assert [report("--careful")[key] for key in ("accuracy", "asked_rate")] == [0, 1]


def test_two_certificates_are_one_too_many(suite, tmp_path, agentlite):
    told = agentlite("eval", suite, "--careful", "--certificate", tmp_path / "mine.json", model=model())
    assert (told.exit_code, "two certificates" in told.stderr) == (2, True)


@pytest.mark.parametrize("options", [["--careful"], ["--failures"], ["--samples", "2"], ["--at-least", "0.5"]])
def test_what_the_robot_suite_cannot_keep_is_not_promised(options, agentlite):
    told = agentlite("eval", "robot", *options)
    assert (told.exit_code, "no other option" in told.stderr) == (2, True)


def test_what_is_no_suite_is_refused(suite, tmp_path, agentlite):
    missing = agentlite("eval", tmp_path / "nothing", model=model())
    assert (missing.exit_code, "There is no suite" in missing.stderr) == (2, True)
    (suite / "lights.yaml").write_text("tests: [{sentences: [hi], expect_chnages: {}}]")
    misspelt = agentlite("eval", suite, model=model())
    assert (misspelt.exit_code, "expect_chnages" in misspelt.stderr) == (2, True)


def test_the_robot_suite_says_how_to_install_what_it_needs(agentlite, monkeypatch, tmp_path):
    monkeypatch.setattr("agentlite.evaluation.eai.load_tasks", partial(eai.load_tasks, tmp_path / "nowhere"))
    told = agentlite("eval", "robot", "--every", "100")
    assert told.exit_code == 2
    assert "install" in told.stderr
