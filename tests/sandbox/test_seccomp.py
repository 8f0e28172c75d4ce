"""The filter of system calls, run as the kernel runs it."""

import itertools
import struct

import pytest

from agentlite.sandbox import libc, seccomp
from agentlite.sandbox.syscalls import ALWAYS, AUDIT_ARCHITECTURES, CHECKED, PROGRAMS, STARTING, WRITING, X32, numbers

TOKEN = (0x1234_5678_9ABC_DEF0, 0x0FED_CBA9_8765_4321)


def verdict(program, number, *arguments, architecture=None):
    """What a classic BPF program returns for a system call."""
    given = (number, architecture or AUDIT_ARCHITECTURES[libc.machine()], 0, *arguments, *[0] * 6)[:9]
    data = struct.pack("=IIQ6Q", *given)
    instructions = list(struct.iter_unpack("=HBBI", program))
    at = held = 0
    while True:
        code, yes, no, operand = instructions[at]
        at += 1
        match code:
            case seccomp.LOAD:
                (held,) = struct.unpack_from("=I", data, operand)
            case seccomp.AND:
                held &= operand
            case seccomp.JUMP:
                at += operand
            case seccomp.EQUAL:
                at += yes if held == operand else no
            case seccomp.AT_LEAST:
                at += yes if held >= operand else no
            case seccomp.ANY_BIT:
                at += yes if held & operand else no
            case seccomp.RETURN:
                return operand


@pytest.mark.parametrize(
    ("writing", "threads", "token"), [*itertools.product((False, True), (False, True), ((), TOKEN))]
)
def test_the_filter_lets_through_what_the_tables_name_and_nothing_else(writing, threads, token):
    program = seccomp.program(writing=writing, threads=threads, token=token)
    named = set(numbers(ALWAYS).values())
    named |= set(numbers(WRITING).values()) if writing else set()
    named |= set(numbers(PROGRAMS).values()) if token else set()
    checked = set((numbers(CHECKED) | numbers(STARTING)).values())
    for number in set(range(700)) - checked:
        assert verdict(program, number) == (seccomp.ALLOW if number in named else seccomp.REFUSE), number


def test_other_processors_and_other_ways_to_call_are_killed():
    program = seccomp.program(writing=False, threads=False)
    assert verdict(program, 0, architecture=0x40000003) == seccomp.KILL
    if libc.machine() == "x86_64":
        assert verdict(program, X32) == seccomp.KILL


def test_a_program_is_started_with_the_token_only():
    program = seccomp.program(writing=False, threads=False, token=TOKEN)
    execute = numbers(STARTING)["execve"]
    assert verdict(program, execute, 0, 0, 0, *TOKEN) == seccomp.ALLOW
    for bit in range(64):
        assert verdict(program, execute, 0, 0, 0, TOKEN[0] ^ 1 << bit, TOKEN[1]) == seccomp.REFUSE
        assert verdict(program, execute, 0, 0, 0, TOKEN[0], TOKEN[1] ^ 1 << bit) == seccomp.REFUSE
    assert verdict(seccomp.program(writing=False, threads=False), execute, 0, 0, 0, *TOKEN) == seccomp.REFUSE


@pytest.mark.parametrize("threads", [False, True])
def test_processes_are_never_made_and_threads_if_granted(threads):
    program, clone = seccomp.program(writing=False, threads=threads), numbers(CHECKED)["clone"]
    assert verdict(program, clone, 17) == seccomp.REFUSE  # SIGCHLD: a fork
    assert verdict(program, clone, seccomp.CLONE_THREAD) == (seccomp.ALLOW if threads else seccomp.REFUSE)
    assert verdict(program, clone, seccomp.CLONE_THREAD | 0x10000000) == seccomp.REFUSE  # in a new user namespace
    assert verdict(program, numbers(CHECKED)["clone3"]) == seccomp.UNKNOWN
