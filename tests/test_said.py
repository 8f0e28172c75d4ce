"""Numbers and stretches of text that a request says, and arguments that can only take those."""

from __future__ import annotations

from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentlite import tool
from agentlite.grammar import Grammar, Refusal
from agentlite.said import numbers, shares, spans
from agentlite.signatures import Range, Said
from agentlite.toolset import Toolset
from agentlite.train.numbers import spoken


@pytest.mark.parametrize(
    ("request_text", "said"),
    [
        ("set it to 20.5°", [20.5]),
        ("põe a 21,5 graus", [21.5]),
        ("twenty point five degrees", [20.5]),
        ("vinte graus e meio", [20]),
        ("vinte e dois e meio", [22.5]),
        ("a hundred and five", [105]),
        ("cento e vinte", [120]),
        ("trinta e cinco por cento", [35]),
        ("twenty-five and 30", [25, 30]),
        ("half", []),
        ("one percent", [1]),
        ("a um por cento", [1]),
        ("one lamp", []),
        ("uma luz", []),
        ("vinte e um", [21]),
        ("mute the radio", []),
        ("make it minus twenty", [-20]),
        ("put it at -5 degrees", [-5]),
        ("to negative thirty percent", [-30]),
        ("deixa em menos quarenta", [-40]),
        ("quarenta graus negativos", [-40]),
        ("ten below zero", [-10, 0]),
        ("mais ou menos vinte por cento", [20]),
        ("pelo menos vinte graus", [20]),
        ("nine minus three", [9, 3]),
        ("5-3", [5, 3]),
    ],
)
def test_numbers(request_text: str, said: list[float]) -> None:
    assert numbers(request_text) == said


@pytest.mark.parametrize(
    ("request_text", "said"),
    [("halfway", [50]), ("no máximo", [100]), ("as dim as possible", [1]), ("half or full", [50, 100]), ("on", [])],
)
def test_shares(request_text: str, said: list[int]) -> None:
    assert shares(request_text) == said


@given(st.integers(2, 100), st.sampled_from(["en", "pt-BR", "pt-PT"]))
def test_every_number_in_words_is_read_back(value: int, language: str) -> None:
    assert numbers(f"set it to {spoken(value, language)} please") == [value]


@given(st.text(max_size=200))
def test_spans_are_parts_of_the_request_and_not_too_many(request_text: str) -> None:
    found = spans(request_text)
    assert len(found) <= 240 + len(request_text.split())
    assert all(span in " ".join(request_text.split()) for span in found)
    numbers(request_text)


def test_what_goes_on_to_the_end_may_be_long() -> None:
    note = " ".join(f"word{i}" for i in range(60))
    found = spans(f"note that {note}")
    assert found.index(note) < found.index("word1 word2")
    assert "word1 word2 word3 word4 word5 word6 word7 word8 word9 word10 word11" not in found


def test_spans_leave_out_the_punctuation_around_them() -> None:
    assert "Bohemian Rhapsody" in spans("play “Bohemian Rhapsody”!")
    assert "play" in spans("play “Bohemian Rhapsody”!")


@tool(risk="read")
def note(text: Annotated[str, Said()], level: Annotated[int, Range(0, 100), Said(percent=True)] = 0) -> str:
    """Write something down."""
    return f"{text} {level}"


def test_only_what_is_said_is_legal() -> None:
    grammar = Grammar(Toolset([note]), "write down buy milk at level 20 or 200")
    assert grammar.parse('{"calls":[{"call":"note","with":{"level":20,"text":"buy milk"}}]}')
    for wrong in ('{"level":30,"text":"buy milk"}', '{"text":"buy bread"}', '{"level":200,"text":"buy milk"}'):
        with pytest.raises(Refusal):
            grammar.parse(f'{{"calls":[{{"call":"note","with":{wrong}}}]}}')


def test_without_a_number_that_is_legal_there_is_none() -> None:
    assert "level" not in (note.schema("note it") or {})["properties"]
    assert "level" not in (note.schema("note it at 300") or {})["properties"]
    assert (note.schema("note it at the maximum") or {})["properties"]["level"]["enum"] == [100]
    assert (note.schema() or {})["properties"]["level"] == {"type": "integer", "minimum": 0, "maximum": 100}


@tool(risk="reversible")
def heat(degrees: Annotated[float, Range(5, 30), Said()]) -> str:
    """Heat."""
    return f"{degrees}"


def test_a_tool_whose_number_is_not_said_cannot_be_called() -> None:
    assert heat.schema("make it warmer") is None
    assert heat.schema("heat to 20.5 degrees") is not None


def test_the_prompt_does_not_change_with_what_is_said() -> None:
    from agentlite.prompting import signature_line

    lines = {signature_line("note", "", note.schema(request) or {}) for request in ("write 5", "jot down this thing 7")}
    assert lines == {"note(level?: 0..100, text: text) "}
