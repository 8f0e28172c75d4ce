"""`agentlite home`: connecting the real home, and seeing what of it agentlite may see."""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import asdict
from functools import partial

import click

from agentlite.cli import options
from agentlite.cli.console import document, interactive, line
from agentlite.cli.exits import SUCCESS
from agentlite.cli.world import HOME_ASSISTANT, connection_file, open_home_assistant, open_world
from agentlite.language import Language, Sentences, said

_SENTENCES: Sentences = {
    "url": {"en": "Address of Home Assistant", "pt": "Endereço do Home Assistant"},
    "token": {
        "en": "Long-lived token (in Home Assistant: your profile, Security; it is not shown here)",
        "pt": "Token de longa duração (no Home Assistant: o teu perfil, Segurança; não aparece aqui)",
    },
    "read_token": {
        "en": "Token of a user who may only read (not shown)",
        "pt": "Token de um utilizador que só pode ler (não aparece)",
    },
    "connected": {
        "en": "Connected to {name} (Home Assistant {version}) as {user}: {areas} rooms, {entities} things.",
        "pt": "Ligado a {name} (Home Assistant {version}) como {user}: {areas} divisões, {entities} coisas.",
    },
    "kept": {"en": "Kept in {path}, for your eyes only.", "pt": "Guardado em {path}, só para os teus olhos."},
    "next": {
        "en": 'Now try: agentlite run --house home-assistant "which lights are on?"',
        "pt": 'Agora experimenta: agentlite run --house home-assistant "que luzes estão ligadas?"',
    },
}


@click.group(epilog="\b\nExample:\n  agentlite home connect")
def home() -> None:
    """Connect your Home Assistant, and see what it shows."""


@home.command("connect", epilog="\b\nExample:\n  agentlite home connect http://homeassistant.local:8123")
@click.argument("url", required=False)
@click.option("--everything", is_flag=True, help="Use all that is not hidden, not only what assistants may see.")
@click.option("--read-token", "two_tokens", is_flag=True, help="Ask for a second token, which reads; the first acts.")
@options.language
def connect(url: str | None, everything: bool, two_tokens: bool, language: Language | None) -> int:
    """Try a Home Assistant and keep its address and token.

    The token is asked for, or taken from HASS_TOKEN, or read from standard input; never from the command line, which
    others on this machine can see.
    """
    from agentlite.tools.home.homeassistant.settings import DEFAULT_URL, Settings

    spoken = language or options.usual_language()
    url = url or os.environ.get("HASS_URL") or _asked_url(DEFAULT_URL, spoken)
    token = os.environ.get("HASS_TOKEN") or _secret("token", spoken)
    read_token = os.environ.get("HASS_READ_TOKEN") or (_secret("read_token", spoken) if two_tokens else "")
    settings = Settings(url, token, read_token, everything)
    connected = open_home_assistant(settings, spoken)
    counts = {"areas": len(connected.house.areas), "entities": len(connected.house.entities)}
    line(_say("connected", spoken, **connected.about(), **counts), fg="green")
    settings.save(connection_file())
    line(_say("kept", spoken, path=connection_file()), dim=True)
    line(_say("next", spoken))
    return SUCCESS


@home.command("show", epilog="\b\nExample:\n  agentlite home show --json")
@options.as_json
@options.language
def show(as_json: bool, language: Language | None) -> int:
    """Show the connected home: each room, and each device with its state."""
    spoken = language or options.usual_language()
    world = open_world(("home",), HOME_ASSISTANT, None, spoken)
    if not as_json:
        for text in asyncio.run(world.describe(spoken)):
            line(text)
        return SUCCESS
    assert world.session is not None, "the home pack has a home"
    backend = world.session.backend
    states = asyncio.run(backend.states())
    entities = [
        {"id": e.id, "name": e.name, "area": e.area, "aliases": e.aliases, "state": states[e.id].state}
        for e in backend.house.entities
    ]
    document({"areas": [asdict(area) for area in backend.house.areas], "entities": entities})
    return SUCCESS


def _asked_url(default: str, language: Language) -> str:
    return str(click.prompt(_say("url", language), default=default, err=True)) if interactive() else default


def _secret(key: str, language: Language) -> str:
    """A token that is typed unseen, or the next line of standard input."""
    if interactive():
        return str(click.prompt(_say(key, language), hide_input=True, err=True)).strip()
    return sys.stdin.readline().strip()


_say = partial(said, _SENTENCES)
