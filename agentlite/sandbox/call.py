"""One call of a sandboxed function, as the parent sees it: sending, waiting, limits, and the end of its process."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeAlias

from agentlite.actions import Change, Json
from agentlite.errors import ToolCrashed, ToolError, ToolStopped
from agentlite.sandbox import framing
from agentlite.sandbox.host import Host
from agentlite.sandbox.manifest import Manifest
from agentlite.sandbox.targets import Target
from agentlite.toolset import Outcome

Serve: TypeAlias = Callable[[Json], Awaitable[dict[str, Json]]]
"""Does what a worker asks for and tells it what came of it, or `{"refused": why}`."""

ASKED_BYTES = 16 << 20
ENVELOPE_BYTES = 256
_NOT_SERVED = {"fetch": "This tool may reach no hosts.", "run": "This tool may start no programs."}


@dataclass(frozen=True, slots=True)
class Request:
    """What a worker is told: the function, its arguments, and the variables of its environment."""

    target: Target
    arguments: Mapping[str, Json]
    environment: Mapping[str, str]

    def as_json(self) -> dict[str, Json]:
        """For the worker."""
        called = {"module": self.target.module, "name": self.target.name, "arguments": dict(self.arguments)}
        return called | {"environment": dict(self.environment)}


async def call(host: Host, tool: str, manifest: Manifest, request: Request, answers: Mapping[str, Serve]) -> Outcome:
    """Run one call in a worker of `host`, which may ask for what is in `answers`.

    Raises what the tool raised as `ToolError`, `ToolStopped` at a limit, `ToolCrashed` if it ended without an answer,
    and `HostGone` if the zygote was gone before the call began.
    """
    told = framing.pack(request.as_json())
    worker = host.worker()
    try:
        async with asyncio.timeout(manifest.wall_seconds):
            (channel,) = await worker.begun()
            reply = await _converse(channel, told, manifest, answers)
        worker.dismiss()
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
        host.prepare()
    return _outcome(tool, manifest, reply)


async def _converse(
    channel: socket.socket, told: bytes, manifest: Manifest, answers: Mapping[str, Serve]
) -> dict[str, Json]:
    """Send the request, serve what the worker asks for, and return its one reply."""
    loop = asyncio.get_running_loop()
    with suppress(ConnectionError):  # it may have said already why it cannot be called
        await loop.sock_sendall(channel, told)
    limit = manifest.output_bytes + ENVELOPE_BYTES
    while True:
        header = await _exactly(channel, framing.HEADER.size)
        length = framing.announced(header, max(limit, ASKED_BYTES if answers else 0))
        message = framing.unpack(await _exactly(channel, length))
        if not isinstance(message, dict) or len(message) != 1:
            raise framing.BrokenFrame("it is neither a reply nor a request")
        ((kind, asked),) = message.items()
        if kind not in _NOT_SERVED:
            break
        answer = await answers[kind](asked) if kind in answers else {"refused": _NOT_SERVED[kind]}
        await loop.sock_sendall(channel, framing.pack(answer))
    if length > limit:
        raise framing.TooLarge(f"{length} bytes")
    with suppress(ConnectionError):  # of a worker that replied without reading
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
        case {
            "result": {
                "value": value,
                "changes": list(changes),
                "say": dict(say),
                "local_only": bool(local_only),
                "untrusted": bool(untrusted),
                **rest,
            }
        } if not rest:
            if all(isinstance(c, list) and len(c) == 4 for c in changes) and _texts(say):
                changed = tuple(Change(str(c[0]), str(c[1]), c[2], c[3]) for c in changes)
                return Outcome(value, changed, say, local_only=local_only, untrusted=untrusted)
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
