import asyncio
import contextlib
import json
import logging
import re
import traceback
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentlite import Agent, tool
from agentlite.actions import Usage
from agentlite.errors import (
    ConfigurationError,
    InvalidCompletion,
    ModelTimeout,
    ModelUnavailable,
    PromptTooLong,
    UnknownModel,
)
from agentlite.grammar import Grammar
from agentlite.models.base import Message, Model
from agentlite.models.openai_compat import OpenAICompatModel
from agentlite.models.openai_reply import to_completion
from agentlite.models.openai_schema import response_format, unwrapped
from agentlite.models.providers import PROVIDERS, Price
from agentlite.models.registry import NAMES, resolve
from agentlite.models.retrying import Breaker, Passing, Retry, retry_after
from agentlite.runs import RunLog
from agentlite.toolset import Toolset
from tests.models import replay
from tests.models.cloud import (
    Detour,
    document,
    error,
    hang,
    page,
    piece,
    reset,
    says,
    serving,
    start_stream,
    stream,
    usage,
    write_chunk,
)

HELLO = (Message("system", "Be brief."), Message("user", "Hello"))
SCHEMA = {"anyOf": [{"type": "object", "properties": {"answer": {"type": "string"}}, "required": ["answer"]}]}
ANSWER = '{"answer":"olá"}'
KEY = "sk-canary-0123456789"
GOOD = says(ANSWER)


class Waits:
    """Instead of waiting: keeps for how long it would have been, which is always the longest that jitter allows."""

    def __init__(self, attempts=4):
        self.seconds = []
        self.retry = Retry(attempts=attempts, sleep=self.sleep, draw=lambda low, high: high)

    async def sleep(self, seconds):
        self.seconds.append(seconds)


@pytest.fixture
def waits():
    return Waits()


def complete(model, schema=SCHEMA, messages=HELLO):
    return model.complete(messages, schema=schema, max_tokens=100)


@contextlib.asynccontextmanager
async def talking(*answers, **options):
    """A model and its server, which gives these answers."""
    async with serving(*answers) as cloud:
        model = OpenAICompatModel(f"some/model@{cloud.url}", **options)
        try:
            yield model, cloud
        finally:
            await model.aclose()


def using(answers, test=complete, **options):
    """Run `test(model)` against a server that gives these answers; what it returned, and the server."""

    async def run():
        async with talking(*answers, **options) as (model, cloud):
            return await test(model), cloud

    return asyncio.run(run())


def failing(answers, kind, *, test=complete, **options):
    """The error that `test(model)` ends in, and how many requests were made."""
    made = []

    async def caught(model):
        with pytest.raises(kind) as info:
            await test(model)
        made.append(info.value)

    _, cloud = using(answers, caught, **options)
    return made[0], len(cloud.requests)


# -- what is asked, of whom, with which key


@pytest.mark.parametrize("prefix", PROVIDERS)
def test_a_provider_is_asked_at_its_own_address_with_its_own_key(prefix, monkeypatch):
    for provider in PROVIDERS.values():
        monkeypatch.setenv(provider.key_variable, f"key-of-{provider.prefix}")

    async def run():
        async with serving(GOOD) as cloud:
            detour = Detour(cloud)
            model = OpenAICompatModel("some-model", provider=prefix, transport=detour)
            reply, info = await complete(model), await model.info()
            await model.aclose()
            return reply, info, detour.meant, cloud.requests

    reply, info, meant, (request,) = asyncio.run(run())
    assert reply.text == ANSWER
    assert meant == [f"{PROVIDERS[prefix].address}/chat/completions"]
    assert request.headers["authorization"] == f"Bearer key-of-{prefix}"
    assert (info.name, info.style) == (f"{prefix}:some-model", "full")
    assert info.local == (prefix == "vllm")


def body_for(prefix, name="some-model", schema=SCHEMA, **options):
    async def run():
        async with serving(GOOD) as cloud:
            model = OpenAICompatModel(name, provider=prefix, transport=Detour(cloud), **options)
            await complete(model, schema)
            await model.aclose()
            return cloud.bodies[0]

    return asyncio.run(run())


@pytest.fixture
def keys(monkeypatch):
    for provider in PROVIDERS.values():
        monkeypatch.setenv(provider.key_variable, KEY)


def test_openai_is_asked_for_a_greedy_streamed_answer_with_log_probabilities_that_is_not_stored(keys):
    body = body_for("openai", "gpt-4.1-mini")
    assert body.pop("messages") == [{"role": m.role, "content": m.content} for m in HELLO]
    assert body.pop("response_format")["type"] == "json_schema"
    assert body == {
        "model": "gpt-4.1-mini",
        "max_completion_tokens": 100 + 2048,
        "temperature": 0,
        "stream": True,
        "stream_options": {"include_usage": True},
        "logprobs": True,
        "top_logprobs": 20,
        "store": False,
    }


@pytest.mark.parametrize("name", ["gpt-5-mini", "o4-mini", "gpt-6"])
def test_models_that_think_are_not_asked_for_what_they_refuse(keys, name):
    assert body_for("openai", name).keys().isdisjoint({"temperature", "logprobs", "top_logprobs"})


def test_a_provider_that_ignores_the_form_has_the_schema_in_the_prompt(keys):
    body = body_for("anthropic")
    assert "response_format" not in body
    assert json.dumps(SCHEMA, separators=(",", ":")) in body["messages"][0]["content"]


def test_providers_are_asked_for_what_each_needs(keys):
    assert body_for("groq")["stream"] is False
    assert "stream_options" not in body_for("groq")
    assert body_for("openrouter")["provider"] == {"data_collection": "deny"}
    assert body_for("openai", extra={"reasoning_effort": "low"})["reasoning_effort"] == "low"
    assert body_for("vllm", thinking_tokens=0)["max_tokens"] == 100
    assert "response_format" not in body_for("openai", schema=None)


def test_no_providers_key_goes_to_another_server(keys):
    _, cloud = using([GOOD])
    assert "authorization" not in cloud.requests[0].headers


def test_a_server_of_ones_own_has_a_key_of_its_own(keys, monkeypatch):
    monkeypatch.setenv("AGENTLITE_API_KEY", "mine")
    monkeypatch.setenv("LAB_KEY", "of the lab")
    _, cloud = using([GOOD])
    assert cloud.requests[0].headers["authorization"] == "Bearer mine"
    _, cloud = using([GOOD], key_variable="LAB_KEY")
    assert cloud.requests[0].headers["authorization"] == "Bearer of the lab"


def test_a_missing_key_is_told_by_its_variable_and_nothing_is_sent(monkeypatch):
    monkeypatch.delenv("GROQ_API_KEY", raising=False)

    async def run():
        async with serving(GOOD) as cloud:
            model = OpenAICompatModel("llama", provider="groq", transport=Detour(cloud))
            with pytest.raises(ModelUnavailable, match="GROQ_API_KEY is not set"):
                await complete(model)
            return cloud.requests

    assert asyncio.run(run()) == []


@pytest.mark.parametrize("held", ["sk-one\nsk-two", "sk-ção"])
def test_what_cannot_be_a_key_is_refused_unrepeated(monkeypatch, held):
    monkeypatch.setenv("AGENTLITE_API_KEY", held)
    problem, asked = failing([GOOD], ModelUnavailable)
    assert asked == 0
    assert held not in str(problem)


ECHO = error(f"Incorrect API key provided: {KEY}. You can find your key at ...", 401, code="invalid_api_key")


@pytest.mark.parametrize("answer", [ECHO, error(f"boom {KEY}", 500), error(f"bad {KEY}", 400), reset, page(b"x"), hang])
def test_the_key_is_nowhere_but_in_its_header(answer, monkeypatch, caplog):
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("AGENTLITE_API_KEY", KEY)
    seen = []

    async def caught(model):
        seen.extend([repr(model), repr(vars(model)), repr(vars(model._endpoint))])
        try:
            await complete(model)
        except Exception as problem:
            seen.append("".join(traceback.format_exception(problem)))
            seen.extend(f"{p!r} {vars(p)}" for p in (problem, problem.__cause__) if p)

    _, cloud = using([answer], caught, retry=Waits(2).retry, silence_timeout=0.2)
    assert cloud.requests[0].headers["authorization"] == f"Bearer {KEY}"
    assert len(seen) > 3
    assert KEY not in "\n".join([*seen, caplog.text])


# -- names


def test_names_lead_to_models(keys):
    assert isinstance(resolve("openai:gpt-4.1-mini"), Model)
    far = resolve("openai:@cf/meta/llama@https://box.lan:8443/v1/")
    assert (far.name, far.provider.address) == ("@cf/meta/llama", "https://box.lan:8443/v1")
    assert asyncio.run(far.info()).name == "openai:@cf/meta/llama@https://box.lan:8443/v1"
    assert resolve("vllm:qwen@http://gpu:8000/v1/chat/completions").provider.address == "http://gpu:8000/v1"
    assert asyncio.run(resolve("vllm:qwen@http://gpu:8000/v1").info()).local is False
    assert {f"{prefix}:NAME" for prefix in PROVIDERS} < NAMES.keys()


@pytest.mark.parametrize("name", ["openai:", "mistral:large", "gemini"])
def test_names_that_lead_nowhere(name):
    with pytest.raises(UnknownModel, match="There is no model called"):
        resolve(name)


@pytest.mark.parametrize(
    "url", ["https://user:secret@host/v1", "https://host/v1?key=secret", "https://", "https://host:secret/v1"]
)
def test_what_is_no_base_url_is_refused_and_not_repeated(url):
    with pytest.raises(ConfigurationError) as caught:
        OpenAICompatModel("m", base_url=url)
    assert "secret" not in str(caught.value).replace("nothing secret", "") + caught.value.hint


def test_a_provider_is_nowhere_but_where_it_is():
    with pytest.raises(ConfigurationError, match="nowhere else"):
        resolve("gemini:flash@https://elsewhere.example/v1")
    with pytest.raises(ConfigurationError, match="no provider"):
        OpenAICompatModel("m", provider="nobody")


# -- the schema


@tool(risk="reversible")
def ping(times: int) -> str:
    """Ping."""
    return "pong"


@tool(risk="read")
def peek(where: str, deep: bool = False) -> str:
    """Peek."""
    return "nothing"


def parts(schema):
    yield schema
    for name in ("properties", "$defs"):
        for part in schema.get(name, {}).values():
            yield from parts(part)
    for part in [*schema.get("anyOf", ()), *([schema["items"]] if "items" in schema else ())]:
        yield from parts(part)


def test_a_decision_schema_becomes_a_strict_one_with_an_object_at_its_root():
    asked = response_format(Grammar(Toolset([ping]), "ping").schema)["json_schema"]
    assert asked["strict"] is True
    assert asked["schema"]["type"] == "object"
    for part in parts(asked["schema"]):
        assert "const" not in part
        assert {"type", "anyOf", "$ref"} & part.keys()


def test_an_optional_argument_is_not_strict():
    assert response_format(Grammar(Toolset([peek]), "peek").schema)["json_schema"]["strict"] is False


def test_properties_may_be_called_as_keywords_are():
    odd = {"type": "object", "properties": {"const": {"const": 1}, "enum": {"enum": [None, "a"]}}, "required": []}
    properties = response_format(odd)["json_schema"]["schema"]["properties"]
    assert properties == {
        "const": {"enum": [1], "type": "integer"},
        "enum": {"enum": [None, "a"], "type": ["null", "string"]},
    }


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(value=json_values, space=st.sampled_from(["", " ", "\n "]))
def test_what_was_wrapped_is_unwrapped(value, space):
    text = json.dumps(value, ensure_ascii=False)
    whole = f'{{{space}"decision"{space}:{space}{text}{space}}}{space}'
    start, end = unwrapped(whole)
    assert whole[start:end] == text


@given(text=st.text() | json_values.map(json.dumps))
def test_what_was_not_wrapped_is_left_alone(text):
    if not text.lstrip().startswith("{") or '"decision"' not in text:
        assert unwrapped(text) == (0, len(text))


@pytest.mark.parametrize("text", ['{"decision": {"answer"', '{"decision": 1, "b": 2}', '{"decision": ' + "[" * 9999])
def test_half_a_wrapper_is_left_to_the_grammar(text):
    assert unwrapped(text) == (0, len(text))


# -- answers


def entry(text, logprob=-0.1, *top):
    return {"token": text, "logprob": logprob, "bytes": None, "top_logprobs": [entry(t, p) for t, p in top]}


def test_a_streamed_answer_is_put_together_and_unwrapped():
    wrapped = ['{"decision', '":{"ans', 'wer":"olá 😀"}', "}"]
    events = [piece(text, logprobs={"content": [entry(text, -0.5, (text, -0.5))]}) for text in wrapped]
    reply, _ = using([stream(*events, piece(finish="stop"), usage(21, 8, 16), b"[DONE]")])
    assert (reply.text, reply.finish, reply.usage) == ('{"answer":"olá 😀"}', "stop", Usage(21, 8, 16))
    assert "".join(token.text for token in reply.tokens) == reply.text
    assert [token.text for token in reply.tokens] == ['{"ans', 'wer":"olá 😀"}']
    assert reply.elapsed_ms > 0


def test_an_answer_that_is_not_streamed_is_as_good():
    choice = {"message": {"role": "assistant", "content": ANSWER}, "finish_reason": "length", "logprobs": None}
    told = {"prompt_tokens": 7, "completion_tokens": 3}
    reply, _ = using([document({"choices": [choice], "usage": told})])
    assert (reply.text, reply.finish, reply.usage, reply.tokens) == (ANSWER, "length", Usage(7, 3), None)


def test_where_no_usage_is_told_a_high_estimate_stands_in():
    async def both(model):
        return await complete(model), await model.count_tokens(HELLO)

    (reply, counted), _ = using([stream(piece("{}"), piece(finish="stop"))], both)
    assert reply.usage == Usage(counted, 2)
    assert counted >= 5


def test_characters_that_only_look_like_line_breaks_stay_in_the_answer():
    assert using([says("um\u0085dois\u2028três")])[0].text == "um\u0085dois\u2028três"


@pytest.mark.parametrize(
    ("answer", "says_what"),
    [
        (stream(piece("", finish="stop", reasoning="hm"), b"[DONE]"), "thought"),
        (stream(piece("", finish="length")), "thought"),
        (stream(piece("{", finish="content_filter")), "filter"),
        (stream(piece(refusal="I will not.", finish="stop")), "I will not"),
        (stream(b"[DONE]"), "no choices|middle"),
        (stream(usage(1, 1), b"[DONE]"), "no choices"),
        (document({"choices": []}), "no choices"),
        (stream(b'{"choices":[{"delta":'), "broken JSON"),
        (page(b"{half", kind="application/json"), "broken JSON"),
        (document({"choices": [{"message": "hello", "finish_reason": "stop"}]}), "another shape"),
        (stream(piece("{}", "stop", {"content": [{"token": 1}]})), "another shape"),
    ],
)
def test_an_answer_that_is_none_is_an_error(answer, says_what, waits):
    problem, _ = failing([answer], InvalidCompletion, retry=waits.retry)
    assert re.search(says_what, str(problem))
    assert problem.hint


@given(documents=st.lists(st.dictionaries(st.sampled_from(["choices", "usage", "id"]), json_values), max_size=3))
def test_no_document_can_break_more_than_its_own_answer(documents):
    with contextlib.suppress(InvalidCompletion, Passing):
        assert isinstance(to_completion(documents, "Somebody", 1).text, str)


# -- failures that another attempt does not cure


@pytest.mark.parametrize(
    ("answer", "kind", "says_what"),
    [
        (error("Invalid key.", 401), ModelUnavailable, "refused the key.*Invalid key"),
        (error("Not in your country", 403), ModelUnavailable, "Not in your country"),
        (
            document([{"error": {"code": 400, "message": "API key not valid."}}], 400),
            ModelUnavailable,
            "refused the key",
        ),
        (error("Insufficient credits", 402), ModelUnavailable, "paid"),
        (error("You exceeded your current quota", 429, code="insufficient_quota"), ModelUnavailable, "paid"),
        (error("The model `x` does not exist", 404), ModelUnavailable, "no model some/model"),
        (page(b"<html>Not here</html>", 404), ModelUnavailable, "does not speak as OpenAI does: HTTP 404"),
        (page(b"<html>Welcome</html>"), ModelUnavailable, "it sent text/html"),
        (page(b"{}", kind="text/plain"), ModelUnavailable, "it sent text/plain"),
        (document([1]), ModelUnavailable, "another shape"),
        (page(b"", 307, location="/elsewhere"), ModelUnavailable, "HTTP 307"),
        (error("maximum context length is 4096 tokens", 400, code="context_length_exceeded"), PromptTooLong, "4096"),
        (error("prompt is too long: 210000 tokens > 200000 maximum", 400), PromptTooLong, "210000"),
        (error("The input token count exceeds the maximum number of tokens allowed", 400), PromptTooLong, "allowed"),
        (error("Request too large", 413), PromptTooLong, "too large"),
        (error("Unknown field `messages`", 400), InvalidCompletion, "did not accept"),
        (document({"detail": [{"loc": ["body", "model"], "msg": "bad"}]}, 422), InvalidCompletion, "bad"),
    ],
)
def test_what_will_not_pass_is_told_at_once(answer, kind, says_what, waits):
    problem, asked = failing([answer], kind, retry=waits.retry)
    assert re.search(says_what, str(problem))
    assert problem.hint
    assert (asked, waits.seconds) == (1, [])


def test_a_refused_key_comes_with_the_variable_to_check():
    problem, _ = failing([ECHO], ModelUnavailable)
    assert problem.hint == "Check AGENTLITE_API_KEY."


# -- failures that may pass


def cut_short(writer):
    return stream(piece('{"ans'), ends=False)(writer)


def overloaded_in_the_stream(writer):
    return stream(piece('{"ans'), b'{"error":{"message":"Provider overloaded","code":502}}')(writer)


PASSING = [
    (error("Timed out", 408), ModelUnavailable, "Timed out"),
    (error("Conflict", 409), ModelUnavailable, "Conflict"),
    (error("Slow down", 429), ModelUnavailable, "limits how often"),
    (error("Oops", 500), ModelUnavailable, "Oops"),
    (page(b"<html>Bad gateway</html>", 502), ModelUnavailable, "HTTP 502"),
    (page(b"", 503), ModelUnavailable, "HTTP 503"),
    (error("Overloaded", 529), ModelUnavailable, "Overloaded"),
    (reset, InvalidCompletion, "broke off"),
    (cut_short, InvalidCompletion, "broke off"),
    (stream(piece('{"ans')), InvalidCompletion, "middle"),
    (overloaded_in_the_stream, ModelUnavailable, "Provider overloaded"),
    (document({"error": {"message": "Upstream down", "code": 503}}), ModelUnavailable, "Upstream down"),
]


@pytest.mark.parametrize("fault", [fault for fault, _, _ in PASSING])
def test_what_may_pass_is_asked_again(fault, waits):
    reply, cloud = using([fault, fault, GOOD], retry=waits.retry)
    assert reply.text == ANSWER
    assert cloud.bodies[0] == cloud.bodies[2]
    assert waits.seconds == [0.5, 1.0]


@pytest.mark.parametrize(("fault", "kind", "says_what"), PASSING)
def test_what_does_not_pass_is_told_in_the_end(fault, kind, says_what, waits):
    problem, asked = failing([fault], kind, retry=waits.retry)
    assert re.search(says_what, str(problem))
    assert problem.hint
    assert (asked, waits.seconds) == (4, [0.5, 1.0, 2.0])


def test_a_server_that_asks_for_time_gets_it(waits):
    using([error("Slow down", 429, {"retry_after": "7"}), GOOD], retry=waits.retry)
    assert waits.seconds == [7]


def test_a_server_that_asks_for_too_much_time_is_not_waited_for(waits):
    problem, asked = failing([error("Slow down", 429, {"retry_after": "3600"})], ModelUnavailable, retry=waits.retry)
    assert problem.hint == "It asks to wait 3600 seconds."
    assert (asked, waits.seconds) == (1, [])


def test_nobody_waits_beyond_the_deadline(waits):
    fault = error("Slow down", 429, {"retry_after": "15"})
    _, asked = failing([fault], ModelUnavailable, retry=waits.retry, timeout=10)
    assert (asked, waits.seconds) == (1, [])


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "2.5"}, 2.5),
        ({"retry-after-ms": "250", "retry-after": "1"}, 0.25),
        ({"retry-after": "Thu, 01 Jan 1970 00:01:00 GMT"}, 20),
        ({"retry-after": "Thu, 01 Jan 1970 00:00:10 GMT"}, 0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "9" * 400}, None),
        ({"retry-after": "inf"}, None),
    ],
)
def test_the_time_a_server_asks_for_is_read(headers, seconds):
    assert retry_after(headers, now=lambda: 40.0) == seconds


@given(tried=st.integers(1, 60), first=st.floats(0.01, 5), longest=st.floats(0.01, 60))
def test_waits_are_drawn_between_nothing_and_a_bound_that_doubles(tried, first, longest):
    drawn = []
    retry = Retry(attempts=100, first=first, longest=longest, draw=lambda *bounds: drawn.append(bounds) or 0.0)
    assert retry.wait(tried, None) == 0.0
    assert drawn == [(0, min(longest, first * 2 ** (tried - 1)))]


async def dribble(writer):
    start_stream(writer)
    while True:
        write_chunk(writer, b"data: " + piece(" ") + b"\n\n")
        await writer.drain()
        await asyncio.sleep(0.02)


async def stall(writer):
    start_stream(writer)
    write_chunk(writer, b"data: " + piece("{") + b"\n\n")
    await hang(writer)


@pytest.mark.parametrize(
    ("answer", "bounds", "says_what"),
    [
        (hang, {"silence_timeout": 0.2}, "sent nothing for 0.2 seconds"),
        (stall, {"silence_timeout": 0.2}, "sent nothing for 0.2 seconds"),
        (dribble, {"timeout": 0.3}, "did not finish"),
        (hang, {"timeout": 0.3}, "did not finish"),
    ],
)
def test_a_server_that_hangs_is_given_up_and_hung_up_on(answer, bounds, says_what):
    async def run():
        async with talking(answer, retry=Waits(1).retry, **bounds) as (model, cloud):
            with pytest.raises(ModelTimeout, match=says_what):
                await complete(model)
            await asyncio.wait_for(cloud.hung_up.wait(), 60)

    asyncio.run(run())


def test_a_time_out_is_followed_by_another_attempt(waits):
    reply, cloud = using([hang, stall, GOOD], retry=waits.retry, silence_timeout=0.2)
    assert (reply.text, len(cloud.requests)) == (ANSWER, 3)


def test_cancelling_hangs_up_and_counts_against_nobody():
    breaker = Breaker(failures=1)

    async def run():
        async with talking(hang, breaker=breaker) as (model, cloud):
            task = asyncio.create_task(complete(model))
            await asyncio.wait_for(cloud.asked.wait(), 60)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await asyncio.wait_for(cloud.hung_up.wait(), 60)

    asyncio.run(run())
    assert not breaker.is_open


@pytest.mark.parametrize("url", ["http://cloud.invalid/v1", "http://127.0.0.1:1/v1"])
def test_a_host_that_cannot_be_found_or_reached_is_unavailable(url, waits):
    async def run():
        model = OpenAICompatModel("m", base_url=url, retry=waits.retry)
        with pytest.raises(ModelUnavailable, match="cannot be reached") as caught:
            await complete(model)
        await model.aclose()
        return caught.value

    assert "online" in asyncio.run(run()).hint
    assert len(waits.seconds) == 3


# -- the breaker


def test_a_server_that_keeps_failing_is_left_alone_then_tried_once(waits):
    now = [100.0]
    breaker = Breaker(failures=3, rest=30, clock=lambda: now[0])
    fault = error("Oops", 500)

    async def story(model):
        with pytest.raises(ModelUnavailable, match="Oops"):
            await complete(model)  # three attempts, the last of which opens it
        with pytest.raises(ModelUnavailable, match="left alone") as spared:
            await complete(model)
        assert spared.value.hint == "Try again in 30 seconds, or use another model."
        now[0] += 31
        with pytest.raises(ModelUnavailable, match="Oops"):
            await complete(model)  # the one trial, which fails
        with pytest.raises(ModelUnavailable, match="left alone"):
            await complete(model)
        now[0] += 31
        return await asyncio.gather(complete(model), complete(model), return_exceptions=True)

    (first, second), cloud = using([fault] * 4 + [GOOD], story, retry=waits.retry, breaker=breaker)
    assert first.text == ANSWER
    assert isinstance(second, ModelUnavailable), "only one is let through while it is on trial"
    assert len(cloud.requests) == 5
    assert not breaker.is_open


def test_an_answer_between_failures_keeps_it_closed(waits):
    breaker = Breaker(failures=2)
    fault, refusal = error("Oops", 500), error("No", 401)

    async def story(model):
        await complete(model)
        with pytest.raises(ModelUnavailable, match="refused the key"):
            await complete(model)
        return await complete(model)

    answers = [fault, GOOD, fault, refusal, fault, GOOD]
    assert using(answers, story, retry=waits.retry, breaker=breaker)[0].text == ANSWER


def test_a_trial_that_is_cancelled_leaves_the_next_one_free():
    now = [0.0]
    breaker = Breaker(failures=1, rest=30, clock=lambda: now[0])
    breaker.admit("Somebody")
    breaker.failed()
    now[0] = 30.0
    breaker.admit("Somebody")
    with pytest.raises(ModelUnavailable, match="Somebody failed 1 times"):
        breaker.admit("Somebody")
    breaker.abandoned()
    breaker.admit("Somebody")
    breaker.succeeded()
    assert not breaker.is_open


# -- providers that do not understand


def test_what_a_model_refuses_is_left_out_from_then_on():
    refusals = [
        error("Unsupported value: 'temperature' does not support 0 with this model.", 400, param="temperature"),
        error("You are not allowed to request logprobs from this model", 403 - 3),
        error("'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.", 400),
        error("response_format` does not support streaming", 400),
    ]

    async def twice(model):
        await complete(model)
        return await complete(model)

    _, cloud = using([*refusals, GOOD], twice)
    *_, before_last, last = cloud.bodies
    assert len(cloud.bodies) == 6
    assert last == before_last
    assert last.keys() == {"model", "messages", "max_completion_tokens", "stream", "response_format"}
    assert last["stream"] is False


def test_a_model_that_knows_no_schemas_has_it_in_the_prompt():
    async def watched(model):
        model.provider = replace(model.provider, enforces=True)
        before = (await model.info()).constrained
        return await complete(model), before, (await model.info()).constrained

    refusal = error("This model does not support response format `json_schema`.", 400)
    (reply, before, after), cloud = using([refusal, refusal, GOOD], watched)
    first, second, third = cloud.bodies
    assert reply.text == ANSWER
    assert first["response_format"]["type"] == "json_schema"
    assert second["response_format"] == {"type": "json_object"}
    assert "response_format" not in third
    assert "JSON" in second["messages"][0]["content"]
    assert (before, after) == (True, False)


def test_a_refusal_that_nothing_can_be_done_about_ends():
    always = error("max_tokens, max_completion_tokens, temperature, logprobs, stream and json_schema: no", 400)
    problem, asked = failing([always], InvalidCompletion)
    assert "did not accept" in str(problem)
    assert asked < 12


# -- the agent


def counting():
    done = []

    @tool(risk="reversible")
    def ping(times: int) -> str:
        """Ping."""
        done.append(times)
        return "pong"

    return ping, done


CALL = '{"calls":[{"call":"ping","with":{"times":2}}]}'
SAID = '{"answer":"pong"}'


def test_an_agent_acts_through_it():
    ping, done = counting()

    async def task(model):
        return await Agent(model, tools=[ping]).arun("ping twice")

    result, cloud = using([says(f'{{"decision":{CALL}}}'), says(SAID)], task)
    assert (result.status, done) == ("answered", [2])
    first, second = (body["messages"] for body in cloud.bodies)
    assert second[: len(first)] == first


@pytest.mark.parametrize("ignored", ["I will ping!", '{"calls":[{"call":"pong","with":{}}]}', '{"tool":"ping"}', ""])
def test_a_schema_that_is_ignored_is_caught_by_validation(ignored):
    ping, done = counting()

    async def task(model):
        return await Agent(model, tools=[ping]).arun("ping twice")

    result, _ = using([says(ignored)], task)
    assert (result.status, done) == ("refused", [])
    result, cloud = using([says(ignored), says(CALL), says(SAID)], task)
    assert (result.status, done) == ("answered", [2])
    assert "Refused:" in cloud.bodies[1]["messages"][-1]["content"]


@pytest.mark.parametrize("fault", [*(fault for fault, _, _ in PASSING), hang, page(b"<html>")])
def test_a_fault_in_the_middle_loses_no_run_and_repeats_no_action(fault, tmp_path):
    ping, done = counting()

    async def run():
        options = {"retry": Waits(2).retry, "silence_timeout": 0.2}
        with RunLog(tmp_path / "runs.db") as log:
            async with talking(says(CALL), fault, **options) as (model, cloud):
                agent = Agent(model, tools=[ping], log=log)
                with pytest.raises((ModelUnavailable, ModelTimeout, InvalidCompletion)):
                    await agent.arun("ping twice")
                cloud.answers = [says(SAID)]
                return await agent.aresume(log.list()[0].run_id)

    result = asyncio.run(run())
    assert (result.status, result.output, done) == ("answered", "pong", [2])


# -- odds and ends


def test_one_model_serves_several_event_loops_one_after_the_other_and_stays_closed():
    choice = {"message": {"content": ANSWER}, "finish_reason": "stop"}
    with replay.serving(**{"/v1/chat/completions": replay.document({"choices": [choice]})}) as server:
        model = OpenAICompatModel("m", base_url=f"http://{server.host}/v1")
        assert [asyncio.run(complete(model)).text for _ in range(2)] == [ANSWER, ANSWER]
        asyncio.run(model.aclose())
        with pytest.raises(ModelUnavailable, match="closed"):
            asyncio.run(complete(model))


def test_a_price_is_per_million_tokens():
    assert Price(0.25, 2.0).of(Usage(1_000_000, 500_000, 10)) == 1.25


def test_settings_that_make_no_sense_are_refused():
    with pytest.raises(ConfigurationError, match="has a name"):
        OpenAICompatModel("@https://host/v1")
    with pytest.raises(ConfigurationError, match="at least 1"):
        Retry(attempts=0)
