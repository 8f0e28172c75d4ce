"""Which of the models in the box serves which tools."""

import asyncio
from contextlib import aclosing
from pathlib import Path

import pytest

from agentlite.certificates import subject
from agentlite.errors import UnknownModel
from agentlite.models import shipped
from agentlite.models.embedded import EmbeddedModel
from agentlite.models.gguf_metadata import read_metadata
from agentlite.models.shipped import shipped_certificate, shipped_for, shipped_model, shipped_models, taught_tools
from agentlite.prompting import instructions
from agentlite.tools.home import SimulatedHome, home_toolset, load_demo
from tests.models.test_embedded import TINY

TAUGHT = {
    "box": {"turn_on", "stop", "pick", "take_note"},
    "box-home": {"turn_on", "stop"},
    "box-robot": {"pick", "stop"},
}


@pytest.fixture
def boxes(monkeypatch, tmp_path):
    """Three files, which were taught what `TAUGHT` says."""
    files = {name.removeprefix("box").removeprefix("-"): tmp_path / f"{name}.gguf" for name in TAUGHT}
    monkeypatch.setattr(shipped, "shipped_models", lambda: files)
    monkeypatch.setattr(shipped, "taught_tools", lambda path: frozenset(TAUGHT[path.stem]))
    return files


@pytest.mark.parametrize(
    ("tools", "chosen"),
    [
        ((), "box"),
        (["turn_on", "stop"], "box-home"),
        (["turn_on", "my_own_tool"], "box-home"),
        (["pick"], "box-robot"),
        (["turn_on", "take_note"], "box"),
        (["my_own_tool"], "box"),
    ],
)
def test_the_file_that_knows_most_of_the_tools_and_least_else_serves_them(boxes, tools, chosen):
    assert shipped_model(tools).stem == chosen


def test_a_specialist_is_found_by_its_pack_and_the_others_are_told(boxes):
    assert shipped_for("robot") == boxes["robot"]
    assert shipped_for("") == boxes[""]
    with pytest.raises(UnknownModel) as refused:
        shipped_for("calc")
    assert "home, robot" in refused.value.hint


async def _info(path):
    async with aclosing(EmbeddedModel(path)) as model:
        return await model.info()


def test_the_certificate_is_about_the_model_for_homes_with_the_tools_of_homes_and_its_prompt():
    info = asyncio.run(_info(shipped_for("home")))
    tools = home_toolset(SimulatedHome(load_demo("en")))
    promised = shipped_certificate()
    assert promised.matches(subject(info, instructions(info), tools)), "make certificate: it is about another one"
    assert promised.threshold is not None
    with pytest.raises(UnknownModel, match="without a certificate"):
        shipped_certificate("robot")


def test_the_files_lie_in_the_package_and_say_what_they_were_taught():
    models = shipped_models()
    assert next(iter(models.items())) == ("", Path(shipped.__file__).parent / "box.gguf")
    for path in filter(Path.exists, models.values()):
        assert taught_tools(path) == set(read_metadata(path)["agentlite.tools"])
    assert taught_tools(TINY) == set(read_metadata(TINY).get("agentlite.tools", ()))
