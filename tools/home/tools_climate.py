"""Thermostats and fans."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from agentlite.errors import ToolError
from agentlite.tools.home.behaviour import number
from agentlite.tools.home.house import Entity, State
from agentlite.tools.home.modes import said_modes
from agentlite.tools.home.session import HomeTools, Order, offers, state_in
from agentlite.tools.home.wording import sentences
from agentlite.toolset import Arguments, Choices, Outcome, Range, Said, tool


def _modes(self: HomeTools, request: str) -> Sequence[str]:
    return said_modes(request)


class ClimateTools(HomeTools):
    """set_temperature, set_mode, get_temperature, set_fan_speed."""

    def _check_range(self, arguments: Arguments) -> None:
        """Each thermostat's own limits, where it states them."""
        degrees = arguments["degrees"]
        for entity in self.home.targets.resolve(arguments["target"], "set_temperature"):
            low = number(entity.attributes.get("min_temp"), float("-inf"))
            high = number(entity.attributes.get("max_temp"), float("inf"))
            if not low <= degrees <= high:
                label = self.home.targets.label(entity)
                raise ToolError(
                    f"{label} can only be set between {low:g} and {high:g} degrees.",
                    say={"pt": f"{label} só pode ser regulado entre {low:g} e {high:g} graus."},
                )

    @tool(risk="reversible", precondition=_check_range)
    async def set_temperature(
        self, degrees: Annotated[float, Range(5, 95), Said()], target: Annotated[str, offers("set_temperature")]
    ) -> Outcome:
        """Set the temperature that thermostats keep.

        Args:
            degrees: in the unit of the home
            target: which thermostats
        """

        def met(state: State) -> bool:
            return abs(number(state.attributes.get("temperature"), -999) - degrees) < 0.5

        order = Order("set_temperature", met, {"temperature": degrees})
        return await self.home.act(target, "set_temperature", lambda entity, state: order)

    def _check_mode(self, arguments: Arguments) -> None:
        """A mode that a thermostat does not have."""
        mode = arguments["mode"]
        for entity in self.home.targets.resolve(arguments["target"], "set_mode"):
            modes: Sequence[str] | None = entity.attributes.get("hvac_modes")
            if modes is not None and mode not in modes:
                label = self.home.targets.label(entity)
                raise ToolError(
                    f"{label} has no mode {mode}; it has {', '.join(modes)}.",
                    say={"pt": f"{label} não tem o modo {mode}; tem {', '.join(modes)}."},
                )

    @tool(risk="reversible", precondition=_check_mode)
    async def set_mode(
        self, mode: Annotated[str, Choices(_modes)], target: Annotated[str, offers("set_mode")]
    ) -> Outcome:
        """Set the mode of thermostats: heating, cooling and so on.

        Args:
            mode: the mode
            target: which thermostats
        """
        order = Order("set_mode", state_in(mode), {"hvac_mode": mode})
        return await self.home.act(target, "set_mode", lambda entity, state: order)

    @tool(risk="read")
    async def get_temperature(self, target: Annotated[str, offers("get_temperature")]) -> Outcome:
        """Say what temperature it is.

        Args:
            target: thermostats or temperature sensors
        """
        readings = {
            self.home.targets.label(entity): _measured(entity, state)
            for entity, state in await self.home.read(target, "get_temperature")
        }
        known = {label: text for label, text in readings.items() if text}
        silent = [label for label, text in readings.items() if not text]
        clauses = {
            "en": [f"{label} measures {text}" for label, text in known.items()]
            + [f"{label} gives no temperature" for label in silent],
            "pt": [f"{label} marca {text}" for label, text in known.items()]
            + [f"{label} não indica a temperatura" for label in silent],
        }
        return Outcome(value=readings, say=sentences(clauses))

    @tool(risk="reversible")
    async def set_fan_speed(
        self,
        percent: Annotated[int, Range(0, 100), Said(percent=True)],
        target: Annotated[str, offers("set_fan_speed")],
    ) -> Outcome:
        """Set how fast fans turn; 0 turns them off.

        Args:
            percent: speed, 0 to 100
            target: which fans
        """
        step = 100 / _SPEEDS_AT_LEAST

        def met(state: State) -> bool:
            if percent == 0:
                return state.state == "off"
            return state.state == "on" and abs(number(state.attributes.get("percentage"), -999) - percent) <= step

        def plan(entity: Entity, state: State) -> Order:
            exact = state.state == "on" and state.attributes.get("percentage") == percent
            return Order("set_percentage", met, {"percentage": percent}, repeatable=percent > 0 and not exact)

        return await self.home.act(target, "set_fan_speed", plan)


_SPEEDS_AT_LEAST = 3
"""A fan with three speeds rounds to the nearest third."""


def _measured(entity: Entity, state: State) -> str | None:
    """The temperature with its unit; None when there is no reading."""
    if not state.known and entity.domain == "sensor":
        return None
    reading = state.state if entity.domain == "sensor" else state.attributes.get("current_temperature")
    unit = state.attributes.get("unit_of_measurement") or state.attributes.get("temperature_unit") or "°"
    return None if reading is None else f"{reading}{unit}" if unit == "°" else f"{reading} {unit}"
