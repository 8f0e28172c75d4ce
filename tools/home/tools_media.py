"""Media players: televisions, speakers and radios."""

from __future__ import annotations

from typing import Annotated

from agentlite.tools.home.behaviour import volume_of
from agentlite.tools.home.house import Entity, State
from agentlite.tools.home.session import HomeTools, Order, offers, state_in
from agentlite.tools.home.tools_power import Direction
from agentlite.toolset import Outcome, Range, Said, tool
from agentlite.words import fold

_VOLUME_STEP = 0.1
_VOLUME_TOLERANCE = 0.02
_CONTENT = (
    "media_title media_content_id media_artist media_album_name media_series_title media_channel media_playlist".split()
)
"""Attributes that tell what a player plays."""


class MediaTools(HomeTools):
    """play, pause, next_track, previous_track, set_volume, adjust_volume, mute, unmute, play_media."""

    @tool(risk="reversible")
    async def play(self, target: Annotated[str, offers("play")]) -> Outcome:
        """Start or go on playing.

        Args:
            target: which media players
        """
        return await self.home.act(target, "play", lambda entity, state: Order("play", state_in("playing")))

    @tool(risk="reversible")
    async def pause(self, target: Annotated[str, offers("pause")]) -> Outcome:
        """Pause what is playing.

        Args:
            target: which media players
        """
        resting = state_in("paused", "idle", "off", "standby")
        return await self.home.act(target, "pause", lambda entity, state: Order("pause", resting))

    @tool(risk="reversible")
    async def next_track(self, target: Annotated[str, offers("next_track")]) -> Outcome:
        """Skip to the next song, episode or chapter.

        Args:
            target: which media players
        """
        return await self._skip(target, "next_track")

    @tool(risk="reversible")
    async def previous_track(self, target: Annotated[str, offers("previous_track")]) -> Outcome:
        """Go back to the previous song, episode or chapter.

        Args:
            target: which media players
        """
        return await self._skip(target, "previous_track")

    async def _skip(self, target: str, command: str) -> Outcome:
        order = Order(command, state_in("playing", "paused", "idle", "buffering"), repeatable=True)
        return await self.home.act(target, command, lambda entity, state: order)

    @tool(risk="reversible")
    async def set_volume(
        self, percent: Annotated[int, Range(0, 100), Said(percent=True)], target: Annotated[str, offers("set_volume")]
    ) -> Outcome:
        """Set the volume.

        Args:
            percent: volume, 0 to 100
            target: which media players
        """
        return await self.home.act(target, "set_volume", lambda entity, state: _loud(percent / 100))

    @tool(risk="reversible")
    async def adjust_volume(self, direction: Direction, target: Annotated[str, offers("adjust_volume")]) -> Outcome:
        """Make media players a step louder or quieter.

        Args:
            direction: up is louder, down is quieter
            target: which media players
        """

        def plan(entity: Entity, state: State) -> Order:
            step = _VOLUME_STEP if direction == "up" else -_VOLUME_STEP
            return _loud(min(1.0, max(0.0, volume_of(state) + step)))

        return await self.home.act(target, "adjust_volume", plan)

    @tool(risk="reversible")
    async def mute(self, target: Annotated[str, offers("mute")]) -> Outcome:
        """Mute the sound.

        Args:
            target: which media players
        """
        return await self.home.act(target, "mute", lambda entity, state: _muted(True))

    @tool(risk="reversible")
    async def unmute(self, target: Annotated[str, offers("unmute")]) -> Outcome:
        """Turn the sound back on.

        Args:
            target: which media players
        """
        return await self.home.act(target, "unmute", lambda entity, state: _muted(False))

    @tool(risk="reversible")
    async def play_media(self, query: Annotated[str, Said()], target: Annotated[str, offers("play_media")]) -> Outcome:
        """Play a certain song, artist, station, show or film.

        Args:
            query: what to play, in the user's words
            target: on which media player
        """
        return await self.home.act(target, "play_media", lambda entity, state: _playing(query, state))


def _playing(query: str, before: State) -> Order:
    """To play `query`: a player that tells what it plays must tell of that, or at least of something new."""
    old, asked = _told(before), fold(query)

    def met(state: State) -> bool:
        now = _told(state)
        fits = not now or now != old or any(asked in fold(text) for text in now)
        return state.state in ("playing", "buffering") and fits

    return Order("play_media", met, {"query": query}, repeatable=True)


def _told(state: State) -> list[str]:
    """What a player says that it plays."""
    return [str(state.attributes[name]) for name in _CONTENT if state.attributes.get(name)]


def _loud(level: float) -> Order:
    def met(state: State) -> bool:
        return "volume_level" in state.attributes and abs(volume_of(state) - level) <= _VOLUME_TOLERANCE

    return Order("set_volume", met, {"volume_level": round(level, 2)})


def _muted(wanted: bool) -> Order:
    return Order(
        "set_mute",
        lambda state: state.known and bool(state.attributes.get("is_volume_muted")) == wanted,
        {"is_volume_muted": wanted},
    )
