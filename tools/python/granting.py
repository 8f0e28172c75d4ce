"""The functions that an app grants to code: each call is checked like a tool's, and runs in the app's own process."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from agentlite.actions import Json
from agentlite.errors import InvalidTool, ToolError
from agentlite.tools.python.interpreter import plain
from agentlite.toolset import RISKS, UNSAFE, Risk, Tool, tool


def granted(functions: Mapping[str, Callable[..., Any] | Tool]) -> list[Tool]:
    """The functions as tools of those names.

    Raises `InvalidTool` for one that needs a person's approval: nobody is there to ask while code runs. A plain
    function is of the least safe class, so it must be marked with `@tool(risk="read")` or "reversible".
    """
    made = [replace(given if isinstance(given, Tool) else tool(given), name=name) for name, given in functions.items()]
    for each in made:
        if each.approval or (not callable(each.risk) and each.risk in UNSAFE):
            raise InvalidTool(
                f"{each.name} needs approval, so it cannot be granted to code.",
                hint="Give it to the agent as a tool of its own, or mark it with @tool(risk='read') if that is true.",
            )
    return made


def riskiest(tools: Iterable[Tool]) -> Risk:
    """The least safe class that a call of them can be of without approval."""
    return max(("reversible" if callable(t.risk) else t.risk for t in tools), key=RISKS.index, default="read")


def callables(tools: Iterable[Tool], loop: asyncio.AbstractEventLoop) -> dict[str, Callable[..., Json]]:
    """The tools as functions to be called from a thread; they run in `loop`."""
    return {each.name: _callable(each, loop) for each in tools}


def _callable(granted_tool: Tool, loop: asyncio.AbstractEventLoop) -> Callable[..., Json]:
    signature = inspect.signature(granted_tool.function)

    def called(*positional: Any, **named: Any) -> Json:
        given = signature.bind_partial(*positional, **named).arguments
        arguments = {name: plain(value) for name, value in given.items()}
        try:
            _check(granted_tool, arguments)
            outcome = asyncio.run_coroutine_threadsafe(granted_tool.run(arguments), loop).result()
        except ToolError as error:
            raise RuntimeError(str(error)) from error
        return outcome.value

    return called


def _check(granted_tool: Tool, arguments: Mapping[str, Json]) -> None:
    """Raises `ToolError` unless the arguments are legal and the call needs no approval."""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    schema = granted_tool.schema()
    error = best_match(Draft202012Validator(schema).iter_errors(arguments)) if schema else None
    if schema is None or error is not None:
        raise ToolError(f"{granted_tool.name}: {error.message[:200] if error else 'there is nothing to call it with'}")
    if granted_tool.needs_approval(arguments):
        raise ToolError(f"{granted_tool.name} needs approval for this, which code cannot get.")
    if granted_tool.precondition is not None:
        granted_tool.precondition(arguments)
