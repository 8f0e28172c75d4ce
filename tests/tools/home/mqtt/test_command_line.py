"""`--house mqtt`: the command line on the devices of a broker."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from agentlite.cli.group import group
from tests.tools.home.mqtt.conftest import Mosquitto
from tests.tools.home.mqtt.test_mqtt import Make, lamp


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGENTLITE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LANG", "C.UTF-8")


def call(tool: str, arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(group, ["tools", "call", tool, arguments, "--house", "mqtt"], catch_exceptions=False)
    return done.exit_code, done.output


def test_a_tool_acts_on_a_device(mosquitto: Mosquitto, device: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    speaking = lamp(device)
    monkeypatch.setenv("MQTT_URL", f"mqtt://127.0.0.1:{mosquitto.port}")
    code, output = call("turn_on", '{"target": "Reading lamp"}')
    assert (code, "Reading lamp is on" in output, len(speaking.heard)) == (0, True, 1)


def test_no_broker_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MQTT_URL", raising=False)
    code, output = call("turn_on", '{"target": "Reading lamp"}')
    assert (code, "MQTT_URL" in output) == (2, True)
