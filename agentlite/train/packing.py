"""Scenes → blocks of tokens, in which every turn is exactly an example of its own, but its briefing is paid once.

A block holds whole turns of one scene, as many as fit. A turn sees its scene's system part and itself, nothing else,
and its positions go on right after the system part. `tests/train/test_model.py` shows that the logits are those of
separate examples.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import torch
from torch import Tensor

from agentlite.train.tokenizer import Tokenizer

if TYPE_CHECKING:
    from agentlite.train.synthesis import Scene

IGNORE = -100
"""The label of positions that are not learned."""

NO_TURN = -1
"""The turn of padding."""


@dataclass(slots=True)
class Block:
    """Turns of one scene after its system part, as parallel lists: `labels[i]` is the id that follows `ids[i]`, or
    IGNORE, and `turns[i]` the number of its turn in this block."""

    system: Sequence[int]
    ids: list[int] = field(default_factory=list)
    positions: list[int] = field(default_factory=list)
    turns: list[int] = field(default_factory=list)
    labels: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.ids)

    def add(self, ids: Sequence[int], labels: Sequence[int]) -> None:
        """One more turn."""
        self.turns += [self.turns[-1] + 1 if self.turns else 0] * len(ids)
        self.positions += range(len(self.system), len(self.system) + len(ids))
        self.ids += ids
        self.labels += labels


class Examples(NamedTuple):
    """Blocks as tensors: `systems` (scenes, longest) and `lengths` (scenes) of the system parts; `scene` (blocks) says
    which is whose; the others are (blocks, length), and padding has the turn NO_TURN."""

    systems: Tensor
    lengths: Tensor
    scene: Tensor
    ids: Tensor
    positions: Tensor
    turns: Tensor
    labels: Tensor

    def to(self, device: str) -> Examples:
        return Examples(*(part.to(device, non_blocking=True) for part in self))

    @property
    def tokens(self) -> int:
        """How many there are, padding not counted."""
        return int(self.lengths.sum() + (self.turns != NO_TURN).sum())


def pack(scenes: Iterable[Scene], tokenizer: Tokenizer, length: int) -> list[Block]:
    """The turns of `scenes` in blocks of at most `length` tokens; a turn that cannot fit even alone is left out."""
    return [block for scene in scenes for block in _blocks(scene, tokenizer, length)]


def examples(blocks: Sequence[Block], length: int) -> Examples:
    """`blocks` padded to `length`. Blocks of one scene that stand together share its system part."""
    shared = [list(same) for _, same in itertools.groupby(blocks, key=lambda block: id(block.system))]
    systems = [same[0].system for same in shared]
    longest = max(map(len, systems))
    return Examples(
        systems=_padded(systems, longest, 0),
        lengths=torch.tensor([len(system) for system in systems]),
        scene=torch.tensor([number for number, same in enumerate(shared) for _ in same]),
        ids=_padded([block.ids for block in blocks], length, 0),
        positions=_padded([block.positions for block in blocks], length, 0),
        turns=_padded([block.turns for block in blocks], length, NO_TURN),
        labels=_padded([block.labels for block in blocks], length, IGNORE),
    )


def _blocks(scene: Scene, tokenizer: Tokenizer, length: int) -> list[Block]:
    """The longest turn first, each in the fullest block that has room for it."""
    encoded = tokenizer.encode_batch(list(texts(scene)))
    system = [tokenizer.system, *encoded[0], tokenizer.end]
    turns = [
        ([tokenizer.user, *user, tokenizer.end, tokenizer.assistant], assistant)
        for user, assistant in zip(encoded[1::2], encoded[2::2], strict=True)
    ]
    blocks: list[Block] = []
    for prompt, answer in sorted(turns, key=lambda turn: -len(turn[0]) - len(turn[1])):
        size = len(prompt) + len(answer)
        if size > length:
            continue
        block = max((b for b in blocks if len(b) + size <= length), key=len, default=None)
        if block is None:
            block = Block(system)
            blocks.append(block)
        block.add([*prompt, *answer], [IGNORE] * (len(prompt) - 1) + [*answer, tokenizer.end])
    return blocks


def texts(scene: Scene) -> Iterator[str]:
    """The system part, then each turn's request and its answer."""
    yield scene.system
    for turn in scene.turns:
        yield from (turn.user, turn.assistant)


def _padded(rows: Sequence[Sequence[int]], length: int, filler: int) -> Tensor:
    return torch.tensor([[*row, *[filler] * (length - len(row))] for row in rows], dtype=torch.long)
