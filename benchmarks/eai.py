"""EAI's 342 VirtualHome tasks: plans made under our grammar, scored by EAI's own evaluator.

    python benchmarks/eai.py --install                 # once: eai-eval in an environment of its own, 0.9 GB
    python benchmarks/eai.py [--model embedded] [--every 4]

Beside the model, two that need no weights: the *reference* says EAI's own plans, as far as the grammar has words for
them, and so tells what the harness itself loses; *chance* takes legal steps at random.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from agentlite.errors import ConfigurationError
from agentlite.evaluation.eai import INSTALLED, EaiTask, Plan, Step, decision_of, install, load_tasks, plan, score
from agentlite.models.base import Model
from agentlite.models.registry import resolve
from agentlite.models.testing import ScriptedModel


def reference(task: EaiTask) -> list[Step]:
    """EAI's plan with its first step twice: of exactly its own plan, EAI does not look whether it reaches the goals."""
    return [task.reference[0], *task.reference]


def chance(task: EaiTask) -> list[Step]:
    """Five legal steps, the same each time."""
    return random.Random(task.id).choices(list(task.steps.values()), k=5)


def said(tasks: Sequence[EaiTask], choose: Callable[[EaiTask], list[Step]]) -> tuple[dict[str, Plan | None], int]:
    """These plans, put through the grammar as a model's; and for how many of the tasks it has no words."""
    plans, wordless = {}, 0
    for task in tasks:
        steps = choose(task)
        if all(str(step) in task.steps for step in steps):
            plans[task.id] = asyncio.run(plan(task, ScriptedModel([decision_of(steps)])))
        else:
            wordless += 1
    return plans, wordless


async def made(tasks: Sequence[EaiTask], model: Model) -> dict[str, Plan | None]:
    """The model's plans."""
    plans: dict[str, Plan | None] = {}
    for number, task in enumerate(tasks, start=1):
        plans[task.id] = await plan(task, model)
        print(f"\r{number} of {len(tasks)}", end="", file=sys.stderr)
    print(file=sys.stderr)
    return plans


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="embedded")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only every Nth task")
    parser.add_argument("--at", type=Path, default=INSTALLED, help="the environment that EAI is installed in")
    parser.add_argument("--install", action="store_true")
    options = parser.parse_args()
    try:
        if options.install:
            install(options.at)
        tasks = load_tasks(options.at, every=options.every)
        for name, choose in (("reference", reference), ("chance", chance)):
            plans, wordless = said(tasks, choose)
            print(score(plans, options.at).render(name))
            print(f"  left out, because the grammar has no words for their plan: {wordless}")
        model = resolve(options.model)
        print(score(asyncio.run(made(tasks, model)), options.at).render(options.model))
    except ConfigurationError as error:
        sys.exit(f"{error} {error.hint}")


if __name__ == "__main__":
    main()
