"""Against a real ROS 1: rosmaster and rospy from Debian, commands and readings through real topics."""

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from agentlite.tools.robot.backend import Twist
from agentlite.tools.robot.opening import open_backend
from agentlite.tools.robot.ros_link import RobotUnreachable
from agentlite.tools.robot.tools import robot_toolset
from tests.tools.robot import ros1_nodes

MISSING = (
    "NO REAL ROS 1 HERE, SO ros.py WAS NOT TRIED AGAINST ONE: apt-get install --no-install-recommends python3-rospy "
    "python3-rosmaster python3-geometry-msgs python3-nav-msgs python3-sensor-msgs python3-visualization-msgs"
)
ROOT = Path(__file__).parents[3]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def guard(tmp_path):
    if shutil.which("rosmaster") is None or not Path(ros1_nodes.DEBIAN, "nav_msgs").exists():
        pytest.skip(MISSING)
    port = free_port()
    settings = {
        "ROS_MASTER_URI": f"http://127.0.0.1:{port}",
        "ROS_IP": "127.0.0.1",
        "ROS_HOME": str(tmp_path),
        "ROS_LOG_DIR": str(tmp_path),
    }
    quiet = {"env": os.environ | settings, "cwd": ROOT, "stderr": (tmp_path / "errors").open("w")}
    node = [sys.executable, "-m", "tests.tools.robot.ros1_nodes"]
    started = [subprocess.Popen(["rosmaster", "--core", "-p", str(port)], stdout=subprocess.DEVNULL, **quiet)]
    try:
        deadline = time.monotonic() + 20
        while not answers(port) and time.monotonic() < deadline:
            time.sleep(0.05)
        started.append(subprocess.Popen([*node, "robot"], stdout=subprocess.DEVNULL, **quiet))
        bridge = subprocess.Popen([*node, "bridge"], stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True, **quiet)
        started.append(bridge)
        url = bridge.stdout.readline().strip()
        assert url, (tmp_path / "errors").read_text()
        (tmp_path / "topics.yaml").write_text(ros1_nodes.TOPICS)
        yield opened(url, str(tmp_path / "topics.yaml"))
    finally:
        for process in reversed(started):
            process.kill()
            process.wait()


def opened(url, topics):
    """The robot, as soon as its nodes have found each other."""
    for attempt in range(8):
        try:
            return open_backend("ros", ros=url, topics=topics)
        except RobotUnreachable:
            if attempt == 7:
                raise
    return None


@pytest.mark.slow
def test_a_thing_is_picked_up_through_real_ros_topics_and_the_watchdog_holds(guard):
    async def picked():
        done = await robot_toolset(guard)["pick"].run({"target": "red block"})
        scene = await guard.sense()
        guard.drive(Twist(y=0.4))
        time.sleep(0.8)  # noqa: ASYNC251 (the event loop hangs: the watchdog must halt the robot)
        first = await guard.pose()
        return done, scene, first, await guard.pose()

    done, scene, first, later = asyncio.run(picked())
    assert "red block" in done.say["en"]
    assert scene.holding == "red-block"
    assert 0 < first.y - scene.pose.y < 0.4 * 0.8
    assert later == first
