"""Doing things later: sentences kept as checked plans, and run when they are due, without a model."""

from __future__ import annotations

from agentlite.automations.book import Automations, NotKept, Setting
from agentlite.automations.clock import Clock, SystemClock
from agentlite.automations.running import Runner
from agentlite.automations.scheduler import Scheduler
from agentlite.automations.store import Automation, AutomationStore, Firing, Planned

__all__ = [
    "Automation", "AutomationStore", "Automations", "Clock", "Firing", "NotKept", "Planned", "Runner", "Scheduler",
    "Setting", "SystemClock",
]  # fmt: skip
