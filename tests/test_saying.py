"""A tool is only for requests that speak of what it does, in one of the words that stand for that."""

from __future__ import annotations

import pytest

from agentlite import Toolset, tool
from agentlite.saying import saying

EMPTYING = saying("empty", "wip*", "start over", "esvazi*", "vazio")


@pytest.mark.parametrize(
    ("request_text", "said"),
    [
        ("empty the list", True),
        ("EMPTY it", True),
        ("wiping the list would be good", True),
        ("let's start over", True),
        ("let's start the list, then over", False),
        ("esvazia a lista", True),
        ("quero-a vázio", True),
        ("the emptiness of it", False),
        ("add milk", False),
        ("", False),
        ("don't empty the list", False),
        ("do not ever empty it", False),
        ("não esvazies a lista", False),
        ("I don't know what to do about that list, empty it", True),
        ("don't start over", True),
    ],
)
def test_words_beginnings_and_phrases(request_text: str, said: bool) -> None:
    assert EMPTYING(request_text) is said


def test_a_question_may_deny_what_it_asks_about() -> None:
    assert saying("full", even_denied=True)("isn't it full")
    assert not saying("full")("isn't it full")


@tool(risk="irreversible", when=EMPTYING)
def clear() -> str:
    """Empty the list."""
    return "empty"


def test_a_tool_cannot_be_called_unless_it_is_spoken_of() -> None:
    assert clear.schema("add milk") is None
    assert clear.schema("empty the list") is not None
    assert clear.schema() is not None
    assert Toolset([clear]).prefix("list_")["list_clear"].schema("add milk") is None
