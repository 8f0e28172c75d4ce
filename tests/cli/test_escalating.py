"""`agentlite run` and `chat` with somebody to ask: another model, a stand-in for a cloud on loopback, the person."""

import io
import json
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from agentlite.certificates import Certificate, certify, subject
from agentlite.cli.approval import Approval
from agentlite.egress import Ledger
from agentlite.models import registry, shipped
from agentlite.models.testing import FunctionModel, ScriptedModel, with_probability
from agentlite.prompting import instructions
from agentlite.tools.home import SimulatedHome, home_toolset, load_demo
from tests.cli.conftest import calls
from tests.cli.test_process import Terminal
from tests.cli.test_runs import cut_off

TASK = "turn on the worktop light"
DONE = "Worktop light: off → on"


def on(target="Worktop light"):
    return json.dumps(calls(("turn_on", {"target": target})), separators=(",", ":"))


def unsure(probability=0.3, **info):
    return FunctionModel(lambda *_: with_probability(on(), probability), one_shot=True, **info)


@pytest.fixture(autouse=True)
def online(monkeypatch):
    """Whatever a command does to the switch is undone."""
    monkeypatch.setenv("AGENTLITE_OFFLINE", "0")


@pytest.fixture
def named(monkeypatch, agentlite):
    """`named(small=..., big=...)` makes these the models of these names, and gives the command back."""

    def name(**models):
        resolve = registry.resolve
        known = {"embedded": models.pop("small"), **{f"ollama:{name}": model for name, model in models.items()}}
        monkeypatch.setattr(registry, "resolve", lambda model, **how: known.get(model) or resolve(model, **how))
        return agentlite

    return name


@pytest.fixture
def cloud():
    """A server that decides `server.says`, and keeps what it was asked in `server.asked`."""

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self):
            server.asked.append(self.rfile.read(int(self.headers["content-length"])).decode())
            message = {"role": "assistant", "content": server.says}
            used = {"prompt_tokens": 1000, "completion_tokens": 100}
            page = {"choices": [{"index": 0, "message": message, "finish_reason": "stop"}], "usage": used}
            content = json.dumps(page).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.asked, server.says = [], on("light.1")
    server.model = f"openai:big@http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_without_the_options_there_is_no_gate(home, named):
    document = json.loads(named(small=unsure())("run", TASK, "--json").stdout)
    assert (document["status"], document["steps"][0]["why"], document["steps"][0]["source"]) == ("done", "", "")
    assert not (home / "egress.db").exists()


def test_a_step_decided_elsewhere_is_told_run_here_and_recorded(home, cloud, named):
    done = named(small=unsure())("run", TASK, "--escalate-to", cloud.model)
    assert done.exit_code == 0, done.output
    assert f"  ⇡ decided by {cloud.model}\n  · gate: " in done.stdout
    assert DONE in done.stdout
    (body,) = cloud.asked
    assert "light.1" in body
    assert "worktop" not in body.lower()
    with Ledger(home / "egress.db") as ledger:
        assert [entry.event for entry in ledger.entries()] == ["sent", "answered", "settled"]


def test_the_log_and_programs_are_told_who_decided_and_why(cloud, named):
    agentlite = named(small=unsure())
    document = json.loads(agentlite("run", TASK, "--json", "--escalate-to", cloud.model).stdout)
    (step,) = document["steps"]
    assert step["source"] == cloud.model
    assert "< 0.980, uncalibrated" in step["why"]
    shown = agentlite("runs", "show", document["run_id"])
    assert f"decided by {cloud.model}" in shown.stdout
    assert "uncalibrated" in shown.stdout
    recorded = json.loads(agentlite("runs", "show", document["run_id"], "--json").stdout)
    assert recorded["steps"][0]["source"] == cloud.model


def test_it_is_told_in_portuguese(cloud, named):
    small = FunctionModel(lambda *_: with_probability(on("Luz da bancada"), 0.3), one_shot=True)
    done = named(small=small)("run", "acende a luz da bancada", "--escalate-to", cloud.model)
    assert f"decidido por {cloud.model}" in done.stdout
    assert "Luz da bancada: desligado → ligado" in done.stdout


def test_a_ladder_is_climbed_until_somebody_is_sure(named):
    middle, top = unsure(0.5, name="middle"), unsure(0.5, name="top")
    agentlite = named(small=unsure(), middle=middle, top=top)
    ladder = ("--escalate-to", "ollama:middle", "--escalate-to", "ollama:top")
    (step,) = json.loads(agentlite("run", TASK, "--json", *ladder).stdout)["steps"]
    assert step["source"] == "top"
    assert "middle: 0." in step["why"]


def test_nobody_sure_and_nobody_to_ask_does_nothing(named):
    asked = named(small=unsure(), top=ScriptedModel(["?", "?"]))("run", TASK, "--escalate-to", "ollama:top")
    assert asked.exit_code == 1
    assert "I am not sure what to do" in asked.stdout
    assert DONE not in asked.stdout


def certificate(path, **about):
    """A certificate for what `unsure(digest="sha256:abc")` decides in a house, from 0.5 or so on."""
    made = [n / 1000 for n in range(1000)], [n < 500 for n in range(1000)]
    info = FunctionModel(lambda *_: "", one_shot=True, **about)._info
    tools = home_toolset(SimulatedHome(load_demo("en")))
    path.write_text(certify(*made, about=subject(info, instructions(info), tools)).to_json())
    return path


def test_a_certificate_says_what_may_be_acted_on(tmp_path, named):
    file = certificate(tmp_path / "c.json", digest="sha256:abc")
    sure = with_probability(on(), 0.985)
    small = FunctionModel(lambda *_: sure, one_shot=True, digest="sha256:abc")
    done = named(small=small)("run", TASK, "--certificate", file)
    assert done.exit_code == 0, done.output
    assert "certified 0.05 at 0.9" in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize(("language", "told"), [("en", "needs a confidence of 0.98"), ("pt", "confiança de 0.98")])
def test_a_certificate_of_another_model_is_told_to_be_none(language, told, tmp_path, named):
    file = certificate(tmp_path / "c.json", digest="sha256:other")
    small = unsure(0.9, digest="sha256:abc")
    asked = named(small=small)("run", TASK, "--certificate", file, "--language", language)
    assert told in asked.stderr
    assert asked.exit_code == 1


def test_the_careful_go_by_the_certificate_that_came_with_the_model_for_homes(tmp_path, named, monkeypatch):
    file = certificate(tmp_path / "c.json", digest="sha256:abc")
    monkeypatch.setattr(shipped, "shipped_certificate", lambda: Certificate.from_json(file.read_text()))
    agentlite = named(small=FunctionModel(lambda *_: with_probability(on(), 0.9), one_shot=True, digest="sha256:abc"))
    assert DONE in agentlite("run", TASK, "--careful").stdout
    asked = named(small=unsure(digest="sha256:abc"))("run", TASK, "--careful")
    assert asked.exit_code == 1
    assert "I am not sure what to do" in asked.stdout


def test_a_certificate_that_promises_nothing_says_so(tmp_path, named):
    small = unsure(0.999, digest="sha256:abc")
    tools = home_toolset(SimulatedHome(load_demo("en")))
    about = subject(small._info, instructions(small._info), tools)
    file = tmp_path / "c.json"
    file.write_text(certify([0.9] * 20, [True] * 20, about=about).to_json())
    asked = named(small=small)("run", TASK, "--certificate", file)
    assert "so nothing is kept" in asked.stderr
    assert DONE not in asked.stdout


@pytest.mark.parametrize("content", [None, "{}", "not json"])
def test_a_file_that_is_no_certificate_is_refused(content, tmp_path, named):
    file = tmp_path / "c.json"
    if content is not None:
        file.write_text(content)
    refused = named(small=unsure())("run", TASK, "--certificate", file)
    assert (refused.exit_code, refused.stderr.startswith("error: ")) == (2, True)


@pytest.mark.parametrize("verb", [("run", TASK), ("chat",)])
@pytest.mark.parametrize("chosen", ["--escalate-to", "--model"])
def test_offline_nothing_can_even_be_named(verb, chosen, cloud, named):
    for model in (cloud.model, "ollama:gpt-oss:120b-cloud"):
        refused = named(small=unsure())(*verb, chosen, model, "--offline")
        assert refused.exit_code == 1
        assert "Nothing may leave this machine while agentlite is offline" in refused.stderr
    assert os.environ["AGENTLITE_OFFLINE"] == "1"
    assert not cloud.asked


@pytest.mark.parametrize(
    "limits",
    [
        ("--budget", "calls=1"),
        ("--budget", "bytes=5000"),
        ("--budget", "calls=9,money=0.0001", "--price", "0.25/2"),
    ],
)
def test_a_budget_of_the_day_is_kept_across_commands(limits, cloud, named):
    agentlite = named(small=unsure())
    first, second = (agentlite("run", TASK, "--escalate-to", cloud.model, *limits, "--json") for _ in range(2))
    assert json.loads(first.stdout)["status"] == "done"
    refused = json.loads(second.stdout)
    assert refused["status"] == "asked"
    assert "The budget of the day is" in refused["steps"][0]["why"]
    assert len(cloud.asked) == 1


@pytest.mark.parametrize(
    ("limits", "told"),
    [
        (("--budget", "calls"), "'calls' is no limit."),
        (("--budget", "calls=-1"), "'calls=-1' is no limit."),
        (("--budget", "money=nan", "--price", "1/1"), "'money=nan' is no limit."),
        (("--budget", "cows=3"), "'cows=3' is no limit."),
        (("--budget", "money=1"), "A budget of money needs a price."),
        (("--price", "cheap"), "'cheap' is no price."),
        (("--model", "openai:other", "--preview"), "and for nothing else"),
    ],
)
def test_limits_that_cannot_be_kept_are_refused(limits, told, cloud, named):
    refused = named(small=unsure())("run", TASK, "--escalate-to", cloud.model, *limits)
    assert (refused.exit_code, told in refused.stderr) == (2, True), refused.stderr
    assert not cloud.asked


def test_limits_without_anybody_to_escalate_to_are_refused(named):
    assert named(small=unsure())("run", TASK, "--preview").exit_code == 2


def test_a_preview_that_nobody_can_see_sends_nothing(cloud, named):
    asked = named(small=unsure())("run", TASK, "--escalate-to", cloud.model, "--preview")
    assert "There is no terminal to show it on" in asked.stderr
    assert asked.exit_code == 1
    assert not cloud.asked


def test_a_run_that_is_gone_on_with_may_escalate_too(home, named):
    run_id = cut_off(home / "runs.db")
    agentlite = named(small=unsure(), top=ScriptedModel([{"answer": "I do not know."}], name="top"))
    resumed = agentlite("runs", "resume", run_id, "--escalate-to", "ollama:top", "--json")
    (_, step) = json.loads(resumed.stdout)["steps"]
    assert (step["action"], step["source"]) == ("answer", "top")


SMALL = """
import json, sys
from agentlite.cli import main
from agentlite.models import registry, shipped
from agentlite.models.testing import FunctionModel, with_probability

resolve = registry.resolve
call = {"calls": [{"call": "turn_on", "with": {"target": "Worktop light"}}]}
unsure = with_probability(json.dumps(call, separators=(",", ":")), 0.3)
model = FunctionModel(lambda *_: unsure, one_shot=True)
registry.resolve = lambda name, **how: model if name == "embedded" else resolve(name, **how)
main(sys.argv[1:])
"""


@pytest.mark.parametrize(("typed", "done"), [("1\n", True), ("no\n", False)])
def test_at_a_terminal_the_question_is_asked_at_once(typed, done, cloud):
    cloud.says = "I would rather not."
    terminal = Terminal("run", TASK, "--escalate-to", cloud.model, program=("-c", SMALL))
    seen, code = terminal.wait_for("  2. no").wait_for("» ").type(typed).end()
    assert "Should I do this: turn_on(target='Worktop light')?" in seen
    assert ((DONE in seen), code) == (done, 0 if done else 1)


def test_in_a_chat_too(tmp_path):
    file = str(certificate(tmp_path / "c"))
    terminal = Terminal("chat", "--certificate", file, program=("-c", SMALL))
    terminal.wait_for("» ").type(f"{TASK}\n").wait_for("  2. no").type("yes\n").wait_for("done · ").type("/quit\n")
    seen, code = terminal.end()
    assert code == 0
    assert "Should I do this: turn_on" in seen
    assert "not about this model" in seen


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [
        *(("1", "low"), ("2", "lower"), ("3", None), ("high", None)),
        *(("LOW", "low"), ("lower", "lower"), ("lo", None), ("lowe", "lower"), ("", None)),
    ],
)
def test_a_choice_is_a_number_a_name_or_its_beginning(typed, chosen, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{typed}\n"))
    assert Approval(None, "en").choose("Which level?", ("low", "lower")) == chosen


def test_a_question_without_choices_waits_for_nobody(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", None)
    assert Approval(None, "en").choose("What?", ()) is None
    assert capsys.readouterr().err == "What?\n"


@pytest.mark.parametrize(("typed", "sent"), [("y\n", 1), ("n\n", 0)])
def test_a_preview_shows_what_would_leave_and_obeys(typed, sent, cloud):
    terminal = Terminal("run", TASK, "--escalate-to", cloud.model, "--preview", program=("-c", SMALL))
    terminal.wait_for("[y/N/a = show all of it]").type("a\n").wait_for("POST /v1/chat/completions").type(typed)
    if not sent:
        terminal.wait_for("  2. no").type("2\n")
    seen, code = terminal.end()
    assert "Request: turn on the light.1" in seen
    assert "In place of names: " in seen
    assert (len(cloud.asked), code) == (sent, 0 if sent else 1)
