"""Words that a call repeats as they were said, marked while noise is added to the sentence around and in them."""

from __future__ import annotations

import re
from dataclasses import replace

from agentlite.actions import Action, Calls

_OPEN, _CLOSE = "\x02", "\x03"
_QUOTED = re.compile(f"{_OPEN}([^{_CLOSE}]*){_CLOSE}")


def quoted(text: str) -> str:
    """`text` marked."""
    return f"{_OPEN}{text}{_CLOSE}"


def repeated(text: str) -> tuple[str, str]:
    """What is said for a slot, and the argument that repeats it."""
    return quoted(text), quoted(text)


def settled(text: str, action: Action, before: str) -> tuple[str, Action]:
    """The sentence without marks, and its calls with what was really said in place of their marked arguments.

    `text` is what noise has made of the sentence `before`.
    """
    said = dict(zip(_QUOTED.findall(before), _QUOTED.findall(text), strict=True))
    if isinstance(action, Calls):
        action = Calls(
            tuple(
                replace(call, arguments={k: said[v[1:-1]] if _is_quoted(v) else v for k, v in call.arguments.items()})
                for call in action.calls
            )
        )
    return plain(text), action


def plain(text: str) -> str:
    """The text without marks."""
    return text.replace(_OPEN, "").replace(_CLOSE, "")


def _is_quoted(value: object) -> bool:
    return isinstance(value, str) and value.startswith(_OPEN)
