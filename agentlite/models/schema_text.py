"""For models that cannot be held to a schema: the schema as text in the prompt."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from agentlite.actions import Json
from agentlite.models.base import Message

_SCHEMA = "The reply is one JSON document that conforms to this JSON Schema:\n{schema}"
_BYTES_PER_TOKEN = 3
_MESSAGE_TOKENS = 8


def with_schema(messages: Sequence[Message], schema: Mapping[str, Json] | None) -> list[Message]:
    """The schema as text at the end of the instructions, where it stays the same from turn to turn."""
    if schema is None:
        return list(messages)
    text = _SCHEMA.format(schema=json.dumps(schema, ensure_ascii=False, separators=(",", ":")))
    if messages and messages[0].role == "system":
        return [Message("system", f"{messages[0].content}\n{text}"), *messages[1:]]
    return [Message("system", text), *messages]


def estimated_tokens(messages: Sequence[Message]) -> int:
    """A third of the bytes, which is more than most tokenizers need. The schema, added later, is not counted."""
    return sum(len(m.content.encode()) // _BYTES_PER_TOKEN + _MESSAGE_TOKENS for m in messages)
