"""The system pack, over made-up /proc and /sys trees of real files, and over the machine it runs on."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

import pytest

from agentlite.errors import ToolError
from agentlite.tools.system.tools import SystemTools
from agentlite.tools.system.wording import duration, size
from agentlite.toolset import Outcome
from tests.test_docs import ROOT, run_programs
from tests.tools.opening import opened, rehearsed

LAPTOP = {
    "sys/class/power_supply/AC/type": "Mains",
    "sys/class/power_supply/BAT0/type": "Battery",
    "sys/class/power_supply/BAT0/capacity": "81",
    "sys/class/power_supply/BAT0/status": "Discharging",
    "sys/class/power_supply/mouse/type": "Battery",
    "sys/class/power_supply/mouse/scope": "Device",
    "sys/class/power_supply/mouse/capacity": "99",
    "sys/class/thermal/thermal_zone0/temp": "48500",
    "sys/class/thermal/thermal_zone1/temp": "-274000",
    "sys/class/hwmon/hwmon0/temp1_input": "51000",
    "sys/class/hwmon/hwmon0/temp2_input": "not connected",
    "proc/meminfo": "MemTotal:       8000000 kB\nMemFree:        1000000 kB\nMemAvailable:   6000000 kB\n",
    "proc/loadavg": "0.50 0.40 0.30 1/100 1234",
    "proc/uptime": "93784.21 100000.00",
}


def machine(root: Path, files: Mapping[str, str]) -> SystemTools:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text + "\n")
    return SystemTools(root)


def check(tools: SystemTools, what: str) -> Outcome:
    return asyncio.run(tools.toolset()["check_system"].run({"what": what}))


SAID = {
    "battery": ("The battery is at 81%, not charging.", "A bateria está em 81%, sem estar a carregar."),
    "memory": ("6.1 GB of 8.2 GB of memory are free, 75%.", "Na memória há 6,1 GB livres de 8,2 GB, 75%."),
    "temperature": ("The hottest sensor measures 51 °C.", "O sensor mais quente marca 51 °C."),
    "uptime": ("It has been on for 1 day and 2 hours.", "Está ligada há 1 dia e 2 horas."),
}


@pytest.mark.parametrize(("what", "said"), SAID.items())
def test_each_reading_is_said_in_both_languages(tmp_path: Path, what: str, said: tuple[str, str]) -> None:
    outcome = check(machine(tmp_path, LAPTOP), what)
    assert (outcome.say["en"], outcome.say["pt"]) == said


def test_a_battery_that_charges_is_told(tmp_path: Path) -> None:
    outcome = check(machine(tmp_path, {**LAPTOP, "sys/class/power_supply/BAT0/status": "Charging"}), "battery")
    assert outcome.value == {"battery": {"percent": 81, "charging": True}}
    assert outcome.say["pt"] == "A bateria está em 81%, a carregar."


@pytest.mark.parametrize("what", ["battery", "memory", "load", "temperature", "uptime"])
def test_what_the_machine_does_not_tell_is_not_available_here(tmp_path: Path, what: str) -> None:
    with pytest.raises(ToolError, match="Not available here") as caught:
        check(machine(tmp_path, {"proc/meminfo": "nonsense", "proc/loadavg": "", "proc/uptime": "x"}), what)
    assert caught.value.say["pt"].startswith("Não disponível aqui")


def test_everything_tells_what_there_is_and_what_there_is_not(tmp_path: Path) -> None:
    tools = machine(tmp_path, {name: text for name, text in LAPTOP.items() if not name.startswith("sys")})
    outcome = check(tools, "everything")
    assert set(outcome.value) == {"disk", "load", "memory", "uptime"}
    assert outcome.say["en"].endswith("Not available here: a battery and a temperature.")
    assert outcome.say["pt"].endswith("Não disponível aqui: bateria e a temperatura.")


@pytest.mark.skipif(not Path("/proc/meminfo").exists(), reason="THIS IS NOT LINUX")
def test_the_machine_that_runs_this_tells_of_itself(tmp_path: Path) -> None:
    with opened("system", tmp_path) as tools:
        value = asyncio.run(tools["check_system"].run({"what": "everything"})).value
        assert not tools["check_system"].needs_approval({"what": "everything"})
    assert 0 < value["memory"]["free"] <= value["memory"]["total"]
    assert value["disk"]["total"] > 0
    assert value["uptime"]["seconds"] > 0
    assert value["load"]["cores"] >= 1


def test_sizes_and_times_are_told_in_their_largest_units() -> None:
    assert [size(n, "en") for n in (999, 5_000_000, 1_500_000_000, 2_000_000_000_000)] == [
        "999 B", "5.0 MB", "1.5 GB", "2.0 TB",
    ]  # fmt: skip
    assert [duration(n, "pt") for n in (20, 61, 7200, 90_000)] == ["0 minutos", "1 minuto", "2 horas", "1 dia e 1 hora"]


@pytest.mark.parametrize("language", ["en", "pt-BR", "pt-PT"])
def test_what_is_rehearsed_can_be_called(language: str) -> None:
    assert rehearsed("system", language) >= 0.97


def test_the_programs_of_the_page_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run_programs(ROOT / "docs/packs/system.md", box=False)
