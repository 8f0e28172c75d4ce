import asyncio
import time

import pytest

from agentlite.errors import ConfigurationError, InputError, ToolError
from agentlite.tools.robot.backend import Twist
from agentlite.tools.robot.guard import Guard, Limits, Stopped
from agentlite.tools.robot.opening import open_backend
from agentlite.tools.robot.ros import RosRobot
from agentlite.tools.robot.ros_link import RobotUnreachable
from agentlite.tools.robot.ros_topics import load_topics
from agentlite.tools.robot.tools import robot_toolset
from agentlite.tools.robot.world import HOME_POSE, demo_world
from tests.tools.robot.rosbridge import Bridge, Robot

WORLD = demo_world()


@pytest.fixture
def bridge():
    with Bridge(Robot(WORLD)) as bridge:
        yield bridge


@pytest.fixture
def ros(bridge):
    robot = RosRobot(bridge.url, WORLD)
    yield robot
    robot.close()


def test_a_thing_is_picked_up_over_ros_and_what_is_told_is_what_was_sensed(bridge, ros):
    async def picked():
        tools = robot_toolset(Guard(ros))
        with pytest.raises(ToolError, match="hand is empty"):
            await tools["place"].run({"target": "blue block"})
        done = await tools["pick"].run({"target": "red block"})
        await tools["say"].run({"text": "here it is"})
        return done, await ros.sense()

    done, scene = asyncio.run(picked())
    assert "red block" in done.say["en"]
    assert scene.holding == "red-block"
    assert scene.things["red-block"].z > 0.7
    assert bridge.robot.sim.said == ["here it is"]


def test_the_first_scene_is_the_one_that_is_sensed_not_the_one_in_the_file(bridge):
    bridge.robot.sim.drive(Twist(y=0.4))
    while asyncio.run(bridge.robot.sim.pose()).y == HOME_POSE.y:
        time.sleep(0.01)
    bridge.robot.sim.halt()
    robot = RosRobot(bridge.url, WORLD)
    assert robot.world.start.pose == asyncio.run(bridge.robot.sim.pose())
    assert robot.world.start.lids == {"box": 0.0}
    assert robot.realtime
    robot.close()


def test_the_watchdog_halts_a_ros_robot_while_the_program_hangs(bridge, ros):
    guard = Guard(ros, Limits(watchdog_seconds=0.1))
    asyncio.run(guard.pose())
    guard.drive(Twist(y=0.5))
    time.sleep(0.6)
    first = asyncio.run(ros.pose())
    assert 0 < first.y < 0.3
    assert asyncio.run(ros.pose()) == first


def test_stop_reaches_a_ros_robot_and_nothing_moves_before_release(bridge, ros):
    guard = Guard(ros)
    asyncio.run(guard.pose())
    guard.drive(Twist(y=0.5))
    guard.stop()
    at = asyncio.run(ros.pose())
    with pytest.raises(Stopped):
        guard.drive(Twist(y=0.5))
    assert asyncio.run(ros.pose()) == at


def test_no_command_that_reaches_ros_is_over_the_limits(bridge, ros):
    guard = Guard(ros)

    async def pushed():
        for _ in range(12):
            await guard.pose()
            guard.drive(Twist(50.0, -50.0, 50.0, -50.0))
            await guard.pause(0.05)
        guard.halt()
        await guard.grip(True, 1e6)
        return await guard.pose()

    assert guard.limits.inside(asyncio.run(pushed()), 1e-6)
    asyncio.run(ros.sense())
    sent = [message for _, message, _ in bridge.robot.commands]
    speeds = [abs(value) for message in sent for value in message.get("linear", {}).values()]
    assert 0 < max(speeds) <= guard.limits.base_speed
    assert [message["max_effort"] for message in sent if "max_effort" in message] == [guard.limits.grip_newtons]


@pytest.mark.parametrize("topic", ["/odom", "/joint_states", "/objects"])
def test_an_old_reading_is_not_believed(bridge, ros, topic, monkeypatch):
    monkeypatch.setattr("agentlite.tools.robot.ros._PATIENCE_SECONDS", 0.2)
    bridge.silent.add(topic)
    time.sleep(0.1)
    with pytest.raises(RobotUnreachable, match="nothing told"):
        asyncio.run(ros.sense())


def test_a_thing_that_is_not_seen_is_named(bridge, ros, monkeypatch):
    monkeypatch.setattr("agentlite.tools.robot.ros._PATIENCE_SECONDS", 0.2)
    bridge.robot.hidden.add("red-can")
    time.sleep(0.1)
    with pytest.raises(RobotUnreachable, match="where red-can is"):
        asyncio.run(ros.sense())
    assert asyncio.run(ros.pose()) == HOME_POSE


def test_a_lost_connection_is_told_and_made_again_by_whoever_looks(bridge, ros):
    async def lost_and_found():
        guard = Guard(ros)
        port = bridge.port
        guard.drive(Twist(y=0.3))
        bridge.__exit__()
        ros.halt()
        with pytest.raises(RobotUnreachable):
            await ros.pose()
        with pytest.raises(RobotUnreachable):
            ros.drive(Twist(y=0.1))
        with Bridge(bridge.robot, port=port):
            first = await ros.pose()
            assert first == await ros.pose()
            guard.drive(Twist(y=0.1))

    asyncio.run(lost_and_found())


def test_ros_1_spells_its_types_otherwise(tmp_path):
    (tmp_path / "topics.yaml").write_text("ros: 1\n")
    with Bridge(Robot(WORLD), ros=1) as bridge:
        guard = open_backend("ros", ros=bridge.url, topics=str(tmp_path / "topics.yaml"))
        guard.drive(Twist(y=0.2))
        assert asyncio.run(guard.sense()).pose.y > 0
        guard.stop()


def test_what_the_bridge_complains_of_is_told(monkeypatch):
    monkeypatch.setattr("agentlite.tools.robot.ros._PATIENCE_SECONDS", 0.3)
    with (
        Bridge(Robot(WORLD), ros=1) as bridge,
        pytest.raises(RobotUnreachable, match="Unable to load the message"),
    ):
        RosRobot(bridge.url, WORLD)


def test_positions_that_are_no_numbers_are_not_believed(bridge, ros, monkeypatch):
    monkeypatch.setattr("agentlite.tools.robot.ros._PATIENCE_SECONDS", 0.3)
    told = bridge.robot.tell()["/odom"]
    told["pose"]["pose"]["position"]["x"] = None
    monkeypatch.setattr(bridge.robot, "tell", lambda: {"/odom": told})
    time.sleep(0.1)
    with pytest.raises(RobotUnreachable, match="/odom could not be read"):
        asyncio.run(ros.pose())


def test_topics_and_fields_are_the_users_to_name(tmp_path):
    path = tmp_path / "topics.yaml"
    path.write_text(
        "readings: {base: {topic: /tf, type: tf2_msgs/TFMessage, fields: {x: transforms.0.transform.translation.x}}}\n"
        "lids: {}\n"
    )
    topics = load_topics(path)
    base = topics.readings["base"]
    assert (base.name, base.type, topics.lids) == ("/tf", "tf2_msgs/msg/TFMessage", {})
    assert base.read({"transforms": [{"transform": {"translation": {"x": 2.5}}}]}, "x") == 2.5
    assert topics.commands["base"].message(x=1.0, y=2.0) == {"linear": {"x": 1.0, "y": 2.0}}


@pytest.mark.parametrize("text", ["commands: {wheels: {}}", "ros: 3", "commands: [1]", "gripper: {open: wide}", "{"])
def test_a_topics_file_that_makes_no_sense_is_refused(tmp_path, text):
    (tmp_path / "topics.yaml").write_text(text)
    with pytest.raises(InputError, match="cannot be read"):
        load_topics(tmp_path / "topics.yaml")


def test_a_ros_robot_needs_a_url_that_answers():
    with pytest.raises(ConfigurationError, match="Where is the ROS robot"):
        open_backend("ros")
    with pytest.raises(ToolError, match="cannot be reached"):
        open_backend("ros", ros="ws://127.0.0.1:9")
    with pytest.raises(ToolError, match="cannot be reached"):
        open_backend("ros", ros="nonsense")
