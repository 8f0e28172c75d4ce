"""What people say around a robot's task, in both languages, comes down to simple sentences, or to a question."""

import asyncio

import pytest

from agentlite.actions import Ask, Calls, Decline, ToolCall
from agentlite.tools.robot.beyond import beyond
from agentlite.tools.robot.correcting import corrected
from agentlite.tools.robot.names import Names
from agentlite.tools.robot.planning import plan
from agentlite.tools.robot.rewording import keeps_shut, reworded
from agentlite.tools.robot.roles import Roles, completed, roles_of
from agentlite.tools.robot.running import dry_run
from agentlite.tools.robot.script import Script
from agentlite.tools.robot.world import parse_world

WORLD = parse_world(
    {
        "things": {
            "green-block": "table",
            "white-block": "table",
            "purple-can": "tray",
            "brown-can": "shelf",
            "pink-cup": "table",
        },
        "lids": {"box": "closed"},
    }
)
NAMES = Names(WORLD)


def planned(task):
    """What the model was asked, and the outcome, when it answers every sentence with a look."""
    asked = []

    async def decide(sentence):
        asked.append(sentence)
        return Calls((ToolCall("look"),))

    return asked, asyncio.run(plan(task, decide, WORLD))


def ends_at(task, tool, target):
    """Where everything is in the end if the model answers every sentence with the same call."""

    async def decide(sentence):
        return Calls((ToolCall(tool, {"target": target}),))

    script = asyncio.run(plan(task, decide, WORLD))
    assert isinstance(script, Script), script
    report = asyncio.run(dry_run(script, WORLD))
    assert report.ok, report.problem
    return {thing: WORLD.below(thing, report.scene) for thing in WORLD.thing}, report.scene


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("put the red block on the tray, no, the blue one", "put the blue block on the tray"),
        ("take the cup to the tray, sorry, to the shelf", "take the cup to the shelf"),
        ("grab the red can... I mean the blue can", "grab the blue can"),
        ("leva a lata à mesa, ou melhor, à prateleira", "leva a lata à prateleira"),
        ("põe o bloco vermelho na bandeja, não, o azul", "põe o bloco azul na bandeja"),
        ("move the cup to the tray. No wait, open the box", "open the box"),
        ("put the cup in the bin, no, not the cup, the can", "put the can in the bin"),
        ("open the box, actually forget it", ""),
        ("abre a caixa. Espera, não faças isso", ""),
        ("põe-no no cesto", "põe-no no cesto"),
        ("say sorry, no, thank you", "say sorry, no, thank you"),
    ],
)
def test_what_is_taken_back_counts_no_more(said, meant):
    assert corrected(said) == meant


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("don't leave the box open", "close the box"),
        ("não te esqueças de fechar a caixa", "fechar a caixa"),
        ("hands off the can", "don't touch the can"),
        ("deixa a lata em paz", "não toques na lata,"),
        ("once you have put it there, go", "after you have put it there, go"),
        ("is the box open? if not, open it", "unless the box is open, open it"),
        ("put everything bar the cup on the tray", "put everything except the cup on the tray"),
        ("empty the bin onto the table", "put everything from the bin onto the table"),
        ("desloque-se até à mesa", "desloque até à mesa"),
        ('say "hands off the can"', 'say "hands off the can"'),
    ],
)
def test_turns_of_phrase_are_said_plainly(said, plain):
    assert " ".join(reworded(said).split()) == plain


def test_a_lid_that_is_to_stay_shut_is_noticed():
    assert keeps_shut("put it in the box and leave the lid shut")
    assert keeps_shut("põe o copo na caixa sem a abrir")
    assert not keeps_shut("put it in the box and close it")


@pytest.mark.parametrize(
    ("task", "sentences"),
    [
        (
            "put the green block on the tray and the other one on the shelf",
            ["put the green block on the tray", "put the white block on the shelf"],
        ),
        (
            "põe a lata roxa no cesto e o resto na bandeja",
            [
                "põe a lata roxa no cesto",
                "põe o bloco verde na bandeja",
                "põe o bloco branco na bandeja",
                "põe a lata castanha na bandeja",
                "põe o copo rosa na bandeja",
            ],
        ),
        ("leave the green block where it is and move the other block to the bin", ["move the white block to the bin"]),
        ("take two of the blocks to the bin", ["take the green block to the bin", "take the white block to the bin"]),
        ("put the green or the white block in the bin", ["put the green block in the bin"]),
        ("mete o bloco branco no cesto em vez do verde", ["mete o bloco branco no cesto"]),
        ("I don't want the cup in the box, I want it on the shelf", ["I want the pink cup on the shelf"]),
        ("put the cup where the brown can is", ["put the pink cup on the shelf"]),
        ("põe o copo ao lado da lata roxa", ["põe o copo rosa na bandeja"]),
        ("go to the bin, then to the shelf", ["go to the bin", "go to the shelf"]),
        (
            "put the cup on the tray and the white block too",
            ["put the pink cup on the tray", "put the white block on the tray"],
        ),
        ("go to the shelf and say hello", ["go to the shelf", "say hello"]),
        ("tidy up: put the cup in the bin", ["put the pink cup in the bin"]),
        ("take the can that is not on the tray to the table", ["take the brown can to the table"]),
        ("if the tray isn't empty and the box is closed, look", ["look"]),
        ("if the box is open, look; if it is closed, open it", ["look", "open the box"]),
        (
            "quando tiveres posto o copo na bandeja, abre a caixa",
            ["tiveres posto o copo rosa na bandeja", "abre a caixa"],
        ),
    ],
)
def test_a_task_is_taken_apart_by_what_it_refers_to(task, sentences):
    asked, script = planned(task)
    assert asked == sentences
    assert isinstance(script, Script)


@pytest.mark.parametrize(
    "task",
    [
        "wash the cup",
        "canta uma canção",
        "throw the cup at the box",
        "put the cup under the table",
        "põe o copo atrás da caixa",
        "put the cup on itself",
        "pick up the table",
        "open the tray",
        "put the cup on the shelf tomorrow",
        "put the other cup on the tray",
        "put three of the cups on the tray",
        "if my mother calls, open the box",
        "the pink cup must not be moved",
        "you don't have to open the box",
        "put the cup in the bin. Never mind.",
        "put nothing in the box",
    ],
)
def test_what_cannot_or_must_not_be_done_is_never_asked_of_the_model(task):
    asked, answer = planned(task)
    assert asked == []
    assert isinstance(answer, (Ask, Decline))


def test_two_things_are_swapped_and_several_are_stacked_without_a_model():
    at, _ = ends_at("swap the purple can and the brown can", "go_to", "bin")
    assert (at["purple-can"], at["brown-can"]) == ("shelf", "tray")
    at, _ = ends_at("empilha os blocos", "go_to", "bin")
    assert at["white-block"] == "green-block"


def test_a_closed_box_is_opened_for_what_goes_into_it_and_closed_again():
    at, scene = ends_at("put both blocks in the box", "place", "box")
    assert at["green-block"] == at["white-block"] == "box"
    assert not scene.is_open("box")
    _, scene = ends_at("put the cup in the box and leave the box open", "open", "box")
    assert scene.is_open("box")


def test_a_box_that_is_to_stay_shut_is_not_opened():
    async def decide(sentence):
        return Calls((ToolCall("place", {"target": "box"}),))

    script = asyncio.run(plan("put the cup in the box without opening it", decide, WORLD))
    assert not asyncio.run(dry_run(script, WORLD)).ok


def test_whatever_moves_a_thing_to_a_goal_places_it_there():
    sentence = "carry the pink cup from the table to the shelf"
    roles = roles_of(sentence, NAMES)
    assert roles == Roles("pink-cup", "shelf", "table")
    place = [ToolCall("place", {"target": "shelf"})]
    for tool, target in (("pick", "pink cup"), ("go_to", "shelf"), ("place", "shelf")):
        call = ToolCall(tool, {"target": target})
        assert completed([call], sentence, roles, NAMES, "en", WORLD.start) == place
    stop = [ToolCall("stop")]
    assert completed(stop, sentence, roles, NAMES, "en", WORLD.start) == stop


def test_a_question_is_answered_by_a_look():
    sentence = "onde está o copo rosa"
    call = ToolCall("pick", {"target": "copo rosa"})
    assert completed([call], sentence, roles_of(sentence, NAMES), NAMES, "pt", WORLD.start) == [ToolCall("look")]


def test_verbs_beyond_a_robot_are_told_from_those_within():
    assert beyond("can you dance for me", "en") == "dance"
    assert beyond("parte o copo", "pt") == "parte"
    for sentence, tongue in (("throw the can in the bin", "en"), ("build a tower", "en"), ("vai até à mesa", "pt")):
        assert beyond(sentence, tongue) is None
