"""The chunks of an Ollama chat → a `Completion`: checked for integrity, log-probabilities laid along the text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from agentlite.actions import Json, Usage
from agentlite.errors import InvalidCompletion, ModelUnavailable
from agentlite.models.base import Completion
from agentlite.models.logprobs import align


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


def _content(chunk: Mapping[str, Json], key: str) -> str:
    return str((chunk.get("message") or {}).get(key) or "")
