"""The lists from a request to what is on them, through a real sandbox."""

import asyncio
import random
import subprocess
import sys

import pytest

from agentlite.errors import ToolError
from agentlite.packs import Setting, find_pack, policy
from agentlite.sandbox import Sandbox, SandboxUnavailable
from agentlite.tools.lists import lists_toolset, open_lists
from agentlite.tools.lists.store import ListStore, NamedList, opened
from agentlite.tools.lists.tools import ListTools
from agentlite.train.rehearsing import Rehearsing, legal
from tests.tools.opening import opened as opened_pack
from tests.tools.suites import impossible


class World:
    """The tools over the lists of one folder."""

    def __init__(self, setting):
        self.store = ListStore(setting.folder)
        self.tools = lists_toolset(ListTools(self.store.lists, setting.run))

    def legal(self, tool, request):
        schema = self.tools[tool].schema(request)
        return schema and {name: values["enum"] for name, values in schema["properties"].items()}

    def call(self, tool, **arguments):
        try:
            return asyncio.run(self.tools[tool].run(arguments))
        except SandboxUnavailable as error:
            pytest.skip(f"NO SANDBOX HOLDS HERE: {error}")

    def open(self):
        return {known.name: known.open for known in self.store.lists()}


@pytest.fixture(scope="module")
def setting(tmp_path_factory):
    pack, home = find_pack("lists"), tmp_path_factory.mktemp("home")
    with Sandbox(policy([pack], home)) as sandbox:
        yield Setting("lists", home / "lists", sandbox, pack.manifests())


@pytest.fixture
def world(setting):
    open_lists(setting)
    with opened(setting.folder) as store:
        for known in store.lists():
            store.clear(known.name)
    return World(setting)


def test_things_are_put_on_a_list_once(world):
    assert world.legal("add_to_list", "put eggs on the shopping list")["list_name"] == ["shopping"]
    assert world.legal("add_to_list", "I need eggs")["list_name"] == ["shopping", "to-do"]
    outcome = world.call("add_to_list", item="Eggs", list_name="shopping")
    assert outcome.say == {"en": "Eggs is now on shopping.", "pt": "Eggs está agora na lista shopping."}
    assert outcome.changes[0].subject == "shopping"
    again = world.call("add_to_list", item="egg", list_name="shopping")
    assert again.changes == ()
    assert world.open() == {"shopping": ("Eggs",), "to-do": ()}


def test_several_things_in_one_sentence_are_several_calls(world):
    offered = world.legal("add_to_list", "add milk, eggs and toilet paper to the shopping list")["item"]
    assert {"milk", "eggs", "toilet paper"} <= set(offered)


def test_ticking_off_names_what_is_there(world):
    for item in ("ovos", "pão", "leite", "leite de aveia"):
        world.call("add_to_list", item=item, list_name="shopping")
    assert world.legal("tick_off", "já comprei os Ovos e os paes") == {"item": ["ovos", "pão"]}
    assert world.legal("tick_off", "já tenho o leite de aveia") == {"item": ["leite de aveia"]}
    assert world.tools["tick_off"].schema("já comprei o fermento") is None
    assert world.call("tick_off", item="ovos").say["pt"] == "ovos: riscado da lista shopping."
    assert world.tools["tick_off"].schema("já comprei os ovos") is None
    assert world.legal("remove_from_list", "tira os ovos da lista") == {"item": ["ovos"]}
    shown = world.call("show_list", list_name="shopping")
    assert shown.value == {"open": ["pão", "leite", "leite de aveia"], "done": ["ovos"]}
    assert shown.say["en"] == "3 items on shopping: pão, leite, leite de aveia. 1 ticked off."
    with pytest.raises(ToolError) as caught:
        world.call("tick_off", item="ovos")
    assert caught.value.say["pt"] == "ovos não está na lista shopping."
    assert world.call("add_to_list", item="ovos", list_name="shopping").changes
    assert world.call("show_list", list_name="shopping").value["done"] == []


def test_what_is_on_two_lists_is_told_apart(world):
    for name in ("shopping", "to-do"):
        world.call("add_to_list", item="batteries", list_name=name)
    assert world.legal("tick_off", "batteries done") == {"item": ["batteries (shopping)", "batteries (to-do)"]}
    assert world.legal("tick_off", "tick off the batteries on the to-do list") == {"item": ["batteries (to-do)"]}
    world.call("remove_from_list", item="batteries (to-do)")
    assert world.open() == {"shopping": ("batteries",), "to-do": ()}


def test_a_new_list(world):
    with opened(world.store._storage.path.parent) as store:
        there = {known.name for known in store.lists()}
    assert there == {"shopping", "to-do"}
    assert "packing" in world.legal("create_list", "make a packing list")["name"]
    assert world.call("create_list", name="packing list").value == {"list": "packing"}
    assert world.tools.briefing("").stable == "lists: shopping, to-do, packing"
    with pytest.raises(ToolError, match="a list Packing already"):
        world.call("create_list", name="Packing")


def test_clearing_needs_approval_and_empties(world):
    world.call("add_to_list", item="milk", list_name="shopping")
    assert world.tools["clear_list"].needs_approval({"list_name": "shopping"})
    assert not world.tools["remove_from_list"].needs_approval({"item": "milk"})
    assert world.call("clear_list", list_name="shopping").changes[0].before == ["milk"]
    assert world.call("show_list", list_name="shopping").say["pt"] == "Nada em shopping."


@pytest.mark.parametrize(("tool", "arguments"), [("show_list", {"list_name": "x"}), ("tick_off", {"item": "x"})])
def test_what_is_not_there_is_said_so(world, tool, arguments):
    with pytest.raises(ToolError, match=r"no list"):
        world.call(tool, **arguments)


def test_empty_and_endless_items_are_refused(world):
    for item in ("  ", "x" * 201):
        with pytest.raises(ToolError, match="1 to 200 characters"):
            world.call("add_to_list", item=item, list_name="shopping")


def test_the_usual_lists_are_named_in_the_users_language_and_last(tmp_path):
    pack = find_pack("lists")
    with opened_pack("lists", tmp_path) as tools:
        assert tools.briefing("").stable == "lists: shopping, to-do"
    with Sandbox(policy([pack], tmp_path / "pt")) as sandbox:
        setting = Setting("lists", tmp_path / "pt" / "lists", sandbox, pack.manifests(), "pt")
        assert open_lists(setting).briefing("").stable == "lists: compras, tarefas"
    with opened(tmp_path / "pt" / "lists") as store:
        store.begin(["others"])
        assert store.lists() == [NamedList("compras"), NamedList("tarefas")]


def test_nothing_that_was_kept_is_lost_by_a_kill(tmp_path):
    with opened(tmp_path) as store:
        store.begin(["shopping"])
    command = [sys.executable, "-m", "tests.tools.lists.processes", str(tmp_path)]
    adding = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    kept = [adding.stdout.readline() for _ in range(20)]
    adding.kill()
    kept += adding.communicate(timeout=60)[0].splitlines()
    with opened(tmp_path) as store:
        (shopping,) = store.lists()
    assert {line.strip() for line in kept} <= set(shopping.open)
    assert len(shopping.open) - len(kept) <= 1


@pytest.mark.parametrize("language", ["en", "pt-BR", "pt-PT"])
def test_what_is_rehearsed_can_be_called(language):
    rng = random.Random(7)
    drawn = [Rehearsing(find_pack("lists"), language, rng, "train") for _ in range(80)]
    turns = [(stage.tools, *stage.calls()) for stage in drawn]
    assert sum(legal(tools, text, calls.calls) for tools, text, calls in turns) >= 78


def test_what_the_suite_expects_can_be_said(tmp_path):
    with opened_pack("lists", tmp_path) as tools:
        try:
            assert list(impossible("lists", tools)) == []
        except SandboxUnavailable as error:
            pytest.skip(f"NO SANDBOX HOLDS HERE: {error}")
