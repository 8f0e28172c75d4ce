"""Exported plans on a real Home Assistant: its editor's door takes them, its check passes them, and they do it.

`make test-home-assistant` installs one.
"""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import time as clock
from collections.abc import Iterator
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import pytest

from agentlite.actions import ToolCall
from agentlite.errors import ToolError
from agentlite.tools.home.automations import Becomes, Crosses, Daily, Once, Sun, Trigger
from agentlite.tools.home.automations.export import NotExportable, home_assistant_automation
from agentlite.tools.home.homeassistant import HomeAssistant, Settings
from tests.tools.home.homeassistant.real import MISSING, PROGRAM, RealHome

pytestmark = pytest.mark.slow

TRIGGERS: dict[str, Trigger] = {
    "daily": Daily(time(7, 30), frozenset(range(5))),
    "once": Once(datetime(2030, 1, 1, 8, tzinfo=UTC)),
    "sun": Sun("sunset", -90, frozenset((5, 6))),
    "sunrise": Sun("sunrise"),
    "leaves": Becomes({"person.ana": "Ana"}, "home", negated=True),
    "all": Becomes({"light.bed_light": "Bed Light", "switch.ac": "AC"}, "on"),
    "none": Becomes({"light.bed_light": "Bed Light", "switch.ac": "AC"}, "on", negated=True),
    "any": Becomes({"light.bed_light": "Bed Light", "switch.ac": "AC"}, "on", every=False),
    "reading": Crosses("sensor.outside_temperature", "Outside Temperature", 25.5, True),
    "thermostat": Crosses("climate.ecobee", "Ecobee", 18, False, "current_temperature"),
}
CALLS = {
    "turn_on": {"target": "Bed Light"}, "turn_off": {"target": "all lights"},
    "set_brightness": {"percent": 40, "target": "Bed Light"}, "set_color": {"color": "red", "target": "Bed Light"},
    "open": {"target": "Kitchen Window"}, "set_position": {"percent": 50, "target": "Living Room Window"},
    "lock": {"target": "Front Door"}, "unlock": {"target": "Front Door"},
    "set_temperature": {"degrees": 22, "target": "HeatPump"}, "set_volume": {"percent": 30, "target": "Walkman"},
    "activate": {"target": "Film"},
}  # fmt: skip


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealHome]:
    if not PROGRAM.exists():
        pytest.skip(MISSING)
    made = RealHome(tmp_path_factory.mktemp("home-assistant"))
    with (made.folder / "configuration.yaml").open("a", encoding="utf-8") as file:
        file.write("\nautomation: !include automations.yaml\n")
    (made.folder / "automations.yaml").write_text("[]\n")
    made.start()
    yield made
    made.kill()


@pytest.fixture(scope="module")
def home(real: RealHome) -> Iterator[HomeAssistant]:
    with HomeAssistant(Settings(real.url, real.token, everything=True), reach_seconds=120) as opened:
        yield opened


def exported(home: HomeAssistant, alias: str, trigger: Trigger, *calls: ToolCall) -> dict[str, Any]:
    return asyncio.run(home_assistant_automation(alias, trigger, calls, home.house))


def send(real: RealHome, document: dict[str, Any]) -> None:
    """Store it as Home Assistant's own editor does. Raises for what its check refuses."""
    real.rest("POST", f"/api/config/automation/config/{document['alias']}", document)


def state(real: RealHome, entity_id: str) -> str:
    """Its state; empty while Home Assistant has not loaded it."""
    return next((str(told["state"]) for told in real.rest("GET", "/api/states") if told["entity_id"] == entity_id), "")


def until(real: RealHome, entity_id: str, wanted: str) -> None:
    deadline = clock.monotonic() + 20
    while state(real, entity_id) != wanted:
        assert clock.monotonic() < deadline, f"{entity_id} is {state(real, entity_id)}, not {wanted}"
        clock.sleep(0.1)


def test_the_check_of_home_assistant_accepts_every_trigger_and_every_call(
    real: RealHome, home: HomeAssistant, tmp_path: Path
) -> None:
    lamp = ToolCall("turn_on", {"target": "Bed Light"})
    documents = [exported(home, f"when_{name}", trigger, lamp) for name, trigger in TRIGGERS.items()]
    documents += [
        exported(home, f"do_{tool}", TRIGGERS["daily"], ToolCall(tool, given)) for tool, given in CALLS.items()
    ]
    for document in documents:
        parts = {part: document[part] for part in ("trigger", "condition", "action") if part in document}
        verdict = real.ask("validate_config", **parts)
        assert [part for part, told in verdict.items() if not told["valid"]] == [], (document["alias"], verdict)
        send(real, document)
    for document in documents:
        until(real, f"automation.{document['alias']}", "on")
    (tmp_path / "configuration.yaml").write_text("automation: !include automations.yaml\n")
    shutil.copy(real.folder / "automations.yaml", tmp_path)
    command = [PROGRAM, "--script", "check_config", "-c", tmp_path]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "Failed config" not in checked.stdout, checked.stdout


def test_it_does_what_the_plan_says(real: RealHome, home: HomeAssistant) -> None:
    def guests(service: str) -> None:
        real.rest("POST", f"/api/services/input_boolean/{service}", {"entity_id": "input_boolean.guests"})

    guests("turn_off")
    real.rest("POST", "/api/services/light/turn_off", {"entity_id": "light.bed_light"})
    send(
        real,
        exported(
            home, "guests_come", Becomes({"input_boolean.guests": "Guests"}, "on"),
            ToolCall("set_brightness", {"percent": 40, "target": "Bed Light"}),
        ),
    )  # fmt: skip
    until(real, "automation.guests_come", "on")
    assert state(real, "light.bed_light") == "off"
    guests("turn_on")
    until(real, "light.bed_light", "on")
    assert real.rest("GET", "/api/states/light.bed_light")["attributes"]["brightness"] == 102


def test_what_home_assistant_cannot_do_alike_is_refused(home: HomeAssistant) -> None:
    with pytest.raises(NotExportable):
        exported(
            home, "x", TRIGGERS["daily"], ToolCall("adjust_brightness", {"direction": "up", "target": "Bed Light"})
        )
    with pytest.raises(ToolError, match="nothing called"):
        exported(home, "x", TRIGGERS["daily"], ToolCall("turn_on", {"target": "No Such Lamp"}))
