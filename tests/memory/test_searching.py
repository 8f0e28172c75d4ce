"""What is found, in what order."""

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentlite.memory import Draft, Filter, Memory, Ranking
from agentlite.memory.embedders import Hashed
from agentlite.memory.text import words
from agentlite.memory.vectors import _smallest


def _texts(hits) -> list[str]:
    return [hit.item.text for hit in hits]


@pytest.mark.parametrize("query", ["luz do salao", "a luz no SALÃO?", "luzes salões"])
def test_portuguese_is_found_without_accents_and_across_plurals(memory, query) -> None:
    memory.add("As luzes do salão ligam às 18h")
    memory.add("O aspirador está na cozinha")
    assert _texts(memory.search(query)) == ["As luzes do salão ligam às 18h"]


def test_words_that_carry_no_meaning_find_nothing_by_themselves(memory) -> None:
    memory.add("What is it that you do with the lamp")
    memory.add("Tulips need water")
    assert _texts(memory.search("what do you do with the tulips")) == ["Tulips need water"]


@pytest.mark.parametrize("query", ['"', "NOT AND OR (", "text:x", "a* ^b {c} -d", "😀", "'; drop table x; --", "\x00x"])
def test_no_query_is_taken_for_search_syntax(memory, query) -> None:
    memory.add("nothing of the kind")
    assert _texts(memory.search(query)) == []


def test_the_answer_that_follows_a_question_is_found_though_it_shares_no_word(memory) -> None:
    for text in ("Nice weather", "Where did you put the spare key?", "Under the blue pot.", "Thanks", "Bye"):
        memory.say("chat", text)
    assert _texts(memory.search("spare key", 2)) == ["Where did you put the spare key?", "Under the blue pot."]


def test_of_equal_matches_the_newer_comes_first_unless_the_older_is_pinned(memory, clock) -> None:
    old = memory.add("The gardener is called Zeferino")
    clock.pass_days(900)
    memory.add("The gardener is called Adalberto")
    assert memory.search("gardener")[0].item.text == "The gardener is called Adalberto"
    memory.pin(old.id)
    assert memory.search("gardener")[0].item.id == old.id


def test_near_copies_are_found_once(memory) -> None:
    for number in range(6):
        memory.add(Draft(text="the cat sleeps on the red sofa" + "!" * number, kind="turn", thread="t", seq=9 * number))
    memory.add("the cat eats at noon")
    assert len(memory.search("cat", 5)) == 2


def test_of_turns_that_say_the_same_words_the_one_that_says_more_comes_first(memory) -> None:
    more = "the old boiler in the cellar was serviced by the plumber from the village on the third of May"
    memory.add_all([Draft(text=text, kind="turn") for text in ("boiler serviced!", "soup", more)])
    assert _texts(memory.search("boiler serviced")) == [more, "boiler serviced!"]
    memory.add_all([Draft(text=text) for text in ("heater cleaned!", more.replace("boiler", "heater cleaned"))])
    assert _texts(memory.search("heater cleaned"))[0] == "heater cleaned!"


def test_filters_narrow_by_kind_trust_privacy_source_and_thread(memory) -> None:
    memory.add(Draft(text="key one", privacy="never"))
    memory.add(Draft(text="key two", trust="foreign", source="web", privacy="open", kind="result"))
    memory.say("chat", "key three")
    for visible, wanted in [
        (Filter(kinds=("turn", "result")), {"key two", "key three"}),
        (Filter(min_trust="owner"), {"key one", "key three"}),
        (Filter(max_privacy="personal"), {"key two", "key three"}),
        (Filter(max_privacy="open"), {"key two"}),
        (Filter(source="web"), {"key two"}),
        (Filter(source=""), {"key one", "key three"}),
        (Filter(thread="chat"), {"key three"}),
    ]:
        assert set(_texts(memory.search("key", visible=visible))) == wanted


class Meanings:
    """An embedder for tests that knows a few synonyms: one dimension per meaning."""

    name = "meanings"
    groups = ("car auto vehicle", "dog puppy hound", "rain wet storm", "bread loaf bun")

    def __init__(self, digest: str = "1") -> None:
        self.digest = digest
        self.asked: list[str] = []

    def embed(self, texts):
        self.asked += texts
        return [[sum(w in t.lower() for w in g.split()) + 0.01 for g in self.groups] * 2 for t in texts]


def test_meaning_finds_what_words_do_not_when_there_is_an_embedder(tmp_path) -> None:
    with Memory(tmp_path / "m.db", embedder=Meanings()) as memory:
        memory.add_all(
            [Draft(text="My puppy is called Rex"), Draft(text="A storm is coming"), Draft(text="I ate a bun")]
        )
        assert memory.search("hound", 1)[0].item.text == "My puppy is called Rex"


def test_items_kept_before_there_was_an_embedder_get_their_vectors_later(memory, clock) -> None:
    memory.add_all([Draft(text=f"item {n}") for n in range(40)])
    done: list[int] = []
    with Memory(memory.path, embedder=Meanings(), clock=clock) as again:
        assert again.embed(progress=done.append) == 40
        assert again.embed() == 0
    assert done == [32, 40]


def test_vectors_of_another_model_are_never_compared(tmp_path) -> None:
    with Memory(tmp_path / "m.db", embedder=Hashed(128)) as memory:
        memory.add("My puppy is called Rex")
        memory.search("puppy")
    newer = Meanings("2")
    with Memory(tmp_path / "m.db", embedder=newer) as memory:
        assert memory.search("hound", 1)[0].item.text == "My puppy is called Rex"
        assert newer.asked == ["My puppy is called Rex", "hound"]


def test_a_filter_that_hides_the_nearest_hundreds_still_finds_the_rest(tmp_path) -> None:
    with Memory(tmp_path / "m.db", embedder=Meanings()) as memory:
        memory.add_all([Draft(text=f"dog {n}", source="kennel") for n in range(700)])
        memory.add(Draft(text="puppy at home", source="home"))
        memory.embed()
        assert _texts(memory.search("hound", 3, Filter(source="home"))) == ["puppy at home"]


@given(st.text(st.characters(max_codepoint=127)))
def test_words_are_the_same_whether_or_not_there_are_accents_beside_them(text) -> None:
    assert words(text) == words(f"{text} é")[:-1]


@given(st.lists(st.integers(0, 400), min_size=1, max_size=60), st.integers(1, 80))
def test_the_smallest_distances_are_chosen_and_of_equal_ones_the_first(distances, count) -> None:
    ranked = sorted(range(len(distances)), key=lambda place: (distances[place], place))
    chosen = _smallest(numpy.array(distances, numpy.uint16), count)
    assert sorted(chosen) == sorted(ranked[:count])


def test_a_filter_or_an_owner_that_hides_the_best_hundreds_by_words_still_leaves_the_rest(memory) -> None:
    memory.scoped(user="rui").add_all([Draft(text=f"dog {n}") for n in range(500)])
    memory.add_all([Draft(text=f"dog {n}", source="kennel") for n in range(500)])
    memory.add(Draft(text="the dog that is at home is called Rex and likes long walks", source="home"))
    assert [hit.item.source for hit in memory.search("dog", 3, Filter(source="home"))] == ["home"]
    assert len(memory.search("dog", 600)) == 300


def test_vectors_go_with_their_items(tmp_path) -> None:
    with Memory(tmp_path / "m.db", embedder=Meanings(), ranking=Ranking(words=0.0)) as memory:
        item = memory.add("My puppy is called Rex")
        other = memory.add("A storm is coming")
        assert memory.search("hound", 1)[0].item == item
        memory.forget(ids=[item.id])
        assert [hit.item for hit in memory.search("hound")] == [other]
        assert memory.check().ok


def test_typing_errors_and_endings_are_forgiven_by_hashed_trigrams(tmp_path) -> None:
    with Memory(tmp_path / "m.db", embedder=Hashed()) as memory:
        memory.add_all([Draft(text="The thermostat is in the corridor"), Draft(text="Tulips need water")])
        assert memory.search("termostat", 1)[0].item.text == "The thermostat is in the corridor"
