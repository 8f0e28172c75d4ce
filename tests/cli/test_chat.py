"""`agentlite chat`, typed by a test."""

import pytest

from agentlite.errors import ModelTimeout
from agentlite.models.testing import FunctionModel, ScriptedModel
from tests.cli.conftest import calls

ASK = {"ask": "Which light?", "options": ["Worktop light", "Reading lamp"]}


def last(model):
    return model.requests[-1].messages[-1].content


def test_the_house_remembers_from_one_request_to_the_next(agentlite):
    on, off = (calls((verb, {"target": "Worktop light"})) for verb in ("turn_on", "turn_off"))
    with ScriptedModel([on, off], one_shot=True) as model:
        said = agentlite("chat", model=model, stdin="turn on the worktop light\nnow the worktop light off\n")
    assert said.exit_code == 0
    assert "Worktop light: off → on" in said.stdout
    assert "Worktop light: on → off" in said.stdout


def test_a_number_picks_an_option_and_completes_the_request(agentlite):
    with ScriptedModel([ASK, calls(("turn_off", {"target": "Reading lamp"}))], one_shot=True) as model:
        said = agentlite("chat", model=model, stdin="light on\n2\n")
    assert "light on Reading lamp" in last(model)
    assert "  2. Reading lamp" in said.stdout
    assert "Reading lamp: on → off" in said.stdout


@pytest.mark.parametrize(("typed", "asked"), [("reading LAMP", "light on Reading lamp"), ("stop music", "stop music")])
def test_an_option_may_be_named_and_anything_else_is_a_new_request(typed, asked, agentlite):
    with ScriptedModel([ASK, {"answer": "Fine."}], one_shot=True) as model:
        agentlite("chat", model=model, stdin=f"light on\n{typed}\n")
    assert asked in last(model)
    assert ("light on" in last(model)) == ("light on" in asked)


def test_the_reply_to_an_open_question_is_added_to_the_request(agentlite):
    with ScriptedModel([{"ask": "How warm?", "options": []}, {"answer": "Fine."}], one_shot=True) as model:
        agentlite("chat", model=model, stdin="set the heating\nto 20\n")
    assert "set the heating to 20" in last(model)


def test_an_empty_line_drops_the_question(agentlite):
    with ScriptedModel([{"ask": "How warm?", "options": []}, {"answer": "Fine."}], one_shot=True) as model:
        agentlite("chat", model=model, stdin="set the heating\n\nhello\n")
    assert "heating" not in last(model)


def test_house_shows_every_device_with_its_state_and_quit_leaves(agentlite):
    said = agentlite("chat", model=ScriptedModel([]), stdin="/house\n/quit\nnever asked\n")
    assert said.exit_code == 0
    lines = said.stdout.splitlines()
    assert "Kitchen" in lines
    assert "  Worktop light: off" in lines
    assert "  Street door lock: locked" in lines


def test_an_unknown_command_is_not_sent_to_the_model(agentlite):
    said = agentlite("chat", model=ScriptedModel([]), stdin="/help\n")
    assert "There is no command /help." in said.stderr


def test_a_bad_line_does_not_end_the_conversation(agentlite):
    with ScriptedModel([{"answer": "Hello."}], one_shot=True) as model:
        said = agentlite("chat", model=model, stdin=f"{'x' * 5000}\nhi\n")
    assert "5000 characters long" in said.stderr
    assert "Hello." in said.stdout


def test_a_model_that_fails_once_does_not_end_the_conversation(agentlite):
    with ScriptedModel([ModelTimeout("Too slow."), {"answer": "Hello."}], one_shot=True) as model:
        said = agentlite("chat", model=model, stdin="hi\nhi again\n")
    assert said.stderr == "error: Too slow.\n"
    assert "Hello." in said.stdout


def test_each_request_stands_for_itself(agentlite):
    model = FunctionModel(lambda messages, schema: {"answer": "Fine."}, one_shot=True)
    agentlite("chat", model=model, stdin="first thing\nsecond thing\n")
    assert all("first" not in message.content for message in model.requests[-1].messages)


def test_portuguese_is_answered_in_portuguese(agentlite):
    with ScriptedModel([calls(("unlock", {"target": "Fechadura da rua"}))], one_shot=True) as model:
        said = agentlite("chat", "--language", "pt", model=model, stdin="destranca a porta\n")
    assert "Diz o que fazer" in said.stdout
    assert "precisa da tua aprovação" in said.stdout
