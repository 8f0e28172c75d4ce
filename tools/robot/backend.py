"""The seam between the robot tools and a real or simulated robot: where it is, what it senses, how it is moved."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from agentlite.tools.robot.world import Pose, Scene, World


class Twist(NamedTuple):
    """How fast the base (x, y), the arm (reach) and the hand (lift) are to move, in metres per second."""

    x: float = 0.0
    y: float = 0.0
    reach: float = 0.0
    lift: float = 0.0


STILL = Twist()


class RobotBackend(Protocol):
    """One robot and what it senses around it. Its asynchronous methods raise `ToolError` when it cannot be reached.

    `drive` and `halt` only pass a command on: they return at once, and may be called from any thread.
    """

    @property
    def world(self) -> World:
        """The places and things there are."""
        ...

    @property
    def realtime(self) -> bool:
        """Whether it moves on while nobody waits in `pause`, as real robots do."""
        ...

    async def pose(self) -> Pose:
        """Where base and hand are now."""
        ...

    async def sense(self) -> Scene:
        """Where everything is now, and what the hand holds: measured, not what was commanded."""
        ...

    def drive(self, twist: Twist) -> None:
        """Move like this until told otherwise."""
        ...

    def halt(self) -> None:
        """Hold still at once; what the hand holds stays in it."""
        ...

    async def grip(self, closed: bool, newtons: float) -> None:
        """Begin to close the hand with this force, or to open it."""
        ...

    async def pause(self, seconds: float) -> None:
        """Let so much time pass."""
        ...

    async def speak(self, text: str) -> None:
        """Say something."""
        ...
