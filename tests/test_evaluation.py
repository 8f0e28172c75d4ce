"""Suites are read as the leaderboard writes them, and a case passes only with all expected changes and no others."""

import asyncio
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentlite.errors import InputError, InvalidCompletion
from agentlite.evaluation import Report, evaluate, load_suite
from agentlite.evaluation.intervals import percentile, wilson
from agentlite.models.testing import FunctionModel, ScriptedModel

HOUSE = """
areas: [{name: Kitchen, id: kitchen}, {name: Porch, id: porch}]
entities:
  - {name: Ceiling, id: light.ceiling, area: kitchen, state: "off", attributes: {supported_color_modes: [brightness]}}
  - {name: Lantern, id: light.lantern, area: porch, state: "off"}
  - {name: Speaker, id: media_player.speaker, area: porch, state: "off"}
  - {name: Thermometer, id: sensor.thermometer, area: porch, state: "19.5",
     attributes: {device_class: temperature, unit_of_measurement: "°C"}}
"""
TASKS = """
category: light
tests:
  - sentences: [ceiling on although all lights and the lantern are not]
    expect_changes: {light.ceiling: {state: "on"}}
"""


def suite_of(tmp_path: Path, tasks: str = TASKS) -> Path:
    (tmp_path / "_fixtures.yaml").write_text(HOUSE)
    (tmp_path / "light.yaml").write_text(tasks)
    return tmp_path


def call(tool: str, **arguments: object) -> dict[str, object]:
    return {"calls": [{"call": tool, "with": arguments}]}


def report(path: Path, *replies: object) -> Report:
    with ScriptedModel(list(replies), one_shot=True) as model:
        return asyncio.run(evaluate(load_suite(path), model))


def test_all_expected_changes_and_no_others(tmp_path: Path) -> None:
    suite = suite_of(tmp_path)
    assert report(suite, call("turn_on", target="Ceiling")).accuracy == 1
    both = report(suite, call("turn_on", target="all lights"))
    assert (both.accuracy, both.wrong_action_rate) == (0, 1), "the lantern was not asked for"
    other = report(suite, call("turn_on", target="Lantern"))
    assert (other.accuracy, other.wrong_action_rate) == (0, 1)
    nothing = report(suite, {"decline": "no"})
    assert (nothing.accuracy, nothing.wrong_action_rate) == (0, 0)


def test_a_change_to_a_wrong_value_is_a_wrong_action(tmp_path: Path) -> None:
    tasks = """
tests:
  - sentences: [ceiling not to 20 but to half]
    setup: {light.ceiling: {state: "on", attributes: {brightness: 255}}}
    expect_changes: {light.ceiling: {attributes: {brightness: 128}}}
"""
    assert report(suite_of(tmp_path, tasks), call("set_brightness", target="Ceiling", percent=50)).accuracy == 1
    wrong = report(tmp_path, call("set_brightness", target="Ceiling", percent=20))
    assert (wrong.accuracy, wrong.wrong_action_rate) == (0, 1)


def test_ignored_attributes_may_change(tmp_path: Path) -> None:
    tasks = 'tests: [{sentences: [ceiling to 20], expect_changes: {light.ceiling: {state: "on"}}}]'
    dimmed = call("set_brightness", target="Ceiling", percent=20)
    assert report(suite_of(tmp_path, tasks), dimmed).accuracy == 0
    ignoring = tasks.replace("}}]", ", ignore_changes: {light.ceiling: [brightness]}}]").replace('"on"}', '"on"}}')
    assert report(suite_of(tmp_path, ignoring), dimmed).accuracy == 1


def test_a_question_needs_one_of_the_words_and_no_change(tmp_path: Path) -> None:
    tasks = 'tests: [{sentences: [how warm is the porch], expect_response: ["19.5"]}]'
    suite = suite_of(tmp_path, tasks)
    assert report(suite, call("get_state", target="Thermometer")).accuracy == 1
    assert report(suite, {"answer": "It is 119.5 degrees."}).accuracy == 0, "a word is a whole word"
    assert report(suite, call("turn_on", target="Lantern")).accuracy == 0


def test_the_context_device_tells_the_room(tmp_path: Path) -> None:
    tasks = "tests: [{sentences: [lights on], context_device: media_player.speaker}]"
    (task,) = load_suite(suite_of(tmp_path, tasks)).tasks
    assert task.here == "Porch"


def test_every_sentence_and_sample_gets_a_fresh_house(tmp_path: Path) -> None:
    tasks = 'tests: [{sentences: [ceiling a, ceiling b], expect_changes: {light.ceiling: {state: "on"}}}]'
    model = FunctionModel(lambda messages, schema: call("turn_on", target="Ceiling"), one_shot=True)
    found = asyncio.run(evaluate(load_suite(suite_of(tmp_path, tasks)), model, samples=3))
    assert (len(found.cases), found.accuracy) == (6, 1)


def test_a_model_that_answers_nonsense_fails_the_case_only(tmp_path: Path) -> None:
    tasks = 'tests: [{sentences: [ceiling a, ceiling b], expect_changes: {light.ceiling: {state: "on"}}}]'
    found = report(suite_of(tmp_path, tasks), InvalidCompletion("cut off"), call("turn_on", target="Ceiling"))
    assert (found.accuracy, found.cases[0].error) == (0.5, "cut off")


def test_the_report_is_one_json_object(tmp_path: Path) -> None:
    found = json.loads(json.dumps(report(suite_of(tmp_path), call("turn_on", target="Ceiling")).to_json()))
    assert found["accuracy"] == found["by_category"]["light"]["accuracy"] == 1
    assert found["ci95"][0] < 1
    assert {"p50", "p95"} == found["latency_ms"].keys()
    (case,) = found["cases"]
    assert (case["id"], case["passed"], case["output"]) == ("light-1-1", True, "Ceiling is on.")
    assert case["calls"] == [{"tool": "turn_on", "arguments": {"target": "Ceiling"}, "risk": "reversible"}]
    assert case["changes"] == [{"subject": "light.ceiling", "attribute": "state", "before": "off", "after": "on"}]


def test_a_folder_of_suites_is_a_suite(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        suite_of(tmp_path / name)
    suite = load_suite(tmp_path)
    assert sorted({task.category for task in suite.tasks}) == ["one/light", "two/light"]


@pytest.mark.parametrize(
    ("tasks", "problem"),
    [
        ("tests: 3", "no list of `tests`"),
        ("tests: [{setup: {}}]", "needs `sentences`"),
        ("tests: [{sentences: [a], expect: 1}]", "unknown fields: expect"),
        ("tests: [{sentences: [a], expect_changes: {light.moon: {}}}]", "light.moon"),
        ("tests: [{sentences: [a], context_device: moon}]", "moon"),
        ("tests: [", "cannot be read"),
    ],
)
def test_a_malformed_suite_says_where(tasks: str, problem: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=problem):
        load_suite(suite_of(tmp_path, tasks))


def test_a_missing_suite_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no suite"):
        load_suite(tmp_path / "nowhere")
    with pytest.raises(InputError, match="holds no tasks"):
        load_suite(tmp_path)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_observed_share(counts: tuple[int, int]) -> None:
    successes, trials = counts
    low, high = wilson(successes, trials)
    assert 0 <= low <= successes / trials <= high <= 1
    assert low < high


def test_the_interval_is_wilsons() -> None:
    assert wilson(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)


@given(st.lists(st.floats(0, 1e6), min_size=1))
def test_a_percentile_is_one_of_the_values(values: list[float]) -> None:
    assert percentile(values, 0.95) in values
    assert percentile(values, 1) == max(values)
