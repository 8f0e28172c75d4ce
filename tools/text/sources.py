"""Which text a request means, and which labels it names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path, PurePosixPath

from agentlite.tools.text.words import fold, words

_QUOTED = re.compile(r"“([^”]{2,})”|\"([^\"]{2,})\"|«([^»]{2,})»|(?<!\w)'([^']{2,})'(?!\w)|(?<!\w)‘([^’]{2,})’")
_AFTER = re.compile(r"(?:(?<!https)(?<!http):\s+|:?\s*\n)(?=\S)")
_LEAD = re.compile(
    r"\b(?:as|into|in|is it|is this|whether it is|either|between|labels|em|como|e isto|isto e|entre|categorias)[:,]? "
)
_STRETCH = re.compile(r"[^?!:.;\n\"“”]+")
_BETWEEN = re.compile(r",? (?:or|and|ou|e) |,\s*")
_ARTICLE = re.compile(r"^(?:an?|uma?) ")
_LABEL = re.compile(r"[^\W\d_][\w/-]*(?: [^\W\d_][\w/-]*)?")
_SUFFIXES = frozenset((".txt", ".md", ".markdown", ".rst", ".text", ".log"))
LONGEST_ORDER = 400
"""Characters of a request, besides its text, in which labels are looked for."""
MOST_FILES = 300
DEEPEST = 3


def said_text(request: str) -> str:
    """The text that a request brings along: in quotes, or after a colon or a line break; "" if it brings none."""
    quoted: list[str] = [next(filter(None, match.groups())) for match in _QUOTED.finditer(request)]
    if quoted:
        return max(quoted, key=len).strip()
    after = _AFTER.search(request)
    return request[after.end() :].strip() if after else ""


def order(request: str) -> str:
    """The request without the text that it brings along."""
    text = said_text(request)
    return request.replace(text, " ") if text else request


def labels(request: str) -> list[str]:
    """The labels that a request wants to sort under: "as complaint or praise" → ["complaint", "praise"]."""
    text = order(request)[:LONGEST_ORDER].lower()
    for lead in _LEAD.finditer(fold(text)):
        stretch = _STRETCH.match(text, lead.end())
        parts = [_ARTICLE.sub("", part.strip()) for part in _BETWEEN.split(stretch[0])] if stretch else []
        if len(parts) > 1 and all(_LABEL.fullmatch(part) for part in parts):
            return list(dict.fromkeys(parts))
    return []


def mentioned(request: str, names: Iterable[str]) -> list[str]:
    """Those of the files FOLDER/path whose names a request mentions."""
    asked = set(words(order(request)))
    return [name for name in names if (own := set(words(PurePosixPath(name).stem))) and own <= asked]


def text_files(folders: Mapping[str, Path]) -> Iterator[str]:
    """The text files of granted folders, as FOLDER/path; 300 of each at most."""
    for root, folder in folders.items():
        for path in islice(_walk(folder, DEEPEST), MOST_FILES):
            yield f"{root}/{path.relative_to(folder).as_posix()}"


def _walk(folder: Path, depth: int) -> Iterator[Path]:
    """The text files in a folder and those in it; links are not followed, nor what does not let itself be listed."""
    try:
        found = sorted(folder.iterdir())
    except OSError:
        return
    for path in found:
        if path.is_symlink() or path.name.startswith("."):
            continue
        if path.is_file() and path.suffix.lower() in _SUFFIXES:
            yield path
        elif path.is_dir() and depth:
            yield from _walk(path, depth - 1)
