"""How fast the recipe learns: tokens a second, padding not counted, of scenes of homes at the shipped models' sizes.

    python benchmarks/training.py [--threads 2] [--steps 20]        needs pip install 'agentlite[train]'

The first steps compile and are not counted; making the scenes happens beforehand (in training, in another process).
"""

from __future__ import annotations

import argparse
import itertools
import time
from pathlib import Path

import torch

from agentlite.train.loop import Schedule, Trainer
from agentlite.train.model import Architecture
from agentlite.train.packing import texts
from agentlite.train.recipe import Recipe, pack_source
from agentlite.train.stream import Position, StreamConfig, batches
from agentlite.train.tokenizer import Tokenizer

WARM = 4
SCENES = 500


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--steps", type=int, default=20)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    recipe, source = Recipe(Path(), Path()), pack_source(("home",))
    scenes = itertools.islice(source(1, "train"), SCENES)
    tokenizer = Tokenizer.train(itertools.chain.from_iterable(map(texts, scenes)), recipe.vocab_size)
    shape = StreamConfig(recipe.seed, recipe.block_length, recipe.batch_blocks)
    made = list(itertools.islice(batches(source, tokenizer, shape, Position()), WARM + options.steps))
    sizes = (recipe.width, recipe.layers, recipe.heads, recipe.kv_heads, recipe.hidden, recipe.context)
    trainer = Trainer(Architecture(tokenizer.vocab_size, *sizes), Schedule(), recipe.seed)
    for batch in made[:WARM]:
        trainer.step(batch)
    started = time.perf_counter()
    for batch in made[WARM:]:
        trainer.step(batch)
    seconds = time.perf_counter() - started
    learned = [batch.examples for batch in made[WARM:]]
    tokens = sum(examples.tokens for examples in learned)
    padded = sum(examples.ids.numel() + examples.systems.numel() for examples in learned)
    print(f"{options.threads} threads: {tokens / seconds:,.0f} tokens/s, {1 - tokens / padded:.0%} padding besides")


if __name__ == "__main__":
    main()
