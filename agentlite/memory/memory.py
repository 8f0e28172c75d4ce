"""Memory: what an agent keeps between runs, in one SQLite file on the user's machine."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from agentlite.actions import ToolCall
from agentlite.errors import ConfigurationError, InputError
from agentlite.language import Language, detect_language
from agentlite.memory.documents import Cut, drafts_of, pieces
from agentlite.memory.file import Health, MemoryFile
from agentlite.memory.forgetting import Receipt, forget
from agentlite.memory.framing import unframed
from agentlite.memory.items import Author, Draft, Example, Filter, Hit, Item, Privacy, Trust
from agentlite.memory.naming import named
from agentlite.memory.outside import Outside, merged
from agentlite.memory.packing import Count, Packed, pack
from agentlite.memory.search import Ranking, overlap, search
from agentlite.memory.store import Store
from agentlite.memory.text import content_words, estimate_tokens, match_expression, stems, words
from agentlite.memory.vectors import Embedder, VectorIndex

_EVERYTHING = Filter()
_COPY = 0.8
"""A text of the agent's that shares this much of its words (Jaccard) with something kept is what it read, said back."""


class Memory:
    """One user's memory in one namespace of the file at `path`, which is made if it is not there.

    Without an `embedder` search goes by words alone, which needs no model; with one, by meaning too. `durable` waits
    for the disk at every write. `clock` returns Unix seconds. `outside` are memories that are searched as well (see
    `agentlite.memory.outside`). Safe to use from several threads; use it as a context manager, or `close` it.

    Raises `StorageError` when the file is no memory, is damaged or locked, or the disk is full.
    """

    def __init__(
        self,
        path: str | Path,
        *,
        user: str = "owner",
        namespace: str = "default",
        embedder: Embedder | None = None,
        durable: bool = False,
        ranking: Ranking | None = None,
        clock: Callable[[], float] = time.time,
        outside: Sequence[Outside] = (),
    ) -> None:
        self._outside = tuple(outside)
        self._open(MemoryFile(path, durable=durable), user, namespace, embedder, ranking or Ranking(), clock)

    def _open(
        self,
        file: MemoryFile,
        user: str,
        namespace: str,
        embedder: Embedder | None,
        ranking: Ranking,
        clock: Callable[[], float],
    ) -> None:
        if not user or not namespace:
            raise ConfigurationError("A memory needs the name of a user and of a namespace.")
        self._file, self._embedder, self._ranking, self._clock = file, embedder, ranking, clock
        self._store = Store(file, user, namespace)
        self._index = VectorIndex(self._store, embedder) if embedder else None

    @property
    def path(self) -> Path:
        return self._file.path

    def scoped(self, *, user: str | None = None, namespace: str | None = None) -> Memory:
        """Another user's or namespace's memory in the same file, with nothing outside; closing either closes both."""
        other = Memory.__new__(Memory)
        other._outside = ()
        store = self._store
        scope = (user or store.user, namespace or store.namespace)
        other._open(self._file, *scope, self._embedder, self._ranking, self._clock)
        return other

    def add(self, draft: Draft | str) -> Item:
        """Keep one thing; a plain text is a fact that the user stated. What is known already is not kept twice, and
        what an agent, tool or cloud says back from memory is not kept at all: the older item is returned.

        Raises `InputError` for an empty or overlong text, `StorageError` when it cannot be written.
        """
        draft = Draft(text=draft) if isinstance(draft, str) else draft
        return self._echo(draft) or self._store.add([draft], self._clock())[0]

    def add_all(self, drafts: Iterable[Draft]) -> list[Item]:
        """Keep many things in one transaction: all or none. For what people wrote; it does not look for echoes."""
        return self._store.add(drafts, self._clock())

    def say(self, thread: str, text: str, author: Author = "user") -> Item:
        """Append a turn, verbatim, to a conversation."""
        draft = Draft(text=text, kind="turn", author=author, trust="owner" if author == "user" else "local")
        return self._store.append(draft, thread, self._clock())

    def reply(self, thread: str, text: str, *, trust: Trust = "local") -> Item | None:
        """Append the agent's own turn to a conversation, or None if it only says back what memory holds."""
        draft = Draft(text=text, kind="turn", author="agent", trust=trust)
        return None if self._echo(draft) else self._store.append(draft, thread, self._clock())

    def fact(self, subject: str, attribute: str, value: str, *, text: str = "", author: Author = "user") -> Item:
        """State that a subject's attribute has a value from now on; an older value stays, as history."""
        spoken = text or f"{subject} {attribute}: {value}"
        return self.add(Draft(text=spoken, author=author, subject=subject, attribute=attribute, value=value))

    def alias(self, name: str, target: str) -> Item:
        """Learn that the user calls `target` by `name` ("the big lamp")."""
        text = f"{name} = {target}"
        return self.add(Draft(text=text, kind="alias", subject=name, attribute="means", value=target))

    def aliases(self, request: str, *, max_privacy: Privacy = "never") -> dict[str, str]:
        """The owner's names in the request that stand for something, and for what; longest names first."""
        visible = Filter(kinds=("alias",), min_trust="owner", max_privacy=max_privacy)
        known = self._store.items(visible, self._clock())
        return named(request, {item.subject: item.value for item in known if item.subject and item.value})

    def example(self, request: str, calls: Sequence[ToolCall], *, confirmed: bool = True) -> Item:
        """Keep a solved request; a newer solution of the same request takes its place.

        Only those that the user `confirmed` are shown to models.
        """
        draft = Draft(
            text=request,
            kind="example",
            author="user" if confirmed else "agent",
            trust="owner" if confirmed else "local",
            subject=request,
            attribute="calls",
            value="; ".join(map(str, calls)),
            data=[{"tool": call.tool, "arguments": dict(call.arguments)} for call in calls],
        )
        return self.add(draft)

    def examples(
        self, request: str, tools: Iterable[str], k: int = 3, *, max_privacy: Privacy = "never"
    ) -> list[Example]:
        """The `k` solved requests nearest to this one whose calls use only `tools`, nearest first.

        Naming the tools that exist now is not optional: nothing that memory holds can bring in another.
        """
        known = frozenset(tools)
        visible = Filter(kinds=("example",), min_trust="owner", max_privacy=max_privacy)
        found = [Example(hit.item.text, _calls(hit.item), hit.item) for hit in self.search(request, 5 * k, visible)]
        return [e for e in found if e.calls and all(call.tool in known for call in e.calls)][:k]

    def document(
        self,
        source: str,
        text: str,
        *,
        privacy: Privacy = "personal",
        cut: Cut = pieces,
        digest: str = "",
    ) -> list[Item]:
        """Keep a document in pieces that know their place in it; what was there under the same `source` goes.

        An unchanged document is left alone. Its words are somebody else's: their trust is "foreign". `cut` gives the
        (begin, end) of each piece; `digest` is what `sources` tells of the document afterwards.
        """
        drafts = drafts_of(source, text, privacy, cut, digest)
        old = self._store.items(Filter(source=source, thread=source, kinds=("document",)), self._clock())
        if [(item.text, item.data) for item in old] == [(draft.text, draft.data) for draft in drafts]:
            return old
        return self._store.replace([item.id for item in old], drafts, self._clock())

    def sources(self) -> dict[str, str]:
        """The documents there are: the source of each, and the digest that it was kept with."""
        firsts = self._store.items(Filter(kinds=("document",)), self._clock(), where="seq = 0")
        return {item.source: (item.data or {}).get("digest", "") for item in firsts}

    def search(self, query: str, k: int = 10, visible: Filter = _EVERYTHING) -> list[Hit]:
        """The `k` items that speak most of the query, best first.

        With an embedder, some items that have no vector yet get one first (`embed` does all of them); its errors are
        raised. Raises `InputError` for an empty query.
        """
        if not query.strip():
            raise InputError("There is nothing to search for: the query is empty.")
        if self._index is not None:
            self._index.update(limit=256)
        found = search(self._store, query, k, visible, self._clock(), index=self._index, ranking=self._ranking)
        if not self._outside:
            return found
        return merged([found, *(other.search(query, k, visible) for other in self._outside)], k, self._ranking.k)

    def pack(
        self,
        query: str,
        budget_tokens: int,
        count: Count = estimate_tokens,
        *,
        visible: Filter = _EVERYTHING,
        language: Language | None = None,
        rough: Count | None = None,
    ) -> Packed:
        """What memory knows about the query, in at most `budget_tokens` tokens by `count` (the serving model's own
        count is the right one; the default errs on the high side). Pinned items come first. Where `count` is dear,
        give a cheap `rough` one too, by which items are chosen before the whole is counted.

        Raises what `search` raises.
        """
        hits = self.search(query, max(10, min(200, budget_tokens // 8)), visible)
        found = {hit.item.id for hit in hits}
        pinned = self._store.items(visible, self._clock(), where="pinned")
        hits += [Hit(item, 0.0) for item in pinned if item.id not in found]
        return pack(query, hits, budget_tokens, count, language or detect_language(query), rough=rough)

    def get(self, item_id: int) -> Item:
        """The item with this id, valid or not. Raises `InputError` if it is not in this memory."""
        found = self._store.get([item_id])
        if item_id not in found:
            raise InputError(f"There is no memory m{item_id}.", hint="`search` shows the labels of what there is.")
        return found[item_id]

    def items(self, visible: Filter = _EVERYTHING) -> list[Item]:
        """Everything that `visible` lets through, oldest first."""
        return self._store.items(visible, self._clock())

    def pin(self, item_id: int, pinned: bool = True) -> None:
        """Always pack this item, or no longer. Raises `InputError` if it is not in this memory."""
        self._store.pin(item_id, pinned)

    def forget(
        self,
        *,
        ids: Iterable[int] | None = None,
        source: str | None = None,
        thread: str | None = None,
        query: str | None = None,
        everything: bool = False,
    ) -> Receipt:
        """Delete by id, source, thread, or all items that contain every meaningful word of `query`; `everything` is
        all that this user has in this namespace. The text leaves the file's bytes, which the receipt shows.

        Raises `InputError` when nothing says what to forget.
        """
        return forget(self._store, self.chosen(ids, source, thread, query, everything))

    def chosen(
        self,
        ids: Iterable[int] | None = None,
        source: str | None = None,
        thread: str | None = None,
        query: str | None = None,
        everything: bool = False,
    ) -> list[Item]:
        """What `forget` would delete. Raises what it raises."""
        if ids is None and source is None and thread is None and query is None and not everything:
            raise InputError("Say what to forget.", hint="Give ids, a source, a thread, a query, or everything.")
        found = list(self._store.get(list(ids or ())).values())
        history = Filter(history=True)
        now = float("-inf")  # what has expired is there until it is forgotten
        if source is not None:
            found += self._store.items(replace(history, source=source), now)
        if thread is not None:
            found += self._store.items(replace(history, thread=thread), now)
        if query is not None:
            found += self._mentioning(query)
        if everything:
            found += self._store.items(history, now)
        return list({item.id: item for item in found}.values())

    def forget_all(self, sources: Iterable[str]) -> Receipt:
        """Forget everything from each of these sources."""
        now = float("-inf")
        found = [item for source in sources for item in self._store.items(Filter(history=True, source=source), now)]
        return forget(self._store, found)

    def purge(self) -> Receipt:
        """Forget everything that has expired."""
        now = self._clock()
        every = self._store.items(Filter(history=True), float("-inf"), where="expires_at <= ?", values=[now])
        return forget(self._store, every)

    def embed(self, progress: Callable[[int], None] | None = None) -> int:
        """Give every item a vector of the present embedder; how many got one. Interrupted, it goes on where it was.

        Raises `ConfigurationError` without an embedder, and the embedder's errors.
        """
        if self._index is None:
            raise ConfigurationError("This memory has no embedder.", hint="Pass embedder= to Memory.")
        return self._index.update(progress=progress)

    def counts(self) -> dict[str, int]:
        """How many items of each kind hold now."""
        return self._store.counts(self._clock())

    def check(self) -> Health:
        """Look for damage in the whole file."""
        return self._file.check()

    def repair(self) -> Health:
        """Rebuild the indexes of the whole file from its items."""
        return self._file.repair()

    def close(self) -> None:
        """Close the file. Closing twice is fine."""
        self._file.close()

    def __enter__(self) -> Memory:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _mentioning(self, query: str) -> list[Item]:
        terms = content_words(query)
        expression = " AND ".join(f"({match_expression(term)})" for term in terms)
        if not expression:
            return []
        matches = self._store.matches(expression, Filter(history=True), float("-inf"))
        return list(self._store.get([match.id for match in matches]).values())

    def _echo(self, draft: Draft) -> Item | None:
        """What is already kept and this draft only says back, if the draft is not a person's own words."""
        if draft.author in ("user", "import") or draft.subject is not None:
            return None
        text = unframed(draft.text)
        said, spoken = stems(text), set(words(text))
        for hit in search(self._store, text, 5, _EVERYTHING, self._clock(), index=None, ranking=self._ranking):
            kept = set(words(hit.item.text))
            if _telling(spoken) == _telling(kept) and overlap(said, stems(hit.item.text)) >= _COPY:
                return hit.item
        return None


_NEGATIONS = frozenset("not no never t without nao nunca sem nem jamais".split())


def _telling(said: set[str]) -> tuple[bool, set[str]]:
    """What makes two texts different however alike they are: whether they deny something, and their numbers."""
    return not _NEGATIONS.isdisjoint(said), {word for word in said if any(map(str.isdigit, word))}


def _calls(item: Item) -> tuple[ToolCall, ...]:
    """The calls of an example; none if its data is not a list of calls."""
    if not isinstance(item.data, list):
        return ()
    return tuple(ToolCall(call["tool"], call["arguments"]) for call in item.data)
