"""What the robot can do, as closed-loop motion through a `Guard`; believed only when sensed afterwards."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from agentlite.errors import ToolError
from agentlite.tools.robot.backend import STILL, Twist
from agentlite.tools.robot.guard import Guard
from agentlite.tools.robot.world import Place, Point, Pose

_TICK_SECONDS = 0.1
_GAIN = 2.5
"""Speed per distance to go (1/s). Below 1 / watchdog_seconds, so that no command reaches beyond its goal."""
_TOLERANCE = 0.004
_PATIENCE_SECONDS = 30.0
_TRAVEL_HEIGHT = 0.8
_USUAL_REACH = 0.7
_GRASP_ABOVE = 0.01
"""The hand closes a little above the middle of a thing, so that its fingers stay clear of the table."""
_GRIP_NEWTONS = 15.0
_GRIP_SECONDS = 0.6


class Skills:
    """Motions of one robot, one at a time. Every method raises `ToolError` if it could not be carried out."""

    def __init__(self, robot: Guard) -> None:
        self.robot = robot
        self._moving = False

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """The body is used for one thing at a time, and stands still after it, however it ended."""
        if self._moving:
            raise ToolError(
                "The robot is doing something else right now.", say={"pt": "O robô está a fazer outra coisa agora."}
            )
        self._moving = True
        try:
            yield
        finally:
            self._moving = False
            self.robot.halt()

    async def stand_before(self, place: Place) -> None:
        """Drive to a place, hand up."""
        await self._raise()
        await self._move(self._pose_for(Point(place.at[0], place.at[1], _TRAVEL_HEIGHT)))

    async def grasp(self, at: Point) -> None:
        """Close the hand around what is at a point, and lift it."""
        await self._above(at)
        await self._move(self._pose_for(at._replace(z=at.z + _GRASP_ABOVE)))
        await self._grip(True)
        await self._raise()

    async def let_go(self, at: Point) -> None:
        """Bring the middle of what the hand holds to a point, open the hand, and draw it back."""
        scene = await self.robot.sense()
        offset = scene.things[scene.holding] - scene.pose.hand if scene.holding else Point(0, 0, 0)
        await self._above(Point(at.x - offset.x, at.y - offset.y, at.z))
        await self._move(self._pose_for(Point(at.x - offset.x, at.y - offset.y, at.z - offset.z + 0.004)))
        await self._grip(False)
        await self._raise()

    async def slide(self, start: Point, end: Point) -> None:
        """Take the handle at `start` and move it to `end`, at the same height."""
        await self._above(start)
        await self._move(self._pose_for(start))
        await self._grip(True)
        await self._move(self._pose_for(end))
        await self._grip(False)
        await self._raise()

    async def _grip(self, closed: bool) -> None:
        await self.robot.grip(closed, _GRIP_NEWTONS)
        await self.robot.pause(_GRIP_SECONDS)

    async def _raise(self) -> None:
        pose = await self.robot.pose()
        await self._move(Pose(pose.x, pose.y, pose.reach, _TRAVEL_HEIGHT))

    async def _above(self, at: Point) -> None:
        await self._raise()
        await self._move(self._pose_for(at._replace(z=_TRAVEL_HEIGHT)))

    def _pose_for(self, hand: Point) -> Pose:
        """The pose that brings the hand to a point. Raises `ToolError` if that lies outside the fence."""
        low, high = self.robot.limits.fence["x"]
        base = min(high, max(low, hand.x - _USUAL_REACH))
        pose = Pose(base, hand.y, hand.x - base, hand.z)
        if not self.robot.limits.inside(pose):
            raise ToolError(
                f"({hand.x:.2f}, {hand.y:.2f}, {hand.z:.2f}) is outside the fence.",
                say={"pt": f"({hand.x:.2f}, {hand.y:.2f}, {hand.z:.2f}) fica fora da vedação."},
            )
        return pose

    async def _move(self, goal: Pose) -> None:
        """Move in a straight line until every axis is at its goal."""
        for _ in range(int(_PATIENCE_SECONDS / _TICK_SECONDS)):
            pose = await self.robot.pose()
            ahead = (goal.x - pose.x, goal.y - pose.y, goal.reach - pose.reach, goal.lift - pose.lift)
            if max(map(abs, ahead)) < _TOLERANCE:
                self.robot.drive(STILL)
                return
            self.robot.drive(self._towards(ahead))
            await self.robot.pause(_TICK_SECONDS)
        raise ToolError("The robot did not get there.", say={"pt": "O robô não chegou lá."})

    def _towards(self, ahead: tuple[float, float, float, float]) -> Twist:
        limits = self.robot.limits
        base, hand = 0.9 * limits.base_speed, 0.9 * limits.hand_speed
        x, y, reach, lift = (_GAIN * distance for distance in ahead)
        return Twist(_cut(x, base), _cut(y, base), _cut(reach, hand), _cut(lift, hand))


def _cut(speed: float, fastest: float) -> float:
    return max(-fastest, min(fastest, speed))
