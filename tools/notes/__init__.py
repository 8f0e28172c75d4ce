"""Notes: what the user asks to be written down, kept in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentlite.packs import Pack, Setting, rehearsal_in
from agentlite.toolset import Toolset

if TYPE_CHECKING:
    from agentlite.tools.notes.tools import NoteTools


def open_notes(setting: Setting) -> Toolset:
    """The notes in the agent's memory, so that they are found by meaning where it has an embedder; in a memory of their
    own in the pack's folder, found by their words, if the agent has none."""
    from agentlite.memory import Memory
    from agentlite.tools.notes.notebook import Notebook
    from agentlite.tools.notes.tools import NoteTools

    return notes_toolset(NoteTools(Notebook(setting.memory or Memory(setting.folder / "notes.db", durable=True))))


def notes_toolset(tools: NoteTools) -> Toolset:
    """The tools, in the order in which models see them."""
    return Toolset([tools.take_note, tools.find_notes, tools.show_notes, tools.delete_note], briefing=tools.briefing)


PACK = Pack("notes", {"en": "notes", "pt": "notas"}, open_notes, rehearsal_in("agentlite.tools.notes.rehearsal"))
