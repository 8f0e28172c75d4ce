"""Who answers over the OpenAI chat protocol: where each provider is, which variable holds its key, what it honours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias
from urllib.parse import urlsplit

from agentlite.actions import Json, Usage
from agentlite.errors import ConfigurationError

SchemaMode: TypeAlias = Literal["json_schema", "json_object", "text"]
"""How a schema is told: as `response_format`; in the prompt, with JSON asked for; in the prompt alone."""

Limit: TypeAlias = Literal["max_tokens", "max_completion_tokens"]
"""What the bound on an answer's tokens is called."""


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider, or one kind of server. `address` is its base URL; its key is in the variable `key_variable`.

    `enforces` says whether it promises that answers conform to the schema, `streams` whether it can stream those,
    `alternatives` how many tokens it tells beside each chosen one (0: no log-probabilities), and `extra` what is sent
    besides.
    """

    prefix: str
    title: str
    address: str
    key_variable: str
    key_needed: bool = True
    context_tokens: int = 32_768
    schema: SchemaMode = "json_schema"
    enforces: bool = False
    streams: bool = True
    limit: Limit = "max_tokens"
    alternatives: int = 0
    extra: Mapping[str, Json] = field(default_factory=dict)

    def at(self, url: str) -> Provider:
        """A server of this kind at another base URL. Raises `ConfigurationError` for what is no such URL."""
        address = _base_url(url)
        if self.prefix == "vllm":
            return replace(self, address=address)
        if self.prefix == "openai":
            return replace(_ANY_SERVER, address=address, title=urlsplit(address).netloc)
        raise ConfigurationError(
            f"{self.title} is at {self.address} and nowhere else.", hint=f"For another server, say openai:NAME@{url}."
        )


PROVIDERS = {
    provider.prefix: provider
    for provider in (
        Provider(
            "openai",
            "OpenAI",
            "https://api.openai.com/v1",
            "OPENAI_API_KEY",
            context_tokens=128_000,
            enforces=True,
            limit="max_completion_tokens",
            alternatives=20,
            extra={"store": False},
        ),
        Provider(
            "gemini",
            "Gemini",
            "https://generativelanguage.googleapis.com/v1beta/openai",
            "GEMINI_API_KEY",
            context_tokens=1_000_000,
            enforces=True,
        ),
        Provider("hf", "Hugging Face", "https://router.huggingface.co/v1", "HF_TOKEN"),
        Provider(
            "groq",
            "Groq",
            "https://api.groq.com/openai/v1",
            "GROQ_API_KEY",
            context_tokens=131_072,
            streams=False,
            limit="max_completion_tokens",
        ),
        Provider(
            "openrouter",
            "OpenRouter",
            "https://openrouter.ai/api/v1",
            "OPENROUTER_API_KEY",
            extra={"provider": {"data_collection": "deny"}},
        ),
        Provider(
            "anthropic",
            "Anthropic",
            "https://api.anthropic.com/v1",
            "ANTHROPIC_API_KEY",
            context_tokens=200_000,
            schema="text",
        ),
        Provider(
            "vllm",
            "vLLM",
            "http://localhost:8000/v1",
            "VLLM_API_KEY",
            key_needed=False,
            enforces=True,
            alternatives=20,
        ),
    )
}
"""The providers known by name, by prefix."""

_ANY_SERVER = Provider("openai", "", "", "AGENTLITE_API_KEY", key_needed=False, alternatives=20)
"""A server that only its user knows. No provider's key is ever sent to it."""


@dataclass(frozen=True, slots=True)
class Price:
    """What a provider charges, in US dollars per million tokens."""

    prompt_per_million: float
    completion_per_million: float

    def of(self, usage: Usage) -> float:
        """The cost of `usage` in US dollars; cached tokens are counted as others."""
        return (
            usage.prompt_tokens * self.prompt_per_million + usage.completion_tokens * self.completion_per_million
        ) / 1e6


def provider_named(prefix: str, base_url: str | None = None) -> Provider:
    """The provider with this prefix, at `base_url` if there is one.

    Raises `ConfigurationError` for an unknown prefix and for what is no base URL.
    """
    if prefix not in PROVIDERS:
        raise ConfigurationError(f"There is no provider {prefix!r}.", hint=f"There are: {', '.join(PROVIDERS)}.")
    return PROVIDERS[prefix].at(base_url) if base_url else PROVIDERS[prefix]


def split_name(name: str) -> tuple[str, str | None]:
    """The model and the base URL in "NAME@https://host/v1"; names may hold an @ themselves."""
    model, *url = re.split(r"@(?=https?://)", name, maxsplit=1)
    return model, url[0] if url else None


def _base_url(url: str) -> str:
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    bare = not (parts.username or parts.password or parts.query or parts.fragment)
    if parts.scheme not in ("http", "https") or not parts.hostname or not bare or re.search(r"\s", url.strip()):
        # What was given is not repeated: it may hold a password.
        raise ConfigurationError(
            "The address of a server is http or https, a host and a path, with nothing secret in it.",
            hint="Write it as https://host/v1, and put the key in the environment.",
        )
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    path = parts.path.rstrip("/").removesuffix("/chat/completions")
    return f"{parts.scheme}://{host}{f':{port}' if port else ''}{path}"
