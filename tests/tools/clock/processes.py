"""What the clock's tests run in processes of their own: `python -m tests.tools.clock.processes NAME FOLDER`."""

import asyncio
import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from agentlite.tools.clock.ringing import Ringer
from agentlite.tools.clock.store import ClockStore, Entry

NOW = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)


def told(folder: Path) -> None:
    """Tell what is due, one line each."""
    asyncio.run(Ringer(folder, lambda ring: print(ring.label, flush=True), now=lambda: NOW).ring())


def die(folder: Path) -> None:
    """Be killed just before the first thing is told."""
    asyncio.run(Ringer(folder, lambda ring: os.kill(os.getpid(), signal.SIGKILL), now=lambda: NOW).ring())


def fill(folder: Path) -> None:
    """Add entries for ever, and say which were kept."""
    store, number = ClockStore(folder), 0
    while True:
        print(store.add(Entry("reminder", f"reminder {number}", NOW.timestamp())).label, flush=True)
        number += 1


if __name__ == "__main__":
    {"told": told, "die": die, "fill": fill}[sys.argv[1]](Path(sys.argv[2]))
