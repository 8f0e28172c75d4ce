"""A disk that is full, and processes that are killed: a clear outcome, nothing left running, no file half written."""

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from agentlite.sandbox import Manifest, Policy, Sandbox, ToolCrashed, libc
from tests.sandbox import toys
from tests.sandbox.test_calls import ended, next_worker, processes_below, zygote_of
from tests.waiting import eventually

WRITING = Manifest(risk="reversible", write=("notes",), wall_seconds=60)
OLD = "what was there before"


@pytest.fixture
def notes(tmp_path):
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "todo").write_text(OLD)
    return folder


def walled(backend, notes, **granted):
    return Sandbox(Policy(roots={"notes": notes}, backends=(backend,), **granted))


@pytest.fixture
def small_disk(notes):
    """The notes on a disk of their own that holds 64 KiB."""
    try:
        libc.mount("tmpfs", str(notes), "tmpfs", 0, "size=64k,mode=777")
    except OSError as error:
        pytest.skip(f"no disk can be made here: {error}")
    (notes / "todo").write_text(OLD)
    yield notes
    libc.unmount(str(notes), 0)


def test_a_disk_that_fills_up_in_a_call_fails_it_and_spares_what_was_there(backend, small_disk):
    with walled(backend, small_disk) as sandbox:
        save = sandbox.confine(toys.save, WRITING)
        with pytest.raises(ToolCrashed, match="No space left on device"):
            asyncio.run(save.run({"name": "todo", "size": 1 << 20}))
        assert (small_disk / "todo").read_text() == OLD
        (small_disk / ".todo.new").unlink()
        assert asyncio.run(save.run({"name": "todo", "size": 1000})).value == 1000
    assert (small_disk / "todo").stat().st_size == 1000


def half_written(notes):
    return (notes / ".todo.new").exists() and (notes / ".todo.new").stat().st_size > 0


def test_a_worker_that_is_killed_while_it_writes_leaves_the_file_as_it_was(backend, notes):
    with walled(backend, notes) as sandbox:
        _, worker = next_worker(sandbox, toys.save, WRITING)

        async def killed():
            save = sandbox.confine(toys.save, WRITING).run({"name": "todo", "size": 1000, "pause": 60})
            task = asyncio.create_task(save)
            assert await asyncio.to_thread(eventually, lambda: half_written(notes))
            os.kill(worker, signal.SIGKILL)
            with pytest.raises(ToolCrashed, match="SIGKILL"):
                await task

        asyncio.run(killed())
    assert (notes / "todo").read_text() == OLD


PROGRAM = """
    import asyncio, sys
    from pathlib import Path
    from agentlite.sandbox import Manifest, Policy, Sandbox
    from tests.sandbox import toys

    backend, notes = sys.argv[1:]
    policy = Policy(roots={"notes": Path(notes)}, programs=("sleep",), backends=(backend,))
    writing = Manifest(risk="reversible", write=("notes",), wall_seconds=600)
    starting = Manifest(risk="read", programs=("sleep",), processes=1, wall_seconds=600)

    async def main():
        sandbox = Sandbox(policy)
        await asyncio.gather(
            sandbox.confine(toys.save, writing).run({"name": "todo", "size": 1000, "pause": 600}),
            sandbox.confine(toys.start, starting).run({"program": "sleep", "arguments": ["600"], "timeout": 600}),
        )

    asyncio.run(main())
"""


def name_of(pid):
    """The name of a process, "" once it is gone."""
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def test_a_parent_that_is_killed_in_calls_leaves_no_process_and_no_file_half_written(backend, notes):
    command = [sys.executable, "-c", textwrap.dedent(PROGRAM), backend, str(notes)]
    with subprocess.Popen(command, cwd=Path(__file__).parents[2]) as parent:
        assert eventually(lambda: half_written(notes) and "sleep" in map(name_of, processes_below(parent.pid)), 30)
        below = processes_below(parent.pid)
        parent.kill()
    assert eventually(lambda: all(map(ended, below)))
    assert (notes / "todo").read_text() == OLD


def test_a_waiting_worker_that_is_killed_is_replaced(backend, notes):
    with walled(backend, notes) as sandbox:
        _, waiting = next_worker(sandbox, toys.add, WRITING)
        os.kill(waiting, signal.SIGKILL)
        assert eventually(lambda: ended(waiting))
        assert asyncio.run(sandbox.confine(toys.add, WRITING).run({"a": 1, "b": 1})).value == 2


def test_an_idle_zygote_that_is_killed_is_replaced(backend, notes):
    with walled(backend, notes) as sandbox:
        zygote = zygote_of(sandbox, toys.add, WRITING)
        gone = [zygote, *processes_below(zygote)]
        os.kill(zygote, signal.SIGKILL)
        assert eventually(lambda: all(map(ended, gone)))
        assert asyncio.run(sandbox.confine(toys.add, WRITING).run({"a": 1, "b": 1})).value == 2
