"""`agentlite run`, with a model that does as the test says."""

import json
import sqlite3

import pytest

from agentlite.errors import ModelTimeout
from agentlite.models.testing import ScriptedModel
from tests.cli.conftest import calls

LIGHT_ON = calls(("turn_on", {"target": "Worktop light"}))
UNLOCK = calls(("unlock", {"target": "Street door lock"}))
HOUSE = """
areas: [{name: Hut, id: hut}, {name: Shed, id: shed}]
entities:
  - {name: Lantern, id: light.lantern, area: hut}
"""


def one_shot(*replies):
    return ScriptedModel(replies, one_shot=True)


def test_a_run_shows_the_call_the_change_the_sentence_and_the_figures(agentlite):
    with one_shot(LIGHT_ON) as model:
        done = agentlite("run", "turn on the worktop light", model=model)
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[0] == "  → turn_on(target=Worktop light)"
    assert "    Worktop light: off → on" in lines
    assert "Worktop light is on." in lines[-2]
    assert lines[-1].startswith("done · confidence unknown · ")
    assert "\x1b" not in done.output, "no colour where there is no terminal"


def test_words_need_no_quotes(agentlite):
    with one_shot(LIGHT_ON) as model:
        agentlite("run", "turn", "on", "the", "worktop", "light", model=model)
    assert "turn on the worktop light" in model.requests[0].messages[-1].content


def test_a_portuguese_task_is_answered_in_portuguese_and_in_a_portuguese_house(agentlite):
    with one_shot(calls(("set_brightness", {"target": "Luz da bancada", "percent": 40}))) as model:
        done = agentlite("run", "põe a luz da bancada a 40%", model=model)
    assert done.exit_code == 0
    assert "Luz da bancada: desligado → ligado" in done.stdout
    assert "Luz da bancada, brilho: – → 40%" in done.stdout
    assert "feito · confiança desconhecida" in done.stdout


def test_json_is_one_document_with_everything_in_it(agentlite):
    with one_shot(LIGHT_ON) as model:
        document = json.loads(agentlite("run", "turn on the worktop light", "--json", model=model).stdout)
    assert (document["status"], document["model"], document["language"]) == ("done", "scripted", "en")
    assert document["task"] == "turn on the worktop light"
    (step,) = document["steps"]
    (call,) = step["calls"]
    assert (call["tool"], call["arguments"]) == ("turn_on", {"target": "Worktop light"})
    assert call["outcome"]["changes"][0] == {
        "subject": "Worktop light", "attribute": "state", "before": "off", "after": "on"
    }  # fmt: skip
    assert document["usage"]["prompt_tokens"] > 0


@pytest.mark.parametrize(
    ("reply", "status"),
    [
        ({"ask": "Which light?", "options": ["Worktop light", "Reading lamp"]}, "asked"),
        ({"decline": "I cannot cook."}, "declined"),
        (UNLOCK, "declined"),
    ],
)
def test_a_run_that_did_not_do_it_exits_with_one(reply, status, agentlite):
    with one_shot(reply) as model:
        done = agentlite("run", "unlock the street door", "--json", model=model)
    assert done.exit_code == 1
    assert json.loads(done.stdout)["status"] == status


def test_the_options_of_a_question_are_numbered(agentlite):
    with one_shot({"ask": "Which light?", "options": ["Worktop light", "Reading lamp"]}) as model:
        asked = agentlite("run", "light on", model=model)
    assert "Which light?\n  1. Worktop light\n  2. Reading lamp\n" in asked.stdout


def test_without_a_terminal_what_cannot_be_undone_is_declined_and_the_way_out_named(agentlite):
    with one_shot(UNLOCK) as model:
        declined = agentlite("run", "unlock the street door", model=model)
    assert declined.exit_code == 1
    assert "Use --yes" in declined.stderr
    assert "unlocked" not in declined.stdout


def test_yes_approves(agentlite):
    with one_shot(UNLOCK) as model:
        done = agentlite("run", "unlock the street door", "--yes", model=model)
    assert done.exit_code == 0
    assert "Street door lock: locked → unlocked" in done.stdout


def test_the_model_reads_the_house_of_the_file_and_where_the_speaker_is(tmp_path, agentlite):
    file = tmp_path / "house.yaml"
    file.write_text(HOUSE)
    with one_shot(calls(("turn_on", {"target": "Lantern"}))) as model:
        assert agentlite("run", "light!", "--house", file, "--here", "HUT", model=model).exit_code == 0
    prompt = "".join(message.content for message in model.requests[0].messages)
    assert "Lantern" in prompt
    assert "here: Hut" in prompt


def test_an_unknown_room_is_refused_with_the_rooms_there_are(tmp_path, agentlite):
    file = tmp_path / "house.yaml"
    file.write_text(HOUSE)
    refused = agentlite("run", "light!", "--house", file, "--here", "attic", model=one_shot())
    assert refused.exit_code == 2
    assert "hint: The rooms are: Hut, Shed." in refused.stderr


def test_the_task_may_come_from_standard_input(agentlite):
    with one_shot({"answer": "Hello."}) as model:
        assert agentlite("run", "-", "--json", model=model, stdin="olá, tudo bem?\n").exit_code == 0
    assert "olá, tudo bem?" in model.requests[0].messages[-1].content


@pytest.mark.parametrize(
    ("stdin", "said"),
    [
        (b"", "The task is empty."),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"\x1b[31m", "control characters"),
        (b"a" * 5000, "5000 characters long"),
        (b"a" * (1 << 21), "longer than 1 MiB"),
    ],
)
def test_what_is_no_task_is_refused_before_the_model_is_asked(stdin, said, agentlite):
    with one_shot() as model:
        refused = agentlite("run", "-", model=model, stdin=stdin)
    assert refused.exit_code == 2
    assert said in refused.stderr
    assert refused.stdout == ""


def test_a_run_is_kept_unless_told_not_to(home, tmp_path, agentlite):
    other = tmp_path / "other.db"
    agentlite("run", "hi", "--log", "none", model=one_shot({"answer": "Hello."}))
    assert not home.exists()
    agentlite("run", "hi", "--log", other, model=one_shot({"answer": "Hello."}))
    assert not home.exists()
    agentlite("run", "hi", model=one_shot({"answer": "Hello."}))
    for database in (other, home / "runs.db"):
        assert sqlite3.connect(database).execute("select task, status from runs").fetchall() == [("hi", "answered")]


def test_an_illegal_proposal_that_was_sent_back_is_shown(agentlite):
    with one_shot(calls(("turn_on", {"target": "Moon"})), LIGHT_ON) as model:
        done = agentlite("run", "turn on the worktop light", model=model)
    assert done.exit_code == 0
    assert "sent back to the model: " in done.stdout


def test_a_model_that_fails_ends_the_command_with_its_sentence_and_hint(agentlite):
    failed = agentlite("run", "hi", model=one_shot(ModelTimeout("Too slow.", hint="Wait.")))
    assert (failed.exit_code, failed.stderr) == (3, "error: Too slow.\nhint: Wait.\n")


def test_what_a_model_says_cannot_steer_the_terminal(agentlite):
    with one_shot({"answer": "Hi \x1b]0;owned\x07 there\u202e"}) as model:
        done = agentlite("run", "hi", model=model)
    assert "\x1b" not in done.stdout
    assert "\x07" not in done.stdout
    assert "\u202e" not in done.stdout
    assert "there" in done.stdout
