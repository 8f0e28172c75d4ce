"""The few calls to the kernel that Python has no function for."""

from __future__ import annotations

import ctypes
import errno
import os
import platform
from functools import cache
from typing import Any

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, PR_CAPBSET_DROP = 1, 4, 38, 22, 24


@cache
def library() -> Any:
    """The C library, with errno kept per call."""
    return ctypes.CDLL(None, use_errno=True)


@cache
def machine() -> str:
    """The processor as seccomp and its tables name it: "x86_64", "aarch64", or "" for one that is not supported."""
    found = {"x86_64": "x86_64", "amd64": "x86_64", "aarch64": "aarch64", "arm64": "aarch64"}
    known = found.get(platform.machine().lower(), "")
    return known if ctypes.sizeof(ctypes.c_void_p) == 8 else ""


def checked(result: int, what: str) -> int:
    """`result`, unless it is -1: then raises `OSError` with errno and `what` was tried."""
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def syscall(number: int, *arguments: Any, what: str) -> int:
    """Call the kernel by number. Integers are passed as 64 bits. Raises `OSError`."""
    passed = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    return checked(int(library().syscall(ctypes.c_long(number), *passed)), what)


def prctl(option: int, *arguments: int) -> int:
    """Raises `OSError`."""
    given = [ctypes.c_ulong(a) for a in (*arguments, 0, 0, 0, 0)[:4]]
    return checked(int(library().prctl(option, *given)), f"prctl {option}")


def unshare(flags: int) -> None:
    """Raises `OSError`."""
    checked(int(library().unshare(flags)), "unshare")


def mount(source: str, target: str, kind: str | None, flags: int, data: str | None = None) -> None:
    """Raises `OSError`."""
    texts = [t.encode() if t is not None else None for t in (source, target, kind, data)]
    result = library().mount(texts[0], texts[1], texts[2], ctypes.c_ulong(flags), texts[3])
    checked(int(result), f"mount {target}")


def unmount(target: str, flags: int) -> None:
    """Raises `OSError`."""
    checked(int(library().umount2(target.encode(), flags)), f"umount {target}")


def drop_capabilities() -> None:
    """Give up every capability, for good: the bounding, inheritable, permitted, effective and ambient sets."""
    for capability in range(64):
        try:
            prctl(PR_CAPBSET_DROP, capability)
        except OSError as error:
            if error.errno not in (errno.EINVAL, errno.EPERM):  # past the last one; or none are held
                raise
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    checked(int(library().capset(header, (ctypes.c_uint32 * 6)())), "capset")
