"""`agentlite tools`: what a model may call, and calling it by hand."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from functools import partial
from pathlib import Path

import click

from agentlite.actions import Json, Observation, ToolCall
from agentlite.cli import asjson, options
from agentlite.cli.approval import Approval
from agentlite.cli.console import document, line
from agentlite.cli.exits import NOT_DONE, SUCCESS
from agentlite.cli.showing import show_observation
from agentlite.cli.wording import duration, say
from agentlite.cli.world import World, open_world
from agentlite.errors import InputError
from agentlite.language import Language, Sentences, said
from agentlite.toolset import Tool

_VALUES_SHOWN = 12
_SENTENCES: Sentences = {
    "risk": {"en": "risk: {risk}", "pt": "risco: {risk}"},
    "optional": {"en": "optional", "pt": "opcional"},
    "no_target": {
        "en": "Nothing here can be meant by it now, unless a request names it.",
        "pt": "Nada aqui lhe pode servir agora, a não ser que um pedido o diga.",
    },
    "your_rights": {
        "en": "It runs in agentlite's own process, with your rights.",
        "pt": "Corre no próprio processo do agentlite, com os teus direitos.",
    },
    "sandboxed": {
        "en": "It runs in a sandbox, a process of its own for each call.",
        "pt": "Corre isolada, num processo próprio para cada chamada.",
    },
}
_say = partial(said, _SENTENCES)


@click.group(epilog="\b\nExample:\n  agentlite tools list")
def tools() -> None:
    """See the tools a model may call, and call one by hand."""


@tools.command("list", epilog="\b\nExample:\n  agentlite tools list --json")
@options.packs
@options.house
@options.as_json
@options.language
def list_tools(packs: tuple[str, ...], house: Path | None, as_json: bool, language: Language | None) -> int:
    """List the tools with their risk; those without a legal target in the house are left out."""
    world = _world(packs, house, language)
    callable_now = [tool for tool in world.tools if tool.schema() is not None or tool.manifest]
    if as_json:
        document([{"name": t.name, "risk": _risk(t), "description": t.description} for t in callable_now])
        return SUCCESS
    width = max((len(tool.name) for tool in callable_now), default=0)
    for tool in callable_now:
        line(f"{tool.name:{width}}  {_risk(tool):12}  {tool.description}")
    return SUCCESS


@tools.command("show", epilog="\b\nExample:\n  agentlite tools show set_brightness")
@click.argument("name")
@options.packs
@options.house
@options.as_json
@options.language
def show_tool(name: str, packs: tuple[str, ...], house: Path | None, as_json: bool, language: Language | None) -> int:
    """Show one tool: what it does, its arguments and their legal values, its risk, and what it may do."""
    spoken = language or options.usual_language()
    tool = _world(packs, house, spoken).tools[name]
    schema = tool.schema()
    if as_json:
        manifest = asdict(tool.manifest) if tool.manifest else None
        shown = {"name": name, "risk": _risk(tool), "description": tool.description, "arguments": schema}
        document(shown | {"manifest": manifest})
        return SUCCESS
    line(name, bold=True)
    line(f"  {tool.description}")
    line(f"  {_say('risk', spoken, risk=_risk(tool))}")
    for argument, values in (schema or {"properties": {}})["properties"].items():
        optional = "" if argument in (schema or {})["required"] else f" ({_say('optional', spoken)})"
        line(f"  {argument}{optional}: {values.get('description', '')}".rstrip(": "))
        line(f"    {_legal(values)}")
    if schema is None:
        line(f"  {_say('no_target', spoken)}")
    for sentence in _rights(tool, spoken):
        line(f"  {sentence}")
    return SUCCESS


@tools.command("call", epilog='\b\nExample:\n  agentlite tools call turn_on \'{"target": "Worktop light"}\'')
@click.argument("name")
@click.argument("arguments", default="{}")
@options.packs
@options.house
@options.here
@options.yes
@options.as_json
@options.language
def call_tool(
    name: str,
    arguments: str,
    packs: tuple[str, ...],
    house: Path | None,
    here: str | None,
    yes: bool,
    as_json: bool,
    language: Language | None,
) -> int:
    """Call the tool NAME once, without a model, on the house.

    ARGUMENTS is a JSON object, held to the same schema as a model's calls.
    """
    spoken = language or options.usual_language()
    world = open_world(packs, house, here, spoken)
    call = _checked(world, name, arguments)
    seen = asyncio.run(_call(world, call, Approval(world, spoken, yes=yes), spoken))
    if as_json:
        document({"tool": name, "arguments": dict(call.arguments), "outcome": asjson.observation(seen)})
    else:
        show_observation(seen, spoken)
        if seen.ok:
            line(seen.text or say("done", spoken), bold=True)
            line(duration(seen.elapsed_ms), dim=True)
    return SUCCESS if seen.ok else NOT_DONE


def _world(packs: tuple[str, ...], house: Path | None, language: Language | None) -> World:
    return open_world(packs, house, None, language or options.usual_language())


def _checked(world: World, name: str, arguments: str) -> ToolCall:
    """The call, if it is legal. Raises `UnknownTool` and `InputError`."""
    from agentlite.actions import Calls
    from agentlite.grammar import Grammar, Refusal

    try:
        given = json.loads(arguments)
    except ValueError as error:
        raise InputError(
            f"The arguments are not JSON: {error}.", hint='Write them as \'{"target": "Worktop light"}\'.'
        ) from error
    world.tools[name]
    hint = f"`agentlite tools show {name}` shows its arguments."
    if not isinstance(given, dict):
        raise InputError("The arguments are not a JSON object.", hint=hint)
    only = world.tools.filter(lambda tool: tool.name == name)
    grammar = Grammar(only, ". ".join(map(str, given.values())))
    if name not in grammar.argument_schemas:  # nothing that the arguments mention: say what there is instead
        grammar = Grammar(only, "")
    if name not in grammar.argument_schemas:
        raise InputError(
            f"{name} can do nothing with these values: {arguments}.", hint="Write them as a request would say them."
        )
    try:
        action = grammar.parse(json.dumps({"calls": [{"call": name, "with": given}]}))
    except Refusal as refusal:
        raise InputError(str(refusal), hint=hint) from refusal
    assert isinstance(action, Calls)
    return action.calls[0]


async def _call(world: World, call: ToolCall, approve: Approval, language: Language) -> Observation:
    from agentlite.acting import Actor
    from agentlite.limits import Limits
    from agentlite.sandbox import Sandbox, walled

    with Sandbox() as sandbox:
        only = walled(world.tools.filter(lambda tool: tool.name == call.tool), sandbox, bare=False)
        return await Actor(only, approve, language, None, "", Limits().seconds).run(1, 0, call)


def _risk(tool: Tool) -> str:
    return "depends" if callable(tool.risk) else tool.risk


def _rights(tool: Tool, language: Language) -> list[str]:
    """What the tool may do, in sentences."""
    from agentlite.sandbox import plain_words

    if tool.manifest is None:
        return [_say("your_rights", language)]
    return [_say("sandboxed", language), *plain_words(tool.manifest, language)]


def _legal(schema: Json) -> str:
    """The legal values of an argument in words."""
    if "enum" in schema:
        values = [str(value) for value in schema["enum"]]
        more = f", and {len(values) - _VALUES_SHOWN} more" if len(values) > _VALUES_SHOWN else ""
        return ", ".join(values[:_VALUES_SHOWN]) + more
    if "minimum" in schema:
        return f"{schema['type']} from {schema['minimum']:g} to {schema['maximum']:g}"
    return str(schema.get("type", "any value"))
