"""Files as text: plain text and Markdown as they are, HTML, CSV, JSON and PDF with what they say about themselves."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from agentlite.errors import ConfigurationError, InputError

Read = Callable[[Path], str]

HINT = "Install it: pip install 'agentlite[documents]'"
_BLOCKS = "p div section article tr table ul ol dl dt dd blockquote pre figcaption br".split()


def read_file(path: Path, readers: Mapping[str, Any] | None = None) -> str:
    """The text of a file. `readers` maps suffixes (".docx") to llama-index readers, which come before the own ones.

    Raises `InputError` for a file that cannot be read or is of no known kind, `ConfigurationError` where a package
    that its kind needs is not installed.
    """
    suffix = path.suffix.lower()
    try:
        if readers and suffix in readers:
            return "\n\n".join(document.text for document in readers[suffix].load_data(path))
        if suffix not in READERS:
            raise InputError(f"{path} is of no kind that can be imported.", hint=f"Known: {', '.join(READERS)}")
        return READERS[suffix](path)
    except ImportError as error:
        raise ConfigurationError(f"Reading {suffix} files needs {error.name}.", hint=HINT) from error
    except (OSError, ValueError, csv.Error, RecursionError) as error:
        raise InputError(f"{path} cannot be read: {error}.") from error


def plain(path: Path) -> str:
    """UTF-8 text, with or without a byte-order mark."""
    return path.read_text(encoding="utf-8-sig")


def html(path: Path) -> str:
    """The text that a reader of the page sees, headings as in Markdown; scripts, styles and menus left out."""
    from bs4 import BeautifulSoup

    page = BeautifulSoup(path.read_bytes(), "html.parser")
    for tag in page(["script", "style", "noscript", "template", "nav"]):
        tag.decompose()
    for tag in page([f"h{level}" for level in range(1, 7)]):
        tag.replace_with(f"\n\n{'#' * int(tag.name[1])} {' '.join(tag.get_text(' ').split())}\n\n")
    for tag in page(["title"]):
        tag.replace_with(f"\n\n# {tag.get_text()}\n\n")
    for tag in page(["li"]):
        tag.insert(0, "\n- ")
    for tag in page(["td", "th"]):
        tag.append(" · ")
    for tag in page(_BLOCKS):
        tag.insert_before("\n")
        tag.insert_after("\n")
    lines = [" ".join(line.split()).removesuffix(" ·") for line in page.get_text().splitlines()]
    return "\n\n".join(line for line in lines if line.strip("- "))


def table(path: Path) -> str:
    """Each row with its column names, so that it says something by itself: `name: Ana; phone: 111`."""
    text = plain(path)
    dialect = csv.Sniffer().sniff(text[:4096], ",;\t|") if text.strip() else csv.excel
    rows = csv.DictReader(io.StringIO(text), dialect=dialect)
    lines = ["; ".join(f"{name}: {value}" for name, value in row.items() if name and value) for row in rows]
    return "\n\n".join(filter(None, lines))


def tree(path: Path) -> str:
    """One line for each value of a JSON document, with the way to it: `devices 0 name Boiler`."""
    from llama_index.core import Document
    from llama_index.core.node_parser import JSONNodeParser

    text = plain(path)
    json.loads(text)  # the parser drops what is no JSON without a word
    return "\n\n".join(node.get_content() for node in JSONNodeParser().get_nodes_from_documents([Document(text=text)]))


def pages(path: Path) -> str:
    """The text of each page under its number. Raises `InputError` if there is none, as in scans."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        found = [page.extract_text().strip() for page in PdfReader(path).pages]
    except PyPdfError as error:
        raise InputError(f"{path} is no PDF that can be read: {error}.") from error
    if not any(found):
        raise InputError(f"{path} holds no text.", hint="Scanned pages need text recognition first, such as ocrmypdf.")
    return "\n\n".join(f"# Page {number}\n\n{text}" for number, text in enumerate(found, start=1) if text)


READERS: dict[str, Read] = {
    ".txt": plain, ".text": plain, ".md": plain, ".markdown": plain, ".html": html, ".htm": html, ".csv": table,
    ".json": tree, ".pdf": pages,
}  # fmt: skip
"""The kinds of file that can be imported, by suffix."""
