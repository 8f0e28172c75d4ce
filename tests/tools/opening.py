"""Packs opened over a real sandbox, and their rehearsals."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from agentlite.packs import find_pack, open_packs, policy
from agentlite.sandbox import Sandbox
from agentlite.toolset import Toolset
from agentlite.train.quoting import settled
from agentlite.train.rehearsing import Rehearsing, legal


@contextmanager
def opened(name: str, home: Path, **options: str) -> Iterator[Toolset]:
    """The tools of a pack whose state is below `home`."""
    packs, given = [find_pack(name)], {name: options}
    with Sandbox(policy(packs, home, given)) as sandbox:
        yield open_packs(packs, sandbox, home, options=given)


def rehearsed(name: str, language: str, turns: int = 60) -> float:
    """The share of random rehearsed requests whose calls are legal under them."""
    rng, good = random.Random(7), 0
    for _ in range(turns):
        stage = Rehearsing(find_pack(name), language, rng, "train")
        text, calls = stage.calls()
        clean, action = settled(text, calls, text)
        good += legal(stage.tools, clean, action.calls)
    return good / turns
