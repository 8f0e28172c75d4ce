"""The python pack: code out of a request, functions granted to it, and what comes back."""

import asyncio
from pathlib import Path
from typing import Annotated, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentlite.errors import InvalidTool, SandboxUnavailable, ToolError
from agentlite.signatures import Range
from agentlite.tools.python.granting import granted, riskiest
from agentlite.tools.python.said_code import codes_said
from agentlite.toolset import Outcome, Toolset, tool
from tests.test_docs import ROOT, run_programs
from tests.tools.opening import opened, rehearsed

pytest.importorskip("pydantic_monty", reason="PYDANTIC-MONTY IS NOT INSTALLED")

CODE = {
    "run print(2+2)": "print(2+2)",
    "executa o código print('olá')": "print('olá')",
    "please run this: x = 3; print(x * 2)": "x = 3; print(x * 2)",
    "what does `sum(range(10))` print": "sum(range(10))",
    "```python\nfor i in range(3):\n    print(i)\n```": "for i in range(3):\n    print(i)",
    "run this:\nx = {'a': 1}\nprint(x['a'])": "x = {'a': 1}\nprint(x['a'])",
    "roda 2**10 pra mim": "2**10",
    "corre isto em python: len('abc')": "len('abc')",
    "what would print('hello world') show?": "print('hello world')",
    "I wonder what sorted([3, 1, 2]) returns": "sorted([3, 1, 2])",
    "what's 2**10 in python": "2**10",
    "in python, 7 * 6 please": "7 * 6",
    "how would python answer {'tea': 2}['tea']": "{'tea': 2}['tea']",
    "8 << 2 em python": "8 << 2",
    'what would "abc".upper() give?': '"abc".upper()',
    'what would "len([1, 2])" give?': "len([1, 2])",
    "have python work out from math import gcd; gcd(12, 8)": "from math import gcd; gcd(12, 8)",
    "if 5 > 4: print('yes') em python, por favor": "if 5 > 4: print('yes')",
    "how does for i in range(3): print(i) turn out": "for i in range(3): print(i)",
    "o que é que dá len('abacaxi'), sabes?": "len('abacaxi')",
    "what's 12*7": "",
    "turn on the light (kitchen)": "",
    "add milk [two litres] to the list": "",
    "run some code": "",
    "run a bath at 38 degrees": "",
    "turn on the light": "",
}


@pytest.mark.parametrize(("request_", "code"), CODE.items())
def test_the_code_is_read_out_of_the_request(request_: str, code: str) -> None:
    found = codes_said(request_)
    assert code in found if code else not found


@given(st.text("ab =()[]{}'\"`:+\n", max_size=60))
def test_whatever_is_said_its_code_is_a_stretch_of_it(request_: str) -> None:
    assert all(code in request_ for code in codes_said(request_))


def run(tools: Toolset, code: str) -> Outcome:
    try:
        return asyncio.run(tools["run_python"].run({"code": code}))
    except SandboxUnavailable as error:
        pytest.skip(f"NO WALLS HOLD HERE: {error}")


def test_what_is_printed_and_the_last_value_come_back(tmp_path: Path) -> None:
    with opened("python", tmp_path) as tools:
        assert tools["run_python"].schema("turn on the light") is None
        schema = tools["run_python"].schema("run print(2+2)")
        assert schema is not None and schema["properties"]["code"]["enum"] == ["print(2+2)"]
        outcome = run(tools, "print('one')\n{'two': (2, 2.5)}")
        assert outcome.value == {"printed": "one\n", "value": {"two": [2, 2.5]}}
        assert outcome.say["en"] == 'one\n{"two": [2, 2.5]}'
        assert run(tools, "x = 1").say["pt"] == "Correu, e não escreveu nada."


def test_a_model_may_write_code_only_if_the_user_says_so(tmp_path: Path) -> None:
    with opened("python", tmp_path, code="free") as tools:
        schema = tools["run_python"].schema("how many days are 1000 hours")
        assert schema is not None and "enum" not in schema["properties"]["code"]


@tool(risk="read")
async def price(item: Literal["tea", "rice"], amount: Annotated[int, Range(1, 9)] = 1) -> float:
    """The price of something."""
    return {"tea": 2.5, "rice": 1.0}[item] * amount


@tool(risk="reversible")
def note(text: str) -> str:
    """Write something down."""
    if not text:
        raise ToolError("There is nothing to write.")
    return text.upper()


@tool(risk=lambda arguments: "physical" if arguments["door"] == "front" else "reversible")
def unlock(door: str) -> str:
    """Unlock a door."""
    return door


def test_code_calls_the_functions_it_was_granted_by_place_and_by_name() -> None:
    from agentlite.tools.python import python_toolset

    tools = python_toolset({"price": price, "note": note})
    assert tools.briefing("").stable == "python: price(amount, item), note(text)"
    assert tools["run_python"].risk_of({"code": ""}) == "reversible"
    outcome = run(tools, "total = sum([price('tea', 2), price(item='rice')])\nnote(str(total))")
    assert outcome.value["value"] == "6.0"
    caught = run(tools, "try:\n  note('')\nexcept RuntimeError as error:\n  print(error)")
    assert caught.value["printed"] == "There is nothing to write.\n"


@pytest.mark.parametrize(
    "call", ["price('gold')", "price('tea', 99)", "price('tea', '2')", "price()", "price('tea', 1, 2)"]
)
def test_what_a_function_is_given_is_checked_first(call: str) -> None:
    from agentlite.tools.python import python_toolset

    with pytest.raises(ToolError, match="The code failed"):
        run(python_toolset({"price": price}), call)


def test_what_needs_approval_is_never_done_by_code() -> None:
    from agentlite.tools.python import python_toolset

    def plain(path: str) -> str:
        """Something of which nothing is known."""
        return path

    for dangerous in (plain, tool(risk="irreversible")(plain), tool(risk="read", approval=True)(plain)):
        with pytest.raises(InvalidTool, match="needs approval"):
            granted({"plain": dangerous})
    tools = python_toolset({"unlock": unlock})
    assert run(tools, "unlock('garden')").value["value"] == "garden"
    with pytest.raises(ToolError, match="needs approval for this"):
        run(tools, "unlock('front')")


def test_running_code_is_as_risky_as_what_it_may_call() -> None:
    assert riskiest([]) == "read"
    assert riskiest(granted({"price": price})) == "read"
    assert riskiest(granted({"price": price, "note": note})) == "reversible"


@pytest.mark.parametrize("language", ["en", "pt-BR", "pt-PT"])
def test_what_is_rehearsed_can_be_called(language: str) -> None:
    assert rehearsed("python", language) >= 0.97


def test_the_programs_of_the_page_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run_programs(ROOT / "docs/packs/python.md", box=False)
