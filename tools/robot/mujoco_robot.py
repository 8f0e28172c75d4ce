"""A robot with real contacts: MuJoCo moves it, and everything that is told of the world is measured from its bodies.

Only fingers, things and furniture touch each other; the robot's own body passes through furniture, and it is the fence
that keeps it out. Needs the extra `robot`.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from typing import Any

from agentlite.errors import ConfigurationError
from agentlite.tools.robot.backend import STILL, Twist
from agentlite.tools.robot.mujoco_scene import LIFT_AT_ZERO, REACH_AT_ZERO, lid_joint, model_text
from agentlite.tools.robot.world import Point, Pose, Scene, World

_AXES = ("x", "y", "reach", "lift")
_ZERO = {"x": 0.0, "y": 0.0, "reach": REACH_AT_ZERO, "lift": LIFT_AT_ZERO}
_FINGERS = ("left", "right")
_OPEN, _CLOSED = 0.004, -0.045
_SETTLING_SECONDS = 0.3
_STEPS_AT_ONCE = 5


class MujocoRobot:
    """A `RobotBackend` in physics. It begins as `world` does; `said` keeps what it was told to say.

    Raises `ConfigurationError` if MuJoCo is not installed.
    """

    def __init__(self, world: World) -> None:
        self._mujoco = _mujoco()
        self._world = world
        self.model = self._mujoco.MjModel.from_xml_string(model_text(world))
        self.data = self._mujoco.MjData(self.model)
        self.said: list[str] = []
        self.watchers: list[Callable[[float], None]] = []
        """Called with the simulated time whenever some has passed."""
        self._axes = [(axis, self._joint(axis), self.model.actuator(axis).id) for axis in _AXES]
        self._speeds = [int(self.model.joint(axis).dofadr[0]) for axis in _AXES]
        self._twist = STILL
        self.fastest = 0.0
        """The greatest speed at which base, arm or hand has moved so far, in metres per second."""
        self._begin()

    @property
    def world(self) -> World:
        return self._world

    @property
    def realtime(self) -> bool:
        return False

    async def pose(self) -> Pose:
        return Pose(*(float(self.data.qpos[joint]) + _ZERO[axis] for axis, joint, _ in self._axes))

    async def sense(self) -> Scene:
        things = {t.id: Point(*map(float, self.data.body(t.id).xpos)) for t in self._world.things}
        lids = {
            p.id: float(self.data.qpos[self._joint(lid_joint(p.id))]) / p.lid_travel
            for p in self._world.places
            if p.lid
        }
        lids = {name: min(1.0, max(0.0, opened)) for name, opened in lids.items()}
        return Scene(float(self.data.time), await self.pose(), things, lids, self._held())

    def drive(self, twist: Twist) -> None:
        self._twist = twist

    def halt(self) -> None:
        self._twist = STILL
        for _, joint, actuator in self._axes:
            self.data.ctrl[actuator] = self.data.qpos[joint]

    async def grip(self, closed: bool, newtons: float) -> None:
        for finger in _FINGERS:
            actuator = self.model.actuator(finger).id
            self.model.actuator_forcelimited[actuator] = 1
            self.model.actuator_forcerange[actuator] = (-newtons, newtons)
            self.data.ctrl[actuator] = _CLOSED if closed else _OPEN

    async def pause(self, seconds: float) -> None:
        await asyncio.sleep(0)  # so that others in this event loop, such as one who wants to stop it, get their turn
        step, left = self.model.opt.timestep, round(seconds / self.model.opt.timestep)
        while left > 0:
            count = min(left, _STEPS_AT_ONCE)
            left -= count
            for (_, _, actuator), wanted in zip(self._axes, self._twist, strict=True):
                self.data.ctrl[actuator] += wanted * step * count
            self._mujoco.mj_step(self.model, self.data, count)
            self.fastest = max(self.fastest, *(abs(float(self.data.qvel[speed])) for speed in self._speeds))
        for watcher in self.watchers:
            watcher(float(self.data.time))

    async def speak(self, text: str) -> None:
        self.said.append(text)

    def _begin(self) -> None:
        """Set the joints as the world's scene says, and let things come to rest."""
        scene = self._world.start
        for (axis, joint, actuator), value in zip(self._axes, scene.pose, strict=True):
            self.data.qpos[joint] = self.data.ctrl[actuator] = value - _ZERO[axis]
        for name, opened in scene.lids.items():
            self.data.qpos[self._joint(lid_joint(name))] = opened * self._world.place[name].lid_travel
        for finger in _FINGERS:
            self.data.ctrl[self.model.actuator(finger).id] = _OPEN
        self._mujoco.mj_forward(self.model, self.data)
        self._mujoco.mj_step(self.model, self.data, round(_SETTLING_SECONDS / self.model.opt.timestep))

    def _held(self) -> str | None:
        """The thing that both fingers touch."""
        touching: dict[str, set[str]] = {finger: set() for finger in _FINGERS}
        for contact in self.data.contact[: self.data.ncon]:
            names = {self.model.geom(int(contact.geom1)).name, self.model.geom(int(contact.geom2)).name}
            for finger in names & touching.keys():
                touching[finger] |= names - {finger}
        both = sorted(touching["left"] & touching["right"] & self._world.thing.keys())
        return both[0] if both else None

    def _joint(self, name: str) -> int:
        """Where a joint's position is in `qpos`."""
        return int(self.model.joint(name).qposadr[0])


def _mujoco() -> Any:
    if sys.platform == "linux" and not os.environ.get("DISPLAY"):
        os.environ.setdefault("MUJOCO_GL", "egl")  # read when MuJoCo is imported: pictures without a screen
    try:
        import mujoco
    except ImportError as error:
        raise ConfigurationError(
            "MuJoCo is not installed.", hint="Install it: pip install 'agentlite[robot]'."
        ) from error
    return mujoco
