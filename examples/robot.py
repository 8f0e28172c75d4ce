"""A robot at its tables: a task as a script that is checked, tried out, run, repaired and run again without a model.

python examples/robot.py             in the fast simulation
python examples/robot.py run.gif     with real contacts (extra `robot`), and a film of it
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from agentlite.tools.robot.guard import Guard
from agentlite.tools.robot.running import Trouble, dry_run, replay, run
from agentlite.tools.robot.script import Do, Node, Sequence, parse_script
from agentlite.tools.robot.tabletop import TabletopSim
from agentlite.tools.robot.world import demo_world

TASK = {
    "script": 1,
    "task": "stack the red block on the blue one, and put the green one away",
    "root": {
        "sequence": [
            {"do": "pick", "with": {"target": "red block"}},
            {"do": "place", "with": {"target": "blue block"}},
            {"do": "pick", "with": {"target": "green block"}},
            {"do": "place", "with": {"target": "box"}},
        ]
    },
}


def opens_the_box(node: Do, trouble: Trouble) -> Node | None:
    """Stands for a model that is asked about the one node that failed."""
    if trouble.problem != "The box is closed.":
        return None
    return Sequence(
        (
            Do("place", {"target": "table"}),
            Do("open", {"target": "box"}),
            Do("pick", {"target": "green block"}),
            node,
        )
    )


async def main(film: str | None) -> None:
    world, script = demo_world(), parse_script(TASK)

    tried = await dry_run(script, world)
    print("dry run:", "fine" if tried.ok else tried.problem.say["en"])

    if film:
        from agentlite.tools.robot.mujoco_robot import MujocoRobot
        from agentlite.tools.robot.pictures import Camera

        body = MujocoRobot(world)
        with Camera(body, every=0.5) as camera:
            report = await run(script, Guard(body), repair=opens_the_box)
            camera.save_gif(film)
    else:
        report = await run(script, Guard(TabletopSim(world)), repair=opens_the_box)
    for entry in report.entries:
        print("ok    " if entry.ok else "FAILED", entry.what, "-", entry.say["en"])
    print("repaired:", *report.repaired)

    saved = Path(tempfile.mkdtemp()) / "task.json"
    report.script.save(saved)
    first, second = [await replay(saved, TabletopSim(world)) for _ in range(2)]
    print("replayed:", first.ok, "- the same log:", first.log() == second.log())


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else None))
