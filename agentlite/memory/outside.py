"""Memory that lies elsewhere: any llama-index vector store or retriever behind memory's own calls.

    elsewhere = VectorStoreMemory(QdrantVectorStore("notes", client=client), embedder("minilm"))
    elsewhere.document("manual.md", text)
    Memory("home.db", outside=[elsewhere]).search("how do I reset the boiler")

For those who outgrow one machine: documents in PostgreSQL (pgvector), Qdrant or Milvus, found together with what the
file holds. Names, solved requests and facts that replace one another stay in the file.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any, Protocol

from agentlite.errors import InputError
from agentlite.language import Language, detect_language
from agentlite.memory.documents import Cut, drafts_of, pieces
from agentlite.memory.items import PRIVACY, TRUST, Draft, Filter, Hit, Item, Privacy
from agentlite.memory.packing import Count, Packed, pack
from agentlite.memory.text import estimate_tokens
from agentlite.memory.vectors import Embedder

if TYPE_CHECKING:
    from llama_index.core.schema import BaseNode
    from llama_index.core.vector_stores.types import MetadataFilters

_EVERYTHING = Filter()
_IDS = 10**9
"""Items elsewhere have ids from here on, made from their node's, so that they are told from those of a file."""
_MANY = 10_000
_FIELDS = tuple(field.name for field in fields(Draft) if field.name != "text")


class Outside(Protocol):
    """Where a memory also looks."""

    def search(self, query: str, k: int = 10, visible: Filter = _EVERYTHING) -> list[Hit]:
        """The `k` items that speak most of the query, best first."""
        ...


class RetrieverMemory:
    """What a llama-index retriever finds, as items that nobody here vouches for: documents, foreign, personal."""

    def __init__(self, retriever: Any, *, clock: Callable[[], float] = time.time) -> None:
        self._retriever, self._clock = retriever, clock

    def search(self, query: str, k: int = 10, visible: Filter = _EVERYTHING) -> list[Hit]:
        """The best `k` of what the retriever returns, in its order. Raises what the retriever raises."""
        if not query.strip():
            raise InputError("There is nothing to search for: the query is empty.")
        found = [Hit(self._item(n.node), float(n.score or 0)) for n in self._retriever.retrieve(query)]
        return [hit for hit in found if _shown(hit.item, visible, self._clock())][:k]

    def _item(self, node: BaseNode) -> Item:
        named = (node.metadata.get(key) for key in ("source", "file_path", "file_name", "url"))
        source = str(next(filter(None, named), node.node_id))
        return Item(
            id=_number(node.node_id), text=node.get_content(), kind="document", author="import", trust="foreign",
            source=source, created_at=self._clock(), valid_from=0.0,
        )  # fmt: skip


class VectorStoreMemory:
    """One user's namespace in a llama-index vector store, searched by meaning.

    Every call to the store names the user, the namespace and the embedder. The store must keep texts and filter by
    metadata (Qdrant, PostgreSQL, Milvus and others do); its collection is made if it is not there. Errors are the
    store's own.
    """

    def __init__(
        self,
        store: Any,
        embedder: Embedder,
        *,
        user: str = "owner",
        namespace: str = "default",
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._store, self._embedder, self._clock = store, embedder, clock
        self._scope = {"user": user, "namespace": namespace, "embedder": embedder.digest}
        self._delete(item=self.add("-").id)  # stores make their collection at the first write, and fail before it

    def add(self, draft: Draft | str) -> Item:
        """Keep one thing; the same again is the same item."""
        return self.add_all([Draft(text=draft) if isinstance(draft, str) else draft])[0]

    def add_all(self, drafts: Iterable[Draft]) -> list[Item]:
        """Keep many things, in one call to the store. Raises `InputError` for an empty text."""
        from llama_index.core.schema import TextNode

        listed, now = list(drafts), self._clock()
        if not all(draft.text.strip() for draft in listed):
            raise InputError("There is nothing to remember: the text is empty.")
        vectors = self._embedder.embed([draft.text for draft in listed]) if listed else []
        nodes, items = [], []
        for draft, vector in zip(listed, vectors, strict=True):
            place = [*self._scope.values(), draft.kind, draft.source, draft.thread, draft.seq, draft.text]
            node_id = str(uuid.uuid5(uuid.NAMESPACE_OID, json.dumps(place)))
            told = {name: value for name, value in asdict(draft).items() if name != "text"}
            item = Item(**{**told, "text": draft.text}, id=_number(node_id), created_at=now)
            metadata = {
                **self._scope, "item": item.id, "kind": draft.kind, "source": draft.source, "first": int(not draft.seq),
                "kept": json.dumps(told | {"created_at": now}),
            }  # fmt: skip
            nodes.append(TextNode(id_=node_id, text=draft.text, embedding=list(map(float, vector)), metadata=metadata))
            items.append(item)
        if nodes:
            self._store.add(nodes)
        return items

    def document(
        self,
        source: str,
        text: str,
        *,
        privacy: Privacy = "personal",
        cut: Cut = pieces,
        digest: str = "",
    ) -> list[Item]:
        """Keep a document in pieces, as `Memory.document` does; what was there under the same `source` goes."""
        kept = self.add_all(drafts_of(source, text, privacy, cut, digest))
        new = {item.id for item in kept}
        for node in self._store.get_nodes(filters=self._filters(source=source)):
            if node.metadata["item"] not in new:
                self._delete(item=node.metadata["item"])
        return kept

    def sources(self) -> dict[str, str]:
        """The documents there are: the source of each, and the digest that it was kept with."""
        firsts = map(_item_of, self._store.get_nodes(filters=self._filters(kind="document", first=1)))
        return {item.source: (item.data or {}).get("digest", "") for item in firsts}

    def search(self, query: str, k: int = 10, visible: Filter = _EVERYTHING) -> list[Hit]:
        """The `k` items nearest to the query in meaning. Raises `InputError` for an empty query."""
        from llama_index.core.vector_stores.types import VectorStoreQuery

        if not query.strip():
            raise InputError("There is nothing to search for: the query is empty.")
        vector = list(map(float, self._embedder.embed([query])[0]))
        hits: list[Hit] = []
        wanted = 4 * k
        # What `visible` hides is known only here, so the net is widened until it is full or everything was in it.
        while True:
            asked = VectorStoreQuery(query_embedding=vector, similarity_top_k=wanted, filters=self._filters())
            found = self._store.query(asked)
            pairs = zip(found.nodes or (), found.similarities or (), strict=True)
            near = [Hit(_item_of(node), float(score)) for node, score in pairs]
            hits = [hit for hit in near if _shown(hit.item, visible, self._clock())]
            if len(hits) >= k or len(near) < wanted or wanted >= _MANY:
                return hits[:k]
            wanted *= 8

    def pack(
        self,
        query: str,
        budget_tokens: int,
        count: Count = estimate_tokens,
        *,
        visible: Filter = _EVERYTHING,
        language: Language | None = None,
    ) -> Packed:
        """What is here on the query, in at most `budget_tokens` tokens by `count`."""
        hits = self.search(query, max(10, min(200, budget_tokens // 8)), visible)
        return pack(query, hits, budget_tokens, count, language or detect_language(query))

    def get(self, item_id: int) -> Item:
        """The item with this id. Raises `InputError` if it is not here."""
        found = self._store.get_nodes(filters=self._filters(item=item_id))
        if not found:
            raise InputError(f"There is no memory m{item_id}.")
        return _item_of(found[0])

    def forget(self, *, ids: Iterable[int] = (), source: str | None = None, everything: bool = False) -> None:
        """Delete by id or source, or all of this user's namespace. When its bytes go is the store's affair."""
        for item_id in ids:
            self._delete(item=item_id)
        if source is not None:
            self._delete(source=source)
        if everything:
            self._delete()

    def forget_all(self, sources: Iterable[str]) -> None:
        """Delete everything from each of these sources."""
        for source in sources:
            self._delete(source=source)

    def _delete(self, **wanted: str | int) -> None:
        self._store.delete_nodes(filters=self._filters(**wanted))

    def _filters(self, **wanted: str | int) -> MetadataFilters:
        from llama_index.core.vector_stores.types import MetadataFilter, MetadataFilters

        chosen: Mapping[str, str | int] = {**self._scope, **wanted}
        return MetadataFilters(filters=[MetadataFilter(key=key, value=value) for key, value in chosen.items()])


def merged(lists: Sequence[Sequence[Hit]], k: int, flattening: float) -> list[Hit]:
    """The best `k` of several rankings, fused by rank, since their scores have nothing in common."""
    scores: dict[int, float] = {}
    items: dict[int, Item] = {}
    for hits in lists:
        for rank, hit in enumerate(hits, start=1):
            items[hit.item.id] = hit.item
            scores[hit.item.id] = scores.get(hit.item.id, 0.0) + 1 / (flattening + rank)
    return [Hit(items[i], scores[i]) for i in sorted(scores, key=lambda i: (-scores[i], i))[:k]]


def _number(node_id: str) -> int:
    return _IDS + uuid.uuid5(uuid.NAMESPACE_OID, node_id).int % (9 * _IDS)


def _item_of(node: BaseNode) -> Item:
    told: dict[str, Any] = json.loads(node.metadata["kept"])
    span = told.pop("span", None)
    created = told.pop("created_at")
    draft = {name: told[name] for name in _FIELDS if name in told and told[name] is not None}
    return Item(
        **draft, text=node.get_content(), span=tuple(span) if span else None, id=node.metadata["item"],
        created_at=created,
    )  # fmt: skip


def _shown(item: Item, visible: Filter, now: float) -> bool:
    """Whether a filter lets an item through that no database has filtered."""
    when = now if visible.as_of is None else visible.as_of
    begun = item.created_at if item.valid_from is None else item.valid_from
    return (
        (not visible.kinds or item.kind in visible.kinds)
        and TRUST.index(item.trust) >= TRUST.index(visible.min_trust)
        and PRIVACY.index(item.privacy) <= PRIVACY.index(visible.max_privacy)
        and visible.source in (None, item.source)
        and visible.thread in (None, item.thread)
        and (item.expires_at is None or item.expires_at > now)
        and (visible.history or begun <= when)
    )
