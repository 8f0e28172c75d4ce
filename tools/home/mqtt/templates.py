"""The templates in which devices say where a value stands in their messages, and how a command is to be written.

They come from whoever may write to the broker: they run in Jinja's sandbox, are short, see nothing but the value, and
cannot make much out of little.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from agentlite.actions import Json
from agentlite.errors import ConfigurationError

if TYPE_CHECKING:
    from jinja2 import Template
    from jinja2.runtime import Context

_LONGEST = 4_000
_BIGGEST = 1 << 20


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
        from jinja2 import TemplateSyntaxError
        from jinja2.exceptions import SecurityError
        from jinja2.sandbox import ImmutableSandboxedEnvironment
    except ImportError as error:
        raise ConfigurationError(
            "MQTT devices need the package jinja2.", hint="Run: pip install 'agentlite[mqtt]'"
        ) from error
    if len(template) > _LONGEST:
        raise TemplateSyntaxError("The template is too long.", 1)

    class Modest(ImmutableSandboxedEnvironment):
        """No powers, and no products of anything but numbers."""

        intercepted_binops = frozenset(("**", "*"))

        def call_binop(self, context: Context, operator: str, left: Json, right: Json) -> Json:
            if operator == "**" or not all(isinstance(side, int | float) for side in (left, right)):
                raise SecurityError(f"{operator} is not for {left!r:.40}")
            return left * right

    environment = Modest()
    extra: dict[str, Callable[..., Json]] = {
        "is_defined": lambda value: value,
        "from_json": json.loads,
        "to_json": json.dumps,
        "iif": lambda value, yes=True, no=False: yes if value else no,
    }
    environment.filters.update(extra)
    environment.globals.clear()
    environment.globals.update({"float": _number, "int": lambda value: int(_number(value)), "iif": extra["iif"]})
    return environment.from_string(template)


def _number(value: Json, default: float = 0.0) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return default
