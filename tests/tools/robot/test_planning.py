import asyncio

import pytest

from agentlite.actions import Ask, Calls, Decline, ToolCall
from agentlite.tools.robot.planning import compiled, plan
from agentlite.tools.robot.reading import read
from agentlite.tools.robot.running import dry_run
from agentlite.tools.robot.saying import sayings
from agentlite.tools.robot.script import Check, Choice, Do, Script, Sequence
from agentlite.tools.robot.tasks import load_tasks, reached
from agentlite.tools.robot.world import parse_world
from benchmarks.robot import SUITE, attempt
from tests.tools.robot.verbs import verbs_model

WORLD = parse_world(
    {
        "things": {
            "red-block-1": "table",
            "red-block-2": "table",
            "blue-block": "red-block-1",
            "green-can": "shelf",
            "yellow-cup": "table",
            "blue-can": "tray",
        },
        "lids": {"box": "closed"},
    }
)


def planned(task):
    """What a plan asked the model, and what became of it when the model only ever wants to look."""
    asked = []

    async def decide(sentence):
        asked.append(sentence)
        return Calls((ToolCall("look"),))

    return asked, asyncio.run(plan(task, decide, WORLD))


@pytest.mark.parametrize(
    ("task", "sentences"),
    [
        ("put the green can in the bin", ["put the green can in the bin"]),
        ("put all the red blocks in the bin", ["put the red block 1 in the bin", "put the red block 2 in the bin"]),
        ("move both red cubes to the tray", ["move the red block 1 to the tray", "move the red block 2 to the tray"]),
        (
            "everything on the table goes to the shelf",
            [
                "the blue block goes to the shelf",
                "the red block 1 goes to the shelf",
                "the red block 2 goes to the shelf",
                "the yellow cup goes to the shelf",
            ],
        ),
        (
            "put all the cups and cans in the bin, except the blue can",
            ["put the yellow cup in the bin", "put the green can in the bin"],
        ),
        ("põe todos os blocos vermelhos no cesto exceto o bloco vermelho 2", ["põe o bloco vermelho 1 no cesto"]),
        (
            "mete o copo amarelo e a lata verde no tabuleiro",
            ["mete o copo amarelo na bandeja", "mete a lata verde na bandeja"],
        ),
        ("bring a red block to the shelf", ["bring the red block 2 to the shelf"]),
        ("put the green can on the blue one", ["put the green can on the blue can"]),
        ("open the box, then put the cup in it", ["open the box", "put the yellow cup in the box"]),
        ("before putting the cup in the box, open it", ["open the box", "putting the yellow cup in the box"]),
        ("fecha a caixa depois de pôr lá o copo", ["pôr na caixa o copo amarelo", "fecha a caixa"]),
        ("pega na lata verde; depois põe-na na bandeja", ["pega na lata verde", "põe a lata verde na bandeja"]),
        (
            "move the cup to the tray, then the green can to the shelf",
            ["move the yellow cup to the tray", "move the green can to the shelf"],
        ),
        (
            "open the box and put all the red blocks in it and close it",
            ["open the box", "put the red block 1 in the box", "put the red block 2 in the box", "close the box"],
        ),
        (
            "pick up all the red blocks and put them in the bin",
            ["pick up the red block 1 and put it in the bin", "pick up the red block 2 and put it in the bin"],
        ),
        ("put the cup on the tray but don't touch the can", ["put the yellow cup on the tray"]),
        ("don't touch the cup but open the box", ["open the box"]),
        ("não toques no copo mas abre a caixa", ["abre a caixa"]),
        ("put the cup in the box, but first open it", ["open the box", "put the yellow cup in the box"]),
        ("Put the cup in the box. Before that, open it.", ["open the box", "Put the yellow cup in the box"]),
        ("põe o copo na caixa, mas antes abre a caixa", ["abre a caixa", "põe o copo amarelo na caixa"]),
        ("put the cup in the box after opening it", ["opening the box", "put the yellow cup in the box"]),
        (
            "put the cup in the bin and the green can on the tray",
            ["put the yellow cup in the bin", "put the green can on the tray"],
        ),
        (
            "leva o copo à bandeja e a lata verde ao cesto",
            ["leva o copo amarelo à bandeja", "leva a lata verde ao cesto"],
        ),
        ("põe o copo numa bandeja", ["põe o copo amarelo na bandeja"]),
        ("tira o copo desta mesa", ["tira o copo amarelo da mesa"]),
        ("leva o copo pro cesto", ["leva o copo amarelo pro cesto"]),
    ],
)
def test_grammar_takes_a_task_apart(task, sentences):
    asked, script = planned(task)
    assert asked == sentences
    assert isinstance(script, Script)


@pytest.mark.parametrize(
    ("task", "answer"),
    [
        ("pick up the red block", Ask("Which one do you mean (the red block)?", ("red block 1", "red block 2"))),
        ("pega no bloco vermelho", Ask("Qual deles (bloco vermelho)?", ("bloco vermelho 1", "bloco vermelho 2"))),
        ("put the purple block in the bin", Ask("There is no such thing here: the purple block.")),
        ("put the oven in the bin", Ask("I do not know what oven is here.")),
        ("put the cup in the bin if it is raining", Ask("I cannot check this: it is raining.")),
        ("quando chegar o João, abre a caixa", Ask("Não consigo verificar isto: quando chegar o João, abre a caixa.")),
        ("don't touch the cup", Decline("Then there is nothing to do.")),
        ("put all the bottles on the tray", Ask("There is no such thing here: all the bottles.")),
        ("put everything on the shelf in the bin, but don't touch the can", Decline("Then there is nothing to do.")),
        ("não abras a caixa", Decline("Então não há nada a fazer.")),
        ("put neither the cup nor the green can in the bin", Decline("Then there is nothing to do.")),
        ("put none of the blocks in the bin", Decline("Then there is nothing to do.")),
        (
            "look if the purple block is on the table",
            Ask("There is no such thing here: the purple block is on the table."),
        ),
        (
            "look if the red block is on the shelf",
            Ask("Which one do you mean (the red block is on the shelf)?", ("red block 1", "red block 2")),
        ),
        (
            "look if the cup is on the red block",
            Ask("Which one do you mean (the cup is on the red block)?", ("red block 1", "red block 2")),
        ),
        ("look if there is no can on it", Ask("I cannot check this: there is no can on it.")),
        ("look if there are two cans on the tray", Ask("I cannot check this: there are two cans on the tray.")),
        ("look if the red blocks aren't here", Ask("I cannot check this: the red blocks aren't here.")),
        (
            "if the box is closed or the tray is empty, look",
            Ask("I cannot check this: the box is closed or the tray is empty, look."),
        ),
    ],
)
def test_what_is_unclear_or_unwanted_is_asked_or_declined_without_the_model(task, answer):
    assert planned(task) == ([], answer)


def test_what_is_forbidden_is_not_done_even_if_the_model_wants_it():
    async def disobedient(sentence):
        return Calls((ToolCall("pick", {"target": "green can"}),))

    answer = asyncio.run(plan("put the cup on the tray but don't touch the green can", disobedient, WORLD))
    assert answer == Decline("You said not to touch the green can.")


def test_a_condition_becomes_a_choice_that_is_made_when_it_is_reached():
    task = "if the box is open put the green can in it, otherwise put it on the tray"
    asked, script = planned(task)
    assert asked == ["put the green can in the box", "put the green can on the tray"]
    assert script.root == Choice(Check("open", ("box",)), Do("look"), Do("look"))


def test_all_of_several_things_are_checked_one_by_one():
    _, script = planned("if both red blocks are on the table, look, otherwise open the box")
    first, second = (Check("at", (f"red block {number}",), "table") for number in (1, 2))
    assert script.root == Choice(first, Choice(second, Do("look"), Do("look")), Do("look"))
    _, script = planned("if there are red blocks on the tray, look")
    assert script.root == Choice(Check("at", ("red block 1", "red block 2"), "tray"), Do("look"))


def test_what_follows_a_condition_hangs_on_it_too():
    asked, script = planned("put the cup on the shelf if the box is closed and open the box")
    assert asked == ["put the yellow cup on the shelf", "open the box"]
    assert script.root == Choice(Check("open", ("box",), is_so=False), Sequence((Do("look"), Do("look"))))


@pytest.mark.parametrize(
    ("text", "check"),
    [
        ("unless the box is closed, look", ("open", True)),
        ("se a caixa não estiver aberta, olha", ("open", False)),
        ("olha se a caixa estiver fechada", ("open", False)),
        ("if the tray is empty, look", ("empty", True)),
        ("if there is nothing on the tray, look", ("empty", True)),
        ("if the cup isn't on the tray, look", ("at", False)),
        ("if there is a red block on the table, look", ("there", True)),
        ("se tens o copo na mão, olha", ("holding", True)),
    ],
)
def test_conditions_are_read(text, check):
    (clause,) = read(text)
    assert clause.text in ("look", "olha")
    assert [(claim.state, claim.is_so) for claim in clause.conditions] == [check]


def test_words_to_be_said_are_left_whole():
    (clause, stop) = read('say "if you go, then I stay" and then stop')
    assert sayings(clause.text) == ["if you go, then I stay"]
    assert stop.text == "stop"
    assert "dinner is ready" in sayings("tell everyone that dinner is ready, then go to the table")
    assert "good morning" in sayings("say good morning out loud")
    assert sayings("put the cup on the tray") == []


def test_a_place_with_an_empty_hand_is_preceded_by_the_pick_that_the_sentence_means():
    async def decide(sentence):
        return Calls((ToolCall("place", {"target": "green can"}),))

    script = asyncio.run(plan("put the cup on the green can", decide, WORLD))
    assert script.root == Sequence((Do("pick", {"target": "yellow cup"}), Do("place", {"target": "green can"})))
    assert asyncio.run(dry_run(script, WORLD)).ok


def test_calls_compile_to_a_script_in_their_order():
    calls = [ToolCall("open", {"target": "box"}), ToolCall("look")]
    assert compiled("t", calls) == Script("t", Sequence((Do("open", {"target": "box"}), Do("look"))))
    assert compiled("t", calls[:1]).root == Do("open", {"target": "box"})


def test_the_suite_is_large_enough_and_no_goal_is_reached_before_anything_is_done():
    tasks = load_tasks(SUITE)
    assert len(tasks) >= 60
    assert {task.kind for task in tasks} >= {"order", "all", "condition", "negation", "impossible"}
    started = [t.id for t in tasks if t.goals and any(t.goals) and reached(t, t.world.start, [])]
    already = {t.id for t in tasks if t.sentence == "close the box unless it is closed"}
    assert set(started) <= already


def test_a_model_that_knows_only_verbs_does_most_of_the_suite():
    """Grammar carries the rest: which thing, which place, in what order, and what not."""
    tasks = load_tasks(SUITE)[::3]
    model = verbs_model()

    async def scored():
        return [await attempt(task, model, physics=False) for task in tasks]

    outcomes = asyncio.run(scored())
    wrong = [(t.sentence, ended) for t, (ended, good) in zip(tasks, outcomes, strict=True) if not good]
    assert len(wrong) <= 1, wrong
    assert not [sentence for sentence, ended in wrong if ended != "asked"]
