import itertools
import json
import random
from collections import Counter

import pytest

from agentlite.actions import Ask, Calls, Decline, ToolCall
from agentlite.packs import find_pack
from agentlite.train.mixing import MixedScenes
from agentlite.train.quoting import quoted, settled
from agentlite.train.rehearsing import Rehearsing, legal, spoken


@pytest.fixture
def stage(garden):
    return Rehearsing(find_pack(str(garden)), "en", random.Random(3), "train")


def test_a_request_and_its_call_say_the_same(stage):
    for _ in range(50):
        text, calls = stage.calls()
        clean, action = settled(text, calls, text)
        assert isinstance(action, Calls)
        assert all(call.arguments["what"] in clean for call in action.calls)
        assert legal(stage.tools, clean, action.calls)


def test_one_sentence_may_name_several_things(stage):
    counts = Counter(len(stage.calls()[1].calls) for _ in range(200))
    assert set(counts) == {1, 2, 3}


def test_what_must_not_be_acted_on_is_asked_about_or_declined(stage):
    replies = {type(stage.refusal()[1]) for _ in range(50)}
    assert replies == {Ask, Decline}


def test_a_dialect_takes_over_what_its_language_says(garden):
    pack, rng = find_pack(str(garden)), random.Random(3)
    verbs = {Rehearsing(pack, "pt-PT", rng, "train").calls()[0].split()[0] for _ in range(40)}
    assert verbs == {"planta", "semeia"}


def test_many_words_are_partly_kept_for_the_dev_split(garden):
    herbs = ", ".join(f"herb{n}" for n in range(42))
    file = garden / "phrases" / "en.yaml"
    file.write_text(f"slots: {{what: [{herbs}]}}\ncalls: [{{tool: plant, sentences: ['plant {{what}}']}}]")
    pack, rng = find_pack(str(garden)), random.Random(3)
    train, dev = ({Rehearsing(pack, "en", rng, split).calls()[0] for _ in range(400)} for split in ("train", "dev"))
    assert len(train) == 36
    assert len(dev) == 6
    assert not train & dev


def test_noise_never_makes_a_call_illegal(stage):
    rng = random.Random(5)
    for _ in range(200):
        text, calls = stage.calls()
        made = spoken(text, calls, stage.tools, "en", rng)
        assert made is not None
        assert isinstance(made[1], Calls)
        assert legal(stage.tools, made[0], made[1].calls)


def test_what_cannot_be_called_is_not_taught(stage):
    wrong = Calls((ToolCall("plant", {"what": "a tree"}),))
    assert spoken(f"plant {quoted('basil')}", wrong, stage.tools, "en", random.Random(1)) is None


def test_scenes_are_the_same_for_the_same_seed_and_tell_who_is_there(garden):
    source = MixedScenes(("home", "clock", str(garden)))
    first, again = (list(itertools.islice(source(7, "train"), 12)) for _ in range(2))
    assert first == again
    with_garden = [scene for scene in first if "garden:" in scene.system]
    assert with_garden
    called = Counter(
        call["call"]
        for scene in with_garden
        for turn in scene.turns
        for call in json.loads(turn.assistant).get("calls", ())
    )
    assert called["plant"] > 0
    without = [turn for scene in first if "garden:" not in scene.system for turn in scene.turns]
    assert not any('"plant"' in turn.assistant for turn in without)
