"""Asking the person at the terminal: may this be done, what is meant, may this leave."""

from __future__ import annotations

import contextlib
import json
import signal
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from agentlite.approval import Asked, visible
from agentlite.cli.console import interactive, note, question
from agentlite.cli.wording import say
from agentlite.cli.world import World
from agentlite.language import Language
from agentlite.places import data_folder
from agentlite.taint import TaintPolicy

if TYPE_CHECKING:
    from agentlite.egress import Preview

_YES = frozenset(("y", "yes", "s", "sim"))
_ALL = frozenset(("a", "all", "t", "tudo"))
_ALWAYS = frozenset(("a", "always", "sempre"))


def agreed(text: str) -> bool:
    """Whether the person at the terminal says yes to this; nobody does where there is none."""
    return interactive() and _reply(text) in _YES


class Approval:
    """Says yes to everything (`yes`), or asks on the terminal in `language`, or, where there is none, says no.

    What was chosen once for later is not asked again. What words of others may have led to always is, `yes` or not.
    """

    def __init__(self, world: World, language: Language, *, yes: bool = False) -> None:
        self.language = language
        self._world, self._yes = world, yes

    @property
    def taint(self) -> TaintPolicy:
        """After words of others each call that acts is asked about, where there is somebody to ask."""
        return TaintPolicy("approve" if interactive() else "remove")

    async def ask(self, asked: Asked) -> bool:
        """Show all of what is asked, and take the answer."""
        from agentlite.remembered import USUAL_DAYS, RememberedChoices

        if self._yes and not asked.tainted_by:
            return True
        with RememberedChoices(choices_file()) as choices:
            if choices.covers(asked):
                note(say("chosen_before", self.language, call=visible(str(asked.call))), dim=True)
                return True
            if not interactive():
                note(say("nobody_asked", self.language))
                return False
            # Everything is known before anything is printed: two calls may be asked about at once.
            self._show(asked, await self._world.now(asked.call, self.language))
            reply = _reply(say("approve_tainted" if asked.tainted_by else "approve", self.language, days=USUAL_DAYS))
            if reply in _ALWAYS and not asked.tainted_by:
                choices.remember(asked)
                return True
            return reply in _YES

    def _show(self, asked: Asked, now: str) -> None:
        note(visible(f"{self._world.in_words(asked.call, self.language)}. {now}"), bold=True)
        for reason in asked.reasons(self.language):
            note(f"  · {reason}", fg="yellow")
        for detail in asked.details(self.language):
            note(f"  {detail}")

    def choose(self, asked: str, choices: Sequence[str]) -> str | None:
        """Put a question with its numbered choices; the one picked by its number, its name or its first letters."""
        note(asked, bold=True)
        for number, choice in enumerate(choices, start=1):
            note(f"  {number}. {choice}")
        if not choices:
            return None
        typed = _reply("» ")
        begun = [choice for choice in choices if typed and choice.casefold().startswith(typed)]
        return picked(typed, choices) or (begun[0] if len(begun) == 1 else None)

    def consent(self, preview: Preview) -> bool:
        """Show what is about to leave, and ask whether it may; no, where there is nobody to ask."""
        if not interactive():
            note(say("nobody_consents", self.language))
            return False
        model = f"{preview.provider}:{preview.model}"
        note(say("leaves", self.language, model=model, bytes=preview.bytes, url=preview.url), bold=True)
        for text in _messages(preview.text):
            note(text)
        counts = {"redactions": _counted(preview.redactions), "withheld": _counted(preview.withheld)}
        note(say("in_place", self.language, **counts), dim=True)
        while (reply := _reply(say("send", self.language))) in _ALL:
            note(preview.text)
        return reply in _YES


def choices_file() -> Path:
    """Where the choices for later are kept."""
    return data_folder() / "approvals.db"


def picked(typed: str, choices: Sequence[str]) -> str | None:
    """The choice whose number or name was typed, whatever its case."""
    numbered = {str(number): choice for number, choice in enumerate(choices, start=1)}
    named = {choice.casefold(): choice for choice in choices}
    return numbered.get(typed) or named.get(typed.casefold())


def _reply(text: str) -> str:
    with _ctrl_c_at_once():
        return question(text).casefold()


def _messages(request: str) -> Iterator[str]:
    """What the request says in words: its messages, without the schema beside them."""
    body = json.loads(request.partition("\r\n\r\n")[2])
    for message in body["messages"]:
        yield f"[{message['role']}] {message['content']}"


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{kind} {count}" for kind, count in counts.items()) or "–"


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
