"""What the clock's tools do, in the sandbox: writing to the store in the pack's folder."""

from __future__ import annotations

from collections.abc import Sequence

from agentlite.actions import Json
from agentlite.errors import ToolError
from agentlite.sandbox import inside
from agentlite.tools.clock.store import Entry, Kind, opened

MOST = 100
"""Entries of one kind; a loop that sets timers ends here."""


def start_timer(label: str, seconds: int, due: float) -> Json:
    """Keep a timer; the label it got."""
    return _added(Entry("timer", label, due, seconds))


def set_alarm(label: str, due: float, clock: str, days: Sequence[int]) -> Json:
    """Keep an alarm; the label it got."""
    return _added(Entry("alarm", label, due, 0, clock, frozenset(days)))


def set_reminder(label: str, due: float, clock: str, days: Sequence[int]) -> Json:
    """Keep a reminder; the label it got."""
    return _added(Entry("reminder", label, due, 0, clock, frozenset(days)))


def cancel_timer(labels: Sequence[str]) -> Json:
    """Take timers away; the labels of those that were there."""
    return _removed("timer", labels)


def cancel_alarm(labels: Sequence[str]) -> Json:
    """Take alarms away; the labels of those that were there."""
    return _removed("alarm", labels)


def cancel_reminder(labels: Sequence[str]) -> Json:
    """Take reminders away; the labels of those that were there."""
    return _removed("reminder", labels)


def _added(entry: Entry) -> str:
    with opened(inside.folder("clock")) as store:
        if sum(other.kind == entry.kind for other in store.entries()) >= MOST:
            raise ToolError(
                f"There are {MOST} of these already.",
                hint="Cancel some first.",
                say={"en": f"There are {MOST} of these already.", "pt": f"Já há {MOST} destes."},
            )
        return store.add(entry).label


def _removed(kind: Kind, labels: Sequence[str]) -> list[str]:
    with opened(inside.folder("clock")) as store:
        gone = [entry.label for entry in store.remove(kind, labels)]
    if not gone:
        raise ToolError(
            f"There is no {kind} {', '.join(labels)} any more.",
            say={"en": "It is not there any more.", "pt": "Já não existe."},
        )
    return gone
