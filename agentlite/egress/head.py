"""How far the ledger reached, kept beside it, so that cutting off its end shows."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from agentlite.errors import InputError, StorageError

_NEW = "To begin a new ledger, move the file and the ledger away."


@dataclass(frozen=True, slots=True)
class Head:
    """How many rows there are, and the hash of the last; written `12:9f86d0...`."""

    count: int
    hash: str

    def __str__(self) -> str:
        return f"{self.count}:{self.hash}"


def parse_head(text: str) -> Head:
    """The head that `str` made this of. Raises `InputError`."""
    count, colon, digest = text.strip().partition(":")
    if not colon or not count.isdecimal() or len(digest) != 64:
        raise InputError(
            f"{text!r} is not the head of a ledger.",
            hint="Give it as `agentlite egress verify` prints it.",
        )
    return Head(int(count), digest)


class HeadFile:
    """The file that holds the head. Everything here raises `StorageError`."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> Head | None:
        """The head, or None where there is no file."""
        try:
            return parse_head(self.path.read_text(encoding="ascii"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, InputError) as error:
            raise StorageError(
                f"{self.path} cannot be read ({error}).", hint="See `agentlite egress verify`."
            ) from error

    def advance(self, head: Head) -> None:
        """Write `head`, unless another process has already written a later one. The old or the new one is there."""
        known = self.read()
        if known is not None and known.count >= head.count:
            return
        try:
            descriptor, name = tempfile.mkstemp(dir=self.path.parent, prefix=self.path.name)
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(f"{head}\n")
            Path(name).replace(self.path)
        except OSError as error:
            raise StorageError(f"{self.path} cannot be written ({error}).", hint="Is the disk full?") from error
