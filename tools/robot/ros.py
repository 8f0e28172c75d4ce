"""A robot that speaks ROS 1 or ROS 2, over rosbridge."""

from __future__ import annotations

import asyncio
import contextlib
import math
import threading
import time
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from agentlite.tools.robot.backend import STILL, Twist
from agentlite.tools.robot.ros_link import Link, RobotUnreachable
from agentlite.tools.robot.ros_topics import Topics, load_topics
from agentlite.tools.robot.world import Point, Pose, Scene, World

_PATIENCE_SECONDS = 2.0
"""How long a fresh reading may take."""
_HELD_WITHIN = 0.06
"""What is this near to hand and fingers that do not close is held."""
_FINGER_SLACK = 0.004
_POSE = ("x", "y", "reach", "lift")


class RosRobot:
    """A `RobotBackend` over rosbridge at `url` (`ws://HOST:9090`).

    Nothing old is believed: `pose` and `sense` wait for readings that came after they were asked, and raise
    `RobotUnreachable` where they do not come. A connection that was lost is made again by the next of them. The
    fence holds in the frame of the base's readings. Raises `RobotUnreachable` at once if it cannot be reached or
    does not tell where everything is.
    """

    def __init__(self, url: str, world: World, topics: Topics | None = None) -> None:
        self._topics = topics = topics or load_topics()
        self._joint_names = {joint: axis for axis, joint in topics.joints.items()}
        self._joint_names |= {joint: _lid(box) for box, joint in topics.lids.items()}
        self._values: dict[str, tuple[Any, float]] = {}
        self._heard = threading.Condition()
        self._unreadable: str | None = None
        self._began = time.monotonic()
        self._world = world
        self._link = Link(url, topics.commands.values(), topics.readings.values(), self._hear)
        self._everything = (*_POSE, "fingers", *map(_lid, world.start.lids), *map(_thing, world.thing))
        self._world = replace(world, start=self._scene(self._fresh(self._everything)))

    @property
    def world(self) -> World:
        """The places and things of the world given, in the scene as it was sensed first."""
        return self._world

    @property
    def realtime(self) -> bool:
        return True

    async def pose(self) -> Pose:
        return _pose(await asyncio.to_thread(self._fresh, _POSE))

    async def sense(self) -> Scene:
        return self._scene(await asyncio.to_thread(self._fresh, self._everything))

    def drive(self, twist: Twist) -> None:
        """Move like this. Raises `RobotUnreachable` if the connection is gone."""
        base, arm = self._topics.commands["base"], self._topics.commands["arm"]
        self._link.publish(base, base.message(x=twist.x, y=twist.y))
        self._link.publish(arm, arm.message(reach=twist.reach, lift=twist.lift))

    def halt(self) -> None:
        """Hold still. It never raises: over a lost connection only the robot's own timeout can end motion; whoever
        asks for the pose next learns of the loss, and the next connection begins with a halt."""
        with contextlib.suppress(RobotUnreachable):
            self.drive(STILL)

    async def grip(self, closed: bool, newtons: float) -> None:
        gripper, opening = self._topics.commands["gripper"], self._topics.closed if closed else self._topics.opened
        self._link.publish(gripper, gripper.message(opening=opening, force=newtons))

    async def pause(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    async def speak(self, text: str) -> None:
        speech = self._topics.commands["speech"]
        self._link.publish(speech, speech.message(text=text))

    def close(self) -> None:
        """Halt, and close the connection."""
        self.halt()
        self._link.close()

    def _fresh(self, wanted: Collection[str]) -> dict[str, Any]:
        """The values wanted, each heard after now. Raises `RobotUnreachable`."""
        asked = time.monotonic()
        if self._link.ensure():
            self.halt()
        with self._heard:
            self._heard.wait_for(lambda: not self._older(wanted, asked), _PATIENCE_SECONDS)
            if missing := self._older(wanted, asked):
                raise RobotUnreachable(self._link.url, self._why(missing))
            return {name: self._values[name][0] for name in wanted}

    def _older(self, wanted: Collection[str], asked: float) -> list[str]:
        return [name for name in wanted if name not in self._values or self._values[name][1] < asked]

    def _why(self, missing: list[str]) -> str:
        reason = self._link.complaint or self._unreadable
        silent = f"nothing told {', '.join(missing)} for {_PATIENCE_SECONDS:g} s"
        return f"{silent} ({reason.rstrip('.')})" if reason else silent

    def _hear(self, topic: str, message: Any) -> None:
        try:
            values = self._read(topic, message)
        except (LookupError, TypeError, ValueError) as error:
            self._unreadable = f"a message on {topic} could not be read: {type(error).__name__} {error}"
            return
        with self._heard:
            now = time.monotonic()
            self._values |= {name: (value, now) for name, value in values.items()}
            self._heard.notify_all()

    def _read(self, topic: str, message: Any) -> dict[str, Any]:
        """The values in a message, by name."""
        base, joints, things = (self._topics.readings[name] for name in ("base", "joints", "things"))
        values: dict[str, Any] = {}
        if topic == base.name:
            values |= {axis: _number(base.read(message, axis)) for axis in ("x", "y")}
        if topic == joints.name:
            told = zip(joints.read(message, "names"), joints.read(message, "positions"), strict=True)
            values |= {self._joint_names[joint]: _number(at) for joint, at in told if joint in self._joint_names}
        if topic == things.name:
            seen = ((things.read(item, "id"), things.read(item, "at")) for item in things.read(message, "list"))
            values |= {
                _thing(name): Point(*(_number(at[axis]) for axis in "xyz"))
                for name, at in seen
                if name in self._world.thing
            }
        return values

    def _scene(self, values: dict[str, Any]) -> Scene:
        pose = _pose(values)
        things = {name: values[_thing(name)] for name in self._world.thing}
        lids = {box: values[_lid(box)] / self._world.place[box].lid_travel for box in self._world.start.lids}
        lids = {box: min(1.0, max(0.0, opened)) for box, opened in lids.items()}
        held = self._held(values["fingers"], pose.hand, things)
        return Scene(time.monotonic() - self._began, pose, things, lids, held)

    def _held(self, fingers: float, hand: Point, things: dict[str, Point]) -> str | None:
        """What keeps the fingers from closing: the nearest thing, if they are neither open nor closed."""
        low, high = sorted((self._topics.closed, self._topics.opened))
        if not low + _FINGER_SLACK < fingers < high - _FINGER_SLACK:
            return None
        near = [name for name, at in things.items() if math.dist(at, hand) <= _HELD_WITHIN]
        return min(near, key=lambda name: (math.dist(things[name], hand), name), default=None)


def _pose(values: dict[str, Any]) -> Pose:
    return Pose(*(values[axis] for axis in _POSE))


def _number(value: Any) -> float:
    """A finite number. Raises `TypeError` and `ValueError` (rosbridge writes NaN as null)."""
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"{value} is no position")
    return number


def _lid(box: str) -> str:
    return f"the lid of {box}"


def _thing(name: str) -> str:
    return f"where {name} is"
