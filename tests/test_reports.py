"""Reports: from results and run logs to figures that can be worked out by hand."""

import asyncio
import json
import random
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentlite import Agent, tool
from agentlite.egress import Entry, Ledger
from agentlite.errors import InputError
from agentlite.evaluation import evaluate, load_suite
from agentlite.evaluation.figures import figures
from agentlite.evaluation.intervals import wilson
from agentlite.evaluation.outcomes import Egress, Outcome, egress_of, from_log, from_results
from agentlite.evaluation.plots import plot
from agentlite.evaluation.telling import told
from agentlite.models.testing import ScriptedModel, with_probability
from agentlite.runs import RunLog
from agentlite.toolset import RISKS
from tests.test_evaluation import call, suite_of


def labelled(ok: bool, confidence: float | None = None, **more: object) -> Outcome:
    return Outcome(ok=ok, latency_ms=10.0, confidence=confidence, **{"wrong_action": False, **more})


def test_shares_come_with_wilsons_interval() -> None:
    found = figures([labelled(True)] * 8 + [labelled(False, wrong_action=True), labelled(False)])
    assert found["accuracy"] == {"value": 0.8, "ci95": list(wilson(8, 10)), "n": 10}
    assert found["wrong_action"]["value"] == 0.1


def test_wrong_actions_are_counted_by_the_riskiest_call() -> None:
    outcomes = [
        labelled(True, risk="read"),
        labelled(False, risk="reversible", wrong_action=True),
        labelled(True, risk="reversible"),
        labelled(False, risk="reversible"),
        labelled(False),
    ]
    by_risk = figures(outcomes)["by_risk"]
    assert by_risk["irreversible"] is None
    assert by_risk["read"]["failed"]["value"] == 0
    assert (by_risk["reversible"]["failed"]["value"], by_risk["reversible"]["failed"]["n"]) == (2 / 3, 3)
    assert by_risk["reversible"]["wrong_action"]["value"] == 1 / 3


def test_coverage_and_the_area_under_the_curve_are_those_of_the_ranking() -> None:
    # Surest first: right, right, wrong, right, and one of which nobody knows how sure it was.
    outcomes = [labelled(ok, c) for ok, c in [(True, 0.9), (True, 0.8), (False, 0.7), (True, 0.6), (False, None)]]
    worth = figures(outcomes)["confidence"]
    assert worth["unknown"] == 1
    assert worth["aurc"]["value"] == pytest.approx(0.2 * (0 + 0 + 1 / 3 + 1 / 4))
    assert {risk: figure["value"] for risk, figure in worth["coverage_at_risk"].items()} == {
        "0.01": 0.4,
        "0.02": 0.4,
        "0.05": 0.4,
        "0.1": 0.4,
    }
    assert worth["auroc"]["value"] == 5 / 6
    assert worth["ece"] is None, "five are too few to calibrate on half of them"


def test_a_confidence_that_is_true_is_told_as_calibrated_and_one_that_is_not_known_as_nothing() -> None:
    draw = random.Random(1)
    surenesses = [draw.uniform(0.5, 1) for _ in range(600)]
    worth = figures([labelled(draw.random() < sure, sure) for sure in surenesses])["confidence"]
    low, high = worth["ece"]["ci95"]
    assert low <= worth["ece"]["value"] <= high
    assert worth["ece"]["value"] < 0.1
    assert figures([labelled(True), labelled(False)])["confidence"] is None


some_outcomes = st.lists(
    st.builds(
        Outcome,
        ok=st.booleans(),
        latency_ms=st.none() | st.floats(0.1, 1e5),
        confidence=st.none() | st.floats(0, 1),
        wrong_action=st.none() | st.booleans(),
        risk=st.sampled_from([None, *RISKS]),
        escalated=st.none() | st.booleans(),
    ),
    min_size=1,
    max_size=30,
)


def intervals(document: object) -> list[dict[str, object]]:
    if not isinstance(document, dict):
        return []
    return [document] if "ci95" in document else [found for part in document.values() for found in intervals(part)]


@settings(max_examples=40, deadline=None)
@given(outcomes=some_outcomes, egress=st.none() | st.just(Egress(steps=1, requests=2, bytes=300, cost=0.5)))
def test_whatever_happened_can_be_told(outcomes: list[Outcome], egress: Egress | None) -> None:
    found = figures(outcomes, egress)
    assert json.loads(json.dumps(found)) == found
    for figure in intervals(found):
        low, high = figure["ci95"]
        assert low <= figure["value"] <= high
    assert all(told(found, language) for language in ("en", "pt"))


def test_the_results_of_a_suite_are_read_with_their_risks(tmp_path: Path) -> None:
    tasks = 'tests: [{sentences: [ceiling or lantern on], expect_changes: {light.ceiling: {state: "on"}}}]'
    replies = [call("turn_on", target="Ceiling"), call("turn_on", target="Lantern"), {"decline": "no"}]
    with ScriptedModel(replies, one_shot=True) as model:
        report = asyncio.run(evaluate(load_suite(suite_of(tmp_path, tasks)), model, samples=3))
    path = tmp_path / "results.json"
    path.write_text(json.dumps(report.to_json()))
    right, wrong, nothing = from_results(path)
    assert (right.ok, right.wrong_action, right.risk) == (True, False, "reversible")
    assert (wrong.ok, wrong.wrong_action, wrong.risk) == (False, True, "reversible")
    assert (nothing.ok, nothing.wrong_action, nothing.risk) == (False, False, None)
    assert "No confidence is known." in told(figures([right, wrong, nothing]))


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"cases": [1]}', '{"cases": [{"passed": true}]}'])
def test_what_are_no_results_is_refused(content: str, tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    path.write_text(content)
    with pytest.raises(InputError, match="does not hold the results"):
        from_results(path)
    with pytest.raises(InputError, match="cannot be read"):
        from_results(tmp_path / "nothing.json")


def sent(ledger: Ledger, step: str, size: int, price: float | None) -> None:
    ledger.append(Entry(event="sent", step=step, bytes=size))
    ledger.append(Entry(event="answered", step=step, bytes=99, status=200))
    ledger.append(Entry(event="settled", step=step, price=price, outcome="accepted"))


def test_a_run_during_which_something_left_is_an_escalated_one(tmp_path: Path) -> None:
    """A tool stands in for the gate: it writes to the ledger while its run goes on."""
    with Ledger(tmp_path / "egress.db") as ledger, RunLog(tmp_path / "runs.db") as log:
        sent(ledger, "long before", 5_000, 1.0)
        time.sleep(0.01)

        @tool(risk="read")
        def ask_cloud() -> str:
            """Ask the cloud."""
            sent(ledger, "a", 300, 0.02)
            return "42"

        replies = [
            {"calls": [{"call": "ask_cloud", "with": {}}]},
            {"answer": "42"},
            with_probability('{"answer":"hello"}', 0.9),
            {"ask": "Which?", "options": []},
        ]
        with ScriptedModel(replies) as model:
            agent = Agent(model, tools=[ask_cloud], log=log)
            for task in ("ask it", "say hello", "light"):
                agent.run(task)
                time.sleep(0.01)
        log.start("never finished", model="m", tools=[], language="en")
        outcomes, egress = from_log(log, ledger, 100)
        alone, nothing = from_log(log, None, 100)
    assert egress == Egress(steps=1, requests=1, bytes=300, cost=0.02)
    assert [(o.ok, o.escalated, o.risk) for o in outcomes] == [
        (False, False, None),
        (True, False, None),
        (True, True, "read"),
    ]
    found = figures(outcomes, egress)
    assert found["accuracy"] is None, "a log does not know what was right"
    assert found["ok"]["value"] == 2 / 3
    assert found["escalated"]["value"] == 1 / 3
    assert found["zero_egress"]["value"] == 2 / 3
    assert (found["latency_ms"]["kept"]["n"], found["latency_ms"]["escalated"]["n"]) == (2, 1)
    assert found["cost_per_success"] == 0.01
    assert nothing is None
    assert {o.escalated for o in alone} == {None}


def test_a_cost_that_is_not_wholly_known_is_not_told_as_if_it_were() -> None:
    rows = [Entry(event="sent", step="a", bytes=7), Entry(event="settled", step="a", price=0.5)]
    rows += [Entry(event="sent", step="b", bytes=3), Entry(event="settled", step="b")]
    rows += [Entry(event="refused", step="c"), Entry(event="settled", step="c")]
    egress = egress_of(rows)
    assert egress == Egress(steps=2, requests=2, bytes=10, refused=1, cost=0.5, unpriced=1)
    found = figures([labelled(True)], egress)
    assert found["cost_per_success"] is None
    assert "1 of the steps sent have no price, so the cost is incomplete." in told(found)


def test_where_nothing_left_it_is_said() -> None:
    kept = [Outcome(ok=True, latency_ms=5.0, escalated=False)] * 3
    found = figures(kept, Egress())
    assert (found["zero_egress"]["value"], found["cost_per_success"]) == (1.0, 0.0)
    assert "No escalations recorded." in told(found)
    assert "Não há escaladas registadas." in told(found, "pt")
    assert any("No egress ledger" in said for said in told(figures(kept)))


def test_pictures_are_drawn_of_what_there_is(tmp_path: Path) -> None:
    draw = random.Random(2)
    judged = [labelled(draw.random() < 0.8, draw.random(), escalated=draw.random() < 0.3) for _ in range(60)]
    written = plot(judged, tmp_path / "all")
    assert {path.name for path in written} == {"latency.png", "risk-coverage.png", "reliability.png"}
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in written)
    assert [path.name for path in plot([Outcome(ok=True, latency_ms=5.0)], tmp_path / "few")] == ["latency.png"]
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be made"):
        plot(judged, tmp_path / "file")
