"""Covers, valves and locks: what opens and closes. What lets people or water in needs approval to open."""

from __future__ import annotations

from typing import Annotated

from agentlite.errors import ToolError
from agentlite.tools.home.behaviour import number
from agentlite.tools.home.house import Entity, State
from agentlite.tools.home.session import HomeTools, Order, offers, state_in
from agentlite.toolset import Arguments, Outcome, Range, Risk, Said, tool

_GUARDED_COVERS = frozenset(("door", "garage", "gate"))
_POSITION_TOLERANCE = 2


def is_guarded(entity: Entity) -> bool:
    """Whether opening this can let strangers or water in: doors, garage doors, gates and valves."""
    return entity.domain == "valve" or (entity.domain == "cover" and entity.device_class in _GUARDED_COVERS)


class AccessTools(HomeTools):
    """open, close, stop, set_position, lock, unlock."""

    def _opening_risk(self, arguments: Arguments) -> Risk:
        if arguments.get("percent") == 0:
            return "reversible"
        try:
            entities = self.home.targets.resolve(arguments["target"])
        except ToolError:
            return "irreversible"
        return "irreversible" if any(map(is_guarded, entities)) else "reversible"

    @tool(risk=_opening_risk)
    async def open(self, target: Annotated[str, offers("open")]) -> Outcome:
        """Open curtains, blinds, garage doors, gates or valves.

        Args:
            target: what to open
        """
        return await self.home.act(target, "open", lambda entity, state: Order("open", state_in("open", "opening")))

    @tool(risk="reversible")
    async def close(self, target: Annotated[str, offers("close")]) -> Outcome:
        """Close curtains, blinds, garage doors, gates or valves.

        Args:
            target: what to close
        """
        return await self.home.act(target, "close", lambda entity, state: Order("close", state_in("closed", "closing")))

    @tool(risk="reversible")
    async def stop(self, target: Annotated[str, offers("stop")]) -> Outcome:
        """Stop curtains, blinds, doors or valves that are moving.

        Args:
            target: what to stop
        """
        return await self.home.act(target, "stop", lambda entity, state: Order("stop", state_in("open", "closed")))

    @tool(risk=_opening_risk)
    async def set_position(
        self, percent: Annotated[int, Range(0, 100), Said(percent=True)], target: Annotated[str, offers("set_position")]
    ) -> Outcome:
        """Move curtains, blinds or valves to a position.

        Args:
            percent: 0 is closed, 100 is open
            target: what to move
        """

        def met(state: State) -> bool:
            position = number(state.attributes.get("current_position"), -999)
            return abs(position - percent) <= _POSITION_TOLERANCE or state.state in ("opening", "closing")

        order = Order("set_position", met, {"position": percent})
        return await self.home.act(target, "set_position", lambda entity, state: order)

    @tool(risk="reversible")
    async def lock(self, target: Annotated[str, offers("lock")]) -> Outcome:
        """Lock doors.

        Args:
            target: which locks
        """
        return await self.home.act(target, "lock", lambda entity, state: Order("lock", state_in("locked", "locking")))

    @tool(risk="irreversible")
    async def unlock(self, target: Annotated[str, offers("unlock")]) -> Outcome:
        """Unlock doors.

        Args:
            target: which locks
        """
        return await self.home.act(
            target, "unlock", lambda entity, state: Order("unlock", state_in("unlocked", "unlocking", "open"))
        )
