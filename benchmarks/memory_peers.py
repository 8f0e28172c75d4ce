"""Memory side by side with what else runs in one process: the same texts and vectors, one engine after the other.

    python benchmarks/memory_peers.py [--items 100000] [agentlite chroma lancedb llama-index]

Each engine has a process of its own with one thread. Texts (40 words) and questions (8 words, 5 of them stop-words) are
those of `benchmarks/memory.py speed`; vectors are 384 random numbers in 200 clusters. Only agentlite searches by words
too, and keeps no more in memory than one bit per number. Both clocks are shown: the wall's, and the processor time of
all the engine's threads, which a busy machine distorts less. Chroma and LanceDB have to be installed for their rows:

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

from memory import Sayings

ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "RAYON", "TOKIO_WORKER", "LANCE_CPU")}
BATCH = 1000
QUERIES = 50

Search = Callable[[str, Any], object]
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Task:
    """What every engine is given: texts to keep and questions to ask, each with its vector."""

    texts: Sequence[str]
    vectors: Any
    questions: Sequence[str]
    asked: Any

    @classmethod
    def of(cls, items: int) -> Task:
        import numpy as np

        source, sayings = np.random.default_rng(7), Sayings()
        centres = source.standard_normal((200, 384))
        total = items + QUERIES
        vectors = (centres[source.integers(0, 200, total)] + source.standard_normal((total, 384))).astype(np.float32)
        texts = [sayings.text() for _ in range(items)]
        return cls(texts, vectors[:items], [sayings.question() for _ in range(QUERIES)], vectors[items:])


class Table:
    """An embedder that knows every vector beforehand, so that only the keeping and finding is timed."""

    name = digest = "table"

    def __init__(self, texts: Sequence[str], vectors: Any) -> None:
        self._rows = dict(zip(texts, vectors, strict=True))

    def embed(self, texts: Sequence[str]) -> list[Any]:
        return [self._rows[text] for text in texts]


def agentlite(folder: Path, task: Task) -> Search:
    from agentlite.memory import Draft, Memory

    table = Table([*task.texts, *task.questions], [*task.vectors, *task.asked])
    memory = Memory(folder / "m.db", embedder=table)
    for start in range(0, len(task.texts), BATCH):
        memory.add_all(Draft(text=text) for text in task.texts[start : start + BATCH])
    memory.embed()
    return lambda text, vector: memory.search(text, 10)


def chroma(folder: Path, task: Task) -> Search:
    import chromadb

    client = chromadb.PersistentClient(str(folder), chromadb.Settings(anonymized_telemetry=False))
    kept = client.create_collection("memory", metadata={"hnsw:space": "cosine"})
    for start in range(0, len(task.texts), BATCH):
        texts = list(task.texts[start : start + BATCH])
        ids = [str(n) for n in range(start, start + len(texts))]
        kept.add(ids, embeddings=task.vectors[start : start + BATCH], documents=texts)
    return lambda text, vector: kept.query(query_embeddings=[vector], n_results=10)


def lancedb(folder: Path, task: Task) -> Search:
    import lancedb as lance

    database, table = lance.connect(str(folder)), None
    for start in range(0, len(task.texts), BATCH):
        batch = slice(start, start + BATCH)
        pairs = zip(task.texts[batch], task.vectors[batch], strict=True)
        rows = [{"text": text, "vector": vector} for text, vector in pairs]
        if table is None:
            table = database.create_table("m", rows)
        else:
            table.add(rows)
    assert table is not None
    return lambda text, vector: table.search(vector).limit(10).to_list()


def llama_index(folder: Path, task: Task) -> Search:
    from llama_index.core.schema import TextNode
    from llama_index.core.vector_stores import SimpleVectorStore
    from llama_index.core.vector_stores.types import VectorStoreQuery

    store = SimpleVectorStore()
    pairs = zip(task.texts, task.vectors, strict=True)
    store.add([TextNode(text=text, embedding=vector.tolist()) for text, vector in pairs])
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
    task = Task.of(items)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with tempfile.TemporaryDirectory() as name:
        kept, search = Time.of(lambda: ENGINES[engine](Path(name), task))
        asked = zip(task.questions, task.asked, strict=True)
        times = [Time.of(functools.partial(search, *question))[0] for question in asked]
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
