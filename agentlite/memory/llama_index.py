"""agentlite's memory for llama-index users. Importing this module imports llama-index."""

from __future__ import annotations

import asyncio
from typing import Any

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.llms.types import ChatMessage, MessageRole
from llama_index.core.memory.memory import BaseMemoryBlock
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from agentlite.memory.items import Filter, Hit
from agentlite.memory.memory import Memory


class AgentliteRetriever(BaseRetriever):
    """A llama-index retriever over a `Memory`: up to `k` nodes, best first, with their provenance as metadata."""

    def __init__(self, memory: Memory, *, k: int = 10, visible: Filter | None = None) -> None:
        super().__init__()
        self._memory, self._k, self._visible = memory, k, visible or Filter()

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        hits = self._memory.search(query_bundle.query_str, self._k, self._visible)
        return [NodeWithScore(node=_node(hit), score=hit.score) for hit in hits]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)


def _node(hit: Hit) -> TextNode:
    item = hit.item
    metadata = {
        "label": item.label, "kind": item.kind, "author": item.author, "source": item.source, "trust": item.trust,
        "privacy": item.privacy, "date": item.date, "thread": item.thread, "seq": item.seq,
    }  # fmt: skip
    begin, end = item.span or (None, None)
    return TextNode(
        id_=item.label,
        text=item.text,
        metadata=metadata,
        start_char_idx=begin,
        end_char_idx=end,
        excluded_embed_metadata_keys=list(metadata),
        excluded_llm_metadata_keys=[key for key in metadata if key not in ("label", "date", "author")],
    )


class AgentliteMemoryBlock(BaseMemoryBlock[str]):
    """A llama-index memory block: messages that leave the short-term memory are kept, and what the latest user message
    is about is packed into at most `budget_tokens` tokens."""

    name: str = "agentlite"
    memory: Any
    thread: str = "llama-index"
    budget_tokens: int = 512

    async def _aget(self, messages: list[ChatMessage] | None = None, **_: Any) -> str:
        asked = [m.content for m in messages or [] if m.role == MessageRole.USER and m.content]
        if not asked:
            return ""
        packed = await asyncio.to_thread(self.memory.pack, asked[-1], self.budget_tokens)
        text: str = packed.text
        return text

    async def _aput(self, messages: list[ChatMessage]) -> None:
        for message in messages:
            if message.content and message.role == MessageRole.USER:
                await asyncio.to_thread(self.memory.say, self.thread, message.content)
            elif message.content and message.role == MessageRole.ASSISTANT:
                await asyncio.to_thread(self.memory.reply, self.thread, message.content)
