"""A real Qdrant (in this process) and any retriever behind memory's calls."""

from __future__ import annotations

import pytest

from agentlite import Agent, Toolset
from agentlite.errors import InputError
from agentlite.memory import Draft, Filter, Memory, check_citations
from agentlite.memory.embedders import Hashed
from agentlite.memory.importing import import_files
from agentlite.memory.outside import RetrieverMemory, VectorStoreMemory
from agentlite.models.testing import ScriptedModel

qdrant_client = pytest.importorskip(
    "qdrant_client", reason="NEEDS QDRANT: pip install llama-index-vector-stores-qdrant"
)


@pytest.fixture
def store(tmp_path):
    from llama_index.vector_stores.qdrant import QdrantVectorStore

    client = qdrant_client.QdrantClient(path=str(tmp_path / "qdrant"))
    yield QdrantVectorStore("notes", client=client)
    client.close()


@pytest.fixture
def elsewhere(store, clock):
    return VectorStoreMemory(store, Hashed(64), clock=clock)


def texts(hits):
    return [hit.item.text for hit in hits]


def test_what_is_kept_in_a_vector_store_comes_back_whole(elsewhere, clock) -> None:
    draft = Draft(
        text="The boiler is Vellmar's", kind="result", author="tool", source="web", trust="local", privacy="open",
        expires_at=clock.now + 86_400, thread="t", seq=3, span=(2, 9), data={"n": [1]},
    )  # fmt: skip
    kept = elsewhere.add(draft)
    assert elsewhere.get(kept.id) == kept
    assert elsewhere.add(draft).id == kept.id
    (found,) = elsewhere.search("boilers")
    assert found.item == kept
    clock.pass_days(2)
    assert elsewhere.search("boilers") == []


def test_a_document_is_updated_filtered_packed_and_forgotten(elsewhere) -> None:
    elsewhere.document("manual.md", "Hold the flame button for seven seconds.", digest="d1")
    elsewhere.document("manual.md", "Hold the flame button for nine seconds.", digest="d2")
    elsewhere.add("Tulips need water.")
    assert elsewhere.sources() == {"manual.md": "d2"}
    assert texts(elsewhere.search("flame button", 1)) == ["Hold the flame button for nine seconds."]
    assert texts(elsewhere.search("flame button", 5, Filter(min_trust="owner"))) == ["Tulips need water."]
    packed = elsewhere.pack("how long to hold the flame button", 200)
    assert packed.trust == "foreign" and "nine seconds" in packed.text
    (piece,) = (item for item in packed.items if item.kind == "document")
    assert check_citations(f"Nine seconds, the flame button [{piece.label}].", packed.items).ok
    elsewhere.forget(source="manual.md")
    assert texts(elsewhere.search("flame button")) == ["Tulips need water."]
    elsewhere.forget(everything=True)
    assert elsewhere.search("tulips") == []
    with pytest.raises(InputError):
        elsewhere.get(piece.id)


def test_users_and_namespaces_of_one_store_stay_apart(store, elsewhere) -> None:
    item = elsewhere.add("The key is under the pot.")
    for scope in ({"user": "rui"}, {"namespace": "work"}):
        other = VectorStoreMemory(store, Hashed(64), **scope)
        other.add("The key is mine.")
        assert texts(other.search("key")) == ["The key is mine."]
        with pytest.raises(InputError):
            other.get(item.id)
        other.forget(ids=[item.id])
        other.forget(everything=True)
    assert texts(elsewhere.search("key")) == ["The key is under the pot."]


def test_a_narrow_filter_finds_what_hundreds_of_nearer_ones_hide(elsewhere) -> None:
    elsewhere.add_all(Draft(text=f"dog number {n}", source="kennel") for n in range(120))
    elsewhere.add(Draft(text="doghouse", source="home"))
    assert texts(elsewhere.search("dog", 1, Filter(source="home"))) == ["doghouse"]


def test_files_can_be_imported_into_a_vector_store(elsewhere, tmp_path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "a.txt").write_text("Glass is collected on Mondays.")
    assert len(import_files(elsewhere, [folder]).added) == 1
    assert len(import_files(elsewhere, [folder]).unchanged) == 1
    (folder / "a.txt").unlink()
    assert len(import_files(elsewhere, [folder]).removed) == 1
    assert elsewhere.search("glass") == []


def test_a_memory_finds_what_is_outside_with_what_it_holds_and_an_agent_uses_both(elsewhere, tmp_path, clock) -> None:
    elsewhere.document("manual.md", "Hold the flame button of the boiler for seven seconds.")
    with Memory(tmp_path / "m.db", outside=[elsewhere], clock=clock) as memory:
        memory.add("The boiler is in the cellar.")
        found = texts(memory.search("boiler flame button"))
        assert len(found) == 2
        with ScriptedModel([{"answer": "Seven seconds."}]) as model:
            Agent(model, tools=Toolset(), memory=memory).run("how long do I hold the boiler's flame button?")
        prompt = model.requests[0].messages[-1].content
        assert "seven seconds" in prompt and "cellar" in prompt
        assert memory.scoped(user="rui").search("boiler") == []


def test_any_retriever_can_be_asked_and_its_words_are_nobodys_here(tmp_path) -> None:
    from llama_index.core import VectorStoreIndex
    from llama_index.core.embeddings import MockEmbedding
    from llama_index.core.schema import TextNode

    nodes = [TextNode(text="Bleed the radiators.", metadata={"file_path": "/x/heating.md"})]
    retriever = VectorStoreIndex(nodes, embed_model=MockEmbedding(embed_dim=4)).as_retriever()
    outside = RetrieverMemory(retriever)
    (hit,) = outside.search("radiators")
    assert (hit.item.text, hit.item.source, hit.item.trust) == ("Bleed the radiators.", "/x/heating.md", "foreign")
    assert outside.search("radiators", visible=Filter(min_trust="local")) == []
    with Memory(tmp_path / "m.db", outside=[outside]) as memory:
        assert texts(memory.search("radiators")) == ["Bleed the radiators."]
