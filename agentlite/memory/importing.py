"""Importing files into memory: what is new or has changed is read, what has not is left alone, what has gone goes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agentlite.errors import InputError
from agentlite.memory.documents import pieces
from agentlite.memory.items import Privacy
from agentlite.memory.memory import Memory
from agentlite.memory.outside import VectorStoreMemory
from agentlite.memory.reading import READERS, read_file

Progress = Callable[[int, int, Path], None]
"""Told before each file: how many are done, how many there are, and which is next."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, by source (the file's absolute path). `failed` maps sources to why they could not be read."""

    added: tuple[str, ...]
    updated: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]
    failed: Mapping[str, str]


def import_files(
    memory: Memory | VectorStoreMemory,
    paths: Iterable[str | Path],
    *,
    readers: Mapping[str, Any] | None = None,
    splitter: Any = None,
    privacy: Privacy = "personal",
    progress: Progress = lambda done, total, path: None,
) -> Imported:
    """Keep the documents at `paths`, files or folders with all that is in them, in pieces that know their place.

    A file whose bytes are as they were is not read again, so that an import that was cut off goes on where it was. A
    file that changed takes the place of what was kept of it; one that is gone is forgotten.
    `readers` maps suffixes to llama-index readers; `splitter` is a llama-index node parser to cut with instead of the
    own one. A file that cannot be read is told in the result, and does not stop the others.

    Raises `InputError` for a path where there is nothing and was nothing, `ConfigurationError` where a package that a
    file needs is missing.
    """
    roots = [Path(path).expanduser().resolve() for path in paths]
    known = memory.sources()
    for root in roots:
        if not root.exists() and not any(_inside(source, [root]) for source in known):
            raise InputError(f"There is no file or folder {root}.")
    files = list(dict.fromkeys(file for root in roots for file in _files(root, {*READERS, *(readers or ())})))
    added, updated, unchanged = list[str](), list[str](), list[str]()
    failed: dict[str, str] = {}
    for done, file in enumerate(files):
        progress(done, len(files), file)
        source = str(file)
        try:
            digest = _digest(file)
            if known.get(source) == digest:
                unchanged.append(source)
                continue
            text = read_file(file, readers)
            memory.document(source, text, privacy=privacy, cut=_cutter(splitter), digest=digest)
        except InputError as error:
            failed[source] = str(error)
            continue
        (updated if source in known else added).append(source)
    gone = [source for source in known if not Path(source).is_file() and _inside(source, roots)]
    memory.forget_all(gone)
    return Imported(tuple(added), tuple(updated), tuple(unchanged), tuple(gone), failed)


def _files(root: Path, suffixes: set[str]) -> Iterator[Path]:
    """The files to read, in a fixed order; hidden ones and those of other kinds inside a folder are passed over."""
    if root.is_file():
        yield root
    elif root.is_dir():
        for path in sorted(root.rglob("*")):
            hidden = any(part.startswith(".") for part in path.relative_to(root).parts)
            if path.suffix.lower() in suffixes and path.is_file() and not hidden:
                yield path


def _digest(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror or error}.") from error


def _cutter(splitter: Any) -> Callable[[str], Iterable[tuple[int, int]]]:
    if splitter is None:
        return pieces

    def cut(text: str) -> Sequence[tuple[int, int]]:
        from llama_index.core import Document

        nodes = splitter.get_nodes_from_documents([Document(text=text)])
        spans = [(node.start_char_idx, node.end_char_idx) for node in nodes]
        return [(begin, end) for begin, end in spans if begin is not None and text[begin:end].strip()]

    return cut


def _inside(source: str, roots: Sequence[Path]) -> bool:
    return any(Path(source).is_relative_to(root) for root in roots)
