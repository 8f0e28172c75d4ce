"""The metadata at the head of a GGUF file: what a model says about itself, read without loading it.

The format is llama.cpp's (docs/gguf.md): magic, version, counts, then key-value pairs; little-endian.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO

from agentlite.actions import Json
from agentlite.errors import ModelUnavailable

_SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_STRING, _ARRAY = 8, 9
_LONGEST = 1 << 24
"""No single string or count of pairs comes near this; more means that the file is corrupt."""

QUANTIZATIONS = {
    0: "F32",
    1: "F16",
    2: "Q4_0",
    3: "Q4_1",
    7: "Q8_0",
    8: "Q5_0",
    9: "Q5_1",
    10: "Q2_K",
    11: "Q3_K_S",
    12: "Q3_K_M",
    13: "Q3_K_L",
    14: "Q4_K_S",
    15: "Q4_K_M",
    16: "Q5_K_S",
    17: "Q5_K_M",
    18: "Q6_K",
    32: "BF16",
}
"""The names of `general.file_type` (enum llama_ftype)."""


def read_metadata(path: Path, *, last: str = "") -> dict[str, Json]:
    """The key-value pairs of `path`, up to the one called `last` if there is one; the vocabulary's arrays
    (`tokenizer.*`) are skipped.

    Raises `ModelUnavailable` if the file is missing or no sound GGUF.
    """
    try:
        with path.open("rb") as file:
            if file.read(4) != b"GGUF":
                raise _corrupt(path)
            version, _tensors, pairs = _unpack(file, "<IQQ")
            if version not in (2, 3) or pairs > _LONGEST:
                raise _corrupt(path)
            found: dict[str, Json] = {}
            for _ in range(pairs):
                if last in found:
                    break
                found.update(_pair(file))
            return found
    except OSError as error:
        raise ModelUnavailable(
            f"The model file {path} cannot be read ({error.strerror or error}).", hint="Give the path of a GGUF file."
        ) from error
    except (struct.error, UnicodeDecodeError, KeyError, OverflowError) as error:
        raise _corrupt(path) from error


def _corrupt(path: Path) -> ModelUnavailable:
    return ModelUnavailable(f"{path} is not a sound GGUF file.", hint="Fetch or train the model again.")


def _pair(file: BinaryIO) -> dict[str, Json]:
    key = _string(file)
    (kind,) = _unpack(file, "<I")
    if kind != _ARRAY:
        return {key: _scalar(file, kind)}
    kind, count = _unpack(file, "<IQ")
    if not key.startswith("tokenizer."):
        return {key: [_scalar(file, kind) for _ in range(count)]}
    if kind == _STRING:
        for _ in range(count):
            file.seek(_length(file), 1)
    else:
        file.seek(count * struct.calcsize(_SCALARS[kind]), 1)
    return {}


def _scalar(file: BinaryIO, kind: int) -> Json:
    return _string(file) if kind == _STRING else _unpack(file, "<" + _SCALARS[kind])[0]


def _string(file: BinaryIO) -> str:
    return file.read(_length(file)).decode("utf-8")


def _length(file: BinaryIO) -> int:
    (length,) = _unpack(file, "<Q")
    if length > _LONGEST:
        raise OverflowError(length)
    return int(length)


def _unpack(file: BinaryIO, layout: str) -> tuple[Json, ...]:
    return struct.unpack(layout, file.read(struct.calcsize(layout)))
