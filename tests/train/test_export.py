import asyncio
import itertools

import pytest

from agentlite.models.base import Message
from agentlite.models.embedded import EmbeddedModel
from agentlite.models.gguf_metadata import read_metadata
from agentlite.train.export import Identity, export
from tests.train.fake_scenes import scenes
from tests.train.greedy import greedy, logits


@pytest.fixture(scope="module")
def conversations():
    return [(scene.system, turn.user) for scene in itertools.islice(scenes(21, turns=2), 12) for turn in scene.turns]


@pytest.fixture(scope="module")
def decoder(trained):
    return trained[0].model.eval()


def replies(path, conversations, max_tokens):
    async def ask():
        model = EmbeddedModel(path)
        try:
            return [
                await model.complete(
                    [Message("system", system), Message("user", user)], schema=None, max_tokens=max_tokens
                )
                for system, user in conversations
            ]
        finally:
            await model.aclose()

    return asyncio.run(ask())


def test_llama_cpp_says_what_torch_says(tmp_path, tokenizer, decoder, conversations):
    path = tmp_path / "exact.gguf"
    export(decoder, tokenizer, path, Identity(), "F32")
    said = [reply.text for reply in replies(path, conversations, 40)]
    expected = [
        tokenizer.decode(greedy(decoder, tokenizer, tokenizer.prompt(*conversation), 40))
        for conversation in conversations
    ]
    assert said == expected
    assert len(set(said)) >= 3, "a model that always says the same proves nothing"


def test_log_probabilities_are_torchs(tmp_path, tokenizer, decoder, conversations):
    path = tmp_path / "exact.gguf"
    export(decoder, tokenizer, path, Identity(), "F32")
    for reply, conversation in zip(replies(path, conversations, 1), conversations, strict=True):
        scores = logits(decoder, tokenizer.prompt(*conversation))[-1].log_softmax(-1)
        assert [p for _, p in reply.tokens[0].top] == pytest.approx(scores.topk(20).values.tolist(), abs=0.02)


def test_q8_chooses_the_same_token_nearly_always(tmp_path, tokenizer, decoder, conversations):
    path = tmp_path / "small.gguf"
    export(decoder, tokenizer, path, Identity(), "Q8_0")
    same = [
        reply.tokens[0].text == tokenizer.decode([int(logits(decoder, tokenizer.prompt(*c))[-1].argmax())])
        for reply, c in zip(replies(path, conversations, 1), conversations, strict=True)
    ]
    assert sum(same) >= 0.9 * len(same)


def test_the_file_says_what_it_is(tmp_path, tokenizer, decoder):
    path = tmp_path / "model.gguf"
    export(decoder, tokenizer, path, Identity("box", "7", ("b", "a"), {"seed": 3}))
    facts = read_metadata(path)
    assert facts["agentlite.style"] == "compact"
    assert facts["agentlite.one_shot"] is True
    assert facts["agentlite.tools"] == ["a", "b"]
    assert (facts["agentlite.version"], facts["agentlite.training.seed"]) == ("7", "3")
    assert (facts["general.architecture"], facts["llama.context_length"]) == ("llama", 512)
    assert list(tmp_path.iterdir()) == [path]
