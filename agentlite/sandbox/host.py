"""The parent's hand on one zygote: starting it, asking it for processes, ending it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import asdict
from types import TracebackType
from typing import Literal, TypeAlias

from agentlite.errors import SandboxUnavailable
from agentlite.sandbox.child import Child, HostGone
from agentlite.sandbox.policy import BackendName, Profile
from agentlite.sandbox.targets import MAIN_AGAIN, Target

_BOOT = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[2]); "
    "from agentlite.sandbox.zygote import main; main(int(sys.argv[1]))"
)
START_SECONDS = 60.0
END_SECONDS = 5.0

Kind: TypeAlias = Literal["worker", "program"]
"""What a zygote can be asked for: a worker (one socket), or what becomes a program (three)."""


class Host:
    """A zygote of one profile with one tool's code, and its process. Safe to use from several threads.

    One worker waits for its call beforehand, so that a call need not wait for a worker.

    Raises `SandboxUnavailable`, with the reason, if it cannot be started as asked.
    """

    def __init__(self, backend: BackendName, profile: Profile, target: Target) -> None:
        if sys.modules["__main__"].__name__ == MAIN_AGAIN:
            raise SandboxUnavailable(
                "The program tried to start a sandbox while a sandbox was importing it.",
                hint="Put what the program does under `if __name__ == '__main__':`.",
            )
        self.backend, self.owner, self._gone = backend, os.getpid(), False
        self._spare: Child | None = None
        self._lock = threading.Lock()
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            path = [os.path.realpath(entry or ".") for entry in sys.path]
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-X", "utf8", "-c", _BOOT, str(theirs.fileno()), json.dumps(path)],
                env={},
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        told = {"backend": backend, "profile": profile.as_json(), "target": asdict(target)}
        try:
            self._control.settimeout(START_SECONDS)
            self._control.send(json.dumps(told).encode())
            answer = json.loads(self._control.recv(1 << 16) or b'{"failed": "its process ended while it started"}')
        except (OSError, ValueError) as error:
            answer = {"failed": str(error)}
        except BaseException:
            self.close()
            raise
        if "failed" in answer:
            self.close()
            raise SandboxUnavailable(f"The {backend} sandbox cannot be set up: {answer['failed']}.")
        self._control.settimeout(None)

    @property
    def pid(self) -> int:
        """The process that was started; with namespaces, the zygote itself is its only child."""
        return self._process.pid

    def usable(self) -> bool:
        """Whether it lives, and belongs to this process and not to the one this was forked from."""
        return self.owner == os.getpid() and not self._gone and self._process.poll() is None

    def worker(self) -> Child:
        """A worker for one call. Raises `HostGone`."""
        with self._lock:
            spare, self._spare = self._spare, None
        if spare is not None:
            if spare.alive():
                return spare
            spare.dismiss()
        return self.ask("worker")

    def prepare(self) -> None:
        """Have a worker wait for the next call, if none does."""
        with self._lock, suppress(HostGone):
            self._spare = self._spare or self.ask("worker")

    def ask(self, kind: Kind) -> Child:
        """Have a process forked. Raises `HostGone`."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            try:
                socket.send_fds(self._control, [kind.encode()], [theirs.fileno()])
            except OSError as error:
                self._gone = True
                ours.close()
                raise HostGone(str(error)) from error
        return Child(ours)

    def close(self) -> None:
        """End the zygote and every process it forked."""
        self._control.close()
        if self._spare is not None:
            self._spare.dismiss()
        if self.owner != os.getpid():
            return
        try:
            self._process.wait(0.05)
        except subprocess.TimeoutExpired:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait(END_SECONDS)

    def __enter__(self) -> Host:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
