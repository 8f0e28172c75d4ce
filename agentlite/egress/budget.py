"""How much may leave in a day."""

from __future__ import annotations

from dataclasses import dataclass

from agentlite.errors import EgressRefused


@dataclass(frozen=True, slots=True)
class Spent:
    """What has left since midnight, local time: money in the currency of the prices given, bytes sent, requests."""

    money: float = 0.0
    bytes: int = 0
    calls: int = 0


@dataclass(frozen=True, slots=True)
class Budget:
    """Daily limits; None is no limit.

    What a request will cost is known only after it, so a request begins as long as `money` is not all spent: the last
    one of a day may go beyond. A request without a known price counts as free; limit `calls` too where that happens.
    """

    money: float | None = None
    bytes: int | None = None
    calls: int | None = None

    def check(self, spent: Spent, size: int) -> None:
        """Raise `EgressRefused` if a request of `size` bytes would break a limit."""
        if self.calls is not None and spent.calls >= self.calls:
            raise _used_up(f"{self.calls} requests")
        if self.bytes is not None and spent.bytes + size > self.bytes:
            raise _used_up(f"{self.bytes} bytes, and {spent.bytes} of them are sent and {size} more wanted")
        if self.money is not None and spent.money >= self.money:
            raise _used_up(f"{self.money:g} in money, and {spent.money:g} is spent")


def _used_up(limit: str) -> EgressRefused:
    return EgressRefused(f"The budget of the day is {limit}.", why="budget", hint="Wait for tomorrow, or allow more.")
