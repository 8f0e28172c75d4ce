"""What can go wrong with a file, in a sentence for each language."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from agentlite.errors import ToolError

_SENTENCES = {
    "gone": ("{file} is not there.", "{file} não existe."),
    "link": (
        "{file} is a link, or lies behind one, and links are not followed.",
        "{file} é um atalho, ou está atrás de um, e atalhos não são seguidos.",
    ),
    "irregular": ("{file} is not an ordinary file.", "{file} não é um documento normal."),
    "denied": ("{file} may not be touched: {why}.", "Não há permissão para mexer em {file}: {why}."),
    "full": (
        "The disk is full, so {file} was left as it was.",
        "O disco está cheio, por isso {file} ficou como estava.",
    ),
    "failed": ("{file} could not be used: {why}.", "Não foi possível usar {file}: {why}."),
    "binary": (
        "{file} holds no text ({kind}, {bytes} bytes).",
        "{file} não contém texto ({kind}, {bytes} bytes).",
    ),
    "too_large": (
        "{file} has {bytes} bytes, more than the {limit} that are allowed here.",
        "{file} tem {bytes} bytes, mais do que os {limit} permitidos aqui.",
    ),
    "trash_full": (
        "The trash has no room for {file} ({bytes} bytes), so nothing was done.",
        "O lixo não tem espaço para {file} ({bytes} bytes), por isso não fiz nada.",
    ),
    "not_document": (
        "{file} is not a plain document, and only those are written.",
        "{file} não é um documento de texto simples, e só nesses se escreve.",
    ),
    "encoding": (
        "{file} is in an old encoding ({encoding}) that does not have all of these letters.",
        "{file} usa uma codificação antiga ({encoding}) que não tem todas estas letras.",
    ),
    "nothing_to_undo": ("There is no change to undo.", "Não há nenhuma alteração para anular."),
    "changed_since": (
        "{file} was changed by somebody else since, so I left it alone.",
        "{file} foi alterado por outrem entretanto, por isso não lhe mexi.",
    ),
    "no_folders": ("No folder was granted to me.", "Ainda não tenho acesso a nenhuma pasta."),
}
_HINTS = {
    "no_folders": "Grant one, as in `--set files.folders=docs=~/Documents`.",
    "trash_full": "Allow it more with `--set files.trash_mb=2000`, or empty the pack's folder.",
}
_KEYS = {
    errno.ENOENT: "gone",
    errno.ENOTDIR: "link",
    errno.ELOOP: "link",
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
    errno.EFBIG: "full",
    errno.EACCES: "denied",
    errno.EPERM: "denied",
    errno.EROFS: "denied",
    errno.EISDIR: "irregular",
    errno.ENXIO: "irregular",
}


def problem(key: str, **values: object) -> ToolError:
    """The error `key`, with its {placeholders} filled."""
    english, portuguese = (sentence.format(**values) for sentence in _SENTENCES[key])
    return ToolError(english, hint=_HINTS.get(key, ""), say={"en": english, "pt": portuguese})


@contextmanager
def plainly(file: str) -> Iterator[None]:
    """Turn what the system says about `file` into a `ToolError`."""
    try:
        yield
    except OSError as error:
        key = _KEYS.get(error.errno or 0, "failed")
        raise problem(key, file=file, why=error.strerror or type(error).__name__) from error
