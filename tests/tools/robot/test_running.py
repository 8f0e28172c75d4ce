import asyncio

import pytest

from agentlite.errors import InputError
from agentlite.tools.robot.guard import Guard
from agentlite.tools.robot.running import dry_run, replay, run
from agentlite.tools.robot.script import Check, Choice, Do, Fallback, Parallel, Retry, Script, Sequence
from agentlite.tools.robot.tabletop import TabletopSim
from agentlite.tools.robot.world import demo_world, parse_world

WORLD = demo_world()


def do(tool, target):
    return Do(tool, {"target": target})


def script(*nodes):
    return Script("a task", Sequence(nodes))


def below(report, thing):
    return WORLD.below(thing, report.scene)


def test_a_saved_script_is_replayed_without_a_model_and_bit_for_bit(tmp_path):
    task = script(
        do("open", "box"),
        Choice(Check("open", ("caixa",)), Sequence((do("pick", "red block"), do("place", "box")))),
        Parallel((do("pick", "bloco azul"), Do("say", {"text": "one moment"}))),
        do("place", "green block"),
        Do("wait", {"seconds": 2}),
    )
    task.save(tmp_path / "task.json")
    logs = {asyncio.run(replay(tmp_path / "task.json", TabletopSim(WORLD))).log() for _ in range(3)}
    assert len(logs) == 1
    assert logs == {asyncio.run(dry_run(task, WORLD)).log()}
    assert '"ok": true, "scene"' in logs.pop()


@pytest.mark.parametrize(
    ("check", "en", "pt"),
    [
        (Check("open", ("box",), is_so=False), "Box: open? No.", "Caixa: aberta? Não."),
        (Check("empty", ("bin",)), "Bin: empty? Yes.", "Cesto: vazio? Sim."),
        (Check("at", ("red block", "red can"), "table"), "Red block, red can: on the table? Yes.", None),
        (Check("at", ("yellow cup",)), "Yellow cup: there? Yes.", "Copo amarelo: está lá? Sim."),
        (Check("holding", ("red can",), is_so=False), "Red can: in my hand? No.", "Lata vermelha: na minha mão? Não."),
    ],
)
def test_what_was_checked_is_told(check, en, pt):
    (entry,) = asyncio.run(dry_run(Script("a task", check), WORLD)).entries
    assert entry.ok
    assert entry.say["en"] == en
    assert pt is None or entry.say["pt"] == pt


def test_a_dry_run_moves_nothing_but_the_simulation():
    sim = TabletopSim(WORLD)
    before = asyncio.run(sim.sense())
    report = asyncio.run(dry_run(script(do("pick", "red block"), do("place", "tray")), WORLD, before))
    assert below(report, "red-block") == "tray"
    assert asyncio.run(sim.sense()) == before


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ([("pick", "red block"), ("place", "box")], "The box is closed."),
        ([("place", "tray")], "nothing to put down"),
        ([("pick", "red block"), ("pick", "blue block")], "already holds the red block"),
        ([("pick", "red block"), ("place", "red block")], "cannot be put on itself"),
        ([("pick", "red block"), ("place", "blue block"), ("pick", "blue block")], "The blue block has the red block"),
        ([("pick", "red block"), ("open", "box")], "empty hand"),
    ],
)
def test_a_dry_run_finds_what_cannot_be_done(steps, said):
    report = asyncio.run(dry_run(script(*(do(*step) for step in steps)), WORLD))
    assert not report.ok
    assert said in report.problem.say["en"]
    assert report.problem.say["pt"] != report.problem.say["en"]
    assert report.problem.path == f"root.{len(steps) - 1}"


def test_only_the_node_that_failed_is_repaired():
    asked = []

    async def repair(node, trouble):
        asked.append((node, trouble.problem))
        assert trouble.scene.holding is None
        return Sequence((do("open", "box"), do("pick", "red block"), do("place", "box")))

    task = script(do("pick", "red block"), do("place", "tray"), do("pick", "green block"), do("place", "bin"))
    broken = Script(task.task, Sequence((Do("look"), do("close", "box"), do("place", "box"), *task.root.children[2:])))
    report = asyncio.run(run(broken, TabletopSim(WORLD), repair=repair))
    assert report.ok
    assert asked == [(do("place", "box"), "My hand is empty, so there is nothing to put down.")]
    assert report.repaired == ("root.2",)
    kept = [new for new, old in zip(report.script.root.children, broken.root.children, strict=True) if new == old]
    assert len(kept) == len(broken.root.children) - 1
    assert asyncio.run(dry_run(report.script, WORLD)).ok


def test_a_repair_that_fails_is_not_repaired_again_and_one_that_makes_no_sense_is_refused():
    calls = []
    useless = script(do("place", "tray"))
    report = asyncio.run(run(useless, TabletopSim(WORLD), repair=lambda node, _: calls.append(1) or node))
    assert not report.ok
    assert len(calls) == 1
    assert not asyncio.run(run(useless, TabletopSim(WORLD), repair=lambda *_: None)).ok
    with pytest.raises(InputError, match="teapot"):
        asyncio.run(run(useless, TabletopSim(WORLD), repair=lambda *_: do("pick", "teapot")))


def test_a_choice_is_made_once_even_when_its_branch_undoes_it():
    undo = Sequence((do("close", "box"), do("place", "tray")))
    task = script(do("open", "box"), Choice(Check("open", ("box",)), undo, do("pick", "red block")))
    report = asyncio.run(dry_run(task, WORLD))
    assert not report.ok
    assert report.scene.holding is None


def test_fallback_and_retry_go_on_after_a_failure():
    slippery = TabletopSim(WORLD, slippery=frozenset({"red-block"}))
    task = script(Fallback((Retry(do("pick", "red block"), 3), do("pick", "blue block"))))
    report = asyncio.run(run(task, slippery))
    assert report.ok
    assert [entry.ok for entry in report.entries] == [False, False, False, True]
    assert report.scene.holding == "blue-block"


def test_a_stop_ends_the_script_whatever_stands_in_it():
    robot = Guard(TabletopSim(WORLD))
    task = script(Do("stop"), Fallback((do("pick", "red block"), do("pick", "blue block"), Do("look"))))
    report = asyncio.run(run(task, robot, repair=lambda *_: pytest.fail("nothing is repaired after a stop")))
    assert not report.ok
    assert [entry.what for entry in report.entries] == ["stop()", "pick(target='red block')"]
    assert robot.stopped


def test_facts_are_checked_in_the_world_as_it_is():
    world = parse_world({"things": {"red-block": "table", "blue-block": "red-block"}, "lids": {"box": "closed"}})
    facts = [
        Check("open", ("box",), is_so=False),
        Check("empty", ("tray",)),
        Check("empty", ("table",), is_so=False),
        Check("at", ("blue block",), "red block"),
        Check("at", ("blue block",), "table"),
        Check("at", ("red block",), "tray", is_so=False),
        Check("holding", ("red block",), is_so=False),
    ]
    assert asyncio.run(dry_run(script(*facts), world)).ok
    assert not asyncio.run(dry_run(script(Check("at", ("red block",), "blue block")), world)).ok
