"""Sentence templates in hassil's syntax, sampled: `[please] (turn|switch) on {name}`.

hassil recognises; here the same expressions are walked the other way, choosing at random.
"""

from __future__ import annotations

import functools
import random
import re
from collections.abc import Callable, Mapping
from typing import Any

from hassil.expression import Alternative, ListReference, Permutation, RuleReference, Sequence, TextChunk
from hassil.parse_expression import parse_sentence

Fill = Callable[[str, str], str]
"""Gives the text for `{list_name:slot_name}`, and remembers what it chose."""


_IS_TEMPLATE = re.compile(r"[{(\[]")


@functools.lru_cache(maxsize=50_000)
def _parsed(template: str) -> Any:
    return parse_sentence(template).expression


def sample(template: str, rules: Mapping[str, str], fill: Fill, rng: random.Random) -> str:
    """One random sentence of `template`; `rules` are its `<expansion rules>`.

    Raises `KeyError` for a rule that does not exist.
    """
    return re.sub(r"\s+", " ", _walk(_parsed(template), rules, fill, rng)).strip()


def filled(template: str, words: Mapping[str, Any], rng: random.Random) -> str:
    """One random sentence of `template`, whose slots hold any of the `words` of their names. Those may be templates."""

    def fill(name: str, _: str) -> str:
        word = str(rng.choice(words[name]))
        return filled(word, words, rng) if _IS_TEMPLATE.search(word) else word

    return sample(template, {}, fill, rng)


def _walk(node: Any, rules: Mapping[str, str], fill: Fill, rng: random.Random) -> str:
    if isinstance(node, TextChunk):
        return str(node.original_text)
    if isinstance(node, ListReference):
        return f"{node.prefix or ''}{fill(node.list_name, node.slot_name)}{node.suffix or ''}"
    if isinstance(node, RuleReference):
        return _walk(_parsed(rules[node.rule_name]), rules, fill, rng)
    if isinstance(node, Alternative):
        return _walk(rng.choice(node.items), rules, fill, rng)
    if isinstance(node, Permutation):
        return " ".join(_walk(item, rules, fill, rng) for item in rng.sample(node.items, len(node.items)))
    if isinstance(node, Sequence):
        return "".join(_walk(item, rules, fill, rng) for item in node.items)
    raise TypeError(f"Unknown template part {type(node).__name__}.")
