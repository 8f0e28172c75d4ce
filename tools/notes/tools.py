"""take_note, find_notes, show_notes and delete_note."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from agentlite.actions import Change
from agentlite.errors import ToolError
from agentlite.tools.notes.notebook import Note, Notes
from agentlite.toolset import Briefing, Choices, Outcome, Said, tool

_OFFERED = 8
_FOUND = 5
_SHOWN = 20
_LONGEST = 2000
_NAMED_CHARS = 80


def _deletable(tools: NoteTools, request: str) -> list[str]:
    """The notes nearest to the request: only these can be named, so that none can be invented."""
    found = tools.notes.find(request, _OFFERED)
    names = {note: name for name, note in _named(tools.notes.every()).items()} if found else {}
    return [names[note] for note in found if note in names]


class NoteTools:
    """The tools over some notes."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes

    def briefing(self, request: str) -> Briefing:
        """That there are notes; what they say is looked up when it is asked for."""
        return Briefing(stable="notes:")

    @tool(risk="reversible")
    def take_note(self, text: Annotated[str, Said()]) -> Outcome:
        """Write something down for the user.

        Args:
            text: what
        """
        text = text.strip()
        if not 0 < len(text) <= _LONGEST:
            raise _error(f"A note has 1 to {_LONGEST} characters.", f"Uma nota tem de 1 a {_LONGEST} caracteres.")
        note = self.notes.keep(text)
        return Outcome(
            {"note": note.label, "text": note.text},
            changes=(Change(f"note {note.label}", "text", None, note.text),),
            say={"en": f"Noted: {note.text}", "pt": f"Anotado: {note.text}"},
            local_only=note.private,
        )

    @tool(risk="read")
    def find_notes(self, query: Annotated[str, Said()]) -> Outcome:
        """Look for what was noted about something.

        Args:
            query: about what
        """
        found = self.notes.find(query, _FOUND)
        if not found:
            return Outcome([], say={"en": f"No note speaks of {query}.", "pt": f"Nenhuma nota fala de {query}."})
        return _told(found, "Noted", "Anotado")

    @tool(risk="read")
    def show_notes(self) -> Outcome:
        """Read the latest notes out."""
        notes = self.notes.every()
        if not notes:
            return Outcome([], say={"en": "There are no notes.", "pt": "Não há notas."})
        count = "the latest of " * (len(notes) > _SHOWN) + f"{len(notes)} note{'s' * (len(notes) > 1)}"
        conta = "as últimas de " * (len(notes) > _SHOWN) + f"{len(notes)} nota{'s' * (len(notes) > 1)}"
        return _told(notes[-_SHOWN:], count[0].upper() + count[1:], conta[0].upper() + conta[1:])

    @tool(risk="irreversible")
    def delete_note(self, note: Annotated[str, Choices(_deletable, local_only=True)]) -> Outcome:
        """Delete one note for good.

        Args:
            note: which one
        """
        found = _named(self.notes.every()).get(note)
        if found is None:
            raise _error("This note is not there any more.", "Essa nota já não existe.")
        if not self.notes.forget(found):
            raise ToolError(
                "The note was deleted, but traces of its text are still in the file.",
                hint="Close other programs that use this memory, then delete it again.",
                say={
                    "en": "It was deleted, but another program keeps traces of it in the file.",
                    "pt": "Foi apagada, mas outro programa mantém vestígios dela no ficheiro.",
                },
            )
        return Outcome(
            {"deleted": found.label},
            changes=(Change(f"note {found.label}", "text", found.text, None),),
            say={"en": f"Deleted: {found.text}", "pt": f"Apagado: {found.text}"},
            local_only=found.private,
        )


def _named(notes: Sequence[Note]) -> dict[str, Note]:
    """The notes by how they begin; where several begin alike, by their labels as well."""
    begin = [n.text if len(n.text) <= _NAMED_CHARS else f"{n.text[:_NAMED_CHARS]}…" for n in notes]
    return {
        text if begin.count(text) == 1 else f"{text} ({note.label})": note
        for text, note in zip(begin, notes, strict=True)
    }


def _told(notes: Sequence[Note], english: str, portuguese: str) -> Outcome:
    texts = "; ".join(note.text for note in notes)
    return Outcome(
        [{"note": note.label, "date": note.date, "text": note.text} for note in notes],
        say={"en": f"{english}: {texts}", "pt": f"{portuguese}: {texts}"},
        local_only=any(note.private for note in notes),
    )


def _error(english: str, portuguese: str) -> ToolError:
    return ToolError(english, say={"en": english, "pt": portuguese})
