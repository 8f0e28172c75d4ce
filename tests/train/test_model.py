import itertools

import numpy as np
import torch

from agentlite.train.packing import IGNORE, NO_TURN, examples, pack
from tests.train.fake_scenes import Scene, Turn, scenes
from tests.train.greedy import logits

LENGTH = 160


def separately(scene_list, tokenizer):
    """Every turn as an example of its own: its prompt and its answer with the end marker."""
    for scene in scene_list:
        for turn in scene.turns:
            yield tokenizer.prompt(scene.system, turn.user), [*tokenizer.encode(turn.assistant), tokenizer.end]


def learned(packed):
    """Where an answer is learned: for each turn of each block, the places of its labels."""
    for block, turns in enumerate(packed.turns):
        for turn in sorted(set(turns.tolist()) - {NO_TURN}):
            yield block, torch.nonzero((turns == turn) & (packed.labels[block] != IGNORE)).flatten()


def test_a_packed_turn_is_exactly_an_example_of_its_own(tokenizer, random_decoder):
    chosen = list(itertools.islice(scenes(5, turns=9), 6))
    packed = examples(pack(chosen, tokenizer, LENGTH), LENGTH)
    assert len(packed.systems) == 6 < len(packed.ids), "a scene must have several blocks for this to mean something"
    with torch.no_grad():
        scores = random_decoder.logits(random_decoder(packed)).numpy()
    unmatched = []
    for prompt, answer in separately(chosen, tokenizer):
        alone = logits(random_decoder, [*prompt, *answer[:-1]])[len(prompt) - 1 :].numpy()
        unmatched.append((answer, alone))
    assert len(unmatched) == 54
    for block, places in learned(packed):
        labels, found = packed.labels[block, places].tolist(), scores[block, places]
        match = next(i for i, (a, s) in enumerate(unmatched) if a == labels and np.allclose(s, found, atol=1e-3))
        unmatched.pop(match)
    assert not unmatched


def test_every_turn_is_packed_once_and_nothing_else_is_learned(tokenizer):
    chosen = list(itertools.islice(scenes(6), 20))
    packed = examples(pack(chosen, tokenizer, LENGTH), LENGTH)
    found = sorted(packed.labels[block, places].tolist() for block, places in learned(packed))
    assert found == sorted(answer for _, answer in separately(chosen, tokenizer))
    assert packed.tokens < packed.ids.numel() + packed.systems.numel()


def test_every_block_follows_the_system_part_of_its_scene(tokenizer):
    chosen = list(itertools.islice(scenes(7, turns=30), 3))
    blocks = pack(chosen, tokenizer, LENGTH)
    assert len(blocks) > 3
    systems = [tokenizer.system_part(scene.system) for scene in chosen]
    packed = examples(blocks, LENGTH)
    assert [packed.systems[i, :length].tolist() for i, length in enumerate(packed.lengths)] == systems
    for block, scene in zip(blocks, packed.scene.tolist(), strict=True):
        assert block.system == systems[scene]
        assert len(block) <= LENGTH
        assert block.positions[0] == len(block.system)


def test_a_turn_that_cannot_fit_is_left_out(tokenizer):
    scene = Scene("a", (Turn("word " * 300, "x"), Turn("luz", "y")))
    (block,) = pack([scene], tokenizer, 100)
    assert set(block.turns) == {0}


def test_what_is_not_visible_has_no_influence(tokenizer, random_decoder):
    packed = examples(pack(list(itertools.islice(scenes(8, turns=6), 2)), tokenizer, LENGTH), LENGTH)
    first = packed.turns == 0
    changed = packed._replace(ids=torch.where(first, (packed.ids + 1) % tokenizer.pad, packed.ids))
    with torch.no_grad():
        before, after = random_decoder(packed), random_decoder(changed)
    other = (packed.turns > 0) & ~first
    assert other.any()
    assert torch.equal(before[other], after[other])
    assert not torch.equal(before[first], after[first])
