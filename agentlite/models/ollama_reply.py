"""The chunks of an Ollama chat → a `Completion`: checked for integrity, log-probabilities laid along the text."""

from __future__ import annotations

import codecs
from collections.abc import Mapping, Sequence
from typing import Literal

from agentlite.actions import Json, Usage
from agentlite.errors import InvalidCompletion, ModelUnavailable
from agentlite.models.base import Completion, Token

LOWEST = -100.0
"""Stands for every smaller log-probability: llama.cpp writes that of an impossible token as -3.4e38."""


def to_completion(chunks: Sequence[Mapping[str, Json]], elapsed_ms: float) -> Completion:
    """The completion these chunks amount to.

    Raises `InvalidCompletion` if the last does not say that it is the last, or if the model only thought, and
    `ModelUnavailable` if another host answered.
    """
    for chunk in chunks:
        refuse_remote(chunk)
    last = chunks[-1] if chunks else {}
    if last.get("done") is not True or last.get("done_reason", "stop") not in ("stop", "length"):
        raise InvalidCompletion(
            "Ollama stopped in the middle of its answer and did not say why.",
            hint="Small models that repeat one word for ever are cut like this; try again or use another model.",
        )
    text = "".join(_content(chunk, "content") for chunk in chunks)
    if not text and any(_content(chunk, "thinking") for chunk in chunks):
        raise InvalidCompletion(
            "The model thought until its tokens were spent and answered nothing.",
            hint="Use a model that can answer without thinking, or allow more answer tokens.",
        )
    finish: Literal["stop", "length"] = "length" if last.get("done_reason") == "length" else "stop"
    return Completion(
        text=text,
        finish=finish,
        usage=Usage(last.get("prompt_eval_count", 0), last.get("eval_count", 0)),
        tokens=align(text, [entry for chunk in chunks for entry in chunk.get("logprobs") or ()]),
        elapsed_ms=elapsed_ms,
    )


def refuse_remote(document: Mapping[str, Json]) -> None:
    """Raise `ModelUnavailable` if the server says that another host is behind this model."""
    if remote := document.get("remote_host") or document.get("remote_model"):
        raise ModelUnavailable(
            f"This Ollama model is not on your machine: {remote} answers for it.",
            hint="Pull a model that runs locally, and set OLLAMA_NO_CLOUD=1 for the server.",
        )


def align(text: str, entries: Sequence[Mapping[str, Json]]) -> tuple[Token, ...] | None:
    """The tokens that spell `text`, or None where they do not cover all of it.

    Thinking comes before the text, and white space may stand around it; a token that the text begins or ends inside of
    is cut there, and so are its alternatives.
    """
    tokens = _tokens(entries)
    spelled = "".join(token.text for token in tokens)
    start = spelled.rfind(text)
    end = start + len(text)
    if not text or start < 0 or spelled[end:].strip():
        return None
    aligned, position = [], 0
    for token in tokens:
        first, last = max(start - position, 0), max(end - position, 0)
        if token.text[first:last] or (not token.text and start <= position < end):
            cut = token.text[:first]
            top = tuple((other.removeprefix(cut), logprob) for other, logprob in token.top)
            aligned.append(Token(token.text[first:last], token.logprob, top))
        position += len(token.text)
    return tuple(aligned)


def _tokens(entries: Sequence[Mapping[str, Json]]) -> list[Token]:
    """A character whose bytes are spread over tokens belongs to the last of them."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    return [
        Token(
            text=decoder.decode(bytes(entry["bytes"])) if entry.get("bytes") else entry["token"],
            logprob=_clipped(entry["logprob"]),
            top=tuple((other["token"], _clipped(other["logprob"])) for other in entry.get("top_logprobs") or ()),
        )
        for entry in entries
    ]


def _clipped(logprob: float) -> float:
    return min(max(logprob, LOWEST), 0.0)


def _content(chunk: Mapping[str, Json], key: str) -> str:
    return str((chunk.get("message") or {}).get(key) or "")
