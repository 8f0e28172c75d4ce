import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from agentlite import Agent, tool
from agentlite.errors import InvalidCompletion, ModelError, ModelTimeout, ModelUnavailable, PromptTooLong
from agentlite.models.base import Message, Model
from agentlite.models.llama_index import LlamaIndexModel
from agentlite.models.registry import resolve
from tests.models.replay import document, recording, serving

core = pytest.importorskip("llama_index.core.llms")

SCHEMA = {"type": "object", "properties": {"label": {"enum": ["sim", "não"]}}, "required": ["label"]}
ASKED = (Message("system", "Be brief."), Message("user", "Olá"))


class Scripted(core.CustomLLM):
    """Chats by returning, or raising, what it was told to; `heard` keeps what it was asked."""

    reply: Any = "{}"
    extra: Any = None
    raw: Any = None
    heard: Any = None

    @property
    def metadata(self):
        return core.LLMMetadata(context_window=512, model_name="scripted", is_chat_model=True)

    async def achat(self, messages: Sequence[core.ChatMessage], **_: Any):
        self.heard.extend((message.role.value, message.content) for message in messages)
        if isinstance(self.reply, Exception):
            raise self.reply
        if self.reply == "never":
            await asyncio.Event().wait()
        message = core.ChatMessage(role="assistant", content=self.reply)
        return core.ChatResponse(message=message, raw=self.raw, additional_kwargs=self.extra or {})

    def complete(self, *_: Any, **__: Any):
        raise NotImplementedError

    def stream_complete(self, *_: Any, **__: Any):
        raise NotImplementedError


def scripted(reply="{}", **fields):
    return Scripted(reply=reply, heard=[], **fields)


def complete(llm, messages=ASKED, schema=SCHEMA, **options):
    return asyncio.run(LlamaIndexModel(llm, **options).complete(messages, schema=schema, max_tokens=50))


def test_it_is_a_model_that_promises_nothing():
    info = asyncio.run(LlamaIndexModel(scripted()).info())
    assert isinstance(resolve(scripted()), LlamaIndexModel)
    assert isinstance(LlamaIndexModel(scripted()), Model)
    assert (info.name, info.context_tokens) == ("llama-index:scripted", 512)
    assert (info.local, info.constrained, info.style) == (False, False, "full")


def test_a_reply_is_passed_on_with_what_it_cost_and_no_probabilities():
    reply = complete(scripted("```json\n{}```", extra={"prompt_tokens": 7, "completion_tokens": 3}))
    assert (reply.text, reply.finish, reply.tokens) == ("```json\n{}```", "stop", None)
    assert (reply.usage.prompt_tokens, reply.usage.completion_tokens) == (7, 3)


def test_the_schema_is_told_after_the_instructions_in_the_user_s_own_letters():
    llm = scripted()
    complete(llm)
    (role, system), user = llm.heard
    assert role == "system"
    assert system.startswith("Be brief.\n")
    assert '{"enum":["sim","não"]}' in system
    assert user == ("user", "Olá")


def test_without_instructions_the_schema_stands_alone_and_without_a_schema_nothing_is_added():
    alone, bare = scripted(), scripted()
    complete(alone, ASKED[1:])
    complete(bare, schema=None)
    assert [role for role, _ in alone.heard] == ["system", "user"]
    assert bare.heard == [("system", "Be brief."), ("user", "Olá")]


@pytest.mark.parametrize("raw", [{"done_reason": "length"}, {"choices": [{"finish_reason": "length"}]}])
def test_a_reply_cut_short_says_so(raw):
    assert complete(scripted(raw=raw)).finish == "length"
    assert complete(scripted(raw={"choices": [{"finish_reason": "stop"}]})).finish == "stop"


class APIConnectionError(Exception):
    """As the libraries of OpenAI and Anthropic call theirs."""


@pytest.mark.parametrize(
    ("raised", "ours"),
    [
        (ConnectionError("refused"), ModelUnavailable),
        (APIConnectionError("Connection error."), ModelUnavailable),
        (TimeoutError(), ModelTimeout),
        (ValueError("Error code: 400 - context_length_exceeded"), PromptTooLong),
        (ValueError("the key is wrong"), ModelError),
    ],
)
def test_whatever_a_provider_raises_is_one_of_our_errors(raised, ours):
    with pytest.raises(ModelError) as caught:
        complete(scripted(raised))
    assert type(caught.value) is ours
    assert caught.value.hint
    assert caught.value.__cause__ is raised


def test_one_that_never_answers_is_given_up():
    with pytest.raises(ModelTimeout):
        complete(scripted("never"), timeout=0.05)


def test_no_text_is_an_error():
    with pytest.raises(InvalidCompletion):
        complete(scripted(None))


def test_an_agent_runs_on_it_though_its_json_comes_in_prose():
    made = []

    @tool(risk="reversible")
    def ping(times: int) -> str:
        """Ping."""
        made.append(times)
        return "pong"

    class Twice(Scripted):
        async def achat(self, messages, **_):
            self.reply = '{"answer":"pong"}' if made else 'Sure! {"calls":[{"call":"ping","with":{"times":2}}]}'
            return await super().achat(messages)

    llm = Twice(heard=[])
    llm.__class__.metadata = property(lambda _: core.LLMMetadata(context_window=8000, model_name="twice"))
    with Agent(llm, tools=[ping]) as agent:
        result = agent.run("ping twice")
    assert made == [2]
    assert result.status in ("done", "answered")


def test_llama_index_s_own_ollama_is_local_only_when_it_is():
    ollama = pytest.importorskip("llama_index.llms.ollama")

    def local(model="tiny-go", url="http://localhost:11434"):
        llm = ollama.Ollama(model=model, base_url=url, context_window=2048)
        return asyncio.run(LlamaIndexModel(llm).info()).local

    assert local()
    assert not local(url="http://192.168.1.5:11434")
    assert not local(model="gpt-oss:120b-cloud")


def test_llama_index_s_own_ollama_answers_through_a_real_connection():
    ollama = pytest.importorskip("llama_index.llms.ollama")
    exchange = recording("chat-format-cut-go")["response"]["json"]

    with serving(chat=document(exchange)) as server:
        llm = ollama.Ollama(model="tiny-go", base_url=f"http://{server.host}", context_window=2048)
        reply = complete(llm)
        server.problems.clear()  # its requests are its own, and lack what ours always have
    assert (reply.text, reply.finish) == ('{"label', "length")
    assert (reply.usage.prompt_tokens, reply.usage.completion_tokens) == (18, 4)
