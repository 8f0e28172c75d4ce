"""Memory side by side with what else runs in one process: the same texts and vectors, one engine after the other.

    python benchmarks/memory_peers.py [--items 100000] [agentlite chroma lancedb llama-index]

Each engine has a process of its own with one thread. Vectors are 384 random numbers in 200 clusters; texts and
questions have 40 words, the commonest of which are stop-words, as in a language. Only agentlite searches by words too,
and keeps no more in memory than one bit per number. Both clocks are shown: the wall's, and the processor time of all
the engine's threads, which a busy machine distorts less. Chroma and LanceDB have to be installed for their rows:

    pip install chromadb lancedb
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from agentlite.memory.text import STOP_WORDS

ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "RAYON", "TOKIO_WORKER", "LANCE_CPU")}
BATCH = 1000
QUERIES = 100

Search = Callable[[str, Any], object]
Result = TypeVar("Result")


def data(items: int) -> tuple[list[str], Any]:
    """The texts and their vectors; the last `QUERIES` are what is asked."""
    import numpy as np

    source = np.random.default_rng(7)
    centres = source.standard_normal((200, 384))
    total = items + QUERIES
    vectors = (centres[source.integers(0, 200, total)] + source.standard_normal((total, 384))).astype(np.float32)
    words = np.array([*sorted(STOP_WORDS), *(f"w{n:05}" for n in range(50_000))])
    chosen = (source.zipf(1.3, (total, 40)) - 1) % len(words)
    return [" ".join(words[row]) for row in chosen], vectors


class Table:
    """An embedder that knows every vector beforehand, so that only the keeping and finding is timed."""

    name = digest = "table"

    def __init__(self, texts: Sequence[str], vectors: Any) -> None:
        self._rows = dict(zip(texts, vectors, strict=True))

    def embed(self, texts: Sequence[str]) -> list[Any]:
        return [self._rows[text] for text in texts]


def agentlite(folder: Path, texts: Sequence[str], vectors: Any, asked: tuple[Sequence[str], Any]) -> Search:
    from agentlite.memory import Draft, Memory

    memory = Memory(folder / "m.db", embedder=Table([*texts, *asked[0]], [*vectors, *asked[1]]))
    for start in range(0, len(texts), BATCH):
        memory.add_all(Draft(text=text) for text in texts[start : start + BATCH])
    memory.embed()
    return lambda text, vector: memory.search(text, 10)


def chroma(folder: Path, texts: Sequence[str], vectors: Any, asked: tuple[Sequence[str], Any]) -> Search:
    import chromadb

    client = chromadb.PersistentClient(str(folder), chromadb.Settings(anonymized_telemetry=False))
    kept = client.create_collection("memory", metadata={"hnsw:space": "cosine"})
    for start in range(0, len(texts), BATCH):
        batch = slice(start, start + BATCH)
        ids = [str(n) for n in range(start, min(start + BATCH, len(texts)))]
        kept.add(ids, embeddings=vectors[batch], documents=list(texts[batch]))
    return lambda text, vector: kept.query(query_embeddings=[vector], n_results=10)


def lancedb(folder: Path, texts: Sequence[str], vectors: Any, asked: tuple[Sequence[str], Any]) -> Search:
    import lancedb as lance

    database, table = lance.connect(str(folder)), None
    for start in range(0, len(texts), BATCH):
        batch = slice(start, start + BATCH)
        rows = [{"text": text, "vector": vector} for text, vector in zip(texts[batch], vectors[batch], strict=True)]
        if table is None:
            table = database.create_table("m", rows)
        else:
            table.add(rows)
    assert table is not None
    return lambda text, vector: table.search(vector).limit(10).to_list()


def llama_index(folder: Path, texts: Sequence[str], vectors: Any, asked: tuple[Sequence[str], Any]) -> Search:
    from llama_index.core.schema import TextNode
    from llama_index.core.vector_stores import SimpleVectorStore
    from llama_index.core.vector_stores.types import VectorStoreQuery

    store = SimpleVectorStore()
    store.add([TextNode(text=text, embedding=row.tolist()) for text, row in zip(texts, vectors, strict=True)])
    store.persist(str(folder / "store.json"))
    return lambda text, vector: store.query(VectorStoreQuery(query_embedding=vector.tolist(), similarity_top_k=10))


ENGINES = {"agentlite": agentlite, "chroma": chroma, "lancedb": lancedb, "llama-index": llama_index}


@dataclass(frozen=True, slots=True)
class Time:
    """Seconds on the wall and of the processor."""

    wall: float
    cpu: float

    @classmethod
    def of(cls, work: Callable[[], Result]) -> tuple[Time, Result]:
        wall, cpu = time.perf_counter(), time.process_time()
        result = work()
        return cls(time.perf_counter() - wall, time.process_time() - cpu), result


def measure(engine: str, items: int) -> dict[str, Any]:
    """Rows kept per second, milliseconds of a search, bytes on disk, and what the process grew by, in MiB."""
    texts, vectors = data(items)
    asked = (texts[items:], vectors[items:])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with tempfile.TemporaryDirectory() as name:
        kept, search = Time.of(lambda: ENGINES[engine](Path(name), texts[:items], vectors[:items], asked))
        times = [Time.of(functools.partial(search, *question))[0] for question in zip(*asked, strict=True)]
        size = sum(file.stat().st_size for file in Path(name).rglob("*") if file.is_file())
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    wall, cpu = sorted(t.wall * 1000 for t in times), sorted(t.cpu * 1000 for t in times)
    return {
        "engine": engine, "items": items,
        "kept/s": round(items / kept.wall), "kept/s of cpu": round(items / kept.cpu),
        "p50 ms": round(statistics.median(wall), 2), "p95 ms": round(wall[int(len(wall) * 0.95)], 2),
        "p50 ms of cpu": round(statistics.median(cpu), 2),
        "MB on disk": round(size / 1e6), "MiB grown": round(grown / 1024),
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("engines", nargs="*", metavar="ENGINE", help=f"of {', '.join(ENGINES)}; all by default")
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--alone", action="store_true", help="measure the one engine in this process, as JSON")
    options = parser.parse_args()
    if options.alone:
        print(json.dumps(measure(options.engines[0], options.items)))
        return
    for engine in options.engines or ENGINES:
        command = [sys.executable, __file__, "--alone", "--items", str(options.items), engine]
        done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **ONE_THREAD}, check=False)
        lines = (done.stdout if done.returncode == 0 else done.stderr).strip().splitlines()
        print(lines[-1] if done.returncode == 0 else f"{engine}: {lines[-1] if lines else 'failed'}", flush=True)


if __name__ == "__main__":
    main()
