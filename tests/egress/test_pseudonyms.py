"""Pseudonyms: what goes out tells nothing, and what comes back is what went in."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentlite.egress import Name, Pseudonyms, UnknownPlaceholder
from agentlite.errors import ConfigurationError, InvalidCompletion

NAMES = [
    Name("Kitchen light", "light"),
    Name("luz da cozinha", "light", stands_for="Kitchen light"),
    Name("light", "light_group"),
    Name("Ana", "PERSON"),
    Name("Ana Souza", "PERSON"),
    Name("João Ávila", "PERSON"),
    Name('Bob\'s "big" lamp', "light"),
    Name("Souza Lima", "PERSON"),
]
KNOWN = ["Kitchen light", "light", "Ana", "Ana Souza", "João Ávila", 'Bob\'s "big" lamp', "Souza Lima"]
LOOKALIKES = ["light.7", "PERSON_2", "light_group.1", "EMAIL_1", "person_1", "LIGHT.1", "[withheld]"]
FORMS = [
    "ana.b@example.com",
    "+351 912 345 678",
    "529.982.247-25",
    "Rua das Flores, 12",
    "10.0.0.7",
    "38.7223, -9.1393",
]
GLUE = [" ", ", ", "\n", "; ", " and ", ".", "_", "\u200b", "\u0301", "é", "ß", "½", "(", '"', "7", "x", "\\"]

texts = st.lists(st.one_of(st.sampled_from(KNOWN + LOOKALIKES + FORMS + GLUE), st.text(max_size=4))).map("".join)


@given(texts)
def test_what_comes_back_is_what_went_in(text):
    """Names come back as they are registered: in these texts they may be written otherwise only by what joins them."""
    pseudonyms = Pseudonyms(NAMES)
    back = pseudonyms.rehydrate(pseudonyms.redact(text))
    assert Pseudonyms([]).find(back, forms=False) == []
    assert letters(back) == letters(text)


@given(st.lists(st.sampled_from(KNOWN + LOOKALIKES + FORMS), max_size=12), st.sampled_from([" ~ ", " | ", " => "]))
def test_text_that_spells_names_as_registered_comes_back_exactly(words, separator):
    pseudonyms = Pseudonyms(NAMES)
    text = separator.join(words)
    assert pseudonyms.rehydrate(pseudonyms.redact(text)) == text


@given(st.lists(st.one_of(st.sampled_from(KNOWN + LOOKALIKES + FORMS), st.text(max_size=4))))
def test_nothing_private_is_left(words):
    text = " ~ ".join(words)
    pseudonyms = Pseudonyms(NAMES)
    redacted = pseudonyms.redact(text)
    assert pseudonyms.find(redacted) == []
    for shown in ("souza", "kitchen light", "ávila", "@example", "912 345", "529.982", "flores"):
        assert shown not in redacted.casefold()


@given(texts, texts)
def test_the_same_original_has_the_same_pseudonym_and_no_two_share_one(one, two):
    pseudonyms = Pseudonyms(NAMES)
    pseudonyms.redact(one)
    before = dict(pseudonyms)
    pseudonyms.redact(two)
    assert before.items() <= dict(pseudonyms).items()
    assert len(set(pseudonyms.values())) == len(pseudonyms)


@given(st.recursive(texts, lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["a", "b"]), inner)))
def test_json_values_come_back_too_as_values_and_as_text(value):
    pseudonyms = Pseudonyms(NAMES)
    redacted = pseudonyms.redact_json(value)
    back = pseudonyms.rehydrate(redacted)
    if isinstance(value, (list, dict)):
        assert json.loads(pseudonyms.rehydrate(json.dumps(redacted, ensure_ascii=False))) == back
    assert letters(" ".join(strings(back))) == letters(" ".join(strings(value)))


def strings(value):
    """The texts in a JSON value, in order."""
    if isinstance(value, str):
        return [value]
    inner = value if isinstance(value, list) else [part for pair in value.items() for part in pair]
    return [text for one in inner for text in strings(one)]


def letters(text):
    """The letters and digits, without accents and case: what a name keeps however it is written."""
    from agentlite.egress.folding import Shape

    return "".join(c for c in Shape(text).shape.casefold() if c.isalnum())


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("KITCHEN  LIGHT, kitchenlight, kitchen_light", "light.1, light.1, light.1"),
        ("a luz da cozinha e a Kitchen light", "a light.1 e a light.1"),
        ("Ana's Kitchen light", "PERSON_1's light.1"),
        ("banana, Anabela, lights", "banana, Anabela, lights"),
        ("joao avila, JOA\u0303O A\u0301VILA, Ｊｏãｏ\u200b Ávila", "PERSON_1, PERSON_1, PERSON_1"),
        ("Ana Souza Lima", "PERSON_1"),
        ("ana.souza@example.com", "EMAIL_1"),
        ("light.7 and light.7, PERSON_1", "light.1 and light.1, PERSON_1"),
        ("turn_on, light_set", "turn_on, light_set"),
    ],
)
def test_names_are_found_as_whole_words_longest_first(text, redacted):
    assert Pseudonyms(NAMES, ["light_set"]).redact(text) == redacted


def test_a_text_that_names_two_things_stands_for_itself():
    names = [Name("lamp", "light", stands_for="Desk lamp"), Name("lamp", "light", stands_for="Floor lamp")]
    pseudonyms = Pseudonyms(names)
    assert pseudonyms.rehydrate(pseudonyms.redact("the lamp")) == "the lamp"


def test_a_reply_may_only_speak_of_what_it_was_told():
    pseudonyms = Pseudonyms(NAMES)
    pseudonyms.redact("Ana")
    assert pseudonyms.rehydrate({"who": ["person_1", 3, None], "PERSON_1": True}) == {
        "who": ["Ana", 3, None],
        "Ana": True,
    }
    for reply in ("light.1", "PERSON_2", {"a": ["EMAIL_1"]}, {"LIGHT.4": 1}, "PERSON_01"):
        with pytest.raises(UnknownPlaceholder) as caught:
            pseudonyms.rehydrate(reply)
        assert isinstance(caught.value, InvalidCompletion)


def test_names_in_a_json_reply_are_escaped():
    pseudonyms = Pseudonyms(NAMES)
    assert pseudonyms.redact('Bob\'s "big" lamp') == "light.1"
    assert json.loads(pseudonyms.rehydrate('{"target": "light.1"}')) == {"target": 'Bob\'s "big" lamp'}


def test_pseudonyms_do_not_show_what_they_stand_for():
    pseudonyms = Pseudonyms(NAMES)
    pseudonyms.redact("Ana")
    assert repr(pseudonyms) == "<Pseudonyms {'PERSON': 1}>"


@pytest.mark.parametrize("kind", ["", "Light", "light.", "a b", "x1"])
def test_a_kind_must_make_a_pseudonym(kind):
    with pytest.raises(ConfigurationError, match="kind"):
        Pseudonyms([Name("x y", kind)])
