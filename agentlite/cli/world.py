"""What a command acts on: the tool packs it was told to use, and the house behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from agentlite.actions import ToolCall
from agentlite.cli import options
from agentlite.errors import ConfigurationError, ToolError
from agentlite.language import Language, in_language
from agentlite.places import data_folder, packs_folder
from agentlite.toolset import Toolset

if TYPE_CHECKING:
    from agentlite.tools.home import HomeBackend, House
    from agentlite.tools.home.automations.scenes import Contents, Scenes
    from agentlite.tools.home.homeassistant import HomeAssistant, Settings
    from agentlite.tools.home.mqtt import MqttHome
    from agentlite.tools.home.session import HomeSession

HOME = "home"
"""The pack that acts on the house; the others are found by `agentlite.packs`."""

HOME_ASSISTANT = Path("home-assistant")
"""The `--house` that is not a file: the Home Assistant that is connected."""

MQTT = Path("mqtt")
"""The `--house` that is the devices of an MQTT broker, which the environment names."""

_REAL_PATIENCE_SECONDS = 10.0
"""How long real devices have to obey: motors are slow."""

_PLAIN_WORDS: dict[str, dict[Language, str]] = {
    "open": {"en": "open {target}", "pt": "abrir {target}"},
    "unlock": {"en": "unlock {target}", "pt": "destrancar {target}"},
    "set_position": {"en": "put {target} at {percent}%", "pt": "pôr {target} a {percent}%"},
    "activate": {"en": "start {target}", "pt": "ativar {target}"},
}
"""The home pack's calls that may need approval, as a person would say them."""


@dataclass(frozen=True, slots=True)
class World:
    """The tools, and the home that some of them act on, if there is one."""

    tools: Toolset
    session: HomeSession | None

    def in_words(self, call: ToolCall, language: Language) -> str:
        """The call as a person would say it, or as it is written."""
        words = _PLAIN_WORDS.get(call.tool)
        return words[language].format_map(dict(call.arguments)) if words else str(call)

    async def now(self, call: ToolCall, language: Language) -> str:
        """The state now of what the call is about, as sentences each followed by a space; empty if there is none."""
        if self.session is None:
            return ""
        try:
            entities = self.session.targets.resolve(str(call.arguments.get("target")))
        except ToolError:
            return ""
        states = await self.session.backend.states([entity.id for entity in entities])
        return "".join(f"{clause}. " for clause in self.session.clauses(entities, states)[language])

    async def describe(self, language: Language) -> list[str]:
        """The house as lines: each area, and under it each device with its state."""
        from agentlite.tools.home.wording import state_words

        if self.session is None:
            return []
        house, states = self.session.backend.house, await self.session.backend.states()
        lines = []
        for area in (*(area.name for area in house.areas), None):
            inside = [entity for entity in house.entities if entity.area == area]
            if inside:
                lines.append(area or {"en": "Elsewhere", "pt": "Sem divisão"}[language])
            for entity in inside:
                words = state_words([entity], states[entity.id])[language]
                lines.append(f"  {self.session.targets.label(entity)}: {words}")
        return lines


def open_world(packs: Sequence[str], house: Path | None, here: str | None, language: Language) -> World:
    """The world that `--tools`, `--set`, `--house` and `--here` describe; `language` is that of the demo house.

    Raises `UnknownTool` for an unknown pack, what a pack raises that cannot be opened, `InputError` for a bad house
    file, `ConfigurationError` for a room that is not in the house or a Home Assistant that is not connected,
    `ToolError` for one that cannot be reached.
    """
    names = options.pack_names(packs)
    others = [name for name in names if name != HOME]
    session, tools = None, Toolset()
    if HOME in names:
        session, tools = _open_home(house, here, language)
    return World(tools + _open_packs(others, language) if others else tools, session)


def _open_home(house: Path | None, here: str | None, language: Language) -> tuple[HomeSession, Toolset]:
    """The house behind the home pack, with the scenes that were saved of it, and its tools."""
    from agentlite.tools.home import home_toolset
    from agentlite.tools.home.automations import HomeWithScenes
    from agentlite.tools.home.session import PATIENCE_SECONDS, HomeSession

    home = HomeWithScenes(_backend(house, language), _saved_scenes())
    room = _room(home.house, here) if here else None
    patience = _REAL_PATIENCE_SECONDS if house in (HOME_ASSISTANT, MQTT) else PATIENCE_SECONDS
    return HomeSession(home, here=room), home_toolset(home, here=room, patience=patience)


def _backend(house: Path | None, language: Language) -> HomeBackend:
    """What `--house` names."""
    if house == HOME_ASSISTANT:
        from agentlite.tools.home.homeassistant import load_settings

        return open_home_assistant(load_settings(connection_file()), language)
    if house == MQTT:
        return _open_mqtt(language)
    from agentlite.tools.home import SimulatedHome, load_demo, load_house

    return SimulatedHome(load_house(house) if house else load_demo(language))


def _saved_scenes() -> Scenes:
    """The scenes in the automations file, read when they are asked for, so that one saved meanwhile is there."""
    from agentlite.automations.store import AutomationStore

    context = click.get_current_context()
    opened: list[AutomationStore] = []

    def scenes() -> Mapping[str, Contents]:
        if not opened and automations_file().exists():
            opened.append(AutomationStore(automations_file()))
            context.call_on_close(opened[0].close)
        return opened[0].scenes() if opened else {}

    return scenes


def _open_mqtt(language: Language) -> MqttHome:
    """A connection to the broker that lasts as long as the command. Raises `ToolError`, in the user's language."""
    from agentlite.tools.home.mqtt import MqttHome, broker_from_environment

    try:
        home = MqttHome(broker_from_environment())
    except ToolError as error:
        raise ToolError(in_language(error.say, language, str(error)), hint=error.hint) from error
    click.get_current_context().call_on_close(home.close)
    return home


def _open_packs(names: Sequence[str], language: Language) -> Toolset:
    """The tools of packs other than the house, in a sandbox that lasts as long as the command."""
    from agentlite.packs import find_pack, open_packs, policy
    from agentlite.sandbox import Sandbox

    packs, given, state = [find_pack(name) for name in names], options.pack_settings(), packs_folder()
    sandbox = Sandbox(policy(packs, state, given))
    click.get_current_context().call_on_close(sandbox.close)
    return open_packs(packs, sandbox, state, language=language, options=given)


def open_home_assistant(settings: Settings, language: Language) -> HomeAssistant:
    """A connection that lasts as long as the command. Raises `ToolError`, in the user's language, if there is none."""
    from agentlite.tools.home.homeassistant import HomeAssistant

    try:
        home = HomeAssistant(settings)
    except ToolError as error:
        raise ToolError(in_language(error.say, language, str(error)), hint=error.hint) from error
    click.get_current_context().call_on_close(home.close)
    return home


def automations_file() -> Path:
    """Where automations and scenes are kept, unless a command says otherwise."""
    return data_folder() / "automations.db"


def connection_file() -> Path:
    """Where `agentlite home connect` keeps address and token."""
    return data_folder() / "home-assistant.json"


def _room(house: House, wanted: str) -> str:
    for area in house.areas:
        if wanted.casefold() in (name.casefold() for name in (area.name, area.id, *area.aliases)):
            return area.name
    rooms = ", ".join(area.name for area in house.areas) or "none"
    raise ConfigurationError(f"There is no room called {wanted!r} in this house.", hint=f"The rooms are: {rooms}.")
