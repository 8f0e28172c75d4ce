"""Programs of this machine, those that the user listed: off until there is a list, and asked about before each call."""

from __future__ import annotations

import random

from agentlite.packs import Pack, Rehearsal, Setting
from agentlite.toolset import Toolset


def _open(setting: Setting) -> Toolset:
    from agentlite.tools.shell.tools import open_shell

    return open_shell(setting)


def _rehearse(rng: random.Random, language: str) -> Rehearsal:
    from agentlite.tools.shell.rehearsal import rehearse

    return rehearse(rng, language)


PACK = Pack(
    name="shell",
    about={
        "en": "run the programs you list, each call approved by you",
        "pt": "correr os programas que listares, cada um com a tua aprovação",
    },
    open=_open,
    rehearse=_rehearse,
)
