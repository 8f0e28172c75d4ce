"""One row of the ledger, and the hash that chains it to the row before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import astuple, dataclass, field, replace
from typing import Literal, TypeAlias

from agentlite.storage import Row

Event: TypeAlias = Literal["sent", "answered", "refused", "settled"]
"""sent: a request is about to leave. answered: how it ended. refused: one that did not leave. settled: what the step
that they belong to came to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row. Which fields are filled depends on the event.

    `at` is in Unix seconds. `call` is the id of the sent row that an answer belongs to. `content` is the exact text
    sent, credentials blanked, or the text of the answer. `bytes` were sent or received. `price` is in the currency of
    the caller. `hash` is the SHA-256 of everything else in the row, `previous` (the hash of the row before) included.
    """

    event: Event
    step: str
    provider: str = ""
    model: str = ""
    reason: str = ""
    certificate: str = ""
    url: str = ""
    redactions: Mapping[str, int] = field(default_factory=dict)
    content: str = ""
    bytes: int = 0
    call: int | None = None
    status: int | None = None
    tokens_in: int | None = None
    tokens_out: int | None = None
    price: float | None = None
    outcome: str = ""
    id: int = 0
    at: float = 0.0
    previous: str = ""
    hash: str = ""

    def chained(self, id: int, at: float, previous: str) -> Entry:  # noqa: A002
        """The entry in its place in the chain."""
        placed = replace(self, id=id, at=float(at), previous=previous)
        return replace(placed, hash=placed.digest())

    def digest(self) -> str:
        """What `hash` must be."""
        content = json.dumps(astuple(replace(self, hash="")), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(content.encode()).hexdigest()


COLUMNS = tuple(Entry.__dataclass_fields__)


def values_of(entry: Entry) -> tuple[object, ...]:
    """The entry as the columns of its row."""
    named = dict(zip(COLUMNS, astuple(entry), strict=True))
    return tuple((named | {"redactions": json.dumps(named["redactions"], sort_keys=True)}).values())


def entry_of(row: Row) -> Entry:
    """The entry that a row holds. Raises `ValueError` or `TypeError` for a row that is none."""
    return Entry(**{**row, "redactions": json.loads(row["redactions"])})
