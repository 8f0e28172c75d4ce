"""Calls in workers: what comes back, what is left behind, and what happens when something is killed."""

import asyncio
import os
import re
import signal
import subprocess
import sys
import textwrap
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from agentlite.errors import InvalidTool, ToolError
from agentlite.sandbox import Manifest, Policy, Sandbox, SandboxUnavailable, ToolCrashed, ToolStopped
from agentlite.sandbox.child import HostGone
from agentlite.sandbox.framing import HEADER, pack
from agentlite.sandbox.host import Host
from tests.sandbox import toys
from tests.waiting import eventually

READ = Manifest(risk="read", memory_bytes=64 << 20)


@pytest.fixture(scope="module")
def sandbox(backend):
    with Sandbox(Policy(backends=(backend,))) as made:
        yield made


def call(sandbox, function, manifest=READ, /, **arguments):
    return asyncio.run(sandbox.confine(function, manifest).run(arguments))


def processes_below(pid):
    """The ids of a process's descendants, dead ones that nobody reaped included."""
    found, waiting = [], [pid]
    while waiting:
        process = Path(f"/proc/{waiting.pop()}/task")
        with suppress(FileNotFoundError, ProcessLookupError):  # it ended while it was looked at
            for task in process.iterdir():
                with suppress(FileNotFoundError, ProcessLookupError):
                    children = [int(child) for child in (task / "children").read_text().split()]
                    found += children
                    waiting += children
    return found


def zygote_of(sandbox, function, manifest=READ):
    """Its process id; with namespaces a process that waits stands above it."""
    confined = sandbox.confine(function, manifest)
    asyncio.run(confined.witnessed())
    with sandbox.serving(confined) as warm:
        return processes_below(warm.host.pid)[0] if warm.host.backend == "namespaces" else warm.host.pid


def next_worker(sandbox, function, manifest=READ):
    """The host that serves `function`, and the id of the worker that waits there for the next call."""
    confined = sandbox.confine(function, manifest)
    asyncio.run(confined.witnessed())
    with sandbox.serving(confined) as warm:
        asyncio.run(warm.host._spare.begun())
        told = Path(f"/proc/self/fdinfo/{warm.host._spare._descriptor}").read_text()
        return warm.host, int(re.search(r"^Pid:\s+(\d+)", told, re.MULTILINE)[1])


async def begun(host):
    """Wait until a call has taken the worker that waited."""
    assert await asyncio.to_thread(eventually, lambda: host._spare is None)


def ended(pid):
    """Whether a process is gone. A zombie is."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


@pytest.mark.parametrize("function", [toys.add, toys.add_later])
def test_a_function_runs_elsewhere(sandbox, function):
    assert call(sandbox, function, a=1, b=2).value == 3


def test_what_a_tool_says_and_changes_comes_back(sandbox):
    outcome = call(sandbox, toys.paint.function, room="kitchen", tone="cold")
    assert outcome.value == {"room": "kitchen"}
    assert outcome.changes[0].after == "cold"
    assert outcome.say == {"en": "Painted.", "pt": "Pintado."}


def test_a_refusal_comes_back_in_every_language(sandbox):
    with pytest.raises(ToolError, match="The shop is shut") as caught:
        call(sandbox, toys.refuse)
    assert caught.value.hint == "Come back later."
    assert caught.value.say["pt"] == "A loja está fechada."


def test_no_state_is_left_for_the_next_call(sandbox):
    assert [call(sandbox, toys.remember, value=n).value for n in (1, 2, 3)] == [[1], [2], [3]]


def test_only_the_named_variables_are_seen(sandbox, monkeypatch):
    monkeypatch.setenv("SHOWN", "yes")
    monkeypatch.setenv("HIDDEN", "no")
    manifest = Manifest(risk="read", environment=("SHOWN",))
    assert call(sandbox, toys.variable, manifest, name="SHOWN").value == "yes"
    assert call(sandbox, toys.variable, manifest, name="HIDDEN").value == ""


@pytest.mark.parametrize(
    ("function", "arguments", "manifest", "limit"),
    [
        (toys.sleep, {"seconds": 60}, Manifest(risk="read", wall_seconds=0.1), "wall"),
        (toys.use_all_memory, {}, READ, "memory"),
        (toys.spin, {}, Manifest(risk="read", wall_seconds=0.1), "wall"),
        (toys.remember, {"value": "x" * 1000}, Manifest(risk="read", output_bytes=500), "output"),
    ],
)
def test_a_limit_stops_a_tool(sandbox, function, arguments, manifest, limit):
    with pytest.raises(ToolStopped) as caught:
        call(sandbox, function, manifest, **arguments)
    assert caught.value.limit == limit
    assert set(caught.value.say) == {"en", "pt"}


@pytest.mark.slow
def test_processor_time_is_limited_even_if_the_signal_is_ignored(sandbox):
    with pytest.raises(ToolCrashed, match="SIGKILL"):
        call(sandbox, toys.spin, Manifest(risk="read", cpu_seconds=1, wall_seconds=60.0))


@pytest.mark.parametrize(
    ("function", "arguments", "reason"),
    [
        (toys.fail, {}, "KeyError"),
        (toys.crash, {}, "SIGSEGV"),
        (toys.abort, {}, "signal"),
        (toys.leave, {"status": 0}, "exit status 0"),
        (toys.leave, {"status": 7}, "exit status 7"),
        (toys.not_json, {}, "no JSON form"),
        (toys.add, {"a": 1}, "missing 1 required"),
    ],
)
def test_a_crash_is_told_as_one(sandbox, function, arguments, reason):
    with pytest.raises(ToolCrashed, match=reason):
        call(sandbox, function, **arguments)
    assert call(sandbox, toys.add, a=1, b=1).value == 2


REPLY = pack({"result": {"value": 1, "changes": [], "say": {}, "local_only": False, "untrusted": False}})


def framed(body):
    return HEADER.pack(len(body)) + body


@pytest.mark.parametrize(
    ("frames", "reason"),
    [
        ([REPLY, REPLY], "more came"),
        ([REPLY, b"x"], "more came"),
        ([REPLY[:-1]], "exit status"),
        ([b"\0\0"], "exit status"),
        ([framed(b"not json")], "not JSON"),
        ([framed(b"\x80\x04\x95\x00.")], "not JSON"),  # a pickle
        ([framed(b'{"result":{"value":1,"value":2,"changes":[],"say":{}}}')], "same key twice"),
        ([framed(b'{"result":{"value":NaN,"changes":[],"say":{}}}')], "not a JSON number"),
        ([framed(b'{"result":{"value":1e999,"changes":[],"say":{}}}')], "too large"),
        ([framed(b'{"result":{"value":' + b"9" * 5000 + b',"changes":[],"say":{}}}')], "digits"),
        ([framed(b'{"result":{"value":' + b"[" * 99 + b"]" * 99 + b',"changes":[],"say":{}}}')], "nested"),
        ([framed(b'{"result":{"value":"\\ud800","changes":[],"say":{}}}')], "not JSON"),
        ([framed(b'{"result":{"value":"\\u0000","changes":[],"say":{}}}')], "zero character"),
        ([framed(b'\xef\xbb\xbf{"memory":true}')], "not JSON"),
        ([framed(b"[]")], "neither"),
        ([framed(b'{"result":1,"error":2}')], "neither"),
        ([framed(b'{"result":{"value":1,"changes":[[1]],"say":{}}}')], "shape"),
        ([framed(b'{"result":{"value":1,"changes":[],"say":{"en":1}}}')], "shape"),
        ([framed(b'{"result":{"value":1,"changes":[],"say":{},"more":1}}')], "shape"),
        ([framed(b'{"surprise":1}')], "shape"),
        ([framed(b'{"fetch":{"url":"http://127.0.0.1/"}}')], "exit status|reach"),
    ],
)
def test_an_answer_that_breaks_the_protocol_is_no_answer(sandbox, frames, reason):
    with pytest.raises(ToolCrashed, match=reason):
        call(sandbox, toys.say_raw, frames=[frame.hex() for frame in frames])


def test_an_answer_that_announces_too_much_is_not_read(sandbox):
    with pytest.raises(ToolStopped):
        call(sandbox, toys.say_raw, frames=[HEADER.pack(1 << 31).hex()])


def test_20_calls_at_once_hold(sandbox):
    async def many():
        slow = sandbox.confine(toys.sleep, READ)
        quick = sandbox.confine(toys.add, READ)
        return await asyncio.gather(
            *(slow.run({"seconds": 0.05}) for _ in range(10)), *(quick.run({"a": n, "b": n}) for n in range(10))
        )

    assert [o.value for o in asyncio.run(many())] == ["slept"] * 10 + [2 * n for n in range(10)]


def test_threads_and_their_event_loops_share_a_sandbox(sandbox):
    found = []
    threads = [
        threading.Thread(target=lambda n=n: found.append(call(sandbox, toys.add, a=n, b=0).value)) for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == list(range(8))


def test_many_calls_leave_nothing_behind(sandbox, request):
    count = 1000 if request.config.getoption("-m", default="") == "" else 200

    async def many(n):
        confined = sandbox.confine(toys.add, READ)
        for i in range(n):
            assert (await confined.run({"a": i, "b": 1})).value == i + 1

    asyncio.run(many(20))
    zygote = zygote_of(sandbox, toys.add)
    assert eventually(lambda: len(processes_below(zygote)) == 1)  # the worker that waits for the next call

    def seen():
        descriptors = [len(list(Path("/proc", str(pid), "fd").iterdir())) for pid in ("self", zygote)]
        return *descriptors, len(processes_below(zygote))

    def memory():
        return int(Path(f"/proc/{zygote}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    before, used = seen(), memory()
    asyncio.run(many(count))
    no_more = eventually(lambda: all(now <= then for now, then in zip(seen(), before, strict=True)))
    assert no_more, (seen(), before)
    assert memory() - used < 2 << 20


def test_a_cancelled_call_is_killed(sandbox):
    host, worker = next_worker(sandbox, toys.sleep)

    async def cancelled():
        task = asyncio.create_task(sandbox.confine(toys.sleep, READ).run({"seconds": 60}))
        await begun(host)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancelled())
    assert ended(worker)


def test_a_worker_that_is_killed_ends_its_call_only(sandbox):
    host, worker = next_worker(sandbox, toys.sleep)

    async def killed():
        task = asyncio.create_task(sandbox.confine(toys.sleep, READ).run({"seconds": 60}))
        await begun(host)
        os.kill(worker, signal.SIGKILL)
        with pytest.raises(ToolCrashed, match="SIGKILL"):
            await task

    asyncio.run(killed())
    assert call(sandbox, toys.add, a=1, b=1).value == 2


def test_a_zygote_that_is_killed_takes_its_workers_along_and_is_replaced(sandbox):
    zygote, (host, worker) = zygote_of(sandbox, toys.sleep), next_worker(sandbox, toys.sleep)

    async def killed():
        task = asyncio.create_task(sandbox.confine(toys.sleep, READ).run({"seconds": 60}))
        await begun(host)
        os.kill(zygote, signal.SIGKILL)
        with pytest.raises(ToolCrashed, match="the process that hosts it was killed"):
            await task

    asyncio.run(killed())
    assert eventually(lambda: ended(worker))
    assert call(sandbox, toys.add, a=1, b=1).value == 2


PARENT = """
    import asyncio, sys
    from agentlite.sandbox import Manifest, Policy, Sandbox
    from tests.sandbox import toys

    async def main():
        sandbox = Sandbox(Policy(backends=(sys.argv[1],)))
        await sandbox.confine(toys.add, Manifest(risk="read")).run({"a": 1, "b": 1})
        print("ready", flush=True)
        await sandbox.confine(toys.sleep, Manifest(risk="read", wall_seconds=600.0)).run({"seconds": 600})

    asyncio.run(main())
"""


def test_nothing_outlives_a_program_that_is_killed(backend):
    program = [sys.executable, "-c", textwrap.dedent(PARENT), backend]
    with subprocess.Popen(program, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]) as parent:
        assert parent.stdout.readline() == b"ready\n"
        wanted = 3 if backend == "namespaces" else 2  # the zygote, what waits for it, and the worker
        assert eventually(lambda: len(processes_below(parent.pid)) == wanted)
        below = processes_below(parent.pid)
        parent.kill()
    assert eventually(lambda: all(map(ended, below)))


def test_a_full_disk_is_an_error_of_the_tool(sandbox_with_notes):
    confined = sandbox_with_notes.confine(toys.fill_notes, Manifest(risk="read", write=("notes",), file_bytes=1 << 20))
    with pytest.raises(ToolCrashed, match="File too large"):
        asyncio.run(confined.run({"name": "big"}))


@pytest.fixture
def sandbox_with_notes(backend, tmp_path):
    (tmp_path / "notes").mkdir()
    with Sandbox(Policy(roots={"notes": tmp_path / "notes"}, backends=(backend,))) as made:
        yield made


def test_a_granted_folder_can_be_written(sandbox_with_notes, tmp_path):
    confined = sandbox_with_notes.confine(toys.write_note, Manifest(risk="read", write=("notes",)))
    assert asyncio.run(confined.run({"name": "a", "text": "olá"})).value == "olá"
    assert (tmp_path / "notes" / "a").read_text(encoding="utf-8") == "olá"


def test_threads_are_a_matter_of_the_manifest(sandbox):
    assert call(sandbox, toys.crowd, Manifest(risk="read", threads=True, memory_bytes=256 << 20), count=5).value == 5


def test_scratch_is_of_one_call_and_has_a_size(backend):
    if backend != "namespaces":
        pytest.skip("only namespaces can give a sized folder")
    with Sandbox(Policy(backends=(backend,))) as sandbox:
        manifest = Manifest(risk="read", scratch_bytes=1 << 20)
        assert len(call(sandbox, toys.use_scratch, manifest, size=1000).value) == 1
        assert len(call(sandbox, toys.use_scratch, manifest, size=1000).value) == 1
        with pytest.raises(ToolCrashed, match="No space left"):
            call(sandbox, toys.use_scratch, manifest, size=2 << 20)


def test_landlock_refuses_what_it_cannot_limit():
    with Sandbox(Policy(backends=("landlock",))) as sandbox, pytest.raises(SandboxUnavailable, match="scratch"):
        call(sandbox, toys.use_scratch, Manifest(risk="read", scratch_bytes=1 << 20), size=1)


def test_other_systems_are_refused(sandbox, monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(SandboxUnavailable, match="no sandbox for tools on darwin"):
        sandbox.confine(toys.add, READ)


def closure():
    def inner():
        return 1

    return inner


@pytest.mark.parametrize("function", [lambda: 1, closure(), [].append, toys.Tone, toys.Tone.WARM.name.upper])
def test_what_has_no_import_path_is_refused(sandbox, function):
    if function is toys.Tone:
        sandbox.confine(function, READ)  # a class is found by its name, and called
        return
    with pytest.raises(InvalidTool, match="cannot run in a sandbox"):
        sandbox.confine(function, READ)


def test_a_zygote_that_is_closed_is_not_asked(backend):
    with Sandbox(Policy(backends=(backend,))) as sandbox:
        confined = sandbox.confine(toys.add, READ)
        host = Host(backend, confined.profile, confined.target)
        host.close()
        with pytest.raises(HostGone):
            host.worker()


def test_what_must_stay_here_and_whose_words_it_is_are_not_lost_on_the_way(sandbox):
    outcome = call(sandbox, toys.letter)
    assert (outcome.local_only, outcome.untrusted) == (True, True)
