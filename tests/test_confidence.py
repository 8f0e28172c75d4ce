import json
import math
from pathlib import Path
from typing import Annotated, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentlite.actions import Answer, Ask, Calls, Decline, ToolCall
from agentlite.confidence import assess
from agentlite.continuations import common
from agentlite.grammar import Grammar, to_wire
from agentlite.models.base import Completion, Token
from agentlite.models.testing import with_probability
from agentlite.toolset import Choices, Range, Toolset, tool

LIGHTS = ["Kitchen light", "Kitchen lamp", "Luz do corredor", "Lâmpada do salão", "all lights", "all lights in Hall"]


@tool(risk="reversible")
def turn_on(target: Annotated[str, Choices(lambda _: LIGHTS)]) -> None:
    """Switch on."""


@tool(risk="reversible")
def set_brightness(percent: Annotated[int, Range(0, 100)], target: Annotated[str, Choices(lambda _: LIGHTS)]) -> None:
    """Set the brightness."""


@tool(risk="reversible")
def set_heat(degrees: float, away: bool = False, mode: Literal["eco", "boost"] | None = None) -> None:
    """Set the heating."""


@tool(risk="reversible")
def play(query: str, tags: list[str] | None = None) -> None:
    """Play something."""


HOUSE = Grammar(Toolset([turn_on, set_brightness, set_heat, play]), "").schema


def named(*names):
    def empty() -> None:
        """Do it."""

    return Grammar(Toolset([tool(name=name)(empty) for name in names]), "").schema


def token(text, probability=1.0, **others):
    return spelled(text, probability, others)


def spelled(text, probability, others):
    top = {text: probability, **others}
    return Token(text, math.log(probability), tuple((t, math.log(p)) for t, p in top.items() if p))


def completed(*tokens):
    return Completion("".join(t.text for t in tokens), "stop", tokens=tokens)


def sure(*texts):
    """Tokens the model was wholly sure of."""
    return [token(text) for text in texts]


def wire(tool_name, **arguments):
    return to_wire(Calls((ToolCall(tool_name, arguments),)))


def test_the_worked_vector_of_the_notes():
    confidence = assess(
        completed(
            *sure('{"', "calls", '":[{"call":"'),
            spelled("light", 0.60, {"turn": 0.20, "lock": 0.15, "Light": 0.02}),
            spelled("_on", 0.50, {"_": 0.30, "_off": 0.10, " on": 0.06}),
            *sure('","with":{}}', "]", "}"),
        ),
        named("light_on", "light_off", "lock_door"),
    )
    assert confidence.score == confidence.decision == pytest.approx(0.769 * 0.781, abs=5e-4)
    assert confidence.upper == pytest.approx(0.667, abs=5e-4)
    assert confidence.margin == pytest.approx(1.386, abs=5e-4)
    assert confidence.tax == pytest.approx(0.393, abs=5e-4)
    assert confidence.coverage == 1.0
    assert not confidence.flags


def test_a_document_in_which_everything_was_forced_scores_one():
    schema = {"type": "object", "properties": {"call": {"const": "ping"}}, "required": ["call"]}
    confidence = assess(with_probability('{"call":"ping"}', 0.01), schema)
    assert confidence.score == 1.0
    assert confidence.free == 0
    assert confidence.tax > 10


def test_without_log_probabilities_nothing_is_known():
    confidence = assess(Completion('{"answer":"hi"}', "stop"), HOUSE)
    assert confidence.score is None
    assert confidence.flags == {"no log-probabilities"}


@pytest.mark.parametrize(
    "text",
    [
        "hello",
        '{"answer":"hi"',
        '{"answer":"hi"} and more',
        '{"calls":[]}',
        wire("turn_on", target="The moon"),
        wire("turn_off", target="Kitchen light"),
        wire("set_brightness", percent=101, target="Kitchen lamp"),
        wire("set_brightness", percent="20", target="Kitchen lamp"),
        '{"ask":"Which?","options":["a","b","c","d","e"]}',
        '{"answer":"a\nb"}',
    ],
)
def test_what_is_not_a_legal_decision_is_unknown_and_says_so(text):
    confidence = assess(with_probability(text, 0.99), HOUSE)
    assert confidence.score is None
    assert confidence.flags == {"not a legal decision"}


@pytest.mark.parametrize("schema", [{"type": "mystery"}, {"$ref": "#/$defs/none"}, {"type": "array"}, {}])
def test_a_schema_that_is_not_understood_is_unknown_and_no_exception(schema):
    assert assess(with_probability("[1]", 0.99), schema).score is None


def test_tokens_that_do_not_cover_the_text_leave_the_confidence_unknown():
    whole = with_probability(wire("turn_on", target="Kitchen light"), 0.99)
    for dropped in range(len(whole.tokens)):
        partial = Completion(whole.text, "stop", tokens=(*whole.tokens[:dropped], *whole.tokens[dropped + 1 :]))
        confidence = assess(partial, HOUSE)
        assert confidence.score is None
        assert confidence.coverage < 1
        assert confidence.flags == {"incomplete log-probabilities"}


def test_thinking_before_the_decision_and_space_after_it_are_passed_over():
    decision = with_probability(wire("turn_on", target="Kitchen light"), 0.9)
    before = with_probability("Let me see. The kitchen.</think>\n", 0.01).tokens
    padded = Completion(decision.text, "stop", tokens=(*before, *decision.tokens, Token("\n", -9.0)))
    assert assess(padded, HOUSE).score == pytest.approx(assess(decision, HOUSE).score)


def test_a_token_that_ends_the_thinking_and_begins_the_decision_is_cut():
    decision = with_probability('"answer":"Yes."}', 0.9)
    straddling = (Token("</think>{", -9.0), *decision.tokens)
    confidence = assess(Completion('{"answer":"Yes."}', "stop", tokens=straddling), HOUSE)
    assert confidence.decision == pytest.approx(0.9)


def test_each_choice_is_counted_where_it_was_made():
    confidence = assess(
        completed(
            spelled('{"', 0.9, {"Sure": 0.1}),
            spelled("calls", 0.8, {"answer": 0.2}),
            *sure('":[{"call":"'),
            spelled("set_brightness", 0.5, {"turn_on": 0.5}),
            *sure('","with":{"percent":'),
            spelled("20", 0.7, {"2": 0.1, "25": 0.2}),
            *sure(',"target":"'),
            spelled("Kitchen l", 0.9, {"all": 0.1}),
            spelled("ight", 0.6, {"amp": 0.4}),
            *sure('"}}'),
            spelled("]", 0.75, {",": 0.25}),
            *sure("}"),
        ),
        HOUSE,
    )
    assert confidence.decision == pytest.approx(0.8 * 0.5 * 0.75)
    assert confidence.arguments == {(0, "percent"): pytest.approx(0.7 / 0.9), (0, "target"): pytest.approx(0.54)}
    assert confidence.score == pytest.approx(0.8 * 0.5 * 0.75 * (0.7 / 0.9) * 0.54)
    assert confidence.tax == pytest.approx(-math.log(0.9))


def test_illegal_alternatives_do_not_lower_the_confidence_but_raise_the_tax():
    def of(**others):
        middle = spelled("Kitchen light", 0.3, others)
        return assess(
            completed(*sure(*'{"calls":[{"call":"turn_on","with":{"target":"'), middle, *sure('"}}]}')), HOUSE
        )

    fought = of(Moon=0.4, light=0.3)
    assert fought.arguments[0, "target"] == pytest.approx(1.0)
    assert fought.tax == pytest.approx(-math.log(0.3))
    doubted = of(all=0.4, light=0.3)
    assert doubted.arguments[0, "target"] == pytest.approx(0.3 / 0.7)


def called(name, end, target="all lights"):
    return assess(
        completed(*sure('{"calls":[{"call":"'), name, *sure('","with":{"target":"', target), end, *sure("]}")), HOUSE
    )


def test_how_much_of_what_it_would_have_called_may_be_called():
    on, over = token("turn_on"), token('"}}')
    assert called(on, over).granted == 1.0
    unlocking = called(spelled("turn_on", 0.02, {"unlock": 0.97, "set_brightness": 0.01}), over)
    assert unlocking.granted == pytest.approx(0.03)
    assert unlocking.decision == pytest.approx(0.02 / 0.03)


def test_other_spellings_and_other_values_are_no_wish_for_another_tool():
    assert called(token("turn_on"), spelled('"}}', 0.1, {" in Attic": 0.9})).granted == 1.0
    assert called(spelled("turn_on", 0.5, {"turn": 0.5}), token('"}}')).granted == 1.0
    ends = spelled('"}}', 0.5, {'"}} ': 0.3, " ": 0.2})
    assert called(token("turn_on"), ends).granted == 1.0
    middle = spelled("light", 0.1, {"lighting": 0.9})
    start = sure('{"calls":[{"call":"turn_on","with":{"target":"Kitchen ')
    assert assess(completed(*start, middle, *sure('"}}]}')), HOUSE).granted == 1.0
    words = sure('{"calls":[{"call":"play","with":{"query":"Yes')
    assert assess(completed(*words, token('"}}', 0.1, **{" Sir": 0.9}), *sure("]}")), HOUSE).granted == 1.0


def test_probability_that_was_not_seen_counts_against_the_decision():
    texts = ['{"calls":[{"call":"turn_on","with":{"target":"', "Kitchen light", '"}}]}']
    seen, unseen = spelled(texts[1], 0.6, {"Kitchen sink": 0.4}), spelled(texts[1], 0.6, {})
    assert assess(completed(*sure(texts[0]), seen, *sure(texts[2])), HOUSE).score == pytest.approx(1.0)
    doubtful = assess(completed(*sure(texts[0]), unseen, *sure(texts[2])), HOUSE)
    assert doubtful.score == pytest.approx(0.6)
    assert doubtful.upper == pytest.approx(1.0)


def test_when_only_the_chosen_tokens_are_told_a_flag_says_so():
    text = wire("turn_on", target="Kitchen light")
    assert assess(with_probability(text, 0.9), HOUSE).flags == {"no alternatives"}


def test_one_token_over_two_choices_gives_each_its_own_doubt():
    confidence = assess(
        completed(
            *sure('{"calls":[{"call":"'),
            spelled(
                'turn_on","with":{"target":"all lights"', 0.5, {"play": 0.25, 'turn_on","with":{"target":"K': 0.25}
            ),
            *sure("}}", "]}"),
        ),
        HOUSE,
    )
    assert confidence.decision == pytest.approx(0.75)
    assert confidence.arguments == {(0, "target"): pytest.approx(0.5 / 0.75)}


def test_probability_that_was_not_seen_counts_once_in_a_token_over_two_choices():
    both = spelled('turn_on","with":{"target":"all lights"', 0.5, {"play": 0.1, 'turn_on","with":{"target":"K': 0.1})
    confidence = assess(completed(*sure('{"calls":[{"call":"'), both, *sure("}}", "]}")), HOUSE)
    assert confidence.score == pytest.approx(0.5)


def test_a_number_that_could_not_be_longer_forces_what_follows_it():
    def score(percent):
        ending = spelled(",", 0.5, {})
        before, after = sure('{"calls":[{"call":"set_brightness","with":{"percent":'), sure('"target":"all lights"}}]}')
        return assess(completed(*before, token(percent), ending, *after), HOUSE).score

    assert score("100") == pytest.approx(1.0)
    assert score("10") == pytest.approx(0.5)


def test_a_longer_alternative_makes_a_choice_of_a_token_whose_text_was_forced():
    schema = named("light_on", "light_off")
    shorter = spelled("light", 0.6, {"light_off": 0.3, "light_on": 0.1})
    texts = ['{"calls":[{"call":"', '_on","with":{}}]}']
    confidence = assess(completed(*sure(texts[0]), shorter, *sure(texts[1])), schema)
    assert confidence.decision == pytest.approx(0.7)


def test_optional_arguments_given_or_left_out_are_a_choice():
    left_out = assess(
        completed(
            *sure('{"calls":[{"call":"set_heat","with":{"degrees":', "20"),
            spelled("}", 0.6, {',"away"': 0.3, ',"mode"': 0.1}),
            *sure("}]}"),
        ),
        HOUSE,
    )
    assert left_out.score == pytest.approx(0.6)
    before = sure('{"calls":[{"call":"set_heat","with":{"degrees":', "20", ',"mode":"eco"')
    in_order = assess(completed(*before, spelled("}", 0.6, {',"away"': 0.4}), *sure("}]}")), HOUSE)
    assert in_order.score == pytest.approx(1.0)
    given_one = with_probability(wire("set_heat", degrees=20, mode="eco"), 0.9)
    assert {(0, ""), (0, "mode"), (0, "degrees")} == set(assess(given_one, HOUSE).arguments)


def test_whether_another_call_follows_is_part_of_the_decision():
    two = to_wire(Calls((ToolCall("turn_on", {"target": LIGHTS[0]}), ToolCall("turn_on", {"target": LIGHTS[1]}))))
    confidence = assess(with_probability(two, 0.9), HOUSE)
    assert set(confidence.arguments) == {(0, "target"), (1, "target")}
    assert confidence.decision == pytest.approx(0.9**5)


@pytest.mark.parametrize("action", [Answer("It is off."), Decline("No tool can."), Ask("Which one?", ("a", "b"))])
def test_the_wording_of_a_sentence_does_not_count_but_choosing_to_say_it_does(action):
    text = to_wire(action)
    confidence = assess(with_probability(text, 0.5), HOUSE)
    assert confidence.score == pytest.approx(0.5)
    assert confidence.words == pytest.approx(0.5)


def test_free_text_arguments_are_as_good_as_their_weak_tokens_and_not_worse_for_being_long():
    def score(words, weakest=0.95):
        tokens = [token(f" w{i}", 0.95) for i in range(words - 1)] + [token(" end", weakest)]
        before, after = sure('{"calls":[{"call":"play","with":{"query":"'), sure('"}}]}')
        return assess(completed(*before, *tokens, *after), HOUSE).score

    assert score(30) == pytest.approx(score(3))
    assert score(6, weakest=0.2) == pytest.approx(0.2)
    assert score(30, weakest=0.2) == pytest.approx(0.95)


def test_in_free_text_a_shorter_spelling_of_the_same_words_agrees():
    texts = ['{"calls":[{"call":"play","with":{"query":"', "jazz", '"}}]}']
    confidence = assess(
        completed(*sure(texts[0]), spelled("jazz", 0.5, {"j": 0.2, "ja": 0.2, "rock": 0.1}), *sure(texts[2])), HOUSE
    )
    assert confidence.score == pytest.approx(0.9)


def test_after_a_backslash_only_escapes_are_legal():
    before, after = sure('{"calls":[{"call":"play","with":{"query":"a', "\\"), sure(' b"}}]}')
    confidence = assess(completed(*before, spelled("n", 0.5, {"t": 0.25, "z": 0.25}), *after), HOUSE)
    assert confidence.score == pytest.approx(2 / 3)


def test_a_list_may_end_only_when_it_is_long_enough():
    schema = {"type": "array", "items": {"enum": ["a", "b"]}, "minItems": 2, "maxItems": 3}

    def sureness(*texts):
        return assess(completed(token(texts[0]), spelled(texts[1], 0.5, {}), token(texts[2])), schema).score

    assert sureness('["a"', ",", '"b"]') == pytest.approx(1.0)
    assert sureness('["a","b"', ",", '"b"]') == pytest.approx(0.5)
    assert sureness('["a","b","a"', "]", "") == pytest.approx(1.0)


def test_spaces_that_a_server_allows_between_the_parts_change_nothing():
    compact = wire("set_brightness", percent=20, target="Kitchen light")
    spaced = json.dumps(json.loads(compact), ensure_ascii=False)
    pretty = json.dumps(json.loads(compact), ensure_ascii=False, indent=4)
    scores = {round(assess(with_probability(text, 0.9), HOUSE).score, 12) for text in (compact, spaced, pretty)}
    assert len(scores) == 1


def test_an_alternative_that_only_adds_space_decides_nothing():
    confidence = assess(
        completed(
            *sure('{"calls":[{"call":"set_brightness","with":{"percent":'),
            spelled("20", 0.5, {" ": 0.25, " 3": 0.25}),
            *sure(',"target":"all lights"}}]}'),
        ),
        HOUSE,
    )
    assert confidence.arguments[0, "percent"] == pytest.approx(0.5 / 0.75)


def test_a_character_spread_over_tokens_is_counted_once():
    confidence = assess(
        completed(
            *sure('{"calls":[{"call":"turn_on","with":{"target":"L'),
            Token("", math.log(0.4), (("", math.log(0.4)), ("uz", math.log(0.2)))),
            Token("â", math.log(0.5), (("", math.log(0.5)),)),
            *sure("mpada do salão", '"}}]}'),
        ),
        HOUSE,
    )
    assert confidence.score == pytest.approx(0.4 * 0.5)
    assert confidence.upper == pytest.approx(0.4 / 0.6)


def test_keys_in_another_order_than_the_grammar_writes_are_read_too():
    text = '{"calls":[{"call":"set_brightness","with":{"target":"Kitchen light","percent":20}}]}'
    assert assess(with_probability(text, 0.9), HOUSE).score is not None


def test_impossible_log_probabilities_earn_no_confidence():
    text = wire("turn_on", target="Kitchen light")
    for nonsense in (math.nan, 5.0, -3.4e38, -math.inf):
        tokens = tuple(Token(t.text, nonsense) for t in with_probability(text, 0.9).tokens)
        assert assess(Completion(text, "stop", tokens=tokens), HOUSE).score < 1e-3


def test_enums_of_numbers_and_nested_values_are_read():
    schema = {
        "type": "object",
        "properties": {
            "level": {"enum": [2, 20, 25]},
            "tags": {"type": "array", "items": {"type": ["integer", "null"]}},
        },
        "required": ["level", "tags"],
    }
    texts = ['{"level":', "2", ',"tags":', "[", "null", ",-4]}"]
    for at, rival, illegal in [(2, "0", "1"), (1, "25", "3"), (3, "[]", "[t"), (4, "-", "true")]:
        tokens = sure(*texts)
        tokens[at] = spelled(texts[at], 0.5, {rival: 0.25, illegal: 0.25})
        assert assess(completed(*tokens), schema).score == pytest.approx(2 / 3), (texts[at], rival)


def arguments_for(name):
    target = st.sampled_from(LIGHTS)
    match name:
        case "turn_on":
            return st.fixed_dictionaries({"target": target})
        case "set_brightness":
            return st.fixed_dictionaries({"percent": st.integers(0, 100), "target": target})
        case "set_heat":
            degrees = st.one_of(st.integers(-40, 99), st.floats(-40, 99, allow_nan=False))
            optional = {"away": st.booleans(), "mode": st.sampled_from(["eco", "boost"])}
            return st.fixed_dictionaries({"degrees": degrees}, optional=optional)
    return st.fixed_dictionaries({"query": st.text()}, optional={"tags": st.lists(st.text(), max_size=3)})


call = st.sampled_from(["turn_on", "set_brightness", "set_heat", "play"]).flatmap(
    lambda name: st.builds(ToolCall, st.just(name), arguments_for(name))
)
action = st.one_of(
    st.lists(call, min_size=1, max_size=8).map(lambda calls: Calls(tuple(calls))),
    st.builds(Answer, st.text()),
    st.builds(Decline, st.text()),
    st.builds(Ask, st.text(), st.lists(st.text(), max_size=4).map(tuple)),
)


@st.composite
def legal_completions(draw):
    """A legal decision cut into tokens anywhere, with any alternatives of any probability beside them."""
    text = to_wire(draw(action))
    cuts = sorted(draw(st.sets(st.integers(1, max(1, len(text) - 1)), max_size=24)))
    parts = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True) if text[a:b]]
    tokens = []
    for part in parts:
        others = draw(st.lists(st.one_of(st.text(max_size=4), st.sampled_from(parts)), max_size=4, unique=True))
        weights = draw(st.lists(st.integers(1, 100), min_size=len(others) + 2, max_size=len(others) + 2))
        shares = [weight / sum(weights) for weight in weights]
        tokens.append(spelled(part, shares[0], {o: s for o, s in zip(others, shares[1:], strict=False) if o != part}))
    return completed(*tokens)


@settings(deadline=None)
@given(legal_completions())
def test_every_legal_decision_has_a_score_between_zero_and_one(completion):
    confidence = assess(completion, HOUSE)
    assert confidence.flags <= {"no alternatives"}
    assert 0 <= confidence.score <= confidence.upper <= 1
    assert all(0 <= value <= 1 for value in confidence.arguments.values())
    assert confidence.score == pytest.approx(confidence.decision * math.prod(confidence.arguments.values()))
    assert confidence.tax >= 0
    assert confidence.free + confidence.forced == len(completion.tokens)


@settings(deadline=None)
@given(st.text(max_size=60), st.floats(0.01, 1))
def test_any_text_at_all_is_assessed_without_an_exception(text, probability):
    score = assess(with_probability(text, probability), HOUSE).score
    assert score is None or 0 <= score <= 1


@settings(deadline=None)
@given(st.sampled_from(LIGHTS), st.floats(0.05, 1), st.data())
def test_splitting_a_token_in_two_of_the_same_total_probability_changes_no_score(target, probability, data):
    """Nothing else is legal in the second half, whose own probability is then beside the point."""
    schema = Grammar(Toolset([turn_on]), "").schema
    before, after = sure('{"calls":[{"call":"turn_on","with":{"target":"'), sure('"}}]}')
    settled = max(common(target, other) + 1 for other in LIGHTS if other != target)
    cut = data.draw(st.integers(min(settled, len(target)), len(target)))
    rivals = {other: (1 - probability) / 8 for other in LIGHTS if other != target}
    whole = completed(*before, spelled(target + '"', probability, rivals), *after[1:], token("}}]}"))
    first, second = spelled(target[:cut], probability, rivals), token(target[cut:] + '"', 0.5, Moon=0.5)
    halves = completed(*before, first, second, token("}}]}"))
    assert assess(halves, schema).score == pytest.approx(assess(whole, schema).score)


@settings(deadline=None)
@given(st.integers(0, 100), st.integers(0, 100))
def test_of_two_numbers_the_more_probable_one_scores_higher(chosen, rival):
    if chosen == rival:
        return
    texts = ['{"calls":[{"call":"set_brightness","with":{"percent":', f"{chosen},", '"target":"all lights"}}]}']

    def score(probability):
        middle = spelled(texts[1], probability, {f"{rival},": 1 - probability})
        return assess(completed(*sure(texts[0]), middle, *sure(texts[2])), HOUSE).score

    assert score(0.9) == pytest.approx(0.9)
    assert score(0.4) == pytest.approx(0.4)


def test_recorded_answers_of_a_real_server_are_assessed():
    """What Ollama 0.32 sent for a random model: white space everywhere, and the chosen token seldom among the best."""
    recorded = json.loads((Path(__file__).parent / "data/ollama-wire/chat-logprobs-format-jinja.json").read_text())
    schema, body = recorded["request"]["body"]["format"], recorded["response"]["json"]
    tokens = tuple(
        Token(t["token"], t["logprob"], tuple((o["token"], o["logprob"]) for o in t["top_logprobs"]))
        for t in body["logprobs"]
    )
    confidence = assess(Completion(body["message"]["content"], "stop", tokens=tokens), schema)
    assert 0 < confidence.score < 0.1
    assert confidence.tax > 20
    assert confidence.coverage == 1
