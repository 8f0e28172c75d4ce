"""Requests for another time, or for when the home becomes so: read by rule, kept as data, told in plain words."""

from __future__ import annotations

from agentlite.tools.home.automations.reading import Reading, read
from agentlite.tools.home.automations.scenes import HomeWithScenes
from agentlite.tools.home.automations.triggers import Becomes, Crosses, Daily, Once, Sun, Trigger
from agentlite.tools.home.automations.unclear import Unclear
from agentlite.tools.home.automations.wording import explained

__all__ = [
    "Becomes", "Crosses", "Daily", "HomeWithScenes", "Once", "Reading", "Sun", "Trigger", "Unclear", "explained",
    "read",
]  # fmt: skip
