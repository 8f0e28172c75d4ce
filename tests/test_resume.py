"""A run that was killed goes on, and no side effect happens twice: with a real process and a real SIGKILL."""

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from agentlite import Agent, tool
from agentlite.errors import ConfigurationError
from agentlite.models.testing import ScriptedModel
from agentlite.runs import RunLog

CHILD = """
import asyncio, os, signal, sys
from pathlib import Path
from agentlite import Agent, Toolset, tool
from agentlite.models.testing import ScriptedModel
from agentlite.runs import RunLog

ledger, database, die = Path(sys.argv[1]), sys.argv[2], sys.argv[3]

def kill():
    os.kill(os.getpid(), signal.SIGKILL)

@tool(risk="reversible")
def append(word: str) -> str:
    '''Append a word to the ledger.'''
    if die == "before effect" and word == "two":
        kill()
    with ledger.open("a") as file:
        file.write(word + "\\n")
    if die == "after effect" and word == "two":
        kill()
    return word

reply = lambda word: {"calls": [{"call": "append", "with": {"word": word}}]}
model = ScriptedModel([reply("one"), reply("two"), reply("three"), {"answer": "All written."}])
asyncio.run(Agent(model, tools=[append], log=RunLog(database)).arun("write the words"))
"""


@tool(risk="reversible")
def append(word: str) -> str:
    """Append a word to the ledger."""
    raise AssertionError("a side effect must not be repeated")


@pytest.mark.parametrize(("die", "written"), [("before effect", ["one"]), ("after effect", ["one", "two"])])
def test_a_killed_run_resumes_without_repeating_a_side_effect(die: str, written: list[str], tmp_path: Path) -> None:
    ledger, database = tmp_path / "ledger", tmp_path / "runs.db"
    child = subprocess.run([sys.executable, "-c", CHILD, str(ledger), str(database), die], check=False)
    assert child.returncode == -signal.SIGKILL
    assert ledger.read_text().split() == written

    log = RunLog(database)
    (run,) = log.list()
    record = log.load(run.run_id)
    assert record.finished is None
    with ScriptedModel([{"answer": "The rest is up to you."}]) as model:
        result = asyncio.run(Agent(model, tools=[append], log=log).aresume(run.run_id))
    assert ledger.read_text().split() == written, "nothing was written again"
    assert result.status == "failed", "a call whose end is unknown is never told as success"
    assert "may or may not have happened" in result.output
    assert "one" in model.requests[0].messages[3].content, "the model sees what was done before the kill"
    finished = log.load(run.run_id).finished
    assert finished is not None
    assert finished.status == "failed"
    with pytest.raises(ConfigurationError, match="already finished"):
        asyncio.run(Agent(ScriptedModel([]), tools=[append], log=log).aresume(run.run_id))
    log.close()


def test_an_interrupted_read_is_simply_read_again(tmp_path: Path) -> None:
    database = tmp_path / "runs.db"
    program = CHILD.replace('risk="reversible"', 'risk="read"')
    subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "ledger"), str(database), "before effect"], check=False
    )
    reads: list[str] = []

    @tool(risk="read", name="append")
    def read(word: str) -> str:
        """Read a word."""
        reads.append(word)
        return word

    log = RunLog(database)
    run_id = log.list()[0].run_id
    result = asyncio.run(Agent(ScriptedModel([{"answer": "ok"}]), tools=[read], log=log).aresume(run_id))
    assert (reads, result.status) == (["two"], "answered")
    log.close()


def test_resuming_needs_a_log() -> None:
    with pytest.raises(ConfigurationError, match="keeps no run log"):
        asyncio.run(Agent(ScriptedModel([])).aresume("x"))


def test_everything_of_a_finished_run_is_in_the_log(tmp_path: Path) -> None:
    @tool(risk="reversible")
    def note(word: str) -> str:
        """Note a word."""
        return word

    log = RunLog(tmp_path / "runs.db")
    reply = {"calls": [{"call": "note", "with": {"word": "olá"}}]}
    result = asyncio.run(Agent(ScriptedModel([reply, {"answer": "Feito."}]), tools=[note], log=log).arun("anota olá"))
    record = log.load(result.run_id)
    assert (record.task, record.language, record.tools) == ("anota olá", "pt", ("note",))
    assert [step.decision.action for step in record.steps] == [step.decision.action for step in result.steps]
    assert record.steps[0].calls[0].observation == result.observations[0]
    assert record.finished is not None
    assert record.finished.output == result.output
    log.close()
