import asyncio
import random

import pytest

from agentlite import Agent
from agentlite.errors import InputError, ToolError
from agentlite.models.testing import ScriptedModel
from agentlite.packs import find_pack
from agentlite.tools.robot.guard import Guard
from agentlite.tools.robot.rehearsal import rehearse
from agentlite.tools.robot.tabletop import TabletopSim
from agentlite.tools.robot.tools import robot_toolset
from agentlite.tools.robot.world import demo_world, load_world, parse_world
from agentlite.train.quoting import settled
from agentlite.train.rehearsing import Rehearsing, legal


def toolset(world=None):
    return robot_toolset(TabletopSim(world or demo_world()))


def offered(tools, tool, request):
    schema = tools[tool].schema(request)
    return schema and schema["properties"]["target"]["enum"]


@pytest.mark.parametrize(
    ("request_", "tool", "targets"),
    [
        ("put the red block on the blue one", "pick", ["red block"]),
        ("put the red block on the blue one", "place", ["blue block"]),
        ("põe o bloco vermelho em cima do azul", "place", ["bloco azul"]),
        ("take the red block off the table and put it on the tray", "place", ["tray"]),
        ("grab the cup", "pick", ["yellow cup"]),
        ("põe o bloco vermelho numa lata", "pick", ["bloco vermelho"]),
        ("põe o bloco vermelho nesta lata", "place", ["lata vermelha"]),
        ("tira o bloco vermelho desta mesa e põe-no na bandeja", "place", ["bandeja"]),
        ("leva o bloco vermelho à lata", "pick", ["bloco vermelho"]),
        ("abre a tampa", "open", ["caixa"]),
        ("open the tray", "open", None),
        ("pick up the teapot", "pick", None),
        ("drive to the red block", "go_to", ["table"]),
        ("don't touch the red block", "pick", None),
        ("if the box is open, grab the cup", "pick", None),
        ("if the box is closed, grab the cup", "pick", ["yellow cup"]),
        ("if all the blocks are on the table, grab the cup", "pick", ["yellow cup"]),
        ("grab the cup if it rains", "pick", None),
        ("if all the things are on the shelf, grab the cup", "pick", None),
    ],
)
def test_only_what_the_request_means_can_be_chosen(request_, tool, targets):
    assert offered(toolset(), tool, request_) == targets


def test_the_briefing_lists_what_there_is_in_the_language_of_the_request():
    tools = toolset()
    assert tools.briefing("what do you see").stable.splitlines() == [
        "robot:",
        "table: red block, blue block, green block, red can",
        "shelf: yellow cup",
        "tray",
        "box (closed)",
        "bin",
    ]
    assert "caixa (fechada)" in tools.briefing("o que vês na mesa").stable
    asyncio.run(tools["pick"].run({"target": "lata vermelha"}))
    assert tools.briefing("what do you see").volatile == "holding: red can"
    assert ("lata vermelha", "thing", "red can") in tools.briefing("").names


def test_an_agent_acts_in_order_and_reports_what_was_sensed():
    calls = [("open", "caixa"), ("pick", "bloco vermelho"), ("place", "caixa")]
    decision = {"calls": [{"call": tool, "with": {"target": target}} for tool, target in calls]}
    tools = toolset()
    with ScriptedModel([decision], one_shot=True) as model:
        result = Agent(model, tools=tools).run("abre a caixa e põe o bloco vermelho na caixa")
    assert result.status == "done"
    assert result.output.endswith("O bloco vermelho está agora na caixa.")
    assert [(c.subject, c.attribute, c.after) for c in result.changes] == [
        ("box", "open", True),
        ("red block", "place", "hand"),
        ("red block", "place", "box"),
    ]


def test_arriving_is_told_in_whole_sentences():
    outcome = asyncio.run(toolset()["go_to"].run({"target": "bin"}))
    assert outcome.say == {"en": "I am at the bin.", "pt": "Estou junto ao cesto."}


def test_a_thing_that_slips_is_not_told_as_held():
    tools = robot_toolset(TabletopSim(demo_world(), slippery=frozenset({"red-can"})))
    with pytest.raises(ToolError, match="could not get hold of the red can"):
        asyncio.run(tools["pick"].run({"target": "red can"}))


def test_whatever_else_moves_is_noticed():
    class Clumsy(TabletopSim):
        async def grip(self, closed, newtons):
            await super().grip(closed, newtons)
            self._things["blue-block"] = self._things["blue-block"]._replace(y=0.4)

    with pytest.raises(ToolError, match="Something else moved: the blue block"):
        asyncio.run(robot_toolset(Clumsy(demo_world()))["pick"].run({"target": "red block"}))


def test_a_full_tray_has_no_room():
    colors = ["red", "blue", "green", "yellow", "white", "black", "orange", "purple", "pink"]
    world = parse_world({"things": {f"{c}-block": "tray" for c in colors} | {"red-can": "table"}})
    tools = toolset(world)
    asyncio.run(tools["pick"].run({"target": "red can"}))
    with pytest.raises(ToolError, match="no room left on the tray"):
        asyncio.run(tools["place"].run({"target": "tray"}))


def test_a_place_outside_the_fence_is_not_approached():
    far = {"kind": "table", "at": [1.5, 3.0], "size": [0.5, 0.5], "top": 0.4}
    world = parse_world({"places": {"far": far}, "things": {"red-block": "far"}})
    sim = TabletopSim(world)
    with pytest.raises(ToolError, match="outside the fence"):
        asyncio.run(robot_toolset(Guard(sim))["pick"].run({"target": "red block"}))
    assert abs(asyncio.run(sim.pose()).y) < 0.1


def test_two_things_at_once_are_refused():
    tools = robot_toolset(TabletopSim(demo_world(), realtime=True))

    async def both():
        first = asyncio.ensure_future(tools["go_to"].run({"target": "tray"}))
        await asyncio.sleep(0.05)
        with pytest.raises(ToolError, match="something else"):
            await tools["go_to"].run({"target": "bin"})
        first.cancel()

    asyncio.run(both())


def test_worlds_are_read_from_files_and_their_errors_named(tmp_path):
    path = tmp_path / "world.yaml"
    path.write_text("places: [table]\nthings: {red-block: table, blue-block: red-block}\n", encoding="utf-8")
    world = load_world(path)
    assert world.below("blue-block", world.start) == "red-block"
    for text, said in (
        ("things: {teapot: table}", "no thing known"),
        ("things: {red-block: moon}", "stands on 'moon'"),
        ("lids: {box: ajar}", "open or closed"),
        ("places: [moon]", "no standard place"),
        ("things: [red-block]", "`things` of a world is a mapping"),
        ("things: {red-block: {at: table, spot: middle}}", "two numbers, not 'middle'"),
        ("lids: {tray: open}", "'tray' is no place of this world that has a lid"),
        ("places: {far: {kind: table, at: [1, 2], size: [1]}}", "'far' cannot be read"),
        ("places: {far: {kind: table, at: [1, 2], size: [1, up], top: 1}}", "'far' cannot be read"),
        ("places: {far: {kind: moon, at: [1, 2], size: [1, 1], top: 1}}", "'far' is no place known"),
        ("[1, 2]", "holds no world"),
    ):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match=said):
            load_world(path)


@pytest.mark.parametrize("language", ["en", "pt-BR", "pt-PT"])
def test_what_is_rehearsed_is_legal(language):
    rng, pack = random.Random(3), find_pack("robot")
    illegal = []
    for _ in range(150):
        stage = Rehearsing(pack, language, rng, "train")
        text, calls = stage.calls()
        said, action = settled(text, calls, text)
        if not legal(stage.tools, said, action.calls):
            illegal.append((said, calls))
    assert len(illegal) <= 4, illegal
    assert rehearse(rng, language).tools.briefing("").stable.startswith("robot:\n")


def test_every_tool_has_a_manifest():
    assert find_pack("robot").manifests().keys() == {tool.name for tool in toolset()}
