"""`agentlite home`, and `--house home-assistant`, against a recorded Home Assistant."""

import json

import pytest

from agentlite.models.testing import ScriptedModel
from tests.cli.conftest import calls
from tests.tools.home.homeassistant.fake import OWNER, READER, FakeHome


@pytest.fixture
def fake(monkeypatch):
    for name in ("HASS_URL", "HASS_TOKEN", "HASS_READ_TOKEN", "AGENTLITE_HOUSE"):
        monkeypatch.delenv(name, raising=False)
    home = FakeHome()
    yield home
    home.close()


@pytest.fixture
def connected(agentlite, fake):
    assert agentlite("home", "connect", fake.url, stdin=f"{OWNER}\n").exit_code == 0
    return fake


def test_connect_tries_it_and_keeps_it_secret(agentlite, fake, home):
    done = agentlite("home", "connect", fake.url, stdin=f"{OWNER}\n")
    assert done.exit_code == 0
    assert "Connected to Casa de Teste (Home Assistant 2025.4.4) as Owner: 3 rooms" in done.output
    assert OWNER not in done.output
    kept = home / "home-assistant.json"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert json.loads(kept.read_text())["token"] == OWNER


def test_connect_with_a_second_token_that_reads(agentlite, fake, home):
    done = agentlite("home", "connect", fake.url, "--read-token", "--everything", stdin=f"{OWNER}\n{READER}\n")
    assert done.exit_code == 0
    kept = json.loads((home / "home-assistant.json").read_text())
    assert (kept["read_token"], kept["everything"]) == (READER, True)


def test_a_refused_token_is_said_in_the_users_language_and_not_kept(agentlite, fake, home):
    done = agentlite("home", "connect", fake.url, "--language", "pt", stdin="wrong\n")
    assert done.exit_code == 1
    assert "não aceita o token" in done.output
    assert not (home / "home-assistant.json").exists()


def test_show(agentlite, connected):
    shown = agentlite("home", "show").output
    assert "Bedroom\n" in shown
    assert "  Bed Light: off" in shown
    told = json.loads(agentlite("home", "show", "--json").output)
    assert {"id": "kitchen", "name": "Kitchen", "floor": "Ground floor", "aliases": []} in told["areas"]
    assert {"light.bed_light": "off"}.items() <= {e["id"]: e["state"] for e in told["entities"]}.items()


def test_a_task_acts_on_the_real_home(agentlite, connected):
    model = ScriptedModel([calls(("turn_on", {"target": "Bed Light"}))], one_shot=True)
    done = agentlite("run", "turn on the bed light", "--house", "home-assistant", "--log", "none", model=model)
    assert (done.exit_code, "Bed Light is on at 71%." in done.output) == (0, True)
    assert connected.called[0]["target"] == {"entity_id": ["light.bed_light"]}


def test_the_real_home_may_be_the_usual_one(agentlite, connected, monkeypatch):
    monkeypatch.setenv("AGENTLITE_HOUSE", "home-assistant")
    done = agentlite("tools", "call", "turn_off", '{"target": "Kitchen Lights"}')
    assert (done.exit_code, connected.called[0]["service"]) == (0, "turn_off")


def test_unlocking_the_real_door_is_declined_where_nobody_can_be_asked(agentlite, connected):
    done = agentlite("tools", "call", "unlock", '{"target": "Front Door"}', "--house", "home-assistant")
    assert done.exit_code == 1
    assert connected.called == []


def test_nothing_is_connected(agentlite, fake):
    done = agentlite("home", "show")
    assert done.exit_code == 2
    assert "No Home Assistant is connected" in done.output
    assert "agentlite home connect" in done.output
