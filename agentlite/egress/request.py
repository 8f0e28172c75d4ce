"""One request as the door sees it: its parts, and the exact text that goes over the wire."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from agentlite.actions import Json
from agentlite.egress.folding import words_of
from agentlite.egress.wire import HEADERS
from agentlite.errors import EgressRefused

if TYPE_CHECKING:
    import httpx

CREDENTIALS = frozenset(("authorization", "x-api-key", "api-key", "x-goog-api-key"))
"""Headers in which providers expect their key. Their values are never written down."""

_BLANK = "[credential]"
_OF_TRANSPORT = frozenset(("host", "content-length"))
_SHORTEST_KEY = 8
_VERSION = re.compile(r"(?<=httpx/)[0-9]+(?:\.[0-9]+){1,2}(?![0-9.])")


@dataclass(frozen=True, slots=True)
class Leaf:
    """A text in the body, and where: `messages.0.content`. A key of an object is a leaf as well."""

    path: str
    text: str
    number: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Outgoing:
    """A request whose body has been read. `target` is its path and query."""

    method: str
    url: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: str

    @property
    def wire(self) -> str:
        """The bytes that go over the wire, in HTTP/1.1, with credentials blanked."""
        lines = (f"{name}: {_BLANK if name.lower() in CREDENTIALS else value}" for name, value in self.headers)
        return "\r\n".join((f"{self.method} {self.target} HTTP/1.1", *lines, "", self.body))

    @property
    def size(self) -> int:
        """How many bytes go over the wire."""
        lines = sum(len(name) + len(value) + 4 for name, value in self.headers)
        return len(f"{self.method} {self.target} HTTP/1.1\r\n\r\n") + lines + len(self.body.encode())

    @property
    def keys(self) -> tuple[str, ...]:
        """The credentials that it carries."""
        values = (value.split()[-1:] for name, value in self.headers if name.lower() in CREDENTIALS)
        return tuple(key for value in values for key in value if len(key) >= _SHORTEST_KEY)

    def envelope(self, base: str) -> Iterator[tuple[str, str]]:
        """What is not body, with the name of its part: what follows `base` in the URL, and the headers."""
        prefix = urlsplit(base).path.rstrip("/")
        yield "the URL", self.target.removeprefix(prefix)
        for name, value in self.headers:
            if name.lower() not in CREDENTIALS | _OF_TRANSPORT and not _is_usual(value):
                yield f"the header {name}", f"{name}: {value}"

    def leaves(self) -> Iterator[Leaf]:
        """Every text and number in the body, which is one leaf if it is not JSON."""
        if not self.body:
            return
        try:
            value = json.loads(
                self.body, object_pairs_hook=_Pairs, parse_int=_Number, parse_float=_Number, parse_constant=_Number
            )
            yield from _leaves("", value)
        except ValueError:
            yield Leaf("body", self.body)
        except RecursionError as error:
            raise unreadable("its body is nested too deeply") from error


def _is_usual(value: str) -> bool:
    """Whether a header says only what HTTP clients say of themselves."""
    return HEADERS.issuperset(words_of(_VERSION.sub("", value)))


class _Pairs(list[tuple[str, Json]]):
    """An object's members as they were written: of two with one name, a dict would hide the first."""


class _Number(str):
    """A number as it was written."""


def _leaves(path: str, value: Json) -> Iterator[Leaf]:
    if isinstance(value, str):
        yield Leaf(path, str(value), isinstance(value, _Number))
    elif isinstance(value, _Pairs):
        for key, inner in value:
            yield Leaf(f"a key of {path or 'body'}", key)
            yield from _leaves(f"{path}.{key}" if path else key, inner)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _leaves(f"{path}.{index}", inner)


async def read(request: httpx.Request) -> tuple[Outgoing, httpx.Request]:
    """The request in its parts, and one that carries exactly these and nothing else.

    Raises `EgressRefused` for a request that cannot be looked through: compressed, binary, or with a body that came
    in pieces and failed.
    """
    import httpx

    content = await request.aread()
    headers = [(n, v) for n, v in request.headers.raw if n.lower() not in (b"transfer-encoding", b"accept-encoding")]
    if content and all(name.lower() != b"content-length" for name, _ in headers):
        headers.append((b"Content-Length", str(len(content)).encode()))
    # A compressed answer could not be read in the ledger.
    headers.append((b"Accept-Encoding", b"identity"))
    if request.headers.get("content-encoding", "identity") != "identity":
        raise unreadable("its body is compressed")
    try:
        outgoing = Outgoing(
            request.method,
            str(request.url.copy_with(userinfo=b"")),
            request.url.raw_path.decode("ascii"),
            tuple((name.decode("ascii"), value.decode("ascii")) for name, value in headers),
            content.decode("utf-8"),
        )
    except UnicodeDecodeError as error:
        raise unreadable("it holds bytes that are no text") from error
    timeouts = {"timeout": request.extensions["timeout"]} if "timeout" in request.extensions else {}
    clean = httpx.Request(request.method, request.url, headers=headers, content=content, extensions=timeouts)
    return outgoing, clean


def unreadable(why: str) -> EgressRefused:
    """The error for a request that cannot be looked through."""
    return EgressRefused(f"A request was not sent: {why}.", why="unreadable", hint="Send plain JSON.")
