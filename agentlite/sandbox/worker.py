"""One call in one process: shut the last doors, wait for the call, run the function, answer once, end."""

from __future__ import annotations

import asyncio
import inspect
import os
import resource
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from agentlite.actions import Json
from agentlite.errors import ToolError
from agentlite.sandbox import framing, inside, libc, namespaces, seccomp, targets
from agentlite.sandbox.policy import Profile
from agentlite.toolset import Outcome, Tool

REQUEST_BYTES = 4 << 20
OPEN_FILES = 64
CHANNEL = 3
_TEXT_KEPT = 2000


def run(channel: int, profile: Profile, limits: Mapping[int, int], filters: bytes) -> NoReturn:
    """Answer the one call that comes over `channel`, in a process forked for it."""
    os.dup2(channel, CHANNEL)
    os.closerange(CHANNEL + 1, 1 << 20)
    connection = socket.socket(fileno=CHANNEL)
    try:
        _shut_doors(profile, limits, filters)
        framing.unpack(framing.pack({})[framing.HEADER.size :])  # what a call needs is then in this process already
        request = framing.receive(connection, REQUEST_BYTES)
        os.environ.update(request["environment"])
        inside.enter(connection, profile.folders)
        reply = _answer(targets.find(request["module"], request["name"]), request["arguments"])
    except EOFError:  # nobody called
        os._exit(0)
    except BaseException as error:
        reply = framing.pack({"unready": f"{type(error).__name__}: {error}"})
    try:
        connection.sendall(reply)
        connection.close()  # the parent waits to see that nothing more comes
    finally:
        os._exit(0)


def _shut_doors(profile: Profile, limits: Mapping[int, int], filters: bytes) -> None:
    """What is still open to a fork of the zygote: capabilities, if it needed them, resources and system calls."""
    if profile.scratch_bytes:
        namespaces.open_scratch(profile.scratch_bytes)
        libc.drop_capabilities()
    limit_resources(limits)
    seccomp.install(filters)


def limit_resources(limits: Mapping[int, int]) -> None:
    """Bind this process to `limits` for ever. Raises `OSError`."""
    for limit, value in limits.items():
        hard = value + 1 if limit == resource.RLIMIT_CPU else value
        resource.setrlimit(limit, (value, hard))


def limits_of(profile: Profile) -> dict[int, int]:
    """The resource limits of a call, given what this process already uses (read before /proc is out of reach)."""
    used = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    return {
        resource.RLIMIT_AS: used + profile.memory_bytes,
        resource.RLIMIT_CPU: profile.cpu_seconds,
        resource.RLIMIT_FSIZE: profile.file_bytes,
        resource.RLIMIT_NOFILE: OPEN_FILES,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
    }


def _answer(function: Any, arguments: Mapping[str, Json]) -> bytes:
    """The frame that says what came of the call."""
    try:
        outcome = _outcome(function, arguments)
        changes = [[c.subject, c.attribute, c.before, c.after] for c in outcome.changes]
        told = {"local_only": outcome.local_only, "untrusted": outcome.untrusted}
        return framing.pack({"result": {"value": outcome.value, "changes": changes, "say": dict(outcome.say), **told}})
    except ToolError as error:
        return framing.pack({"error": {"message": str(error), "hint": error.hint, "say": error.say}})
    except MemoryError:
        return framing.pack({"memory": True})
    except BaseException as error:
        text = f"{type(error).__name__}: {error}"[:_TEXT_KEPT]
        return framing.pack({"raised": text.encode(errors="replace").decode()})


def _outcome(function: Any, arguments: Mapping[str, Json]) -> Outcome:
    enums = {p.name: p.enum for p in function.parameters if p.enum} if isinstance(function, Tool) else {}
    given = {name: enums[name](value) if name in enums else value for name, value in arguments.items()}
    returned = function(**given)
    if inspect.iscoroutine(returned):
        returned = asyncio.run(returned)
    return returned if isinstance(returned, Outcome) else Outcome(returned)
