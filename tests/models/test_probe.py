import asyncio
import json

import pytest

from agentlite.errors import InvalidCompletion, ModelUnavailable, PromptTooLong
from agentlite.models.base import Completion
from agentlite.models.embedded import EmbeddedModel
from agentlite.models.ollama import OllamaModel
from agentlite.models.probe import probe
from agentlite.models.testing import FunctionModel, with_probability
from tests.models.replay import played, serving, stream
from tests.models.test_embedded import TINY
from tests.models.test_ollama import entry

SORTED = '{"axis":"J9","zone":"Q2"}'
LEGAL = '{"zone":"K7","axis":"V5"}'


def probing(reply, **info):
    """The report on a model that says `reply`, and refuses what does not fit."""

    def function(messages, _):
        if len(messages[0].content) > 1000:
            return PromptTooLong("Too long.")
        return reply

    return asyncio.run(probe(FunctionModel(function, context_tokens=300, **info)))


def sure(text):
    reply = with_probability(text, 0.5)
    top = tuple(type(token)(token.text, token.logprob, ((token.text, token.logprob),)) for token in reply.tokens)
    return Completion(text, "stop", tokens=top, elapsed_ms=5)


def test_a_model_that_honours_everything_is_reported_so():
    report = probing(sure(LEGAL))
    assert (report.schema_enforced, report.key_order_kept, report.overflow_refused) == (True, True, True)
    assert (report.coverage, report.alternatives, report.confident) == (1.0, 1, True)
    assert report.first_ms == report.warm_ms == 5


@pytest.mark.parametrize(
    "text", ["Sure, K7!", '{"zone":"K8","axis":"V5"}', '{"zone":"K7"}', "[1]", "", '{"zone":"K7","ax']
)
def test_a_reply_outside_the_schema_shows_that_it_is_not_enforced(text):
    report = probing(sure(text) if text else "")
    assert (report.schema_enforced, report.key_order_kept, report.confident) == (False, None, False)


def test_a_reply_that_breaks_the_protocol_is_a_finding_and_not_a_crash():
    report = probing(InvalidCompletion("Only thoughts."))
    assert (report.schema_enforced, report.coverage, report.first_ms) == (False, 0.0, 0.0)


def test_sorted_keys_are_noticed():
    assert probing(sure(SORTED)).key_order_kept is False


def test_obedience_without_a_grammar_is_not_enforcement():
    assert probing(sure(LEGAL), constrained=False).schema_enforced is False


def test_partial_log_probabilities_give_no_confidence():
    reply = sure(LEGAL)
    report = probing(Completion(LEGAL, "stop", tokens=reply.tokens[3:]))
    assert 0 < report.coverage < 1
    assert not report.confident


def test_a_model_that_takes_any_length_is_told_from_one_that_refuses():
    assert asyncio.run(probe(FunctionModel(lambda *_: LEGAL, context_tokens=300))).overflow_refused is False


def test_a_model_elsewhere_is_not_sent_a_prompt_that_costs():
    report = probing(sure(LEGAL), local=False)
    assert report.overflow_refused is None


def test_a_model_that_is_not_there_is_an_error():
    with pytest.raises(ModelUnavailable):
        probing(ModelUnavailable("Gone."))


@pytest.mark.parametrize("report", [probing(sure(LEGAL)), probing("no", local=False), probing(sure(SORTED))])
def test_every_finding_is_said_in_both_languages(report):
    english, portuguese = report.findings("en"), report.findings("pt")
    assert len(english) == len(portuguese) >= 3
    assert not set(english) & set(portuguese)


def test_the_probe_of_a_real_model_of_noise_finds_a_grammar_at_work():
    async def run():
        model = EmbeddedModel(TINY, threads=1)
        try:
            return await probe(model)
        finally:
            await model.aclose()

    report = asyncio.run(run())
    assert (report.schema_enforced, report.key_order_kept, report.overflow_refused) == (True, True, True)
    assert report.confident
    assert report.first_ms > 0 < report.warm_ms


def test_the_probe_of_an_ollama_server_reads_what_is_on_the_wire():
    tokens = [entry("\n "), *(entry(part, top_logprobs=[entry("x")]) for part in ('{"', 'axis":"J9","zo', 'ne":"Q2"}'))]
    answer = stream(
        {"message": {"content": SORTED}, "done": False, "logprobs": tokens},
        {"message": {"content": ""}, "done": True, "done_reason": "stop"},
    )
    with serving(chat=[answer, answer, played("chat-toolong-neither-jinja")]) as server:

        async def run():
            model = OllamaModel("tiny-go", host=server.host)
            try:
                return await probe(model)
            finally:
                await model.aclose()

        report = asyncio.run(run())
    assert (report.schema_enforced, report.key_order_kept, report.overflow_refused) == (True, False, True)
    assert (report.coverage, report.alternatives) == (1.0, 1)
    assert json.loads(SORTED) == {"axis": "J9", "zone": "Q2"}
