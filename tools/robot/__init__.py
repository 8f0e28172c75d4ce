"""A robot at its tables: what there is, what may move and how, and tasks as scripts that run again without a model."""

from __future__ import annotations

from agentlite.packs import Pack, Setting, rehearsal_in
from agentlite.toolset import Toolset

STOP_FILE = "STOP"
"""While a file of this name is in the pack's folder, the robot stands still."""


def open_robot(setting: Setting) -> Toolset:
    """The robot's tools. The option `body` is `tabletop` (a fast simulation; the default), `mujoco` (physics) or
    `ros` (at the URL `ros`, over the topics in the file `topics`), and `world` a file that says what stands where.
    Raises `ConfigurationError`, `InputError` for a file, and `ToolError` for a robot out of reach."""
    from agentlite.tools.robot.opening import open_with
    from agentlite.tools.robot.tools import robot_toolset

    return robot_toolset(open_with(setting.options, setting.folder), language=setting.language)


PACK = Pack(
    "robot",
    {"en": "a robot that picks, places and stacks things", "pt": "um robô que pega, pousa e empilha coisas"},
    open_robot,
    rehearsal_in("agentlite.tools.robot.rehearsal"),
)
