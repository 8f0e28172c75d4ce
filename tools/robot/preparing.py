"""What calls need before them and leave to be done after them: a lid that is in the way is opened, and closed again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from agentlite.tools.robot.names import Names
from agentlite.tools.robot.script import Do
from agentlite.tools.robot.vocabulary import Tongue
from agentlite.tools.robot.world import Scene


@dataclass
class Preparing:
    """Goes along with calls and adds to them. `opened` are the boxes that were opened only to get at what they hold."""

    names: Names
    tongue: Tongue
    opened: list[str] = field(default_factory=list)

    def prepared(self, nodes: Iterable[Do], scene: Scene, shut: frozenset[str] = frozenset()) -> list[Do]:
        """The calls with the lids opened that they need open, in a scene in which those in `shut` must stay closed."""
        ready: list[Do] = []
        lids, held = {place: scene.is_open(place) for place in scene.lids}, scene.holding
        for node in nodes:
            place = self._needs_open(node, scene)
            if place is not None and not lids.get(place, True) and place not in shut:
                lids[place] = True
                self.opened.append(place)
                opening = Do("open", {"target": self.names.label(place, self.tongue)})
                if node.tool == "place" and ready and ready[-1].tool == "pick":
                    ready.insert(len(ready) - 1, opening)
                else:
                    ready += self._with_free_hand(opening, held)
            if node.tool in ("open", "close"):
                name = self.names.id(str(node.arguments["target"]))
                changes = lids.get(name) != (node.tool == "open")
                lids[name] = node.tool == "open"
                self.opened = [other for other in self.opened if other != name]
                ready += self._with_free_hand(node, held if changes else None)
                continue
            if node.tool in ("pick", "place"):
                held = self.names.id(str(node.arguments["target"])) if node.tool == "pick" else None
            ready.append(node)
        return ready

    def _with_free_hand(self, node: Do, held: str | None) -> list[Do]:
        """A call that needs the hand: what that holds is put down for it, and taken up again."""
        aside = next((place.id for place in self.names.world.places if not place.walls), None)
        if held is None or aside is None:
            return [node]
        down = Do("place", {"target": self.names.label(aside, self.tongue)})
        return [down, node, Do("pick", {"target": self.names.label(held, self.tongue)})]

    def closing(self) -> list[Do]:
        """The calls that close what was opened on the way."""
        closed = [Do("close", {"target": self.names.label(place, self.tongue)}) for place in dict.fromkeys(self.opened)]
        self.opened.clear()
        return closed

    def _needs_open(self, node: Do, scene: Scene) -> str | None:
        """The place that must be open for a call, if it has a lid."""
        if node.tool not in ("pick", "place"):
            return None
        name, world = self.names.id(str(node.arguments["target"])), self.names.world
        found = name if name in world.place else world.place_of(name, scene)
        return found if found in scene.lids else None
