"""What memory holds: drafts on the way in, items once kept, and what search and packing hand out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, TypeAlias

from agentlite.actions import Json, ToolCall

Kind: TypeAlias = Literal["turn", "fact", "alias", "example", "document", "result"]
"""turn: something said, verbatim. fact: one thing known. alias: a name the user gives a thing. example: a request and
the calls that solved it. document: a piece of a file. result: what a tool returned."""

Author: TypeAlias = Literal["user", "agent", "tool", "import", "cloud"]

Trust: TypeAlias = Literal["foreign", "local", "owner"]
"""owner: the user said or accepted it. local: made on this machine. foreign: others' words (files, web, cloud)."""

Privacy: TypeAlias = Literal["open", "personal", "never"]
"""open: may leave the machine. personal: only redacted. never: stays here whatever the settings say."""

TRUST: tuple[Trust, ...] = ("foreign", "local", "owner")
PRIVACY: tuple[Privacy, ...] = ("open", "personal", "never")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Something to keep. Times are Unix seconds; None for `valid_from` means now.

    `thread` names the conversation or document that the text is part of and `seq` its place there, from 0; `span` is
    its first and last-plus-one character in the source. `subject`, `attribute` and `value` make a statement of a fact
    or alias: a newer one about the same subject and attribute ends the validity of the older. `data` is any JSON.
    """

    text: str
    kind: Kind = "fact"
    author: Author = "user"
    source: str = ""
    trust: Trust = "owner"
    privacy: Privacy = "personal"
    valid_from: float | None = None
    expires_at: float | None = None
    pinned: bool = False
    thread: str | None = None
    seq: int | None = None
    span: tuple[int, int] | None = None
    subject: str | None = None
    attribute: str | None = None
    value: str | None = None
    data: Json = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(Draft):
    """Something kept. `valid_to` and `superseded_by` are set once something newer took its place."""

    id: int
    created_at: float
    valid_to: float | None = None
    superseded_by: int | None = None

    @property
    def label(self) -> str:
        """How answers cite it: `m12`."""
        return f"m{self.id}"

    @property
    def date(self) -> str:
        """The day (UTC, ISO) from which it holds."""
        when = self.created_at if self.valid_from is None else self.valid_from
        return datetime.fromtimestamp(when, UTC).date().isoformat()


@dataclass(frozen=True, slots=True)
class Hit:
    """An item found, with its fused score: higher is better, comparable only within one search."""

    item: Item
    score: float


@dataclass(frozen=True, slots=True)
class Filter:
    """Which items may be found. The defaults let everything through that holds now.

    `as_of` (Unix seconds) asks what held then; `history` also shows what has been superseded. Expired items never show.
    """

    kinds: tuple[Kind, ...] = ()
    min_trust: Trust = "foreign"
    max_privacy: Privacy = "never"
    source: str | None = None
    thread: str | None = None
    as_of: float | None = None
    history: bool = False


@dataclass(frozen=True, slots=True)
class Example:
    """A request that was solved, and the calls that solved it."""

    request: str
    calls: tuple[ToolCall, ...]
    item: Item
