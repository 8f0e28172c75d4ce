import asyncio
import json
import random
import sys

import pytest

from agentlite.cli.group import group
from agentlite.errors import ConfigurationError, InvalidTool, ToolError, UnknownTool
from agentlite.packs import Setting, find_pack, open_packs, policy
from agentlite.sandbox import InvalidManifest, Sandbox
from agentlite.saying import saying
from agentlite.train.quoting import plain
from agentlite.train.rehearsing import Rehearsing

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="tools are sandboxed on Linux only")


def opened(pack, home, options=None):
    given = {pack.name: options or {}}
    return open_packs([pack], Sandbox(policy([pack], home, given)), home, options=given)


def test_a_folder_is_a_pack_whose_work_is_done_in_the_sandbox_and_lasts(garden, tmp_path):
    home = tmp_path / "state"
    plant = opened(find_pack(str(garden)), home)["plant"]
    assert asyncio.run(plant.run({"what": "basil"})).value == ["basil"]
    again = opened(find_pack(str(garden)), home)["plant"]
    assert asyncio.run(again.run({"what": "mint"})).value == ["basil", "mint"]
    assert (home / "garden" / "bed.txt").read_text() == "basil\nmint\n"


def test_an_installed_package_announces_a_pack(garden, monkeypatch):
    info = garden.parent / "garden-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: garden\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[agentlite.packs]\ngarden = garden\n")
    monkeypatch.syspath_prepend(garden.parent)
    assert find_pack("garden").about["pt"] == "canteiros e sementes"


def test_its_tools_show_their_manifest_and_are_as_risky_as_that_says(garden, tmp_path):
    (garden / "manifest.yaml").write_text("plant: {risk: irreversible, write: [garden]}")
    plant = opened(find_pack(str(garden)), tmp_path)["plant"]
    assert (plant.risk, plant.needs_approval({"what": "mint"}), plant.manifest.write) == (
        "irreversible",
        True,
        ("garden",),
    )


@pytest.mark.parametrize(
    ("manifest", "error"),
    [("dig: {risk: read}", InvalidTool), ("plant: {risk: funny}", InvalidManifest), ("[plant", InvalidManifest)],
)
def test_without_a_valid_manifest_for_each_tool_it_does_not_load(garden, tmp_path, manifest, error):
    (garden / "manifest.yaml").write_text(manifest)
    with pytest.raises(error):
        opened(find_pack(str(garden)), tmp_path)


def test_what_is_no_pack_is_refused(tmp_path):
    with pytest.raises(UnknownTool, match="no tool pack called"):
        find_pack("spaceship")
    with pytest.raises(UnknownTool, match="no __init__"):
        find_pack(str(tmp_path))
    (tmp_path / "hollow").mkdir()
    (tmp_path / "hollow" / "__init__.py").write_text("")
    with pytest.raises(InvalidTool, match="no PACK"):
        find_pack(str(tmp_path / "hollow"))


def test_granted_folders_stand_in_for_the_word_folders(garden, tmp_path):
    from importlib import import_module

    shed = tmp_path / "shed"
    shed.mkdir()
    (shed / "note").write_text("dig here")
    pack = find_pack(str(garden))
    options = {"garden": {"folders": f"shed={shed}"}}
    granted = policy([pack], tmp_path / "state", options)
    with Sandbox(granted) as sandbox:
        setting = Setting("garden", granted.roots["garden"], sandbox, pack.manifests(), folders={"shed": shed})
        dig = import_module("garden.work").dig
        assert asyncio.run(setting.run(dig, path=str(shed / "note"))).value == "dig here"
        with pytest.raises(ToolError):
            asyncio.run(setting.run(dig, path=str(garden.parent.parent / "state")))
    assert granted.roots["shed"] == shed


def test_programs_and_networks_that_the_user_set_are_granted(garden, tmp_path):
    options = {"garden": {"programs": "/bin/true, ls", "networks": "192.168.1.7/32"}}
    granted = policy([find_pack(str(garden))], tmp_path, options)
    assert (granted.programs, granted.networks) == (("/bin/true", "ls"), ("192.168.1.7/32",))


def test_a_name_stands_for_one_folder_in_all_packs(garden, tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    packs = [find_pack("files"), find_pack(str(garden))]
    options = {"files": {"folders": f"docs={tmp_path / 'a'}"}, "garden": {"folders": f"docs={tmp_path / 'a'}"}}
    assert policy(packs, tmp_path / "state", options).roots["docs"] == tmp_path / "a"
    for other in (f"docs={tmp_path / 'b'}", f"garden={tmp_path / 'b'}"):
        with pytest.raises(ConfigurationError, match="stands for"):
            policy(packs, tmp_path / "state", options | {"garden": {"folders": other}})


@pytest.mark.parametrize("folders", ["shed", "shed=", "calc=~", "a b=~", "shed=/no/such/folder"])
def test_a_folder_that_cannot_be_granted_is_named(garden, tmp_path, folders):
    with pytest.raises(ConfigurationError):
        opened(find_pack(str(garden)), tmp_path, {"folders": folders})


def test_from_the_command_line(garden, tmp_path, monkeypatch):
    from click.testing import CliRunner

    monkeypatch.setenv("AGENTLITE_HOME", str(tmp_path / "data"))
    call = ["tools", "call", "plant", json.dumps({"what": "sage"}), "--tools", str(garden), "--json"]
    result = CliRunner().invoke(group, call)
    assert (result.exit_code, json.loads(result.stdout)["outcome"]["ok"]) == (0, True)
    assert (tmp_path / "data/packs/garden/bed.txt").read_text() == "sage\n"


def test_settings_come_from_the_file_and_from_the_command(garden, tmp_path, monkeypatch):
    import click

    from agentlite.cli import options

    monkeypatch.setenv("AGENTLITE_HOME", str(tmp_path))
    (tmp_path / "packs.yaml").write_text("garden: {folders: shed=/a, city: Porto}")
    seen = {}

    @click.command()
    @options.packs
    def told(packs):
        seen.update(options.pack_settings(), packs=packs)

    told.main(["--set", "garden.folders=shed=/b", "--tools", "garden,clock"], standalone_mode=False)
    assert seen == {"garden": {"folders": "shed=/b", "city": "Porto"}, "packs": ("garden,clock",)}
    (tmp_path / "packs.yaml").write_text("garden")
    with pytest.raises(ConfigurationError, match=r"packs\.yaml"):
        told.main([], standalone_mode=False)


def test_a_tool_is_only_for_requests_that_speak_of_it(garden, tmp_path):
    assert opened(find_pack(str(garden)), tmp_path)["plant"].schema("basil") is not None
    (garden / "spoken.yaml").write_text("plant: [plant*, put in, semeia]")
    plant = opened(find_pack(str(garden)), tmp_path)["plant"]
    assert plant.schema("basil") is None
    assert plant.schema("Planting basil") is not None
    assert plant.schema("don't plant basil") is None


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("[plant]", "does not list words"),
        ("plant: basil", "does not list words"),
        ("plant", "does not list words"),
        ("plant: [", "cannot be read"),
    ],
)
def test_what_lists_no_words_by_tool_is_an_error(garden, tmp_path, written, told):
    (garden / "spoken.yaml").write_text(written)
    with pytest.raises(ConfigurationError, match=told):
        opened(find_pack(str(garden)), tmp_path)


@pytest.mark.parametrize("name", ["clock", "lists", "notes"])
@pytest.mark.parametrize("language", ["en", "pt-BR", "pt-PT"])
def test_nearly_all_ways_to_ask_that_are_taught_speak_of_the_tool(name, language):
    pack, rng = find_pack(name), random.Random(name + language)
    risks = {tool: manifest.risk for tool, manifest in pack.manifests().items()}
    tests = {tool: saying(*words, even_denied=risks[tool] == "read") for tool, words in pack.spoken().items()}
    stage = Rehearsing(pack, language, rng, "train")
    taught = [(plain(text), calls.calls[0].tool) for text, calls in (stage.calls() for _ in range(300))]
    asked = [(text, tests[tool](text)) for text, tool in taught if tool in tests]
    assert len(asked) > 50
    assert sum(said for _, said in asked) / len(asked) > 0.97, [text for text, said in asked if not said]
