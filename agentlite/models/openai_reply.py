"""The documents of an OpenAI-compatible answer → a `Completion`: checked for integrity, unwrapped, tokens aligned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from agentlite.actions import Json, Usage
from agentlite.errors import InvalidCompletion
from agentlite.models.base import Completion
from agentlite.models.logprobs import align, part
from agentlite.models.openai_schema import unwrapped
from agentlite.models.retrying import Passing


def to_completion(documents: Sequence[Mapping[str, Json]], title: str, prompt_tokens: int) -> Completion:
    """The completion these amount to. `prompt_tokens` stands in where the usage is not told, and every byte of the
    text is then taken for a token.

    Raises `Passing` for half an answer, and `InvalidCompletion` for one that was withheld, that only thought, or that
    breaks the protocol.
    """
    try:
        return _completion(documents, title, prompt_tokens)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError, OverflowError) as error:
        raise InvalidCompletion(
            f"{title} sent an answer of another shape than the protocol's.", hint="Use another model or server."
        ) from error


def _completion(documents: Sequence[Mapping[str, Json]], title: str, prompt_tokens: int) -> Completion:
    choices = [document["choices"][0] for document in documents if document.get("choices")]
    if documents and not choices:
        raise InvalidCompletion(f"{title} sent an answer with no choices.", hint="Try again or use another model.")
    parts = [choice.get("delta") or choice.get("message") or {} for choice in choices]
    text = "".join(part.get("content") or "" for part in parts)
    finish = _finish(title, [choice.get("finish_reason") for choice in choices], parts)
    if not text and any(part.get("reasoning") or part.get("reasoning_content") for part in parts):
        raise _only_thought()
    if not text and finish == "length":
        raise _only_thought()
    entries = [entry for choice in choices for entry in (choice.get("logprobs") or {}).get("content") or ()]
    start, end = unwrapped(text)
    tokens = align(text, entries)
    return Completion(
        text=text[start:end],
        finish=finish,
        usage=_usage(documents) or Usage(prompt_tokens, len(text.encode())),
        tokens=tokens if tokens is None else part(tokens, start, end),
    )


def _finish(title: str, reasons: Sequence[Json], parts: Sequence[Mapping[str, Json]]) -> Literal["stop", "length"]:
    if refusal := "".join(part.get("refusal") or "" for part in parts):
        raise InvalidCompletion(f"{title} would not answer: {' '.join(refusal.split())}", hint="Use another model.")
    reason = next((reason for reason in reversed(reasons) if reason), None)
    if reason is None or reason == "error":
        raise Passing(InvalidCompletion(f"{title} stopped in the middle of its answer.", hint="Try again."))
    if reason == "content_filter":
        raise InvalidCompletion(f"A filter of {title} withheld the answer.", hint="Use another model.")
    return "length" if reason == "length" else "stop"


def _only_thought() -> InvalidCompletion:
    return InvalidCompletion(
        "The model thought until its tokens were spent and answered nothing.",
        hint="Allow more with `thinking_tokens`, or use a model that thinks less.",
    )


def _usage(documents: Sequence[Mapping[str, Json]]) -> Usage | None:
    told = next((document["usage"] for document in reversed(documents) if document.get("usage")), None)
    if told is None:
        return None
    cached = (told.get("prompt_tokens_details") or {}).get("cached_tokens") or 0
    return Usage(int(told["prompt_tokens"]), int(told["completion_tokens"]), int(cached))
