"""What runs elsewhere, and the switch that forbids it; labels survive being put together."""

import pytest

from agentlite.egress import (
    LABEL_OF_PRIVACY,
    check_offline,
    is_offline,
    join,
    leaves_machine,
    local_only,
    plain,
    private,
    public,
    secret,
    strictest,
)
from agentlite.errors import EgressRefused
from agentlite.memory.items import PRIVACY

HERE = ["embedded", "embedded:my.gguf", "ollama:qwen3:4b", "ollama:qwen3:4b:local", "ollama:gpt-oss:20b-cloud:local"]
ELSEWHERE = ["openai:gpt-5-mini", "gemini:flash", "hf:x/y", "ollama:gpt-oss:120b-cloud", "OLLAMA:Kimi:Cloud", "what"]


@pytest.mark.parametrize("model", HERE)
def test_local_models_are_allowed_offline(model, monkeypatch):
    monkeypatch.setenv("AGENTLITE_OFFLINE", "1")
    assert not leaves_machine(model)
    check_offline(model)


@pytest.mark.parametrize("model", ELSEWHERE)
def test_models_that_run_elsewhere_are_refused_offline_only(model, monkeypatch):
    monkeypatch.delenv("AGENTLITE_OFFLINE", raising=False)
    assert leaves_machine(model)
    check_offline(model)
    with pytest.raises(EgressRefused) as caught:
        check_offline(model, offline=True)
    assert caught.value.why == "offline"
    monkeypatch.setenv("AGENTLITE_OFFLINE", "1")
    with pytest.raises(EgressRefused):
        check_offline(model)


@pytest.mark.parametrize(
    ("value", "off"), [("", False), ("0", False), ("no", False), ("False", False), ("1", True), ("x", True)]
)
def test_the_switch_is_off_only_where_it_says_so(value, off, monkeypatch):
    monkeypatch.setenv("AGENTLITE_OFFLINE", value)
    assert is_offline() is off


def test_texts_keep_the_labels_of_their_pieces():
    text = join(", ", [public("lights"), private("Ana") + local_only("pot", "memory")])
    assert plain(text) == "lights, Anapot"
    assert [(piece.label, piece.origin) for piece in text] == [
        ("public", "system"), ("public", "system"), ("private", "user"), ("local_only", "memory"),
    ]  # fmt: skip
    assert [strictest(t) for t in ((), public("a"), text[:3], secret("k") + private("a"), text)] == [
        "public", "public", "private", "secret", "local_only",
    ]  # fmt: skip


def test_every_privacy_of_memory_has_a_label():
    assert set(LABEL_OF_PRIVACY) == set(PRIVACY)
