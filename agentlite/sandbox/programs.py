"""Running programs for a worker, which cannot start any: those of its manifest, one at a time, up to their number."""

from __future__ import annotations

import asyncio
import base64
import socket
from collections.abc import Mapping
from contextlib import suppress

from agentlite.actions import Json
from agentlite.sandbox import framing
from agentlite.sandbox.child import Child, HostGone
from agentlite.sandbox.host import Host
from agentlite.sandbox.manifest import Manifest

PATH = "/usr/local/bin:/usr/bin:/bin"


class Programs:
    """The programs of one call. `environment` is what the tool sees of it, and so do they."""

    def __init__(self, host: Host, manifest: Manifest, environment: Mapping[str, str]) -> None:
        self._host, self._manifest = host, manifest
        self._environment = {"PATH": PATH, "LANG": "C.UTF-8", **environment}
        self._left = manifest.processes

    async def answer(self, asked: Json) -> dict[str, Json]:
        """What a worker is told: how a program ended, or `{"refused": why}`."""
        match asked:
            case {
                "program": str(program),
                "arguments": list(arguments),
                "input": str(given),
                "folder": str(folder),
                "seconds": float(seconds) | int(seconds),
                **rest,
            } if not rest and all(isinstance(argument, str) for argument in arguments):
                pass
            case _:
                return {"refused": "The request has not the shape of a request."}
        if program not in self._manifest.programs:
            return {"refused": f"This tool may not start {program}."}
        if not self._left:
            return {"refused": f"This tool may start no more than {self._manifest.processes} programs in one call."}
        self._left -= 1
        told = {"program": program, "arguments": arguments, "environment": self._environment, "folder": folder}
        try:
            return await self._run(framing.pack(told) + base64.b64decode(given, validate=True), seconds)
        except TimeoutError:
            return {"refused": f"{program} was stopped after {seconds:g} seconds."}
        except (ValueError, HostGone) as error:
            return {"refused": f"{program} was not started: {error}."}

    async def _run(self, told: bytes, seconds: float) -> dict[str, Json]:
        child = self._host.ask("program")
        most = self._manifest.intake_bytes // 2
        try:
            async with asyncio.timeout(seconds):
                channel, out, err = await child.begun()
                output, errors, _ = await asyncio.gather(
                    _read(out, most, child), _read(err, most, child), _send(channel, told)
                )
                status = await child.ended()
        finally:
            child.end()
        said = {"output": base64.b64encode(output).decode(), "errors": base64.b64encode(errors).decode()}
        return {"status": status, **said, "cut": most in (len(output), len(errors))}


async def _send(channel: socket.socket, told: bytes) -> None:
    """All of it, and then that there is no more; a program need not read it."""
    with suppress(ConnectionError):
        await asyncio.get_running_loop().sock_sendall(channel, told)
        channel.shutdown(socket.SHUT_WR)


async def _read(stream: socket.socket, most: int, child: Child) -> bytes:
    """What a program writes until it ends; it is ended when it writes more than `most` bytes."""
    received = bytearray()
    while piece := await asyncio.get_running_loop().sock_recv(stream, 1 << 16):
        received += piece
        if len(received) >= most:
            child.kill()
            break
    return bytes(received[:most])
