"""The ledger only grows, and shows whatever is done to it behind its back."""

import multiprocessing
import sqlite3
import stat

import pytest

from agentlite.egress import Entry, Head, Ledger, parse_head
from agentlite.errors import InputError, StorageError

ROWS = 6


@pytest.fixture
def path(tmp_path):
    return tmp_path / "egress.db"


@pytest.fixture
def filled(path):
    with Ledger(path) as ledger:
        for n in range(ROWS):
            ledger.append(entry(n))
    return path


def entry(n):
    return Entry(
        event="sent", step=f"s{n // 2}", url="https://x.example/v1", content=f"POST {n} é\r\n\x00", bytes=10 + n
    )


def problems(path, known=None):
    with Ledger(path) as ledger:
        return ledger.verify(known).problems


def tamper(path, *statements):
    """Do as someone with the file and SQLite would, who knows of the triggers."""
    with sqlite3.connect(path) as db:
        saved = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in saved:
            db.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            db.execute(statement)
        for _, sql in saved:
            db.execute(sql)
    db.close()


def test_what_is_written_is_read_back_in_a_chain(filled):
    with Ledger(filled) as ledger:
        rows = list(ledger.entries())
        assert [(r.id, r.content, r.step, r.bytes) for r in rows] == [
            (n + 1, entry(n).content, entry(n).step, 10 + n) for n in range(ROWS)
        ]
        assert [r.previous for r in rows] == ["", *(r.hash for r in rows[:-1])]
        assert len({r.hash for r in rows}) == ROWS
        assert [r.id for r in ledger.entries(step="s1")] == [3, 4]
        assert ledger.verify() == type(ledger.verify())(Head(ROWS, rows[-1].hash), ())


def test_only_the_owner_can_read_the_files(filled):
    for file in filled.parent.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE egress SET bytes = 0 WHERE id = 3",
        "DELETE FROM egress WHERE id = 6",
        "INSERT OR REPLACE INTO egress SELECT * FROM egress WHERE id = 2",
        "UPDATE egress SET id = 99 WHERE id = 6",
    ],
)
def test_sqlite_itself_refuses_changes(filled, statement):
    with sqlite3.connect(filled) as db, pytest.raises(sqlite3.IntegrityError):
        db.execute(statement)
    db.close()
    assert problems(filled) == ()


COLUMNS = "event step provider model reason certificate url redactions content bytes call status tokens_in tokens_out price outcome at".split()  # noqa: E501


@pytest.mark.parametrize("column", COLUMNS)
def test_an_edit_of_any_column_shows(filled, column):
    value = "'{\"light\": 1}'" if column == "redactions" else 7
    tamper(filled, f"UPDATE egress SET {column} = {value} WHERE id = 3")
    assert problems(filled) == ("Row 3 was changed.",)


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        (["DELETE FROM egress WHERE id = 3"], "Rows are missing between 2 and 4."),
        (["DELETE FROM egress WHERE id > 4"], "knows 6 rows, and there are 4: the end was cut off"),
        (["DELETE FROM egress"], "knows 6 rows, and there are 0: the end was cut off"),
        (
            ["UPDATE egress SET id = 99 WHERE id = 3", "UPDATE egress SET id = 3 WHERE id = 4",
             "UPDATE egress SET id = 4 WHERE id = 99"],
            "Row 3 was changed.",
        ),
        (
            ["DELETE FROM egress WHERE id = 3", "UPDATE egress SET id = id - 1 WHERE id = 4",
             "UPDATE egress SET id = id - 1 WHERE id = 5", "UPDATE egress SET id = id - 1 WHERE id = 6"],
            "Row 3 was changed.",
        ),
        (
            ["CREATE TABLE t AS SELECT * FROM egress WHERE id = 2", "UPDATE t SET id = 7",
             "INSERT INTO egress SELECT * FROM t"],
            "Row 7 was changed.",
        ),
    ],
)  # fmt: skip
def test_missing_moved_and_added_rows_show(filled, statements, found):
    tamper(filled, *statements)
    assert any(found in problem for problem in problems(filled)), problems(filled)


def forge(path, rows, *, with_head):
    """Write a new chain of these rows in the place of the old one, as someone who has read this code could."""
    tamper(path, "DELETE FROM egress")
    head = path.with_name("egress.db.head")
    kept = head.read_text()
    head.unlink()
    with Ledger(path) as ledger:
        for row in rows:
            ledger.append(row)
    if not with_head:
        head.write_text(kept)


def test_a_rewritten_chain_shows_against_the_head_file(filled):
    forge(filled, [entry(0)] * ROWS, with_head=False)
    assert problems(filled) == (f"The head file has another hash for row {ROWS}: the ledger was rewritten.",)


def test_a_chain_rewritten_with_its_head_shows_only_against_a_head_kept_elsewhere(filled):
    with Ledger(filled) as ledger:
        kept = parse_head(str(ledger.verify().head))
    forge(filled, [entry(0)] * (ROWS + 1), with_head=True)
    assert problems(filled) == ()
    assert problems(filled, kept) == (f"The head given has another hash for row {ROWS}: the ledger was rewritten.",)
    forge(filled, [entry(0)], with_head=True)
    assert problems(filled, kept) == (f"The head given knows {ROWS} rows, and there are 1: the end was cut off.",)


def test_a_missing_head_file_and_missing_triggers_show(filled):
    filled.with_name("egress.db.head").unlink()
    with sqlite3.connect(filled) as db:
        db.execute("DROP TRIGGER egress_undeleted")
    db.close()
    assert problems(filled) == (
        "The head file is missing.",
        "What keeps rows from being changed was removed: egress_undeleted.",
    )


@pytest.mark.parametrize("statement", ["DELETE FROM egress WHERE id > 4", "UPDATE egress SET hash = 'x' WHERE id = 6"])
def test_a_ledger_that_was_cut_takes_no_more_rows(filled, statement):
    tamper(filled, statement)
    with Ledger(filled) as ledger, pytest.raises(StorageError, match="lacks rows") as caught:
        ledger.append(entry(9))
    assert "egress verify" in caught.value.hint


def test_a_ledger_whose_file_was_deleted_takes_no_more_rows(filled):
    for file in filled.parent.glob("egress.db*"):
        if not file.name.endswith(".head"):
            file.unlink()
    with Ledger(filled) as ledger, pytest.raises(StorageError, match="lacks rows"):
        ledger.append(entry(0))


def test_a_head_file_that_stayed_behind_is_no_problem(filled):
    """The process may die between the row and the head file."""
    head = filled.with_name("egress.db.head")
    kept = head.read_text()
    with Ledger(filled) as ledger:
        ledger.append(entry(6))
        head.write_text(kept)
        assert ledger.verify().problems == ()
        ledger.append(entry(7))
        assert ledger.verify().problems == ()
    assert head.read_text().startswith("8:")


def test_a_check_that_fails_writes_nothing(path):
    def check(spent):
        raise ValueError(spent.calls)

    with Ledger(path) as ledger:
        ledger.append(entry(0))
        with pytest.raises(ValueError, match="1"):
            ledger.append(entry(1), check=check)
        assert len(list(ledger.entries())) == 1


def test_days_begin_at_midnight(path):
    now = [1_795_000_000.0]
    with Ledger(path, clock=lambda: now[0]) as ledger:
        ledger.append(entry(0))
        ledger.append(Entry(event="settled", step="s", price=0.25))
        assert (ledger.spent_today().money, ledger.spent_today().bytes, ledger.spent_today().calls) == (0.25, 10, 1)
        now[0] += 86_400
        assert (ledger.spent_today().money, ledger.spent_today().bytes, ledger.spent_today().calls) == (0.0, 0, 0)


def append_many(path, n):
    with Ledger(path) as ledger:
        for _ in range(n):
            ledger.append(entry(0))


def test_several_processes_make_one_chain(path):
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=append_many, args=(path, 15)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0, 0]
    with Ledger(path) as ledger:
        assert (ledger.verify().head.count, ledger.verify().problems) == (45, ())


@pytest.mark.parametrize("text", ["", "12", "x:" + "0" * 64, "3:abc"])
def test_what_is_no_head_is_told(text):
    with pytest.raises(InputError, match="not the head"):
        parse_head(text)


def test_a_damaged_head_file_is_told(filled):
    filled.with_name("egress.db.head").write_text("nonsense")
    with pytest.raises(StorageError, match="cannot be read"):
        problems(filled)
