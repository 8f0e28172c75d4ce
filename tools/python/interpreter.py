"""Running code in `pydantic-monty`, an interpreter of a part of Python that reaches nothing but what it is handed.

Each run has a process of its own, behind the sandbox's walls, and is gone after it.
"""

from __future__ import annotations

import json
import os
import shlex
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agentlite.actions import Json
from agentlite.errors import ConfigurationError, SandboxUnavailable, ToolError, ToolStopped
from agentlite.sandbox.libc import machine
from agentlite.sandbox.manifest import Manifest

NAME = "run_python"
LONGEST_CODE = 20_000
MOST_CALLS = 100
"""How often one run may call granted functions."""
_DEEPEST, _MOST_ITEMS, _LONGEST_NUMBER = 16, 2_000, 128
_ERROR_KEPT = 500
WHY = "why"
_BOOT = (
    "import json, sys; sys.path[:] = json.loads(sys.argv.pop(1)); "
    "from agentlite.tools.python import walls; walls.main(sys.argv[1:])"
)


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run printed, and the value of its last expression in plain JSON (None if it has none)."""

    printed: str
    value: Json


def installed() -> None:
    """Raises `ConfigurationError` where the interpreter is not installed."""
    try:
        import pydantic_monty  # noqa: F401
    except ImportError as error:
        raise ConfigurationError(
            "Running Python needs the package pydantic-monty.", hint="pip install 'agentlite[python]'"
        ) from error


def run(code: str, functions: Mapping[str, Callable[..., Any]], manifest: Manifest, backends: Sequence[str]) -> Ran:
    """Run `code` within the manifest's time, memory and output. `functions` are called in this process, in this thread.

    The first of `backends` that holds is used. Raises `ToolError` for what goes wrong in the code, `ToolStopped` at a
    limit, and `SandboxUnavailable` if no walls hold here.
    """
    installed()
    if len(code) > LONGEST_CODE:
        raise ToolError(
            f"The code is longer than {LONGEST_CODE} characters.",
            say={"pt": f"O código tem mais de {LONGEST_CODE} caracteres."},
        )
    if not sys.platform.startswith("linux") or not machine():
        raise SandboxUnavailable(f"There are no walls for Python code on {sys.platform}, so it does not run.")
    reasons = []
    for backend in backends:
        with tempfile.TemporaryDirectory(prefix="agentlite-") as folder:
            why = Path(folder) / WHY
            try:
                return _behind(_launcher(Path(folder), backend, manifest), code, functions, manifest)
            except _NotShutIn as error:
                reasons.append(f"{backend}: {why.read_text() if why.exists() else error}")
    raise SandboxUnavailable(
        f"No walls hold on this machine, so the code does not run. {' '.join(reasons)}",
        hint="`agentlite doctor` shows each layer.",
    )


def _shut_in(why: Path) -> bool:
    """Whether the walls were up: the launcher makes the file, and writes into it what went wrong."""
    return why.exists() and not why.stat().st_size


class _NotShutIn(Exception):
    """The process ended before it became the interpreter."""


def _launcher(folder: Path, backend: str, manifest: Manifest) -> Path:
    """A program that puts up the walls and becomes the interpreter: the pool starts a program by its path alone."""
    binary = Path(sysconfig.get_path("scripts")) / "monty"
    path = json.dumps([os.path.realpath(entry or ".") for entry in sys.path])
    limits = [str(manifest.memory_bytes), str(manifest.cpu_seconds)]
    words = [sys.executable, "-I", "-X", "utf8", "-c", _BOOT, path, backend, str(binary), *limits, str(folder / WHY)]
    launcher = folder / "launch"
    launcher.write_text(f'#!/bin/sh\nexec {shlex.join(words)} "$@"\n', encoding="utf-8")
    launcher.chmod(0o700)
    return launcher


def _behind(launcher: Path, code: str, functions: Mapping[str, Callable[..., Any]], manifest: Manifest) -> Ran:
    import pydantic_monty as monty

    printed = monty.CollectString(max_bytes=manifest.output_bytes)
    limits = monty.ResourceLimits(
        max_feed_duration_secs=float(manifest.cpu_seconds),
        max_memory=manifest.memory_bytes,
        max_suspensions=MOST_CALLS,
    )
    try:
        with (
            monty.Monty(
                binary_path=launcher, min_processes=1, max_processes=1, request_timeout=manifest.wall_seconds
            ) as pool,
            pool.checkout(limits=limits, os_policy=monty.OSPolicy(sleep="zero")) as session,
        ):
            value = session.feed_run(code, external_lookup=dict(functions), print_callback=printed)
            return _ran(printed.output, value, manifest)
    except monty.MontyCrashedError as error:
        if not _shut_in(launcher.parent / WHY):
            raise _NotShutIn(str(error)) from error
        raise _crashed(error.timed_out, manifest) from error
    except monty.MontyError as error:
        raise _failed(error, manifest) from error


def _ran(printed: str, value: Any, manifest: Manifest) -> Ran:
    made = plain(value)
    if len(json.dumps(made)) + len(printed) > manifest.output_bytes:
        raise ToolStopped(NAME, "output", manifest.output_bytes)
    return Ran(printed, made)


def plain(value: Any) -> Json:
    """A value of the interpreter as JSON; what has no such form, or is too deep or long for it, as words about it."""
    return _plain(value, _DEEPEST)


def _plain(value: Any, depth: int) -> Json:
    match value:
        case None | bool() | str():
            return value
        case int():
            return value if value.bit_length() <= _LONGEST_NUMBER else f"an integer of {value.bit_length()} bits"
        case float():
            return value if value - value == 0 else str(value)
        case list() | tuple() | set() | frozenset() if depth and len(value) <= _MOST_ITEMS:
            return [_plain(item, depth - 1) for item in value]
        case dict() if depth and len(value) <= _MOST_ITEMS:
            return {str(_plain(key, 0)): _plain(item, depth - 1) for key, item in value.items()}
    return f"a {type(value).__name__}"


def _crashed(timed_out: bool, manifest: Manifest) -> ToolError:
    if timed_out:
        return ToolStopped(NAME, "wall", manifest.wall_seconds)
    return ToolError("The code brought its interpreter down.", say={"pt": "O código deitou abaixo o interpretador."})


def _failed(error: Any, manifest: Manifest) -> ToolError:
    """What an exception of the code means."""
    inner = error.exception()
    text = f"{type(inner).__name__}: {inner}"[:_ERROR_KEPT]
    if isinstance(inner, TimeoutError):
        return ToolStopped(NAME, "cpu", manifest.cpu_seconds)
    if isinstance(inner, MemoryError):
        if f"> {manifest.output_bytes} bytes" in text:
            return ToolStopped(NAME, "output", manifest.output_bytes)
        return ToolStopped(NAME, "memory", manifest.memory_bytes)
    return ToolError(f"The code failed: {text}", say={"pt": f"O código falhou: {text}"})
