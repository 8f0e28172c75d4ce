"""The tools allowed now → one JSON schema → a validated action.

The schema has four branches: calls, answer, ask, decline. A model decoded under it cannot name a tool, an argument or
a device that does not exist. What a schema cannot say (and what servers silently ignore of it) is checked again here.

Keys are named so that alphabetical order is the order wanted, because some servers sort them: `call` < `with`,
`ask` < `options`.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from agentlite.actions import Action, Answer, Ask, Calls, Decline, Json, ToolCall, action_document
from agentlite.errors import ToolError
from agentlite.recovery import BRANCHES, not_json, recover
from agentlite.toolset import Toolset

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

MAX_CALLS = 8
"""Calls in one decision."""


class Refusal(Exception):
    """A proposal that must not be run. Its text is short, names the legal values, and is meant for the model."""


def to_wire(action: Action) -> str:
    """The action as the compact JSON text that models emit; `Grammar.parse` reads it back."""
    document = action_document(action)
    for call in document.get("calls", ()):
        call["with"] = dict(sorted(call["with"].items()))
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


class Grammar:
    """What may be decided for one request with one toolset. `schema` is what models decode under.

    `argument_schemas` maps the name of each tool that can be called right now to the schema of its arguments: a tool
    with a required argument that has no legal value is not among them.
    """

    def __init__(self, tools: Toolset, request: str) -> None:
        self._tools = tools
        schemas = {tool.name: tool.schema(request) for tool in tools}
        self.argument_schemas = {name: schema for name, schema in schemas.items() if schema is not None}
        self.schema = _decision_schema(self.argument_schemas)

    def parse(self, text: str, made: Iterable[ToolCall] = ()) -> Action:
        """Read a model's reply. `made` are the calls already made in this run, which may not be repeated.

        Raises `Refusal` if the reply is empty, broken, or names what does not exist, and for calls that are illegal,
        repeated, or fail their tool's precondition.
        """
        document = _load(text, self.argument_schemas)
        match document:
            case {"calls": list(calls), **rest} if calls and not rest:
                return Calls(self._check_calls(calls, list(made)))
            case {"answer": str(answer), **rest} if answer.strip() and not rest:
                return Answer(answer.strip())
            case {"ask": str(question), **rest} if question.strip() and rest.keys() <= {"options"}:
                options = rest.get("options", [])
                if isinstance(options, list) and all(isinstance(option, str) for option in options):
                    return Ask(question.strip(), tuple(dict.fromkeys(filter(None, map(str.strip, options)))))
            case {"decline": str(reason), **rest} if not rest:
                return Decline(reason.strip())
        raise Refusal('Reply with exactly one of {"calls":[...]}, {"answer":"..."}, {"ask":"..."}, {"decline":"..."}.')

    def _check_calls(self, calls: Sequence[Json], made: list[ToolCall]) -> tuple[ToolCall, ...]:
        if len(calls) > MAX_CALLS:
            raise Refusal(f"At most {MAX_CALLS} calls at once.")
        checked: list[ToolCall] = []
        for raw in calls:
            call = self._check_call(raw)
            if call in checked:
                raise Refusal(f"{call} appears twice in your reply.")
            if call in made:
                raise Refusal(f"{call} was already made; its result is above. Use it, or do something else.")
            checked.append(call)
        return tuple(checked)

    def _check_call(self, raw: Json) -> ToolCall:
        match raw:
            case {"call": str(name), "with": dict(arguments), **rest} if not rest:
                pass
            case _:
                raise Refusal('Each call has the form {"call":"NAME","with":{ARGUMENTS}}.')
        schema = self.argument_schemas.get(name)
        if schema is None:
            raise Refusal(
                f"There is no tool {name!r} now. The tools are: {', '.join(self.argument_schemas) or 'none'}."
            )
        tool = self._tools[name]
        arguments = _normalised(arguments, schema, lenient=tool.risk == "read")
        problems = sorted(_validator(_canonical(schema)).iter_errors(arguments), key=lambda e: list(map(str, e.path)))
        if problems:
            raise Refusal(f"{name}: {'; '.join(_explain(problem, schema) for problem in problems[:3])}.")
        if tool.precondition is not None:
            try:
                tool.precondition(arguments)
            except ToolError as error:
                raise Refusal(f"{name}: {error}") from error
        return ToolCall(name, arguments)


def _decision_schema(argument_schemas: Mapping[str, dict[str, Json]]) -> dict[str, Json]:
    shared: dict[str, Json] = {}
    names: dict[str, str] = {}

    def lean(schema: Mapping[str, Json]) -> dict[str, Json]:
        """Without remarks, and with long enums stated once."""
        kept = {key: value for key, value in schema.items() if key not in ("description", "$comment")}
        if len(kept.get("enum", ())) > 4:
            # `type` beside `enum` is ignored by llama.cpp, so it is left out of the shared definition.
            name = names.setdefault(_canonical(kept["enum"]), f"values{len(names) + 1}")
            shared[name] = {"enum": kept["enum"]}
            return {"$ref": f"#/$defs/{name}"}
        return kept

    branches = [
        _closed(
            call={"const": tool},
            **{"with": schema | {"properties": {name: lean(p) for name, p in schema["properties"].items()}}},
        )
        for tool, schema in argument_schemas.items()
    ]
    text = {"type": "string"}
    options = [
        _closed(answer=text),
        _closed(ask=text, options={"type": "array", "items": text, "maxItems": 4}),
        _closed(decline=text),
    ]
    if branches:
        calls = {"type": "array", "items": {"anyOf": branches}, "minItems": 1, "maxItems": MAX_CALLS}
        options.insert(0, _closed(calls=calls))
    return {"anyOf": options, **({"$defs": shared} if shared else {})}


def _closed(**properties: Json) -> dict[str, Json]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _load(text: str, tools: Iterable[str]) -> Json:
    """The decision document in `text`, also where it is wrapped in words or in another framework's shape."""
    if not text.strip():
        raise Refusal("Your reply was empty.")
    try:
        document = json.loads(text, object_pairs_hook=_unique_keys, parse_constant=not_json)
    except RecursionError:
        raise Refusal("Your reply is nested too deeply.") from None
    except ValueError as error:
        found = recover(text, set(tools))
        if found is None:
            raise Refusal(f"Your reply is not one JSON document ({error}).") from error
        return found
    return document if _is_decision(document) else recover(text, set(tools)) or document


def _is_decision(document: Json) -> bool:
    return isinstance(document, dict) and not BRANCHES.isdisjoint(document)


def _unique_keys(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    document = dict(pairs)
    if len(document) != len(pairs):
        raise Refusal("A key appears twice in your reply.")
    return document


def _canonical(value: Json) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


@functools.lru_cache(maxsize=512)
def _validator(schema: str) -> Validator:
    """Built once per schema: building costs fifty times what validating does."""
    from jsonschema import Draft202012Validator

    return Draft202012Validator(json.loads(schema))


def _normalised(arguments: Mapping[str, Json], schema: Mapping[str, Json], *, lenient: bool) -> dict[str, Json]:
    """Alphabetical order; whole floats for integers (20.0 → 20); for harmless tools also "20" → 20, "true" → True."""
    normalised: dict[str, Json] = {}
    for name in sorted(arguments):
        value, wanted = arguments[name], schema["properties"].get(name, {}).get("type")
        if wanted == "integer" and isinstance(value, float) and value.is_integer():
            value = int(value)
        elif lenient and isinstance(value, str) and wanted in ("integer", "number", "boolean"):
            value = _literal(value, wanted)
        normalised[name] = value
    return normalised


def _literal(text: str, wanted: str) -> Json:
    pattern = {"integer": r"-?\d{1,15}", "number": r"-?\d{1,15}(\.\d{1,15})?", "boolean": "true|false"}[wanted]
    return json.loads(text.lower()) if re.fullmatch(pattern, text.strip().lower()) else text


def _explain(problem: Any, schema: Mapping[str, Json]) -> str:
    """One validation error in words a small model can act on."""
    name = ".".join(map(str, problem.absolute_path))
    match problem.validator:
        case "required":
            missing = [key for key in problem.validator_value if key not in problem.instance]
            return f"missing {', '.join(missing)}"
        case "additionalProperties":
            extra = sorted(set(problem.instance) - set(schema["properties"]))
            return f"there is no argument {', '.join(extra)}; the arguments are: {', '.join(schema['properties'])}"
        case "enum":
            return f"{name} {problem.instance!r} does not exist; use one of: {_some(problem.validator_value)}"
        case "minimum" | "maximum":
            bounds = schema["properties"][problem.absolute_path[0]]
            return f"{name} {problem.instance} is out of range {bounds.get('minimum')} to {bounds.get('maximum')}"
        case "type":
            return f"{name} must be of type {problem.validator_value}, not {problem.instance!r}"
    return str(problem.message)


def _some(values: Sequence[Json], limit: int = 30) -> str:
    shown = ", ".join(map(str, values[:limit]))
    return shown if len(values) <= limit else f"{shown} and {len(values) - limit} more"
