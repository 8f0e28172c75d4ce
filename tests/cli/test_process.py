"""The command as a process: exit codes, one line per error and never a traceback, pipes, terminals, Ctrl-C."""

import codecs
import contextlib
import os
import pty
import select
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.models.test_embedded import TINY

SCRIPTED = """
import sys
from agentlite.cli import main
from agentlite.models import registry
from agentlite.models.testing import ScriptedModel

resolve = registry.resolve
model = ScriptedModel([{"calls": [{"call": "turn_on", "with": {"target": "Worktop light"}}]}], one_shot=True)
registry.resolve = lambda name, **how: model if isinstance(name, str) else resolve(name, **how)
main(sys.argv[1:])
"""

ENDLESS = """
import asyncio, sys
from agentlite.cli import main
from agentlite.models import registry
from agentlite.models.testing import FunctionModel

async def think(messages, schema):
    print("thinking", flush=True)
    await asyncio.Event().wait()

model, resolve = FunctionModel(think), registry.resolve
registry.resolve = lambda name, **how: model if isinstance(name, str) else resolve(name, **how)
main(sys.argv[1:])
"""


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["run", ""], 2, "error: The task is empty."),
        (["run", b"turn on \xff\xfe"], 2, "error: The task is not UTF-8 text."),
        (["run", "x" * 100_000], 2, "error: The task is 100000 characters long"),
        (["run", "hi", "--model", "gpt-9000"], 2, "error: There is no model called 'gpt-9000'."),
        (["run", "hi", "--tools", "spaceship"], 2, "error: There is no tool pack called 'spaceship'."),
        (["run", "hi", "--house", "/no/such/house.yaml"], 2, "error: The house file /no/such/house.yaml"),
        (["run", "hi", "--house", sys.executable], 2, "error: The house file"),
        (["run", "hi", "--model", "ollama:qwen3:4b"], 3, "error: No Ollama server answers at http://127.0.0.1:9."),
        (["run", "hi", "--model", "embedded:/no/such.gguf"], 3, "error: The model file /no/such.gguf"),
        (["run", "hi", "--model", f"embedded:{__file__}"], 3, "error: "),
        (["run", "hi", "--log", "/proc/runs.db"], 3, "error: "),
        (["run", "turn on the light", "--model", f"embedded:{TINY}"], 3, "error: The prompt needs"),
    ],
)
def test_bad_input_gives_one_clear_line_and_an_exit_code(arguments, code, said, process):
    ended = process(*arguments)
    error = ended.stderr.decode()
    assert ended.returncode == code, error
    assert error.startswith(said)
    assert len([line for line in error.splitlines() if line.startswith("error:")]) == 1
    assert "Traceback" not in error
    assert ended.stdout == b""


@pytest.mark.parametrize(
    "arguments", [[], ["fly"], ["run"], ["run", "hi", "--fly"], ["eval"], ["runs", "list", "--limit", "0"]]
)
def test_a_command_that_does_not_exist_exits_with_two_and_shows_the_usage(arguments, process):
    ended = process(*arguments)
    assert ended.returncode == 2
    assert b"Usage: agentlite" in ended.stderr


def test_a_corrupt_model_file_is_told_in_one_line(tmp_path, process):
    file = tmp_path / "half.gguf"
    file.write_bytes(TINY.read_bytes()[: TINY.stat().st_size // 2])
    ended = process("run", "hi", "--model", f"embedded:{file}")
    assert ended.returncode == 3
    assert ended.stderr.decode().splitlines()[0].startswith("error: ")
    assert b"Traceback" not in ended.stderr


def test_a_reader_that_leaves_early_causes_no_complaint():
    piped = f"set -o pipefail; {sys.executable} -m agentlite tools list | head -1"
    ended = subprocess.run(["bash", "-c", piped], capture_output=True, check=False, timeout=60)
    assert ended.returncode == 0
    assert ended.stdout.startswith(b"turn_on ")
    assert ended.stderr == b""


def test_a_run_is_finished_even_if_nobody_reads_about_it(home):
    unread, write = os.pipe()
    os.close(unread)
    command = [sys.executable, "-c", SCRIPTED, "run", "turn on the worktop light"]
    ended = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, check=False, timeout=60)
    os.close(write)
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert sqlite3.connect(home / "runs.db").execute("select status from runs").fetchall() == [("done",)]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_an_output_that_cannot_be_written_is_an_error(process):
    with Path("/dev/full").open("wb") as full:
        ended = process("tools", "list", stdout=full, stderr=subprocess.PIPE, capture_output=False)
    assert ended.returncode == 3
    assert ended.stderr.decode() == "error: The output cannot be written: No space left on device.\n"


def test_a_terminal_that_lacks_an_arrow_is_no_reason_to_fail():
    command = [sys.executable, "-c", SCRIPTED, "run", "turn on the worktop light"]
    plain = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    ended = subprocess.run(command, capture_output=True, env=plain, check=False, timeout=60)
    assert ended.returncode == 0
    assert b"off ? on" in ended.stdout


def obey_ctrl_c():
    """Programs started in the background, as these tests may be, hand on to others that Ctrl-C is ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Terminal:
    """The command on a terminal of its own: `wait_for` text on it, and type."""

    def __init__(self, *arguments, program=("-m", "agentlite")):
        self._master, slave = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, *program, *arguments],
            stdin=slave, stdout=slave, stderr=slave, start_new_session=True, preexec_fn=obey_ctrl_c,
        )  # fmt: skip
        os.close(slave)
        self.seen = ""
        self._decoder = codecs.getincrementaldecoder("utf-8")()

    def wait_for(self, text):
        while text not in self.seen:
            self.seen += self._read()
        return self

    def _read(self):
        """What comes next; fails the test rather than wait for ever."""
        ready, _, _ = select.select([self._master], [], [], 60)
        assert ready, f"nothing more was printed after: {self.seen!r}"
        while not (text := self._decoder.decode(piece := os.read(self._master, 4096))) and piece:
            pass
        return text

    def type(self, text):
        os.write(self._master, text.encode())
        return self

    def interrupt(self):
        """Press Ctrl-C until it is noticed: one just before the program waits for input is seen only after."""
        for _ in range(12):
            os.kill(self.process.pid, signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(5)
                break
        return self

    def end(self):
        """What was printed, and the exit code."""
        try:
            while piece := self._read():
                self.seen += piece
        except OSError:  # how a terminal says that nobody is left on it
            pass
        os.close(self._master)
        return self.seen, self.process.wait(60)


UNLOCK = ("tools", "call", "unlock", '{"target": "Street door lock"}')


@pytest.mark.parametrize(("typed", "code"), [("y\n", 0), ("sim\n", 0), ("n\n", 1), ("\n", 1), ("\x04", 1)])
def test_on_a_terminal_the_owner_is_asked_and_sees_the_state_now(typed, code):
    terminal = Terminal(*UNLOCK).wait_for("[y/N]").type(typed)
    seen, ended = terminal.end()
    assert "unlock Street door lock. Street door lock is locked." in seen
    assert ended == code
    assert ("locked → unlocked" in seen) == (code == 0)


def test_the_question_is_in_the_language_asked_for():
    arguments = ("tools", "call", "unlock", '{"target": "Fechadura da rua"}', "--language", "pt")
    seen, ended = Terminal(*arguments).wait_for("[s/N]").type("n\n").end()
    assert ended == 1
    assert "destrancar Fechadura da rua. Fechadura da rua está trancada." in seen


def test_ctrl_c_at_the_question_ends_the_command_and_does_nothing():
    seen, ended = Terminal(*UNLOCK).wait_for("[y/N]").interrupt().end()
    assert ended == 130
    assert "unlocked" not in seen
    assert "Traceback" not in seen


def test_a_terminal_gets_colour_unless_the_owner_wants_none(monkeypatch):
    assert "\x1b[" in Terminal("tools", "show", "unlock").end()[0]
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in Terminal("tools", "show", "unlock").end()[0]


def test_ctrl_c_in_a_run_leaves_a_log_that_tells_so(home):
    command = [sys.executable, "-c", ENDLESS, "run", "think for ever"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=obey_ctrl_c
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "thinking\n"
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in error
    assert sqlite3.connect(home / "runs.db").execute("select task, status from runs").fetchall() == [
        ("think for ever", None)
    ]


def test_ctrl_c_in_a_chat_leaves_it():
    seen, ended = Terminal("chat", program=("-c", SCRIPTED)).wait_for("» ").interrupt().end()
    assert ended == 130
    assert "Traceback" not in seen
