import json
import subprocess
import sys
import threading

import pytest

from agentlite.tools.clock.store import ClockStore

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="tools are sandboxed on Linux only")


@pytest.fixture
def timer(agentlite, monkeypatch, tmp_path):
    """A timer of one second, set by a command."""
    monkeypatch.setenv("AGENTLITE_HOME", str(tmp_path))
    call = ["tools", "call", "start_timer", json.dumps({"duration": "1 s"}), "--tools", "clock"]
    if (made := agentlite(*call)).exit_code:
        pytest.skip(made.output)


def test_what_is_due_is_told_once_whoever_is_there(agentlite, timer, tmp_path):
    told: list[str] = []
    while not told:  # ends within the timer's second
        told = agentlite("ring", "--once", "--language", "pt").stdout.splitlines()
    assert told == ["O temporizador 1 s terminou."]
    assert agentlite("ring", "--once").stdout == ""


def test_a_chat_with_the_clock_tells_what_becomes_due(timer, tmp_path):
    command = [sys.executable, "-m", "agentlite", "chat", "--tools", "clock", "--log", "none", "--language", "en"]
    chat = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    watchdog = threading.Timer(60, chat.kill)
    watchdog.start()
    try:
        assert any("The timer 1 s is over." in line for line in chat.stdout)
    finally:
        watchdog.cancel()
        chat.communicate("/quit\n")
    assert chat.returncode == 0
    store = ClockStore(tmp_path / "packs" / "clock")
    assert store.claim(2e9) is None
    store.close()
