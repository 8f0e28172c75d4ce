"""A robot by name, inside its guard."""

from __future__ import annotations

from pathlib import Path

from agentlite.errors import ConfigurationError
from agentlite.tools.robot.guard import Guard
from agentlite.tools.robot.mujoco_robot import MujocoRobot
from agentlite.tools.robot.tabletop import TabletopSim
from agentlite.tools.robot.world import demo_world, load_world

_BODIES = {"tabletop": TabletopSim, "mujoco": MujocoRobot}


def open_backend(body: str, world: str | None = None, stop_file: Path | None = None) -> Guard:
    """A guarded robot: `body` is one of `tabletop` and `mujoco`, `world` a file (by default, the demo's table).

    Raises `ConfigurationError` for another body or one that is not installed, and `InputError` for the file.
    """
    if body not in _BODIES:
        raise ConfigurationError(f"There is no robot body {body!r}.", hint=f"There are: {', '.join(_BODIES)}.")
    return Guard(_BODIES[body](load_world(world) if world else demo_world()), stop_file=stop_file)
