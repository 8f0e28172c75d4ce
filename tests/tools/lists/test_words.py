"""Which list and which items a request means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentlite.tools.lists.words import bare_name, is_named, key, mentioned


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ovos", "ovo"),
        ("Pães", "pão"),
        ("limões", "LIMÃO"),
        ("eggs", "Egg"),
        ("olive oil", "Olive  oil"),
        ("maçãs", "maca"),
    ],
)
def test_case_accents_and_plurals_do_not_count(one, other):
    assert key(one) == key(other)


def test_different_things_stay_different():
    assert len({key(text) for text in ("milk", "oat milk", "leite", "leite de aveia", "soap", "soup")}) == 6
    assert len({key(text) for text in ("🎂", "🎁", "C", "!")}) == 4


def test_what_has_no_words_is_only_meant_where_it_is_said():
    assert mentioned(["🎂", "milk"], "tick off the milk") == ["milk"]
    assert mentioned(["🎂", "milk"], "tick off 🎂") == ["🎂"]
    assert not is_named("🎂", "what is on my list")


@pytest.mark.parametrize(
    ("name", "said", "named"),
    [
        ("shopping", "put eggs on the grocery list", True),
        ("shopping", "what's on my to-do list", False),
        ("compras", "põe ovos na lista do supermercado", True),
        ("tarefas", "o que está na minha to do", True),
        ("to-do", "add it to my todo list", True),
        ("festa", "o que falta para a festa", True),
        ("Christmas gifts", "the list of gifts for christmas", True),
        ("Christmas gifts", "the gifts", False),
    ],
)
def test_a_list_is_named_in_many_words(name, said, named):
    assert is_named(name, said) == named


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("tick off the milk", ["milk"]),
        ("got the oat milk", ["oat milk"]),
        ("got milk and oat milk", ["oat milk", "milk"]),
        ("I bought eggs, tomato and olive oil", ["olive oil", "egg", "tomatoes"]),
        ("the oil is done", ["olive oil"]),
        ("I bought butter", []),
    ],
)
def test_what_is_mentioned(said, meant):
    assert mentioned(["milk", "oat milk", "egg", "tomatoes", "olive oil"], said) == meant


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("packing list", "packing"),
        ("lista da festa", "festa"),
        ("a lista de Natal", "Natal"),
        ("my holiday list", "holiday"),
        ("list", "list"),
        ("Packing", "Packing"),
    ],
)
def test_what_a_new_list_is_called(said, name):
    assert bare_name(said) == name


@given(st.lists(st.text(min_size=1, max_size=12), max_size=6, unique=True), st.text(max_size=40))
def test_only_what_is_there_is_mentioned(texts, said):
    assert set(mentioned(texts, said)) <= set(texts)
    assert bare_name(said) or not said.strip()
