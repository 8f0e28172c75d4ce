"""The texts that a text may hide: escaped, percent-encoded, in base64 or hexadecimal, and these in each other."""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Iterator
from urllib.parse import unquote_plus

_DEPTH = 3
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|(.))", re.DOTALL)
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{8,}")
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2}){4,}")
_READABLE = re.compile(r"[^\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd]{4,}")


def views(text: str) -> Iterator[str]:
    """The text itself, then every other text that it holds when read as an encoding of one; each only once."""
    seen, latest = {text}, [text]
    yield text
    for _ in range(_DEPTH):
        found = dict.fromkeys(inner for outer in latest for inner in _decoded(outer))
        latest = [inner for inner in found if inner not in seen]
        seen.update(latest)
        yield from latest


def _decoded(text: str) -> Iterator[str]:
    if "\\" in text:
        yield _unescaped(text)
    if "%" in text or "+" in text:
        yield unquote_plus(text)
    if "&" in text:
        yield html.unescape(text)
    for run in _BASE64.findall(text):
        yield from _from_base64(run)
    for run in _HEX.findall(text):
        yield from _readable(bytes.fromhex(run))


def _unescaped(text: str) -> str:
    """Escapes as in JSON, Python and JavaScript; pairs of surrogates as one character."""

    def character(match: re.Match[str]) -> str:
        code = match[1] or match[2]
        return chr(int(code, 16)) if code else _CONTROLS.get(match[3], match[3])

    return _ESCAPE.sub(character, text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _from_base64(run: str) -> Iterator[str]:
    """What the run says, wherever in it the encoding began."""
    standard = run.translate(str.maketrans("-_", "+/"))
    for offset in range(4):
        part = standard[offset:]
        part += "A" * (-len(part) % 4)
        try:
            yield from _readable(base64.b64decode(part))
        except binascii.Error:
            continue


def _readable(content: bytes) -> Iterator[str]:
    """The stretches that people can read: most of what looks like an encoding is none."""
    return iter(_READABLE.findall(content.decode("utf-8", "replace")))
