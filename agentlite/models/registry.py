"""Names of models: from "ollama:qwen3:4b" to the object that answers."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from agentlite.errors import UnknownModel
from agentlite.models.base import Model
from agentlite.models.providers import PROVIDERS, provider_named, split_name

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

    from agentlite.egress import Door

NAMES = {
    "embedded": "the model in the box",
    "embedded:FILE.gguf": "any GGUF file, in this process",
    "ollama:NAME": "a model of a local Ollama server",
    **{f"{prefix}:NAME": f"a model of {provider.title}" for prefix, provider in PROVIDERS.items()},
    "openai:NAME@URL": "a model of any server that speaks as OpenAI does",
}
"""The forms a name may take, each with what it means."""


def resolve(model: str | Model | LLM, *, door: Door | None = None, tools: Collection[str] = ()) -> Model:
    """The model of this name, or `model` itself if it is one already; a llama-index LLM is wrapped. Nothing is loaded.

    A model elsewhere sends nothing but through `door`, if one is given. `tools` are the names of those it will call, by
    which the right one of the models in the box is chosen. Raises `UnknownModel` for any other name or
    thing, `ConfigurationError` for a URL that is none, and `EgressRefused` for a model elsewhere while agentlite is
    offline.
    """
    if isinstance(model, str):
        return _named(model.strip(), door, tools)
    if isinstance(model, Model) and not isinstance(model, type):
        return model
    if _is_llama_index(model):
        from agentlite.models.llama_index import LlamaIndexModel

        return LlamaIndexModel(cast("LLM", model))
    raise UnknownModel(f"A model is a name, a Model or a llama-index LLM, not {type(model).__name__}.", hint=_hint())


def _named(name: str, door: Door | None, tools: Collection[str]) -> Model:
    kind, _, rest = name.partition(":")
    if kind == "embedded":
        from agentlite.models.embedded import EmbeddedModel
        from agentlite.models.shipped import shipped_model

        return EmbeddedModel(Path(rest).expanduser() if rest else shipped_model(tools))
    if kind == "ollama" and rest:
        from agentlite.egress import check_offline
        from agentlite.models.ollama import OllamaModel

        check_offline(name)
        return OllamaModel(rest)
    if kind in PROVIDERS and rest:
        from agentlite.egress import check_offline
        from agentlite.models.openai_compat import OpenAICompatModel

        check_offline(name)
        transport = door.transport(provider_named(kind, split_name(rest)[1]).address) if door else None
        return OpenAICompatModel(rest, provider=kind, transport=transport)
    raise UnknownModel(f"There is no model called {name!r}.", hint=_hint())


def _is_llama_index(model: Any) -> bool:
    """Told by its class, so that llama-index, which takes a second to import, is not imported to find out."""
    return any(c.__module__.startswith("llama_index.") and c.__name__ == "LLM" for c in type(model).__mro__)


def _hint() -> str:
    return f"Names are: {', '.join(NAMES)}."
