"""What the training tests share. Without the packages of `agentlite[train]`, few of them are run: recipe and scenes."""

import importlib.util
import itertools

import pytest

from tests.train.fake_scenes import scenes

if any(importlib.util.find_spec(package) is None for package in ("torch", "tokenizers", "gguf")):
    collect_ignore_glob = ["test_[!rs]*.py"]
else:
    from agentlite.train import loop
    from agentlite.train.loop import Periods, Schedule, Trainer
    from agentlite.train.model import Architecture
    from agentlite.train.packing import pack
    from agentlite.train.stream import Position, StreamConfig, batches

    SHAPE = StreamConfig(seed=1, length=160, blocks=5)


def trainer(tokenizer, steps, **schedule):
    """One small enough to learn in seconds."""
    architecture = Architecture(tokenizer.vocab_size, width=64, layers=2, heads=2, kv_heads=2, hidden=160, context=512)
    schedule = Schedule(steps=steps, warmup_steps=5, **schedule)
    return Trainer(architecture, schedule, seed=1, compiled=False)


@pytest.fixture(scope="session")
def tokenizer():
    from agentlite.train.tokenizer import Tokenizer

    sample = itertools.islice(scenes(1), 300)
    return Tokenizer.train((text for scene in sample for t in scene.turns for text in (scene.system, *t)), 600)


@pytest.fixture(scope="session")
def dev(tokenizer):
    """Forty turns that training never sees."""
    return pack(itertools.islice(scenes(9, "dev", turns=4), 10), tokenizer, SHAPE.length)


@pytest.fixture(scope="session")
def trained(tokenizer, dev, tmp_path_factory):
    """A trainer that has learned for 120 steps, what it told meanwhile, and its folder."""
    folder = tmp_path_factory.mktemp("run")
    learner, told = trainer(tokenizer, 120, learning_rate=1e-2, matrix_learning_rate=2e-2), []
    stream = batches(scenes, tokenizer, SHAPE, Position())
    loop.run(learner, stream, dev, folder, told.append, Periods(report=0, evaluate=1e9, save=1e9))
    return learner, told, folder


@pytest.fixture(scope="session")
def random_decoder(tokenizer):
    """Weights large enough that everything matters."""
    import torch

    from agentlite.train.model import Decoder

    torch.manual_seed(3)
    decoder = Decoder(
        Architecture(tokenizer.vocab_size, width=64, layers=2, heads=4, kv_heads=2, hidden=96, context=512)
    )
    with torch.no_grad():
        for parameter in decoder.parameters():
            parameter.mul_(6 if parameter.ndim == 2 else 1)
    return decoder.eval()
