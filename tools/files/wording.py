"""What came of a look at files, as a sentence in each language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from agentlite.actions import Change, Json

_SHOWN = 20
_TEXT = 4000


def listed(value: Json, places: Sequence[str]) -> Mapping[str, str]:
    """What `list_files` found."""
    names = [f"{entry['name']}/" if entry["folder"] else entry["name"] for entry in value["files"]]
    where = ", ".join(places)
    if not names:
        return {"en": f"There is nothing in {where}.", "pt": f"Não há nada em {where}."}
    return _some(names, value["more"], ("", ""))


def found(value: Json, words: str) -> Mapping[str, str]:
    """What `find_files` found."""
    if not value["files"]:
        return {"en": f"No file is called anything like {words}.", "pt": f"Nada tem um nome com {words}."}
    return _some(value["files"], value["more"], ("I found ", "Encontrei "))


def lines(value: Json, words: str) -> Mapping[str, str]:
    """What `search_in_files` found."""
    if not value["lines"]:
        unseen = value["more"]
        return {
            "en": f"No file says {words}{', as far as I read: not all of it' if unseen else ''}.",
            "pt": f"Nenhum texto tem {words}{', no que li: não vi tudo' if unseen else ''}.",
        }
    shown = "\n".join(f"{hit['file']}, {hit['line']}: {hit['text']}" for hit in value["lines"][:_SHOWN])
    more = value["more"] or len(value["lines"]) > _SHOWN
    return {"en": shown + ("\n… and more" if more else ""), "pt": shown + ("\n… e mais" if more else "")}


def read(value: Json) -> Mapping[str, str]:
    """What `read_file` read."""
    text, cut = value["text"].strip(), value["cut"]
    if not text:
        return {"en": f"{value['file']} is empty.", "pt": f"{value['file']} não tem nada."}
    shown, cut = text[:_TEXT], cut or len(text) > _TEXT
    return {"en": shown + ("\n… (it goes on)" if cut else ""), "pt": shown + ("\n… (continua)" if cut else "")}


def written(file: str, changes: Sequence[Change]) -> Mapping[str, str]:
    """What writing did."""
    if not changes:
        return {"en": f"{file} says so already.", "pt": f"{file} já diz isso."}
    if changes[0].before is None:
        return {"en": f"I made {file}.", "pt": f"Criei {file}."}
    return {"en": f"I changed {file}.", "pt": f"Alterei {file}."}


def trashed(file: str) -> Mapping[str, str]:
    """What moving to the trash did."""
    return {"en": f"{file} is in the trash now.", "pt": f"{file} está agora no lixo."}


def undone(file: str) -> Mapping[str, str]:
    """What taking back did."""
    return {"en": f"{file} is as it was before.", "pt": f"{file} está como estava antes."}


def foreseen(tool: str, seen: Json) -> Mapping[str, str]:
    """What a change would do, before it is approved."""
    file, size = seen["file"], seen["bytes"]
    if tool == "undo_file_change":
        return {"en": f"{file} becomes what it was before.", "pt": f"{file} volta a ser o que era antes."}
    if tool == "trash_file":
        return {
            "en": f"{file} ({size} bytes) goes to the trash; it can be undone.",
            "pt": f"{file} ({size} bytes) vai para o lixo; pode-se anular.",
        }
    if size is None:
        return {"en": f"{file} is new.", "pt": f"{file} é novo."}
    return {
        "en": f"{file} is there already ({size} bytes); it can be undone.",
        "pt": f"{file} já existe ({size} bytes); pode-se anular.",
    }


def _some(names: Sequence[str], unnamed: int, begins: tuple[str, str]) -> Mapping[str, str]:
    shown, more = ", ".join(names[:_SHOWN]), max(0, len(names) - _SHOWN) + unnamed
    ends = (f" and {more} more", f" e mais {more}") if more else ("", "")
    return {"en": f"{begins[0]}{shown}{ends[0]}.", "pt": f"{begins[1]}{shown}{ends[1]}."}
