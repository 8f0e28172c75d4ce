"""One call of a sandboxed function, as the parent sees it: sending, waiting, limits, and the end of its process."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeAlias

from agentlite.actions import Change, Json
from agentlite.errors import ToolError
from agentlite.sandbox import framing
from agentlite.sandbox.failures import ToolCrashed, ToolStopped
from agentlite.sandbox.host import Host
from agentlite.sandbox.manifest import Manifest
from agentlite.sandbox.targets import Target
from agentlite.toolset import Outcome

Fetch: TypeAlias = Callable[[Json], Awaitable[dict[str, Json]]]
"""Answers what a worker asks of the web, or says that it is refused."""

FETCH_BYTES = 16 << 20
ENVELOPE_BYTES = 256
END_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Request:
    """What a worker is told: the function, its arguments, and the variables of its environment."""

    target: Target
    arguments: Mapping[str, Json]
    environment: Mapping[str, str]


async def call(host: Host, tool: str, manifest: Manifest, request: Request, fetch: Fetch | None) -> Outcome:
    """Run one call in a worker of `host`.

    Raises what the tool raised as `ToolError`, `ToolStopped` at a limit, `ToolCrashed` if it ended without an answer,
    and `HostGone` if the zygote was gone before the call began.
    """
    told = framing.pack({"arguments": dict(request.arguments), "environment": dict(request.environment)})
    channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    report, their_report = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with channel, report:
        with theirs, their_report:
            host.ask(request.target, theirs, their_report)
        channel.setblocking(False)
        worker = _Worker(report)
        try:
            async with asyncio.timeout(manifest.wall_seconds):
                reply = await _converse(channel, told, manifest, fetch)
        except TimeoutError:
            raise ToolStopped(tool, "wall", manifest.wall_seconds) from None
        except framing.TooLarge:
            raise ToolStopped(tool, "output", manifest.output_bytes) from None
        except framing.BrokenFrame as error:
            raise ToolCrashed(tool, f"its answer is not valid, {error}") from None
        except (EOFError, ConnectionError):
            raise _ended(tool, manifest, worker.end()) from None
        finally:
            worker.end()
    return _outcome(tool, manifest, reply)


async def _converse(channel: socket.socket, told: bytes, manifest: Manifest, fetch: Fetch | None) -> dict[str, Json]:
    """Send the request, serve what the worker fetches, and return its one reply."""
    loop = asyncio.get_running_loop()
    await loop.sock_sendall(channel, told)
    limit = manifest.output_bytes + ENVELOPE_BYTES
    while True:
        header = await _exactly(channel, framing.HEADER.size)
        length = framing.announced(header, max(limit, FETCH_BYTES if fetch else 0))
        message = framing.unpack(await _exactly(channel, length))
        if not isinstance(message, dict) or len(message) != 1:
            raise framing.BrokenFrame("it is neither a reply nor a request")
        if "fetch" not in message:
            break
        answer = await fetch(message["fetch"]) if fetch else {"refused": "This tool may reach no hosts."}
        await loop.sock_sendall(channel, framing.pack(answer))
    if length > limit:
        raise framing.TooLarge(f"{length} bytes")
    if await loop.sock_recv(channel, 1):
        raise framing.BrokenFrame("more came after the reply")
    return message


async def _exactly(channel: socket.socket, length: int) -> bytes:
    loop = asyncio.get_running_loop()
    received = bytearray()
    while len(received) < length:
        piece = await loop.sock_recv(channel, length - len(received))
        if not piece:
            raise EOFError
        received += piece
    return bytes(received)


class _Worker:
    """The process of one call, known by what its zygote reports."""

    def __init__(self, report: socket.socket) -> None:
        self._report = report
        self._status: int | None = None
        self._ended = False

    def end(self) -> int | None:
        """Kill it if it still runs, wait until it is reaped, and return its exit status (a signal as its negative).

        None if the zygote went with it. The wait is for the kernel to reap a killed process: about a millisecond.
        """
        if self._ended:
            return self._status
        self._ended = True
        self._report.settimeout(END_SECONDS)
        with suppress(OSError):
            message, descriptors, _, _ = socket.recv_fds(self._report, 64, 1)
            try:
                for descriptor in descriptors:
                    with suppress(ProcessLookupError):
                        signal.pidfd_send_signal(descriptor, signal.SIGKILL)
                message = self._report.recv(64)
            finally:
                for descriptor in descriptors:
                    os.close(descriptor)
            if message:
                self._status = int(message)
        return self._status


def _ended(tool: str, manifest: Manifest, status: int | None) -> ToolError:
    """What it means that a worker ended with this status and no reply."""
    if status is None:
        return ToolCrashed(tool, "the process that hosts it was killed")
    if status == -signal.SIGXCPU:
        return ToolStopped(tool, "cpu", manifest.cpu_seconds)
    if status < 0:
        return ToolCrashed(tool, f"signal {signal.Signals(-status).name}")
    return ToolCrashed(tool, f"exit status {status}")


def _outcome(tool: str, manifest: Manifest, reply: dict[str, Json]) -> Outcome:
    """What a reply says. Its shape is checked, for whatever runs in a worker could have written it."""
    match reply:
        case {"result": {"value": value, "changes": list(changes), "say": dict(say), **rest}} if not rest:
            if all(isinstance(c, list) and len(c) == 4 for c in changes) and _texts(say):
                return Outcome(value, tuple(Change(str(c[0]), str(c[1]), c[2], c[3]) for c in changes), say)
        case {"error": {"message": str(message), "hint": str(hint), "say": dict(say)}} if _texts(say):
            raise ToolError(message, hint=hint, say=say)
        case {"raised": str(reason)}:
            raise ToolCrashed(tool, reason, raised=True)
        case {"unready": str(reason)}:
            raise ToolCrashed(tool, f"its sandbox was not ready, {reason}")
        case {"memory": True}:
            raise ToolStopped(tool, "memory", manifest.memory_bytes)
    raise ToolCrashed(tool, "its answer has not the shape of an answer")


def _texts(given: dict[str, Json]) -> bool:
    return all(isinstance(value, str) for value in given.values())
