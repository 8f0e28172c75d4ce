"""What the packs for every day teach: each of their sentences can be said, and means a call that is legal."""

import random
from dataclasses import replace

import pytest

from agentlite.packs import find_pack
from agentlite.train.quoting import settled
from agentlite.train.rehearsing import Rehearsing, legal, pack_phrases

LANGUAGES = ("en", "pt-BR", "pt-PT")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["calc", "clock", "lists", "notes"])
def test_every_sentence_can_be_said_and_is_legal(name: str, language: str) -> None:
    rng, pack = random.Random(f"{name} {language}"), find_pack(name)
    phrases, wrong = pack_phrases(pack.package, language), []
    blocks = [block for blocks in phrases.calls.values() for block in blocks]
    stage = Rehearsing(pack, language, rng, "train")
    for block in blocks:
        while block["tool"] not in {tool.name for tool in stage.tools}:
            stage = Rehearsing(pack, language, rng, "train")
        for sentence in block["sentences"]:
            stage._phrases = replace(phrases, calls={block["tool"]: [{**block, "sentences": [sentence]}]})
            text, calls = stage.calls()
            clean, decided = settled(text, calls, text)
            if not legal(stage.tools, clean, decided.calls):
                wrong.append((sentence, clean, decided.calls))
    assert len(wrong) < 0.02 * sum(len(block["sentences"]) for block in blocks), wrong


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["calc", "clock", "lists", "notes"])
def test_every_sentence_that_is_not_acted_on_can_be_said(name: str, language: str) -> None:
    stage = Rehearsing(find_pack(name), language, random.Random(f"{name} {language}"), "train")
    phrases = pack_phrases(find_pack(name).package, language)
    for block in (*phrases.asks, *phrases.declines, {"sentences": phrases.unwanted}):
        assert all(stage.statement([sentence]) for sentence in block["sentences"])
