"""The run log keeps everything, shares its file, survives kills, and says clearly when a file cannot be used."""

import asyncio
import json
import os
import re
import signal
import sqlite3
import stat
import string
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentlite import Agent, tool
from agentlite.actions import (
    Answer,
    Ask,
    Calls,
    Change,
    Decision,
    Decline,
    Observation,
    Result,
    Step,
    ToolCall,
    Usage,
)
from agentlite.errors import ConfigurationError, StorageError
from agentlite.models.testing import ScriptedModel
from agentlite.runs import RunLog
from agentlite.storage import Storage

LIGHT = ToolCall("set_light", {"room": "cozinha", "on": True})
ACT = Decision(Calls((LIGHT,)), '{"calls":[...]}', 0.9, usage=Usage(30, 10))
SEEN = Observation(LIGHT, ok=True, text="A luz está acesa.")

texts = st.text(st.characters(exclude_categories=()), max_size=12)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
counts = st.integers(0, 2**40)
milliseconds = st.floats(0, 1e9)
usages = st.builds(Usage, counts, counts, counts)
calls = st.builds(ToolCall, texts, st.dictionaries(texts, values, max_size=3))
several_texts = st.lists(texts, max_size=3).map(tuple)
actions = (
    st.builds(Calls, st.lists(calls, min_size=1, max_size=3).map(tuple))
    | st.builds(Answer, texts)
    | st.builds(Ask, texts, several_texts)
    | st.builds(Decline, texts)
)
decisions = st.builds(Decision, actions, texts, st.none() | st.floats(0, 1), several_texts, usages, milliseconds)
changes = st.lists(st.builds(Change, texts, texts, values, values), max_size=2).map(tuple)


@st.composite
def steps(draw: st.DrawFn) -> Step:
    """A decision and what came of each of its calls."""
    decision = draw(decisions)
    made = decision.action.calls if isinstance(decision.action, Calls) else ()
    return Step(
        decision,
        tuple(
            Observation(call, draw(st.booleans()), draw(texts), draw(values), draw(changes), draw(milliseconds), yes)
            for call in made
            for yes in (draw(st.booleans()),)
        ),
    )


statuses = st.sampled_from(["done", "answered", "asked", "declined", "refused", "failed", "limit"])
results = st.builds(
    Result,
    output=texts,
    status=statuses,
    steps=st.lists(steps(), max_size=3).map(tuple),
    usage=usages,
    options=several_texts,
    elapsed_ms=milliseconds,
)


@pytest.fixture(scope="module")
def shared_log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunLog]:
    with RunLog(tmp_path_factory.mktemp("log") / "runs.db") as log:
        yield log


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "runs.db"


def start(log: RunLog, task: str = "acende a luz da cozinha") -> str:
    return log.start(task, model="scripted", tools=["set_light"], language="pt")


def write(log: RunLog, run_id: str, result: Result) -> None:
    """Log a run as the agent does: approved calls as they happen, the rest with the result."""
    for number, step in enumerate(result.steps, start=1):
        log.decided(run_id, number, step.decision)
        for index, observation in enumerate(step.observations):
            if observation.approved:
                log.before_call(run_id, number, index, observation.call, "reversible")
                log.after_call(run_id, number, index, observation)
    log.finish(run_id, result)


@settings(max_examples=60, deadline=None)
@given(task=texts, tools=several_texts, result=results)
def test_whatever_a_run_is_it_comes_back_equal(
    shared_log: RunLog, task: str, tools: tuple[str, ...], result: Result
) -> None:
    run_id = shared_log.start(task, model="m", tools=tools, language="en")
    write(shared_log, run_id, result)
    record = shared_log.load(run_id)
    assert (record.run_id, record.task, record.model, record.tools, record.language) == (
        run_id,
        task,
        "m",
        tools,
        "en",
    )
    assert record.finished == replace(result, run_id=run_id)
    assert [step.decision for step in record.steps] == [step.decision for step in result.steps]
    assert json.dumps([list(o.call.arguments) for o in record.finished.observations]) == json.dumps(
        [list(o.call.arguments) for o in result.observations]
    ), "arguments keep the order in which the model gave them"


@settings(max_examples=30, deadline=None)
@given(result=results)
def test_a_result_whose_steps_were_never_logged_is_kept_whole(shared_log: RunLog, result: Result) -> None:
    run_id = start(shared_log)
    shared_log.finish(run_id, result)
    assert shared_log.load(run_id).finished == replace(result, run_id=run_id)


def test_a_run_cut_off_after_any_write_shows_exactly_what_was_written(path: Path) -> None:
    with RunLog(path) as log:
        run_id = start(log)
        assert log.load(run_id).steps == ()
        log.decided(run_id, 1, ACT)
        (step,) = log.load(run_id).steps
        assert (step.decision, step.calls) == (ACT, ())
        log.before_call(run_id, 1, 0, LIGHT, "reversible")
        (call,) = log.load(run_id).steps[0].calls
        assert (call.index, call.call, call.risk, call.observation) == (0, LIGHT, "reversible", None)
        log.after_call(run_id, 1, 0, SEEN)
        assert log.load(run_id).steps[0].calls[0].observation == SEEN
        assert log.load(run_id).finished is None
        assert log.list()[0].status is None


def test_calls_nobody_approved_are_in_the_log_as_never_begun(path: Path) -> None:
    @tool(risk="irreversible")
    def unlock(door: str) -> str:
        """Unlock a door."""
        raise AssertionError("nobody approved this")

    with RunLog(path) as log:
        model = ScriptedModel([{"calls": [{"call": "unlock", "with": {"door": "front"}}]}, {"answer": "ok"}])
        result = asyncio.run(Agent(model, tools=[unlock], log=log).arun("unlock the door"))
        record = log.load(result.run_id)
        assert record.finished == result
        (call,) = record.steps[0].calls
        assert (call.risk, call.started) == ("", None)
        assert call.observation is not None
        assert not call.observation.approved


def test_runs_are_listed_newest_first_with_what_they_cost(path: Path) -> None:
    with RunLog(path) as log:
        before = datetime.now(UTC)
        ids = [start(log, f"task {i}") for i in range(5)]
        result = Result("Feito.", "done", (Step(ACT, (SEEN,)),), Usage(50, 20), elapsed_ms=12.5)
        write(log, ids[3], result)
        log.decided(ids[4], 1, ACT)
        log.before_call(ids[4], 1, 0, LIGHT, "reversible")
        interrupted, done, *_ = log.list()
        assert [run.run_id for run in log.list()] == ids[::-1]
        assert [run.run_id for run in log.list(2)] == [ids[4], ids[3]]
    assert (interrupted.status, interrupted.output, interrupted.elapsed_ms) == (None, "", None)
    assert (interrupted.steps, interrupted.calls, interrupted.tokens) == (1, 1, 40)
    assert (done.task, done.model, done.status, done.output) == ("task 3", "scripted", "done", "Feito.")
    assert (done.steps, done.calls, done.tokens, done.elapsed_ms) == (1, 1, 70, 12.5)
    assert abs((done.started - before).total_seconds()) < 60


def test_ids_are_short_distinct_and_in_the_order_of_time(shared_log: RunLog) -> None:
    ids = [start(shared_log) for _ in range(200)]
    assert len(set(ids)) == 200
    assert all(re.fullmatch(r"\d{8}-\d{6}-[0-9a-z]{4}", run_id) for run_id in ids)
    started = [shared_log.load(run_id).started for run_id in ids]
    assert [time for _, time in sorted(zip(ids, started, strict=True))] == sorted(started)


def test_a_run_is_found_by_the_beginning_of_its_id_if_that_is_unique(path: Path) -> None:
    with RunLog(path) as log:
        first = start(log)
        assert log.load(first[:8]).run_id == first
        second = start(log)
        assert log.load(second).run_id == second
        with pytest.raises(ConfigurationError, match="Several runs begin with") as several:
            log.load(first[:8])
        assert first in several.value.hint
        for unknown in ("19990101", "", "%", "_", first + "x", "\ud800", "~"):
            with pytest.raises(ConfigurationError, match="There is no run"):
                log.load(unknown)


def test_misuse_is_an_error_and_changes_nothing(path: Path) -> None:
    with RunLog(path) as log:
        run_id = start(log)
        log.finish(run_id, Result("Feito.", "done"))
        with pytest.raises(ConfigurationError, match="no unfinished run"):
            log.finish(run_id, Result("Again.", "failed"))
        with pytest.raises(ConfigurationError, match="no unfinished run"):
            log.finish("nobody", Result("Feito.", "done"))
        with pytest.raises(StorageError, match="contradicts"):
            log.decided("nobody", 1, ACT)
        with pytest.raises(StorageError, match="contradicts"):
            log.before_call(run_id, 7, 0, LIGHT, "read")
        with pytest.raises(ConfigurationError, match="must be positive"):
            log.list(0)
        assert log.load(run_id).finished == Result("Feito.", "done", run_id=run_id)
    with pytest.raises(StorageError, match="is closed"):
        log.list()
    log.close()


def test_two_processes_that_resume_one_run_cannot_both_begin_a_side_effect(path: Path) -> None:
    with RunLog(path) as one, RunLog(path) as other:
        run_id = start(one)
        one.decided(run_id, 1, ACT)
        one.before_call(run_id, 1, 0, LIGHT, "reversible")
        with pytest.raises(StorageError, match="began before"):
            other.before_call(run_id, 1, 0, LIGHT, "reversible")
        one.after_call(run_id, 1, 0, SEEN)
        with pytest.raises(StorageError, match="has ended before"):
            other.after_call(run_id, 1, 0, replace(SEEN, ok=False))
        with pytest.raises(StorageError, match="contradicts"):
            other.decided(run_id, 1, ACT)
        assert other.load(run_id).steps[0].calls[0].observation == SEEN


def test_a_read_may_begin_again_and_what_it_saw_last_counts(path: Path) -> None:
    with RunLog(path) as log:
        run_id = start(log)
        log.decided(run_id, 1, ACT)
        for text in ("first", "second"):
            log.before_call(run_id, 1, 0, LIGHT, "read")
            assert log.load(run_id).steps[0].calls[0].observation is None
            log.after_call(run_id, 1, 0, replace(SEEN, text=text))
        assert log.load(run_id).steps[0].calls[0].observation == replace(SEEN, text="second")


def test_what_json_cannot_say_is_kept_as_text_and_what_has_no_form_is_refused(path: Path) -> None:
    with RunLog(path) as log:
        run_id = start(log)
        log.decided(run_id, 1, ACT)
        log.before_call(run_id, 1, 0, LIGHT, "reversible")
        with pytest.raises(StorageError, match="no JSON form"):
            log.after_call(run_id, 1, 0, replace(SEEN, value={(1, 2): 3}))
        log.after_call(run_id, 1, 0, replace(SEEN, value=datetime(2026, 11, 21, tzinfo=UTC)))
        observation = log.load(run_id).steps[0].calls[0].observation
        assert observation is not None
        assert observation.value == "2026-11-21 00:00:00+00:00"


WRITER = """
import sys
from agentlite.actions import Answer, Decision, Result
from agentlite.runs import RunLog
sys.stdin.readline()
with RunLog(sys.argv[1], timeout=60) as log:
    for number in range(int(sys.argv[3])):
        run_id = log.start(f"{sys.argv[2]} {number}", model="m", tools=[], language="en")
        log.decided(run_id, 1, Decision(Answer("yes"), "yes"))
        log.finish(run_id, Result("yes", "answered"))
"""


def test_several_processes_create_one_log_and_write_to_it_at_once(path: Path) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path), str(name), "25"], stdin=subprocess.PIPE)
        for name in range(3)
    ]
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.close()
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    with RunLog(path) as log:
        runs = log.list(100)
        assert {run.task for run in runs} == {f"{name} {number}" for name in range(3) for number in range(25)}
        assert {run.status for run in runs} == {"answered"}


def test_several_threads_and_logs_share_one_file(path: Path) -> None:
    with RunLog(path) as one, RunLog(path) as other:
        failures: list[Exception] = []

        def work(log: RunLog) -> None:
            try:
                for _ in range(20):
                    write(log, start(log), Result("Feito.", "done", (Step(ACT, (SEEN,)),)))
            except Exception as error:
                failures.append(error)

        threads = [threading.Thread(target=work, args=(log,)) for log in (one, one, other)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
        assert [run.status for run in one.list(100)] == ["done"] * 60


def test_what_was_logged_survives_kill_minus_nine(path: Path) -> None:
    program = WRITER.replace("    for", "    import os, signal\n    for").replace(
        "        log.finish", "        os.kill(os.getpid(), signal.SIGKILL)\n        log.finish"
    )
    child = subprocess.run([sys.executable, "-c", program, str(path), "killed", "1"], input=b"", check=False)
    assert child.returncode == -signal.SIGKILL
    with RunLog(path) as log:
        (run,) = log.list()
        assert (run.task, run.status, run.steps) == ("killed 0", None, 1)


def test_a_log_that_another_program_holds_is_reported_as_locked_and_works_when_let_go(path: Path) -> None:
    with RunLog(path, timeout=0) as log, closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageError, match="is locked") as error:
            start(log)
        assert error.value.hint
        assert log.list() == (), "reading needs no lock"
        holder.execute("ROLLBACK")
        assert log.load(start(log)).finished is None


def fill_by_page_count(log: RunLog) -> None:
    log._storage._db.execute("PRAGMA max_page_count = 40")


def test_a_full_disk_is_reported_as_such_and_loses_nothing(path: Path) -> None:
    with RunLog(path) as log:
        fill_by_page_count(log)
        written = [start(log, "small")]
        with pytest.raises(StorageError, match="disk is full") as error:
            written.extend(start(log, "x" * 4000) for _ in range(100))
        assert "Free some space" in error.value.hint
        finished = Result("y" * 200_000, "answered", (Step(ACT, (SEEN,)),))
        with pytest.raises(StorageError, match="disk is full"):
            log.finish(written[0], finished)
        assert log.load(written[0]).steps == (), "a result is written whole or not at all"
    with RunLog(path) as log:
        assert log.load(written[0]).finished is None
        log.finish(written[0], finished)
        assert log.load(written[0]).finished == replace(finished, run_id=written[0])


FILLER = """
import resource, sys
from agentlite.errors import StorageError
from agentlite.runs import RunLog
log = RunLog(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))
written = 0
try:
    while True:
        log.start("x" * 4000, model="m", tools=[], language="en")
        written += 1
except StorageError as error:
    print(written, len(log.list(1000)), error)
"""


def test_a_file_that_may_not_grow_loses_nothing_that_was_said_to_be_written(path: Path) -> None:
    child = subprocess.run([sys.executable, "-c", FILLER, str(path)], capture_output=True, text=True, check=True)
    written, listed, message = child.stdout.split(maxsplit=2)
    assert int(written) == int(listed) > 0
    assert "cannot be read or written" in message or "disk is full" in message
    with RunLog(path) as log:
        assert len(log.list(1000)) == int(written)


def test_the_file_and_its_folders_are_made_and_only_the_owner_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "runs.db"
    mask = os.umask(0)
    try:
        with RunLog(path) as log:
            start(log)
            modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    finally:
        os.umask(mask)
    assert modes == {"runs.db": 0o600, "runs.db-wal": 0o600, "runs.db-shm": 0o600}


def newer(path: Path) -> None:
    RunLog(path).close()
    with closing(sqlite3.connect(path)) as db:
        db.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('agentlite.runs', 'x', '')"
        )
        db.commit()


def foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE runs (distance REAL)")
        db.commit()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: path.write_bytes(bytes(range(256)) * 64), "is not a database"),
        (lambda path: path.write_text("- turn on the light\n"), "is not a database"),
        (newer, "was written by a newer agentlite"),
        (foreign, r"cannot be used .*already exists"),
        (Path.mkdir, "cannot be opened"),
    ],
    ids=["noise", "text", "newer", "foreign", "folder"],
)
def test_a_file_of_another_kind_gives_one_clear_error_and_is_left_untouched(
    make: Callable[[Path], object], message: str, path: Path
) -> None:
    make(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(StorageError, match=message) as error:
        RunLog(path)
    assert str(path) in str(error.value)
    assert "\n" not in str(error.value)
    assert error.value.hint
    assert (path.read_bytes() if path.is_file() else None) == before
    assert [file.name for file in path.parent.iterdir()] == [path.name], "nothing is left beside it"


@pytest.mark.parametrize("table", ["runs", "steps", "sqlite_master"])
def test_a_damaged_log_is_reported_as_corrupt(table: str, path: Path) -> None:
    with RunLog(path) as log:
        run_id = start(log)
        log.decided(run_id, 1, ACT)
    with closing(sqlite3.connect(path)) as db:
        roots = dict(db.execute("SELECT name, rootpage FROM sqlite_master WHERE rootpage > 0"))
    damaged, page = bytearray(path.read_bytes()), roots.get(table, 1)
    begin, end = max((page - 1) * 4096, 100), page * 4096  # the first 100 bytes tell what the file is
    damaged[begin:end] = b"?" * (end - begin)
    path.write_bytes(damaged)
    with pytest.raises(StorageError, match="is corrupt") as error, RunLog(path) as log:
        log.load(run_id)
    assert "Move the file away" in error.value.hint


def test_a_row_edited_into_nonsense_is_reported_as_such(path: Path) -> None:
    with RunLog(path) as log:
        run_id = start(log)
        log.decided(run_id, 1, ACT)
        for column, nonsense in (("action", "not json"), ("action", '{"dance": 1}'), ("refusals", "3")):
            with closing(sqlite3.connect(path)) as db:
                db.execute(f"UPDATE steps SET {column} = ?", (nonsense,))
                db.commit()
            with pytest.raises(StorageError, match="a row that cannot be read"):
                log.load(run_id)


@pytest.mark.parametrize("name", ["file/runs.db", "nul\0byte"])
def test_a_path_that_cannot_hold_a_file_is_a_storage_error(name: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(StorageError, match="cannot be opened") as error:
        RunLog(tmp_path / name)
    assert "folder" in error.value.hint


def test_a_person_can_read_the_log_with_sqlite_alone(path: Path) -> None:
    with RunLog(path) as log:
        run_id = start(log)
        write(log, run_id, Result("Feito.", "done", (Step(ACT, (SEEN,)),)))
    with closing(sqlite3.connect(path)) as db:
        row = db.execute(
            "SELECT task, status, action, calls.arguments, calls.text FROM runs JOIN steps USING (run_id)"
            " JOIN calls USING (run_id, step)"
        ).fetchone()
    arguments = '{"room": "cozinha", "on": true}'
    action = f'{{"calls": [{{"call": "set_light", "with": {arguments}}}]}}'
    assert row == ("acende a luz da cozinha", "done", action, arguments, "A luz está acesa.")


def test_opening_a_log_that_exists_loads_no_sqlite_utils(path: Path) -> None:
    RunLog(path).close()
    program = "import sys; from agentlite.runs import RunLog; RunLog(sys.argv[1]); print('sqlite_utils' in sys.modules)"
    child = subprocess.run([sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True)
    assert child.stdout == "False\n"


def test_an_older_schema_is_brought_up_to_date_and_keeps_its_rows(path: Path) -> None:
    first = {"create": ("CREATE TABLE notes (text TEXT)",)}
    with closing(Storage(path, "notebook", "notes", first)) as storage:
        storage.write("INSERT INTO notes VALUES (?)", ("olá",))
    second = {**first, "add author": ("ALTER TABLE notes ADD COLUMN author TEXT",)}
    with closing(Storage(path, "notebook", "notes", second)) as storage:
        assert storage.read("SELECT * FROM notes") == [{"text": "olá", "author": None}]
    broken = {**second, "half": ("CREATE TABLE extra (x)", "CREATE TABLE notes (y)")}
    with pytest.raises(StorageError, match=r"The notebook .* cannot be used"):
        Storage(path, "notebook", "notes", broken)
    with closing(Storage(path, "notebook", "notes", second)) as storage:
        assert storage.read("SELECT name FROM sqlite_master WHERE name = 'extra'") == [], "a migration is not halved"


def test_a_transaction_that_fails_writes_nothing(path: Path) -> None:
    with closing(Storage(path, "notebook", "notes", {"create": ("CREATE TABLE notes (text TEXT)",)})) as storage:
        with pytest.raises(ZeroDivisionError), storage.transaction():
            storage.write("INSERT INTO notes VALUES ('lost')")
            raise ZeroDivisionError
        with storage.transaction():
            storage.write("INSERT INTO notes VALUES (?)", (string.ascii_lowercase,))
        assert storage.read("SELECT text FROM notes") == [{"text": string.ascii_lowercase}]
