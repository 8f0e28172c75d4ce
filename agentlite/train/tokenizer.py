"""The tokenizer of the model in the box: byte-level BPE, learned from the very text the model will read.

Every digit is a token of its own, so that a number is copied and not looked up; what lies between digits is split by
GPT-2's pattern. llama.cpp knows this scheme under the name in `PRE_TOKENIZER`.

The markers of a chat (`<|user|>` and so on) are ids only: no text, whatever a user writes, is ever encoded to one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tokenizers

PRE_TOKENIZER = "smollm"
MARKERS = ("<|pad|>", "<|system|>", "<|user|>", "<|assistant|>", "<|end|>")


class Tokenizer:
    """Text to ids and back. The markers have the last ids of the vocabulary, in the order of `MARKERS`."""

    def __init__(self, backend: tokenizers.Tokenizer) -> None:
        self._backend = backend
        first = backend.get_vocab_size()
        self.pad, self.system, self.user, self.assistant, self.end = range(first, first + len(MARKERS))
        self.vocab_size = first + len(MARKERS)

    @classmethod
    def train(cls, texts: Iterable[str], vocab_size: int = 4096) -> Tokenizer:
        """Learn at most `vocab_size` tokens, markers included, from `texts`."""
        from tokenizers import Tokenizer as Backend
        from tokenizers import decoders, models, pre_tokenizers, trainers

        backend = Backend(models.BPE())
        backend.pre_tokenizer = pre_tokenizers.Sequence(
            [
                pre_tokenizers.Digits(individual_digits=True),
                pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True),
            ]
        )
        backend.decoder = decoders.ByteLevel()
        trainer = trainers.BpeTrainer(
            vocab_size=vocab_size - len(MARKERS),
            min_frequency=3,
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
            show_progress=False,
        )
        backend.train_from_iterator(texts, trainer)
        return cls(backend)

    @classmethod
    def load(cls, path: Path) -> Tokenizer:
        """Read what `save` wrote."""
        return cls.from_json(path.read_text(encoding="utf-8"))

    @classmethod
    def from_json(cls, text: str) -> Tokenizer:
        """Rebuild a tokenizer from `to_json`."""
        from tokenizers import Tokenizer as Backend

        return cls(Backend.from_str(text))

    def save(self, path: Path) -> None:
        path.write_text(self.to_json(), encoding="utf-8")

    def to_json(self) -> str:
        return str(self._backend.to_str())

    def encode(self, text: str) -> list[int]:
        return list(self._backend.encode(text).ids)

    def encode_batch(self, texts: Sequence[str]) -> list[list[int]]:
        return [list(encoding.ids) for encoding in self._backend.encode_batch(list(texts))]

    def decode(self, ids: Iterable[int]) -> str:
        """The text of `ids`; markers are left out."""
        return str(self._backend.decode([i for i in ids if i < self.pad]))

    def prompt(self, system: str, user: str) -> list[int]:
        """The ids after which the model writes its decision."""
        return [*self.system_part(system), *self.user_part(user)]

    def system_part(self, system: str) -> list[int]:
        return [self.system, *self.encode(system), self.end]

    def user_part(self, user: str) -> list[int]:
        return [self.user, *self.encode(user), self.end, self.assistant]

    @property
    def tokens(self) -> list[str]:
        """Every token in the order of ids, byte-level encoded as GPT-2 does; the markers last."""
        vocabulary = self._backend.get_vocab()
        return [*sorted(vocabulary, key=vocabulary.__getitem__), *MARKERS]

    @property
    def merges(self) -> list[tuple[str, str]]:
        """The BPE merges, the most urgent first."""
        merges = json.loads(self.to_json())["model"]["merges"]
        return [(first, second) for first, second in merges]
