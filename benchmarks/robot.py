"""Robot benchmarks: a tabletop suite under any model, and the limits under thousands of random plans.

python benchmarks/robot.py suite [--file suites/tabletop.yaml] [--model embedded] [--sim tabletop|mujoco] [--show]
python benchmarks/robot.py plans [--n 10000]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import time
from collections import Counter
from pathlib import Path

from agentlite.errors import ToolError
from agentlite.models.base import Model
from agentlite.models.registry import resolve
from agentlite.planner import NoLegalDecision, deciding
from agentlite.tools.robot.backend import Twist
from agentlite.tools.robot.guard import Guard, Limits
from agentlite.tools.robot.mujoco_robot import MujocoRobot
from agentlite.tools.robot.planning import plan
from agentlite.tools.robot.running import dry_run, run
from agentlite.tools.robot.script import Script
from agentlite.tools.robot.tabletop import TabletopSim
from agentlite.tools.robot.tasks import TabletopTask, load_tasks, reached
from agentlite.tools.robot.tools import robot_toolset
from agentlite.tools.robot.world import World, demo_world

SUITE = Path(__file__).parent / "suites/tabletop.yaml"


async def attempt(task: TabletopTask, model: Model, *, physics: bool) -> tuple[str, bool]:
    """How a task ended ("done", "asked", "failed") and whether the world is as it must be then."""
    backend = MujocoRobot(task.world) if physics else TabletopSim(task.world)
    robot = Guard(backend)
    try:
        planned = await plan(task.sentence, deciding(model, robot_toolset(robot)), task.world)
    except NoLegalDecision:
        planned = None
    ended = "asked"
    if isinstance(planned, Script) and (await dry_run(planned, task.world)).ok:
        ended = "done" if (await run(planned, robot)).ok else "failed"
    good = reached(task, await robot.sense(), backend.said)
    return ended, good and (ended == "done") == bool(task.goals)


async def suite(path: Path, model: Model, *, physics: bool = False, show: bool = False) -> dict[str, object]:
    """The share of a suite's tasks that end as they must, by kind. Raises `InputError` for a file that is no suite."""
    tasks = load_tasks(path)
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    started = time.perf_counter()
    for task in tasks:
        ended, good = await attempt(task, model, physics=physics)
        for group in (task.kind, "possible" if task.goals else "not to be done"):
            total[group] += 1
            right[group] += good
        if show and not good:
            print(f"{task.id} {ended}: {task.sentence}", file=sys.stderr)
    shares = {group: f"{right[group]}/{total[group]}" for group in sorted(total)}
    return {"suite": path.stem, **shares, "seconds": round(time.perf_counter() - started, 1)}


async def suite_under(model_name: str, path: Path, *, physics: bool, show: bool) -> dict[str, object]:
    """The same, under the model of this name."""
    model = resolve(model_name, tools=robot_toolset(Guard(TabletopSim(demo_world()))).names)
    try:
        return {"model": model_name, "physics": physics, **await suite(path, model, physics=physics, show=show)}
    finally:
        await model.aclose()


class Watched(TabletopSim):
    """A simulation that notes every time the robot is outside the fence or too fast, whoever drove it there."""

    limits = Limits()
    violations = 0

    def drive(self, twist: Twist) -> None:
        limits = self.limits
        fast = (
            max(abs(twist.x), abs(twist.y)) > limits.base_speed
            or max(abs(twist.reach), abs(twist.lift)) > limits.hand_speed
        )
        self.violations += fast
        super().drive(twist)

    async def pause(self, seconds: float) -> None:
        await super().pause(seconds)
        self.violations += not self.limits.inside(await self.pose(), 1e-6)


async def random_plan(rng: random.Random, world: World) -> int:
    """Violations of the limits while one random plan runs: tool calls, and raw commands as of a broken program."""
    sim = Watched(world)
    robot = Guard(sim)
    tools = robot_toolset(robot)
    labels = [*world.thing, *world.place]
    for _ in range(rng.randint(1, 5)):
        if rng.random() < 0.4:
            robot.drive(Twist(*(rng.choice((rng.uniform(-1, 1), rng.uniform(-1e6, 1e6))) for _ in range(4))))
            await robot.pause(rng.choice((0.05, 0.5, 5.0)))
            continue
        name = rng.choice(("go_to", "pick", "place", "open", "close"))
        try:
            await tools[name].run({"target": rng.choice(labels).replace("-", " ")})
        except ToolError:
            continue
    return sim.violations


async def plans(n: int) -> dict[str, object]:
    """Violations over `n` random plans."""
    rng, world, started = random.Random(0), demo_world(), time.perf_counter()
    violations = sum([await random_plan(rng, world) for _ in range(n)])
    return {"plans": n, "violations": violations, "seconds": round(time.perf_counter() - started, 1)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("suite", "plans"))
    parser.add_argument("--file", type=Path, default=SUITE, help="the suite of tasks")
    parser.add_argument("--model", default="embedded")
    parser.add_argument("--sim", choices=("tabletop", "mujoco"), default="tabletop")
    parser.add_argument("--show", action="store_true", help="name the tasks that went wrong")
    parser.add_argument("--n", type=int, default=10_000)
    given = parser.parse_args()
    if given.what == "plans":
        print(json.dumps(asyncio.run(plans(given.n))))
    else:
        physics = given.sim == "mujoco"
        print(json.dumps(asyncio.run(suite_under(given.model, given.file, physics=physics, show=given.show))))


if __name__ == "__main__":
    main()
