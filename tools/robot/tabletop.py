"""A robot and its table as plain kinematics: fast and deterministic, for dry runs, tests and scripts."""

from __future__ import annotations

import asyncio
import math
import threading
import time

from agentlite.tools.robot.backend import STILL, Twist
from agentlite.tools.robot.world import Place, Point, Pose, Scene, World

_REACH_OF_HAND = 0.03
"""How near the middle of a thing, or a handle, must be to the closing hand for it to be held."""
_OVERLAP = 0.045
"""How near in the plane the middles of two things must be for one to come to rest on the other."""


class TabletopSim:
    """A `RobotBackend` in which what is let go falls straight down onto what is below it, and stays there.

    It begins with `scene`, by default the world's own. Time passes only in `pause`, unless it is `realtime`: then it
    passes by the clock. `slippery` names things that the hand cannot hold; `said` keeps what it was told to say.
    """

    def __init__(
        self,
        world: World,
        scene: Scene | None = None,
        *,
        realtime: bool = False,
        slippery: frozenset[str] = frozenset(),
    ) -> None:
        scene = scene or world.start
        self.said: list[str] = []
        self._world, self._realtime, self._slippery = world, realtime, slippery
        self._pose, self._time = scene.pose, scene.time
        self._things, self._lids = dict(scene.things), dict(scene.lids)
        self._held = scene.holding
        self._offset = self._things[self._held] - self._pose.hand if self._held else Point(0, 0, 0)
        self._lid: str | None = None
        self._twist = STILL
        self._clock = time.monotonic()
        self._lock = threading.Lock()

    @property
    def world(self) -> World:
        return self._world

    @property
    def realtime(self) -> bool:
        return self._realtime

    async def pose(self) -> Pose:
        self._catch_up()
        return self._pose

    async def sense(self) -> Scene:
        self._catch_up()
        return Scene(self._time, self._pose, dict(self._things), dict(self._lids), self._held)

    def drive(self, twist: Twist) -> None:
        self._catch_up()
        self._twist = twist

    def halt(self) -> None:
        self.drive(STILL)

    async def grip(self, closed: bool, newtons: float) -> None:
        self._catch_up()
        if not closed:
            self._let_go()
        elif self._held is None and self._lid is None and newtons > 0:
            self._take()

    async def pause(self, seconds: float) -> None:
        if self._realtime:
            await asyncio.sleep(seconds)
            self._catch_up()
        else:
            self._pass(seconds)

    async def speak(self, text: str) -> None:
        self.said.append(text)

    def _catch_up(self) -> None:
        """Let the time by the clock pass that has passed since it was last looked at."""
        if self._realtime:
            with self._lock:
                now = time.monotonic()
                passed, self._clock = now - self._clock, now
                self._pass(passed)

    def _pass(self, seconds: float) -> None:
        self._time += seconds
        if self._twist == STILL:
            return
        pose, twist = self._pose, self._twist
        self._pose = pose = Pose(
            pose.x + twist.x * seconds,
            pose.y + twist.y * seconds,
            pose.reach + twist.reach * seconds,
            pose.lift + twist.lift * seconds,
        )
        if self._held is not None:
            hand, offset = pose.hand, self._offset
            self._things[self._held] = Point(hand.x + offset.x, hand.y + offset.y, hand.z + offset.z)
        elif self._lid is not None:
            place = self._world.place[self._lid]
            opened = (place.at[0] - pose.hand.x) / place.lid_travel
            self._lids[self._lid] = min(1.0, max(0.0, opened))

    def _take(self) -> None:
        hand = self._pose.hand
        near = [n for n, p in self._things.items() if math.dist(p, hand) <= _REACH_OF_HAND and n not in self._slippery]
        if near:
            self._held = min(near, key=lambda name: (math.dist(self._things[name], hand), name))
            self._offset = self._things[self._held] - hand
            return
        for name, opened in self._lids.items():
            if math.dist(self._world.place[name].handle(opened), hand) <= _REACH_OF_HAND:
                self._lid = name

    def _let_go(self) -> None:
        if self._held is not None:
            at = self._things[self._held]
            height = self._support(self._held, at) + self._world.thing[self._held].shape.half_height
            self._things[self._held] = at._replace(z=height)
        self._held = self._lid = None

    def _support(self, thing: str, at: Point) -> float:
        """The height of the highest surface below a thing."""
        tops = [0.0]
        tops += [self._surface(place) for place in self._world.places if place.covers(at.x, at.y)]
        tops += [
            point.z + self._world.thing[other].shape.half_height
            for other, point in self._things.items()
            if other != thing and math.dist(point[:2], at[:2]) < _OVERLAP and point.z < at.z
        ]
        return max(tops)

    def _surface(self, place: Place) -> float:
        shut = place.lid and self._lids[place.id] < 0.5
        return place.top + (place.walls if shut else 0.0)
