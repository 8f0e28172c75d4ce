"""Planted canaries: over every path, in every spelling, none arrives; and whatever arrives is in the ledger."""

import asyncio
import gzip
import json

import httpx
import pytest

from agentlite.egress import Door, LabelledMessage, Ledger, local_only, private, public
from agentlite.errors import EgressRefused
from tests.egress.canaries import ALL, ENCODED, KNOWN, NAMES, ROWS, SPELLED, Arrived
from tests.egress.recorder import http, recorder

KEY = "sk-provider-0123456789abcdefgh"
HARMLESS = LabelledMessage("system", public("Choose one of the calls."))


def user(text):
    return [HARMLESS, LabelledMessage("user", private(text))]


def notes(text):
    return [LabelledMessage("user", public("Notes: ") + text)]


# Paths on which the request leaves, redacted: the messages and the schema that carry some texts.
SENT = {
    "request": lambda texts: (user(" ; ".join(texts)), None),
    "public text": lambda texts: ([LabelledMessage("system", public(" ; ".join(texts)))], None),
    "memory": lambda texts: ([HARMLESS, *notes(private(" ; ".join(texts), "memory"))], None),
    "local-only memory": lambda texts: ([message for text in texts for message in notes(local_only(text))], None),
    "tool output": lambda texts: ([HARMLESS, *notes(private(json.dumps({"states": texts}), "tool"))], None),
    "nested JSON": lambda texts: (user(json.dumps([json.dumps({text: [text]}) for text in texts])), None),
    "a reply and an error": lambda texts: (
        [*user("go on"), LabelledMessage("assistant", private(" / ".join(texts))), *user(f"no: {', '.join(texts)}!")],
        None,
    ),
    "legal values": lambda texts: (user("choose"), {"type": "object", "properties": {"target": {"enum": texts}}}),
    "descriptions": lambda texts: (user("choose"), {"type": "string", "description": f"one of {' | '.join(texts)}"}),
    "keys": lambda texts: (user("choose"), {"properties": {text: {"type": "string"} for text in texts}}),
}

# Paths around the seal, on which the request must be refused: what of it carries the text.
AROUND = {
    "query": lambda text: {"params": {"q": text}},
    "path": lambda text: {"path": "/chat/" + str(httpx.QueryParams({"": text}))[1:]},
    "header": lambda text: {"headers": {"X-Title": json.dumps(text)}},
    "field": lambda text: {"more": {"user": text}},
    "key": lambda text: {"more": {text: 1}},
    "message": lambda text: {"more": {"messages": [{"role": "user", "content": text}]}},
    "hidden duplicate": lambda text: {"content": f'{{"model": {json.dumps(text)}, "model": "m"}}'},
    "form": lambda text: {"data": {"q": text}},
    "compressed": lambda text: {"content": gzip.compress(text.encode()), "headers": {"Content-Encoding": "gzip"}},
    "redirect": lambda text: {"path": "/elsewhere", "headers": {"X-Where": json.dumps(text)}},
}


@pytest.fixture
def ledger(tmp_path):
    with Ledger(tmp_path / "egress.db") as opened:
        yield opened


def document(sealed):
    form = {"type": "json_schema", "json_schema": {"name": "decision", "schema": sealed.schema}}
    messages = [{"role": m.role, "content": m.content} for m in sealed.messages]
    return {"model": "m", "messages": messages} | ({"response_format": form} if sealed.schema else {})


async def post(http_client, sealed, *, path="/chat/completions", more=None, **options):
    if not options.keys() & {"content", "data"}:
        options["json"] = document(sealed) | (more or {})
    return await http_client.post(path, **options)


def client(door, url):
    headers = {"Authorization": f"Bearer {KEY}"}
    return httpx.AsyncClient(
        base_url=url, transport=door and door.transport(url), headers=headers, follow_redirects=True
    )


def opened(door, sealed, texts=()):
    return door.open(sealed, reason=f"unsure about {texts}", provider="test", model="m")


def ledger_has(ledger, received):
    """Whether the ledger holds exactly these requests, but for the key."""
    sent = [entry.content for entry in ledger.entries() if entry.event == "sent"]
    return sorted(sent) == sorted(r.decode().replace(f"Bearer {KEY}", "[credential]") for r in received)


def canaries_of(path):
    return ROWS if path == "local-only memory" else ALL


def plantings():
    """Every canary in every spelling that its kind allows, over every path: (path, spelling, canary, text)."""
    for path in SENT:
        for spelling, write in SPELLED.items():
            for canary in canaries_of(path):
                if canary in KNOWN or spelling in ("as it is", "possessive", "in brackets"):
                    yield path, spelling, canary, write(canary)


def test_sealed_canaries_do_not_arrive(ledger):
    planted = list(plantings())
    assert len(planted) > 500

    async def main():
        door = Door(ledger, names=NAMES)
        async with recorder() as server, client(door, server.url) as http_client:
            for path, spelling in dict.fromkeys((p, s) for p, s, _, _ in planted):
                texts = [text for p, s, _, text in planted if (p, s) == (path, spelling)]
                messages, schema = SENT[path](texts)
                sealed = door.seal(messages, schema=schema)
                async with opened(door, sealed, texts) as step:
                    assert (await post(http_client, sealed)).status_code == 200
                    step.finish(outcome=f"rejected: {texts}")
            return server.received

    received = asyncio.run(main())
    everything = Arrived(b"".join(received))
    assert len(received) == len({(path, spelling) for path, spelling, _, _ in planted})
    assert [(p, s, c) for p, s, c, text in planted if everything.shows(c, text)] == []
    assert ledger_has(ledger, received)
    recorded = json.dumps([(e.content, e.reason, e.outcome) for e in ledger.entries()], ensure_ascii=False)
    recorded = Arrived(recorded.encode())
    assert [(p, s, c) for p, s, c, text in planted if recorded.shows(c, text)] == []


@pytest.mark.parametrize("path", AROUND)
def test_canaries_around_the_seal_are_refused(ledger, path):
    async def main():
        door = Door(ledger, names=NAMES)
        sealed = door.seal(user("choose"))
        async with recorder() as elsewhere, recorder(lambda _: http(308, Location=elsewhere.url)) as server:
            async with client(door, server.url) as http_client, opened(door, sealed):
                for canary in ALL:
                    with pytest.raises(EgressRefused):
                        await post(http_client, sealed, **AROUND[path](canary))
            return server.received + elsewhere.received

    assert asyncio.run(main()) == []


async def refused(door, http_client, sealed):
    """Whether the door refuses to send this."""
    try:
        async with opened(door, sealed):
            await post(http_client, sealed)
    except EgressRefused:
        return True
    return False


@pytest.mark.parametrize("encoding", ENCODED)
def test_encoded_canaries_do_not_arrive(ledger, encoding):
    """Most are refused; what looks like a key, or keeps a form, is redacted as that."""
    written = {canary: ENCODED[encoding](canary) for canary in ALL}

    async def main():
        door = Door(ledger, names=NAMES)
        async with recorder() as server, client(door, server.url) as http_client:
            texts = (f"what is {text} there?" for text in written.values())
            turned_away = [await refused(door, http_client, door.seal(user(text))) for text in texts]
            return server.received, sum(turned_away)

    received, turned_away = asyncio.run(main())
    assert len(received) + turned_away == len(ALL)
    everything = Arrived(b"".join(received))
    assert [canary for canary, text in written.items() if everything.shows(canary, text)] == []
    assert ledger_has(ledger, received)


def test_canaries_split_over_messages_do_not_arrive(ledger):
    """What is withheld may already be recognised by its halves."""

    async def main():
        door = Door(ledger, names=NAMES)
        async with recorder() as server, client(door, server.url) as http_client:
            for canary in KNOWN:
                half = len(canary) // 2
                messages = [*user(f"first {canary[:half]}"), *user(f"{canary[half:]} it was")[1:]]
                turned_away = await refused(door, http_client, door.seal(messages))
                assert turned_away or "[withheld]" in server.received[-1].decode()
            return server.everything

    everything = Arrived(asyncio.run(main()))
    assert [canary for canary in KNOWN if everything.shows(canary, canary)] == []


def test_canaries_split_over_the_pieces_of_a_message_do_not_arrive(ledger):
    door = Door(ledger, names=NAMES)
    for canary in ALL:
        half = len(canary) // 2
        pieces = public(f"it is {canary[:half]}") + private(f"{canary[half:]} they say", "tool")
        (message,) = door.seal([LabelledMessage("user", pieces)]).messages
        assert not Arrived(message.content.encode()).shows(canary, canary)


def test_without_the_door_every_canary_would_arrive():
    """The look for canaries sees what it is there to see."""

    async def main():
        async with recorder() as server, client(None, server.url) as http_client:
            for write in [*SPELLED.values(), *ENCODED.values()]:
                for canary in ALL:
                    sent = json.dumps({"text": write(canary)}, ensure_ascii=False)
                    await http_client.post("/", content=sent.encode())
            return server.received

    received = iter(asyncio.run(main()))
    for write in [*SPELLED.values(), *ENCODED.values()]:
        for canary in ALL:
            written = json.dumps(write(canary), ensure_ascii=False)[1:-1]
            assert Arrived(next(received)).shows(canary, written)
