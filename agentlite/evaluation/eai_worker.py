"""Runs inside the environment of eai-eval, never in ours: tells its VirtualHome tasks, and scores plans with it.

    python eai_worker.py tasks EVERY          every EVERYth task, as JSON on standard output
    python eai_worker.py score < plans.json   its own verdict on plans, {task id: [[action, [name, id, ...]], ...]}

All that is said here comes out of the package; nothing of it is copied into agentlite. Standard library only.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import logging
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

_SCENE = 1
_UTILITIES = "virtualhome_eval.simulation.evolving_graph"
_PLANS = "agentlite"
_COUNTED = (0, 1, 2, 4)
"""The classes of failure that the evaluator has a counter for."""


def _package() -> Path:
    return Path(str(importlib.import_module("virtualhome_eval").__file__)).parent


def tasks(every: int) -> dict[str, Any]:
    """The tasks, and the actions with their number of objects: those that evaluator and simulator both know."""
    evaluation = importlib.import_module(f"{_UTILITIES}.eval_utils")
    able = importlib.import_module(f"{_UTILITIES}.execution").ScriptExecutor._action_executors
    known = {a.name: a.value[1] for a in able if a.name in evaluation.valid_actions}
    utilities = importlib.import_module(f"{_UTILITIES}.utils")
    tables = (utilities.load_name_equivalence(), utilities.load_properties_data(), utilities.load_object_placing())
    goals = json.loads((_resources() / "task_state_LTL_formula_accurate.json").read_text("utf-8"))[f"scene_{_SCENE}"]
    listed = [(title, task_id) for title, of_title in goals.items() for task_id in of_title][::every]
    chosen = [_task(evaluation, tables, title, task_id, goals[title][task_id]["vh_goal"]) for title, task_id in listed]
    return {"actions": known, "tasks": chosen}


def _task(evaluation: Any, tables: tuple[Any, ...], title: str, task_id: str, goal: dict[str, Any]) -> dict[str, Any]:
    planner, _, reference, _, _ = evaluation.construct_planner(*tables, _SCENE, task_id, str(_programs()))
    states = [wanted for wanted in goal["goal"] if "state" in wanted]
    relations = [wanted for wanted in goal["goal"] if "relation_type" in wanted]
    _, now, to_be, to_stand, _, things = planner.get_symbolic_goal_nl(states, relations, action_goals=goal["actions"])
    nodes = {node["id"]: node for node in planner.init_state.to_dict()["nodes"]}
    return {
        "id": task_id,
        "title": title,
        "things": [[nodes[i]["class_name"], i] for i in things.values() if i in nodes and i != planner.acting_char_id],
        "now": _lines(now),
        "goals": [*_lines(to_be), *_lines(to_stand)],
        "actions": goal["actions"],
        "reference": reference,
    }


def score(plans: dict[str, list[list[Any]]]) -> dict[str, Any]:
    """Summary and errors, as eai-eval writes them, and how many steps failed in a way that it has no class for.

    It would stop at these; here they are counted as missing steps.
    """
    evaluate = importlib.import_module("virtualhome_eval.evaluation.action_sequencing.scripts.evaluate_results")
    unclassified = _classify_all(evaluate)
    with tempfile.TemporaryDirectory() as folder:
        answers = Path(folder) / "virtualhome" / "action_sequencing" / f"{_PLANS}_outputs.json"
        answers.parent.mkdir(parents=True)
        said = [{"identifier": task_id, "llm_output": _written(plan)} for task_id, plan in plans.items()]
        answers.write_text(json.dumps(said), "utf-8")
        summary, errors = evaluate.evaluate_results(
            SimpleNamespace(
                dataset="virtualhome",
                llm_response_path=folder,
                resource_dir=str(_package() / "resources"),
                dataset_dir=str(_package() / "dataset"),
                output_dir=str(Path(folder) / "out"),
            )
        )[_PLANS]
    return {"summary": summary, "errors": errors, "unclassified": len(unclassified)}


def _classify_all(evaluate: Any) -> list[str]:
    """Have every failure get a class that the evaluator counts; returns the list of those that had none."""
    unclassified: list[str] = []

    class Checker(evaluate.TemporalOrderChecker):  # type: ignore[misc]
        def run_checker(self) -> Any:
            found = super().run_checker()
            if found.get_error_type() not in _COUNTED:
                unclassified.append(found.get_error_string())
                found.assign_error_type("missing")
            return found

    evaluate.TemporalOrderChecker = Checker
    return unclassified


def _written(plan: list[list[Any]]) -> str:
    """A plan as eai-eval wants it. It overlooks an empty list of objects, unless there is a space in it."""
    written = ((action, json.dumps([str(part) for part in objects]) if objects else "[ ]") for action, objects in plan)
    return "{" + ", ".join(f'"{action}": {objects}' for action, objects in written) + "}"


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip(" -") and line not in ("Nodes:", "Edges:")]


def _resources() -> Path:
    return _package() / "resources" / "virtualhome"


def _programs() -> Path:
    return _package() / "dataset" / "programs_processed_precond_nograb_morepreconds"


def main() -> None:
    logging.disable(logging.CRITICAL)
    with contextlib.redirect_stdout(sys.stderr):
        answer = tasks(int(sys.argv[2])) if sys.argv[1] == "tasks" else score(json.load(sys.stdin))
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
