"""Messages between processes that do not trust each other: a length, then strict JSON. Never pickle."""

from __future__ import annotations

import json
import math
import re
import socket
import struct
from typing import Any

from agentlite.actions import Json

HEADER = struct.Struct(">I")
MAX_DEPTH = 64
MAX_DIGITS = 40

_BRACKET = re.compile(rb'"(?:[^"\\]|\\.)*+"|[\[\]{}]', re.DOTALL)


class BrokenFrame(ValueError):
    """What came is not a frame of ours: too large, cut short, or not strict JSON."""


class TooLarge(BrokenFrame):
    """The frame announces more bytes than may come."""


def pack(message: Json) -> bytes:
    """One frame. Raises `BrokenFrame` if the message has no strict JSON form."""
    try:
        body = json.dumps(message, allow_nan=False, ensure_ascii=False, separators=(",", ":")).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise BrokenFrame(f"this has no JSON form: {error}") from error
    return HEADER.pack(len(body)) + body


def announced(header: bytes, limit: int) -> int:
    """The length that a header announces, in bytes. Raises `TooLarge` if it is more than `limit`."""
    (length,) = HEADER.unpack(header)
    if length > limit:
        raise TooLarge(f"{length} bytes were announced, at most {limit} may come")
    return int(length)


def unpack(body: bytes) -> Json:
    """The message in a frame's body. Raises `BrokenFrame`.

    Stricter than `json.loads`: no key twice, no NaN or infinity (1e999 neither), no integer of more than 40 digits, no
    nesting deeper than 64, no lone surrogates, no zero characters.
    """
    if _depth(body) > MAX_DEPTH:
        raise BrokenFrame(f"it is nested deeper than {MAX_DEPTH}")
    try:
        message = json.loads(
            body.decode(),
            object_pairs_hook=_object,
            parse_constant=_no_constant,
            parse_int=_integer,
            parse_float=_float,
        )
        encoded = json.dumps(message, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise error if isinstance(error, BrokenFrame) else BrokenFrame(f"it is not JSON: {error}") from error
    if b"\\u0000" in encoded:
        raise BrokenFrame("a text holds a zero character")
    return message


def send(channel: socket.socket, message: Json) -> None:
    """Send one frame, blocking."""
    channel.sendall(pack(message))


def receive(channel: socket.socket, limit: int) -> Json:
    """Receive one frame of at most `limit` bytes, blocking. Raises `BrokenFrame`, and `EOFError` when it is cut."""
    return unpack(_exactly(channel, announced(_exactly(channel, HEADER.size), limit)))


def _exactly(channel: socket.socket, length: int) -> bytes:
    received = bytearray()
    while len(received) < length:
        piece = channel.recv(min(length - len(received), 1 << 16))
        if not piece:
            raise EOFError("the channel closed in the middle of a frame")
        received += piece
    return bytes(received)


def _depth(body: bytes) -> int:
    """How deep the brackets outside texts nest, at most."""
    depth = deepest = 0
    for found in _BRACKET.finditer(body):
        if found[0] in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif found[0] in b"]}":
            depth -= 1
    return deepest


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BrokenFrame("an object has the same key twice")
    return found


def _no_constant(name: str) -> None:
    raise BrokenFrame(f"{name} is not a JSON number")


def _integer(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise BrokenFrame(f"a number has {len(digits)} digits")
    return int(digits)


def _float(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise BrokenFrame(f"{digits} is too large for a number")
    return number
