"""The walls around the interpreter: a process that shuts itself in, proves it, and becomes `monty`.

The interpreter gives code no way to the system; these walls stand in case it has a hole. They are those of the
sandbox: Landlock or namespaces for files, a list of system calls (no sockets, no processes, no programs, no signals),
limits on memory, processor time and files, an empty environment, no open files but its three.
"""

from __future__ import annotations

import ctypes
import os
import resource
import secrets
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from agentlite.sandbox import landlock, libc, namespaces, program, seccomp
from agentlite.sandbox.policy import DEVICES, Profile
from agentlite.sandbox.syscalls import STARTING, numbers

NOT_SHUT_IN = 126
"""The exit status where the walls could not be put up; why is in the file given for it."""
OPEN_FILES = 32
INTERPRETER_BYTES = 256 << 20
"""Address space that the interpreter takes for itself."""
_LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache")
_FORBIDDEN = "/etc/passwd"


def main(arguments: Sequence[str]) -> None:
    """Become `binary ARGUMENT...` behind the walls: `backend binary memory cpu_seconds why ARGUMENT...`."""
    backend, binary, memory, cpu_seconds, why, *rest = arguments
    os.closerange(3, 1 << 16)
    trouble = os.open(why, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _shut_in(backend, binary, int(memory), int(cpu_seconds), rest)
    except BaseException as error:
        os.write(trouble, f"{type(error).__name__}: {error}".encode(errors="replace"))
    os._exit(NOT_SHUT_IN)


def _shut_in(backend: str, binary: str, memory: int, cpu_seconds: int, arguments: Sequence[str]) -> None:
    read = list(dict.fromkeys(str(Path(path).resolve()) for path in (*_LIBRARIES, binary) if Path(path).exists()))
    if backend == "namespaces":
        namespaces.enter()
        _become_first_process()
    libc.prctl(libc.PR_SET_NO_NEW_PRIVS, 1)
    if backend == "namespaces":
        namespaces.seal(read, (), DEVICES, scratch=False)
    elif backend == "landlock":
        landlock.seal((*read, *DEVICES), (), program.files(_profile(binary)))
    else:
        raise ValueError(f"there are no walls called {backend}")
    libc.drop_capabilities()
    for limit, value in _limits(memory, cpu_seconds).items():
        resource.setrlimit(limit, (value, value))
    argv = (ctypes.c_char_p * (len(arguments) + 2))(b"monty", *(text.encode() for text in arguments), None)
    envp = (ctypes.c_char_p * 1)(None)
    token = secrets.randbits(64), secrets.randbits(64)
    seccomp.install(seccomp.program(writing=False, threads=True, token=token))
    _prove()
    path = ctypes.c_char_p(os.path.realpath(binary).encode())
    libc.syscall(numbers(STARTING)["execve"], path, argv, envp, *token, 0, what="monty")


def _profile(binary: str) -> Profile:
    return Profile((), (), {}, {"monty": os.path.realpath(binary)}, 0, 0, 0, 0, True)


def _limits(memory: int, cpu_seconds: int) -> dict[int, int]:
    return {
        resource.RLIMIT_AS: INTERPRETER_BYTES + memory,
        resource.RLIMIT_CPU: cpu_seconds + 1,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NOFILE: OPEN_FILES,
        resource.RLIMIT_CORE: 0,
    }


def _become_first_process() -> None:
    """Go on as the first process of the new process namespace; the one above ends when it does, and takes it along."""
    pid = os.fork()
    if pid:
        nothing = os.open("/dev/null", os.O_RDWR)
        for descriptor in (0, 1):
            os.dup2(nothing, descriptor)
        _, status = os.waitpid(pid, 0)
        os._exit(max(os.waitstatus_to_exitcode(status), 0) or (1 if status else 0))
    libc.prctl(libc.PR_SET_PDEATHSIG, signal.SIGKILL)


def _prove() -> None:
    """Raises `RuntimeError` unless what must be impossible is."""

    def read() -> None:
        os.close(os.open(_FORBIDDEN, os.O_RDONLY))

    def start() -> None:
        if os.fork() == 0:
            os._exit(0)

    tries: dict[str, Callable[[], object]] = {
        "read files": read,
        "start processes": start,
        "open sockets": lambda: socket.socket().close(),
        "become programs": lambda: os.execv("/agentlite/nothing", ["nothing"]),
        "send signals": lambda: os.kill(os.getpid(), 0),
    }
    for what, attempt in tries.items():
        try:
            attempt()
        except (PermissionError, FileNotFoundError) as error:
            if what == "become programs" and isinstance(error, FileNotFoundError):
                raise RuntimeError(f"the walls let it {what}") from error
            continue
        raise RuntimeError(f"the walls let it {what}")


if __name__ == "__main__":
    main(sys.argv[1:])
