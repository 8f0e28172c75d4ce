"""Switching things on and off, and what only lights can do."""

from __future__ import annotations

from typing import Annotated, Literal

from agentlite.actions import Json
from agentlite.errors import ToolError
from agentlite.tools.home.behaviour import brightness_of, number, percent_of
from agentlite.tools.home.capabilities import can_show_color, color_modes
from agentlite.tools.home.colors import KELVIN, RGB, said_colors
from agentlite.tools.home.house import Entity, State
from agentlite.tools.home.session import HomeTools, Order, offers
from agentlite.toolset import Arguments, Choices, Outcome, Range, Said, tool

Direction = Literal["up", "down"]

_BRIGHTNESS_STEP_PERCENT = 20
_BRIGHTNESS_TOLERANCE = 3
"""On the scale of 0 to 255: lamps round."""


def _colors(_: HomeTools, request: str) -> list[str]:
    return said_colors(request)


class PowerTools(HomeTools):
    """turn_on, turn_off, set_brightness, adjust_brightness, set_color."""

    @tool(risk="reversible")
    async def turn_on(self, target: Annotated[str, offers("turn_on")]) -> Outcome:
        """Turn on lights, switches, fans, media players or thermostats.

        Args:
            target: what to turn on
        """
        return await self.home.act(target, "turn_on", lambda entity, state: Order("turn_on", _is_on))

    @tool(risk="reversible")
    async def turn_off(self, target: Annotated[str, offers("turn_off")]) -> Outcome:
        """Turn off lights, switches, fans, media players or thermostats.

        Args:
            target: what to turn off
        """
        return await self.home.act(target, "turn_off", lambda entity, state: Order("turn_off", _is_off))

    @tool(risk="reversible")
    async def set_brightness(
        self,
        percent: Annotated[int, Range(0, 100), Said(percent=True)],
        target: Annotated[str, offers("set_brightness")],
    ) -> Outcome:
        """Set how bright lights are; 0 turns them off.

        Args:
            percent: brightness, 0 to 100
            target: which lights
        """
        return await self.home.act(target, "set_brightness", lambda entity, state: _dimmed(percent))

    @tool(risk="reversible")
    async def adjust_brightness(
        self, direction: Direction, target: Annotated[str, offers("adjust_brightness")]
    ) -> Outcome:
        """Make lights a step brighter or dimmer.

        Args:
            direction: up is brighter, down is dimmer
            target: which lights
        """

        def plan(entity: Entity, state: State) -> Order:
            if state.state != "on":
                return _dimmed(_BRIGHTNESS_STEP_PERCENT) if direction == "up" else Order("turn_off", _is_off)
            now = percent_of(number(state.attributes.get("brightness"), 255))
            step = _BRIGHTNESS_STEP_PERCENT if direction == "up" else -_BRIGHTNESS_STEP_PERCENT
            return _dimmed(min(100, max(1, now + step)))

        return await self.home.act(target, "adjust_brightness", plan)

    def _check_color(self, arguments: Arguments) -> None:
        """Lights that only know whites cannot be red."""
        color = arguments["color"]
        if color in KELVIN:
            return
        lights = self.home.targets.resolve(arguments["target"], "set_color")
        plain = [self.home.targets.label(light) for light in lights if not can_show_color(light)]
        if len(plain) == len(lights):
            raise ToolError(
                f"{', '.join(plain)} can only be warm white, white or cold white.",
                say={"pt": f"{', '.join(plain)}: só há branco quente, branco e branco frio."},
            )

    @tool(risk="reversible", precondition=_check_color)
    async def set_color(
        self, color: Annotated[str, Choices(_colors)], target: Annotated[str, offers("set_color")]
    ) -> Outcome:
        """Set the colour of lights.

        Args:
            color: the colour
            target: which lights
        """
        return await self.home.act(target, "set_color", lambda entity, state: _colored(entity, color))


def _is_on(state: State) -> bool:
    return state.known and state.state not in ("off", "standby")


def _is_off(state: State) -> bool:
    return state.state in ("off", "standby")


def _dimmed(percent: int) -> Order:
    if percent == 0:
        return Order("turn_off", _is_off)
    wanted = brightness_of(percent)

    def met(state: State) -> bool:
        level = number(state.attributes.get("brightness"), -999)
        return state.state == "on" and abs(level - wanted) <= _BRIGHTNESS_TOLERANCE

    return Order("turn_on", met, {"brightness_pct": percent})


def _colored(entity: Entity, color: str) -> Order:
    if color in KELVIN and (not can_show_color(entity) or "color_temp" in (color_modes(entity) or ())):
        return _showing("color_temp_kelvin", KELVIN[color])
    if not can_show_color(entity):
        return Order("turn_on", lambda state: False)
    return _showing("rgb_color", list(RGB[color]))


def _showing(attribute: str, value: Json) -> Order:
    def met(state: State) -> bool:
        shown = state.attributes.get(attribute)
        return state.state == "on" and (list(shown) if isinstance(shown, tuple) else shown) == value

    return Order("turn_on", met, {attribute: value})
