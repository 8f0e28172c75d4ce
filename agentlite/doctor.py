"""Trying every part of agentlite on this machine: what works, what is missing, and how to get it."""

from __future__ import annotations

import asyncio
import importlib.metadata
import os
import platform
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Literal, TypeAlias

from agentlite.actions import Json, Result
from agentlite.errors import AgentliteError
from agentlite.language import Language, Sentences, said

Health: TypeAlias = Literal["ok", "off", "missing", "broken"]
"""ok: tried, and it works. off: not part of this version, or switched off. missing: can be had. broken: there, but
does not work."""

OLLAMA_SECONDS = 5.0
PACKAGES_SECONDS = 120.0
TRAINING_PACKAGES = ("torch", "numpy", "gguf", "tokenizers", "hassil", "home_assistant_intents", "matplotlib")

_WORD = {"type": "object", "properties": {"light": {"enum": ["on", "off"]}}, "required": ["light"]}


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found out about one part. `text` and `hint` (what to do about it, or empty) are for people, `facts` for
    programs: sizes in bytes, times in milliseconds."""

    part: str
    status: Health
    text: str
    hint: str = ""
    facts: Mapping[str, Json] = field(default_factory=dict)


async def examine(run_log: Path | None, language: Language = "en") -> list[Finding]:
    """Try every part and say, in `language`, what came of it. `run_log` is the file to be used, or None for none."""
    packages = asyncio.create_task(try_training(language))
    return [
        try_installation(),
        await try_embedded(language),
        await try_ollama(language),
        await try_sandbox(language),
        try_egress(language),
        await asyncio.to_thread(try_run_log, run_log, language),
        await packages,
    ]


def ready(findings: Sequence[Finding]) -> bool:
    """Whether agentlite can work here: some model answers, and what is done can be logged."""
    by_part = {finding.part: finding for finding in findings}
    has_model = by_part["embedded"].status == "ok" or bool(by_part["ollama"].facts.get("models"))
    return has_model and by_part["run log"].status in ("ok", "off")


def try_installation() -> Finding:
    """The versions of agentlite, Python and the system."""
    version = importlib.metadata.version("agentlite")
    facts = {"agentlite": version, "python": platform.python_version(), "platform": platform.platform()}
    return Finding("agentlite", "ok", f"{version}, Python {facts['python']}, {facts['platform']}", facts=facts)


async def try_embedded(language: Language) -> Finding:
    """Load the model in the box and have it decide something."""
    from agentlite.models.base import Message
    from agentlite.models.embedded import EmbeddedModel
    from agentlite.models.shipped import shipped_model

    path = shipped_model()
    model = EmbeddedModel(path)
    try:
        began = time.perf_counter()
        info = await model.info()
        load_ms = (time.perf_counter() - began) * 1000
        completion = await model.complete((Message("user", "light on"),), schema=_WORD, max_tokens=32)
    except (AgentliteError, ImportError) as error:
        status: Health = "broken" if path.exists() else "missing"
        return Finding("embedded", status, str(error), _say("no_box", language), {"path": str(path)})
    finally:
        await model.aclose()
    facts: dict[str, Json] = {
        "path": str(path),
        "size": path.stat().st_size,
        "digest": info.digest,
        "quantization": info.quantization,
        "context_tokens": info.context_tokens,
        "load_ms": round(load_ms, 1),
        "decision_ms": round(completion.elapsed_ms, 1),
    }
    return Finding(
        "embedded",
        "ok",
        _say(
            "box",
            language,
            name=info.name,
            quantization=info.quantization,
            size=facts["size"] / 1e6,
            load=load_ms,
            decision=completion.elapsed_ms,
            digest=info.digest[:19],
        ),
        facts=facts,
    )


async def try_ollama(language: Language) -> Finding:
    """Ask the Ollama server for its version and models."""
    from agentlite.models.ollama import installed, version

    try:
        async with asyncio.timeout(OLLAMA_SECONDS):
            running, found = await version(), await installed()
    except TimeoutError:
        return Finding("ollama", "broken", _say("ollama_slow", language, seconds=OLLAMA_SECONDS))
    except AgentliteError as error:
        return Finding("ollama", "missing", str(error), _say("no_ollama", language))
    names = [model.name for model in found if not model.remote]
    facts = {"version": running, "models": names}
    if not names:
        return Finding("ollama", "ok", f"{running}", _say("no_models", language), facts)
    return Finding("ollama", "ok", f"{running}: {', '.join(names)}", facts=facts)


async def try_sandbox(language: Language) -> Finding:
    """Set up each sandbox for tools, and try from inside it what must be impossible there."""
    from agentlite.errors import SandboxUnavailable, ToolCrashed, ToolStopped
    from agentlite.sandbox.policy import BACKENDS
    from agentlite.sandbox.selftest import witness

    texts: list[str] = []
    facts: dict[str, Json] = {}
    holds = False
    for backend in BACKENDS:
        try:
            seen = await witness(backend)
            seen.require(frozenset())
        except (SandboxUnavailable, ToolCrashed, ToolStopped) as error:
            texts.append(_say("wall_fails", language, name=backend, reason=error))
            facts[backend] = str(error)
            continue
        holds, facts[backend] = True, seen.layers()
        missing = ", ".join(layer for layer, shut in seen.layers().items() if not shut)
        key = "wall_without" if missing else "wall"
        texts.append(_say(key, language, name=backend, tried=seen.tried, missing=missing))
    return Finding("sandbox", "ok" if holds else "missing", " ".join(texts), _say("use_sandbox", language), facts)


def try_egress(language: Language) -> Finding:
    """Say whether anything may leave this machine, and which keys are there, by the names of their variables."""
    from agentlite.egress import is_offline
    from agentlite.models.providers import PROVIDERS

    variables = dict.fromkeys([*(provider.key_variable for provider in PROVIDERS.values()), "AGENTLITE_API_KEY"])
    keys = [name for name in variables if os.environ.get(name)]
    facts: dict[str, Json] = {"offline": is_offline(), "keys": keys}
    if is_offline():
        return Finding("egress", "off", _say("offline", language), facts=facts)
    found = _say("keys", language, names=", ".join(keys)) if keys else _say("no_keys", language)
    return Finding("egress", "ok", f"{_say('online', language)} {found}", facts=facts)


def try_run_log(path: Path | None, language: Language) -> Finding:
    """Open the log, if it is there, and write a run to another one beside it."""
    from agentlite.runs import RunLog

    if path is None:
        return Finding("run log", "off", _say("log_off", language))
    try:
        if path.exists():
            with RunLog(path) as log:
                log.list(1)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".doctor-") as new, RunLog(Path(new) / "log") as log:
            log.finish(log.start("trial", model="none", tools=(), language="en"), Result("", "done"))
    except AgentliteError as error:
        return Finding("run log", "broken", str(error), error.hint, {"path": str(path)})
    except OSError as error:
        text = _say("log_unwritable", language, path=path, reason=error.strerror or error)
        return Finding("run log", "broken", text, _say("log_elsewhere", language), {"path": str(path)})
    return Finding("run log", "ok", str(path), facts={"path": str(path)})


async def try_training(language: Language) -> Finding:
    """Import what training needs, in another process, which such packages can even crash."""
    program = (
        "import importlib, sys\n"
        "missing = []\n"
        "for name in sys.argv[1:]:\n"
        "    try: importlib.import_module(name)\n"
        "    except Exception: missing.append(name)\n"
        "print(*missing)"
    )
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", program, *TRAINING_PACKAGES),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={**os.environ, "MPLBACKEND": "agg"},
    )
    try:
        async with asyncio.timeout(PACKAGES_SECONDS):
            output, _ = await child.communicate()
    except TimeoutError:
        child.kill()
        await child.wait()
        return Finding("training", "broken", _say("packages_slow", language, seconds=PACKAGES_SECONDS))
    missing = output.decode().split()
    facts: dict[str, Json] = {"missing": missing}
    if child.returncode != 0:
        return Finding("training", "broken", _say("packages_crash", language), _say("get_training", language), facts)
    if missing:
        text = _say("no_packages", language, names=", ".join(missing))
        return Finding("training", "missing", text, _say("get_training", language), facts)
    return Finding("training", "ok", _say("packages", language), facts=facts)


_SENTENCES: Sentences = {
    "box": {
        "en": "{name} {quantization}, {size:.1f} MB, loads in {load:.0f} ms, decides in {decision:.0f} ms, {digest}",
        "pt": "{name} {quantization}, {size:.1f} MB, carrega em {load:.0f} ms, decide em {decision:.0f} ms, {digest}",
    },
    "no_box": {
        "en": "Reinstall agentlite, train one (agentlite train --out FILE.gguf), or use --model ollama:NAME.",
        "pt": "Reinstala o agentlite, treina um (agentlite train --out FICHEIRO.gguf), ou usa --model ollama:NOME.",
    },
    "ollama_slow": {
        "en": "The server does not answer within {seconds:g} seconds.",
        "pt": "O servidor não responde em {seconds:g} segundos.",
    },
    "no_ollama": {
        "en": "Optional. Get it from https://ollama.com and start it with `ollama serve`.",
        "pt": "Opcional. Obtém-se em https://ollama.com e arranca com `ollama serve`.",
    },
    "no_models": {
        "en": "It has no models yet: `agentlite models import agentlite-home`, or `ollama pull qwen3:4b`.",
        "pt": "Ainda não tem modelos: `agentlite models import agentlite-home`, ou `ollama pull qwen3:4b`.",
    },
    "wall": {
        "en": "{name} holds: {tried} ways out were tried, and all are shut.",
        "pt": "{name} resiste: tentaram-se {tried} saídas, e estão todas fechadas.",
    },
    "wall_without": {
        "en": "{name} holds, except for: {missing} ({tried} ways out were tried).",
        "pt": "{name} resiste, exceto em: {missing} (tentaram-se {tried} saídas).",
    },
    "wall_fails": {"en": "{name} does not hold: {reason}", "pt": "{name} não resiste: {reason}"},
    "use_sandbox": {
        "en": "Tools with a manifest run in it; others run with your rights.",
        "pt": "Só correm isoladas as ferramentas com manifesto; as outras, com os teus direitos.",
    },
    "offline": {
        "en": "Switched off by AGENTLITE_OFFLINE: nothing may leave this machine.",
        "pt": "Desligada por AGENTLITE_OFFLINE: nada pode sair desta máquina.",
    },
    "online": {
        "en": "Nothing leaves this machine unless you name a cloud model (--model, --escalate-to).",
        "pt": "Nada sai desta máquina sem que nomeies um modelo na nuvem (--model, --escalate-to).",
    },
    "keys": {"en": "Keys found in {names}.", "pt": "Há chaves em {names}."},
    "no_keys": {"en": "No key of a provider was found.", "pt": "Não há chave de nenhum fornecedor."},
    "log_off": {"en": "Switched off: nothing can be resumed.", "pt": "Desligado: nada pode ser retomado."},
    "log_unwritable": {
        "en": "{path} cannot be written: {reason}.",
        "pt": "Não se pode escrever em {path}: {reason}.",
    },
    "log_elsewhere": {
        "en": "Set AGENTLITE_HOME to a folder of yours, or use --log FILE.",
        "pt": "Põe em AGENTLITE_HOME uma pasta tua, ou usa --log FICHEIRO.",
    },
    "packages": {"en": "Every package that training needs is here.", "pt": "Estão cá todos os pacotes para treinar."},
    "no_packages": {"en": "Not here: {names}.", "pt": "Faltam: {names}."},
    "packages_slow": {
        "en": "The packages could not be imported within {seconds:g} seconds.",
        "pt": "Não foi possível importar os pacotes em {seconds:g} segundos.",
    },
    "packages_crash": {"en": "A package crashes when imported.", "pt": "Um pacote rebenta ao ser importado."},
    "get_training": {
        "en": "Only to train a model of your own: pip install 'agentlite[train]'",
        "pt": "Só para treinar um modelo teu: pip install 'agentlite[train]'",
    },
}

_say = partial(said, _SENTENCES)
