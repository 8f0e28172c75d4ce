"""Asking the person at the terminal before anything that cannot be undone."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator

import click

from agentlite.actions import ToolCall
from agentlite.cli.console import interactive, note, question
from agentlite.cli.wording import say
from agentlite.cli.world import World
from agentlite.language import Language
from agentlite.toolset import Tool

_YES = frozenset(("y", "yes", "s", "sim"))


class Approval:
    """Says yes to everything (`yes`), or asks on the terminal in `language`, or, where there is none, says no."""

    def __init__(self, world: World, language: Language, *, yes: bool = False) -> None:
        self.language = language
        self._world, self._yes = world, yes

    async def __call__(self, call: ToolCall, tool: Tool) -> bool:
        if self._yes:
            return True
        if not interactive():
            note(say("nobody_asked", self.language))
            return False
        words, now = self._world.in_words(call, self.language), await self._world.now(call, self.language)
        with _ctrl_c_at_once():
            reply = question(say("approve", self.language, call=words, now=now))
        return reply.lower() in _YES


@contextlib.contextmanager
def _ctrl_c_at_once() -> Iterator[None]:
    """asyncio answers the first Ctrl-C by cancelling a task, which a blocking question would not notice."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    usual = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        raise click.Abort from None
    finally:
        signal.signal(signal.SIGINT, usual)
