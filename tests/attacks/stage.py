"""The scene of the attacks: a secret, prey, folders that are granted, neighbours to hurt and servers to reach."""

import ctypes
import os
import selectors
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.attacks.attempts import Scene

RACE_SECONDS = 0.5


def restore(scene: Scene) -> None:
    """Put every file where it was before the last attack."""
    base = Path(scene["base"])
    for folder in ("outside", "open", "shelf"):
        (base / folder).mkdir(exist_ok=True)
        for path in (base / folder).iterdir():
            if path.is_symlink() or not path.is_dir():
                path.unlink()
            else:
                for inner in path.iterdir():
                    inner.unlink()
                path.rmdir()
    for name in ("outside/secret", "outside/prey", "outside/doomed", "outside/movable", "shelf/page", "shelf/page2"):
        (base / name).write_text("canary")
    (base / "open" / "link").symlink_to("../outside/secret")
    (base / "shelf" / "linked").symlink_to("../outside")
    (base / "open" / "d").mkdir()
    (base / "open" / "d" / "secret").touch()
    (base / "open" / "l").symlink_to("../outside")


@contextmanager
def set_up(base: Path) -> Iterator[Scene]:
    """The scene in `base`, with its processes."""
    marked = ctypes.create_string_buffer(b"canary!")
    with (
        _sockets(base) as places,
        _forked(lambda: time.sleep(600)) as victim,
        _forked(lambda: _serve(places.pop("servers"))),
    ):
        yield {
            "base": str(base),
            "outside": str(base / "outside"),
            "open": str(base / "open"),
            "shelf": str(base / "shelf"),
            "secret": str(base / "outside" / "secret"),
            "prey": str(base / "outside" / "prey"),
            "victim": victim,
            "victim_address": ctypes.addressof(marked),
            "starter": os.getpid(),
            "program": os.path.realpath(sys.executable),
            "race_seconds": RACE_SECONDS,
            **{name: place for name, place in places.items() if name != "servers"},
        }


@contextmanager
def racing(scene: Scene) -> Iterator[None]:
    """Somebody with all rights swaps `open/swapped` between a folder and a link that leads out, as fast as they can."""
    folder = Path(scene["open"])

    def swap() -> None:
        while True:
            for name in ("d", "l"):
                with suppress(OSError):
                    (folder / name).rename(folder / "swapped")
                    (folder / "swapped").rename(folder / name)

    with _forked(swap):
        yield


@contextmanager
def _forked(action: Callable[[], object]) -> Iterator[int]:
    pid = os.fork()
    if pid == 0:
        try:
            action()
        finally:
            os._exit(0)
    try:
        yield pid
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


@contextmanager
def _sockets(base: Path) -> Iterator[dict[str, Any]]:
    abstract = f"agentlite-attack-{os.getpid()}"
    tcp = socket.create_server(("127.0.0.1", 0))
    udp, datagrams, local, hidden = (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM),
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM),
        socket.socket(socket.AF_UNIX),
        socket.socket(socket.AF_UNIX),
    )
    with tcp, udp, datagrams, local, hidden:
        udp.bind(("127.0.0.1", 0))
        datagrams.bind(str(base / "datagrams"))
        local.bind(str(base / "local"))
        hidden.bind("\0" + abstract)
        yield {
            "tcp": tcp.getsockname()[1],
            "udp": udp.getsockname()[1],
            "unix": str(base / "local"),
            "datagrams": str(base / "datagrams"),
            "abstract": abstract,
            "servers": [tcp, local, hidden],
        }


def _serve(servers: list[socket.socket]) -> None:
    """Greet whoever connects."""
    ready = selectors.DefaultSelector()
    for server in servers:
        server.listen()
        ready.register(server, selectors.EVENT_READ)
    while True:
        for key, _ in ready.select():
            with suppress(OSError), key.fileobj.accept()[0] as connection:  # type: ignore[union-attr]
                connection.sendall(b"hello")
