"""agentlite's memory inside llama-index."""

import asyncio

import pytest
from llama_index.core.base.llms.types import ChatMessage
from llama_index.core.embeddings import MockEmbedding
from llama_index.core.memory import Memory as ChatMemory

from agentlite.errors import UnknownModel
from agentlite.memory import Draft, Memory
from agentlite.memory.embedders import LlamaIndex, embedder
from agentlite.memory.llama_index import AgentliteMemoryBlock, AgentliteRetriever


def test_the_retriever_returns_nodes_with_their_provenance(memory) -> None:
    memory.document("manual.md", "Bleed the radiators every autumn.")
    memory.add(Draft(text="Tulips need water"))
    (found,) = AgentliteRetriever(memory).retrieve("radiators in autumn")
    assert found.node.get_content() == "Bleed the radiators every autumn."
    assert found.node.metadata | {"source": "manual.md", "trust": "foreign", "label": "m1"} == found.node.metadata
    assert found.score
    assert [n.node.node_id for n in asyncio.run(AgentliteRetriever(memory).aretrieve("tulips"))] == ["m2"]


def test_the_memory_block_keeps_what_leaves_the_short_term_memory_and_brings_it_back(memory) -> None:
    block = AgentliteMemoryBlock(memory=memory)
    chat = ChatMemory.from_defaults(session_id="s", memory_blocks=[block], token_limit=60, token_flush_size=10)
    for number in range(12):
        chat.put(ChatMessage(role="user", content=f"Note {number}: shelf {number} holds item-{number}."))
        chat.put(ChatMessage(role="assistant", content="Noted."))
    assert any("shelf 0" in item.text for item in memory.items())
    (content,) = [asyncio.run(block.aget([ChatMessage(role="user", content="what does shelf 0 hold?")]))]
    assert "item-0" in content and content.startswith("<memory>")
    assert asyncio.run(block.aget([])) == ""


def test_any_llama_index_embedding_can_embed(tmp_path) -> None:
    with Memory(tmp_path / "m.db", embedder=LlamaIndex(MockEmbedding(embed_dim=8))) as memory:
        memory.add("anything")
        assert memory.search("else")[0].item.text == "anything"


def test_an_unknown_embedder_is_named_with_those_there_are() -> None:
    with pytest.raises(UnknownModel) as caught:
        embedder("word2vec")
    assert "ollama:MODEL" in caught.value.hint
