"""What people have to do, in thousands of different words: "pick up the parcel", "ligar ao canalizador"."""

from __future__ import annotations

import random

from agentlite.train.templates import filled
from agentlite.train.words import load_words


def chore(rng: random.Random, language: str) -> str:
    """Something to do, as it follows "to" or "de"; `language` is "en", "pt-BR" or "pt-PT"."""
    words = load_words("chores", "agentlite.tools.clock")[language.partition("-")[0]]
    return filled(rng.choice(words["chores"]), words, rng)
