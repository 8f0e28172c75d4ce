"""Opening a granted path such that nobody can slip a symbolic link under it."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager

from agentlite.sandbox import libc
from agentlite.sandbox.syscalls import SETUP, numbers

RESOLVE_NO_SYMLINKS = 4
AT_FDCWD = -100


@contextmanager
def opened(path: str) -> Iterator[int]:
    """A descriptor that stands for `path`, an absolute path without symbolic links. Raises `OSError`.

    A link that was put there since the path was resolved raises ELOOP.
    """
    how = (ctypes.c_uint64 * 3)(os.O_PATH | os.O_CLOEXEC, 0, RESOLVE_NO_SYMLINKS)
    name = ctypes.c_char_p(os.fsencode(path))
    descriptor = libc.syscall(
        numbers(SETUP)["openat2"], AT_FDCWD, name, ctypes.byref(how), ctypes.sizeof(how), what=f"open {path}"
    )
    try:
        yield descriptor
    finally:
        os.close(descriptor)
