"""A GGUF file → a model of an Ollama server (`agentlite models import`)."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

from agentlite.actions import Json
from agentlite.errors import InvalidCompletion
from agentlite.models.gguf_metadata import read_metadata
from agentlite.models.ollama_wire import OllamaServer

COMPACT_TEMPLATE = "{{ range .Messages }}<|{{ .Role }}|>{{ .Content }}<|end|>{{ end }}<|assistant|>"
"""The chat template of the compact models (agentlite.train.export.CHAT_TEMPLATE), in Ollama's own language."""

_PIECE = 1 << 20
_PATIENCE = 600.0
"""Seconds a server may be silent while it reads the file."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is. `status` is English, the server's words in part; `done` and `total` are bytes, 0 where
    the step has no measure."""

    status: str
    done: int = 0
    total: int = 0


async def create(
    name: str,
    gguf: Path,
    *,
    host: str | None = None,
    report: Callable[[Progress], None] = lambda _: None,
) -> None:
    """Make `gguf` the model `name` of the server at `host`; `report` hears how far it is. One of that name is replaced.

    Raises `ModelUnavailable` if the file is no sound GGUF or the server is down, `ModelTimeout` if it falls silent, and
    `InvalidCompletion` if it refuses the file.
    """
    facts = await asyncio.to_thread(read_metadata, gguf)
    report(Progress("reading the file"))
    digest, size = await asyncio.to_thread(_measure, gguf)
    server = OllamaServer(host, timeout=_PATIENCE)
    try:
        if not await server.has_blob(digest):
            await server.put_blob(digest, _pieces(gguf, size, report), size)
        body: dict[str, Json] = {"model": name, "files": {gguf.name: digest}, "stream": True}
        if facts.get("agentlite.style") == "compact":
            body |= {"template": COMPACT_TEMPLATE, "parameters": {"stop": ["<|end|>"], "temperature": 0}}
        status = ""
        async with server.exchange(bounded=False), contextlib.aclosing(server.stream("/api/create", body)) as stream:
            async for document in stream:
                status = str(document.get("status", ""))
                report(Progress(status, document.get("completed", 0), document.get("total", 0)))
        if status != "success":
            raise InvalidCompletion(f"Ollama did not finish creating {name}.", hint="The server's log may say why.")
    finally:
        await server.aclose()


async def _pieces(gguf: Path, size: int, report: Callable[[Progress], None]) -> AsyncIterator[bytes]:
    done = 0
    with gguf.open("rb") as file:
        while piece := await asyncio.to_thread(file.read, _PIECE):
            yield piece
            done += len(piece)
            report(Progress("uploading", done, size))


def _measure(path: Path) -> tuple[str, int]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return f"sha256:{digest}", file.tell()
