"""What a run may spend before it is stopped."""

from __future__ import annotations

from dataclasses import dataclass

from agentlite.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one run; every one is on by default.

    `steps` decisions, `calls` tool calls, `tokens` prompt and completion tokens together, `seconds` of wall time;
    `answer_tokens` of one completion; `form_errors` is how many times in a row an illegal proposal is sent back to the
    model; `task_chars` is the longest task accepted.

    Raises `ConfigurationError` for a bound below its least sensible value.
    """

    steps: int = 8
    calls: int = 16
    tokens: int = 60_000
    seconds: float = 120.0
    answer_tokens: int = 512
    form_errors: int = 1
    task_chars: int = 4_000

    def __post_init__(self) -> None:
        for name in ("steps", "calls", "tokens", "seconds", "answer_tokens", "task_chars"):
            if getattr(self, name) <= 0:
                raise ConfigurationError(f"Limits.{name} must be positive, not {getattr(self, name)}.")
        if self.form_errors < 0:
            raise ConfigurationError(f"Limits.form_errors must not be negative, not {self.form_errors}.")

    def reached(self, steps: int, calls: int, tokens: int, seconds: float) -> str | None:
        """The name of the first bound that a run with these counts has reached, or None."""
        spent = {"steps": steps, "calls": calls, "tokens": tokens, "seconds": seconds}
        return next((name for name, value in spent.items() if value >= getattr(self, name)), None)
