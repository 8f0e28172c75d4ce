"""What `agentlite memory` says, in English and Portuguese, and its items as lines and as JSON."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING

from agentlite.actions import Json
from agentlite.cli.console import line
from agentlite.language import Language, Sentences, said

if TYPE_CHECKING:
    from agentlite.memory import Item, Receipt

_SENTENCES: Sentences = {
    "kept": {"en": "kept as {label}", "pt": "guardado como {label}"},
    "nothing": {"en": "Nothing found.", "pt": "Não encontrei nada."},
    "empty": {"en": "There is no memory at {path} yet.", "pt": "Ainda não há memória em {path}."},
    "forget": {"en": "Forget these {n} for good? [y/N] ", "pt": "Esquecer estes {n} para sempre? [s/N] "},
    "not_forgotten": {
        "en": "Nothing was forgotten. Use --yes to forget without being asked.",
        "pt": "Não esqueci nada. Usa --yes para esquecer sem perguntar.",
    },
    "forgotten": {
        "en": "Forgotten: {n}. The file was searched for {searched} traces of them, and none is left.",
        "pt": "Esquecidos: {n}. Procurei {searched} vestígios deles no ficheiro, e não ficou nenhum.",
    },
    "residue": {
        "en": "Forgotten: {n}, but the file still holds {left} traces. Close other programs and forget again.",
        "pt": "Esquecidos: {n}, mas o ficheiro ainda tem {left} vestígios. Fecha outros programas e esquece de novo.",
    },
    "imported": {
        "en": "{added} new, {updated} updated, {unchanged} unchanged, {removed} gone, {failed} not read",
        "pt": "{added} novos, {updated} atualizados, {unchanged} iguais, {removed} desaparecidos, {failed} não lidos",
    },
    "imported_items": {"en": "{n} memories read", "pt": "{n} memórias lidas"},
    "exported": {"en": "{n} memories written to {path}", "pt": "{n} memórias escritas em {path}"},
    "sound": {"en": "The file is sound: {n} items.", "pt": "O ficheiro está são: {n} itens."},
    "ended": {"en": "until {date}, then {label}", "pt": "até {date}, depois {label}"},
    "learned": {
        "en": "From now on “{request}” means: {calls}",
        "pt": "A partir de agora “{request}” quer dizer: {calls}",
    },
    "nothing_to_learn": {
        "en": "There is nothing to remember: the last request did nothing that worked.",
        "pt": "Não há nada para guardar: o último pedido não fez nada que resultasse.",
    },
}


say = partial(said, _SENTENCES)
"""The sentence `key` in `language`, with its {placeholders} filled."""


def show_items(items: Iterable[Item]) -> None:
    """One line for each: label, day, kind, and as much of the text as fits the terminal."""
    listed = list(items)
    width = max((len(item.label) for item in listed), default=0)
    room = max(40, shutil.get_terminal_size((120, 24)).columns - width - 25)
    for item in listed:
        text = " ".join(item.text.split())
        shown = text if len(text) <= room else f"{text[: room - 1]}…"
        line(f"{item.label:{width}}  {item.date}  {item.kind:8}  {shown}{' 📌' if item.pinned else ''}")


def item_document(item: Item) -> dict[str, Json]:
    """An item for programs: all its fields, its `label`, and `date`, the day from which it holds."""
    return {"label": item.label, "date": item.date, **asdict(item)}


def show_receipt(receipt: Receipt, language: Language) -> None:
    """What was forgotten, and whether the file's bytes agree."""
    key = "forgotten" if receipt.complete else "residue"
    values = {"n": len(receipt.ids), "searched": receipt.searched, "left": len(receipt.residue)}
    line(say(key, language, **values), fg="" if receipt.complete else "yellow")
