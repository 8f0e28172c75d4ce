"""Programs that a tool starts: only those that are granted, one at a time, within the tool's walls."""

import asyncio
import os
import shutil
import stat
from pathlib import Path

import pytest

from agentlite.errors import ToolError
from agentlite.sandbox import InvalidManifest, Manifest, Policy, Sandbox, ToolStopped, inside
from tests.sandbox import toys
from tests.sandbox.test_calls import ended, processes_below, zygote_of
from tests.waiting import eventually

GRANTED = ("cat", "date", "dd", "env", "printf", "sleep", "sort", "true", "yes")


@pytest.fixture(scope="module")
def notes(tmp_path_factory):
    folder = tmp_path_factory.mktemp("notes")
    (folder / "todo").write_text("milk\n")
    return folder


@pytest.fixture(scope="module")
def sandbox(backend, notes):
    with Sandbox(Policy(roots={"notes": notes}, programs=GRANTED, backends=(backend,))) as made:
        yield made


def manifest(*programs, **more):
    return Manifest(risk="read", programs=programs, **{"processes": 2, "read": ("notes",), **more})


ALL = manifest(*GRANTED)


def run(sandbox, told, *arguments, **options):
    done = sandbox.confine(toys.start, told).run({"program": arguments[0], "arguments": arguments[1:], **options})
    return asyncio.run(done).value


def test_a_program_is_run_with_its_arguments_as_they_are(sandbox):
    done = run(sandbox, ALL, "printf", "%s|", "a b", "$HOME; ls", "*")
    assert done == {"status": 0, "output": "a b|$HOME; ls|*|", "errors": "", "cut": False}


def test_it_reads_what_it_is_given(sandbox):
    assert run(sandbox, ALL, "sort", "-r", stdin="a\nb\n")["output"] == "b\na\n"


def test_it_starts_where_it_is_told_and_has_the_rights_of_its_tool(sandbox, notes):
    assert run(sandbox, ALL, "cat", "todo", folder=str(notes))["output"] == "milk\n"
    without = run(sandbox, manifest("cat", read=()), "cat", f"{notes}/todo")
    assert without["status"] == 1
    assert without["output"] == ""


def test_it_sees_what_its_tool_sees_of_the_environment(sandbox, monkeypatch):
    monkeypatch.setenv("SHOWN", "yes")
    monkeypatch.setenv("HIDDEN", "no")
    seen = run(sandbox, manifest("env", environment=("SHOWN",)), "env")["output"].splitlines()
    assert sorted(line.partition("=")[0] for line in seen) == ["LANG", "PATH", "SHOWN"]


def test_its_exit_status_and_errors_come_back(sandbox):
    done = run(sandbox, ALL, "date", "--no-such-option")
    assert (done["status"], "no-such-option" in done["errors"]) == (1, True)


def test_an_asynchronous_tool_can_start_programs_too(sandbox):
    done = sandbox.confine(toys.start_later, ALL).run({"program": "true"})
    assert asyncio.run(done).value == 0


def test_only_so_many_are_run_in_a_call(sandbox):
    assert asyncio.run(sandbox.confine(toys.start_many, ALL).run({"count": 2})).value == [0, 0]
    with pytest.raises(ToolError, match="no more than 2 programs"):
        asyncio.run(sandbox.confine(toys.start_many, ALL).run({"count": 3}))


@pytest.mark.parametrize("program", ["date", "/bin/cat", "../bin/cat", "cat\0", ""])
def test_what_the_manifest_does_not_name_is_not_started(sandbox, program):
    with pytest.raises(ToolError, match=r"may not start|zero character"):
        run(sandbox, manifest("cat"), program)


def test_a_tool_without_programs_starts_none(sandbox):
    with pytest.raises(ToolError, match="may start no programs"):
        run(sandbox, Manifest(risk="read"), "true")


def test_a_program_that_writes_too_much_is_ended(sandbox):
    done = run(sandbox, manifest("yes", output_bytes=4000), "yes", keep=10)
    assert (done["output"], done["cut"], done["status"]) == ("y\n" * 5, True, -9)


def test_a_program_that_takes_too_long_is_ended(sandbox):
    with pytest.raises(ToolError, match=r"sleep was stopped after 0\.1 seconds"):
        run(sandbox, ALL, "sleep", "600", timeout=0.1)


def test_a_program_ends_with_its_call(sandbox):
    told = manifest("sleep", wall_seconds=0.3)
    zygote = zygote_of(sandbox, toys.start, told)
    with pytest.raises(ToolStopped):
        run(sandbox, told, "sleep", "600")
    assert eventually(lambda: len(processes_below(zygote)) == 1)  # the worker that waits for the next call


def test_a_program_that_is_cancelled_is_gone(sandbox):
    told = manifest("sleep", wall_seconds=60)
    zygote = zygote_of(sandbox, toys.start, told)

    async def cancelled():
        work = sandbox.confine(toys.start, told).run({"program": "sleep", "arguments": ["600"]})
        task = asyncio.create_task(work)
        assert await asyncio.to_thread(eventually, lambda: len(processes_below(zygote)) == 2)
        below = processes_below(zygote)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return below

    assert all(map(ended, asyncio.run(cancelled())))


def test_memory_is_limited_in_a_program_too(sandbox):
    done = run(sandbox, ALL, "dd", "if=/dev/zero", "of=/dev/null", "bs=1G", "count=1")
    assert (done["status"], "memory" in done["errors"]) == (1, True)


@pytest.mark.parametrize("name", ["no-such-program", "shell.sh"])
def test_what_is_no_program_is_refused_when_it_is_granted(tmp_path, name):
    script = tmp_path / "shell.sh"
    script.write_text("#!/bin/sh\n")
    script.chmod(0o755)
    named = str(script) if name == script.name else name
    with Sandbox(Policy(programs=(named,))) as made, pytest.raises(InvalidManifest, match=r"no program|is a script"):
        made.confine(toys.start, Manifest(risk="read", programs=(named,), processes=1))


def test_the_operator_grants_programs():
    with Sandbox(Policy(programs=("cat",))) as made, pytest.raises(InvalidManifest, match="'true' is not granted"):
        made.confine(toys.start, manifest("true", read=()))


def test_a_program_cannot_be_written_by_the_tool_that_starts_it(tmp_path):
    copy = tmp_path / "cat"
    shutil.copy("/bin/cat", copy)
    policy = Policy(roots={"here": tmp_path}, programs=(str(copy),))
    with Sandbox(policy) as made, pytest.raises(InvalidManifest, match="code that is run"):
        made.confine(toys.start, Manifest(risk="read", programs=(str(copy),), processes=1, write=("here",)))


@pytest.mark.skipif(os.getuid() != 0, reason="only root can make a program that belongs to another user")
def test_a_program_does_not_become_its_owner(backend, tmp_path):
    """`id` that belongs to another user and takes on who they are (setuid)."""
    copy = tmp_path / "id"
    shutil.copy(shutil.which("id"), copy)
    os.chown(copy, 65534, 65534)
    copy.chmod(0o755 | stat.S_ISUID)
    with Sandbox(Policy(programs=(str(copy),), backends=(backend,))) as made:
        done = run(made, Manifest(risk="read", programs=(str(copy),), processes=1), str(copy), "-u")
    assert done["output"] == f"{os.getuid()}\n"


def test_outside_a_sandbox_no_program_is_started():
    with pytest.raises(ToolError, match="in a sandbox"):
        inside.run("true")
    assert Path("/bin/true").exists()
