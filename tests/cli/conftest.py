"""The command line in this process, with a model of the test's own in the place of every named one."""

import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from agentlite.cli.group import group
from agentlite.models import registry

DEAD_SERVER = "http://127.0.0.1:9"


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A data folder of the test's own, English, and no Ollama server."""
    folder = tmp_path / "home"
    for name in ("LC_ALL", "LC_MESSAGES", "AGENTLITE_MODEL", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("AGENTLITE_HOME", str(folder))
    monkeypatch.setenv("OLLAMA_HOST", DEAD_SERVER)
    return folder


@pytest.fixture
def agentlite(monkeypatch):
    """`agentlite("run", "hello", model=...)` runs a command; what it printed, and its exit code, come back."""
    resolve = registry.resolve

    def invoke(*arguments, model=None, stdin=None):
        if model is not None:
            known = lambda name, **_: model if isinstance(name, str) else resolve(name)  # noqa: E731
            monkeypatch.setattr(registry, "resolve", known)
        return CliRunner().invoke(group, list(map(str, arguments)), input=stdin, catch_exceptions=False)

    return invoke


@pytest.fixture
def process():
    """`process("run", "hello")` runs a command as a process of its own."""

    def run(*arguments, **options):
        command = [sys.executable, "-m", "agentlite", *arguments]
        options = {"stdin": subprocess.DEVNULL, "capture_output": True, "env": dict(os.environ), **options}
        if "input" in options or options["stdin"] is None:
            del options["stdin"]
        return subprocess.run(command, check=False, timeout=60, **options)

    return run


def calls(*made):
    """A decision to make these (tool, arguments) calls."""
    return {"calls": [{"call": tool, "with": arguments} for tool, arguments in made]}
