"""A warm process that has a tool's code imported and is walled in: it forks one worker for each call.

It sees no arguments and no secrets, so that nothing of one call is there for the next. It ends with the process that
started it, and what it forked ends with it.

Over the control socket it gets one message of how to be, and says `{"ready": true}` or `{"failed": reason}`; then it is
asked for "worker" or "program", each time with a socket over which it reports what it forked: a descriptor to signal it
by with this side of its sockets, then its exit status.
"""

from __future__ import annotations

import gc
import json
import os
import select
import selectors
import signal
import socket
import sys
from collections.abc import Callable
from typing import NoReturn, TypeAlias

from agentlite.sandbox import landlock, libc, namespaces, probes, program, seccomp, targets, worker
from agentlite.sandbox.policy import DEVICES, Profile

START_SECONDS = 60
MESSAGE_BYTES = 1 << 17

Start: TypeAlias = Callable[[list[int]], NoReturn]
"""What a forked process does with its sockets."""

_SOCKETS = {"worker": 1, "program": 3}


def main(descriptor: int) -> None:
    """Be a zygote, on the control socket with this descriptor."""
    control = socket.socket(fileno=descriptor)
    told = json.loads(control.recv(MESSAGE_BYTES))
    parent = os.pidfd_open(os.getppid())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        if told["backend"] == "namespaces":
            namespaces.enter()
            _become_first_process(parent)
        else:
            signal.alarm(START_SECONDS)
        starts = _wall_in(told["backend"], Profile.from_json(told["profile"]), targets.Target(**told["target"]))
    except BaseException as error:
        control.send(json.dumps({"failed": f"{type(error).__name__}: {error}"[:2000]}).encode())
        sys.exit(1)
    signal.alarm(0)
    gc.freeze()
    control.send(b'{"ready": true}')
    _serve(control, parent, starts)


def _wall_in(backend: str, profile: Profile, target: targets.Target) -> dict[str, Start]:
    """Import the tool, close the process in, and return what each kind of forked process does.

    The tool's module was imported by the program that asked for it, with all of its rights; so it is trusted until it
    is called.
    """
    if backend == "landlock" and profile.scratch_bytes:
        raise NotImplementedError("Landlock cannot limit the size of a scratch folder")
    targets.load(target)
    targets.load(targets.locate(probes.witness))
    limits = worker.limits_of(profile)
    filters = seccomp.program(writing=bool(profile.write or profile.scratch_bytes), threads=profile.threads)
    libc.prctl(libc.PR_SET_NO_NEW_PRIVS, 1)
    if backend == "namespaces":
        read = (*profile.read, *profile.programs.values())
        namespaces.seal(read, profile.write, DEVICES, scratch=bool(profile.scratch_bytes))
    else:
        landlock.seal((*profile.read, *DEVICES), (*profile.write, os.devnull), program.files(profile))
    if not profile.scratch_bytes:  # mounting it takes rights over one's own namespaces
        libc.drop_capabilities()
    os.environ.clear()
    if profile.scratch_bytes:
        os.environ["TMPDIR"] = namespaces.SCRATCH
    return {
        "worker": lambda sockets: worker.run(sockets[0], profile, limits, filters),
        "program": lambda sockets: program.run(sockets, profile, limits),
    }


def _become_first_process(parent: int) -> None:
    """Go on as the first process of the new process namespace; when it ends, so does every process in it.

    The one that was there stays above it, and ends with it or with the process that started them both.
    """
    pid = os.fork()
    if pid:
        first = os.pidfd_open(pid)
        os.dup2(parent, 0)
        os.dup2(first, 1)
        os.closerange(3, 1 << 20)  # so that whoever asks a dead zygote is told at once
        select.select([0, 1], [], [])
        os._exit(0)
    libc.prctl(libc.PR_SET_PDEATHSIG, signal.SIGKILL)


def _serve(control: socket.socket, parent: int, starts: dict[str, Start]) -> NoReturn:
    ready = selectors.DefaultSelector()
    ready.register(control, selectors.EVENT_READ)
    ready.register(parent, selectors.EVENT_READ)
    running: dict[int, tuple[int, socket.socket]] = {}
    while True:
        for key, _ in ready.select():
            if key.fd == parent:
                os._exit(0)
            if key.fd in running:
                ready.unregister(key.fd)
                pid, report = running.pop(key.fd)
                _report_end(pid, key.fd, report)
                continue
            message, descriptors, _, _ = socket.recv_fds(control, 64, 1)
            if not message:
                os._exit(0)
            kind, report = message.decode(), socket.socket(fileno=descriptors[0])
            pid, sockets = _forked(starts[kind], _SOCKETS[kind])
            child = os.pidfd_open(pid)
            running[child] = pid, report
            ready.register(child, selectors.EVENT_READ)
            _tell(report, b"begun", child, *sockets)
            for ours in sockets:
                os.close(ours)


def _forked(start: Start, number: int) -> tuple[int, list[int]]:
    """A process on the far ends of so many sockets; its id, and the near ends."""
    pairs = [socket.socketpair() for _ in range(number)]
    zygote = os.getpid()
    pid = os.fork()
    if pid == 0:
        try:
            libc.prctl(libc.PR_SET_PDEATHSIG, signal.SIGKILL)
            if os.getppid() == zygote:
                start([theirs.fileno() for _, theirs in pairs])
        finally:
            os._exit(1)
    for _, theirs in pairs:
        theirs.close()
    return pid, [ours.detach() for ours, _ in pairs]


def _report_end(pid: int, child: int, report: socket.socket) -> None:
    _, status = os.waitpid(pid, 0)
    os.close(child)
    _tell(report, str(os.waitstatus_to_exitcode(status)).encode())
    report.close()


def _tell(report: socket.socket, message: bytes, *descriptors: int) -> None:
    """The asker may be gone, which ends its call but nobody else's."""
    try:
        socket.send_fds(report, [message], descriptors)
    except (BrokenPipeError, ConnectionResetError):
        return
