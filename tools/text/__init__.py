"""Small jobs on a text: a summary, a label, its tone, what in it may hurt, its length."""

from __future__ import annotations

import random

from agentlite.packs import Pack, Rehearsal, Setting
from agentlite.toolset import Toolset


def open_text(setting: Setting) -> Toolset:
    """The tools of this pack."""
    from agentlite.tools.text.tools import TextTools

    return TextTools(setting).toolset()


def rehearse(rng: random.Random, language: str) -> Rehearsal:
    """Random texts, brought along or in files, and labels for them."""
    from agentlite.tools.text import rehearsal

    return rehearsal.rehearse(rng, language)


PACK = Pack(
    "text",
    {"en": "summarise, sort, rate and check texts", "pt": "resumir, classificar, avaliar e verificar textos"},
    open_text,
    rehearse,
)
