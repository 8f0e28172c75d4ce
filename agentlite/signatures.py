"""From a Python signature and docstring to JSON Schema: the reading half of `@tool`."""

from __future__ import annotations

import enum
import inspect
import math
import re
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from agentlite.actions import Json
from agentlite.errors import InvalidTool
from agentlite.said import numbers, shares, spans


@dataclass(frozen=True, slots=True)
class Range:
    """Marks a number's inclusive bounds: `Annotated[int, Range(0, 100)]`."""

    minimum: float
    maximum: float


@dataclass(frozen=True, slots=True)
class Choices:
    """Marks an argument whose legal values are only known at run time: `Annotated[str, Choices(rooms)]`.

    `values(request)` returns them for the user's request, most relevant first; they become an enum, so that a value
    which does not exist cannot be expressed. For a method, a function of `(self, request)`. With `local_only` they must
    not leave this machine: a model elsewhere is not offered the tool.
    """

    values: Callable[..., Sequence[str]]
    local_only: bool = False


SAID = "as said in the request"
"""The `$comment` of a schema whose values come from the request, and so differ from one request to the next."""


@dataclass(frozen=True, slots=True)
class Said:
    """Marks an argument that only repeats what the request says: `Annotated[str, Said()]` is a stretch of its words,
    `Annotated[int, Said()]` a number in it; with `percent`, "half" or "maximum" do as well. If nothing is said, there
    is no legal value.
    """

    percent: bool = False


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument of a tool: its fixed schema and, if its values are dynamic, where they come from.

    `said` tells that they are what the request says.
    """

    name: str
    schema: Mapping[str, Json]
    required: bool = True
    choices: Choices | None = None
    enum: type[enum.Enum] | None = None
    """The Enum class whose member the function wants, where JSON carries the member's value."""
    said: Said | None = None

    def schema_for(self, request: str) -> dict[str, Json] | None:
        """The schema with dynamic values filled in; None if there is no legal value now."""
        if self.choices is not None:
            values = list(dict.fromkeys(self.choices.values(request)))
            return {**self.schema, "enum": values} if values else None
        if self.said is not None and request:
            legal = [value for value in self._in(request, self.said) if self._allows(value)]
            return {**self.schema, "enum": legal, "$comment": SAID} if legal else None
        return dict(self.schema)

    def _in(self, request: str, said: Said) -> Sequence[Json]:
        if self.schema["type"] == "string":
            return spans(request)
        return [*numbers(request), *(shares(request) if said.percent else ())]

    def _allows(self, value: Json) -> bool:
        if isinstance(value, str):
            return True
        if isinstance(value, float) and self.schema["type"] == "integer":
            return False
        low, high = self.schema.get("minimum", -math.inf), self.schema.get("maximum", math.inf)
        return bool(low <= value <= high)

    def bound_to(self, instance: object) -> Parameter:
        """The parameter of a method, with `choices` bound to its object."""
        if self.choices is None or not inspect.isfunction(self.choices.values):
            return self
        return replace(self, choices=replace(self.choices, values=self.choices.values.__get__(instance)))


_SCALARS: dict[Any, str] = {str: "string", int: "integer", float: "number", bool: "boolean"}
_SECTION = re.compile(r"^\s*(Args|Arguments|Returns|Raises|Example|Examples|Yields|Note)s?:\s*$", re.MULTILINE)
_ARGUMENT = re.compile(r"^(\s*)(\w+)(?:\s*\([^)]*\))?:\s*(.*)$")


def describe(function: Callable[..., Any]) -> tuple[str, dict[str, str]]:
    """The docstring's first paragraph, and the text of each argument in its "Args:" section.

    Raises `InvalidTool` if there is no docstring: a model cannot choose a tool that nothing describes.
    """
    text = inspect.getdoc(function)
    if not text:
        raise InvalidTool(
            f"{function.__name__} has no docstring.", hint="Say in one sentence what it does: the model reads it."
        )
    summary = " ".join(_SECTION.split(text, maxsplit=1)[0].split("\n\n")[0].split())
    return summary, _argument_texts(text)


def _argument_texts(docstring: str) -> dict[str, str]:
    texts: dict[str, str] = {}
    in_arguments, current, depth = False, "", 0
    for line in docstring.splitlines():
        if heading := _SECTION.match(line):
            in_arguments = heading[1].startswith("Arg")
        elif in_arguments and (found := _ARGUMENT.match(line)) and (not current or len(found[1]) <= depth):
            current, depth = found[2], len(found[1])
            texts[current] = found[3].strip()
        elif in_arguments and current and line.strip():
            texts[current] += " " + line.strip()
    return texts


def parameters_of(function: Callable[..., Any], texts: Mapping[str, str]) -> tuple[Parameter, ...]:
    """The arguments of `function` as schemas, in alphabetical order (some servers sort keys, so we always do).

    Raises `InvalidTool` for an argument without a type, of a type with no JSON form, or taken by * or **.
    """
    try:
        hints = get_type_hints(function, include_extras=True)
    except NameError as error:
        raise InvalidTool(f"A type of {function.__name__} cannot be found: {error}.") from error
    parameters = []
    for name, parameter in inspect.signature(function).parameters.items():
        if name == "self":
            continue
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD, parameter.POSITIONAL_ONLY):
            raise InvalidTool(f"{function.__name__} takes *, ** or positional-only arguments.", hint="Name each one.")
        if name not in hints:
            raise InvalidTool(f"Argument {name!r} of {function.__name__} has no type.", hint="Annotate it.")
        schema, choices = _schema_of(hints[name], f"{function.__name__}({name})")
        if name in texts:
            schema["description"] = texts[name]
        required, said = parameter.default is parameter.empty, _said_of(hints[name])
        parameters.append(Parameter(name, schema, required, choices, _enum_of(hints[name]), said))
    return tuple(sorted(parameters, key=lambda p: p.name))


def _enum_of(annotation: Any) -> type[enum.Enum] | None:
    """The Enum class in an annotation such as `Tone`, `Tone | None` or `Annotated[Tone, "..."]`."""
    for candidate in (annotation, *get_args(annotation)):
        if inspect.isclass(candidate) and issubclass(candidate, enum.Enum):
            return candidate
    return None


def _said_of(annotation: Any) -> Said | None:
    """The `Said` that an annotation is marked with, if it is."""
    return next((marker for marker in get_args(annotation) if isinstance(marker, Said)), None)


def _schema_of(annotation: Any, where: str) -> tuple[dict[str, Json], Choices | None]:
    """The JSON Schema of one annotation, and its dynamic choices if it is marked with any."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _annotated(arguments, where)
    if annotation in _SCALARS:
        return {"type": _SCALARS[annotation]}, None
    if origin is Literal:
        return _enum_schema(list(arguments), where), None
    if inspect.isclass(annotation) and issubclass(annotation, enum.Enum):
        return _enum_schema([member.value for member in annotation], where), None
    if origin in (list, Sequence) and len(arguments) == 1:
        items, choices = _schema_of(arguments[0], where)
        if choices:
            raise InvalidTool(f"{where}: a list cannot hold dynamic choices.", hint="Take one value per call.")
        return {"type": "array", "items": items, "maxItems": 20}, None
    if origin in (Union, types.UnionType):
        members = [a for a in arguments if a is not type(None)]
        if len(members) == 1:
            return _schema_of(members[0], where)
    raise InvalidTool(
        f"{where} has the type {annotation!r}, which has no plain JSON form.",
        hint="Use str, int, float, bool, Literal, Enum, list[...] of those, or X | None.",
    )


def _annotated(arguments: tuple[Any, ...], where: str) -> tuple[dict[str, Json], Choices | None]:
    schema, choices = _schema_of(arguments[0], where)
    for marker in arguments[1:]:
        if isinstance(marker, Range):
            schema |= {"minimum": marker.minimum, "maximum": marker.maximum}
        elif isinstance(marker, Choices):
            choices = marker
        elif isinstance(marker, str):
            schema["description"] = marker
    if choices and schema != {"type": "string"} | {k: v for k, v in schema.items() if k == "description"}:
        raise InvalidTool(f"{where}: dynamic choices are for plain strings.")
    return schema, choices


def _enum_schema(values: list[Json], where: str) -> dict[str, Json]:
    kinds = {type(value) for value in values}
    if len(kinds) != 1 or not kinds <= set(_SCALARS):
        raise InvalidTool(f"{where}: the values of an enum must all be strings, or all numbers.")
    return {"type": _SCALARS[kinds.pop()], "enum": values}
