"""Scenes → rows of equal length, in which every turn is exactly an example of its own, but its briefing is paid once.

A row holds pieces; a piece is a scene's system part followed by its turns. A turn sees the system part and itself,
nothing else, and its positions go on right after the system part. `tests/train/test_model.py` shows that the logits
are those of separate examples.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from agentlite.train.tokenizer import Tokenizer

if TYPE_CHECKING:
    from agentlite.train.synthesis import Scene

IGNORE = -100
"""The label of positions that are not learned."""

_TURNS = 1024
"""More than the turns of any piece; `group` is piece * _TURNS + turn, and turn 0 is the system part."""

Ids = NDArray[np.int64]


@dataclass(slots=True)
class Piece:
    """A system part and turns, as parallel lists. `labels[i]` is the id that follows `ids[i]`, or IGNORE."""

    ids: list[int]
    positions: list[int]
    turns: list[int]
    labels: list[int]

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Rows:
    """Arrays of shape (rows, length). Positions with the same piece (`group // 1024`) may see each other if the turn
    (`group % 1024`) of the one seen is 0 or the same. Padding has group -1."""

    ids: Ids
    positions: Ids
    group: Ids
    labels: Ids

    def __len__(self) -> int:
        return len(self.ids)

    def __getitem__(self, chosen: slice | Ids) -> Rows:
        return Rows(self.ids[chosen], self.positions[chosen], self.group[chosen], self.labels[chosen])


@dataclass(slots=True)
class _Row:
    room: int
    pieces: list[Piece] = field(default_factory=list)


def pack(scenes: Iterable[Scene], tokenizer: Tokenizer, length: int) -> Rows:
    """Pack `scenes` into rows of `length` tokens; a scene that does not fit is cut between turns, its system part
    repeated. Turns that cannot fit even alone are left out."""
    pieces = [piece for scene in scenes for piece in split(scene, tokenizer, length)]
    rows: list[_Row] = []
    for piece in sorted(pieces, key=len, reverse=True):
        fitting = [row for row in rows if row.room >= len(piece)]
        row = min(fitting, key=lambda row: row.room, default=None)
        if row is None:
            row = _Row(length)
            rows.append(row)
        row.pieces.append(piece)
        row.room -= len(piece)
    return _arrays([row.pieces for row in rows], tokenizer, length)


def split(scene: Scene, tokenizer: Tokenizer, length: int) -> Iterator[Piece]:
    """The pieces of one scene, each at most `length` tokens."""
    texts = [scene.system, *(text for turn in scene.turns for text in (turn.user, turn.assistant))]
    encoded = tokenizer.encode_batch(texts)
    system = [tokenizer.system, *encoded[0], tokenizer.end]

    def fresh() -> Piece:
        return Piece(list(system), list(range(len(system))), [0] * len(system), [IGNORE] * len(system))

    piece = fresh()
    for user, assistant in zip(encoded[1::2], encoded[2::2], strict=True):
        prompt = [tokenizer.user, *user, tokenizer.end, tokenizer.assistant]
        ids = [*prompt, *assistant]
        if len(piece) + len(ids) > length and piece.turns[-1] > 0:
            yield piece
            piece = fresh()
        if len(piece) + len(ids) > length:
            continue
        piece.turns += [piece.turns[-1] + 1] * len(ids)
        piece.positions += range(len(system), len(system) + len(ids))
        piece.labels += [IGNORE] * (len(prompt) - 1) + [*assistant, tokenizer.end]
        piece.ids += ids
    if piece.turns[-1] > 0:
        yield piece


def _arrays(rows: Sequence[Sequence[Piece]], tokenizer: Tokenizer, length: int) -> Rows:
    shape = (len(rows), length)
    packed = Rows(
        ids=np.full(shape, tokenizer.pad),
        positions=np.zeros(shape, np.int64),
        group=np.full(shape, -1),
        labels=np.full(shape, IGNORE),
    )
    for i, pieces in enumerate(rows):
        start = 0
        for number, piece in enumerate(pieces):
            here = slice(start, start + len(piece))
            packed.ids[i, here] = piece.ids
            packed.positions[i, here] = piece.positions
            packed.group[i, here] = number * _TURNS + np.array(piece.turns)
            packed.labels[i, here] = piece.labels
            start += len(piece)
    return packed


def piece_and_turn(group: Ids) -> tuple[Ids, Ids]:
    """Split `Rows.group` into the number of the piece and of the turn."""
    return group // _TURNS, group % _TURNS
