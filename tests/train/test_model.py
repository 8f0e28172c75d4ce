import itertools

import numpy as np
import torch

from agentlite.train.model import visibility
from agentlite.train.packing import IGNORE, pack, split
from tests.train.fake_scenes import Scene, Turn, scenes
from tests.train.greedy import logits


def examples(scene_list, tokenizer):
    """Every turn as an example of its own: its prompt and its answer with the end marker."""
    for scene in scene_list:
        for turn in scene.turns:
            yield tokenizer.prompt(scene.system, turn.user), [*tokenizer.encode(turn.assistant), tokenizer.end]


def test_a_packed_turn_is_exactly_an_example_of_its_own(tokenizer, random_decoder):
    chosen = list(itertools.islice(scenes(5, turns=3), 6))
    rows = pack(chosen, tokenizer, 400)
    assert len(rows) < 6, "several scenes must share a row for this test to mean something"
    with torch.no_grad():
        group = torch.from_numpy(rows.group)
        hidden = random_decoder(torch.from_numpy(rows.ids), torch.from_numpy(rows.positions), visibility(group))
        scores = random_decoder.logits(hidden).numpy()
    packed = {}
    for row, column in np.argwhere(rows.labels != IGNORE):
        packed.setdefault((row, rows.group[row, column]), []).append((rows.labels[row, column], scores[row, column]))
    expected = {}
    for prompt, answer in examples(chosen, tokenizer):
        alone = logits(random_decoder, [*prompt, *answer[:-1]])[len(prompt) - 1 :].numpy()
        expected[len(expected)] = (answer, alone)
    assert len(packed) == len(expected) == 18
    unmatched = list(expected.values())
    for turn in packed.values():
        labels, turn_scores = [int(label) for label, _ in turn], np.stack([score for _, score in turn])
        match = next(i for i, (a, s) in enumerate(unmatched) if a == labels and np.allclose(s, turn_scores, atol=1e-3))
        unmatched.pop(match)
    assert not unmatched


def test_every_turn_is_packed_once_and_nothing_else_is_learned(tokenizer):
    chosen = list(itertools.islice(scenes(6), 20))
    rows = pack(chosen, tokenizer, 300)
    learned = sorted(
        tuple(int(i) for i in rows.labels[row][(rows.group[row] == group) & (rows.labels[row] != IGNORE)])
        for row in range(len(rows))
        for group in np.unique(rows.group[row])
        if group % 1024 and group >= 0
    )
    assert learned == sorted(tuple(answer) for _, answer in examples(chosen, tokenizer))


def test_a_scene_too_long_for_a_row_is_cut_between_turns(tokenizer):
    scene = next(iter(scenes(7, turns=30)))
    pieces = list(split(scene, tokenizer, 200))
    system = tokenizer.system_part(scene.system)
    assert len(pieces) > 1
    assert all(len(piece) <= 200 and piece.ids[: len(system)] == system for piece in pieces)
    assert sum(max(piece.turns) for piece in pieces) == 30


def test_a_turn_that_cannot_fit_is_left_out(tokenizer):
    scene = Scene("a", (Turn("word " * 300, "x"), Turn("luz", "y")))
    (piece,) = split(scene, tokenizer, 100)
    assert max(piece.turns) == 1


def test_what_is_not_visible_has_no_influence(tokenizer, random_decoder):
    rows = pack(list(itertools.islice(scenes(8, turns=3), 2)), tokenizer, 400)
    group, ids = torch.from_numpy(rows.group), torch.from_numpy(rows.ids)
    positions = torch.from_numpy(rows.positions)
    changed = torch.where(group % 1024 == 1, (ids + 1) % tokenizer.pad, ids)
    with torch.no_grad():
        before = random_decoder(ids, positions, visibility(group))
        after = random_decoder(changed, positions, visibility(group))
    other = group % 1024 != 1
    assert torch.equal(before[other], after[other])
    assert not torch.equal(before[~other], after[~other])
