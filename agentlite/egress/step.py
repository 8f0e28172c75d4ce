"""One escalated step while the door is open for it, and each of its requests."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from agentlite.actions import Usage
from agentlite.egress.entry import Entry, Event
from agentlite.egress.ledger import Ledger
from agentlite.egress.sealed import Sealed


@dataclass(frozen=True, slots=True)
class Preview:
    """What is about to leave, for whoever must consent to it. `text` is the whole request, credentials blanked."""

    url: str
    provider: str
    model: str
    reason: str
    text: str
    bytes: int
    redactions: Mapping[str, int]
    withheld: Mapping[str, int]


@dataclass(slots=True, repr=False)
class Step:
    """One escalated step. `finish` says what it came to; without it, the ledger says that it was left unfinished."""

    sealed: Sealed
    ledger: Ledger
    reason: str
    provider: str
    model: str
    certificate: str = ""
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    outcome: str = ""
    usage: Usage | None = None
    price: float | None = None
    consented: set[str] = field(default_factory=set)
    closed: bool = False

    def __post_init__(self) -> None:
        self.reason = self.sealed.pseudonyms.redact(self.reason)

    def finish(self, *, outcome: str, usage: Usage | None = None, price: float | None = None) -> None:
        """Say how the step ended ("accepted", "rejected: ..."), what it used, and what it cost in your currency."""
        self.outcome, self.usage, self.price = outcome, usage, price

    def entry(self, event: Event, outcome: str = "") -> Entry:
        """A row about this step. Its reason and its outcome are redacted too."""
        return Entry(
            event=event,
            step=self.id,
            provider=self.provider,
            model=self.model,
            reason=self.reason,
            certificate=self.certificate,
            outcome=self.sealed.pseudonyms.redact(outcome),
        )

    def settle(self) -> None:
        """Write down what the step came to."""
        row = replace(
            self.entry("settled", self.outcome or "unfinished"), price=None if self.price is None else float(self.price)
        )
        if self.usage is not None:
            row = replace(row, tokens_in=self.usage.prompt_tokens, tokens_out=self.usage.completion_tokens)
        self.ledger.append(row)


@dataclass(frozen=True, slots=True, repr=False)
class Exchange:
    """One request that is in the ledger and may now leave."""

    step: Step
    sent: Entry

    def answered(self, status: int | None, content: bytes, size: int, outcome: str) -> None:
        """Write down how it ended: the HTTP status if there was one, what came back, and its size in bytes."""
        self.step.ledger.append(
            replace(
                self.step.entry("answered", outcome),
                url=self.sent.url,
                call=self.sent.id,
                status=status,
                content=content.decode("utf-8", "replace"),
                bytes=size,
            )
        )
