"""Trying again what may pass by itself: backoff with full jitter, `Retry-After`, a deadline, a circuit breaker."""

from __future__ import annotations

import asyncio
import email.utils
import random
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from agentlite.errors import ConfigurationError, ModelError, ModelUnavailable

T = TypeVar("T")

_NUMBER = re.compile(r"\d{1,9}(\.\d{1,9})?")


class Passing(Exception):
    """A failure, `error`, that may pass by itself. `after` is how many seconds the server asks to wait, if it does."""

    def __init__(self, error: ModelError, after: float | None = None) -> None:
        super().__init__(str(error))
        self.error = error
        self.after = after


@dataclass(frozen=True, slots=True)
class Retry:
    """How often and how soon to try again; all times are in seconds.

    At most `attempts` in all. Before the n-th repetition the wait is drawn evenly from 0 to `first` · 2ⁿ⁻¹, at most
    `longest` ("full jitter", so that many clients do not come back together), or it is what the server asks for; where
    that is more than `patience`, there is no further attempt.
    """

    attempts: int = 4
    first: float = 0.5
    longest: float = 8.0
    patience: float = 20.0
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    draw: Callable[[float, float], float] = random.uniform

    def __post_init__(self) -> None:
        if self.attempts < 1:
            raise ConfigurationError(f"Retry.attempts must be at least 1, not {self.attempts}.")

    def wait(self, tried: int, after: float | None) -> float | None:
        """Seconds to wait after `tried` failed attempts; None if there is to be no other."""
        if tried >= self.attempts or (after is not None and after > self.patience):
            return None
        return self.draw(0, min(self.longest, self.first * 2 ** (tried - 1))) if after is None else after


class Breaker:
    """Spares a server that fails: after `failures` failed attempts in a row none is made for `rest` seconds, and then
    a single one, whose outcome decides. `clock` tells seconds.
    """

    def __init__(self, failures: int = 5, rest: float = 30.0, clock: Callable[[], float] = time.monotonic) -> None:
        self.failures, self.rest, self.clock = failures, rest, clock
        self._count = 0
        self._until = 0.0
        self._trying = False

    @property
    def is_open(self) -> bool:
        """Whether the server is being spared, or on trial."""
        return self._count >= self.failures

    def admit(self, title: str) -> None:
        """Begin an attempt, which `succeeded`, `failed` or `abandoned` must end. Raises `ModelUnavailable`."""
        if self.is_open and (self._trying or self.clock() < self._until):
            raise ModelUnavailable(
                f"{title} failed {self._count} times in a row, and is left alone for a while.",
                hint=f"Try again in {max(1, round(self._until - self.clock()))} seconds, or use another model.",
            )
        self._trying = self.is_open

    def succeeded(self) -> None:
        self._count, self._trying = 0, False

    def failed(self) -> None:
        self._count, self._trying = self._count + 1, False
        self._until = self.clock() + self.rest

    def abandoned(self) -> None:
        """It was cancelled, and says nothing about the server."""
        self._trying = False


async def persist(
    attempt: Callable[[float], Awaitable[T]], title: str, seconds: float, retry: Retry, breaker: Breaker
) -> T:
    """What `attempt(seconds left)` returns, tried again while it raises `Passing` and there is time.

    Raises the error of the last attempt, and `ModelUnavailable` while the breaker is open.
    """
    deadline, tried = breaker.clock() + seconds, 0
    while True:
        breaker.admit(title)
        tried += 1
        try:
            answer = await attempt(deadline - breaker.clock())
        except Passing as passing:
            breaker.failed()
            wait = retry.wait(tried, passing.after)
            if wait is None or breaker.is_open or breaker.clock() + wait >= deadline:
                raise passing.error from passing
            await retry.sleep(wait)
        except ModelError:
            breaker.succeeded()  # It answers, if not as we like.
            raise
        except BaseException:
            breaker.abandoned()
            raise
        else:
            breaker.succeeded()
            return answer


def retry_after(headers: Mapping[str, str], now: Callable[[], float] = time.time) -> float | None:
    """The seconds a response asks to wait, as a number or as an HTTP date (RFC 9110, 10.2.3); None if it does not."""
    asked, milliseconds = headers.get("retry-after", "").strip(), headers.get("retry-after-ms", "").strip()
    if _NUMBER.fullmatch(milliseconds):
        return float(milliseconds) / 1000
    if _NUMBER.fullmatch(asked):
        return float(asked)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(asked).timestamp() - now())
    except (ValueError, OverflowError):
        return None
