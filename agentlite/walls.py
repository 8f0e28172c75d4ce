"""Which sandboxes a call ran in: each notes itself as it is used, and the notes are kept with the call."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_notes: ContextVar[list[str] | None] = ContextVar("agentlite_walls", default=None)


@contextmanager
def noting() -> Iterator[list[str]]:
    """A list that fills with what is noted while this lasts, in tasks and threads that start in it too."""
    notes: list[str] = []
    token = _notes.set(notes)
    try:
        yield notes
    finally:
        _notes.reset(token)


def note(sandbox: str) -> None:
    """Note that something ran in `sandbox`; nothing happens where nobody keeps notes."""
    notes = _notes.get()
    if notes is not None and sandbox not in notes:
        notes.append(sandbox)
