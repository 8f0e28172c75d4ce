import asyncio

import pytest

from agentlite.errors import InputError
from agentlite.tools.robot.tasks import load_tasks, reached
from benchmarks.robot import SUITE, suite
from tests.tools.robot.verbs import verbs_model

BLIND = SUITE.with_name("tabletop_blind.yaml")
WORLDS = "worlds: {w: {things: {red-can: table}, lids: {box: closed}}}\n"


def written(folder, *tasks):
    file = folder / "mine.yaml"
    file.write_text(WORLDS + "tasks:\n" + "".join(f"  - {task}\n" for task in tasks), encoding="utf-8")
    return file


def test_a_suite_is_run_and_counted_by_kind(tmp_path):
    file = written(
        tmp_path,
        '{world: w, kind: move, say: "put the red can on the tray", goal: {red-can: tray}}',
        '{world: w, kind: move, say: "put the red can on the shelf", goal: {red-can: tray}}',
        '{world: w, kind: strange, say: "put the sofa on the tray", impossible: true}',
    )
    counted = asyncio.run(suite(file, verbs_model()))
    assert counted.pop("seconds") >= 0
    assert counted == {"suite": "mine", "move": "1/2", "strange": "1/1", "possible": "1/2", "not to be done": "1/1"}


@pytest.mark.parametrize(
    ("task", "problem"),
    [
        ("go", "mine-1 needs kind, say, world"),
        ("{world: w, say: go, goal: {}}", "mine-1 needs kind, say, world"),
        ("{world: w, kind: k, say: go, goal: {}, hurry: 1}", "mine-1 has unknown fields: hurry"),
        ("{world: v, kind: k, say: go, goal: {}}", "mine-1 is said in 'v'"),
        ("{world: w, kind: k, say: go}", "mine-1 needs either a goal or"),
        ("{world: w, kind: k, say: go, goal: {}, impossible: true}", "mine-1 needs either a goal or"),
        ("{world: w, kind: k, say: go, goal: {red-cup: tray}}", "mine-1 has a goal for 'red-cup'"),
    ],
)
def test_a_malformed_task_is_named(tmp_path, task, problem):
    with pytest.raises(InputError, match=problem):
        load_tasks(written(tmp_path, task))


def test_a_file_that_is_no_suite_is_refused(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        load_tasks(tmp_path / "none.yaml")


def test_the_blind_suite_is_in_both_languages_and_a_quarter_of_it_is_not_to_be_done():
    tasks = load_tasks(BLIND)
    assert (len(tasks), sum(not task.goals for task in tasks)) == (80, 26)
    assert not [t.id for t in tasks if t.goals and any(t.goals) and reached(t, t.world.start, [])]
