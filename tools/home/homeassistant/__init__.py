"""A real home behind the home tools: Home Assistant over its WebSocket."""

from __future__ import annotations

from agentlite.tools.home.homeassistant.backend import HomeAssistant
from agentlite.tools.home.homeassistant.settings import Settings, load_settings

__all__ = ["HomeAssistant", "Settings", "load_settings"]
