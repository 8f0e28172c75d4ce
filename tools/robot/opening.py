"""A robot by name, inside its guard."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from agentlite.errors import ConfigurationError
from agentlite.tools.robot import STOP_FILE
from agentlite.tools.robot.backend import RobotBackend
from agentlite.tools.robot.guard import Guard
from agentlite.tools.robot.mujoco_robot import MujocoRobot
from agentlite.tools.robot.ros import RosRobot
from agentlite.tools.robot.ros_topics import load_topics
from agentlite.tools.robot.tabletop import TabletopSim
from agentlite.tools.robot.world import World, demo_world, load_world

_BODIES: Mapping[str, Callable[[World], RobotBackend]] = {"tabletop": TabletopSim, "mujoco": MujocoRobot}


def open_with(options: Mapping[str, str], folder: Path) -> Guard:
    """The guarded robot that the pack's options describe, stopped by a stop file in `folder`. Raises what
    `open_backend` raises."""
    return open_backend(
        options.get("body", "tabletop"),
        options.get("world"),
        folder / STOP_FILE,
        ros=options.get("ros"),
        topics=options.get("topics"),
    )


def open_backend(
    body: str,
    world: str | None = None,
    stop_file: Path | None = None,
    *,
    ros: str | None = None,
    topics: str | None = None,
) -> Guard:
    """A guarded robot: `body` is one of `tabletop`, `mujoco` and `ros`, `world` a file (by default, the demo's table).

    For `ros`, `ros` is the rosbridge's URL and `topics` a file: see `load_topics`. Raises `ConfigurationError` for
    another body or one that is not installed, `InputError` for a file, and `ToolError` for a robot out of reach.
    """
    if body not in (*_BODIES, "ros"):
        raise ConfigurationError(f"There is no robot body {body!r}.", hint=f"There are: {', '.join(_BODIES)}, ros.")
    there = load_world(world) if world else demo_world()
    if body != "ros":
        return Guard(_BODIES[body](there), stop_file=stop_file)
    if not ros:
        raise ConfigurationError("Where is the ROS robot?", hint="Give robot.ros=ws://HOST:9090, its rosbridge.")
    return Guard(RosRobot(ros, there, load_topics(topics)), stop_file=stop_file)
