"""`agentlite ring`: telling what the clock's timers, alarms and reminders have to say; and the same beside a chat."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Awaitable, Callable, Iterator
from typing import TYPE_CHECKING

import click

from agentlite.cli import options
from agentlite.cli.console import interactive, line, tell
from agentlite.cli.exits import SUCCESS
from agentlite.errors import AgentliteError
from agentlite.language import Language, in_language
from agentlite.places import pack_folder

if TYPE_CHECKING:
    from agentlite.tools.clock.ringing import Ring, Ringer

CLOCK = "clock"


@click.command(epilog="\b\nExamples:\n  agentlite ring\n  agentlite ring --once")
@click.option("--once", is_flag=True, help="Tell what is due now, and leave.")
@options.settings
@options.language
def ring(once: bool, language: Language | None) -> int:
    """Tell the clock's timers, alarms and reminders when they are due, until Ctrl-C.

    Each is told once, whichever `agentlite ring` or chat is there to tell it; what nobody was there for is told later,
    as missed.
    """
    ringer = _ringer(language or options.usual_language())
    try:
        asyncio.run(_once(ringer) if once else ringer.run())
    finally:
        ringer.close()
    return SUCCESS


async def _once(ringer: Ringer) -> None:
    await ringer.ring()


@contextlib.contextmanager
def ringing(packs: tuple[str, ...], language: Language) -> Iterator[None]:
    """Meanwhile, what is due is told, if the clock is among the packs."""
    if CLOCK not in options.pack_names(packs):
        yield
        return
    over = threading.Event()

    async def wait(seconds: float) -> None:
        if await asyncio.to_thread(over.wait, seconds):
            raise _Over

    ringer = _ringer(language, wait)
    thread = threading.Thread(target=_ring, args=(ringer,), name="agentlite-ring")
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


class _Over(Exception):
    """Nobody is there any more to be told."""


def _ring(ringer: Ringer) -> None:
    try:
        asyncio.run(ringer.run())
    except _Over:
        pass
    except AgentliteError as error:
        tell(error)
    finally:
        ringer.close()


def _ringer(language: Language, wait: Callable[[float], Awaitable[None]] = asyncio.sleep) -> Ringer:
    from agentlite.tools.clock.ringing import Ringer

    zone = options.pack_settings().get(CLOCK, {}).get("zone", "")
    return Ringer(pack_folder(CLOCK), lambda ring: _tell(ring, language), zone=zone, wait=wait)


def _tell(ring: Ring, language: Language) -> None:
    """Write a line and, at a terminal, sound its bell."""
    if interactive():
        click.echo("\a", nl=False, err=True)
    line(in_language(ring.say, language), bold=True)
