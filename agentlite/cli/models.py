"""`agentlite models`: which models there are, what one really honours, and handing ours to Ollama."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from agentlite.actions import Json
from agentlite.cli import options
from agentlite.cli.console import document, line
from agentlite.cli.exits import SUCCESS
from agentlite.cli.wording import duration
from agentlite.errors import AgentliteError
from agentlite.language import Language

if TYPE_CHECKING:
    from agentlite.models.ollama_import import Progress
    from agentlite.models.probe import ProbeReport


@click.group(epilog="\b\nExample:\n  agentlite models list")
def models() -> None:
    """See the models there are, and try one."""


@models.command("list", epilog="\b\nExample:\n  agentlite models list --json")
@options.as_json
def list_models(as_json: bool) -> int:
    """List the model in the box and those of the Ollama server."""
    found = [*_embedded(), *asyncio.run(_of_ollama())]
    if as_json:
        document(found)
        return SUCCESS
    width = max(len(model["name"]) for model in found)
    for model in found:
        if model["available"]:
            size, pack = f"{model['size'] / 1e6:9,.1f} MB", model.get("pack")
            chosen = f"  chosen when the tools are those of {pack}" if pack else ""
            line(f"{model['name']:{width}}  {size}  {model['quantization']}{chosen}".rstrip())
        else:
            line(f"{model['name']:{width}}  {model['problem']}", dim=True)
    return SUCCESS


def _embedded() -> list[dict[str, Json]]:
    from agentlite.models.shipped import shipped_models

    return [_in_the_box(path, pack) for pack, path in shipped_models().items()]


def _in_the_box(path: Path, pack: str) -> dict[str, Json]:
    from agentlite.models.gguf_metadata import QUANTIZATIONS, read_metadata

    name = {"name": "embedded", "pack": pack}
    try:
        facts = read_metadata(path)
    except AgentliteError as error:
        return {**name, "available": False, "problem": f"{error} {error.hint}".strip()}
    quantization = QUANTIZATIONS.get(facts.get("general.file_type", -1), "")
    return {**name, "available": True, "size": path.stat().st_size, "quantization": quantization}


async def _of_ollama() -> list[dict[str, Json]]:
    from agentlite.models.ollama import installed

    try:
        return [
            {
                "name": f"ollama:{model.name}",
                "available": not model.remote,
                "size": model.size,
                "quantization": model.quantization,
                "digest": model.digest,
                **({"problem": "It runs elsewhere, not on this machine."} if model.remote else {}),
            }
            for model in await installed()
        ]
    except AgentliteError as error:
        return [{"name": "ollama:NAME", "available": False, "problem": f"{error} {error.hint}".strip()}]


@models.command("probe", epilog="\b\nExample:\n  agentlite models probe ollama:qwen3:4b")
@click.argument("name")
@options.as_json
@options.language
def probe_model(name: str, as_json: bool, language: Language | None) -> int:
    """Ask the model NAME three small things, and tell what it and its server really honour."""
    report = asyncio.run(_probe(name))
    if as_json:
        facts = asdict(report)
        facts["info"]["known_tools"] = sorted(report.info.known_tools)
        document({**facts, "confident": report.confident})
        return SUCCESS
    info = report.info
    line(f"{info.name}  {info.quantization}  {info.context_tokens} tokens".replace("    ", "  "), bold=True)
    for sentence in report.findings(language or options.usual_language()):
        line(f"  {sentence}")
    line(f"  {duration(report.first_ms)}, {duration(report.warm_ms)} warm", dim=True)
    return SUCCESS


async def _probe(name: str) -> ProbeReport:
    from agentlite.models.probe import probe
    from agentlite.models.registry import resolve

    async with aclosing(resolve(name)) as model:
        return await probe(model)


@models.command("import", epilog="\b\nExample:\n  agentlite models import agentlite-home --pack home")
@click.argument("name")
@click.option("--file", type=Path, metavar="GGUF", help="The file to hand over.  [default: the model in the box]")
@click.option("--pack", default="", help="Hand over the model in the box that knows this pack best.")
@click.option("--host", metavar="ADDRESS", help="The Ollama server.  [default: OLLAMA_HOST, or this machine]")
def import_model(name: str, file: Path | None, pack: str, host: str | None) -> int:
    """Make a GGUF file the model NAME of the Ollama server."""
    from agentlite.models.ollama_import import create
    from agentlite.models.shipped import shipped_for

    said: list[str] = []

    def report(progress: Progress) -> None:
        if progress.status not in said:
            said.append(progress.status)
            line(f"  {progress.status}", dim=True)

    asyncio.run(create(name, file or shipped_for(pack), host=host, report=report))
    line(f'ollama:{name} is ready: agentlite run "turn on the worktop light" --model ollama:{name}')
    return SUCCESS
