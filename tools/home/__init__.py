"""A house: its devices, how their states change, and the tools that act on them."""

from __future__ import annotations

from agentlite.tools.home.backend import HomeBackend
from agentlite.tools.home.demo import load_demo
from agentlite.tools.home.house import Area, Entity, House, State, load_house, parse_house
from agentlite.tools.home.simulated import SimulatedHome
from agentlite.tools.home.targets import Targets
from agentlite.tools.home.tools import home_toolset

__all__ = [
    "Area",
    "Entity",
    "HomeBackend",
    "House",
    "SimulatedHome",
    "State",
    "Targets",
    "home_toolset",
    "load_demo",
    "load_house",
    "parse_house",
]
