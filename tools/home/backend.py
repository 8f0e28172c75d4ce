"""The seam between the home tools and a real or simulated home.

A command is a verb with data, in one vocabulary for all backends (in brackets, Home Assistant's service):

    turn_on, turn_off            {}, lights: {brightness_pct} {rgb_color} {color_temp_kelvin}
    open, close, stop            {}                    [open_cover, close_valve, ...]
    set_position                 {position: 0-100}     [set_cover_position, set_valve_position]
    lock, unlock                 {}
    set_temperature              {temperature}
    set_mode                     {hvac_mode}           [set_hvac_mode]
    set_percentage               {percentage: 0-100}
    play, pause, next_track, previous_track            [media_play, media_pause, ...]
    set_volume                   {volume_level: 0-1}   [volume_set]
    set_mute                     {is_volume_muted}     [volume_mute]
    play_media                   {query}
    start, return_to_base        {}
    add_item, complete_item      {item}                [update_item with status completed]
    list_items                   {} → list of {"summary", "status"}                 [todo.get_items]
    list_events                  {} → list of {"summary", "start", "end"}           [calendar.get_events]
    activate                     {}                    [turn_on of scenes and scripts]
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable

from agentlite.actions import Json
from agentlite.tools.home.house import House, State


class HomeBackend(Protocol):
    """A home that can be read and commanded. All methods raise `ToolError` when the home itself cannot be reached."""

    @property
    def house(self) -> House:
        """The registry as last heard of. A new object means that it changed."""
        ...

    async def states(self, entity_ids: Sequence[str] | None = None) -> Mapping[str, State]:
        """What these entities (all of them, by default) are now; an entity that is gone is "unavailable"."""
        ...

    async def call(
        self, command: str, entity_ids: Sequence[str], data: Mapping[str, Json] | None = None
    ) -> Mapping[str, Json]:
        """Give a command to entities; returns what they answered, by entity id, if the command asks for anything.

        Returning does not mean that they obeyed: read the states back. Raises `ToolError` for a command they lack.
        """
        ...

    async def wait_for_change(self, seconds: float) -> bool:
        """Wait until some state may have changed, at most so long; False if none has, or none will."""
        ...


@runtime_checkable
class KnowsCauses(Protocol):
    """What a `HomeBackend` may be able to do besides: tell whose doing a change was."""

    async def changed_by(self, entity_ids: Sequence[str]) -> frozenset[str]:
        """The entities that changed because of the last commands to these. What others changed is not among them."""
        ...
