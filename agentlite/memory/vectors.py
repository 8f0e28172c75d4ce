"""Nearest neighbours by meaning, without a vector database: sign bits in memory choose, int8 in the file decides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from agentlite.errors import InvalidCompletion
from agentlite.memory.items import Filter
from agentlite.memory.store import Store

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RESCORED = 200


class Embedder(Protocol):
    """Turns texts into vectors.

    `digest` identifies the weights: vectors of different digests are never compared. `embed` returns one row of floats
    per text, all of one length, and raises `ModelUnavailable` when it cannot; it need not normalise them. One that
    deserves less say than the words has a `weight` below 1.
    """

    @property
    def name(self) -> str: ...
    @property
    def digest(self) -> str: ...
    def embed(self, texts: Sequence[str]) -> Sequence[Sequence[float]]: ...


@dataclass(frozen=True, slots=True)
class Near:
    """A neighbour: its item, and its cosine similarity."""

    id: int
    score: float


class VectorIndex:
    """The vectors of one scope under one embedder. Memory: one bit per dimension and item."""

    def __init__(self, store: Store, embedder: Embedder) -> None:
        self._store, self._embedder = store, embedder
        self.weight: float = getattr(embedder, "weight", 1.0)
        with store.file.write() as connection:
            connection.execute(
                "insert or ignore into embedder (digest, name) values (?, ?)", (embedder.digest, embedder.name)
            )
            found = connection.execute("select id from embedder where digest = ?", (embedder.digest,))
            self._embedder_id: int = found.fetchone()[0]
        self._last = 0
        self._done = 0
        """Every item up to this id has its vector, so that a search need not look through all of them again."""
        self._ids: list[Any] = []
        """Which vector each row of the bits belongs to."""
        self._bits: list[Any] = []

    def pending(self) -> int:
        """How many items of the scope have no vector of this embedder yet."""
        with self._store.file.read() as connection:
            found = connection.execute(f"select count(*) from item not indexed where {_PENDING}", self._keys())
            return int(found.fetchone()[0])

    def update(self, limit: int | None = None, batch: int = 32, progress: Callable[[int], None] | None = None) -> int:
        """Embed up to `limit` items that have no vector yet, oldest first; how many it did. `progress(done)` follows.

        Raises the embedder's errors; the batches before it are kept.
        """
        done = 0
        while limit is None or done < limit:
            size = batch if limit is None else min(batch, limit - done)
            with self._store.file.read() as connection:
                newest = connection.execute("select max(id) from item").fetchone()[0] or 0
                sql = f"select id, text from item not indexed where {_PENDING} order by id limit :size"
                rows = connection.execute(sql, {**self._keys(), "size": size}).fetchall()
            if not rows:
                self._done = newest
                break
            vectors = self._unit([row["text"] for row in rows])
            with self._store.file.write() as connection:
                for row, vector in zip(rows, vectors, strict=True):
                    values = {**self._keys(), "item": row["id"], **_packed(vector)}
                    connection.execute(_KEEP, values)
            self._done = rows[-1]["id"]
            done += len(rows)
            if progress:
                progress(done)
        return done

    def nearest(self, query: str, visible: Filter, now: float, limit: int) -> list[Near]:
        """Up to `limit` items nearest to the query among those that have a vector and that `visible` lets through."""
        import numpy as np

        self._load()
        if not self._ids:
            return []
        asked = self._unit([query])[0]
        if len(self._ids) > 1:
            self._ids, self._bits = [np.concatenate(self._ids)], [np.asfortranarray(np.concatenate(self._bits))]
        ids, bits = self._ids[0], self._bits[0]
        distances = _differences(bits, _words(np.packbits(asked > 0)[None]))
        condition, values = self._store.condition(visible, now)
        found: list[Near] = []
        wanted = max(RESCORED, limit)
        # A narrow filter can hide most of the nearest, so the net is widened until it is full or everything was in it.
        while True:
            chosen = ids[_smallest(distances, wanted)]
            found = self._rescored(asked, chosen, condition, values)
            if len(found) >= min(limit, RESCORED) or wanted >= len(ids):
                break
            wanted *= 8
        return sorted(found, key=lambda near: (-near.score, near.id))[:limit]

    def _rescored(self, asked: NDArray[np.float32], chosen: Any, condition: str, values: Sequence[Any]) -> list[Near]:
        import numpy as np

        rows: list[Any] = []
        for start in range(0, len(chosen), 500):
            batch = [int(identity) for identity in chosen[start : start + 500]]
            sql = f"""
                select item.id, vector.bytes, vector.scale
                from vector not indexed cross join item not indexed on item.id = vector.item_id
                where vector.id in ({", ".join("?" * len(batch))}) and {condition}
            """
            with self._store.file.read() as connection:
                rows += connection.execute(sql, [*batch, *values]).fetchall()
        if not rows:
            return []
        matrix = np.frombuffer(b"".join(row["bytes"] for row in rows), np.int8).reshape(len(rows), -1)
        scores = (matrix.astype(np.float32) @ asked) * np.array([row["scale"] for row in rows], np.float32)
        return [Near(row["id"], float(score)) for row, score in zip(rows, scores, strict=True)]

    def _load(self) -> None:
        """Bring in the bits of vectors made since the last time, by this process or another."""
        import numpy as np

        sql = """
            select id, bits from vector
            where scope_id = :scope and embedder_id = :embedder and id > :last order by id
        """
        with self._store.file.read() as connection:
            rows = connection.execute(sql, {**self._keys(), "last": self._last}).fetchall()
        if rows:
            self._last = rows[-1]["id"]
            self._ids.append(np.array([row[0] for row in rows], np.int64))
            bits = np.frombuffer(b"".join(row[1] for row in rows), np.uint8).reshape(len(rows), -1)
            self._bits.append(np.asfortranarray(_words(bits)))

    def _unit(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of length 1. Raises `InvalidCompletion` if the embedder's answer is not a full table of numbers."""
        import numpy as np

        try:
            table = np.asarray(self._embedder.embed(texts), dtype=np.float32)
        except ValueError as error:
            raise InvalidCompletion(f"{self._embedder.name} returned vectors of different lengths.") from error
        if table.ndim != 2 or table.shape[0] != len(texts) or not np.isfinite(table).all():
            raise InvalidCompletion(f"{self._embedder.name} did not return one vector of numbers for each text.")
        lengths = np.linalg.norm(table, axis=1, keepdims=True)
        return (table / np.where(lengths == 0, 1, lengths)).astype(np.float32)

    def _keys(self) -> dict[str, int]:
        return {"scope": self._store.scope, "embedder": self._embedder_id, "done": self._done}


_PENDING = """item.id > :done and item.scope_id = :scope and not exists (
    select 1 from vector where vector.item_id = item.id and vector.embedder_id = :embedder)"""
_KEEP = """
    insert or ignore into vector (item_id, scope_id, embedder_id, bits, bytes, scale)
    select id, scope_id, :embedder, :bits, :bytes, :scale from item where id = :item and scope_id = :scope
"""


def _packed(vector: NDArray[np.float32]) -> dict[str, Any]:
    """A unit vector as its sign bits, its values as int8, and the factor that turns these back into the vector."""
    import numpy as np

    scale = float(np.abs(vector).max()) / 127 or 1.0
    return {
        "bits": np.packbits(vector > 0).tobytes(),
        "bytes": np.round(vector / scale).astype(np.int8).tobytes(),
        "scale": scale,
    }


def _words(bits: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """Rows of bytes as rows of 64-bit words, which are compared eight times as fast."""
    import numpy as np

    padded: NDArray[np.uint8] = np.pad(bits, ((0, 0), (0, -bits.shape[1] % 8)))
    return padded.view(np.uint64)


def _differences(bits: NDArray[np.uint64], asked: NDArray[np.uint64]) -> NDArray[np.uint16]:
    """In how many bits each row differs from the one row of `asked`."""
    import numpy as np

    total: NDArray[np.uint16] = np.zeros(len(bits), np.uint16)
    for column, word in enumerate(asked[0]):
        different = np.bitwise_xor(bits[:, column], word)
        if hasattr(np, "bitwise_count"):
            total += np.bitwise_count(different)
        else:
            total += np.unpackbits(different[:, None].view(np.uint8), axis=1).sum(axis=1, dtype=np.uint16)
    return total


def _smallest(distances: NDArray[np.uint16], count: int) -> NDArray[np.int64]:
    """The places of the `count` smallest, the first of those that are equal; distances are few, so they are counted."""
    import numpy as np

    within = np.cumsum(np.bincount(distances))
    last = int(np.searchsorted(within, count))
    nearer = np.flatnonzero(distances < last)
    return np.concatenate([nearer, np.flatnonzero(distances == last)[: max(0, count - len(nearer))]])
