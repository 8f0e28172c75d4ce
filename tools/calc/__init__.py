"""Sums, percentages, units and days between dates, exactly."""

from __future__ import annotations

import random

from agentlite.packs import Pack, Rehearsal, Setting
from agentlite.toolset import Toolset


def open_calc(setting: Setting) -> Toolset:
    """The tools of this pack."""
    from agentlite.tools.calc.tools import CalcTools

    return CalcTools(setting).toolset()


def rehearse(rng: random.Random, language: str) -> Rehearsal:
    """Random sums, amounts and days, as they are said."""
    from agentlite.tools.calc import rehearsal

    return rehearsal.rehearse(rng, language)


PACK = Pack(
    "calc",
    {"en": "sums, percentages, units, days between dates", "pt": "contas, percentagens, unidades, dias entre datas"},
    open_calc,
    rehearse,
)
