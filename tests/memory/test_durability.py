"""Kills, threads, damage, and files that are something else."""

import os
import signal
import sqlite3
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from agentlite.errors import StorageError
from agentlite.memory import Draft, Filter, Memory
from agentlite.memory.file import MemoryFile

_WRITER = """
import sys
from agentlite.memory import Draft, Memory
memory, run = Memory(sys.argv[1], durable=True), sys.argv[2]
for number in range(100000):
    if number % 5:
        kept = [memory.say("chat", f"run {run} turn {number}")]
    else:
        kept = memory.add_all([Draft(text=f"run {run} batch {number} part {part}") for part in range(7)])
    print(" ".join(str(item.id) for item in kept), flush=True)
"""


@pytest.mark.parametrize("acknowledged", [1, 23])
def test_after_a_kill_everything_acknowledged_is_there_and_batches_are_whole(tmp_path, acknowledged) -> None:
    path = tmp_path / "m.db"
    writer = subprocess.Popen([sys.executable, "-c", _WRITER, path, "1"], stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    lines = [writer.stdout.readline() for _ in range(acknowledged)]
    os.kill(writer.pid, signal.SIGKILL)
    lines += writer.stdout.readlines()
    writer.wait()
    writer.stdout.close()
    promised = {int(word) for line in lines if line.endswith("\n") for word in line.split()}
    with Memory(path) as memory:
        items = memory.items(Filter(history=True))
        assert len(promised) >= acknowledged
        assert promised <= {item.id for item in items}
        assert sum("batch" in item.text for item in items) % 7 == 0
        assert memory.check().ok


def test_threads_share_one_memory(memory) -> None:
    def work(number: int) -> None:
        memory.say("chat", f"thread word{number}")
        assert memory.search(f"word{number}")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(40)))
    turns = memory.items(Filter(thread="chat"))
    assert sorted(turn.seq or 0 for turn in turns) == list(range(40))
    assert memory.check().ok


def test_two_programs_can_write_to_one_file(memory, clock) -> None:
    with Memory(memory.path, clock=clock) as other:
        for number in range(20):
            (memory, other)[number % 2].say("chat", f"turn {number}")
        assert [turn.seq for turn in other.items()] == list(range(20))


@pytest.mark.parametrize("content", [b"this is no database, only text" * 50, b"\x00" * 5000])
def test_a_file_that_is_no_memory_gives_one_clear_error_and_is_left_alone(tmp_path, content) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    with pytest.raises(StorageError) as caught:
        Memory(path)
    assert str(path) in str(caught.value) and caught.value.hint
    assert path.read_bytes() == content


def test_damaged_pages_are_reported_as_damage(tmp_path) -> None:
    path = tmp_path / "m.db"
    with Memory(path) as memory:
        memory.add_all([Draft(text=f"item {n} " + "word " * 50) for n in range(300)])
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(path.stat().st_size - 8192))
    with pytest.raises(StorageError, match="damaged"), Memory(path) as memory:
        memory.search("word")


def test_a_folder_that_is_not_there_is_named(tmp_path) -> None:
    with pytest.raises(StorageError, match="nowhere"):
        Memory(tmp_path / "nowhere" / "m.db")


def test_only_the_owner_may_read_the_file(tmp_path) -> None:
    mask = os.umask(0)
    try:
        with Memory(tmp_path / "m.db") as memory:
            memory.add("private")
            assert {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()} == {0o600}
    finally:
        os.umask(mask)


def test_opening_and_searching_a_memory_that_exists_loads_nothing_heavy(tmp_path) -> None:
    with Memory(tmp_path / "m.db") as memory:
        memory.add("the boiler is old")
    program = (
        "import sys; from agentlite.memory import Memory; print(Memory(sys.argv[1]).search('boiler')[0].item.label,"
        "[name for name in 'sqlite_utils pandas numpy llama_index httpx jsonschema'.split() if name in sys.modules])"
    )
    child = subprocess.run([sys.executable, "-c", program, tmp_path / "m.db"], capture_output=True, text=True)
    assert child.stdout == "m1 []\n"


def test_a_failed_part_of_a_write_is_undone_alone_and_a_failed_whole_with_all_its_parts(tmp_path) -> None:
    file = MemoryFile(tmp_path / "m.db")

    def users() -> list[str]:
        with file.read() as connection:
            return [row[0] for row in connection.execute("select user from scope order by id")]

    insert = "insert into scope (user, namespace) values (?, 'n')"
    with file.write() as connection:
        connection.execute(insert, ("kept",))
        with pytest.raises(ZeroDivisionError), file.write():
            connection.execute(insert, ("part",))
            raise ZeroDivisionError
    assert users() == ["kept"]
    with pytest.raises(ZeroDivisionError), file.write():
        with file.write():
            connection.execute(insert, ("part",))
        raise ZeroDivisionError
    assert users() == ["kept"]
    file.close()


def test_an_index_that_does_not_match_is_noticed_and_repaired(memory) -> None:
    memory.add("The boiler is old")
    with memory._file.write() as connection:
        connection.execute("insert into item_fts (item_fts) values ('delete-all')")
    assert not memory.check().ok
    assert memory.repair().ok
    assert memory.search("boiler")


def test_a_memory_of_a_newer_agentlite_is_refused(tmp_path) -> None:
    MemoryFile(tmp_path / "m.db").close()
    with sqlite3.connect(tmp_path / "m.db") as raw:
        raw.execute(
            "insert into _sqlite_migrations (migration_set, name, applied_at) values ('agentlite.memory', '9999', '')"
        )
    with pytest.raises(StorageError, match="newer"):
        Memory(tmp_path / "m.db")


def test_a_memory_whose_words_a_trigger_indexed_goes_on_without(tmp_path) -> None:
    MemoryFile(tmp_path / "m.db").close()
    with sqlite3.connect(tmp_path / "m.db") as raw:
        raw.execute("delete from _sqlite_migrations where name = '0003_lighter'")
        raw.execute(
            "create trigger item_added after insert on item begin"
            " insert into item_fts (rowid, text) values (new.id, new.text); end"
        )
    with Memory(tmp_path / "m.db") as memory:
        memory.add(Draft(text="the boiler is old", source="manual"))
        assert [item.label for item in memory.items(Filter(source="manual"))] == ["m1"]
        assert memory.check().ok


def test_a_memory_in_use_by_a_stuck_program_is_told_apart_from_damage(tmp_path) -> None:
    path = tmp_path / "m.db"
    with Memory(path) as memory:
        with memory._file.read() as connection:
            connection.execute("pragma busy_timeout=1")
        stuck = sqlite3.connect(path, isolation_level=None)
        try:
            stuck.execute("begin immediate")
            with pytest.raises(StorageError, match="in use"):
                memory.add("anything")
        finally:
            stuck.close()
        assert memory.add("anything").text == "anything"
