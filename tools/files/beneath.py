"""Files beneath a granted folder: no link is followed on the way to one, and none is ever half-written.

A file is named by its label: the name of its granted folder and the path below it, as in "docs/work/plan.txt".
"""

from __future__ import annotations

import os
import stat
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

MOST_ENTRIES = 10_000
DEEPEST = 12
CHUNK = 1 << 20
Root = Callable[[str], Path]
"""Gives the folder that was granted under a name; raises `ToolError` if none was."""


@dataclass(frozen=True, slots=True)
class Place:
    """The folder that holds a file, open, and the file's name in it."""

    folder: int
    name: str


@contextmanager
def place_of(label: str, root: Root) -> Iterator[Place]:
    """The place of `label`.

    Raises `OSError` where a folder on the way is missing or a link, and what `root` raises.
    """
    granted, *below = label.split("/")
    *folders, name = below
    if not name or {"", ".", ".."} & {*folders, name} or "\0" in label:
        raise FileNotFoundError(2, "not a path below a granted folder")
    with _opened_folder(root(granted), folders) as folder:
        yield Place(folder, name)


@contextmanager
def _opened_folder(root: Path, below: Iterable[str]) -> Iterator[int]:
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
    folder = os.open(root, flags)
    try:
        for part in below:
            deeper = os.open(part, flags, dir_fd=folder)
            os.close(folder)
            folder = deeper
        yield folder
    finally:
        os.close(folder)


def open_file(place: Place) -> BinaryIO:
    """The ordinary file at a place, to read. Raises `OSError`: ELOOP for a link, ENXIO for what is no ordinary file."""
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    descriptor = os.open(place.name, flags, dir_fd=place.folder)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(6, "no ordinary file")
    return os.fdopen(descriptor, "rb")


def replace_file(place: Place, content: Iterable[bytes], temporary: str, mode: int | None = None) -> None:
    """Make `content` the file at a place: all of it or, whatever happens, nothing.

    It is written to the file `temporary` beside it and to the disk, then takes the name. `mode` are its permissions,
    the usual ones by default. Raises `OSError`.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    usual = os.umask(0)
    if mode is None:
        mode = 0o666 & ~usual
    try:
        descriptor = os.open(temporary, flags, mode & 0o777, dir_fd=place.folder)
    finally:
        os.umask(usual)
    try:
        with os.fdopen(descriptor, "wb") as file:
            for piece in content:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        os.rename(temporary, place.name, src_dir_fd=place.folder, dst_dir_fd=place.folder)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(temporary, dir_fd=place.folder)
        raise
    os.fsync(place.folder)


def remove_file(place: Place) -> None:
    """Raises `OSError`."""
    os.unlink(place.name, dir_fd=place.folder)
    os.fsync(place.folder)


def pieces(file: BinaryIO) -> Iterator[bytes]:
    """The rest of a file, in pieces."""
    while piece := file.read(CHUNK):
        yield piece


def walk(root: Path, label: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """What lies beneath a folder, nearest first, each with its label: 10,000 files and folders at most, 12 deep.

    Left out are links, what is hidden, what is neither a file nor a folder, and names that cannot be printed. A folder
    that cannot be read is passed over.
    """
    waiting, left = deque([(root, label, 1)]), MOST_ENTRIES
    while waiting:
        folder, name, depth = waiting.popleft()
        try:
            with os.scandir(folder) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError:
            continue
        for entry in entries:
            if not presentable(entry.name) or entry.is_symlink():
                continue
            is_folder = entry.is_dir(follow_symlinks=False)
            if not is_folder and not entry.is_file(follow_symlinks=False):
                continue
            if not left:
                return
            left -= 1
            below = f"{name}/{entry.name}"
            if is_folder and depth < DEEPEST:
                waiting.append((Path(entry.path), below, depth + 1))
            yield below, entry


def presentable(name: str) -> bool:
    """Whether a file's name may be shown: not hidden, and made of printable characters."""
    return name.isprintable() and not name.startswith((".", "~"))
