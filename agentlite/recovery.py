"""Calls that a model wrote as text instead of as the one JSON document it was asked for.

Models that are not decoded under a grammar wrap their JSON in prose or code fences, use another framework's names for
the same keys, or write `turn_on(target="Kitchen")`. What is found here is validated like any other proposal.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Set

from agentlite.actions import Json

_NAME_KEYS = ("call", "name", "tool", "function", "tool_name", "action")
_ARGUMENT_KEYS = ("with", "arguments", "parameters", "args", "input", "tool_input", "action_input")
BRANCHES = frozenset({"calls", "answer", "ask", "decline"})
_MAX_TEXT = 20_000


def recover(text: str, tools: Set[str]) -> dict[str, Json] | None:
    """The decision document hidden in `text`, or None. `tools` are the names that count as calls."""
    text = text[:_MAX_TEXT]
    documents = _json_documents(text)
    for document in documents:
        if isinstance(document, dict) and not BRANCHES.isdisjoint(document):
            return document
    flat = [item for d in documents for item in (d if isinstance(d, list) else [d])]
    calls = [call for item in flat if (call := _as_call(item)) is not None]
    calls = calls or _python_calls(text, tools)
    return {"calls": calls} if calls else None


def _json_documents(text: str) -> list[Json]:
    """Every outermost JSON object or list in the text, in order."""
    decoder, found, position = json.JSONDecoder(parse_constant=not_json), [], 0
    while start := re.compile(r"[\[{]").search(text, position):
        try:
            document, position = decoder.raw_decode(text, start.start())
            found.append(document)
        except (ValueError, RecursionError):
            position = start.end()
    return found


def not_json(name: str) -> Json:
    """Refuses NaN and Infinity, which Python reads and JSON does not know. Raises `ValueError`."""
    raise ValueError(f"{name} is not JSON")


def _as_call(document: Json) -> dict[str, Json] | None:
    """A call in another framework's shape, in ours."""
    if not isinstance(document, dict):
        return None
    if isinstance(document.get("function"), dict):
        document = document["function"]
    name = next((document[key] for key in _NAME_KEYS if isinstance(document.get(key), str)), None)
    arguments: Json = next((document[key] for key in _ARGUMENT_KEYS if key in document), {})
    if isinstance(arguments, str):
        try:
            arguments = json.loads(arguments)
        except ValueError:
            return None
    return {"call": name, "with": arguments} if name and isinstance(arguments, dict) else None


def _python_calls(text: str, tools: Set[str]) -> list[dict[str, Json]]:
    """Calls written as `name(argument="value")`, keyword arguments with literal values only."""
    calls = []
    for match in re.finditer(r"\b(\w+)\(([^()]*)\)", text):
        if match[1] not in tools:
            continue
        try:
            parsed = ast.parse(match[0], mode="eval").body
            if isinstance(parsed, ast.Call) and not parsed.args:
                arguments = {str(k.arg): ast.literal_eval(k.value) for k in parsed.keywords if k.arg}
                calls.append({"call": match[1], "with": arguments})
        except (SyntaxError, ValueError):
            continue
    return calls
