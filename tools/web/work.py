"""What is done on the web, in the sandbox; every request goes through the parent's proxy."""

from __future__ import annotations

import json
import re
import zlib
from email.message import Message
from urllib.parse import urlencode, urlsplit

from agentlite.actions import Json
from agentlite.errors import ToolError
from agentlite.sandbox import inside
from agentlite.sandbox.inside import Response
from agentlite.tools.web.reading import Page, is_page, readable

SHOWN_CHARACTERS = 12_000
UNPACKED_BYTES = 8 << 20
MOST_RESULTS = 8
_PAGES = frozenset(("text/html", "application/xhtml+xml"))
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset=[\"']?([\w-]{1,30})", re.IGNORECASE)


def fetch_page(url: str) -> Json:
    """The page at `url` as readable text."""
    response = _get(url, "text/html, text/plain;q=0.9, */*;q=0.1")
    kind, charset = _kind(response)
    content = _unpacked(response)
    if kind in _PAGES:
        page = readable(_decoded(content, charset), response.url)
    elif kind.startswith("text/") or kind.endswith(("json", "xml")):
        page = Page("", _decoded(content, charset).strip())
    else:
        raise _problem(
            f"{url} is no page to read ({kind or 'of unknown kind'}).",
            f"{url} não é uma página que se leia ({kind or 'de tipo desconhecido'}).",
        )
    return {
        "url": response.url,
        "title": page.title[:200],
        "text": page.text[:SHOWN_CHARACTERS],
        "cut": len(page.text) > SHOWN_CHARACTERS,
        "links": [{"text": words, "url": link} for words, link in page.links],
    }


def search_web(endpoint: str, query: str, language: str) -> Json:
    """What a search endpoint that speaks SearXNG's JSON finds: title, address and a few words of each result."""
    asked = urlencode({"q": query, "format": "json", "language": language, "safesearch": 1})
    response = _get(f"{endpoint.rstrip('/')}/search?{asked}", "application/json")
    try:
        found = json.loads(_decoded(_unpacked(response), "utf-8"))["results"]
        results = [_result(item) for item in found if isinstance(item, dict)]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _problem(
            "The search endpoint did not answer in SearXNG's JSON.",
            "O serviço de pesquisa não respondeu no JSON do SearXNG.",
            hint="Its settings must list json among search.formats.",
        ) from error
    return {"results": [result for result in results if result["url"]][:MOST_RESULTS]}


def _result(item: dict[str, Json]) -> dict[str, str]:
    url = str(item.get("url") or "")
    title, text = (" ".join(str(item.get(key) or "").split()) for key in ("title", "content"))
    return {"title": title[:200], "url": url if is_page(url) else "", "text": text[:400]}


def _get(url: str, accept: str) -> Response:
    """Raises `ToolError` if it is not allowed, cannot be reached, or does not answer with a page."""
    try:
        response = inside.fetch(url, headers={"Accept": accept})
    except ToolError as error:
        raise _problem(f"{url} could not be read: {error}", f"Não consegui ler {url}: {error}") from error
    if response.status != 200:
        raise _problem(
            f"{urlsplit(response.url).netloc} answered with error {response.status}.",
            f"{urlsplit(response.url).netloc} respondeu com o erro {response.status}.",
        )
    return response


def _kind(response: Response) -> tuple[str, str]:
    """The media type of a response, and its charset if it names one."""
    header = Message()
    header["content-type"] = response.headers.get("content-type", "")
    named = header.get_content_charset() or ""
    return (header.get_content_type() if response.headers.get("content-type") else ""), named


def _unpacked(response: Response) -> bytes:
    """The body; one that was packed although we asked for none, unpacked as far as is bearable."""
    packed = response.headers.get("content-encoding", "").strip().lower()
    if packed in ("", "identity"):
        return response.body
    try:
        if packed not in ("gzip", "x-gzip", "deflate"):
            raise zlib.error(f"unknown packing {packed!r}")
        unpacking = zlib.decompressobj(47 if packed != "deflate" else 15)
        content = unpacking.decompress(response.body, UNPACKED_BYTES)
    except zlib.error as error:
        raise _problem(
            f"{response.url} cannot be unpacked: {error}.", f"{response.url} não se consegue desempacotar: {error}."
        ) from error
    if unpacking.unconsumed_tail:
        raise _problem(f"{response.url} unpacks to too much.", f"{response.url} é demasiado grande.")
    return content


def _decoded(content: bytes, charset: str) -> str:
    meta = _CHARSET.search(content[:2048])
    for name in (charset, meta[1].decode() if meta else "", "utf-8"):
        try:
            return content.decode(name)
        except (LookupError, UnicodeError):
            continue
    return content.decode("cp1252", errors="replace")


def _problem(english: str, portuguese: str, *, hint: str = "") -> ToolError:
    return ToolError(english, hint=hint, say={"en": english, "pt": portuguese})
