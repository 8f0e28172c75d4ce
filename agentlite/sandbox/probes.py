"""Trying, from inside a worker, what must be impossible there: the walls are believed when they were hit, not before.

Each probe belongs to a layer and raises `OSError` or `MemoryError` when it is denied. A probe that comes through undoes
what it did.
"""

from __future__ import annotations

import ctypes
import errno
import mmap
import os
import resource
import signal
import socket
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeAlias

from agentlite.actions import Json
from agentlite.sandbox import libc
from agentlite.sandbox.syscalls import PROBED, numbers

Probe: TypeAlias = tuple[str, str, Callable[[], object]]
"""The layer, the door, and the attempt to go through it."""

LAYERS = ("files", "names", "network", "processes", "kernel", "memory", "rights", "descriptors")


def witness(readable: str, writable: str, parent: int, memory_bytes: int, threads: bool) -> dict[str, Json]:
    """What could be done: `{"tried": number, "open": [[layer, door], ...]}`.

    `readable` is a file and `writable` a folder that the user can use and the worker must not, `parent` the id of the
    process that started the sandbox.
    """
    probes = [*_files(readable, writable), *_network(), *_processes(parent, threads=threads), *_kernel(writable)]
    probes += [*_memory(memory_bytes), *_rights(), ("descriptors", "inherited files", _inherited)]
    return {"tried": len(probes), "open": [[layer, door] for layer, door, attempt in probes if _succeeds(attempt)]}


def _succeeds(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except (OSError, MemoryError):
        return False
    return True


def _files(readable: str, writable: str) -> Iterator[Probe]:
    created = Path(writable, f".agentlite-probe-{os.getpid()}")

    def create() -> None:
        os.close(os.open(created, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        created.unlink()

    yield "files", "read a file", lambda: os.close(os.open(readable, os.O_RDONLY))
    yield "files", "read by way of ..", lambda: os.close(os.open(f"/usr/lib/../..{readable}", os.O_RDONLY))
    yield "files", "list a folder", lambda: list(Path(writable).iterdir())
    yield "files", "make a file", create
    yield "files", "read /proc", lambda: os.close(os.open("/proc/self/environ", os.O_RDONLY))
    yield "names", "see that a file exists", Path(readable).stat


def _network() -> Iterator[Probe]:
    for name in ("AF_INET", "AF_INET6", "AF_UNIX", "AF_NETLINK", "AF_PACKET", "AF_VSOCK"):
        family = getattr(socket, name)
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW):
            yield "network", f"{name} {kind.name}", partial(socket.socket, family, kind)
    yield "network", "datagram pair", lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)


def _processes(parent: int, *, threads: bool) -> Iterator[Probe]:
    def fork() -> None:
        if os.fork() == 0:
            os._exit(0)

    def execute() -> None:
        try:
            os.execv("/agentlite/nothing", ["nothing"])
        except OSError as error:
            if error.errno == errno.EPERM:
                raise

    def unlimit() -> None:
        try:
            resource.setrlimit(resource.RLIMIT_CPU, resource.getrlimit(resource.RLIMIT_CPU))
        except ValueError as error:  # what Python makes of EPERM
            raise PermissionError from error

    yield "processes", "fork", fork
    yield "processes", "run a program", execute
    yield "processes", "signal its starter", lambda: os.kill(parent, 0)
    yield "processes", "signal itself and its like", lambda: os.kill(os.getpid(), 0)
    yield "processes", "lead a session", os.setsid
    yield "processes", "set its own limits", unlimit
    if not threads:
        import _thread

        def start() -> None:
            try:
                _thread.start_new_thread(signal.alarm, (0,))
            except RuntimeError as error:
                raise OSError(str(error)) from error

        yield "processes", "start a thread", start


def _kernel(writable: str) -> Iterator[Probe]:
    for name, number in numbers(PROBED).items():
        # No probe passes arguments that mean anything: what is let in fails with EINVAL, EFAULT and the like.
        yield "kernel", name, partial(_refused, name, number)
    yield "kernel", "change modes", lambda: Path(writable).chmod(Path(writable).stat().st_mode)
    yield "kernel", "make symbolic links", lambda: Path(writable, ".agentlite-probe").symlink_to("/")


def _refused(name: str, number: int) -> None:
    try:
        libc.syscall(number, -1, -1, -1, -1, -1, -1, what=name)
    except OSError as error:
        if error.errno in (errno.EPERM, errno.ENOSYS):
            raise


def _memory(memory_bytes: int) -> Iterator[Probe]:
    yield "memory", "map more than the limit", lambda: mmap.mmap(-1, memory_bytes + (64 << 20))


def _rights() -> Iterator[Probe]:
    def filtered() -> None:
        if libc.prctl(_PR_GET_SECCOMP) == _FILTERED and libc.prctl(_PR_GET_NO_NEW_PRIVS) == 1:
            raise PermissionError

    def capable() -> None:
        header, sets = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
        libc.checked(libc.library().capget(header, sets), "capget")
        if not any(sets):
            raise PermissionError

    def limited() -> None:
        if resource.getrlimit(resource.RLIMIT_CPU)[1] != resource.RLIM_INFINITY:
            raise PermissionError

    yield "rights", "be without a filter", filtered
    yield "rights", "hold capabilities", capable
    yield "rights", "use the processor without limit", limited


def _inherited() -> None:
    for descriptor in range(4, 256):
        try:
            os.fstat(descriptor)
        except OSError:
            continue
        return
    raise PermissionError


_PR_GET_SECCOMP, _PR_GET_NO_NEW_PRIVS, _FILTERED = 21, 39, 2
