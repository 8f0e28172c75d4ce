"""`agentlite memory`, and `--memory` for run and chat."""

import json
import sqlite3
import stat

from agentlite.memory import Filter, Memory
from agentlite.models.testing import ScriptedModel
from tests.cli.conftest import calls

LIGHT_ON = calls(("turn_on", {"target": "Worktop light"}))


def one_shot(*replies):
    return ScriptedModel(replies, one_shot=True)


def test_what_is_added_is_found_listed_shown_and_counted(home, agentlite):
    assert agentlite("memory", "add", "The", "wifi password is tulip42.", "--pin").stdout == "kept as m1\n"
    agentlite("memory", "add", "the big lamp", "--means", "Standing Lamp")
    (found,) = agentlite("memory", "search", "wifi").stdout.splitlines()
    assert found.startswith("m1  ") and "fact" in found and "tulip42" in found
    assert [line.split()[0] for line in agentlite("memory", "list").stdout.splitlines()] == ["m2", "m1"]
    assert [line.split()[0] for line in agentlite("memory", "list", "--kind", "alias").stdout.splitlines()] == ["m2"]
    assert "Standing Lamp" in agentlite("memory", "show", "m2").stdout
    counted = json.loads(agentlite("memory", "stats", "--json").stdout)
    assert counted["kinds"] == {"alias": 1, "fact": 1}
    assert stat.S_IMODE((home / "memory.db").stat().st_mode) == 0o600


def test_json_has_every_field_of_what_people_see(agentlite):
    added = json.loads(
        agentlite("memory", "add", "Clara likes tea.", "--privacy", "never", "--days", 2, "--json").stdout
    )
    shown = json.loads(agentlite("memory", "show", "m1", "--json").stdout)
    (found,) = json.loads(agentlite("memory", "search", "tea", "--json").stdout)
    assert added == shown == {key: value for key, value in found.items() if key != "score"}
    assert (shown["label"], shown["privacy"], shown["trust"], shown["author"]) == ("m1", "never", "owner", "user")
    assert round((shown["expires_at"] - shown["created_at"]) / 86_400, 3) == 2


def test_looking_at_nothing_makes_no_file(home, agentlite):
    listed = agentlite("memory", "list", "--json")
    assert (listed.exit_code, json.loads(listed.stdout)) == (0, [])
    assert "no memory" in listed.stderr
    assert not home.exists()


def test_users_and_namespaces_are_apart(agentlite):
    agentlite("memory", "add", "mine")
    agentlite("memory", "add", "yours", "--user", "rui")
    assert "mine" in agentlite("memory", "list").stdout
    assert "yours" not in agentlite("memory", "list").stdout
    assert agentlite("memory", "list", "--user", "rui", "--namespace", "work").stdout == ""


def test_forgetting_shows_what_and_does_nothing_without_a_yes(home, agentlite):
    agentlite("memory", "add", "The plumber is called Ferris.")
    agentlite("memory", "add", "Tulips need water.")
    refused = agentlite("memory", "forget", "--query", "plumber")
    assert refused.exit_code == 1
    assert "Ferris" in refused.stdout and "--yes" in refused.stderr
    done = agentlite("memory", "forget", "--query", "plumber", "--yes", "--language", "pt")
    assert done.exit_code == 0
    assert done.stdout.startswith("Esquecidos: 1.")
    assert b"Ferris" not in (home / "memory.db").read_bytes()
    receipt = json.loads(agentlite("memory", "forget", "m2", "--yes", "--json").stdout)
    assert (receipt["ids"], receipt["residue"]) == ([2], [])
    assert agentlite("memory", "forget").exit_code == 2
    assert "look like m12" in agentlite("memory", "show", "lamp").stderr


def test_documents_are_imported_again_only_where_they_changed(tmp_path, agentlite):
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "boiler.md").write_text("Hold the flame button.")
    (folder / "bad.json").write_text("{")
    first = agentlite("memory", "import", folder)
    assert first.exit_code == 1
    assert first.stdout == "1 new, 0 updated, 0 unchanged, 0 gone, 1 not read\n"
    assert "bad.json" in first.stderr
    (folder / "bad.json").unlink()
    again = json.loads(agentlite("memory", "import", folder, "--json").stdout)
    assert (len(again["unchanged"]), again["failed"]) == (1, {})
    assert "flame" in agentlite("memory", "search", "flame button").stdout
    assert agentlite("memory", "import", tmp_path / "nowhere").exit_code == 2


def test_a_memory_goes_elsewhere_and_is_trusted_as_far_as_said(tmp_path, agentlite):
    agentlite("memory", "add", "The key is under the pot.")
    backup, other = tmp_path / "backup.jsonl", tmp_path / "other.db"
    assert "1 memories written" in agentlite("memory", "export", backup).stdout
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert agentlite("memory", "export", "-").stdout == backup.read_text()
    agentlite("memory", "import", backup, "--memory", other, "--trust", "foreign")
    (item,) = json.loads(agentlite("memory", "list", "--memory", other, "--json").stdout)
    assert (item["text"], item["trust"]) == ("The key is under the pot.", "foreign")


def test_damage_is_found_and_repaired(home, agentlite):
    agentlite("memory", "add", "The boiler is old.")
    assert agentlite("memory", "check").stdout == "The file is sound: 1 items.\n"
    with sqlite3.connect(home / "memory.db") as raw:
        raw.execute("insert into item_fts (item_fts) values ('delete-all')")
    broken = agentlite("memory", "check", "--json")
    assert broken.exit_code == 1
    assert json.loads(broken.stdout)["problems"]
    assert agentlite("memory", "repair").exit_code == 0
    (home / "memory.db").write_bytes(b"no database at all" * 500)
    assert agentlite("memory", "check").exit_code == 3


def test_a_run_recalls_names_and_keeps_what_was_said(tmp_path, agentlite):
    file = tmp_path / "m.db"
    agentlite("memory", "add", "the chef's lamp", "--means", "Worktop light", "--memory", file)
    with one_shot(LIGHT_ON) as model:
        assert agentlite("run", "turn on the chef's lamp", "--memory", file, model=model).exit_code == 0
    assert "turn on the Worktop light" in model.requests[0].messages[-1].content
    with Memory(file) as memory:
        turns = [item.text for item in memory.items(Filter(kinds=("turn",)))]
    assert turns[0] == "turn on the chef's lamp"


def test_a_run_that_was_right_can_be_learned_and_needs_no_model_then(tmp_path, agentlite):
    file = tmp_path / "m.db"
    agentlite("run", "cooking time", "--memory", file, model=one_shot({"decline": "No."}))
    (declined,) = json.loads(agentlite("runs", "list", "--json").stdout)
    assert agentlite("memory", "learn", declined["run_id"], "--memory", file).exit_code == 2
    agentlite("run", "worktop light on, cooking time", "--memory", file, model=one_shot(LIGHT_ON))
    newest = json.loads(agentlite("runs", "list", "--json").stdout)[0]
    learned = agentlite("memory", "learn", newest["run_id"], "--memory", file)
    assert "turn_on(target='Worktop light')" in learned.stdout
    with one_shot() as model:
        again = agentlite("run", "Worktop light on, cooking time please", "--memory", file, model=model)
    assert again.exit_code == 0


def test_good_in_a_chat_teaches_the_last_request(tmp_path, agentlite):
    file = tmp_path / "m.db"
    said = "/good\nworktop light for cooking\n/good\nworktop light for cooking\n"
    with one_shot(LIGHT_ON) as model:
        talked = agentlite("chat", "--memory", file, model=model, stdin=said)
    assert "nothing to remember" in talked.stderr
    assert "From now on “worktop light for cooking” means" in talked.stdout
    with Memory(file) as memory:
        assert [item.trust for item in memory.items(Filter(kinds=("example",)))] == ["owner"]
