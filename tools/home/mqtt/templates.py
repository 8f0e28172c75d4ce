"""The templates in which devices say where a value stands in their messages, and how a command is to be written.

They come from whoever may write to the broker: they run in Jinja's sandbox, are short, see nothing but the value, and
cannot make much out of little.
"""

from __future__ import annotations

import functools
import json
from typing import TYPE_CHECKING

from agentlite.actions import Json
from agentlite.errors import ConfigurationError

if TYPE_CHECKING:
    from jinja2 import Environment, Template
    from jinja2.runtime import Context

_LONGEST = 4_000
_BIGGEST = 1 << 20
_MOST_BITS = 256
_METHODS = frozenset("lower upper strip lstrip rstrip split startswith endswith get items keys values".split())
_FILTERS = (
    "abs capitalize count d default first float int last length lower max min string sum title trim upper".split()
)


def rendered(template: str, payload: str) -> str | None:
    """What a value template makes of a message; None for a template that fails on it."""
    if len(payload) > _BIGGEST:
        return None
    said = parsed(payload)
    return _run(template, {"value": payload, "value_json": {} if said is None else said})


def parsed(payload: str | bytes) -> Json:
    """The JSON of a message; None if it is none, or nested deeper than can be read."""
    try:
        return json.loads(payload)
    except (ValueError, RecursionError):
        return None


def written(template: str, value: Json) -> str | None:
    """The command that a command template makes of a value; None for a template that fails on it."""
    return _run(template, {"value": value, "position": value})


def _run(template: str, names: dict[str, Json]) -> str | None:
    from jinja2 import TemplateError

    try:
        return _compiled(template).render(names).strip()
    except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError, OverflowError, RecursionError):
        return None


@functools.lru_cache(maxsize=2048)
def _compiled(template: str) -> Template:
    try:
        from jinja2 import TemplateSyntaxError, nodes
    except ImportError as error:
        raise ConfigurationError(
            "MQTT devices need the package jinja2.", hint="Run: pip install 'agentlite[mqtt]'"
        ) from error
    if len(template) > _LONGEST:
        raise TemplateSyntaxError("The template is too long.", 1)
    environment = _environment()
    tree = environment.parse(template)
    doubling = (nodes.AssignBlock, nodes.Block, nodes.CallBlock, nodes.Concat, nodes.For, nodes.Macro, nodes.With)
    lists = (nodes.List, nodes.Tuple, nodes.Dict)
    kept = [each for assigned in tree.find_all(nodes.Assign) for each in assigned.find_all(lists)]
    if any(tree.find(kind) is not None for kind in doubling) or any(each.find(nodes.Name) is not None for each in kept):
        raise TemplateSyntaxError("Loops, blocks, ~ and lists made of variables are not for devices.", 1)
    return environment.from_string(tree)


def _environment() -> Environment:
    """Where templates run: with few filters and methods, none of which makes much out of little."""
    from jinja2.exceptions import SecurityError
    from jinja2.filters import FILTERS
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Modest(ImmutableSandboxedEnvironment):
        """No powers, no products and remainders of anything but numbers, no long texts."""

        intercepted_binops = frozenset(("**", "*", "%", "+"))

        def call_binop(self, context: Context, operator: str, left: Json, right: Json) -> Json:
            if operator == "+" and isinstance(left, str) and isinstance(right, str):
                return _short(left, right)
            if operator == "**" or not all(isinstance(side, int | float) for side in (left, right)):
                raise SecurityError(f"{operator} is not for {left!r:.40}")
            made = super().call_binop(context, operator, left, right)
            if isinstance(made, int) and made.bit_length() > _MOST_BITS:
                raise OverflowError("That makes too large a number.")
            return made

        def wrap_str_format(self, value: Json) -> None:
            """A text's `format` is one more method that is not in the list."""

        def is_safe_attribute(self, obj: Json, attr: str, value: Json) -> bool:
            return attr in _METHODS and super().is_safe_attribute(obj, attr, value)

    environment = Modest()
    environment.filters = {name: FILTERS[name] for name in _FILTERS} | {
        "join": lambda parts, between="": _short(*(f"{between if i else ''}{part}" for i, part in enumerate(parts))),
        "round": lambda value, digits=0, way="common": FILTERS["round"](value, max(-9, min(int(digits), 9)), way),
        "is_defined": lambda value: value,
        "from_json": json.loads,
        "to_json": json.dumps,
        "iif": _chosen,
    }
    environment.globals.clear()
    environment.globals.update({"float": _number, "int": lambda value: int(_number(value)), "iif": _chosen})
    return environment


def _short(*parts: str) -> str:
    """The parts in one. Raises `OverflowError` where that is too long."""
    length, made = 0, []
    for part in parts:
        length += len(part)
        if length > _BIGGEST:
            raise OverflowError("That makes too long a text.")
        made.append(part)
    return "".join(made)


def _chosen(value: Json, yes: Json = True, no: Json = False) -> Json:
    return yes if value else no


def _number(value: Json, default: float = 0.0) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return default
