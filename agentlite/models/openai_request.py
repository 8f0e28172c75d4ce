"""What is asked of an OpenAI-compatible server, and doing without what it does not understand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from agentlite.actions import Json
from agentlite.models.base import Message
from agentlite.models.openai_schema import response_format
from agentlite.models.providers import Limit, Provider, SchemaMode
from agentlite.models.schema_text import with_schema

_THINKERS = re.compile(r"(o\d|gpt-([5-9]|\d\d))")
"""OpenAI's models that think first: they refuse a temperature and tell no log-probabilities."""

_WEAKER: dict[SchemaMode, SchemaMode] = {"json_schema": "json_object", "json_object": "text"}
_OTHER: dict[Limit, Limit] = {"max_tokens": "max_completion_tokens", "max_completion_tokens": "max_tokens"}
_OPTIONAL = ("stream_options", "top_logprobs", "logprobs", "temperature")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one model of one provider is spoken to. `refused` names the fields it will not have."""

    schema: SchemaMode
    limit: Limit
    streams: bool
    alternatives: int
    extra: Mapping[str, Json]
    refused: frozenset[str] = frozenset()

    def body(
        self, model: str, messages: Sequence[Message], schema: Mapping[str, Json] | None, max_tokens: int
    ) -> dict[str, Json]:
        """The request that asks for one greedy answer to `messages` under `schema`."""
        form = self.schema if schema is not None else "text"
        told = with_schema(messages, None if form == "json_schema" else schema)
        body: dict[str, Json] = {
            "model": model,
            "messages": [{"role": m.role, "content": m.content} for m in told],
            self.limit: max_tokens,
            "temperature": 0,
            "stream": self.streams,
            **self.extra,
        }
        if self.streams:
            body["stream_options"] = {"include_usage": True}
        if schema is not None and form != "text":
            body["response_format"] = response_format(schema) if form == "json_schema" else {"type": "json_object"}
        if self.alternatives:
            body |= {"logprobs": True, "top_logprobs": self.alternatives}
        return {key: value for key, value in body.items() if key not in self.refused}

    def without(self, said: str) -> Dialect | None:
        """This dialect less what a refusal, `said`, names; None if it names nothing that can be done without."""
        for name in _OPTIONAL:
            if name not in self.refused and _names(name, said):
                more = {"top_logprobs"} if name == "logprobs" else set()
                return replace(self, refused=self.refused | {name} | more)
        if self.streams and re.search(r"\bstream(ing)?\b", said):
            return replace(self, streams=False)
        if re.search(r"response.?format|json.?schema|json.?object|structured.?output", said, re.IGNORECASE):
            weaker = _WEAKER.get(self.schema)
            return replace(self, schema=weaker) if weaker else None
        other = _OTHER[self.limit]
        if _names(self.limit, said) and other not in self.refused:
            return replace(self, limit=other, refused=self.refused | {self.limit})
        return None


def dialect_of(provider: Provider, model: str, extra: Mapping[str, Json]) -> Dialect:
    """How `model` is spoken to at first. `extra` is sent besides what the provider wants."""
    thinks = provider.title == "OpenAI" and _THINKERS.match(model)
    return Dialect(
        schema=provider.schema,
        limit=provider.limit,
        streams=provider.streams,
        alternatives=0 if thinks else provider.alternatives,
        extra={**provider.extra, **extra},
        refused=frozenset({"temperature"} if thinks else ()),
    )


def _names(field: str, said: str) -> bool:
    return re.search(rf"(?<![\w.]){field}(?!\w)", said) is not None
