"""What no model, plan or script can get round: the fence, the limits of speed and force, the watchdog, and `stop`."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from agentlite.errors import ToolError
from agentlite.tools.robot.backend import STILL, RobotBackend, Twist
from agentlite.tools.robot.watchdog import Watchdog
from agentlite.tools.robot.world import Pose, Scene, World

_AXES = ("x", "y", "reach", "lift")
_FENCE = MappingProxyType({"x": (0.0, 0.95), "y": (-1.8, 1.8), "reach": (0.37, 0.97), "lift": (0.15, 0.85)})


class Stopped(ToolError):
    """The robot was stopped, and moves again only when a person releases it."""

    def __init__(self) -> None:
        super().__init__(
            "The robot was stopped.",
            hint="Release it when it is safe: `guard.release()`, or `python -m agentlite.tools.robot release FOLDER`.",
            say={"pt": "O robô foi parado."},
        )


@dataclass(frozen=True)
class Limits:
    """How the robot may move: metres, metres per second, newtons, seconds.

    `fence` bounds each axis of the pose, and `hand_x` where the hand may be. Motion ends `watchdog_seconds` after the
    last command.
    """

    fence: Mapping[str, tuple[float, float]] = field(default_factory=lambda: _FENCE)
    hand_x: tuple[float, float] = (0.4, 1.85)
    base_speed: float = 0.5
    hand_speed: float = 0.4
    grip_newtons: float = 20.0
    watchdog_seconds: float = 0.3

    def speed(self, axis: str) -> float:
        return self.base_speed if axis in ("x", "y") else self.hand_speed

    def inside(self, pose: Pose, margin: float = 0.0) -> bool:
        """Whether a pose lies inside the fence, or at most `margin` outside."""
        axes = all(low - margin <= getattr(pose, axis) <= high + margin for axis, (low, high) in self.fence.items())
        return axes and self.hand_x[0] - margin <= pose.hand.x <= self.hand_x[1] + margin


class Guard:
    """A `RobotBackend` around another one: every command is held to the limits, whoever gives it.

    `stop` ends motion at once, from any thread; nothing moves again before `release`. A file at `stop_file` stops the
    robot too, for as long as it is there: so any other process can.
    """

    def __init__(self, backend: RobotBackend, limits: Limits | None = None, *, stop_file: Path | None = None) -> None:
        self._backend = backend
        self.limits = limits or Limits()
        self.interventions = 0
        """How often a command had to be made slower, gentler or smaller."""
        self._stop_file = stop_file
        self._stopped = threading.Event()
        self._lock = threading.RLock()
        self.scene = backend.world.start
        """What was sensed last."""
        self._pose, self._read = self.scene.pose, time.monotonic()
        self._left = 0.0
        self._watchdog = Watchdog(self._end_motion) if backend.realtime else None

    @property
    def world(self) -> World:
        return self._backend.world

    @property
    def realtime(self) -> bool:
        return self._backend.realtime

    @property
    def stopped(self) -> bool:
        return self._stopped.is_set() or (self._stop_file is not None and self._stop_file.exists())

    def stop(self) -> None:
        """End all motion now, and allow none until `release`."""
        self._stopped.set()
        with self._lock:
            self._end_motion()

    def release(self) -> None:
        """Allow motion again after `stop`; a stop file must be removed by whoever made it."""
        self._stopped.clear()

    async def pose(self) -> Pose:
        self._note(await self._backend.pose())
        return self._pose

    async def sense(self) -> Scene:
        self.scene = await self._backend.sense()
        self._note(self.scene.pose)
        return self.scene

    def drive(self, twist: Twist) -> None:
        """Move like this, within the limits, for `watchdog_seconds` at most unless told again.

        Raises `Stopped` after `stop`, and `ToolError` for speeds that are no numbers.
        """
        allowed = self._allowed(twist)
        with self._lock:
            if self.stopped:
                self._end_motion()
                raise Stopped
            self._backend.drive(allowed)
            self._left = 0.0 if allowed == STILL else self.limits.watchdog_seconds
            if self._watchdog is not None:
                self._watchdog.feed(self._left)

    def halt(self) -> None:
        with self._lock:
            self._end_motion()

    async def grip(self, closed: bool, newtons: float) -> None:
        if self.stopped:
            raise Stopped
        if not math.isfinite(newtons) or newtons < 0:
            raise ToolError(f"{newtons} newtons is no force.", say={"pt": f"{newtons} newtons não é uma força."})
        self.interventions += newtons > self.limits.grip_newtons
        await self._backend.grip(closed, min(newtons, self.limits.grip_newtons))

    async def pause(self, seconds: float) -> None:
        """Let time pass. Where time passes only here, this is where motion without a fresh command ends."""
        if self._watchdog is None:
            left = self._left
            if 0 < left <= seconds:
                await self._backend.pause(left)
                seconds -= left
                self.halt()
            self._left = max(0.0, self._left - seconds)
        await self._backend.pause(seconds)
        self._note(await self._backend.pose())

    async def speak(self, text: str) -> None:
        await self._backend.speak(text)

    def _note(self, pose: Pose) -> None:
        self._pose, self._read = pose, time.monotonic()

    def _end_motion(self) -> None:
        self._left = 0.0
        self._backend.halt()

    def _allowed(self, twist: Twist) -> Twist:
        """The twist within the limits: not so fast, and such that the robot is inside the fence when motion ends."""
        if not all(map(math.isfinite, twist)):
            raise ToolError(f"{twist} is no way to move.", say={"pt": f"{twist} não é uma forma de mover."})
        limits, pose, horizon = self.limits, self._pose, self.limits.watchdog_seconds
        age = time.monotonic() - self._read if self.realtime else 0.0
        allowed = Twist(
            *(
                _between(
                    speed, at, *_narrowed(limits.fence[axis], age * limits.speed(axis)), limits.speed(axis), horizon
                )
                for axis, speed, at in zip(_AXES, twist, pose, strict=True)
            )
        )
        forward = allowed.x + allowed.reach
        reachable = _narrowed(limits.hand_x, age * (limits.base_speed + limits.hand_speed))
        if _between(forward, pose.x + pose.reach, *reachable, math.inf, horizon) != forward:
            allowed = allowed._replace(x=0.0, reach=0.0)
        self.interventions += allowed != twist
        return allowed


def _narrowed(fence: tuple[float, float], by: float) -> tuple[float, float]:
    """The fence drawn in by how far the robot may have moved since it was last seen."""
    return fence[0] + by, fence[1] - by


def _between(speed: float, at: float, low: float, high: float, fastest: float, horizon: float) -> float:
    """`speed` such that after `horizon` seconds the position is inside; from outside, it may only come back."""
    slowest, quickest = min(0.0, (low - at) / horizon), max(0.0, (high - at) / horizon)
    return max(slowest, -fastest, min(quickest, fastest, speed))
