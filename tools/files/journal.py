"""The journal of changes, and the trash: what was there before each change is kept, so that it can be undone.

Change number 7 of the file docs/a.txt is `7.json` (what it was) beside `7.old` (what was there before). Both are on the
disk before the file is touched. Whether a change happened is told by the file itself, which then has the digest
`after`: a process that dies in between leaves nothing that misleads.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from agentlite.errors import ToolError
from agentlite.tools.files.beneath import Place, Root, open_file, pieces, place_of, replace_file
from agentlite.tools.files.problems import problem

KEPT_SECONDS = 30 * 86400
"""What was overwritten or trashed later than this long ago is never given up to make room."""

MOST_CHANGES = 1000
"""Of older changes only so many are remembered."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One change of a file. `before` and `after` are digests, None where there was or is no file; `mode` are the
    permissions before; `undoes` is the number of the change that this one took back."""

    number: int
    file: str
    at: float
    before: str | None
    after: str | None
    mode: int | None = None
    undoes: int | None = None

    @property
    def temporary(self) -> str:
        """The file that the new content is written to first, beside the one that changes."""
        return f".agentlite-{self.number}.tmp"


class Journal:
    """The changes kept in `folder`, which `limit` bytes of old content may fill. To be used within `locked`."""

    def __init__(self, folder: Path, limit: int, root: Root) -> None:
        self._folder, self._limit, self._root = folder, limit, root

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Nobody else changes files meanwhile, and what a dead process left behind has been cleared away."""
        with (self._folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._settle()
            yield

    def entries(self) -> list[Entry]:
        """All changes, the oldest first."""
        return [Entry(**json.loads(path.read_text(encoding="utf-8"))) for path in self._numbered(".json").values()]

    def keep(self, file: str, place: Place, after: str | None, undoes: int | None = None) -> Entry:
        """Note the change that is about to happen to `file`, and keep what is there now.

        Raises `OSError`, and `ToolError` if there is no room for it.
        """
        number = max(self._numbered(".json"), default=0) + 1
        old = self._folder / f"{number}.old"
        before: str | None = None
        mode: int | None = None
        with suppress(FileNotFoundError), open_file(place) as now:
            status = os.fstat(now.fileno())
            self._make_room(file, status.st_size)
            before, mode = self._copied(now, old), status.st_mode & 0o777
        entry = Entry(number, file, time.time(), before, after, mode, undoes)
        self._write(f"{number}.json", json.dumps(asdict(entry)).encode())
        return entry

    def content(self, entry: Entry) -> BinaryIO:
        """What was there before a change. Raises `OSError`."""
        return (self._folder / f"{entry.number}.old").open("rb")

    def _copied(self, source: BinaryIO, target: Path) -> str:
        hashed = hashlib.sha256()
        with target.open("wb") as copy:
            for piece in pieces(source):
                hashed.update(piece)
                copy.write(piece)
            copy.flush()
            os.fsync(copy.fileno())
        return hashed.hexdigest()

    def _write(self, name: str, content: bytes) -> None:
        folder = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            replace_file(Place(folder, name), [content], f"{name}.tmp", 0o600)
        finally:
            os.close(folder)

    def _settle(self) -> None:
        """The last change either happened, or is taken out of the journal; what else is left over is removed."""
        known = self._numbered(".json")
        if known:
            last = self.entries()[-1]
            try:
                with place_of(last.file, self._root) as place:
                    with suppress(FileNotFoundError):
                        os.unlink(last.temporary, dir_fd=place.folder)
                    happened = digest(place) != last.before
            except (OSError, ToolError):  # its folder is gone, no longer what it was, or no longer granted
                happened = True
            if not happened:
                known.pop(last.number).unlink()
        for number, path in self._numbered(".old").items():
            if number not in known:
                path.unlink()
        for path in self._folder.glob("*.tmp"):
            path.unlink()

    def _make_room(self, file: str, needed: int) -> None:
        """Give up the oldest changes. Raises `ToolError` if that would take what is not old enough."""
        entries = self.entries()
        sizes = {number: path.stat().st_size for number, path in self._numbered(".old").items()}
        free = self._limit - sum(sizes.values())
        for given_up, entry in enumerate(entries):
            enough = free >= needed and len(entries) - given_up < MOST_CHANGES
            if enough or time.time() - entry.at < KEPT_SECONDS:
                break
            (self._folder / f"{entry.number}.json").unlink()
            (self._folder / f"{entry.number}.old").unlink(missing_ok=True)
            free += sizes.get(entry.number, 0)
        if free < needed:
            raise problem("trash_full", file=file, bytes=needed)

    def _numbered(self, ending: str) -> dict[int, Path]:
        found: Mapping[int, Path] = {int(p.stem): p for p in self._folder.glob(f"*{ending}") if p.stem.isdecimal()}
        return dict(sorted(found.items()))


def digest(place: Place) -> str | None:
    """The digest of the file at a place; None if there is none. Raises `OSError`."""
    try:
        with open_file(place) as file:
            hashed = hashlib.sha256()
            for piece in pieces(file):
                hashed.update(piece)
            return hashed.hexdigest()
    except FileNotFoundError:
        return None
