"""Random notes to learn on, found by their words."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from agentlite.memory.text import stems
from agentlite.packs import Rehearsal, Slot
from agentlite.tools.clock.rehearsal_chores import chore
from agentlite.tools.notes import notes_toolset
from agentlite.tools.notes.notebook import Note
from agentlite.tools.notes.tools import NoteTools
from agentlite.train.quoting import repeated
from agentlite.train.templates import sample
from agentlite.train.words import load_words

_LONGEST = 10
"""Words of a text that more words may follow."""
_SECRETS = ("tulip", "river", "Falcon", "amora", "castelo", "verao", "sunny", "Tigre", "lemon")
_ARTICLES = {"en": ("the ", "my "), "pt": ("o ", "a ", "os ", "as ", "o meu ", "a minha ")}
_CONTRACTED = {
    "of": {"o": "do", "a": "da", "os": "dos", "as": "das", "": "de"},
    "to": {"o": "ao", "a": "à", "os": "aos", "as": "às", "": "a"},
}
"""What becomes of an article after "de" and "a"."""


class _MadeUp:
    """A few notes that are never written anywhere."""

    def __init__(self, texts: list[str]) -> None:
        self._notes = [Note(f"m{number}", text, "2026-01-01") for number, text in enumerate(texts, 1)]

    def keep(self, text: str) -> Note:
        raise AssertionError("Nothing is kept in a rehearsal.")

    def find(self, query: str, most: int) -> list[Note]:
        said = stems(query)
        found = [note for note in self._notes if stems(note.text) & said]
        return sorted(found, key=lambda note: -len(stems(note.text) & said))[:most]

    def every(self) -> list[Note]:
        return self._notes

    def forget(self, note: Note) -> bool:
        raise AssertionError("Nothing is forgotten in a rehearsal.")


def rehearse(rng: random.Random, language: str) -> Rehearsal:
    """A few notes, and any number of others to take and to look for."""
    family = "en" if language == "en" else "pt"
    known: dict[str, str] = {}
    most = rng.randint(2, 8)
    while len(known) < most:
        made = _note(rng, family)
        if stems(made.about) & stems(made.text):
            known[made.text] = made.about

    def words(fitting: Callable[[_Spoken], str]) -> Slot:
        """What is `fitting` in some note, as it is said."""

        def drawn() -> tuple[str, str]:
            while not (said := fitting(_note(rng, family))) or len(said.split()) > _LONGEST:
                pass
            return repeated(said)

        return drawn

    def named(form: Callable[[str], str]) -> Slot:
        """One of the notes, called by what it is about."""

        def drawn() -> tuple[str, str]:
            text = rng.choice(list(known))
            return form(known[text]), text

        return drawn

    slots: dict[str, Slot] = {
        "text": words(lambda made: made.text),
        "fact": words(lambda made: made.text if made.is_sentence else ""),
        "query": words(lambda made: made.about),
        "kept": words(lambda made: made.about if made.kind == "kept" else ""),
        "detail": words(lambda made: made.about if made.kind == "detail" else ""),
        "note": named(lambda about: about),
        "bare": named(lambda about: next((about[len(a) :] for a in _ARTICLES[family] if about.startswith(a)), about)),
        "of_note": named(lambda about: _contracted("of", about)),
    }
    return Rehearsal(notes_toolset(NoteTools(_MadeUp(list(known)))), slots)


@dataclass(frozen=True, slots=True)
class _Spoken:
    """A note, what people call it afterwards (perhaps nothing), whether its text can follow "note that", and which
    other questions it answers."""

    text: str
    about: str
    is_sentence: bool
    kind: str


def _note(rng: random.Random, family: str) -> _Spoken:
    """A random note; its text and what it is about say the same names and numbers."""
    words = load_words("notebook", "agentlite.tools.notes")[family]
    pair, drawn = rng.choice(words["notes"]), _numbers(rng) | {"chore": chore(rng, family)}

    def fill(slot: str, _: str) -> str:
        link, _, name = slot.partition("_")
        if name:
            return _contracted(link, fill(name, ""))
        if slot not in drawn:
            drawn[slot] = str(rng.choice(words[slot]))
        return drawn[slot]

    text, about = (sample(pair[key], {}, fill, rng) if key in pair else "" for key in ("text", "about"))
    return _Spoken(text, about, "loose" not in pair, pair.get("kind", ""))


def _contracted(link: str, text: str) -> str:
    """ "do carro" for "o carro" and the link "of"."""
    article, _, rest = text.partition(" ")
    return f"{_CONTRACTED[link][article]} {rest}" if article in _CONTRACTED[link] else f"{_CONTRACTED[link]['']} {text}"


def _numbers(rng: random.Random) -> dict[str, str]:
    digits = str(rng.randrange(10**8, 10**9))
    return {
        "n": str(rng.randint(2, 60)),
        "n2": str(rng.randint(2, 300)),
        "code": rng.choice((digits[:4], digits[:3], f"{rng.choice('ABKLTR')}{digits[:2]}")),
        "phone": f"{digits[:3]} {digits[3:6]} {digits[6:]}",
        "secret": f"{rng.choice(_SECRETS)}{rng.choice(('', digits[:2], digits[:4]))}",
    }
