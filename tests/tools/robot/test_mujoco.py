import asyncio

import pytest

from agentlite.errors import ConfigurationError
from agentlite.tools.robot.guard import Guard, Limits
from agentlite.tools.robot.running import run
from agentlite.tools.robot.script import Do, Script, Sequence
from agentlite.tools.robot.world import demo_world

pytest.importorskip("mujoco", reason="MUJOCO IS NOT INSTALLED (pip install 'agentlite[robot]'): no physics tested")
from agentlite.tools.robot.mujoco_robot import MujocoRobot
from agentlite.tools.robot.pictures import Camera

STEPS = [
    *(("pick", "red block"), ("place", "blue block"), ("open", "box")),
    *(("pick", "green block"), ("place", "box"), ("close", "box")),
    *(("pick", "yellow cup"), ("place", "tray")),
]
TASK = Script("stack, stow, serve", Sequence(tuple(Do(tool, {"target": target}) for tool, target in STEPS)))


def carried_out(task):
    body = MujocoRobot(demo_world())
    return body, asyncio.run(run(task, Guard(body)))


def test_things_are_picked_placed_stacked_and_stowed_with_real_contacts():
    body, report = carried_out(TASK)
    world, scene, limits = body.world, report.scene, Limits()
    assert report.ok, report.problem
    assert world.below("red-block", scene) == "blue-block"
    assert scene.things["red-block"].z == pytest.approx(0.475, abs=0.005)
    assert (world.below("green-block", scene), world.below("yellow-cup", scene)) == ("box", "tray")
    assert scene.lids["box"] < 0.1
    assert scene.holding is None
    assert body.fastest <= limits.base_speed


def test_a_run_in_physics_is_the_same_bit_for_bit():
    task = Script("", TASK.root.children[0])
    assert carried_out(task)[1].log() == carried_out(task)[1].log()


def test_a_thing_that_is_not_there_is_not_reported_as_picked():
    body = MujocoRobot(demo_world())
    body.data.joint("red-block").qpos[:3] = (1.5, 0.3, 0.43)  # it is elsewhere by the time the hand closes

    async def attempt():
        robot = Guard(body)
        seen = await robot.sense()
        body.data.joint("red-block").qpos[:3] = (1.4, -0.3, 0.43)
        robot.sense = lambda: _once(seen, robot)
        return await run(Script("", Do("pick", {"target": "red block"})), robot)

    report = asyncio.run(attempt())
    assert not report.ok
    assert report.scene.holding is None


async def _once(seen, robot):
    """What was seen before, once; then what is."""
    del robot.sense
    return seen


def test_pictures_of_a_run(tmp_path):
    body = MujocoRobot(demo_world())
    try:
        camera = Camera(body, every=2.0, width=64, height=48)
    except ConfigurationError as error:
        pytest.skip(f"NOTHING CAN BE DRAWN HERE: {error}")
    with camera:
        asyncio.run(run(Script("", Do("go_to", {"target": "shelf"})), body))
        camera.save_png(tmp_path / "frame.png")
        assert camera.save_gif(tmp_path / "run.gif") >= 2
    from PIL import Image

    with Image.open(tmp_path / "frame.png") as frame:
        assert frame.size == (64, 48)
        assert len(frame.convert("RGB").getcolors(64 * 48)) > 20
