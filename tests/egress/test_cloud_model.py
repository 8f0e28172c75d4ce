"""A real cloud model's client behind the door: everything that it sends passes, and is what was sealed."""

import asyncio
import json

import httpx
import pytest

from agentlite.egress import Budget, Door, LabelledMessage, Ledger, Name, private, public
from agentlite.errors import EgressRefused
from agentlite.models.openai_compat import OpenAICompatModel
from agentlite.models.providers import PROVIDERS
from agentlite.models.retrying import Retry
from tests.egress.recorder import chat, http, recorder

NAMES = [
    Name("Kitchen light", "light"),
    Name("luz da cozinha", "light", stands_for="Kitchen light"),
    Name("Ana", "PERSON"),
]
SCHEMA = {
    "anyOf": [
        {
            "type": "object",
            "properties": {"call": {"const": "turn_on"}, "with": {"type": "object", "properties": {
                "target": {"enum": ["Kitchen light", "Ana"]}}, "required": ["target"], "additionalProperties": False}},
            "required": ["call", "with"],
            "additionalProperties": False,
        },
        {"type": "object", "properties": {"answer": {"type": "string", "description": "Of Ana's house."}}},
    ]
}  # fmt: skip
REPLY = '{"call": "turn_on", "with": {"target": "light.1"}}'


@pytest.fixture(autouse=True)
def key(monkeypatch):
    monkeypatch.setenv("AGENTLITE_API_KEY", "sk-test-0123456789abcdef")


class Diverted(httpx.AsyncHTTPTransport):
    """Sends what is meant for any server to ours."""

    def __init__(self, url):
        super().__init__()
        self.server = httpx.URL(url)

    async def handle_async_request(self, request):
        server = self.server
        request.url = request.url.copy_with(scheme=server.scheme, host=server.host, port=server.port)
        return await super().handle_async_request(request)


def escalate(ledger, answer, provider, **options):
    """One step asked of a model at a server of ours: the reply rehydrated, and what the server got."""

    async def main():
        door = Door(ledger, names=NAMES, **options)
        async with recorder(answer) as server:
            address = PROVIDERS[provider].address
            model = OpenAICompatModel(
                "gpt-5-mini", provider=provider, key_variable="AGENTLITE_API_KEY",
                transport=door.transport(address, inner=Diverted(server.url)),
                retry=Retry(attempts=3, first=0.01, longest=0.01),
            )  # fmt: skip
            sealed = door.seal(
                [
                    LabelledMessage("system", public("Choose a call. Tools:\nturn_on(target)")),
                    LabelledMessage("user", private("liga a luz da cozinha da Ana")),
                ],
                schema=SCHEMA,
                vocabulary=["turn_on", "target"],
            )
            try:
                async with door.open(sealed, reason="p=0.41", provider=provider, model=model.name) as step:
                    said = await model.complete(sealed.messages, schema=sealed.schema, max_tokens=64)
                    step.finish(usage=said.usage, price=0.01, outcome="accepted")
                    return sealed.rehydrate(said.text), server.received
            finally:
                await model.aclose()

    return asyncio.run(main())


@pytest.mark.parametrize("provider", ["openai", "gemini", "groq", "openrouter", "hf", "anthropic", "vllm"])
def test_every_providers_requests_pass(tmp_path, provider):
    with Ledger(tmp_path / "egress.db") as ledger:
        text, received = escalate(ledger, lambda _: chat(REPLY), provider)
        assert json.loads(text) == {"call": "turn_on", "with": {"target": "Kitchen light"}}
        assert b"Ana" not in b"".join(received)
        assert [entry.event for entry in ledger.entries()] == ["sent", "answered", "settled"]


def test_requests_said_again_in_simpler_words_pass_too(tmp_path):
    """A provider that knows no schemas gets it as text, sealed as well."""

    def answer(request):
        known = b"response_format" not in request and b'"stream":true' not in request
        return chat(REPLY) if known else http(400, b'{"error": {"message": "unknown field response_format or stream"}}')

    with Ledger(tmp_path / "egress.db") as ledger:
        text, received = escalate(ledger, answer, "openai")
        assert "Kitchen light" in text
        assert b"JSON Schema" in received[-1]
        assert b"Ana" not in b"".join(received)
        assert [
            entry.content.encode().split(b"\r\n\r\n")[1] for entry in ledger.entries() if entry.event == "sent"
        ] == [request.split(b"\r\n\r\n")[1] for request in received]


def test_retries_count_against_the_budget_and_are_not_sent_when_it_is_used_up(tmp_path):
    with Ledger(tmp_path / "egress.db") as ledger:
        with pytest.raises(EgressRefused) as caught:
            escalate(ledger, lambda _: http(503, b"{}"), "openai", budget=Budget(calls=2))
        assert caught.value.why == "budget"
        rows = [(entry.event, entry.status) for entry in ledger.entries()]
        assert rows == [("sent", None), ("answered", 503)] * 2 + [("refused", None), ("settled", None)]
