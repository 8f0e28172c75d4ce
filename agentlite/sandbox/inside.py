"""What a tool's code can ask for while it runs in a worker: its folders, the web, and programs, through the parent."""

from __future__ import annotations

import base64
import socket
import threading
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path

from agentlite.actions import Json
from agentlite.errors import ToolError
from agentlite.sandbox import framing

REPLY_BYTES = 32 << 20


@dataclass(frozen=True, slots=True)
class Response:
    """What a web server answered. `body` is as it was sent, not decompressed; `url` is where redirects led."""

    status: int
    url: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as UTF-8, with what is not UTF-8 marked as such."""
        return self.body.decode(errors="replace")


@dataclass(frozen=True, slots=True)
class Finished:
    """How a program ended: its exit status (a signal as its negative; 126 if it could not be started), and what it
    wrote. `cut` says that it was ended because it wrote too much."""

    status: int
    output: bytes
    errors: bytes
    cut: bool

    @property
    def text(self) -> str:
        """Its output as UTF-8, with what is not UTF-8 marked as such."""
        return self.output.decode(errors="replace")


@dataclass(frozen=True, slots=True)
class _Call:
    channel: socket.socket
    folders: Mapping[str, str] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)


_current: ContextVar[_Call] = ContextVar("agentlite_sandbox_call")


def enter(channel: socket.socket, folders: Mapping[str, str]) -> None:
    """Called by the worker, once."""
    _current.set(_Call(channel, folders))


def folder(name: str) -> Path:
    """The folder that the operator's policy binds to `name`. Raises `ToolError` if the manifest does not name it."""
    found = _here().folders.get(name)
    if found is None:
        raise ToolError(f"This tool's manifest does not name the folder {name!r}.")
    return Path(found)


def fetch(url: str, *, method: str = "GET", headers: Mapping[str, str] | None = None, body: bytes = b"") -> Response:
    """Ask a web server that the manifest names. A header may hold `{secret:NAME}`, which the parent fills in.

    Raises `ToolError` if the manifest or the policy does not allow it, or the server cannot be reached.
    """
    asked: dict[str, Json] = {"method": method, "url": url, "headers": dict(headers or {})}
    answer = _ask("fetch", asked | {"body": base64.b64encode(body).decode()})
    return Response(answer["status"], answer["url"], answer["headers"], base64.b64decode(answer["body"]))


def run(program: str, *arguments: str, stdin: bytes = b"", folder: str | Path = "/", timeout: float = 60.0) -> Finished:
    """Run a program that the manifest names, with the walls of this tool, and wait for its end.

    There is no shell: each argument reaches the program as it is. `timeout` is in seconds. Raises `ToolError` if the
    manifest does not allow it, or it was stopped.
    """
    asked: dict[str, Json] = {"program": program, "arguments": list(arguments), "folder": str(folder)}
    answer = _ask("run", asked | {"input": base64.b64encode(stdin).decode(), "seconds": timeout})
    output, errors = base64.b64decode(answer["output"]), base64.b64decode(answer["errors"])
    return Finished(answer["status"], output, errors, answer["cut"])


def _ask(what: str, asked: Json) -> dict[str, Json]:
    """What the parent answers. Raises `ToolError` if it refuses."""
    call = _here()
    with call.lock:
        framing.send(call.channel, {what: asked})
        answer = framing.receive(call.channel, REPLY_BYTES)
    if "refused" in answer:
        raise ToolError(answer["refused"])
    return dict(answer)


def _here() -> _Call:
    try:
        return _current.get()
    except LookupError:
        raise ToolError("This can only be asked in a sandbox.", hint="Wrap the tool with `sandboxed`.") from None
