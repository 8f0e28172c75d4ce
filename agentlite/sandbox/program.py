"""One program in one process: shut the doors, become it. It can start no other, and become no other.

The kernel's filter of system calls cannot look at a path, but at every register. So the one `execve` that is let
through carries 128 bits of chance in the registers that it does not use. They are made in the process that becomes the
program, and are gone with its memory when it has.
"""

from __future__ import annotations

import ctypes
import errno
import os
import secrets
import signal
import socket
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from agentlite.actions import Json
from agentlite.sandbox import framing, libc, seccomp
from agentlite.sandbox.policy import Profile
from agentlite.sandbox.syscalls import STARTING, numbers
from agentlite.sandbox.worker import limit_resources

REQUEST_BYTES = 4 << 20
NOT_STARTED = 126
"""The exit status of a process that could not become the program; why is on its standard error, as with a shell."""

_LOADERS = ("lib64/ld-linux-*.so.*", "lib/ld-linux-*.so.*", "lib/ld-musl-*.so.*")


def files(profile: Profile) -> list[str]:
    """What must be executable for the profile's programs to start: they, and what the kernel loads them with."""
    loaders = (str(found.resolve()) for pattern in _LOADERS for found in Path("/").glob(pattern))
    return list(dict.fromkeys((*profile.programs.values(), *loaders))) if profile.programs else []


def run(sockets: Sequence[int], profile: Profile, limits: Mapping[int, int]) -> NoReturn:
    """Become the program that is asked for over the first socket, which is then its input; the others are its output
    and its errors."""
    for number, descriptor in enumerate([os.dup(given) for given in sockets]):
        os.dup2(descriptor, number)
    os.closerange(len(sockets), 1 << 20)
    try:
        with socket.socket(fileno=os.dup(0)) as channel:
            request = framing.receive(channel, REQUEST_BYTES)
        os.chdir(request["folder"])
        _become(request["program"], request["arguments"], request["environment"], profile, limits)
    except EOFError:
        os._exit(0)
    except BaseException as error:
        os.write(2, f"It could not be started: {error}".encode(errors="replace"))
    os._exit(NOT_STARTED)


def _become(program: str, arguments: Json, environment: Json, profile: Profile, limits: Mapping[int, int]) -> None:
    """Raises `OSError` if the kernel does not start it, and `RuntimeError` if the walls do not hold."""
    path = ctypes.c_char_p(profile.programs[program].encode())
    argv = _texts([program, *arguments])
    envp = _texts([f"{name}={value}" for name, value in environment.items()])
    token = secrets.randbits(64), secrets.randbits(64)
    filters = seccomp.program(writing=bool(profile.write), threads=profile.threads, token=token)
    for number in (signal.SIGINT, signal.SIGPIPE):
        signal.signal(number, signal.SIG_DFL)
    limit_resources(limits)
    seccomp.install(filters)
    _prove_alone()
    libc.syscall(numbers(STARTING)["execve"], path, argv, envp, *token, 0, what=program)


def _prove_alone() -> None:
    """Raises `RuntimeError` unless it is impossible to start another process, and to become another program."""
    try:
        if os.fork() == 0:
            os._exit(0)
    except PermissionError:
        try:
            os.execv("/agentlite/nothing", ["nothing"])
        except OSError as error:
            if error.errno == errno.EPERM:
                return
    raise RuntimeError("the sandbox does not keep programs from starting others")


def _texts(given: Sequence[str]) -> ctypes.Array[ctypes.c_char_p]:
    return (ctypes.c_char_p * (len(given) + 1))(*(text.encode() for text in given), None)
