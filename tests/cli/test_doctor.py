"""`agentlite doctor`: every part is tried, for real."""

import asyncio
import json
import os
import shutil
import socket
from pathlib import Path

import pytest

from agentlite import doctor
from agentlite.models import shipped
from tests.models.test_embedded import TINY


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """A tiny model in the box, and two packages to try instead of training's heavy ones, and patience."""
    monkeypatch.setattr(shipped, "shipped_models", lambda: {"": TINY})
    monkeypatch.setattr(doctor, "TRAINING_PACKAGES", ("json", "no_such_package"))
    monkeypatch.setattr(doctor, "OLLAMA_SECONDS", 60)


def by_part(run):
    return {finding["part"]: finding for finding in json.loads(run.stdout)["findings"]}


def test_everything_is_tried_and_reported(home, agentlite):
    run = agentlite("doctor", "--json")
    assert (run.exit_code, json.loads(run.stdout)["ready"]) == (0, True)
    found = by_part(run)
    assert found["embedded"]["status"] == "ok"
    assert found["embedded"]["facts"]["size"] == TINY.stat().st_size
    assert found["embedded"]["facts"]["digest"].startswith("sha256:")
    assert found["embedded"]["facts"]["decision_ms"] > 0
    assert found["ollama"]["status"] == "missing"
    held = [facts for facts in found["sandbox"]["facts"].values() if isinstance(facts, dict)]
    assert found["sandbox"]["status"] == ("ok" if held else "missing")
    assert all(layers["files"] and layers["network"] and layers["kernel"] for layers in held)
    assert found["run log"]["status"] == "ok"
    assert found["training"]["facts"]["missing"] == ["no_such_package"]
    assert list(home.iterdir()) == [], "the trial leaves nothing behind"


def test_for_people_each_missing_part_comes_with_how_to_get_it(tmp_path, monkeypatch, agentlite):
    monkeypatch.setattr(shipped, "shipped_models", lambda: {"": tmp_path / "box.gguf"})
    said = agentlite("doctor", "--language", "pt").stdout
    assert "ollama serve" in said
    assert "pip install 'agentlite[train]'" in said
    assert "com manifesto" in said


def test_without_any_model_agentlite_is_not_ready(tmp_path, monkeypatch, agentlite):
    monkeypatch.setattr(shipped, "shipped_models", lambda: {"": tmp_path / "box.gguf"})
    run = agentlite("doctor", "--json")
    assert (run.exit_code, by_part(run)["embedded"]["status"]) == (3, "missing")
    broken = tmp_path / "broken.gguf"
    shutil.copy(TINY, broken)
    os.truncate(broken, TINY.stat().st_size // 2)
    monkeypatch.setattr(shipped, "shipped_models", lambda: {"": broken})
    run = agentlite("doctor", "--json")
    assert (run.exit_code, by_part(run)["embedded"]["status"]) == (3, "broken")


def test_a_log_that_cannot_be_written_is_found(tmp_path):
    file = tmp_path / "file"
    file.write_text("not a folder, and no database either " * 500)
    for log in (file, file / "runs.db", Path("/proc/runs.db")):
        assert doctor.try_run_log(log, "en").status == "broken"
    assert doctor.try_run_log(None, "en").status == "off"
    assert doctor.try_run_log(tmp_path / "new" / "runs.db", "en").status == "ok"


def test_a_package_that_takes_its_process_down_is_told(tmp_path, monkeypatch):
    (tmp_path / "crashing.py").write_text("import os; os.abort()")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(doctor, "TRAINING_PACKAGES", ("crashing",))
    assert asyncio.run(doctor.try_training("en")).status == "broken"


def test_a_server_that_never_answers_is_told(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("OLLAMA_HOST", f"http://127.0.0.1:{silent.getsockname()[1]}")
        monkeypatch.setattr(doctor, "OLLAMA_SECONDS", 0.2)
        found = asyncio.run(doctor.try_ollama("en"))
    assert (found.status, "does not answer" in found.text) == ("broken", True)


def test_what_may_leave_is_told_and_keys_by_their_name_only(monkeypatch):
    monkeypatch.setenv("AGENTLITE_OFFLINE", "0")
    monkeypatch.setenv("GROQ_API_KEY", "gsk-secret")
    found = doctor.try_egress("pt")
    assert (found.status, found.facts["offline"]) == ("ok", False)
    assert "GROQ_API_KEY" in found.text
    assert "gsk-secret" not in str(found)
    monkeypatch.setenv("AGENTLITE_OFFLINE", "1")
    assert doctor.try_egress("en").status == "off"
