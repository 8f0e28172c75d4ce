"""A conversation made ready to leave."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from agentlite.actions import Json
from agentlite.egress.pseudonyms import Pseudonyms
from agentlite.models.base import Message
from agentlite.models.schema_text import with_schema


@dataclass(frozen=True, slots=True, repr=False)
class Sealed:
    """What a cloud model may read of one step, and the way back from what it answers.

    `withheld` counts the pieces that do not leave, by label; in their place stands "[withheld]".
    """

    messages: list[Message]
    schema: Mapping[str, Json] | None
    withheld: Mapping[str, int]
    pseudonyms: Pseudonyms
    vocabulary: frozenset[str]
    """Words that a request may hold beside these texts."""
    texts: frozenset[str] = field(default_factory=frozenset)
    """Every text that may be in a request, whole."""

    @property
    def redactions(self) -> dict[str, int]:
        """How many pseudonyms there are of each kind, and how often something was withheld within a text."""
        inside = {"withheld": self.pseudonyms.withheld} if self.pseudonyms.withheld else {}
        return {**self.pseudonyms.counts, **inside}

    def rehydrate(self, value: Json) -> Json:
        """A reply, as text or as a JSON value, with what its pseudonyms stand for.

        Raises `UnknownPlaceholder` if it speaks of something that it was not told of.
        """
        return self.pseudonyms.rehydrate(value)

    def __repr__(self) -> str:
        return f"<Sealed: {len(self.messages)} messages, {self.redactions}>"


def texts_of(messages: Sequence[Message], schema: Mapping[str, Json] | None) -> frozenset[str]:
    """The texts that a request may hold: the messages, the schema's strings, and both in one where a model needs it."""
    shown = [*messages, *with_schema(messages, schema)]
    return frozenset((*(message.content for message in shown), *_strings(schema)))


def _strings(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield key
            yield from _strings(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _strings(inner)
