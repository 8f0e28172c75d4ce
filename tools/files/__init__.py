"""The user's files, beneath the folders that were granted: looked up, read, written, moved to a trash, and put back."""

from __future__ import annotations

from agentlite.packs import Pack, Setting, rehearsal_in
from agentlite.toolset import Toolset


def _open(setting: Setting) -> Toolset:
    from agentlite.tools.files.tools import open_files

    return open_files(setting)


PACK = Pack(
    name="files",
    about={
        "en": "find, read and write files in the folders you grant, with a trash and an undo",
        "pt": "procurar, ler e escrever em pastas que autorizas, com lixo e anulação",
    },
    open=_open,
    rehearse=rehearsal_in("agentlite.tools.files.rehearsal"),
)
