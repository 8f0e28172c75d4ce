"""Random notes to learn on, found by their words."""

from __future__ import annotations

import random

from agentlite.memory.text import stems
from agentlite.packs import Rehearsal, Slot
from agentlite.tools.notes import notes_toolset
from agentlite.tools.notes.notebook import Note
from agentlite.tools.notes.tools import NoteTools

_NOTES = {
    "en": {
        "the wifi password is tulip42": "wifi password",
        "the spare key is under the flower pot": "spare key",
        "Anna's birthday is on the 3rd of May": "Anna's birthday",
        "the car is parked on level 3": "car",
        "boiler service due in March": "boiler",
        "Tom is allergic to nuts": "Tom",
        "flight TP 123 leaves at 9": "flight",
        "idea for the garden: a lemon tree": "garden",
        "shoe size of the kids 34 and 36": "shoe size",
        "the plumber's number is 912 345 678": "plumber",
        "gave the drill to Peter": "drill",
        "paint colour of the hall is ivory": "paint",
        "meeting moved to Thursday": "meeting",
        "good restaurant in Porto: Taberna": "restaurant",
    },
    "pt": {
        "a senha do wifi é tulipa42": "senha do wifi",
        "a chave suplente está debaixo do vaso": "chave suplente",
        "a Ana faz anos a 3 de maio": "Ana",
        "o carro está no piso 3": "carro",
        "revisão da caldeira em março": "caldeira",
        "o Tomás é alérgico a nozes": "Tomás",
        "o voo TP 123 sai às 9": "voo",
        "ideia para o jardim: um limoeiro": "jardim",
        "os miúdos calçam 34 e 36": "miúdos",
        "o número do canalizador é 912 345 678": "canalizador",
        "emprestei o berbequim ao Pedro": "berbequim",
        "a tinta da entrada é marfim": "tinta",
        "a reunião passou para quinta": "reunião",
        "bom restaurante no Porto: Taberna": "restaurante",
    },
}
"""Notes, and what people call them."""


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
    """Between two and eight notes."""
    known = _NOTES["en" if language == "en" else "pt"]
    texts = rng.sample(list(known), rng.randint(2, 8))

    def note() -> tuple[str, str]:
        text = rng.choice(texts)
        return known[text], text

    slots: dict[str, Slot] = {"note": note}
    return Rehearsal(notes_toolset(NoteTools(_MadeUp(texts))), slots)
