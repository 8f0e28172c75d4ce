"""What a newer statement does to older ones about the same thing: it ends their validity, and deletes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement about a subject's attribute: when it began to hold, how far it is trusted, when it expires."""

    id: int
    since: float
    trust: int
    expires_at: float | None = None


def closures(claims: Sequence[Claim]) -> Iterator[tuple[int, float, int]]:
    """(claim, time, by): the claim stopped holding at `time` because of the claim `by`.

    A claim gives way to the next one that is trusted at least as far. One that is less trusted than what holds when it
    begins never holds at all: somebody else's words cannot overrule the owner's. The order of arrival does not matter.
    """
    ordered = sorted(claims, key=lambda claim: (claim.since, claim.id))
    for place, claim in enumerate(ordered):
        stronger = [c for c in ordered[:place] if c.trust > claim.trust and not _expired(c, claim.since)]
        if stronger:
            yield claim.id, claim.since, stronger[-1].id
            continue
        successor = next((c for c in ordered[place + 1 :] if c.trust >= claim.trust), None)
        if successor is not None:
            yield claim.id, successor.since, successor.id


def _expired(claim: Claim, when: float) -> bool:
    return claim.expires_at is not None and claim.expires_at <= when
