"""Which files a process may touch, by Landlock: the kernel decides at each opening, so there is no path to race.

Structures and constants are those of `include/uapi/linux/landlock.h`. Landlock leaves stat, chdir and readlink outside
the granted folders open; chmod, chown and their like it leaves open too, but those the filter of system calls refuses.
"""

from __future__ import annotations

import ctypes
import os
import stat
from collections.abc import Iterable

from agentlite.sandbox import libc
from agentlite.sandbox.paths import opened
from agentlite.sandbox.syscalls import SETUP, numbers

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1, 2, 4, 8
REMOVE_DIR, REMOVE_FILE, MAKE_DIR, MAKE_REG, REFER, TRUNCATE = 1 << 4, 1 << 5, 1 << 7, 1 << 8, 1 << 13, 1 << 14
READING = READ_FILE | READ_DIR
WRITING = READING | WRITE_FILE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG | REFER | TRUNCATE
OF_A_FILE = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE
_RIGHTS_BY_ABI = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}


def abi() -> int:
    """The version of Landlock in this kernel. Raises `OSError` if it has none or it is switched off."""
    create = numbers(SETUP)["landlock_create_ruleset"]
    return libc.syscall(create, None, 0, 1, what="Landlock")


def seal(read: Iterable[str], write: Iterable[str], execute: Iterable[str]) -> None:
    """Let the calling process open what lies in `read` and `write`, and run `execute`, and nothing else, for ever.

    Needs no_new_privs.

    From ABI 4 on TCP is closed too, from ABI 6 on abstract sockets and signals to others. Raises `OSError`.
    """
    version, calls = abi(), numbers(SETUP)
    handled = (1 << _RIGHTS_BY_ABI.get(version, 16)) - 1

    class Rules(ctypes.Structure):
        _fields_ = (("files", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scope", ctypes.c_uint64))

    class Beneath(ctypes.Structure):
        _pack_ = 1
        _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))

    rules = Rules(handled, 3 if version >= 4 else 0, 3 if version >= 6 else 0)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    ruleset = libc.syscall(calls["landlock_create_ruleset"], ctypes.byref(rules), size, 0, what="Landlock rules")
    try:
        for rights, paths in ((READING, read), (WRITING, write), (READ_FILE | EXECUTE, execute)):
            for path in paths:
                with opened(path) as beneath:
                    mode = os.fstat(beneath).st_mode
                    allowed = rights & handled & (-1 if stat.S_ISDIR(mode) else OF_A_FILE)
                    rule = ctypes.byref(Beneath(allowed, beneath))
                    libc.syscall(calls["landlock_add_rule"], ruleset, 1, rule, 0, what=f"Landlock rule for {path}")
        libc.syscall(calls["landlock_restrict_self"], ruleset, 0, what="Landlock")
    finally:
        os.close(ruleset)
