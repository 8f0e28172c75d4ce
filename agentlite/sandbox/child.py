"""The parent's hand on one process that a zygote forked for it: its sockets, and its end."""

from __future__ import annotations

import asyncio
import os
import select
import signal
import socket
from contextlib import suppress

END_SECONDS = 5.0


class HostGone(Exception):
    """The zygote ended, or was closed, before the process was there."""


class Child:
    """A process that a zygote was asked for, and tells of over `report`: first its sockets, then its exit status."""

    def __init__(self, report: socket.socket) -> None:
        self._report = report
        self._descriptor = -1
        self._sockets: tuple[socket.socket, ...] = ()
        self._status: int | None = None
        self._done = False
        report.setblocking(False)

    async def begun(self) -> tuple[socket.socket, ...]:
        """This side of its sockets, once it is there. Raises `HostGone`."""
        while not self._begun():
            await _readable(self._report)
        return self._sockets

    async def ended(self) -> int | None:
        """Wait until it ends by itself, and return its exit status as `end` does."""
        await _readable(self._report)
        return self.end()

    def alive(self) -> bool:
        """Whether it has not ended yet; it may still be about to begin."""
        try:
            if self._done or not self._begun():
                return not self._done
        except HostGone:
            return False
        ended = select.poll()
        ended.register(self._descriptor, select.POLLIN)
        return not ended.poll(0)

    def end(self) -> int | None:
        """Kill it if it still runs, wait until it is reaped, and return its exit status (a signal as its negative).

        None if the zygote went with it. The wait is for the kernel to reap a killed process: about a millisecond.
        """
        if not self._done:
            self._report.settimeout(END_SECONDS)
            with suppress(OSError, HostGone):
                self._begun()
                self.kill()
                if message := self._report.recv(64):
                    self._status = int(message)
            self._close()
        return self._status

    def dismiss(self) -> None:
        """Kill it without waiting for its end, as nothing is wanted of it any more; its zygote reaps it."""
        if not self._done:
            with suppress(OSError, HostGone):
                self.kill()
            self._close()

    def _begun(self) -> bool:
        """Whether it is known to be there, taking its sockets when they have come."""
        if self._descriptor < 0:
            try:
                message, descriptors, _, _ = socket.recv_fds(self._report, 64, 4)
            except BlockingIOError:
                return False
            if not message:
                raise HostGone("it ended before the process was there")
            self._descriptor, *rest = descriptors
            self._sockets = tuple(socket.socket(fileno=descriptor) for descriptor in rest)
            for made in self._sockets:
                made.setblocking(False)
        return True

    def kill(self) -> None:
        """Kill it, if it still runs."""
        if self._descriptor >= 0:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._descriptor, signal.SIGKILL)

    def _close(self) -> None:
        self._done = True
        self._report.close()
        for made in self._sockets:
            made.close()
        if self._descriptor >= 0:
            os.close(self._descriptor)


async def _readable(given: socket.socket) -> None:
    """Wait until something can be read."""
    loop = asyncio.get_running_loop()
    came = asyncio.Event()
    loop.add_reader(given, came.set)
    try:
        await came.wait()
    finally:
        loop.remove_reader(given)
