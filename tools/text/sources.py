"""Which text a request means, and which labels it names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path, PurePosixPath

from agentlite.tools.text.words import fold, words

_QUOTED = re.compile(r"“([^”]{2,})”|\"([^\"]{2,})\"|«([^»]{2,})»|(?<!\w)'([^']{2,})'(?!\w)|(?<!\w)‘([^’]{2,})’")
_AFTER = re.compile(r"(?:(?<!https)(?<!http):\s+|:?\s*\n)(?=\S)")
_CUE = re.compile(
    r"(?:\b(?:(?:this|it|isto|isso)(?: (?:is|sounds?|e|soa|parece|esta))?"
    r"(?: (?:rude|okay|ok|offensive|angry|happy|sad|friendly|mean|fine|positive|negative|nice|ofensivo|zangado|bravo|"
    r"contente|triste|simpatico|grosseiro|bem|mal))?|these words|(?:the )?following|the (?:text|message|phrase|line)|"
    r"(?:the )?(?:words|letters|characters|sentences?|tone|mood|gist|summary|sentiment)(?: in| of| are in)?|"
    r"(?:este|o|esse) texto|(?:est|ess)?a (?:frase|mensagem)|o seguinte|palavras (?:de|em|tem|ha em)|disto|disso|"
    r"d?est[ea] (?:texto|frase|mensagem))[,;]? |\s[-–—]+\s|[?!.…]\s+)(?=\S)"
)
_ORDER_AFTER = re.compile(r"[.!?…]\s+|\s[-–—]+\s|[,;]\s+")
_LEAST_WORDS = 3
"""Words of a text that nothing sets off from the order."""
_LINK = re.compile(r",? (or|ou|and|e) ")
_SURE_LINKS = ("or", "ou")
_LEAD = re.compile(r"\b(?:as|into|in|between|labels|are|from|of|under|has|em|como|entre|categorias|são|de|tem)[:,]? ?$")
"""What stands before labels that are only linked by "and"."""
_BREAK = re.compile(r"[?!:.;\n\"“”]+\s*")
_LABEL = re.compile(r"[^\W\d_][\w/-]*(?: [^\W\d_][\w/-]*)?")
_BEGINS = re.compile(r"(?:(?:an?|uma?) )?([^\W\d_][\w/-]*)(?: (?!(?:or|and|ou|e)\b)([^\W\d_][\w/-]*))?")
_ARTICLE = re.compile(r"^(?:an?|uma?) ")
_NO_LABEL = frozenset(
    "a an as at is it its it's this that these into in between from under among are of whether either if please for "
    "now be say me you call one has pick which um uma o em como isto isso é e entre são se de do da à por pra já "
    "tem".split()
)
"""Words that no label begins or ends with."""
_MOST_SETS = 12
_SUFFIXES = frozenset((".txt", ".md", ".markdown", ".rst", ".text", ".log"))
LONGEST_ORDER = 400
"""Characters of a request, besides its text, in which labels are looked for."""
MOST_FILES = 300
DEEPEST = 3


def said_text(request: str) -> str:
    """The text that a request sets off: in quotes, or after a colon or a line break; "" if it sets off none."""
    quoted: list[str] = [next(filter(None, match.groups())) for match in _QUOTED.finditer(request)]
    if quoted:
        return max(quoted, key=len).strip()
    after = _AFTER.search(request)
    return request[after.end() :].strip() if after else ""


def texts_in(request: str) -> list[str]:
    """What may be the text where nothing sets it off: what follows words like "this" or a sentence's end, and what
    stands before the last order, the longest first; none of fewer than three words."""
    folded = fold(request)
    ends = [match.end() for match in _CUE.finditer(folded)]
    starts = [match.start() for match in _ORDER_AFTER.finditer(folded)]
    found = [request[end:] for end in ends] + [request[:start] for start in reversed(starts)]
    texts = (text.strip(" \t\n,;-–—") for each in found for text in (each, each.rstrip("?")))
    return list(dict.fromkeys(text for text in texts if len(words(text)) >= _LEAST_WORDS))


def order(request: str) -> str:
    """The request without the text that it brings along."""
    text = said_text(request)
    return request.replace(text, " ") if text else request


def labels(request: str) -> list[list[str]]:
    """What a request may want to sort under: "as complaint or praise" → [["complaint", "praise"]].

    Where words of the order or of the text stand next to a label of one word, it is also offered with them.
    """
    text = order(request)[:LONGEST_ORDER].lower()
    found = [
        each for link in _LINK.finditer(text) for each in _linked(text[: link.start()], link[1], text[link.end() :])
    ]
    return [list(each) for each in dict.fromkeys(found)][:_MOST_SETS]


def _linked(before: str, link: str, after: str) -> Iterator[tuple[str, ...]]:
    """The labels whose last two `link` stands between."""
    begins = _BEGINS.match(after)
    lasts = (begins[1], f"{begins[1]} {begins[2] or ''}".strip()) if begins else ()
    *items, nearest = re.split(r",\s*", _BREAK.split(before)[-1])
    middle: list[str] = []
    for item in (nearest, *reversed(items)):
        said = item.split()
        for first in (" ".join(said[-count:]) for count in (1, 2) if len(said) >= count):
            sure = link in _SURE_LINKS or _LEAD.search(item.removesuffix(first))
            sets = ((first, *middle, last) for last in lasts)
            yield from (each for each in sets if sure and all(map(_is_label, each)) and len(set(each)) == len(each))
        middle.insert(0, _ARTICLE.sub("", item))


def _is_label(text: str) -> bool:
    parts = text.split()
    return bool(_LABEL.fullmatch(text)) and parts[0] not in _NO_LABEL and parts[-1] not in _NO_LABEL


def mentioned(request: str, names: Iterable[str]) -> list[str]:
    """Those of the files FOLDER/path whose names a request mentions; quotes may set a name off."""
    names = list(names)
    asked = _parts(request if is_name(said_text(request), names) else order(request))
    return [name for name in names if (own := _parts(PurePosixPath(name).stem)) and own <= asked]


def _parts(text: str) -> set[str]:
    return set(words(text.replace("-", " ")))


def is_name(text: str, names: Iterable[str]) -> bool:
    """Whether a text is nothing but the name of one of these files, with its folder or ending or without."""
    spoken = fold(text)
    paths = map(PurePosixPath, names)
    return bool(text) and any(spoken in (fold(str(path)), fold(path.name), fold(path.stem)) for path in paths)


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
