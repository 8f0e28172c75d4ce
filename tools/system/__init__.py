"""How the machine itself is doing; nothing is ever changed."""

from __future__ import annotations

import random

from agentlite.packs import Pack, Rehearsal, Setting
from agentlite.toolset import Toolset


def open_system(setting: Setting) -> Toolset:
    """The tools of this pack."""
    from agentlite.tools.system.tools import SystemTools

    return SystemTools().toolset()


def rehearse(rng: random.Random, language: str) -> Rehearsal:
    """There is nothing to make up: what may be asked is always the same."""
    return Rehearsal(open_system(None))  # type: ignore[arg-type]


PACK = Pack(
    "system",
    {"en": "battery, disk, memory, load, temperature", "pt": "bateria, disco, memória, carga, temperatura"},
    open_system,
    rehearse,
)
