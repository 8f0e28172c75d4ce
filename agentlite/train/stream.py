"""An endless, reproducible stream of packed batches, made in a process of its own.

Scenes are made in chunks, each from its own seed, and every chunk is packed and shuffled by itself; so any batch can
be found again from its `Position` alone, without repeating what came before the chunk.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

import numpy as np
import torch

from agentlite.train.packing import Block, Examples, examples, pack
from agentlite.train.tokenizer import Tokenizer

if TYPE_CHECKING:
    from agentlite.train.synthesis import Scene

Split = Literal["train", "dev"]

CHUNK = 256
"""Scenes per chunk."""


class SceneSource(Protocol):
    """Makes endless scenes, the same for the same seed; picklable, so that another process can call it."""

    def __call__(self, seed: int, split: Split) -> Iterable[Scene]: ...


class Position(NamedTuple):
    """The next batch of a stream."""

    chunk: int = 0
    batch: int = 0


class Batch(NamedTuple):
    """What is learned in one step; `after` is where the stream stands once it is."""

    examples: Examples
    after: Position


@dataclass(frozen=True, slots=True)
class StreamConfig:
    """What a batch is: `blocks` blocks of `length` tokens."""

    seed: int
    length: int
    blocks: int


def batches(source: SceneSource, tokenizer: Tokenizer, config: StreamConfig, start: Position) -> Iterator[Batch]:
    """Batches of the training split from `start` on, without end."""
    for chunk in itertools.count(start.chunk):
        blocks = chunk_blocks(source, tokenizer, config, chunk)
        count = len(blocks) // config.blocks
        order = np.random.default_rng((config.seed, chunk)).permutation(count) * config.blocks
        for number in range(start.batch if chunk == start.chunk else 0, count):
            chosen = blocks[order[number] : order[number] + config.blocks]
            after = Position(chunk, number + 1) if number + 1 < count else Position(chunk + 1)
            yield Batch(examples(chosen, config.length), after)


def chunk_blocks(source: SceneSource, tokenizer: Tokenizer, config: StreamConfig, chunk: int) -> list[Block]:
    """In the order of their system parts' lengths: those alike share a batch, so that little is padded."""
    scenes = itertools.islice(source(config.seed * 1_000_003 + chunk, "train"), CHUNK)
    return sorted(pack(scenes, tokenizer, config.length), key=lambda block: len(block.system))


class _Dataset(torch.utils.data.IterableDataset[Batch]):  # type: ignore[misc, unused-ignore]
    def __init__(self, source: SceneSource, tokenizer: str, config: StreamConfig, start: Position) -> None:
        self._source, self._tokenizer, self._config, self._start = source, tokenizer, config, start

    def __iter__(self) -> Iterator[Batch]:
        return batches(self._source, Tokenizer.from_json(self._tokenizer), self._config, self._start)


def background_batches(
    source: SceneSource, tokenizer: Tokenizer, config: StreamConfig, start: Position
) -> Iterable[Batch]:
    """As `batches`, made ahead of time by another process."""
    loader: Iterable[Batch] = torch.utils.data.DataLoader(
        _Dataset(source, tokenizer.to_json(), config, start),
        batch_size=None,
        num_workers=1,
        prefetch_factor=16,
        multiprocessing_context="spawn",
    )
    return loader
