"""Home Assistant as a home."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from agentlite.actions import Json
from agentlite.errors import ConfigurationError
from agentlite.tools.home.homeassistant.live import REACH_SECONDS, LiveHome
from agentlite.tools.home.homeassistant.problems import NothingExposed
from agentlite.tools.home.homeassistant.settings import Settings
from agentlite.tools.home.threaded import ThreadedHome


class HomeAssistant(ThreadedHome[LiveHome]):
    """A `HomeBackend` on a real Home Assistant. Usable from any thread and event loop, until it is closed.

    It connects when it is made, and keeps hearing of changes between requests; `reach_seconds` is how long a Home
    Assistant that went away may take to come back. Raises `Unreachable`, `TokenRefused`, `NothingExposed` (all of them
    `ToolError`), and `ConfigurationError` where the package websockets is missing.
    """

    def __init__(self, settings: Settings, *, reach_seconds: float = REACH_SECONDS) -> None:
        try:
            import websockets  # noqa: F401  missing, it would be missed in a thread
        except ImportError as error:
            raise ConfigurationError(
                "Home Assistant needs the package websockets.",
                hint="Run: pip install 'agentlite[homeassistant]'",
            ) from error
        live = LiveHome(settings, reach_seconds=reach_seconds)
        super().__init__(live, NothingExposed(settings.url), asyncio.new_event_loop())

    def about(self) -> dict[str, Json]:
        """The home's name and version, and whose token acts: {"name", "version", "user"}. Raises `Unreachable`."""
        return self._wait(self._live.about())

    async def changed_by(self, entity_ids: Sequence[str]) -> frozenset[str]:
        return await self._there(self._live.changed_by(entity_ids))
