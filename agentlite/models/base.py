"""What agentlite asks of a language model: the `Model` protocol and the values it speaks in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias, runtime_checkable

from agentlite.actions import Json, Usage

PromptStyle: TypeAlias = Literal["full", "compact"]
"""full: instructions and tools spelled out, for any general model. compact: as the model in the box was trained."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a chat."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Token:
    """One generated token: its text, its natural-log probability, and the alternatives seen beside it.

    Probabilities are those before any grammar mask and temperature (so are Ollama's and llama.cpp's). `top` holds
    (text, log-probability) pairs, most likely first; the token itself may or may not be among them.
    """

    text: str
    logprob: float
    top: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Completion:
    """A finished answer. `tokens` is None where the backend tells no log-probabilities.

    `finish` is "stop" when the model ended by itself and "length" when `max_tokens` cut it.
    """

    text: str
    finish: Literal["stop", "length"]
    usage: Usage = Usage()
    tokens: tuple[Token, ...] | None = None
    elapsed_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """What the planner must know of a model before it writes a prompt.

    `known_tools` names the tools the model was trained on, which need no description in a compact prompt.
    `one_shot` says that the model decides once and never reads its observations: after a step whose calls all
    ran, the run is over. `digest` identifies the weights; "" where they cannot be identified.
    """

    name: str
    context_tokens: int
    style: PromptStyle = "full"
    one_shot: bool = False
    known_tools: frozenset[str] = frozenset()
    digest: str = ""
    quantization: str = ""
    local: bool = True
    constrained: bool = True
    """Whether the backend enforces a JSON schema while decoding."""


@runtime_checkable
class Model(Protocol):
    """A language model. Implementations are safe to use from several asyncio tasks at once."""

    async def info(self) -> ModelInfo:
        """Describe the model; loads or contacts it at most once. Raises `ModelUnavailable`."""
        ...

    async def complete(
        self, messages: Sequence[Message], *, schema: Mapping[str, Json] | None, max_tokens: int
    ) -> Completion:
        """Answer `messages`, greedily; under `schema` (a JSON Schema) the text is one JSON document, where
        `info().constrained` says so.

        Raises `PromptTooLong` rather than cut anything, `ModelUnavailable`, `ModelTimeout` and `InvalidCompletion`.
        """
        ...

    async def count_tokens(self, messages: Sequence[Message]) -> int:
        """The tokens `messages` fill in the window, template included; an over-estimate where not exact."""
        ...

    async def aclose(self) -> None:
        """Free what the model holds. Closing twice is fine."""
        ...


@runtime_checkable
class Decider(Protocol):
    """A model that can also choose among typed options directly, such as Ollama's decision models."""

    async def decide(self, messages: Sequence[Message], options: Sequence[str]) -> Mapping[str, float]:
        """Return each of `options` with its probability; they sum to 1."""
        ...
