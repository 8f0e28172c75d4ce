"""Plans for EAI's tasks: what can be planned at all, and EAI's own verdict where it is installed."""

from __future__ import annotations

import asyncio
import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentlite.errors import ConfigurationError
from agentlite.evaluation.eai import (
    INSTALLED,
    MOST_STEPS,
    EaiTask,
    Step,
    _task,
    decision_of,
    load_tasks,
    plan,
    score,
)
from agentlite.models.testing import FunctionModel, ScriptedModel

needs_eai = pytest.mark.skipif(
    not INSTALLED.exists(), reason=f"EAI IS NOT INSTALLED ({INSTALLED}): `python benchmarks/eai.py --install`"
)
ACTIONS = {"WALK": 1, "GRAB": 1, "PUTIN": 2, "STANDUP": 0}


def task(things: int = 3) -> EaiTask:
    record = {
        "id": "1_1", "title": "Tidy up", "now": ["cup is ON to table"], "goals": [], "actions": ["GRAB"],
        "things": [[f"thing_{n}", n] for n in range(things)],
        "reference": ["[WALK] <thing_1> (1)", "[PUTIN] <thing_1> (1) <thing_2> (2)", "[STANDUP]"],
    }  # fmt: skip
    return _task(record, ACTIONS)


def test_every_step_there_is_and_no_other() -> None:
    tidy = task()
    assert len(tidy.steps) == 1 + 3 + 3 + 3 * 2
    assert tidy.steps["PUTIN thing_1 1 thing_2 2"] == Step("PUTIN", (("thing_1", 1), ("thing_2", 2)))
    assert [str(step) for step in tidy.reference] == ["WALK thing_1 1", "PUTIN thing_1 1 thing_2 2", "STANDUP"]
    assert "GRAB" in tidy.request and "nothing in particular" in tidy.request


def test_a_model_is_held_to_plans_of_these_steps() -> None:
    """The schema that it decodes under has one branch, and in it nothing free."""
    model = FunctionModel(lambda messages, schema: decision_of([Step("STANDUP")]))
    assert asyncio.run(plan(task(), model)) == (Step("STANDUP"),)
    schema: Any = model.requests[0].schema
    assert list(schema["properties"]) == ["calls"] and "anyOf" not in schema
    assert schema["properties"]["calls"]["maxItems"] == 1
    assert '"type": "string"' not in json.dumps(schema)


@settings(max_examples=50)
@given(st.integers(1, 5), st.integers(1, MOST_STEPS), st.randoms(use_true_random=False))
def test_whatever_the_schema_allows_is_a_plan(things: int, length: int, chance: random.Random) -> None:
    tidy = task(things)
    steps = tuple(chance.choices(list(tidy.steps.values()), k=length))
    assert asyncio.run(plan(tidy, ScriptedModel([decision_of(steps)]))) == steps


@pytest.mark.parametrize("reply", ['{"calls":[', decision_of([Step("FLY")]), {"answer": "done"}, ""])
def test_what_is_no_plan_is_none(reply: Any) -> None:
    assert asyncio.run(plan(task(), FunctionModel(lambda messages, schema: reply))) is None


def test_where_it_is_not_installed_that_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="EAI IS NOT INSTALLED") as caught:
        load_tasks(tmp_path)
    assert "--install" in caught.value.hint


@needs_eai
@pytest.mark.slow
def test_eai_judges_its_own_plans_and_one_that_cannot_work() -> None:
    tasks = load_tasks(every=50)
    good = {t.id: (t.reference[0], *t.reference) for t in tasks if all(str(step) in t.steps for step in t.reference)}
    scores = score(good)
    assert len(good) >= 2
    assert scores.summary["trajectory_evaluation"]["execution_success_rate"] == 100.0
    assert scores.summary["goal_evaluation"]["task_success_rate"] == 100.0
    hopeless = {task_id: (Step("STANDUP"), Step("SLEEP")) for task_id in good}
    failed = score(hopeless)
    assert failed.summary["trajectory_evaluation"]["grammar_error"] == {
        "parsing": 0.0, "hallucination": 0.0, "predicate_argument_number": 0.0,
    }  # fmt: skip
    assert failed.summary["trajectory_evaluation"]["execution_success_rate"] == 0.0
    assert f"{len(good)} plans; executable 0.0 %" in failed.render("hopeless")
