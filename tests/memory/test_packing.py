"""Filling a budget, and how far an answer may lean on the result."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentlite.errors import ConfigurationError
from agentlite.memory import Draft, Hit, Item, check_citations
from agentlite.memory.packing import pack
from agentlite.memory.text import estimate_tokens


def test_a_pack_is_labelled_dated_delimited_and_in_the_order_things_were_said(memory, clock) -> None:
    memory.say("chat", "The key is under the pot")
    clock.pass_days(1)
    memory.say("chat", "I moved the key to the drawer", author="agent")
    packed = memory.pack("where is the key", 300)
    assert packed.text.splitlines()[1:] == [
        "[m1 2024-10-04 user] The key is under the pot",
        "[m2 2024-10-05 agent] I moved the key to the drawer",
        "</memory>",
    ]
    assert memory.pack("onde está a key", 300).text.startswith("<memory> Notas")


def test_each_day_is_dated_once(memory, clock) -> None:
    for text in ("The key is under the pot", "The key is old", "Which key?"):
        memory.say("chat", text)
    clock.pass_days(1)
    memory.say("chat", "The key is gone")
    assert [line.split("]")[0] for line in memory.pack("key", 300).text.splitlines()[1:-1]] == [
        "[m1 2024-10-04 user",
        "[m2 user",
        "[m3 user",
        "[m4 2024-10-05 user",
    ]


def test_pinned_things_are_always_packed_first(memory) -> None:
    memory.add(Draft(text="Ana is allergic to nuts", pinned=True))
    memory.add_all([Draft(text=f"recipe {n} needs nothing special at all") for n in range(20)])
    packed = memory.pack("a recipe", 70)
    assert "Ana is allergic to nuts" in packed.text
    assert packed.omitted


def test_nothing_found_is_an_empty_text_without_confidence(memory) -> None:
    packed = memory.pack("quantum chromodynamics", 500)
    assert (packed.text, packed.items, packed.tokens, packed.confidence) == ("", (), 0, 0.0)


def test_confidence_is_the_share_of_the_question_that_memory_speaks_of(memory) -> None:
    memory.add("The boiler was serviced in May")
    assert memory.pack("when was the boiler serviced", 300).confidence == 1.0
    assert memory.pack("who painted the boiler room", 300).confidence == pytest.approx(1 / 3)


def test_a_pack_is_as_private_and_as_little_trusted_as_its_worst_item(memory) -> None:
    memory.add(Draft(text="key a", privacy="open"))
    assert (memory.pack("key", 300).trust, memory.pack("key", 300).privacy) == ("owner", "open")
    memory.add(Draft(text="key b", privacy="never", trust="foreign"))
    assert (memory.pack("key", 300).trust, memory.pack("key", 300).privacy) == ("foreign", "never")


def test_a_negative_budget_is_a_mistake(memory) -> None:
    with pytest.raises(ConfigurationError):
        memory.pack("key", -1)


_COUNTS = st.sampled_from([len, estimate_tokens, lambda text: len(text.split()), lambda text: len(text) // 4 + 7])
_TEXTS = st.lists(st.text(min_size=1).filter(str.strip), max_size=8)


@given(_TEXTS, st.integers(0, 400), _COUNTS, st.sampled_from([None, estimate_tokens, lambda text: 1]))
@settings(deadline=None, max_examples=40)
def test_no_pack_exceeds_its_budget_by_any_count_and_no_item_is_lost(texts, budget, count, rough) -> None:
    hits = [Hit(Item(id=n, text=text, created_at=float(n)), 1 / n) for n, text in enumerate(texts, 1)]
    packed = pack("query", hits, budget, count, "en", rough=rough)
    assert packed.tokens <= budget
    assert packed.tokens == (count(packed.text) if packed.items else 0)
    assert sorted(item.id for item in packed.items + packed.omitted) == [hit.item.id for hit in hits]


def test_citations_of_what_was_shown_and_says_so_hold(memory) -> None:
    memory.add("The boiler was serviced on 3 May")
    shown = memory.pack("boiler serviced", 300).items
    assert check_citations("It was serviced on 3 May [m1].", shown).ok


@pytest.mark.parametrize(
    ("answer", "unknown", "unsupported"),
    [
        ("It was serviced on 3 May [m9].", ("m9",), 0),
        ("It was serviced on 4 May [m1].", (), 1),
        ("Elephants are large [m1].", (), 1),
        ("Serviced [m1, m7].", ("m7",), 0),
        ("It was serviced on 3 May.", (), 0),
    ],
)
def test_invented_empty_and_missing_citations_are_noticed(memory, answer, unknown, unsupported) -> None:
    memory.add("The boiler was serviced on 3 May")
    checked = check_citations(answer, memory.items())
    assert (checked.unknown, len(checked.unsupported), checked.ok) == (unknown, unsupported, False)
