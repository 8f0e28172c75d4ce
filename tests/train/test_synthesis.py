"""Synthetic scenes teach only what is legal, say what they mean, and are the same for the same seed."""

import itertools
import json
import random
import re
from pathlib import Path

import pytest

from agentlite.actions import Calls, Decline, ToolCall
from agentlite.grammar import Grammar
from agentlite.prompting import signature_line
from agentlite.tools.home import SimulatedHome, Targets, home_toolset, load_house
from agentlite.train import synthesis
from agentlite.train.homes import make_house, pools
from agentlite.train.intents import grammar, intent_request
from agentlite.train.noise import aside, noisy
from agentlite.train.numbers import spoken
from agentlite.train.phrases import phrase_book, phrase_request
from agentlite.train.quoting import quoted, settled
from agentlite.train.refusing import errand, refusal
from agentlite.train.synthesis import scenes
from agentlite.train.templates import filled, sample
from agentlite.train.world import World

ROOT = Path(__file__).parents[2]
LANGUAGES = ("en", "pt-BR", "pt-PT")


def some(seed: int, count: int, split: str = "train") -> list[synthesis.Scene]:
    return list(itertools.islice(scenes(seed, split), count))


def test_the_same_seed_gives_the_same_scenes_and_another_gives_others() -> None:
    assert some(1, 10) == some(1, 10)
    assert some(1, 10) != some(2, 10)
    assert some(1, 10) != some(1, 10, "dev")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("source", [phrase_request, intent_request, refusal])
def test_every_decision_taught_is_one_the_grammar_accepts(language: str, source: object) -> None:
    rng, made = random.Random(f"legal {language}"), 0
    while made < 60:
        world = World.random(rng, language, "train")
        world.here = rng.choice([area.name for area in world.house.areas])
        request = source(world)  # type: ignore[operator]
        if request is None:
            continue
        made += 1
        text, decision = request
        text, action = settled(text, Calls((decision,)) if isinstance(decision, ToolCall) else decision, text)
        legal = Grammar(home_toolset(SimulatedHome(world.house), here=world.here), "")
        assert legal.parse(synthesis.to_wire(action)) == action


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_of_the_pack_can_be_said_somewhere(language: str) -> None:
    """A template that fits no house, or whose tool does not exist, would silently teach nothing."""
    rng = random.Random(7)
    waiting = {phrase.tool for phrase in phrase_book(language).phrases}
    tools = {tool.name for tool in home_toolset(SimulatedHome(make_house(rng, "en", "train")))}
    assert waiting <= tools
    for _ in range(400):
        world = World.random(rng, language, "train")
        world.here = rng.choice([area.name for area in world.house.areas])
        made = phrase_request(world, tools=tuple(waiting))
        waiting -= {made[1].tool} if made else set()
        if not waiting:
            return
    pytest.fail(f"never said in {language}: {sorted(waiting)}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_supported_intent_of_home_assistant_is_said(language: str) -> None:
    rng = random.Random(11)
    waiting = {block.intent for block in grammar(language).blocks}
    said: set[str] = set()
    for _ in range(300):
        world = World.random(rng, language, "train")
        world.here = rng.choice([area.name for area in world.house.areas])
        made = intent_request(world)
        said |= {made[1].tool} if made else set()
    assert len(said) >= min(15, len(waiting))


@pytest.mark.parametrize("language", ["en", "pt"])
def test_the_words_held_out_for_dev_are_not_in_the_training_pools(language: str) -> None:
    words = pools(language)  # type: ignore[arg-type]
    for pool, held_out in words["dev"].items():
        assert held_out
        assert not set(held_out) & set(words[pool])


EVERYDAY = set(
    (
        "aparelhagem|aquecedor|ar condicionado|back door|carport door|ceiling fan|chaleira|chores|co2|"
        "cortina direita|cortina esquerda|cortinado|errands|exaustor|extractor|front door|groceries|kettle|light|"
        "main valve|mains|motion sensor|máquina de café|occupancy|persiana|pet door|porta de entrada|"
        "porta dos fundos|side door|tarefas|televisor|temperatura exterior|termostato|thermostat|tv|ventilador|"
        "ventilador de teto|válvula principal|washer"
    ).split("|")
)
"""Names so common that houses of evaluation and of training share them. All others must be apart."""


def test_no_house_of_an_evaluation_is_in_the_training_data() -> None:
    shared_data = ROOT.parent / "shared/data"
    fixtures = [*ROOT.glob("benchmarks/suites/*/*/_fixtures.yaml"), *shared_data.glob("*/*/*/_fixtures.yaml")]
    assert len(fixtures) >= 4
    taught = {
        name.casefold()
        for language in ("en", "pt")
        for names in pools(language)["nouns"].values()  # type: ignore[arg-type]
        for name in names
    }
    for fixture in fixtures:
        house = load_house(fixture)
        assert {e.name.casefold() for e in house.entities} & taught <= EVERYDAY, fixture
        listing = Targets(house, limit=1000).listing()
        assert all(scene.system != listing for scene in some(8, 20))


def test_what_is_copied_is_copied_as_it_was_said() -> None:
    action = Calls((ToolCall("add_item", {"item": quoted("Two Lemons"), "target": "Groceries"}),))
    before, heard = (f"add {quoted(item)} to groceries" for item in ("Two Lemons", "two lemosn"))
    text, settled_action = settled(heard, action, before)
    assert text == "add two lemosn to groceries"
    assert settled_action == Calls((ToolCall("add_item", {"item": "two lemosn", "target": "Groceries"}),))


def test_no_mark_is_left_in_a_scene() -> None:
    for scene in some(5, 60):
        for turn in scene.turns:
            assert not {"\x02", "\x03"} & set(turn.user + turn.assistant)
            for call in json.loads(turn.assistant).get("calls", []):
                for name in {"item", "query", "text"} & call["with"].keys():
                    assert call["with"][name] in turn.user


def test_a_tool_outside_the_pack_is_described_in_its_scene() -> None:
    known = {tool.name for tool in home_toolset(SimulatedHome(make_house(random.Random(1), "en", "train")))}
    foreign = 0
    for scene in some(6, 80):
        for turn in scene.turns:
            for call in json.loads(turn.assistant).get("calls", []):
                if call["call"] not in known:
                    foreign += 1
                    assert f"\n{call['call']}(" in f"\n{scene.system}"
    assert foreign > 10
    schema = {"properties": {"on": {"type": "boolean"}}, "required": ["on"]}
    assert signature_line("set_pump", "Set the pump.", schema) == "set_pump(on: true|false) Set the pump."


def test_noise_keeps_most_of_a_sentence() -> None:
    rng = random.Random(3)
    heard = [noisy("liga a luz da cozinha", "pt", rng) for _ in range(200)]
    assert sum("luz" in text.lower() for text in heard) > 150
    assert len(set(heard)) > 10


def test_templates_are_sampled_as_hassil_reads_them() -> None:
    rng = random.Random(1)
    said = {
        sample("[please] (turn|switch) on {name}", {}, lambda list_name, _: {"name": "Lamp"}[list_name], rng)
        for _ in range(60)
    }
    assert said == {"please turn on Lamp", "please switch on Lamp", "turn on Lamp", "switch on Lamp"}


def test_words_in_slots_may_be_templates_themselves() -> None:
    words = {"task": ["pay {bill}", "wait"], "bill": ["(my|our) rent"]}
    rng = random.Random(1)
    assert {filled("please {task}", words, rng) for _ in range(40)} == {
        "please pay my rent",
        "please pay our rent",
        "please wait",
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_errands_are_declined_in_whole_sentences(language: str) -> None:
    world = World.random(random.Random(2), language, "train")
    made = [errand(world) for _ in range(400)]
    texts = {text for text, _ in made}
    assert len(texts) > 350
    assert not [text for text in texts if re.search(r"[{}()\[\]|]|\b(?:de|em) [oa]s? ", text)]
    assert {type(decision) for _, decision in made} == {Decline}


@pytest.mark.parametrize(
    ("value", "language", "words"),
    [(0, "en", "zero"), (42, "en", "forty two"), (100, "en", "one hundred"), (16, "pt-BR", "dezesseis"),
     (16, "pt-PT", "dezasseis"), (21, "pt-BR", "vinte e um"), (100, "pt-PT", "cem"), (200, "en", "200")],
)  # fmt: skip
def test_numbers_are_spoken(value: int, language: str, words: str) -> None:
    assert spoken(value, language) == words


def test_a_remark_around_a_request_leaves_it_whole() -> None:
    rng = random.Random(3)
    said = [aside("close the gate", "en", rng) for _ in range(200)]
    assert all("close the gate" in text for text in said)
    assert 10 < sum(text != "close the gate" for text in said) < 70
