"""Code that means harm, in the interpreter and against its walls: none of it gets anywhere, and each ends in a word."""

import os
import subprocess
import sys
import sysconfig
import textwrap
import time
from pathlib import Path

import pytest

from agentlite.errors import SandboxUnavailable, ToolError, ToolStopped
from agentlite.sandbox.manifest import Manifest
from agentlite.sandbox.policy import BACKENDS
from agentlite.tools.python.interpreter import Ran, run

pytest.importorskip("pydantic_monty", reason="PYDANTIC-MONTY IS NOT INSTALLED")
if not sys.platform.startswith("linux"):
    pytest.skip("THERE ARE NO WALLS FOR PYTHON CODE HERE", allow_module_level=True)

LIMITS = Manifest(risk="read", cpu_seconds=1, wall_seconds=10, memory_bytes=32 << 20, output_bytes=20_000)


def attempt(code: str, functions=None) -> Ran:
    try:
        return run(code, functions or {}, LIMITS, BACKENDS)
    except SandboxUnavailable as error:
        pytest.skip(f"NO WALLS HOLD HERE: {error}")


REACHING_OUT = {
    "files": "open('/etc/passwd').read()",
    "writing": "open('/tmp/agentlite-was-here', 'w').write('x')",
    "paths": "from pathlib import Path\nPath('/etc/passwd').read_text()",
    "listing": "import os\nos.listdir('/')",
    "environment": "import os\nos.environ['CANARY']",
    "variables": "import os\nos.getenv('CANARY')",
    "processes": "import subprocess",
    "shell": "import os\nos.system('id')",
    "sockets": "import socket",
    "machine code": "import ctypes",
    "signals": "import os\nos.kill(1, 9)",
    "imports by name": "__import__('os').system('id')",
    "classes": "().__class__.__base__.__subclasses__()",
    "names put together": "getattr((), '__cl' + 'ass__').__mro__",
    "formats": "'{0.__class__.__mro__}'.format(())",
    "frames": "f.__globals__",
    "builtins": "__builtins__.open('/etc/passwd')",
    "code": "compile('1', 'x', 'eval')",
    "input": "input()",
}


def test_code_reaches_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANARY", "yellow bird")
    indented = {name: textwrap.indent(code, "  ") for name, code in REACHING_OUT.items()}
    tries = [
        f"try:\n{code}\n  print('REACHED {name}')\nexcept Exception as e:\n  print(e)"
        for name, code in indented.items()
    ]
    printed = attempt("\n".join(tries), {"f": lambda: None}).printed
    assert printed.count("\n") == len(REACHING_OUT)
    assert "REACHED" not in printed and "yellow bird" not in printed
    assert not Path("/tmp/agentlite-was-here").exists()


def test_what_went_wrong_is_told_in_both_languages() -> None:
    with pytest.raises(ToolError, match="The code failed: ZeroDivisionError") as caught:
        attempt("1 / 0")
    assert caught.value.say["pt"].startswith("O código falhou: ZeroDivisionError")


TOO_MUCH = {
    "a loop": ("while True: pass", "cpu"),
    "a loop that catches its end": (
        "while True:\n  try:\n    while True: pass\n  except BaseException: pass", "cpu",
    ),
    "a long list": ("[0] * 10**9", "memory"),
    "a long text": ("'a' * 10**9", "memory"),
    "a growing list": ("x = []\nwhile True: x.append('a' * 100000)", "memory"),
    "a huge power": ("10 ** 10 ** 8", "memory"),
    "a huge shift": ("1 << 10 ** 10", "memory"),
    "a flood of output": ("while True: print('x' * 1000)", "output"),
    "a long result": ("['x' * 1000] * 100", "output"),
}  # fmt: skip


@pytest.mark.parametrize(("code", "limit"), TOO_MUCH.values(), ids=list(TOO_MUCH))
def test_code_that_takes_too_much_is_stopped(code: str, limit: str) -> None:
    with pytest.raises(ToolStopped) as caught:
        attempt(code)
    assert caught.value.limit == limit


@pytest.mark.parametrize("code", ["def g(n): return g(n + 1)\ng(0)", "(" * 3000 + ")" * 3000, "x" * 30_000])
def test_code_that_nests_or_goes_on_too_far_fails(code: str) -> None:
    with pytest.raises(ToolError):
        attempt(code)


def test_functions_cannot_be_called_for_ever() -> None:
    calls = []
    with pytest.raises(ToolError, match="limit"):
        attempt("while True: f()", {"f": lambda: calls.append(1)})
    assert len(calls) <= 100


def test_what_has_no_json_form_comes_back_as_words() -> None:
    deep = attempt("x = []\nfor i in range(100000): x = [x]\nx").value
    assert str(deep).count("[") == 16 and "a list" in str(deep)
    assert attempt("[10 ** 4000, float('nan'), {1}, '\\ud800', b'x']").value == [
        "an integer of 13288 bits", "nan", [1], "\ufffd", "a bytes",
    ]  # fmt: skip


def test_sleeping_costs_no_time() -> None:
    assert attempt("import time\ntime.sleep(10 ** 6)\n1").value == 1


def test_one_run_knows_nothing_of_another() -> None:
    attempt("secret = 42")
    with pytest.raises(ToolError, match="NameError"):
        attempt("secret")


# Run in place of the interpreter, behind its walls: a Python that tries what the walls must stop. It is started only
# where the libraries of this Python lie below the system's own, as the walls grant no others.
WALLS_MUST_STOP = {
    "open('/etc/passwd')": "open('/etc/passwd')",
    "open('/root/.profile')": "open('/root/.profile')",
    "a socket": "import socket; socket.socket()",
    "a process": "import os; os.fork()",
    "a program": "import os; os.execv('/bin/sh', ['sh', '-c', 'id'])",
    "a signal": "import os; os.kill(os.getppid(), 0)",
}
SYSTEM_PYTHON = next((p for p in (Path("/usr/bin/python3").resolve(),) if p.exists()), None)


def behind_walls(backend: str, binary: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    why = folder / "why"
    command = [sys.executable, "-m", "agentlite.tools.python.walls", backend, str(binary), str(64 << 20), "5", str(why)]
    ran = subprocess.run(
        [*command, *arguments], capture_output=True, text=True, timeout=60, check=False,
        env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "CANARY": "yellow bird"},
    )  # fmt: skip
    if ran.returncode == 126 and why.read_text():
        pytest.skip(f"THE {backend} WALLS DO NOT HOLD HERE: {why.read_text()}")
    return ran


@pytest.mark.skipif(SYSTEM_PYTHON is None, reason="THERE IS NO /usr/bin/python3 TO PUT BEHIND THE WALLS")
@pytest.mark.parametrize("backend", BACKENDS)
def test_the_walls_stop_a_program_that_is_free_to_try(backend: str, tmp_path: Path) -> None:
    assert SYSTEM_PYTHON is not None
    tries = "\n".join(
        f"try:\n  {code}\n  print('OPEN', {name!r})\nexcept OSError as error: print('shut')"
        for name, code in WALLS_MUST_STOP.items()
    )
    code = f"import os\nprint(dict(os.environ).get('CANARY'), len(os.listdir('/usr/lib')) > 0)\n{tries}"
    ran = behind_walls(backend, SYSTEM_PYTHON, tmp_path, "-I", "-S", "-c", code)
    assert ran.stdout.splitlines() == ["None True", *["shut"] * len(WALLS_MUST_STOP)], ran.stderr


@pytest.mark.parametrize("backend", BACKENDS)
def test_each_backend_runs_the_interpreter(backend: str, tmp_path: Path) -> None:
    ran = behind_walls(backend, Path(sysconfig.get_path("scripts")) / "monty", tmp_path, "-c", "print(6 * 7)")
    assert "42" in ran.stdout, ran.stderr


def test_without_walls_nothing_runs() -> None:
    with pytest.raises(SandboxUnavailable):
        run("1", {}, LIMITS, [])
    with pytest.raises(SandboxUnavailable, match="moat"):
        run("1", {}, LIMITS, ["moat"])


def test_nothing_is_left_running() -> None:
    def interpreters() -> set[str]:
        found = set()
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if (process / "stat").read_text().split()[1] == "(monty)" and _is_ours(process):
                    found.add(process.name)
            except OSError:
                continue
        return found

    for code in ("1", "while True: pass"):
        try:
            attempt(code)
        except ToolStopped:
            continue
    deadline = time.monotonic() + 10
    while interpreters() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert interpreters() == set()


def _is_ours(process: Path) -> bool:
    """Whether this process, or one below it, started it."""
    while process.name not in ("0", "1"):
        if process.name == str(os.getpid()):
            return True
        process = Path("/proc") / (process / "stat").read_text().rpartition(")")[2].split()[1]
    return False
