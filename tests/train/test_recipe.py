import importlib.util
import sys
from dataclasses import replace

import pytest

from agentlite.errors import ConfigurationError, UnknownTool
from agentlite.models.shipped import taught_tools
from agentlite.train import recipe
from agentlite.train.recipe import Recipe, train
from tests.train.fake_scenes import scenes, switching_on

TINY = {"width": 32, "layers": 1, "heads": 2, "kv_heads": 2, "hidden": 64, "context": 512, "vocab_size": 500}


def test_without_torch_the_user_is_told_what_to_install(monkeypatch, tmp_path):
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "torch" else find(name))
    with pytest.raises(ConfigurationError, match="torch") as caught:
        train(Recipe(tmp_path / "model.gguf", tmp_path / "work"))
    assert "agentlite[train]" in caught.value.hint


def test_packs_that_teach_nothing_are_refused():
    with pytest.raises(UnknownTool, match="spaceship"):
        recipe.pack_source(("home", "spaceship"))
    with pytest.raises(ConfigurationError, match="no pack"):
        recipe.pack_source(())


@pytest.fixture
def small(monkeypatch):
    for package in ("torch", "tokenizers", "gguf", "matplotlib"):
        pytest.importorskip(package)
    monkeypatch.setattr(recipe, "TOKENIZER_SCENES", 100)
    monkeypatch.setattr(recipe, "DEV_SCENES", 4)
    monkeypatch.setattr(recipe, "CARD_SCENES", 2)


def test_from_scenes_to_a_model_file_with_its_card(small, tmp_path):
    made = Recipe(
        tmp_path / "out" / "model.gguf",
        tmp_path / "work",
        minutes=0.02,
        block_length=160,
        batch_blocks=6,
        compiled=False,
        **TINY,
    )
    told = []
    assert train(made, scenes, told.append) == made.out
    assert made.out.read_bytes()[:4] == b"GGUF"
    card = made.out.with_suffix(".md").read_text(encoding="utf-8")
    assert "exact match on 16 held-out generated turns" in card
    assert "turn_on" in card
    assert made.out.with_suffix(".png").read_bytes()[1:4] == b"PNG"
    assert taught_tools(made.out) == {"set_brightness", "turn_off", "turn_on"}

    made.out.unlink()
    vocabulary = (made.work / "tokenizer.json").read_bytes()
    told.clear()
    train(made, scenes, told.append)
    assert any("going on from" in line for line in told)
    assert made.out.exists()
    assert (made.work / "tokenizer.json").read_bytes() == vocabulary


def test_going_on_with_other_packs_keeps_the_words_and_learns_which_tools_there_are(small, tmp_path):
    first = Recipe(
        tmp_path / "all.gguf", tmp_path, minutes=0.01, block_length=160, batch_blocks=6, compiled=False, **TINY
    )
    train(first, scenes)
    vocabulary = (tmp_path / "tokenizer.json").read_bytes()
    train(replace(first, out=tmp_path / "one.gguf", packs=("lamp",), minutes=0.02), switching_on)
    assert (taught_tools(first.out), taught_tools(tmp_path / "one.gguf")) == (
        {"set_brightness", "turn_off", "turn_on"},
        {"turn_on"},
    )
    assert (tmp_path / "tokenizer.json").read_bytes() == vocabulary


def test_the_command_line_fills_the_recipe(monkeypatch, tmp_path):
    given = []
    monkeypatch.setattr(recipe, "train", lambda made, **_: given.append(made))
    recipe.main(["--out", str(tmp_path / "m.gguf"), "--resume", str(tmp_path), "--minutes", "2.5", "--layers", "4"])
    assert given == [Recipe(tmp_path / "m.gguf", tmp_path, minutes=2.5, layers=4)]


def test_a_pack_without_phrases_is_refused(tmp_path, monkeypatch):
    mute = tmp_path / "mute"
    mute.mkdir()
    (mute / "__init__.py").write_text(
        "from agentlite.packs import Pack, Rehearsal\n"
        "from agentlite.toolset import Toolset\n"
        "PACK = Pack('mute', {}, lambda setting: Toolset(), lambda rng, language: Rehearsal(Toolset()))\n"
    )
    monkeypatch.setattr(sys, "path", list(sys.path))
    with pytest.raises(ConfigurationError, match="mute"):
        recipe.pack_source((str(mute),))
