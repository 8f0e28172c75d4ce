"""The door: what passes, what does not, and what is written down of both. Real HTTP on loopback."""

import asyncio
import json
import sqlite3

import httpx
import pytest

from agentlite.actions import Usage
from agentlite.egress import (
    Budget,
    Door,
    LabelledMessage,
    Ledger,
    Name,
    Policy,
    local_only,
    private,
    public,
)
from agentlite.errors import ConfigurationError, EgressRefused, StorageError
from tests.egress.recorder import chat, http, recorder

KEY = "walnut.tree.by.the.lake"
"""Nothing that a key is known by: it is found because it is the key."""
NAMES = [
    Name("Kitchen light", "light"),
    Name("luz da cozinha", "light", stands_for="Kitchen light"),
    Name("Ana Souza", "PERSON"),
    Name("tulip42", label="secret"),
]
SCHEMA = {"type": "object", "properties": {"target": {"enum": ["Kitchen light", "Lamp"]}}, "required": ["target"]}


def said(text, role="user"):
    return LabelledMessage(role, private(text))


MESSAGES = [
    LabelledMessage("system", public("Choose one of the calls.")),
    LabelledMessage("user", public("Request: ") + private("apaga a luz da cozinha, diz a Ana Souza")),
]


@pytest.fixture
def ledger(tmp_path):
    with Ledger(tmp_path / "egress.db") as opened:
        yield opened


def body(sealed, **more):
    messages = [{"role": m.role, "content": m.content} for m in sealed.messages]
    return {"model": "gpt-5-mini", "messages": messages, "temperature": 0, **more}


def client(door, url, **options):
    headers = {"Authorization": f"Bearer {KEY}"}
    return httpx.AsyncClient(base_url=url, transport=door.transport(url), headers=headers, **options)


def opened(door, sealed, **values):
    return door.open(sealed, **{"reason": "p=0.41", "provider": "openai", "model": "gpt-5-mini", **values})


async def send(door, url, sealed, document=None, path="/chat/completions", **options):
    """One request of one step."""
    async with client(door, url) as http_client, opened(door, sealed) as step:
        answer = await http_client.post(path, json=document or body(sealed), **options)
        step.finish(outcome="accepted")
        return answer


def refused(door, why, document=None, *, sealed=None, answer=None, **options):
    """Assert that a request is refused for this reason, that nothing arrives, and that the ledger says so."""

    async def main():
        async with recorder(answer) as server:
            with pytest.raises(EgressRefused) as caught:
                await send(door, server.url, sealed or door.seal(MESSAGES), document, **options)
            assert server.received == []
            return caught.value

    error = asyncio.run(main())
    assert error.why == why
    rows = [entry for entry in door.ledger.entries() if entry.event == "refused"]
    assert rows[-1].outcome.startswith(f"{why}: ")
    return error


def test_what_arrives_is_redacted_and_in_the_ledger_byte_for_byte(ledger):
    async def main():
        door = Door(ledger, names=NAMES)
        sealed = door.seal(MESSAGES, schema=SCHEMA)
        async with recorder(lambda _: chat('{"target": "light.1"}')) as server:
            form = {"type": "json_schema", "json_schema": {"name": "decision", "schema": sealed.schema}}
            async with client(door, server.url) as http_client, opened(door, sealed, certificate="c12") as step:
                answer = await http_client.post("/chat/completions", json=body(sealed, response_format=form))
                text = answer.json()["choices"][0]["message"]["content"]
                step.finish(usage=Usage(120, 9), price=0.0004, outcome="accepted")
        assert sealed.rehydrate(text) == '{"target": "Kitchen light"}'
        return sealed, server.received, answer.content

    sealed, received, answer = asyncio.run(main())
    assert [m.content for m in sealed.messages] == [
        "Choose one of the calls.",
        "Request: apaga a light.1, diz a PERSON_1",
    ]
    assert sealed.schema["properties"]["target"]["enum"] == ["light.1", "Lamp"]
    sent, answered, settled = ledger.entries()
    assert [sent.content.encode()] == [
        whole.replace(KEY.encode(), b"").replace(b"Bearer ", b"[credential]") for whole in received
    ]
    assert sent.bytes == len(received[0])
    assert (sent.reason, sent.certificate, sent.provider, sent.model) == ("p=0.41", "c12", "openai", "gpt-5-mini")
    assert sent.redactions == {"light": 1, "PERSON": 1}
    assert (answered.call, answered.status, answered.outcome) == (sent.id, 200, "complete")
    assert (answered.content.encode(), answered.bytes) == (answer, len(answer))
    assert (settled.tokens_in, settled.tokens_out, settled.price, settled.outcome) == (120, 9, 0.0004, "accepted")
    assert len({entry.step for entry in (sent, answered, settled)}) == 1
    assert ledger.verify().problems == ()


def test_no_original_and_no_key_is_in_the_ledgers_files(ledger, tmp_path):
    async def main():
        door = Door(ledger, names=NAMES)
        sealed = door.seal(MESSAGES)
        async with recorder() as server, client(door, server.url) as http_client:
            with pytest.raises(ValueError, match="boom"):
                async with opened(door, sealed, reason="unsure about Ana Souza") as step:
                    await http_client.post("/chat/completions", json=body(sealed))
                    step.finish(outcome="rejected: no Kitchen light")
                    raise ValueError("boom")

    asyncio.run(main())
    ledger.close()
    files = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"unsure about PERSON_1" in files
    assert b"rejected: no light.1" in files
    assert [word for word in (b"Souza", b"Kitchen light", b"cozinha", KEY.encode()) if word in files] == []


def test_what_is_withheld_is_withheld_everywhere(ledger):
    door = Door(ledger, names=NAMES)
    row = "The spare key is under the blue pot behind the shed, code 8842."
    sealed = door.seal([
        LabelledMessage("user", private("open the shed. ") + local_only(row)),
        said("you said 'under the blue pot behind the shed' and 8842, and the wifi is tulip42"),
    ])  # fmt: skip
    assert [m.content for m in sealed.messages] == [
        "open the shed. [withheld]",
        "you said '[withheld]' and [withheld], and the wifi is [withheld]",
    ]
    assert sealed.withheld == {"local_only": 1}
    assert sealed.redactions == {"withheld": 3}


def test_a_further_turn_keeps_the_pseudonyms(ledger):
    door = Door(ledger, names=NAMES)
    first = door.seal(MESSAGES)
    reply = first.rehydrate("Which light of PERSON_1?")
    more = [said(reply, "assistant"), said("Error: Ana Souza has no Desk lamp, only the Kitchen light")]
    second = door.seal([*MESSAGES, *more], names=[Name("Desk lamp", "light")], previous=first)
    assert [m.content for m in second.messages][2:] == [
        "Which light of PERSON_1?",
        "Error: PERSON_1 has no light.2, only the light.1",
    ]
    assert dict(first.pseudonyms) == {"light.1": "Kitchen light", "PERSON_1": "Ana Souza"}


def test_without_an_open_step_nothing_is_sent(ledger):
    async def main():
        door, other = Door(ledger), Door(ledger)
        sealed = door.seal(MESSAGES)
        async with recorder() as server, client(door, server.url) as http_client:
            with pytest.raises(EgressRefused, match="no step was opened"):
                await http_client.post("/chat/completions", json=body(sealed))
            async with opened(other, other.seal(MESSAGES)):
                with pytest.raises(EgressRefused, match="no step was opened"):
                    await http_client.post("/chat/completions", json=body(sealed))
            async with opened(door, sealed):
                await http_client.post("/chat/completions", json=body(sealed))
            with pytest.raises(EgressRefused, match="no step was opened"):
                await http_client.post("/chat/completions", json=body(sealed))
            return len(server.received)

    assert asyncio.run(main()) == 1


def test_a_task_that_outlives_its_step_sends_nothing_more(ledger):
    async def main():
        door = Door(ledger)
        sealed = door.seal(MESSAGES)
        over = asyncio.Event()

        async def late():
            await over.wait()
            await http_client.post("/chat/completions", json=body(sealed))

        async with recorder() as server, client(door, server.url) as http_client:
            async with opened(door, sealed):
                task = asyncio.create_task(late())
            over.set()
            with pytest.raises(EgressRefused, match="no step was opened"):
                await task
            return server.received

    assert asyncio.run(main()) == []


def test_two_names_of_one_thing_are_one_legal_value(ledger):
    schema = {"anyOf": [{"enum": ["Kitchen light", "Lamp", "luz da cozinha", 1]}]}
    sealed = Door(ledger, names=NAMES).seal(MESSAGES, schema=schema)
    assert sealed.schema == {"anyOf": [{"enum": ["light.1", "Lamp", 1]}]}


def test_steps_of_concurrent_tasks_do_not_mix(ledger):
    async def one(door, http_client, who):
        sealed = door.seal([said(f"tell {who} that {who} won")], names=[Name(who, "PERSON")])
        async with opened(door, sealed, reason=f"about {who}") as step:
            await asyncio.gather(*(http_client.post("/chat/completions", json=body(sealed)) for _ in range(2)))
            step.finish(outcome="accepted")

    async def main():
        door = Door(ledger)
        async with recorder() as server, client(door, server.url) as http_client:
            await asyncio.gather(*(one(door, http_client, who) for who in ("Rui", "Eva", "Zoe")))
            return server.everything

    everything = asyncio.run(main())
    assert everything.count(b"tell PERSON_1 that PERSON_1 won") == 6
    assert {(e.event, e.reason) for e in ledger.entries()} == {
        (event, "about PERSON_1") for event in ("sent", "answered", "settled")
    }


@pytest.mark.parametrize(
    ("where", "more"),
    [
        ("messages.2.content", {"messages": [{"role": "user", "content": "a"}, {"role": "user", "content": "b"}]}),
        ("metadata", {"metadata": "free text"}),
        ("a key of body", {"my own key": 1}),
    ],
)
def test_text_that_was_not_sealed_is_refused(ledger, where, more):
    door = Door(ledger)
    sealed = door.seal(MESSAGES)
    document = body(sealed)
    document["messages"] = [*document["messages"], *more.pop("messages", [])]
    error = refused(door, "unsealed", document | more, sealed=sealed)
    assert where in str(error)


def test_words_of_the_owners_may_be_in_a_request(ledger):
    async def main(door):
        sealed = door.seal(MESSAGES, vocabulary=["house-7"])
        async with recorder() as server:
            return await send(door, server.url, sealed, body(sealed, metadata={"eu-residency": "house-7"}))

    assert asyncio.run(main(Door(ledger, policy=Policy(vocabulary=frozenset(["eu-residency"]))))).status_code == 200
    with pytest.raises(EgressRefused, match="metadata"):
        asyncio.run(main(Door(ledger)))


def test_a_model_that_gets_its_schema_as_text_gets_the_sealed_one(ledger):
    from agentlite.models.schema_text import with_schema

    async def main():
        door = Door(ledger, names=NAMES)
        sealed = door.seal(MESSAGES, schema=SCHEMA)
        shown = with_schema(sealed.messages, sealed.schema)
        document = {"model": "m", "messages": [{"role": m.role, "content": m.content} for m in shown]}
        async with recorder() as server:
            async with client(door, server.url) as http_client, opened(door, sealed, model="m"):
                await http_client.post("/chat/completions", json=document)
            return server.everything

    assert b'{\\"enum\\":[\\"light.1\\",\\"Lamp\\"]}' in asyncio.run(main())


@pytest.mark.parametrize("options", [
    {"path": "/chat/completions?user=ana+souza"},
    {"path": "/chat/Ana%20Souza"},
    {"headers": {"X-Title": "house of ana-souza"}},
    {"headers": {"X-Key": KEY}},
    {"headers": {"Cookie": "mail=ana.b@example.com"}},
    {"path": f"/chat/completions?key={KEY}"},
])  # fmt: skip
def test_urls_and_headers_are_looked_through(ledger, options):
    error = refused(Door(ledger, names=NAMES), "private", **options)
    assert "ana" not in str(error).casefold()


def test_a_name_split_over_two_messages_is_seen(ledger):
    door = Door(ledger, names=NAMES)
    sealed = door.seal([said("ask An"), said("a Souza about it")])
    refused(door, "private", sealed=sealed)


def test_encoded_names_in_sealed_text_are_refused(ledger):
    door = Door(ledger, names=[Name("João Ávila", "PERSON")])
    for hidden in (
        json.dumps(json.dumps("João Ávila")),
        "Jo%C3%A3o+%C3%81vila",
        "4a6fc3a36f20c38176696c61",
        "Sm/Do28gw4F2aWxh",
    ):
        refused(door, "private", sealed=door.seal([said(f"see {hidden} there")]))


@pytest.mark.parametrize("options", [
    {"content": b"\xff\xfe", "headers": {"Content-Type": "application/json"}},
    {"content": b"{}", "headers": {"Content-Encoding": "gzip"}},
    {"content": b"[" * 100_000},
    {"headers": {"X-Note": "Zoë".encode("latin-1")}},
])  # fmt: skip
def test_what_cannot_be_looked_through_is_refused(ledger, options):
    async def main():
        door = Door(ledger)
        async with recorder() as server, client(door, server.url) as http_client:
            with pytest.raises(EgressRefused) as caught:
                async with opened(door, door.seal(MESSAGES)):
                    await http_client.post("/chat/completions", **options)
            assert server.received == []
        return caught.value.why

    assert asyncio.run(main()) == "unreadable"


def test_a_body_in_pieces_is_put_together_and_looked_through(ledger):
    async def main():
        door = Door(ledger, names=NAMES)
        sealed = door.seal(MESSAGES)

        async def pieces(text):
            for at in range(0, len(text), 7):
                yield text[at : at + 7].encode()

        async with recorder() as server, client(door, server.url) as http_client, opened(door, sealed):
            await http_client.post("/chat/completions", content=pieces(json.dumps(body(sealed))))
            with pytest.raises(EgressRefused):
                await http_client.post("/chat/completions", content=pieces(json.dumps(body(sealed, user="Ana Souza"))))
            return server.received

    (received,) = asyncio.run(main())
    sent = next(iter(ledger.entries()))
    assert received.endswith(sent.content.encode().split(b"\r\n\r\n")[1])
    assert len(received) == sent.bytes


def test_the_wire_target_cannot_be_swapped(ledger):
    async def main():
        door = Door(ledger, names=NAMES)
        async with recorder() as server:
            options = {"extensions": {"target": b"/ana-souza", "sni_hostname": "ana-souza.example.com"}}
            await send(door, server.url, door.seal(MESSAGES), **options)
            return server.everything

    assert b"souza" not in asyncio.run(main())


def test_redirects_lead_nowhere_else(ledger):
    async def main():
        door = Door(ledger)
        sealed = door.seal(MESSAGES)
        async with recorder() as elsewhere, recorder(lambda _: http(307, Location=elsewhere.url)) as server:
            async with client(door, server.url, follow_redirects=True) as http_client, opened(door, sealed):
                with pytest.raises(EgressRefused) as caught:
                    await http_client.post("/chat/completions", json=body(sealed))
            return caught.value.why, len(server.received), elsewhere.received

    assert asyncio.run(main()) == ("destination", 1, [])


@pytest.mark.parametrize("switch", ["1", "true", "yes please"])
def test_offline_nothing_leaves(ledger, monkeypatch, switch):
    refused(Door(ledger, policy=Policy(offline=True)), "offline")
    monkeypatch.setenv("AGENTLITE_OFFLINE", switch)
    refused(Door(ledger), "offline")


def test_the_switch_works_on_a_step_that_is_open(ledger, monkeypatch):
    async def main():
        door = Door(ledger)
        sealed = door.seal(MESSAGES)
        async with recorder() as server, client(door, server.url) as http_client, opened(door, sealed):
            monkeypatch.setenv("AGENTLITE_OFFLINE", "1")
            with pytest.raises(EgressRefused, match="offline"):
                await http_client.post("/chat/completions", json=body(sealed))
            return server.received

    assert asyncio.run(main()) == []


def test_consent_is_asked_with_the_exact_text_once_for_the_same_text(ledger):
    seen = []

    async def consent(preview):
        seen.append(preview)
        return "PERSON_1" in preview.text

    async def main():
        door = Door(ledger, names=NAMES, consent=consent)
        sealed = door.seal(MESSAGES)
        async with recorder() as server, client(door, server.url) as http_client, opened(door, sealed):
            await http_client.post("/chat/completions", json=body(sealed))
            await http_client.post("/chat/completions", json=body(sealed))
            return server.received

    received = asyncio.run(main())
    assert len(received) == 2
    (preview,) = seen
    assert preview.text.split("\r\n\r\n")[1].encode() == received[0].split(b"\r\n\r\n")[1]
    assert KEY not in preview.text
    assert preview.bytes == len(received[0])
    refused(Door(ledger, consent=lambda preview: False), "consent")
    refused(Door(ledger, policy=Policy(ask=True)), "consent")


def test_budgets_count_over_restarts(tmp_path):
    path = tmp_path / "egress.db"

    async def main(budget, now, price=0.0):
        with Ledger(path, clock=lambda: now) as ledger:
            door = Door(ledger, budget=budget)
            sealed = door.seal(MESSAGES)
            async with recorder() as server, client(door, server.url) as http_client, opened(door, sealed) as step:
                answer = await http_client.post("/chat/completions", json=body(sealed))
                step.finish(outcome="accepted", price=price)
                return answer.status_code

    def fails(budget, now):
        with pytest.raises(EgressRefused) as caught:
            asyncio.run(main(budget, now))
        return caught.value.why == "budget"

    noon, tomorrow = 1_795_000_000.0, 1_795_000_000.0 + 86_400
    assert asyncio.run(main(Budget(calls=1, money=1, bytes=800), noon, price=0.6)) == 200
    assert fails(Budget(calls=1), noon)
    assert fails(Budget(bytes=800), noon)
    assert asyncio.run(main(Budget(money=1), noon, price=0.6)) == 200
    assert fails(Budget(money=1), noon)
    assert asyncio.run(main(Budget(calls=1, money=1, bytes=800), tomorrow)) == 200


def test_if_the_ledger_cannot_be_written_nothing_is_sent(tmp_path):
    async def main():
        ledger = Ledger(tmp_path / "egress.db")
        door = Door(ledger)
        sealed = door.seal(MESSAGES)
        async with recorder() as server, client(door, server.url) as http_client:
            with pytest.raises(StorageError):
                async with opened(door, sealed):
                    ledger.close()
                    await http_client.post("/chat/completions", json=body(sealed))
            return server.received

    assert asyncio.run(main()) == []


def test_a_locked_ledger_lets_nothing_through(tmp_path):
    from agentlite.storage import Storage

    async def main():
        ledger = Ledger(tmp_path / "egress.db")
        assert isinstance(ledger._storage, Storage)
        ledger._storage.write("PRAGMA busy_timeout = 50")
        door = Door(ledger)
        sealed = door.seal(MESSAGES)
        locker = sqlite3.connect(tmp_path / "egress.db", isolation_level=None)
        async with recorder() as server, client(door, server.url) as http_client:
            with pytest.raises(StorageError, match="locked"):
                async with opened(door, sealed):
                    locker.execute("BEGIN IMMEDIATE")
                    await http_client.post("/chat/completions", json=body(sealed))
            return server.received

    assert asyncio.run(main()) == []


def test_failures_end_in_the_ledger_and_retries_are_rows_of_their_own(ledger):
    answers = iter(
        [http(429, b"slow down"), b"", b"HTTP/1.1 200 X\r\nContent-Length: 99\r\nConnection: close\r\n\r\nhalf"]
    )

    async def main():
        door = Door(ledger)
        sealed = door.seal(MESSAGES)
        async with recorder(lambda _: next(answers)) as server, client(door, server.url) as http_client:
            async with opened(door, sealed):
                assert (await http_client.post("/chat/completions", json=body(sealed))).status_code == 429
                for _ in range(2):
                    with pytest.raises(httpx.RemoteProtocolError):
                        await http_client.post("/chat/completions", json=body(sealed))
            return server.received

    received = asyncio.run(main())
    rows = list(ledger.entries())
    assert [row.event for row in rows] == ["sent", "answered"] * 3 + ["settled"]
    assert [(row.call, row.status, row.outcome, row.content) for row in rows[1::2]] == [
        (1, 429, "complete", "slow down"),
        (3, None, "failed: RemoteProtocolError", ""),
        (5, 200, "failed: RemoteProtocolError", "half"),
    ]
    assert sum(row.bytes for row in rows[:6:2]) == sum(map(len, received))
    assert rows[-1].outcome == "unfinished"


def test_a_stream_that_is_left_early_is_recorded_as_far_as_it_was_read(ledger):
    async def main():
        door = Door(ledger)
        sealed = door.seal(MESSAGES)
        stream = b"data: 1\n\n" * 50_000
        async with (
            recorder(lambda _: http(200, stream)) as server,
            client(door, server.url) as http_client,
            opened(door, sealed),
            http_client.stream("POST", "/chat/completions", json=body(sealed)) as got,
        ):
            await anext(got.aiter_lines())

    asyncio.run(main())
    answered = list(ledger.entries())[1]
    assert answered.outcome == "closed early"
    assert 0 < answered.bytes < 450_000


def test_one_transport_serves_several_event_loops(ledger):
    door = Door(ledger)
    sealed = door.seal(MESSAGES)

    async def find_port():
        async with recorder() as server:
            return httpx.URL(server.url).port

    port = asyncio.run(find_port())
    transport = door.transport(f"http://127.0.0.1:{port}/v1")

    async def main():
        async with recorder(port=port) as server, opened(door, sealed):
            http_client = httpx.AsyncClient(base_url=server.url, transport=transport)
            return (await http_client.post("/chat/completions", json=body(sealed))).status_code

    assert [asyncio.run(main()) for _ in range(2)] == [200, 200]


def test_a_url_that_is_none_is_told_at_once(ledger):
    for url in ("api.openai.com/v1", "ftp://x/y", "http://x:port/"):
        with pytest.raises(ConfigurationError, match="not the URL"):
            Door(ledger).transport(url)
