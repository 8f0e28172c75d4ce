"""The vocabulary: what a model may decide, what the world answers, and what a run amounts to.

Everything here is a frozen dataclass made of plain values, so that it can be compared, logged and replayed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from agentlite.confidence import Confidence

Json: TypeAlias = Any
"""A value that `json.dumps` accepts: None, bool, int, float, str, list or dict of those."""

Status: TypeAlias = Literal["done", "answered", "asked", "declined", "refused", "failed", "limit"]
"""How a run ended.

done      every call ran and every effect was confirmed
answered  the model answered without acting
asked     the user must answer a question first
declined  the model (or the user, when asked for approval) said no; nothing was done
refused   the model's proposals were invalid twice, or it repeated itself; nothing unsafe was run
failed    at least one call failed; `output` says which
limit     a limit (steps, calls, tokens, time) stopped the run
"""


@dataclass(frozen=True, slots=True)
class ToolCall:
    """One call the model wants made: `tool` is its name, `arguments` maps argument names to JSON values."""

    tool: str
    arguments: Mapping[str, Json] = field(default_factory=dict)

    def __str__(self) -> str:
        arguments = ", ".join(f"{name}={value!r}" for name, value in self.arguments.items())
        return f"{self.tool}({arguments})"


@dataclass(frozen=True, slots=True)
class Calls:
    """Act: one or several independent calls, in order."""

    calls: tuple[ToolCall, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Answer the user without acting (any more)."""

    text: str


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask the user; `options` lists the possible replies, or is empty for a free one."""

    question: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decline:
    """Do nothing, and say why."""

    reason: str


Action: TypeAlias = Calls | Answer | Ask | Decline


def action_document(action: Action) -> dict[str, Json]:
    """The action as the JSON document that models write, arguments in the order they were given."""
    match action:
        case Calls(calls):
            return {"calls": [{"call": call.tool, "with": dict(call.arguments)} for call in calls]}
        case Answer(text):
            return {"answer": text}
        case Ask(question, options):
            return {"ask": question, "options": list(options)}
        case Decline(reason):
            return {"decline": reason}


@dataclass(frozen=True, slots=True)
class Change:
    """One observed change of the world: attribute `attribute` of `subject` went from `before` to `after`."""

    subject: str
    attribute: str
    before: Json
    after: Json


@dataclass(frozen=True, slots=True)
class Observation:
    """What came of one call.

    `text` is what the model (and, in the user's language, the person) reads; `value` is the tool's JSON result.
    `ok` is true only if the tool returned and its post-condition, if it has one, held. `approved` is false if the call
    was never run because nobody approved it. What is `local_only` must not leave this machine. `sandbox` says which
    one the function ran in and what was witnessed of it; it is empty for one that ran in the agent's own process. With
    `untrusted`, the text holds words of others.
    """

    call: ToolCall
    ok: bool
    text: str
    value: Json = None
    changes: tuple[Change, ...] = ()
    elapsed_ms: float = 0.0
    approved: bool = True
    local_only: bool = False
    sandbox: str = ""
    untrusted: bool = False


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens spent. `cached_tokens` of the prompt were not computed again, where the server tells."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
            self.cached_tokens + other.cached_tokens,
        )

    @property
    def total(self) -> int:
        return self.prompt_tokens + self.completion_tokens


@dataclass(frozen=True, slots=True)
class Decision:
    """One decoded and validated choice of the model.

    `confidence` is the probability (0 to 1) the model gave to the tokens at which it had a choice, or None when it
    cannot be known; `assessed` has the parts it is made of, and is not kept in logs. `refusals` are the proposals that
    were sent back before this one, as clear sentences. `source` names the model that decided, where another than the
    agent's own was asked, and `why` says what the gate thought, where there is one.
    """

    action: Action
    text: str
    confidence: float | None = None
    refusals: tuple[str, ...] = ()
    usage: Usage = Usage()
    elapsed_ms: float = 0.0
    source: str = ""
    why: str = ""
    assessed: Confidence | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Step:
    """One turn of the loop: a decision and, if it was to act, what came of each call."""

    decision: Decision
    observations: tuple[Observation, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome of a run. `output` is the sentence for the user; `options` are its choices when `status` is asked."""

    output: str
    status: Status
    steps: tuple[Step, ...] = ()
    usage: Usage = Usage()
    run_id: str = ""
    options: tuple[str, ...] = ()
    elapsed_ms: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether the run ended as asked for: something done or answered."""
        return self.status in ("done", "answered")

    @property
    def confidence(self) -> float | None:
        """The least confident decision of the run; None if any is unknown or there was none."""
        confidences = [step.decision.confidence for step in self.steps]
        known = [c for c in confidences if c is not None]
        return min(known) if known and len(known) == len(confidences) else None

    @property
    def observations(self) -> tuple[Observation, ...]:
        return tuple(o for step in self.steps for o in step.observations)

    @property
    def changes(self) -> tuple[Change, ...]:
        return tuple(change for o in self.observations for change in o.changes)
