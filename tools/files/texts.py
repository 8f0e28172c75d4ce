"""Bytes of a file as text, and the difference between two texts."""

from __future__ import annotations

import codecs
import difflib
import mimetypes
import unicodedata
from dataclasses import dataclass

DIFF_LINES = 60
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_ALLOWED_CONTROLS = frozenset("\t\n\r\f")
DOCUMENTS = frozenset(".txt .md .markdown .rst .org .csv .tsv .log .tex .srt".split())
"""The endings of files that are written to: plain documents, which no program runs."""


@dataclass(frozen=True, slots=True)
class Text:
    """A file's text, and how it was written: `encoding` is a name that Python knows."""

    text: str
    encoding: str = "utf-8"


def decoded(content: bytes, *, cut: bool = False) -> Text | None:
    """The text that bytes are, or None if they are none: UTF-8, UTF-16 with its mark, or the Windows code of the West.

    `cut` tells that they may end amid a character.
    """
    marked = next((encoding for mark, encoding in _MARKS.items() if content.startswith(mark)), None)
    if b"\0" in content and marked != "utf-16":
        return None
    for encoding in (marked,) if marked else ("utf-8", "cp1252"):
        try:
            text = codecs.getincrementaldecoder(encoding)().decode(content, final=not cut)
        except UnicodeDecodeError:
            continue
        return Text(text, encoding) if _looks_like_text(text) else None
    return None


def _looks_like_text(text: str) -> bool:
    return not any(unicodedata.category(c) == "Cc" and c not in _ALLOWED_CONTROLS for c in text)


def kind_of(name: str) -> str:
    """What a file that is no text seems to be, by its name: "image/png", or "binary"."""
    ending = f".{name.rpartition('.')[2]}".lower()
    return mimetypes.types_map.get(ending, "binary")  # guess_type would look for the system's own list


def is_document(name: str) -> bool:
    """Whether a file of this name may be written to."""
    stem, dot, ending = name.rpartition(".")
    return bool(stem) and f"{dot}{ending}".lower() in DOCUMENTS


def joined(before: str, text: str) -> str:
    """`before` with `text` on lines of its own after it, ending its lines as `before` does."""
    newline = "\r\n" if "\r\n" in before else "\n"
    between = newline if before and not before.endswith(("\n", "\r")) else ""
    return before + between + text.replace("\n", newline) + newline


def diff_of(before: str | None, after: str | None, label: str) -> str:
    """What a change does to the file `label`, as a unified diff of at most 60 lines; None stands for no file."""
    old, new = ("/dev/null" if text is None else label for text in (before, after))
    lines = difflib.unified_diff((before or "").splitlines(), (after or "").splitlines(), old, new, lineterm="")
    shown = list(lines)
    more = len(shown) - DIFF_LINES
    return "\n".join(shown if more <= 0 else [*shown[:DIFF_LINES], f"… {more} more lines"])
