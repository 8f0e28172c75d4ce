"""Small jobs on a text: a summary, a label, its tone, what in it may hurt, its length."""

from __future__ import annotations

from agentlite.packs import Pack, Setting, rehearsal_in
from agentlite.toolset import Toolset


def open_text(setting: Setting) -> Toolset:
    """The tools of this pack."""
    from agentlite.tools.text.tools import TextTools

    return TextTools(setting).toolset()


PACK = Pack(
    "text",
    {"en": "summarise, sort, rate and check texts", "pt": "resumir, classificar, avaliar e verificar textos"},
    open_text,
    rehearsal_in("agentlite.tools.text.rehearsal"),
)
