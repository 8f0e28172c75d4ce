"""HTML as readable text, with its links: what a reader of the page would see, in order."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

MOST_LINKS = 40
LONGEST_URL = 500
_UNSEEN = frozenset(
    "script style noscript template svg math canvas object iframe form button select textarea nav footer aside audio "
    "video dialog".split()
)
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_BLOCKS = frozenset(
    "address article blockquote body caption dd details div dl dt fieldset figcaption figure header hgroup hr html li "
    "main menu ol p pre section summary table tbody tfoot thead tr ul h1 h2 h3 h4 h5 h6".split()
)
_CLOSED_BY_NEXT = frozenset("p li dt dd tr td th option".split())
_ROWS = frozenset("li tr dt dd".split())
_HEADINGS = {f"h{level}": "#" * level + " " for level in range(1, 7)}
_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d]*[1-9])", re.IGNORECASE
)
_MAIN = frozenset(("main", "article"))
_SPACE = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\n\s*\n+")


@dataclass(frozen=True, slots=True)
class Page:
    """A page as text; `links` are (words, absolute URL), in order."""

    title: str
    text: str
    links: tuple[tuple[str, str], ...] = ()


def readable(html: str, url: str) -> Page:
    """The page that `html` is, found at `url`. Its main part if it marks one, else all but what frames it.

    What is hidden from a reader is left out. Never raises for what it reads.
    """
    reader = _Reader(url)
    reader.feed(html)
    reader.close()
    text = reader.main if len(reader.main.split()) >= 20 or not reader.text.split() else reader.text
    return Page(_line(reader.title), _tidy(text), tuple(reader.links[:MOST_LINKS]))


@dataclass
class _Open:
    """An element that is open: what is in it may be unseen, or in the page's main part."""

    tag: str
    unseen: bool
    main: bool


@dataclass
class _Link:
    url: str
    words: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__(convert_charrefs=True)
        self.title = ""
        self.links: list[tuple[str, str]] = []
        self._base = url
        self._open: list[_Open] = []
        self._link: _Link | None = None
        self._all: list[str] = []
        self._main: list[str] = []

    @property
    def text(self) -> str:
        return "".join(self._all)

    @property
    def main(self) -> str:
        return "".join(self._main)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _CLOSED_BY_NEXT and self._open and self._open[-1].tag == tag:
            self.handle_endtag(tag)
        if tag == "base" and (base := _absolute(self._base, given.get("href", ""))):
            self._base = base
        self._break(tag)
        self._begin(tag, given)
        if tag not in _VOID:
            above = self._open[-1] if self._open else _Open("", unseen=False, main=False)
            unseen = above.unseen or tag in _UNSEEN or _is_hidden(given)
            self._open.append(_Open(tag, unseen, above.main or tag in _MAIN))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if not any(element.tag == tag for element in self._open):
            return
        if tag == "a":
            self._end_link()
        if tag not in _ROWS:
            self._break(tag)
        while self._open.pop().tag != tag:
            pass

    def parse_marked_section(self, i: int, report: int = 1) -> int:
        """Pass over `<![...]>`, which Python's parser gives up on where it does not know what stands in it."""
        end = self.rawdata.find(">", i)
        return end + 1 if end >= 0 else -1

    def handle_data(self, data: str) -> None:
        tags = [element.tag for element in self._open]
        if tags[-1:] == ["title"] and not self._open[-1].unseen:
            self.title += data
        elif "head" not in tags:
            self._say(data if "pre" in tags else _SPACE.sub(" ", data.replace("\n", " ")))

    def _begin(self, tag: str, given: dict[str, str]) -> None:
        if tag in _HEADINGS:
            self._say(_HEADINGS[tag])
        elif tag == "li":
            self._say("- ")
        elif tag in ("td", "th"):
            self._say(" | " if self._all and not self._all[-1].endswith("\n") else "")
        elif tag == "img" and (words := _line(given.get("alt", ""))):
            self._say(f"[{words}]")
        elif tag == "a":
            self._end_link()
            url = _absolute(self._base, given.get("href", ""))
            self._link = _Link(url) if url else None

    def _end_link(self) -> None:
        link, self._link = self._link, None
        words = _line("".join(link.words)) if link else ""
        if link and words and link.url not in (url for _, url in self.links) and len(self.links) < MOST_LINKS:
            self.links.append((words[:100], link.url))

    def _break(self, tag: str) -> None:
        if tag in _BLOCKS or tag == "br":
            self._say("\n" if tag in _ROWS or tag == "br" else "\n\n")

    def _say(self, text: str) -> None:
        now = self._open[-1] if self._open else None
        if now and now.unseen:
            return
        self._all.append(text)
        if now and now.main:
            self._main.append(text)
        if self._link:
            self._link.words.append(text)


def _is_hidden(given: dict[str, str]) -> bool:
    hidden = "hidden" in given or given.get("aria-hidden", "").lower() == "true"
    return hidden or bool(_HIDDEN_STYLE.search(given.get("style", "")))


def _absolute(base: str, reference: str) -> str:
    """A link to another page as a full URL, without its fragment; "" for anything else."""
    if not reference.strip() or reference.startswith("#"):
        return ""
    try:
        url = urljoin(base, reference.strip()).partition("#")[0]
    except ValueError:
        return ""
    return url if is_page(url) and url.isascii() else ""


def is_page(url: str) -> bool:
    """Whether this is the full URL of a page, and not too long."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.scheme in ("http", "https") and parts.hostname) and url.isprintable() and len(url) <= LONGEST_URL


def _line(text: str) -> str:
    return " ".join(text.split())


def _tidy(text: str) -> str:
    lines = (line.rstrip() for line in _BLANK_LINES.sub("\n\n", text).splitlines())
    return _BLANK_LINES.sub("\n\n", "\n".join(line if line.strip() != "-" else "" for line in lines)).strip()
