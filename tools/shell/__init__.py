"""Programs of this machine, those that the user listed: off until there is a list, and asked about before each call."""

from __future__ import annotations

from agentlite.packs import Pack, Setting, rehearsal_in
from agentlite.toolset import Toolset


def _open(setting: Setting) -> Toolset:
    from agentlite.tools.shell.tools import open_shell

    return open_shell(setting)


PACK = Pack(
    name="shell",
    about={
        "en": "run the programs you list, each call approved by you",
        "pt": "correr os programas que listares, cada um com a tua aprovação",
    },
    open=_open,
    rehearse=rehearsal_in("agentlite.tools.shell.rehearsal"),
)
