"""The robot pack as one toolset: each tool checks before it moves, and believes only what is sensed afterwards."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Annotated

from agentlite.actions import Change
from agentlite.tools.robot.backend import RobotBackend
from agentlite.tools.robot.choosing import Chooser
from agentlite.tools.robot.guard import Guard
from agentlite.tools.robot.names import Names, tongue_of
from agentlite.tools.robot.saying import sayings
from agentlite.tools.robot.skills import Skills
from agentlite.tools.robot.vocabulary import Tongue
from agentlite.tools.robot.wording import Wording
from agentlite.tools.robot.world import Place, Point, Scene
from agentlite.toolset import Briefing, Choices, Outcome, Range, Said, Tool, Toolset, tool

LONGEST_WAIT_SECONDS = 60
_BODILY = ("look", "go_to", "pick", "place", "open", "close", "say", "wait")
_NUDGE = 0.03
"""How far something may shift, in metres, before it counts as moved."""


def _offers(choose: Callable[[Chooser, str, Scene], list[str]]) -> Choices:
    """The labels that a method of `Chooser` finds for the request in the scene that was sensed last."""

    def legal(self: RobotTools, request: str) -> Sequence[str]:
        return choose(self.chooser, request, self.robot.scene)

    return Choices(legal)


def _sayings(self: RobotTools, request: str) -> Sequence[str]:
    return sayings(request)


class RobotTools:
    """The tools of one robot. They run one after the other, in the order they were decided."""

    def __init__(self, robot: Guard, language: Tongue | None = None) -> None:
        self.robot = robot
        self.names = Names(robot.world)
        self.chooser = Chooser(self.names, language or "en")
        self._language = language
        self.skills = Skills(robot)
        self._wording = Wording(self.names)

    def briefing(self, request: str) -> Briefing:
        """What there is and where, in the robot's language, else in that of the request; and what the hand holds."""
        tongue, scene = self._language or tongue_of(request), self.robot.scene
        held = self.names.label(scene.holding, tongue) if scene.holding else ("nothing" if tongue == "en" else "nada")
        stable = f"robot:\n{self.names.listing(scene, tongue)}"
        return Briefing(stable, f"{'holding' if tongue == 'en' else 'na mão'}: {held}", self.names.all())

    @tool(risk="read", needs=_BODILY)
    async def look(self) -> Outcome:
        """See what there is and where it is."""
        scene = await self.robot.sense()
        world, at = self.names.world, self._wording.at
        where = {self.names.label(t.id, "en"): at(world.below(t.id, scene), "en") for t in world.things}
        return Outcome(where, say=self._wording.overview(scene))

    @tool(risk="reversible", needs=_BODILY)
    async def go_to(self, target: Annotated[str, _offers(Chooser.destinations)]) -> Outcome:
        """Drive to a place, without picking anything up.

        Args:
            target: the thing or place that is meant
        """
        place = self._place(target)
        before = await self.robot.sense()
        async with self.skills.alone():
            await self.skills.stand_before(place)
        after = await self.robot.sense()
        if self.names.world.robot_place(after) != place.id:
            raise self._wording.error("astray", place.id)
        return self._done(before, after, "arrived", place.id)

    @tool(risk="reversible", needs=_BODILY)
    async def pick(self, target: Annotated[str, _offers(Chooser.things)]) -> Outcome:
        """Pick a thing up and hold it.

        Args:
            target: the thing or place that is meant
        """
        thing, before = self._thing(target), await self.robot.sense()
        if before.holding == thing:
            return Outcome({"holding": target}, say=self._wording.say("already_held", thing))
        if before.holding:
            raise self._wording.error("full", before.holding)
        self._reachable(thing, before)
        async with self.skills.alone():
            await self.skills.grasp(before.things[thing])
        after = await self.robot.sense()
        if after.holding != thing:
            raise self._wording.error("missed", thing)
        return self._done(before, after, "picked", thing)

    @tool(risk="reversible", needs=_BODILY)
    async def place(self, target: Annotated[str, _offers(Chooser.surfaces)]) -> Outcome:
        """Put what the hand holds on or into a place, or on top of a thing.

        Args:
            target: the thing or place that is meant
        """
        surface, before = self.names.id(target), await self.robot.sense()
        held = before.holding
        if held is None:
            raise self._wording.error("empty")
        spot = self._spot(held, surface, before)
        async with self.skills.alone():
            await self.skills.let_go(spot)
        after = await self.robot.sense()
        world = self.names.world
        found = world.below(held, after)
        if surface not in (found, world.place_of(held, after)) or after.holding:
            raise self._wording.error("misplaced", held, where=found)
        return self._done(before, after, "placed", held, where=surface)

    @tool(risk="reversible", needs=_BODILY)
    async def open(self, target: Annotated[str, _offers(Chooser.lids)]) -> Outcome:
        """Open a box.

        Args:
            target: the thing or place that is meant
        """
        return await self._slide_lid(target, True)

    @tool(risk="reversible", needs=_BODILY)
    async def close(self, target: Annotated[str, _offers(Chooser.lids)]) -> Outcome:
        """Close a box.

        Args:
            target: the thing or place that is meant
        """
        return await self._slide_lid(target, False)

    @tool(risk="reversible", needs=_BODILY)
    async def say(self, text: Annotated[str, Choices(_sayings)]) -> Outcome:
        """Say something aloud.

        Args:
            text: the words to say
        """
        await self.robot.speak(text)
        return Outcome({"said": text}, say=self._wording.say("said", text=text))

    @tool(risk="read", needs=_BODILY)
    async def wait(self, seconds: Annotated[float, Range(0, LONGEST_WAIT_SECONDS), Said()]) -> Outcome:
        """Do nothing for a while.

        Args:
            seconds: for how many seconds
        """
        await self.robot.pause(seconds)
        return Outcome({"waited": seconds}, say=self._wording.say("waited", seconds=f"{seconds:g}"))

    @tool(risk="read")
    async def stop(self) -> Outcome:
        """Stop all motion now; a person must release the robot afterwards."""
        self.robot.stop()
        return Outcome({"stopped": True}, say=self._wording.say("stopped"))

    def _place(self, label: str, *, lidded: bool = False) -> Place:
        """The place with this label. Raises `ToolError` if it is none, or has no lid where one is needed."""
        name = self.names.id(label)
        place = self.names.world.place.get(name)
        if place is None or (lidded and not place.lid):
            raise self._wording.error("no_lid" if lidded else "no_place", name)
        return place

    def _thing(self, label: str) -> str:
        """The id of the thing with this label. Raises `ToolError` if it is none."""
        name = self.names.id(label)
        if name not in self.names.world.thing:
            raise self._wording.error("no_thing", name)
        return name

    def _reachable(self, thing: str, scene: Scene) -> None:
        """Raise `ToolError` if something is on top of a thing, or it is in a closed box."""
        world = self.names.world
        if above := world.above(thing, scene):
            raise self._wording.error("covered", thing, above)
        self._uncovered(world.place_of(thing, scene), scene)

    def _uncovered(self, place: str, scene: Scene) -> None:
        if scene.is_shut(place):
            raise self._wording.error("shut", place)

    def _spot(self, held: str, surface: str, scene: Scene) -> Point:
        """Where the middle of what is held must be brought to stand on a surface. Raises `ToolError`."""
        world = self.names.world
        thing = world.thing[held]
        if surface == held:
            raise self._wording.error("itself", held)
        if surface in world.thing:
            self._reachable(surface, scene)
            under = scene.things[surface]
            return under._replace(z=under.z + world.thing[surface].shape.half_height + thing.shape.half_height)
        self._uncovered(surface, scene)
        spot = world.free_slot(world.place[surface], thing, scene)
        if spot is None:
            raise self._wording.error("no_room", where=surface)
        return spot

    async def _slide_lid(self, target: str, is_open: bool) -> Outcome:
        place, before = self._place(target, lidded=True), await self.robot.sense()
        if before.is_open(place.id) == is_open:
            return Outcome({"open": is_open}, say=self._wording.say("lid_already", place.id, is_open=is_open))
        if before.holding:
            raise self._wording.error("hand_needed", before.holding)
        async with self.skills.alone():
            await self.skills.slide(place.handle(before.lids[place.id]), place.handle(float(is_open)))
        after = await self.robot.sense()
        if abs(after.lids[place.id] - is_open) > 0.1:
            raise self._wording.error("lid_stuck", place.id, is_open=is_open)
        return self._done(before, after, "lid", place.id, is_open=is_open)

    def _done(
        self, before: Scene, after: Scene, key: str, subject: str, *, where: str = "", is_open: bool = False
    ) -> Outcome:
        """The outcome with everything that changed. Raises `ToolError` if something moved that was not to."""
        world = self.names.world
        for thing in world.thing:
            bystander = thing not in (subject, before.holding, after.holding)
            if bystander and math.dist(before.things[thing], after.things[thing]) > _NUDGE:
                raise self._wording.error("moved_too", thing)
        changes = tuple(
            Change(self.names.label(thing, "en"), "place", was, now)
            for thing in world.thing
            if (was := self._whereabouts(thing, before)) != (now := self._whereabouts(thing, after))
        )
        changes += tuple(
            Change(self.names.label(name, "en"), "open", before.is_open(name), after.is_open(name))
            for name in before.lids
            if before.is_open(name) != after.is_open(name)
        )
        value = {"robot": world.robot_place(after), "holding": after.holding}
        return Outcome(value, changes, self._wording.say(key, subject, where=where, is_open=is_open))

    def _whereabouts(self, thing: str, scene: Scene) -> str:
        below = self.names.world.below(thing, scene)
        known = below in self.names.world.place or below in self.names.world.thing
        return self.names.label(below, "en") if known else below


def robot_toolset(backend: RobotBackend, *, language: Tongue | None = None) -> Toolset:
    """Every tool of the robot pack, acting on `backend` through a `Guard` (its own, unless it is one already).

    `language` is that of the briefing; by default, that of each request.
    """
    tools = RobotTools(backend if isinstance(backend, Guard) else Guard(backend), language)
    found = [getattr(tools, name) for name, value in vars(RobotTools).items() if isinstance(value, Tool)]
    return Toolset(found, briefing=tools.briefing)
