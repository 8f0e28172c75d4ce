"""The notes among what memory holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from agentlite.memory import Draft, Filter, Item, Memory
from agentlite.memory.framing import clean

_SOURCE = "notes"
_NOTES = Filter(source=_SOURCE)


@dataclass(frozen=True, slots=True)
class Note:
    """One note: `label` is what memory calls it ("m12"), `date` the day it was taken (ISO). What is `private` must not
    leave this machine."""

    label: str
    text: str
    date: str
    private: bool = False


class Notes(Protocol):
    """What the tools need to be able to do with notes."""

    def keep(self, text: str) -> Note:
        """Keep a note. What is there already is not kept twice."""
        ...

    def find(self, query: str, most: int) -> list[Note]:
        """The notes that speak most of a query, best first."""
        ...

    def every(self) -> list[Note]:
        """All of them, oldest first."""
        ...

    def forget(self, note: Note) -> bool:
        """Delete a note; whether every trace of its text is gone from the file."""
        ...


class Notebook:
    """The `Notes` in a memory. Raises `StorageError`, and what the memory's embedder raises."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def keep(self, text: str) -> Note:
        return _note(self._memory.add(Draft(text=text, author="user", source=_SOURCE, trust="owner")))

    def find(self, query: str, most: int) -> list[Note]:
        if not query.strip():
            return []
        return [_note(hit.item) for hit in self._memory.search(query, most, _NOTES)]

    def every(self) -> list[Note]:
        return [_note(item) for item in self._memory.items(_NOTES)]

    def forget(self, note: Note) -> bool:
        return self._memory.forget(ids=[int(note.label.removeprefix("m"))]).complete


def _note(item: Item) -> Note:
    taken = datetime.fromtimestamp(item.created_at).astimezone().date()
    return Note(item.label, clean(item.text), taken.isoformat(), item.privacy == "never")
