import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentlite.train.tokenizer import MARKERS, Tokenizer

STRINGS = [
    "turn on the kitchen light",
    "põe a luz do escritório a 37%",
    "Apaga TUDO na varanda já!!",
    "ação, coração, avô, àquela, pinguim, Müller's",
    "it's 20.5°C — isn't it?  don't",
    "😀👩‍👩‍👧 luz 🇵🇹",
    '{"calls":[{"call":"set_brightness","with":{"percent":100,"target":"Sala luz"}}]}',
    "Kitchen [First Floor]: Kitchen ceiling (light); Xarolim-42 (switch)\nOther:\n\n  a\tb   c ",
    "日本語 中文 Ελληνικά русский",
    "1234567890 ½ ² ٣",
    " leading and trailing ",
]


@given(st.text())
def test_every_text_survives(tokenizer, text):
    assert tokenizer.decode(tokenizer.encode(text)) == text


def test_markers_are_ids_that_no_text_becomes(tokenizer):
    assert tokenizer.tokens[-len(MARKERS) :] == list(MARKERS)
    assert max(tokenizer.encode("".join(MARKERS))) < tokenizer.pad
    assert tokenizer.vocab_size == len(tokenizer.tokens) == len(set(tokenizer.tokens))


def test_every_digit_is_a_token(tokenizer):
    assert [tokenizer.decode([i]) for i in tokenizer.encode("set 250")][-3:] == ["2", "5", "0"]


def test_a_name_never_seen_costs_few_tokens_and_stays_whole(tokenizer):
    ids = tokenizer.encode("Quitandinha do Wladimir")
    assert len(ids) <= len("Quitandinha do Wladimir")
    assert tokenizer.decode(ids) == "Quitandinha do Wladimir"


def test_saved_and_loaded_it_is_the_same(tokenizer, tmp_path):
    tokenizer.save(tmp_path / "tokenizer.json")
    loaded = Tokenizer.load(tmp_path / "tokenizer.json")
    assert loaded.tokens == tokenizer.tokens
    assert loaded.merges == tokenizer.merges
    assert [loaded.encode(s) for s in STRINGS] == tokenizer.encode_batch(STRINGS)


@pytest.fixture(scope="module")
def llama_tokenize(tokenizer, tmp_path_factory):
    """llama.cpp's own tokenizer, asked over its HTTP endpoint."""
    import httpx
    import xllamacpp

    from agentlite.train.export import Identity, export
    from agentlite.train.model import Architecture, Decoder

    path = tmp_path_factory.mktemp("gguf") / "vocabulary.gguf"
    decoder = Decoder(Architecture(tokenizer.vocab_size, width=32, layers=1, heads=1, kv_heads=1, hidden=32))
    export(decoder, tokenizer, path, Identity())
    params = xllamacpp.CommonParams()
    params.model.path, params.verbosity, params.n_ctx, params.api_keys = str(path), -1, 256, ["for this test"]
    server = xllamacpp.Server(params)
    with httpx.Client(base_url=server.listening_address, headers={"Authorization": "Bearer for this test"}) as client:

        def tokenize(text):
            return json.loads(client.post("/tokenize", json={"content": text, "parse_special": False}).text)["tokens"]

        yield tokenize
    del server


@pytest.mark.parametrize("text", STRINGS)
def test_llama_cpp_reads_the_same_tokens(tokenizer, llama_tokenize, text):
    assert llama_tokenize(text) == tokenizer.encode(text)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="aãç éõ AZ09'.,-!?\"{}[]:;()\n\t%°€😀ñ", max_size=60))
def test_llama_cpp_reads_the_same_tokens_of_any_everyday_text(tokenizer, llama_tokenize, text):
    assert llama_tokenize(text) == tokenizer.encode(text)
