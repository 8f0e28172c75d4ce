"""Sums, percentages, units and days between dates, exactly."""

from __future__ import annotations

from agentlite.packs import Pack, Setting, rehearsal_in
from agentlite.toolset import Toolset


def open_calc(setting: Setting) -> Toolset:
    """The tools of this pack."""
    from agentlite.tools.calc.tools import CalcTools

    return CalcTools(setting).toolset()


PACK = Pack(
    "calc",
    {"en": "sums, percentages, units, days between dates", "pt": "contas, percentagens, unidades, dias entre datas"},
    open_calc,
    rehearsal_in("agentlite.tools.calc.rehearsal"),
)
