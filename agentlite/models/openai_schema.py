"""Our JSON Schemas as OpenAI's structured outputs want them, and the answers under them back again.

They want an object at the root, a `type` beside every `enum`, and no `const`; under `strict` also every property
required and every object closed (https://platform.openai.com/docs/guides/structured-outputs).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from agentlite.actions import Json

_KEY = "decision"
"""The root's only property where the schema itself has no object at its root."""

_TYPES: dict[type, str] = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}


def response_format(schema: Mapping[str, Json]) -> dict[str, Json]:
    """The `response_format` that asks for answers under `schema`, strictly if it allows that."""
    root = dict(schema)
    if schema.get("type") != "object":
        shared = {"$defs": root.pop("$defs")} if "$defs" in root else {}
        root = {
            "type": "object",
            "properties": {_KEY: root},
            "required": [_KEY],
            "additionalProperties": False,
            **shared,
        }
    root = _plain(root)
    return {"type": "json_schema", "json_schema": {"name": _KEY, "strict": _is_strict(root), "schema": root}}


def unwrapped(text: str) -> tuple[int, int]:
    """Where in `text` the document stands that our schema describes: within the wrapper if there is one, else all."""
    opened = re.match(rf'\s*\{{\s*"{_KEY}"\s*:\s*', text)
    if opened:
        try:
            _, end = json.JSONDecoder().raw_decode(text, opened.end())
        except (ValueError, RecursionError):
            return 0, len(text)
        if re.fullmatch(r"\s*\}\s*", text[end:]):
            return opened.end(), end
    return 0, len(text)


def _plain(schema: Mapping[str, Json]) -> dict[str, Json]:
    """`schema` with each `const` as an `enum` of one, and types beside enums."""
    plain = {key: value for key, value in schema.items() if key != "const"}
    if "const" in schema:
        plain["enum"] = [schema["const"]]
    types = sorted({_TYPES[type(value)] for value in plain.get("enum", ()) if type(value) in _TYPES})
    if types and "type" not in plain:
        plain["type"] = types[0] if len(types) == 1 else types
    for key in ("properties", "$defs"):
        if key in plain:
            plain[key] = {name: _plain(part) for name, part in plain[key].items()}
    if "items" in plain:
        plain["items"] = _plain(plain["items"])
    if "anyOf" in plain:
        plain["anyOf"] = [_plain(part) for part in plain["anyOf"]]
    return plain


def _is_strict(schema: Mapping[str, Json]) -> bool:
    return all(
        part.get("type") != "object"
        or (part.get("additionalProperties") is False and set(part.get("required", ())) == set(part["properties"]))
        for part in _parts(schema)
    )


def _parts(schema: Mapping[str, Json]) -> Iterator[Mapping[str, Json]]:
    """`schema` and every schema within it."""
    yield schema
    within = [*schema.get("properties", {}).values(), *schema.get("$defs", {}).values(), *schema.get("anyOf", ())]
    for part in [*within, schema["items"]] if "items" in schema else within:
        yield from _parts(part)
