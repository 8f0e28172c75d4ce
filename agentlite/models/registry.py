"""Names of models: from "ollama:qwen3:4b" to the object that answers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from agentlite.errors import UnknownModel
from agentlite.models.base import Model
from agentlite.models.providers import PROVIDERS

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

NAMES = {
    "embedded": "the model in the box",
    "embedded:FILE.gguf": "any GGUF file, in this process",
    "ollama:NAME": "a model of a local Ollama server",
    **{f"{prefix}:NAME": f"a model of {provider.title}" for prefix, provider in PROVIDERS.items()},
    "openai:NAME@URL": "a model of any server that speaks as OpenAI does",
}
"""The forms a name may take, each with what it means."""


def resolve(model: str | Model | LLM) -> Model:
    """The model of this name, or `model` itself if it is one already; a llama-index LLM is wrapped. Nothing is loaded.

    Raises `UnknownModel` for any other name or thing, and `ConfigurationError` for a URL that is none.
    """
    if isinstance(model, str):
        return _named(model.strip())
    if isinstance(model, Model) and not isinstance(model, type):
        return model
    if _is_llama_index(model):
        from agentlite.models.llama_index import LlamaIndexModel

        return LlamaIndexModel(cast("LLM", model))
    raise UnknownModel(f"A model is a name, a Model or a llama-index LLM, not {type(model).__name__}.", hint=_hint())


def _named(name: str) -> Model:
    kind, _, rest = name.partition(":")
    if kind == "embedded":
        from agentlite.models.embedded import EmbeddedModel

        return EmbeddedModel(Path(rest).expanduser() if rest else None)
    if kind == "ollama" and rest:
        from agentlite.models.ollama import OllamaModel

        return OllamaModel(rest)
    if kind in PROVIDERS and rest:
        from agentlite.models.openai_compat import OpenAICompatModel

        return OpenAICompatModel(rest, provider=kind)
    raise UnknownModel(f"There is no model called {name!r}.", hint=_hint())


def _is_llama_index(model: Any) -> bool:
    """Told by its class, so that llama-index, which takes a second to import, is not imported to find out."""
    return any(c.__module__.startswith("llama_index.") and c.__name__ == "LLM" for c in type(model).__mro__)


def _hint() -> str:
    return f"Names are: {', '.join(NAMES)}."
