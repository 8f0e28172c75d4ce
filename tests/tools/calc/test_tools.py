"""The calc pack from a request to an answer, through a real sandbox."""

import asyncio
from datetime import date
from pathlib import Path

import pytest

from agentlite.packs import Setting, find_pack, policy
from agentlite.sandbox import Sandbox, SandboxUnavailable
from agentlite.tools.calc.tools import CalcTools
from tests.tools.opening import opened, rehearsed

TODAY = date(2026, 11, 21)

ANSWERS = {
    ("calculate", "what's fifteen percent of 80"): ("15% of 80 = 12.", "15% de 80 = 12."),
    ("convert", "20 graus em fahrenheit"): ("20 °C = 68 °F.", "20 °C = 68 °F."),
    ("days_until", "how many days until christmas"): (
        "34 days until Friday 25 December 2026.",
        "Faltam 34 dias para sexta-feira, 25 de dezembro de 2026.",
    ),
    ("days_until", "quantos dias há entre 1 de março e 24 de dezembro"): (
        "298 days from Monday 1 March 2027 to Friday 24 December 2027.",
        "298 dias de segunda-feira, 1 de março de 2027 até sexta-feira, 24 de dezembro de 2027.",
    ),
    ("days_until", "how many days until 2026-11-20"): (
        "1 day since Friday 20 November 2026.",
        "Passou 1 dia desde sexta-feira, 20 de novembro de 2026.",
    ),
    ("add_to_date", "what date is 3 weeks after december 1st"): (
        "Tuesday 22 December 2026.",
        "Terça-feira, 22 de dezembro de 2026.",
    ),
    ("add_to_date", "que dia foi há 10 dias"): ("Wednesday 11 November 2026.", "Quarta-feira, 11 de novembro de 2026."),
}


@pytest.fixture(scope="module")
def calc(tmp_path_factory: pytest.TempPathFactory) -> CalcTools:
    pack, home = find_pack("calc"), tmp_path_factory.mktemp("calc")
    with Sandbox(policy([pack], home)) as sandbox:
        yield CalcTools(Setting("calc", home / "calc", sandbox, pack.manifests()), today=lambda: TODAY)


@pytest.mark.parametrize(("asked", "said"), ANSWERS.items(), ids=str)
def test_a_request_leaves_one_choice_and_gets_its_answer(
    calc: CalcTools, asked: tuple[str, str], said: tuple[str, str]
) -> None:
    tool = calc.toolset()[asked[0]]
    schema = tool.schema(asked[1])
    assert schema is not None
    arguments = {name: values["enum"] for name, values in schema["properties"].items()}
    assert all(len(values) == 1 for values in arguments.values())
    try:
        outcome = asyncio.run(tool.run({name: values[0] for name, values in arguments.items()}))
    except SandboxUnavailable as error:
        pytest.skip(f"NO SANDBOX HOLDS HERE: {error}")
    assert (outcome.say["en"], outcome.say["pt"]) == said


def test_the_pack_opens_with_its_manifests(tmp_path: Path) -> None:
    with opened("calc", tmp_path) as tools:
        assert [tool.name for tool in tools] == ["calculate", "convert", "days_until", "add_to_date"]
        assert all(tool.risk_of({}) == "read" and not tool.needs_approval({}) for tool in tools)
        assert tools["calculate"].schema("turn on the light") is None


@pytest.mark.parametrize("language", ["en", "pt-BR", "pt-PT"])
def test_what_is_rehearsed_can_be_called(language: str) -> None:
    assert rehearsed("calc", language) >= 0.97
