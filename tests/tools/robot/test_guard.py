import asyncio
import threading
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from agentlite.errors import ToolError
from agentlite.tools.robot.__main__ import main
from agentlite.tools.robot.backend import STILL, Twist
from agentlite.tools.robot.guard import Guard, Limits, Stopped
from agentlite.tools.robot.tabletop import TabletopSim
from agentlite.tools.robot.tools import robot_toolset
from agentlite.tools.robot.world import demo_world

WORLD = demo_world()
LIMITS = Limits()
LABELS = [*WORLD.thing, *WORLD.place]


class Strict(TabletopSim):
    """Fails the moment the robot is driven too fast, grips too hard, or is outside the fence."""

    def drive(self, twist):
        assert max(abs(twist.x), abs(twist.y)) <= LIMITS.base_speed
        assert max(abs(twist.reach), abs(twist.lift)) <= LIMITS.hand_speed
        super().drive(twist)

    async def grip(self, closed, newtons):
        assert 0 <= newtons <= LIMITS.grip_newtons
        await super().grip(closed, newtons)

    async def pause(self, seconds):
        await super().pause(seconds)
        assert LIMITS.inside(await self.pose(), 1e-9)


speeds = st.one_of(st.floats(-2, 2), st.floats(-1e9, 1e9), st.just(0.0))
commands = st.one_of(
    st.tuples(st.just("drive"), st.builds(Twist, speeds, speeds, speeds, speeds)),
    st.tuples(st.just("pause"), st.sampled_from((0.01, 0.1, 0.3, 1.0, 20.0))),
    st.tuples(st.just("grip"), st.floats(0, 1e6)),
    st.tuples(st.sampled_from(("pick", "place", "go_to", "open", "close")), st.sampled_from(LABELS)),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(commands, max_size=12))
@example([("drive", Twist(x=0.5)), ("pause", LIMITS.watchdog_seconds), ("pause", 1.0)])
def test_no_plan_and_no_raw_command_gets_over_the_fence_or_the_limits(plan):
    async def carried_out():
        robot = Guard(Strict(WORLD))
        tools = robot_toolset(robot)
        for name, value in plan:
            try:
                if name == "drive":
                    robot.drive(value)
                elif name == "pause":
                    await robot.pause(value)
                elif name == "grip":
                    await robot.grip(True, value)
                else:
                    await tools[name].run({"target": value.replace("-", " ")})
            except ToolError:
                continue

    asyncio.run(carried_out())


@pytest.mark.parametrize("speed", [float("nan"), float("inf"), float("-inf")])
def test_what_is_no_speed_is_refused(speed):
    with pytest.raises(ToolError, match="no way to move"):
        Guard(TabletopSim(WORLD)).drive(Twist(x=speed))


def test_from_outside_the_fence_the_robot_may_only_come_back():
    start = WORLD.start.pose._replace(y=5.0)
    scene = type(WORLD.start)(0.0, start, WORLD.start.things, WORLD.start.lids)

    async def y_after(speed):
        robot = Guard(TabletopSim(WORLD, scene))
        await robot.pose()
        robot.drive(Twist(y=speed))
        await robot.pause(0.1)
        return (await robot.pose()).y

    assert asyncio.run(y_after(0.4)) == 5.0
    assert asyncio.run(y_after(-0.4)) < 5.0


def test_motion_ends_when_commands_stop_coming_in_simulated_time():
    async def moved():
        robot = Guard(TabletopSim(WORLD))
        robot.drive(Twist(y=0.5))
        await robot.pause(100.0)
        return (await robot.pose()).y

    assert asyncio.run(moved()) == pytest.approx(0.5 * LIMITS.watchdog_seconds)


def test_the_watchdog_ends_motion_while_the_program_hangs():
    async def moved():
        sim = TabletopSim(WORLD, realtime=True)
        robot = Guard(sim, Limits(watchdog_seconds=0.05))
        robot.drive(Twist(y=0.5))
        time.sleep(0.6)  # noqa: ASYNC251 (the event loop hangs: that is the point)
        first = (await sim.pose()).y
        time.sleep(0.05)  # noqa: ASYNC251
        return first, (await sim.pose()).y

    first, later = asyncio.run(moved())
    assert 0 < first < 0.5 * 0.6
    assert later == first


def test_stop_ends_a_motion_that_is_under_way_and_nothing_moves_before_release():
    async def stopped():
        sim = TabletopSim(WORLD, realtime=True)
        robot = Guard(sim)
        going = asyncio.ensure_future(robot_toolset(robot)["go_to"].run({"target": "tray"}))
        while (await sim.pose()) == WORLD.start.pose:  # noqa: ASYNC110 (it tells nobody when it moves)
            await asyncio.sleep(0.01)
        thread = threading.Thread(target=robot.stop)
        thread.start()
        thread.join()
        at = await sim.pose()
        with pytest.raises(Stopped):
            await going
        with pytest.raises(Stopped):
            robot.drive(Twist(x=0.1))
        with pytest.raises(Stopped):
            await robot.grip(False, 1.0)
        assert await sim.pose() == at
        robot.release()
        robot.drive(STILL)

    asyncio.run(stopped())


def test_another_process_stops_it_with_a_file(tmp_path, capsys):
    robot = Guard(TabletopSim(WORLD), stop_file=tmp_path / "STOP")
    robot.drive(Twist(y=0.1))
    assert main(["stop", str(tmp_path)]) == 0
    with pytest.raises(Stopped):
        robot.drive(Twist(y=0.1))
    assert main(["release", str(tmp_path)]) == 0
    robot.drive(Twist(y=0.1))
    assert main([]) == 2
    assert "stop FOLDER" in capsys.readouterr().out
    assert main(["stop", str(tmp_path / "nowhere")]) == 1
    assert "nothing was done" in capsys.readouterr().out


def test_what_was_too_much_is_counted():
    robot = Guard(TabletopSim(WORLD))
    robot.drive(Twist(y=0.1))
    assert robot.interventions == 0
    robot.drive(Twist(y=10))
    assert robot.interventions == 1
