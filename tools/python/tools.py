"""run_python: code in a sandboxed interpreter, with only the functions that were granted."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any

from agentlite.sandbox.manifest import Manifest
from agentlite.sandbox.policy import BACKENDS
from agentlite.tools.python.granting import callables, granted, riskiest
from agentlite.tools.python.interpreter import Ran, installed, run
from agentlite.tools.python.said_code import codes_said
from agentlite.toolset import Briefing, Choices, Outcome, Tool, Toolset, tool

LIMITS = Manifest(risk="read", cpu_seconds=5, wall_seconds=20, memory_bytes=64 << 20)
_NOTHING = {"en": "It ran, and printed nothing.", "pt": "Correu, e não escreveu nada."}


def _code(tools: PythonTools, request: str) -> list[str]:
    return codes_said(request)


class PythonTools:
    """The tool of the python pack. `limits` gives time, memory and output; `backends` are walls, tried in order."""

    def __init__(self, limits: Manifest, backends: Sequence[str], functions: Sequence[Tool] = ()) -> None:
        self._limits, self._backends, self._functions = limits, backends, functions

    def briefing(self, request: str) -> Briefing:
        """The functions that code may call, with their arguments."""
        calls = [f"{each.name}({', '.join(p.name for p in each.parameters)})" for each in self._functions]
        return Briefing(f"python: {', '.join(calls)}".rstrip(" "))

    @tool(risk="read")
    async def run_python(self, code: Annotated[str, Choices(_code)]) -> Outcome:
        """Run Python code that the user gave and say what it prints.

        Args:
            code: the code
        """
        return await self._run(code)

    @tool(name="run_python", risk="read")
    async def run_written(self, code: str) -> Outcome:
        """Run Python code in a sandbox, for what needs working out step by step.

        What it prints and the value of its last expression come back. It has no files and no network, and of the
        standard library only asyncio, dataclasses, datetime, json, math, re and typing.

        Args:
            code: the code
        """
        return await self._run(code)

    async def _run(self, code: str) -> Outcome:
        functions = callables(self._functions, asyncio.get_running_loop())
        ran = await asyncio.to_thread(run, code, functions, self._limits, self._backends)
        text = _text(ran)
        return Outcome(
            {"printed": ran.printed, "value": ran.value},
            say={language: text or nothing for language, nothing in _NOTHING.items()},
            untrusted=any(each.reads_others for each in self._functions),
        )


def _text(ran: Ran) -> str:
    """What was printed, then the value, if there is one."""
    value = ran.value if isinstance(ran.value, str) else json.dumps(ran.value, ensure_ascii=False)
    parts = [ran.printed.rstrip("\n"), "" if ran.value is None else value]
    return "\n".join(filter(None, parts))


def python_toolset(
    functions: Mapping[str, Callable[..., Any] | Tool] | None = None,
    *,
    limits: Manifest = LIMITS,
    backends: Sequence[str] = BACKENDS,
) -> Toolset:
    """`run_python` for an app: code written by a model may call `functions`, and nothing else.

    A granted function runs in this process, after its arguments were checked against its types. Raises `InvalidTool`
    for one that needs approval, and `ConfigurationError` where `pydantic-monty` is not installed.
    """
    installed()
    given = granted(functions or {})
    tools = PythonTools(limits, backends, given)
    written = replace(tools.run_written, risk=riskiest(given), outward=any(each.sends_out for each in given))
    return Toolset([replace(written, untrusted_output=any(t.reads_others for t in given))], briefing=tools.briefing)
