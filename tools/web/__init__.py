"""Pages of the web sites that the user allows, as readable text; and a search through an endpoint of the user's."""

from __future__ import annotations

from agentlite.packs import Pack, Setting, rehearsal_in
from agentlite.toolset import Toolset


def _open(setting: Setting) -> Toolset:
    from agentlite.tools.web.tools import open_web

    return open_web(setting)


PACK = Pack(
    name="web",
    about={
        "en": "read pages of the sites you allow, and search the web",
        "pt": "ler páginas dos sites que autorizas e pesquisar na web",
    },
    open=_open,
    rehearse=rehearsal_in("agentlite.tools.web.rehearsal"),
)
