"""`agentlite approvals`: what needs no question any more, and taking that back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click

from agentlite.actions import Json, ToolCall
from agentlite.approval import visible
from agentlite.cli import options
from agentlite.cli.approval import choices_file
from agentlite.cli.console import document, line
from agentlite.cli.exits import SUCCESS
from agentlite.errors import InputError
from agentlite.language import Language, Sentences, said

if TYPE_CHECKING:
    from agentlite.remembered import Choice

_SENTENCES: Sentences = {
    "none": {
        "en": "Every call that needs approval is asked about.",
        "pt": "Pergunta-se por cada chamada que precisa de aprovação.",
    },
    "exact": {"en": "until {day}", "pt": "até {day}"},
    "pattern": {"en": "and whatever else it says, until {day}", "pt": "e diga o que disser de resto, até {day}"},
    "revoked": {"en": "{n} revoked.", "pt": "{n} revogadas."},
}

say = partial(said, _SENTENCES)


@click.group(epilog="\b\nExample:\n  agentlite approvals list")
def approvals() -> None:
    """See which calls you chose to be asked about no more, and change your mind."""


@approvals.command("list", epilog="\b\nExample:\n  agentlite approvals list --json")
@options.as_json
@options.language
def list_approvals(as_json: bool, language: Language | None) -> int:
    """List the choices that still hold, the newest first."""
    from agentlite.remembered import RememberedChoices

    spoken = language or options.usual_language()
    with RememberedChoices(choices_file()) as choices:
        found = choices.list()
    if as_json:
        document([_document(choice) for choice in found])
        return SUCCESS
    for choice in found:
        call = visible(str(ToolCall(choice.tool, choice.arguments)))
        until = say("exact" if choice.exact else "pattern", spoken, day=choice.expires.date().isoformat())
        line(f"{choice.id:>4}  {call}, {until}")
    if not found:
        line(say("none", spoken))
    return SUCCESS


@approvals.command("revoke", epilog="\b\nExample:\n  agentlite approvals revoke 3 4")
@click.argument("ids", metavar="ID...", type=int, nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Revoke all of them.")
@options.language
def revoke_approvals(ids: tuple[int, ...], everything: bool, language: Language | None) -> int:
    """Be asked again about what the choices ID were about."""
    from agentlite.remembered import RememberedChoices

    with RememberedChoices(choices_file()) as choices:
        known = [choice.id for choice in choices.list()]
        if unknown := sorted(set(ids) - set(known)):
            raise InputError(f"There is no choice {unknown[0]}.", hint="`agentlite approvals list` shows them.")
        chosen = known if everything else ids
        if not chosen and not everything:
            raise InputError("Nothing was named to revoke.", hint="Give the ids, or --all.")
        for identity in chosen:
            choices.revoke(identity)
    line(say("revoked", language or options.usual_language(), n=len(set(chosen))))
    return SUCCESS


def _document(choice: Choice) -> dict[str, Json]:
    return {
        "id": choice.id,
        "tool": choice.tool,
        "arguments": dict(choice.arguments),
        "exact": choice.exact,
        "made": choice.made.isoformat(),
        "expires": choice.expires.isoformat(),
    }
