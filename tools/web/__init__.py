"""Pages of the web sites that the user allows, as readable text; and a search through an endpoint of the user's."""

from __future__ import annotations

import random

from agentlite.packs import Pack, Rehearsal, Setting
from agentlite.toolset import Toolset


def _open(setting: Setting) -> Toolset:
    from agentlite.tools.web.tools import open_web

    return open_web(setting)


def _rehearse(rng: random.Random, language: str) -> Rehearsal:
    from agentlite.tools.web.rehearsal import rehearse

    return rehearse(rng, language)


PACK = Pack(
    name="web",
    about={
        "en": "read pages of the sites you allow, and search the web",
        "pt": "ler páginas dos sites que autorizas e pesquisar na web",
    },
    open=_open,
    rehearse=_rehearse,
)
