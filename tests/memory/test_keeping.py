"""What memory keeps of each thing, and what it does not keep twice."""

import pytest

from agentlite.actions import ToolCall
from agentlite.errors import ConfigurationError, InputError
from agentlite.memory import Draft, Filter, Memory
from agentlite.memory.naming import rewritten
from agentlite.memory.transfer import export_lines, import_lines


def test_every_field_of_an_item_comes_back_from_the_file(memory, tmp_path, clock) -> None:
    draft = Draft(
        text="O João nasceu em Évora", kind="result", author="tool", source="registry.csv", trust="local",
        privacy="never", valid_from=1.5, expires_at=clock.now + 9, pinned=True, thread="t", seq=4, span=(10, 32),
        subject="João", attribute="birthplace", value="Évora", data={"row": [1, None]},
    )  # fmt: skip
    kept = memory.add(draft)
    with Memory(tmp_path / "memory.db", clock=clock) as again:
        found = again.get(kept.id)
    assert found == kept
    assert {name: getattr(found, name) for name in draft.__slots__} == {n: getattr(draft, n) for n in draft.__slots__}
    assert (found.label, found.date, found.created_at) == (f"m{kept.id}", "1970-01-01", clock.now)


def test_the_same_words_are_kept_once_whatever_their_case_and_accents(memory) -> None:
    first = memory.add("A avó chega às 8h.")
    assert memory.add("a avo chega as 8h") == first
    assert memory.add("A avó chega às 9h.") != first


def test_a_batch_is_returned_in_order_as_it_ends_up_whatever_of_it_was_known_repeated_or_superseded(memory) -> None:
    known = memory.add("The bins go out on Monday")
    statement = {"subject": "Ana", "attribute": "phone"}
    kept = memory.add_all(
        [
            Draft(text="Ana's number is 1", value="1", valid_from=1.0, **statement),
            Draft(text="the bins go out on MONDAY"),
            Draft(text="Tea is in the tin", data={"shelf": [2]}),
            Draft(text="Ana's number is 2", value="2", valid_from=2.0, **statement),
            Draft(text="tea is in the tin", data={"shelf": [2]}),
        ]
    )
    assert [item.id for item in kept] == [known.id + 1, known.id, known.id + 2, known.id + 3, known.id + 2]
    assert kept == [memory.get(item.id) for item in kept]
    assert (kept[0].valid_to, kept[0].superseded_by) == (2.0, kept[3].id)


@pytest.mark.parametrize("size", [1, 7, 8, 9, 30])
def test_every_item_of_a_batch_is_found_by_its_words_however_many_there_are(memory, size) -> None:
    drafts = [Draft(text=f"thing number{n}") for n in range(size)]
    kept = memory.add_all([*drafts, *drafts])
    assert [memory.search(f"number{n}")[0].item for n in range(size)] == kept[:size] == kept[size:]
    assert memory.check().ok


def test_turns_are_kept_verbatim_and_in_order_even_when_they_repeat(memory) -> None:
    said = [memory.say("chat", text) for text in ("ok", "ok", "thanks")]
    assert [(turn.text, turn.seq) for turn in said] == [("ok", 0), ("ok", 1), ("thanks", 2)]


def test_what_memory_said_is_not_kept_again_when_the_agent_says_it(memory) -> None:
    fact = memory.add("The guest wifi password is tulip42.")
    echo = memory.pack("wifi password", 200).text
    for text in (fact.text, echo, "The guest wifi password is: tulip42"):
        assert memory.add(Draft(text=text, author="agent")).id == fact.id
    assert memory.reply("chat", "the guest wifi password is tulip42!") is None
    assert len(memory.items()) == 1


@pytest.mark.parametrize("other", ["The guest wifi password is tulip43.", "The guest wifi password isn't tulip42."])
def test_a_different_number_or_a_denial_is_news(memory, other) -> None:
    memory.add("The guest wifi password is tulip42.")
    memory.add(Draft(text=other, author="agent"))
    assert len(memory.items()) == 2


def test_aliases_are_found_as_whole_words_longest_first_whatever_the_article(memory) -> None:
    memory.alias("lamp", "light.desk")
    memory.alias("the big lamp", "light.floor")
    memory.alias("o meu refúgio", "Ateliê")
    assert list(memory.aliases("turn MY BIG LAMP on, not the lamp").items()) == [
        ("the big lamp", "light.floor"),
        ("lamp", "light.desk"),
    ]
    assert memory.aliases("luz no meu REFUGIO!") == {"o meu refúgio": "Ateliê"}
    assert memory.aliases("lampshade") == {}


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        ("turn on the big lamp!", "turn on the Standing Lamp!"),
        ("lamp and BIG  lamp", "Desk and Standing Lamp"),
        ("turn on the Standing Lamp", "turn on the Standing Lamp"),
        ("clamp, lamps", "clamp, lamps"),
        ("the big\tlamp's plug", "the Standing Lamp's plug"),
    ],
)
def test_a_request_is_rewritten_where_it_uses_an_alias_and_nowhere_else(request_, expected) -> None:
    assert rewritten(request_, {"the big lamp": "Standing Lamp", "lamp": "Desk"}) == expected


def test_only_confirmed_examples_with_existing_tools_are_shown(memory) -> None:
    memory.example("kitchen light on", [ToolCall("set_light", {"room": "kitchen", "on": True})])
    memory.example("kitchen light on and unlock", [ToolCall("set_light", {}), ToolCall("unlock", {})])
    memory.example("kitchen light off", [ToolCall("set_light", {"on": False})], confirmed=False)
    found = memory.examples("kitchen light please", tools=["set_light"])
    assert [(e.request, e.calls) for e in found] == [
        ("kitchen light on", (ToolCall("set_light", {"room": "kitchen", "on": True}),))
    ]


def test_a_newer_solution_of_a_request_takes_the_place_of_the_older(memory, clock) -> None:
    memory.example("movie time", [ToolCall("dim", {"to": 10})])
    clock.pass_days(1)
    memory.example("Movie time", [ToolCall("dim", {"to": 30})])
    assert [e.calls[0].arguments for e in memory.examples("movie time", ["dim"])] == [{"to": 30}]


def test_a_document_is_cut_into_pieces_that_know_their_place(memory) -> None:
    text = "\n\n".join(f"# Part {n}\n\n" + f"Sentence {n} about boilers. " * 40 for n in range(4))
    kept = memory.document("manual.md", text)
    assert len(kept) > 4
    assert all(item.span and text[slice(*item.span)] == item.text and len(item.text) <= 800 for item in kept)
    assert "".join("".join(item.text.split()) for item in kept) == "".join(text.split())
    assert {item.trust for item in kept} == {"foreign"}


def test_reimporting_a_document_updates_it_and_leaves_an_unchanged_one_alone(memory) -> None:
    first = memory.document("notes.txt", "The filter is changed in May.")
    assert memory.document("notes.txt", "The filter is changed in May.") == first
    memory.document("notes.txt", "The filter is changed in June.")
    assert [hit.item.text for hit in memory.search("filter")] == ["The filter is changed in June."]


def test_an_export_read_into_another_memory_gives_the_same_items(memory, tmp_path, clock) -> None:
    memory.fact("the boiler", "age", "9 years")
    clock.pass_days(3)
    memory.fact("the boiler", "age", "10 years")
    memory.document("a.txt", "Some text.")
    lines = list(export_lines(memory))
    with Memory(tmp_path / "other.db", clock=clock) as other:
        assert import_lines(other, lines) == 3
        assert list(export_lines(other)) == lines
        assert [i.value for i in other.items(Filter(kinds=("fact",)))] == ["10 years"]


def test_an_import_can_be_held_to_less_trust_than_it_claims(memory, tmp_path) -> None:
    memory.add("The owner's name is Ana.")
    with Memory(tmp_path / "other.db") as other:
        import_lines(other, export_lines(memory), at_most="foreign")
        assert [item.trust for item in other.items()] == ["foreign"]


@pytest.mark.parametrize(
    "line", ["nonsense", "[]", '{"text": "x"}', '{"text": "x", "trust": "king", "privacy": "open"}']
)
def test_a_line_that_is_no_memory_is_named_and_nothing_is_imported(memory, line) -> None:
    good = '{"text": "fine", "trust": "local", "privacy": "open"}'
    with pytest.raises(InputError, match="Line 2"):
        import_lines(memory, [good, line])
    assert memory.items() == []


@pytest.mark.parametrize("draft", [Draft(text="  "), Draft(text="x" * 100_001), Draft(text="x", subject="half")])
def test_a_draft_that_cannot_be_kept_is_refused_with_the_whole_batch(memory, draft) -> None:
    with pytest.raises(InputError):
        memory.add_all([Draft(text="good"), draft])
    assert memory.items() == []


def test_wrong_uses_are_told_apart_from_wrong_input(memory, tmp_path) -> None:
    with pytest.raises(ConfigurationError):
        memory.add(Draft(text="x", thread="t"))
    with pytest.raises(ConfigurationError):
        memory.embed()
    with pytest.raises(ConfigurationError):
        Memory(tmp_path / "x.db", user="")
    with pytest.raises(InputError):
        memory.search("  ")
    with pytest.raises(InputError):
        memory.get(99)
