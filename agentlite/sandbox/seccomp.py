"""A list of the system calls a worker or a program may make; every other one fails with EPERM.

The filter is a classic BPF program over `struct seccomp_data` (number, architecture, instruction pointer, six
arguments); see seccomp(2). Arguments are 64 bits: the low half of argument n lies at offset 16 + 8n.
"""

from __future__ import annotations

import ctypes
import errno
import socket
import struct
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from agentlite.sandbox import libc
from agentlite.sandbox.syscalls import (
    ALWAYS,
    AUDIT_ARCHITECTURES,
    CHECKED,
    PROGRAMS,
    STARTING,
    WRITING,
    X32,
    numbers,
)

Instruction: TypeAlias = tuple[int, int, int, int]
"""Code, jump if true, jump if false, operand."""

_INSTRUCTION = struct.Struct("=HBBI")

LOAD, AND, JUMP, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x54, 0x05, 0x15, 0x35, 0x45, 0x06
KILL, ALLOW, REFUSE = 0x80000000, 0x7FFF0000, 0x00050000 | errno.EPERM
UNKNOWN = 0x00050000 | errno.ENOSYS

O_TRUNC, O_ACCMODE = 0o1000, 0o3
CLONE_THREAD, CLONE_NEW_ANYTHING = 0x10000, 0x7E020080
# Duplicating, flags and locks; not pipe sizes (memory outside every limit), owners, leases or notifications.
FCNTL_COMMANDS = (0, 1, 2, 3, 4, 5, 6, 7, 36, 37, 38, 1030)
# TCGETS (isatty), FIONREAD, FIONBIO, FIONCLEX, FIOCLEX; nothing that types into a terminal.
IOCTL_COMMANDS = (0x5401, 0x541B, 0x5421, 0x5450, 0x5451)
# PR_GET_DUMPABLE, PR_SET_NAME, PR_GET_NAME, PR_GET_SECCOMP, PR_CAPBSET_READ, PR_GET_NO_NEW_PRIVS
PRCTL_OPTIONS = (3, 15, 16, 21, 23, 39)


def program(*, writing: bool, threads: bool, token: Sequence[int] = ()) -> bytes:
    """The filter, ready to install.

    `writing` adds making, moving and removing files, `threads` starting threads. `token`, two numbers of 64 bits, adds
    what programs need besides, and becoming one by an `execve` that has it in its fourth and fifth registers.
    """
    simple = numbers(ALWAYS) | (numbers(WRITING) if writing else {}) | (numbers(PROGRAMS) if token else {})
    made: list[Instruction] = [
        (LOAD, 0, 0, 4),
        (EQUAL, 1, 0, AUDIT_ARCHITECTURES[libc.machine()]),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, 0),
    ]
    if libc.machine() == "x86_64":
        made += [(AT_LEAST, 0, 1, X32), (RETURN, 0, 0, KILL)]
    made += _search(_ranges(sorted(simple.values())))
    checks = _checks(threads=threads, token=token)
    for name, number in (numbers(CHECKED) | (numbers(STARTING) if token else {})).items():
        made += [(EQUAL, 0, len(checks[name]), number), *checks[name]]
    return b"".join(_INSTRUCTION.pack(*instruction) for instruction in (*made, (RETURN, 0, 0, REFUSE)))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filters", ctypes.c_char_p))


def install(program: bytes) -> None:
    """Bind the calling process, and all it will start, to a filter for ever. Needs no_new_privs. Raises `OSError`."""
    made = _Program(len(program) // _INSTRUCTION.size, program)
    libc.prctl(libc.PR_SET_SECCOMP, 2, ctypes.addressof(made))


def _checks(*, threads: bool, token: Sequence[int]) -> dict[str, list[Instruction]]:
    """What to do with each call that depends on its arguments; each block ends with a return."""
    allow, refuse = (RETURN, 0, 0, ALLOW), (RETURN, 0, 0, REFUSE)
    no_namespaces: list[Instruction] = [_argument(0), (ANY_BIT, 0, 1, CLONE_NEW_ANYTHING), refuse]
    no_cutting: list[Instruction] = [(AND, 0, 0, O_TRUNC | O_ACCMODE), (EQUAL, 0, 1, O_TRUNC), refuse, allow]
    clone = [refuse]
    if threads:
        clone = [*no_namespaces, (ANY_BIT, 0, 1, CLONE_THREAD), allow, refuse]
    return {
        # Below Landlock ABI 3 opening a file for reading may still cut it to nothing.
        "openat": [_argument(2), *no_cutting],
        "open": [_argument(1), *no_cutting],
        "execve": _exactly(dict(zip((3, 4), token, strict=False))),
        "clone": clone,
        "clone3": [(RETURN, 0, 0, UNKNOWN)],  # its flags lie in memory; the C library then takes clone
        "ioctl": _one_of(1, IOCTL_COMMANDS),
        "fcntl": _one_of(1, FCNTL_COMMANDS),
        "prctl": _one_of(0, PRCTL_OPTIONS),
        # Reading a limit of its own, not setting one.
        "prlimit64": [_argument(0), (EQUAL, 1, 0, 0), refuse, *_exactly({2: 0})],
        # A stream pair; a datagram socket could be sent to any address.
        "socketpair": [
            _argument(0),
            (EQUAL, 1, 0, int(socket.AF_UNIX)),
            refuse,
            _argument(1),
            (AND, 0, 0, 0xF),
            (EQUAL, 0, 1, int(socket.SOCK_STREAM)),
            allow,
            refuse,
        ],
        "sendto": _exactly({4: 0}),
    }


def _ranges(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Sorted numbers as ranges: (first, the one after the last)."""
    firsts = [n for n in numbers if n - 1 not in numbers]
    return list(zip(firsts, (n + 1 for n in numbers if n + 1 not in numbers), strict=True))


def _search(ranges: Sequence[tuple[int, int]]) -> list[Instruction]:
    """Allow a number in these sorted ranges, found in few steps, for the kernel tries each when it takes a filter."""
    if len(ranges) == 1:
        first, beyond = ranges[0]
        return [(AT_LEAST, 0, 2, first), (AT_LEAST, 1, 0, beyond), (RETURN, 0, 0, ALLOW)]
    middle = len(ranges) // 2
    below, above = _search(ranges[:middle]), _search(ranges[middle:])
    return [(AT_LEAST, len(below) + 1, 0, ranges[middle][0]), *below, (JUMP, 0, 0, len(above)), *above]


def _argument(index: int, *, high: bool = False) -> Instruction:
    return (LOAD, 0, 0, 16 + 8 * index + 4 * high)


def _one_of(index: int, values: Sequence[int]) -> list[Instruction]:
    block = [_argument(index)]
    for value in values:
        block += [(EQUAL, 0, 1, value), (RETURN, 0, 0, ALLOW)]
    return [*block, (RETURN, 0, 0, REFUSE)]


def _exactly(values: Mapping[int, int]) -> list[Instruction]:
    """Allow only if the arguments have these values, all 64 bits of them."""
    block: list[Instruction] = []
    for index, value in values.items():
        for high in (False, True):
            half = value >> 32 if high else value & 0xFFFFFFFF
            block += [_argument(index, high=high), (EQUAL, 1, 0, half), (RETURN, 0, 0, REFUSE)]
    return [*block, (RETURN, 0, 0, ALLOW)]
