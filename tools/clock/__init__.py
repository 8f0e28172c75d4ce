"""Time and date, timers, alarms and reminders that survive restarts; and what times a request says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentlite.packs import Pack, Setting, rehearsal_in
from agentlite.toolset import Toolset

if TYPE_CHECKING:
    from agentlite.tools.clock.tools import ClockTools


def open_clock(setting: Setting) -> Toolset:
    """The clock's tools over the pack's folder. The option `zone` names the user's time zone ("Europe/Lisbon"), if it
    is not the machine's. Raises `ConfigurationError` if there is no such zone."""
    from datetime import datetime

    from agentlite.tools.clock.store import ClockStore
    from agentlite.tools.clock.tools import ClockTools
    from agentlite.tools.clock.zones import zone_of

    zone = zone_of(setting.options.get("zone", ""))
    return clock_toolset(ClockTools(ClockStore(setting.folder).entries, lambda: datetime.now(zone), setting.run))


def clock_toolset(clock: ClockTools) -> Toolset:
    """The tools of a clock, in the order in which models see them."""
    return Toolset(
        [
            clock.tell_time,
            clock.tell_date,
            clock.start_timer,
            clock.check_timers,
            clock.cancel_timer,
            clock.set_alarm,
            clock.cancel_alarm,
            clock.set_reminder,
            clock.show_reminders,
            clock.cancel_reminder,
        ],
        briefing=clock.briefing,
    )


PACK = Pack(
    "clock",
    {"en": "time and date, timers, alarms, reminders", "pt": "horas e data, temporizadores, alarmes, lembretes"},
    open_clock,
    rehearsal_in("agentlite.tools.clock.rehearsal"),
)
