"""Functions that the tests run in workers."""

import asyncio
import ctypes
import enum
import os
import signal
import tempfile
import threading
import time
from pathlib import Path

from agentlite.actions import Change
from agentlite.errors import ToolError
from agentlite.sandbox import inside
from agentlite.toolset import Outcome, tool

CHANNEL = 3
STATE: list[int] = []


class Tone(enum.Enum):
    WARM = "warm"
    COLD = "cold"


def add(a: int, b: int) -> int:
    """Add."""
    return a + b


async def add_later(a: int, b: int) -> int:
    await asyncio.sleep(0.001)
    return a + b


@tool(risk="read")
def paint(room: str, tone: Tone = Tone.WARM) -> Outcome:
    """Paint a room.

    Args:
        room: which one
        tone: how
    """
    assert isinstance(tone, Tone)
    return Outcome({"room": room}, (Change(room, "tone", "cold", tone.value),), {"en": "Painted.", "pt": "Pintado."})


def letter() -> Outcome:
    return Outcome("Dear all", local_only=True, untrusted=True)


@tool
def total(words: list[str]) -> int:
    """Count words.

    Args:
        words: the words
    """
    return len(words)


def refuse() -> None:
    raise ToolError("The shop is shut.", hint="Come back later.", say={"pt": "A loja está fechada."})


def fail() -> None:
    raise KeyError("nothing")


def remember(value: int) -> list[int]:
    STATE.append(value)
    return STATE


def sleep(seconds: float) -> str:
    time.sleep(seconds)
    return "slept"


def use_all_memory() -> int:
    kept = []
    while True:
        kept.append(bytearray(1 << 20))


def spin() -> None:
    signal.signal(signal.SIGXCPU, signal.SIG_IGN)
    while True:
        pass


def crash() -> int:
    return ctypes.string_at(0)[0]


def abort() -> None:
    os.abort()


def leave(status: int) -> None:
    os._exit(status)


def say_raw(frames: list[str]) -> None:
    """Write bytes (as hexadecimal) to the channel, past the worker, and leave."""
    for frame in frames:
        os.write(CHANNEL, bytes.fromhex(frame))
    os._exit(0)


def not_json() -> object:
    return object()


def write_note(name: str, text: str) -> str:
    path = inside.folder("notes") / name
    path.write_text(text, encoding="utf-8")
    return path.read_text(encoding="utf-8")


def fill_notes(name: str) -> int:
    with (inside.folder("notes") / name).open("wb") as file:
        written = 0
        while True:
            written += file.write(bytes(1 << 16))


def use_scratch(size: int) -> list[str]:
    with tempfile.NamedTemporaryFile(delete=False) as file:
        file.write(bytes(size))
    return sorted(path.name for path in Path(tempfile.gettempdir()).iterdir())


def crowd(count: int) -> int:
    threads = [threading.Thread(target=int) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return count


def variable(name: str) -> str:
    return os.environ.get(name, "")


def fetch(url: str, method: str = "GET", headers: dict[str, str] | None = None, body: str = "") -> dict:
    answer = inside.fetch(url, method=method, headers=headers, body=body.encode())
    return {"status": answer.status, "url": answer.url, "text": answer.text}


def whereabouts() -> str:
    return str(Path(__file__))


def read_passwords() -> str:
    return Path("/etc/passwd").read_text()


def start(
    program: str, arguments: list[str], stdin: str = "", folder: str = "/", timeout: float = 60.0, keep: int = 10_000
) -> dict:
    done = inside.run(program, *arguments, stdin=stdin.encode(), folder=folder, timeout=timeout)
    shown = {"status": done.status, "output": done.text[:keep], "errors": done.errors.decode()[:keep]}
    return shown | {"cut": done.cut}


async def start_later(program: str) -> int:
    return inside.run(program).status


def start_many(count: int) -> list[int]:
    return [inside.run("true").status for _ in range(count)]


def save(name: str, size: int, pause: float = 0.0) -> int:
    """Write a note whole or not at all, with a pause in the middle."""
    path = inside.folder("notes") / name
    fresh = path.with_name(f".{name}.new")
    with fresh.open("wb") as file:
        file.write(bytes(size // 2))
        file.flush()
        time.sleep(pause)
        file.write(bytes(size - size // 2))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    return size
