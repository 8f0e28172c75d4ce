"""`agentlite models`, with a tiny model file and servers that are not there."""

import json

from agentlite.models import shipped
from tests.cli.conftest import DEAD_SERVER
from tests.models.test_embedded import TINY


def test_list_tells_what_is_here_and_why_something_is_not(monkeypatch, agentlite):
    monkeypatch.setattr(shipped, "shipped_models", lambda: {"": TINY})
    listed = agentlite("models", "list")
    assert listed.exit_code == 0
    assert "Q8_0" in listed.stdout
    assert DEAD_SERVER in listed.stdout
    box, server = json.loads(agentlite("models", "list", "--json").stdout)
    assert (box["available"], box["size"]) == (True, TINY.stat().st_size)
    assert server["available"] is False


def test_a_missing_model_in_the_box_is_told(tmp_path, monkeypatch, agentlite):
    monkeypatch.setattr(shipped, "shipped_models", lambda: {"": tmp_path / "box.gguf"})
    listed = agentlite("models", "list", "--json")
    assert json.loads(listed.stdout)[0]["available"] is False


def test_probe_says_what_a_model_honours(agentlite):
    probed = agentlite("models", "probe", f"embedded:{TINY}", "--language", "pt")
    assert probed.exit_code == 0
    assert "O esquema é imposto" in probed.stdout
    document = json.loads(agentlite("models", "probe", f"embedded:{TINY}", "--json").stdout)
    assert document["schema_enforced"] is True
    assert document["info"]["quantization"] == "Q8_0"


def test_probing_what_is_not_there_says_so(agentlite):
    down = agentlite("models", "probe", "ollama:qwen3:4b")
    assert (down.exit_code, DEAD_SERVER in down.stderr) == (3, True)
    assert agentlite("models", "probe", "gpt-9000").exit_code == 2


def test_importing_needs_a_sound_file_and_a_server(tmp_path, agentlite):
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"GGUF" + b"\xff" * 64)
    assert agentlite("models", "import", "mine", "--file", broken).exit_code == 3
    down = agentlite("models", "import", "mine", "--file", TINY)
    assert (down.exit_code, DEAD_SERVER in down.stderr) == (3, True)
