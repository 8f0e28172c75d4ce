"""Where vectors can come from: no model at all, MiniLM, a GGUF file, Ollama, or llama-index.

Each class here is an `Embedder`, and so is `MiniLM`. Without any, memory searches by words alone.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agentlite.errors import ModelUnavailable, UnknownModel
from agentlite.memory.text import content_words
from agentlite.memory.vectors import Embedder

if TYPE_CHECKING:
    import ollama


def embedder(name: str) -> Embedder:
    """The embedder called `name`: "minilm", "ollama:MODEL", "embedded:FILE.gguf" or "hashed".

    Raises `UnknownModel`, and `ModelUnavailable` where its package or file is not there.
    """
    kind, _, model = name.partition(":")
    if kind == "minilm" and not model:
        from agentlite.memory.minilm import MiniLM

        return MiniLM()
    if kind == "hashed" and not model:
        return Hashed()
    if kind == "ollama" and model:
        return Ollama(model)
    if kind == "embedded" and model:
        return Embedded(model)
    raise UnknownModel(
        f"There is no embedder called {name!r}.",
        hint='The embedders are "minilm", "ollama:MODEL", "embedded:FILE.gguf" and "hashed".',
    )


_WINDOW = 2048
"""Tokens of the longest text that a GGUF model is given room for."""


class Hashed:
    """Character trigrams of the words, hashed into a few hundred numbers: no model, and it forgives typing errors and
    endings (`luzes`, `luz`). It knows nothing of meaning, and at full weight would cost conversations much recall."""

    weight = 0.2

    def __init__(self, dimensions: int = 512) -> None:
        self.dimensions = dimensions
        self.name = f"hashed trigrams, {dimensions}"
        self.digest = f"hashed-1-{dimensions}"

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One row per text."""
        return [self._row(text) for text in texts]

    def _row(self, text: str) -> list[float]:
        row = [0.0] * self.dimensions
        for word in content_words(text):
            padded = f"^{word}$"
            grams = [padded[i : i + 3] for i in range(max(1, len(padded) - 2))]
            for gram in grams:
                bits = int.from_bytes(hashlib.blake2b(gram.encode(), digest_size=8).digest())
                row[bits % self.dimensions] += (1 if bits >> 63 else -1) / len(grams)
        return row


class Ollama:
    """A model of an Ollama server, through `/api/embed`. A text longer than the model's window is an error, not cut."""

    def __init__(self, model: str, *, host: str | None = None, keep_alive: str = "5m", timeout: float = 60.0) -> None:
        import ollama

        self.name = f"ollama:{model}"
        self._model, self._keep_alive = model, keep_alive
        self._client: ollama.Client = ollama.Client(host, timeout=timeout)
        self._digest = ""

    @property
    def digest(self) -> str:
        """The weights' digest, as the server tells it. Raises `ModelUnavailable` if the model is not installed."""
        if not self._digest:
            listed = self._asked(self._client.list).models
            names = {self._model, self._model if ":" in self._model else f"{self._model}:latest"}
            found = next((model.digest for model in listed if model.model in names and model.digest), None)
            if found is None:
                raise ModelUnavailable(
                    f"Ollama has no model {self._model!r}.", hint=f"Install it: ollama pull {self._model}"
                )
            self._digest = found
        return self._digest

    def embed(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        """One row per text. Raises `ModelUnavailable`."""
        reply = self._asked(
            lambda: self._client.embed(self._model, list(texts), truncate=False, keep_alive=self._keep_alive)
        )
        rows: Sequence[Sequence[float]] = reply.embeddings
        return rows

    def _asked(self, ask: Callable[[], Any]) -> Any:
        import httpx
        import ollama

        try:
            return ask()
        except ollama.ResponseError as error:
            raise ModelUnavailable(f"Ollama could not embed with {self._model!r}: {error.error}.") from error
        except (ConnectionError, httpx.HTTPError) as error:
            raise ModelUnavailable("Ollama does not answer.", hint="Start it: ollama serve") from error


class Embedded:
    """A GGUF embedding model in this process, run by llama.cpp. A text longer than its window is an error, not cut.

    Raises `ModelUnavailable` for a file that is not there or cannot be loaded; it is loaded at the first use.
    """

    def __init__(self, path: str | Path, *, threads: int = 2) -> None:
        self._path, self._threads = Path(path).expanduser(), threads
        if not self._path.is_file():
            raise ModelUnavailable(f"There is no file {self._path}.", hint="Give the path of a GGUF embedding model.")
        self.name = f"embedded:{self._path.name}"

    @functools.cached_property
    def digest(self) -> str:
        """The file's SHA-256."""
        with self._path.open("rb") as file:
            return f"gguf-{hashlib.file_digest(file, 'sha256').hexdigest()}"

    def embed(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        """One row per text. Raises `ModelUnavailable`."""
        # llama.cpp refuses an empty text, which says as little as a space.
        reply = self._server.handle_embeddings({"input": [text or " " for text in texts]})
        if "error" in reply:
            raise ModelUnavailable(f"{self.name} could not embed: {reply['error'].get('message', reply['error'])}.")
        ordered = sorted(reply["data"], key=lambda row: row["index"])
        return [row["embedding"] for row in ordered]

    @functools.cached_property
    def _server(self) -> Any:
        import xllamacpp

        from agentlite.models.embedded import closed_endpoint
        from agentlite.models.gguf_metadata import read_metadata

        facts = read_metadata(self._path)
        architecture = facts.get("general.architecture")
        params = xllamacpp.CommonParams()
        params.model.path = str(self._path)
        params.embedding = True
        if f"{architecture}.pooling_type" not in facts:
            params.pooling_type = xllamacpp.llama_pooling_type.LLAMA_POOLING_TYPE_MEAN
        window = min(facts.get(f"{architecture}.context_length", _WINDOW), _WINDOW)
        params.n_ctx = params.n_batch = params.n_ubatch = window
        params.n_parallel = params.n_threads_http = 1
        params.cpuparams.n_threads = params.cpuparams_batch.n_threads = self._threads
        params.verbosity = -1
        params.warmup = params.fit_params = params.ui = False
        with closed_endpoint(params):
            try:
                server = xllamacpp.Server(params)
                server.handle_embeddings({"input": ["."]})
                return server
            except RuntimeError as error:
                raise ModelUnavailable(f"llama.cpp cannot load {self._path}.", hint="Is it a GGUF model?") from error


class LlamaIndex:
    """Any llama-index `BaseEmbedding`. Its weights cannot be identified: `digest` is its class and model name, so give
    `version` a new value when the weights behind the name change."""

    def __init__(self, model: Any, *, version: str = "1") -> None:
        self._model = model
        self.name = f"llama-index:{model.model_name}"
        self.digest = f"{type(model).__module__}.{type(model).__qualname__}:{model.model_name}:{version}"

    def embed(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        """One row per text; whatever the model raises."""
        rows: Sequence[Sequence[float]] = self._model.get_text_embedding_batch(list(texts))
        return rows
