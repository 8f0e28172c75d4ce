"""`agentlite egress`: what has left, and whether the record of it is whole."""

import json
import sqlite3
import stat

import pytest

from agentlite.egress import Entry, Ledger

SENT = Entry(
    event="sent",
    step="a1",
    provider="openai",
    model="gpt-5-mini",
    reason="p=0.41",
    url="https://api.openai.com/v1/chat/completions",
    redactions={"light": 1},
    content='POST /v1/chat/completions HTTP/1.1\r\n\r\n{"messages": "apaga a light.1 \x1b[31m"}',
    bytes=78,
)


@pytest.fixture
def ledger(home):
    home.mkdir()
    with Ledger(home / "egress.db", clock=lambda: 1_795_000_000.0) as opened:
        opened.append(SENT)
        opened.append(Entry(event="answered", step="a1", call=1, status=200, content="{}", bytes=2, outcome="complete"))
        opened.append(Entry(event="settled", step="a1", price=0.0004, outcome="accepted"))
    return home / "egress.db"


def cut(path, statement):
    with sqlite3.connect(path) as db:
        for trigger in ("egress_undeleted", "egress_unchanged"):
            db.execute(f"DROP TRIGGER {trigger}")
        db.execute(statement)
    db.close()


def test_show_lists_what_left(ledger, agentlite):
    lines = agentlite("egress", "show").stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["1", "2", "3"]
    assert "openai:gpt-5-mini  78 bytes · p=0.41" in lines[0]
    assert "answered" in lines[1]
    listed = json.loads(agentlite("egress", "show", "--limit", 2, "--json").stdout)
    assert [(row["id"], row["event"]) for row in listed] == [(2, "answered"), (3, "settled")]


def test_show_one_row_shows_the_exact_text_but_steers_no_terminal(ledger, agentlite):
    shown = agentlite("egress", "show", 1).stdout
    assert 'POST /v1/chat/completions HTTP/1.1\r\n\r\n{"messages": "apaga a light.1 ' not in shown
    assert '{"messages": "apaga a light.1 \ufffd[31m"}' in shown
    assert 'redactions   {"light": 1}' in shown
    document = json.loads(agentlite("egress", "show", 1, "--json").stdout)
    assert document["content"] == SENT.content
    assert document["at"] == "2026-11-18T11:06:40+00:00"


def test_a_row_that_is_not_there_is_told(ledger, agentlite):
    shown = agentlite("egress", "show", 9)
    assert shown.exit_code == 2
    assert "no row 9" in shown.stderr


def test_without_a_ledger_nothing_has_left_and_no_file_is_made(home, agentlite):
    shown = agentlite("egress", "show", "--json")
    assert (shown.exit_code, json.loads(shown.stdout)) == (0, [])
    assert "Nothing has left" in shown.stderr
    assert "Nada saiu" in agentlite("egress", "show", "--language", "pt").stderr
    for command in (["verify"], ["export", "--out", "-"], ["show", 1]):
        assert agentlite("egress", *command).exit_code == 2
    assert not home.exists()


def test_export_writes_every_row_as_a_line_of_json(ledger, agentlite, tmp_path):
    out = tmp_path / "egress.jsonl"
    told = agentlite("egress", "export", "--out", out)
    assert told.stdout == f"3 rows written to {out}.\n"
    rows = [json.loads(row) for row in out.read_text().splitlines()]
    assert [row["id"] for row in rows] == [1, 2, 3]
    assert rows[0]["content"] == SENT.content
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    printed = agentlite("egress", "export", "--out", "-").stdout.splitlines()
    assert [json.loads(row) for row in printed] == rows
    assert json.loads(agentlite("egress", "export", "--out", out, "--json").stdout) == {"rows": 3, "path": str(out)}
    assert agentlite("egress", "export", "--out", tmp_path / "no" / "folder").exit_code == 2


def test_verify_says_that_the_ledger_is_whole(ledger, agentlite):
    told = agentlite("egress", "verify")
    assert (told.exit_code, told.stdout.splitlines()[0]) == (0, "The ledger is whole: 3 rows.")
    document = json.loads(agentlite("egress", "verify", "--json").stdout)
    assert document["problems"] == []
    assert document["head"] in told.stdout
    assert agentlite("egress", "verify", "--head", document["head"]).exit_code == 0
    assert agentlite("egress", "verify", "--head", "3:" + "0" * 64).exit_code == 1
    assert agentlite("egress", "verify", "--head", "x").exit_code == 2


@pytest.mark.parametrize("statement", ["DELETE FROM egress WHERE id = 2", "UPDATE egress SET bytes = 1 WHERE id = 1"])
def test_verify_tells_of_tampering(ledger, agentlite, statement):
    cut(ledger, statement)
    told = agentlite("egress", "verify", "--language", "pt")
    assert told.exit_code == 1
    assert told.stdout.startswith("O registo não está inteiro:")
    assert json.loads(agentlite("egress", "verify", "--json").stdout)["problems"]


def test_verify_tells_of_a_ledger_that_was_deleted(ledger, agentlite):
    ledger.unlink()
    told = agentlite("egress", "verify")
    assert told.exit_code == 1
    assert "the end was cut off" in told.stdout


def test_a_ledger_that_is_none_is_told(home, agentlite, tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("not a database, but long enough to be taken for one" * 20)
    assert agentlite("egress", "verify", "--ledger", path).exit_code == 3
