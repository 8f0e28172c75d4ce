"""Writes tiny.gguf beside itself: the model in the box's format with 2 tiny layers of random weights, for tests.

python tests/data/make_tiny.py        (needs `pip install -e '.[train]'`, run from the root of the repository)
"""

from __future__ import annotations

import itertools
from pathlib import Path

import torch

from agentlite.train.export import Identity, export
from agentlite.train.model import Architecture, Decoder
from agentlite.train.tokenizer import Tokenizer
from tests.train.fake_scenes import scenes


def main() -> None:
    sample = list(itertools.islice(scenes(1), 300))
    texts = [text for scene in sample for turn in scene.turns for text in (scene.system, turn.user, turn.assistant)]
    tokenizer = Tokenizer.train(texts, vocab_size=512)
    torch.manual_seed(1)
    model = Decoder(Architecture(tokenizer.vocab_size, width=32, layers=2, heads=2, kv_heads=1, hidden=64, context=512))
    identity = Identity("tiny", tools=("turn_on", "turn_off", "set_brightness"), training={"seed": 1, "steps": 0})
    export(model, tokenizer, Path(__file__).with_name("tiny.gguf"), identity)


if __name__ == "__main__":
    main()
