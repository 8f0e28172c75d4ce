import itertools

import pytest
import torch

from agentlite.train import loop
from agentlite.train.loop import Periods, Schedule
from agentlite.train.stream import Position, background_batches, batches
from tests.train.conftest import SHAPE, trainer
from tests.train.fake_scenes import scenes
from tests.train.greedy import greedy

OFTEN = Periods(report=0, evaluate=0, save=0)


def test_it_learns(trained):
    _, told, _ = trained
    assert told[0].loss > 5
    assert told[-1].loss < 1
    assert told[-1].done == pytest.approx(1)
    assert told[-1].exact is not None


def test_exact_match_is_what_greedy_decoding_gets_right(trained, tokenizer, dev):
    learner, _, _ = trained
    learner.model.float()
    turns = [(scene.system, turn) for scene in itertools.islice(scenes(9, "dev", turns=4), 10) for turn in scene.turns]
    right = [
        tokenizer.decode(greedy(learner.model, tokenizer, tokenizer.prompt(system, turn.user), 60)) == turn.assistant
        for system, turn in turns
    ]
    # The evaluation computes in bfloat16, so a turn or two may fall differently.
    assert learner.exact_match(dev, SHAPE.length) == pytest.approx(sum(right) / len(right), abs=2.1 / len(right))


def test_the_end_of_a_run_leaves_one_checkpoint(trained):
    _, _, folder = trained
    assert [path.name for path in loop.checkpoints(folder)] == ["step-00000120.pt"]
    assert not list(folder.glob("*.tmp"))


def test_a_resumed_run_ends_where_an_unbroken_one_does(tokenizer, dev, tmp_path):
    def learn(learner, folder, start, count=None):
        stream = itertools.islice(batches(scenes, tokenizer, SHAPE, start), count)
        loop.run(learner, stream, dev, folder, lambda progress: None, OFTEN)

    unbroken, broken = trainer(tokenizer, 10), trainer(tokenizer, 10)
    learn(unbroken, tmp_path / "unbroken", Position())
    learn(broken, tmp_path / "broken", Position(), 6)
    saved = loop.checkpoints(tmp_path / "broken")
    assert [path.name for path in saved] == ["step-00000005.pt", "step-00000006.pt"]
    resumed = trainer(tokenizer, 10)
    resumed.restore(saved[-1])
    assert resumed.state.step == 6
    learn(resumed, tmp_path / "broken", resumed.state.position)
    assert resumed.state.step == unbroken.state.step == 10
    assert len(resumed.state.curve) == 10
    for name, value in unbroken.model.state_dict().items():
        torch.testing.assert_close(resumed.model.state_dict()[name], value, msg=name)


def test_interrupting_saves(tokenizer, dev, tmp_path):
    def until_interrupted():
        yield from itertools.islice(batches(scenes, tokenizer, SHAPE, Position()), 3)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        loop.run(trainer(tokenizer, 100), until_interrupted(), dev, tmp_path, lambda progress: None)
    (saved,) = loop.checkpoints(tmp_path)
    assert saved.name == "step-00000003.pt"
    assert loop.saved_architecture(saved).width == 64


def test_any_batch_can_be_found_again(tokenizer):
    first = list(itertools.islice(batches(scenes, tokenizer, SHAPE, Position()), 30))
    again = next(iter(batches(scenes, tokenizer, SHAPE, first[20].after)))
    assert torch.equal(again.examples.ids, first[21].examples.ids)
    assert again.after == first[21].after
    assert not torch.equal(again.examples.ids, first[20].examples.ids)


def test_another_process_makes_the_same_batches(tokenizer):
    here = itertools.islice(batches(scenes, tokenizer, SHAPE, Position(1, 2)), 5)
    there = itertools.islice(background_batches(scenes, tokenizer, SHAPE, Position(1, 2)), 5)
    for one, other in zip(here, there, strict=True):
        assert torch.equal(one.examples.labels, other.examples.labels)
        assert Position(*one.after) == Position(*other.after)


@pytest.mark.parametrize(
    ("step", "progress", "factor"), [(0, 0, 0.01), (49, 0, 0.5), (500, 0.2, 1), (500, 0.825, 0.5), (500, 1, 0)]
)
def test_the_rate_warms_up_holds_and_decays(step, progress, factor):
    assert Schedule(minutes=1).factor(step, progress) == pytest.approx(factor)


def test_training_ends_by_time_or_steps():
    assert Schedule(minutes=2).progress(60, 10**9) == 0.5
    assert Schedule(steps=100).progress(1e9, 50) == 0.5
    assert Schedule(minutes=2, steps=100).progress(60, 90) == 0.9
