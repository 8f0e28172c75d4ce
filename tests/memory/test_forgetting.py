"""What is forgotten is gone from the bytes of the file."""

import sqlite3

import pytest

from agentlite.errors import InputError
from agentlite.memory import Draft, Filter, Memory
from agentlite.memory.embedders import Hashed


def _bytes(memory: Memory) -> bytes:
    folder = memory.path.parent
    return b"".join(file.read_bytes() for file in folder.iterdir())


def test_a_forgotten_word_is_in_no_byte_of_the_file_and_the_receipt_says_so(memory) -> None:
    memory.add_all([Draft(text=f"filler number {n} about gardens and boilers") for n in range(300)])
    item = memory.fact("Ana", "secret", "xylocarpine77", text="Ana's secret word is xylocarpine77")
    memory.search("xylocarpine77")
    assert b"xylocarpine77" in _bytes(memory)
    receipt = memory.forget(ids=[item.id])
    assert receipt.ids == (item.id,) and receipt.complete and receipt.searched > 0
    assert b"xylocarpin" not in _bytes(memory)
    assert memory.check().ok


def test_words_that_others_still_use_are_no_residue(memory) -> None:
    item = memory.add("The garage door squeaks")
    memory.scoped(user="rui").add("My garage doors are green")
    assert memory.forget(ids=[item.id]).complete


def test_a_reader_that_keeps_the_old_pages_shows_in_the_receipt(memory) -> None:
    item = memory.add("The passphrase is quetzalcoatl99")
    reader = sqlite3.connect(memory.path, isolation_level=None)
    try:
        reader.execute("begin")
        reader.execute("select count(*) from item").fetchall()
        receipt = memory.forget(ids=[item.id])
        assert receipt.ids == (item.id,)
        assert not receipt.complete and any("quetzalcoatl99" in trace for trace in receipt.residue)
    finally:
        reader.close()
    assert memory.items() == []


def test_forgetting_by_query_takes_only_items_with_every_word(memory) -> None:
    memory.add("Rui's birthday is in May")
    memory.add("Ana's birthday is in June")
    memory.forget(query="birthday of Rui")
    assert [item.text for item in memory.items()] == ["Ana's birthday is in June"]


def test_forgetting_by_source_thread_and_everything(memory, clock) -> None:
    memory.document("manual.md", "Press the red button.")
    memory.say("chat", "hello there")
    memory.add(Draft(text="soon gone", expires_at=clock.now + 1))
    clock.pass_days(1)
    assert len(memory.forget(source="manual.md").ids) == 1
    assert len(memory.forget(thread="chat").ids) == 1
    assert len(memory.forget(everything=True).ids) == 1
    assert memory.items(Filter(history=True)) == []


def test_forgetting_nothing_in_particular_is_refused_and_unknown_ids_are_not_claimed(memory) -> None:
    with pytest.raises(InputError):
        memory.forget()
    assert memory.forget(ids=[12345]).ids == ()


def test_ids_are_never_used_again(memory) -> None:
    first = memory.add("one")
    memory.forget(ids=[first.id])
    assert memory.add("two").id != first.id


def test_vectors_are_forgotten_with_their_text(tmp_path) -> None:
    with Memory(tmp_path / "m.db", embedder=Hashed(64)) as memory:
        item = memory.add("zanzibarite")
        memory.embed()
        memory.forget(ids=[item.id])
    with sqlite3.connect(tmp_path / "m.db") as raw:
        assert raw.execute("select count(*) from vector").fetchone() == (0,)
