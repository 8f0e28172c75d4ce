import json
import string
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from agentlite.actions import Action, Answer, Ask, Calls, Decline, ToolCall
from agentlite.errors import ToolError
from agentlite.grammar import MAX_CALLS, Grammar, Refusal, to_wire
from agentlite.toolset import Choices, Range, Toolset, tool

ROOMS = ["kitchen", "living room", "bedroom", "garage", "sótão"]


def _no_garage(arguments: Any) -> None:
    if arguments["room"] == "garage":
        raise ToolError("The garage has no light.")


@tool(risk="reversible", precondition=_no_garage)
def set_light(on: bool, percent: Annotated[int, Range(0, 100)], room: Annotated[str, Choices(lambda _: ROOMS)]) -> None:
    """Set the light of a room."""


@tool(risk="read")
def read_meter(digits: int, detailed: bool = False) -> str:
    """Read the meter."""
    return ""


@tool(risk="reversible")
def heat(degrees: Annotated[float, Range(5, 30)], mode: Literal["eco", "full"] = "eco") -> None:
    """Heat the house."""


@tool(risk="read")
def nowhere(room: Annotated[str, Choices(lambda _: [])]) -> None:
    """Has no legal value."""


TOOLS = Toolset([set_light, read_meter, heat, nowhere])
GRAMMAR = Grammar(TOOLS, "")

set_light_calls = st.builds(
    lambda on, percent, room: ToolCall("set_light", {"on": on, "percent": percent, "room": room}),
    st.booleans(),
    st.integers(0, 100),
    st.sampled_from([room for room in ROOMS if room != "garage"]),
)
heat_calls = st.builds(
    lambda degrees: ToolCall("heat", {"degrees": degrees}), st.floats(5, 30, allow_nan=False) | st.integers(5, 30)
)


def what_it_does(call: ToolCall) -> tuple[object, ...]:
    """Equal for calls that the grammar takes for the same: 9 degrees and 9.0 degrees."""
    return (call.tool, *call.arguments.items())


texts = st.text(string.printable + "ãçé", min_size=1).map(str.strip).filter(bool)
actions = st.one_of(
    st.lists(
        set_light_calls | heat_calls,
        min_size=1,
        max_size=MAX_CALLS,
        unique_by=lambda call: hash((call.tool, *call.arguments.items())),
    ).map(lambda calls: Calls(tuple(calls))),
    texts.map(Answer),
    st.builds(Ask, texts, st.lists(texts, max_size=4, unique=True).map(tuple)),
    texts.map(Decline),
)


@given(actions)
def test_every_action_survives_the_wire_and_obeys_the_schema(action: Action) -> None:
    text = to_wire(action)
    assert GRAMMAR.parse(text) == action
    Draft202012Validator(GRAMMAR.schema).validate(json.loads(text))
    assert "\n" not in text


def test_no_option_is_offered_twice_or_empty() -> None:
    asked = GRAMMAR.parse('{"ask":"Which?","options":["Lamp"," Lamp ","","Fan"]}')
    assert asked == Ask("Which?", ("Lamp", "Fan"))


@given(st.text() | st.binary().map(lambda b: b.decode("latin-1")))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        GRAMMAR.parse(text)
    except Refusal as refusal:
        assert str(refusal)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(["calls", "call", "with"]), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["calls", "answer", "ask", "options", "decline", "x"]), json_values))
def test_any_document_is_read_or_refused(document: dict[str, Any]) -> None:
    try:
        GRAMMAR.parse(json.dumps(document))
    except Refusal as refusal:
        assert str(refusal)


def test_keys_are_alphabetical_because_some_servers_sort_them() -> None:
    def check(schema: Any) -> None:
        if isinstance(schema, dict):
            if "properties" in schema:
                assert list(schema["properties"]) == sorted(schema["properties"])
            for part in schema.values():
                check(part)
        elif isinstance(schema, list):
            for part in schema:
                check(part)

    check(GRAMMAR.schema)


def test_tools_without_a_legal_value_are_not_in_the_schema() -> None:
    assert "nowhere" not in json.dumps(GRAMMAR.schema)
    with pytest.raises(Refusal, match="no tool 'nowhere'"):
        GRAMMAR.parse('{"calls":[{"call":"nowhere","with":{"room":"x"}}]}')


def test_without_tools_only_words_are_left() -> None:
    schema = Grammar(Toolset(), "hello").schema
    assert [list(branch["properties"]) for branch in schema["anyOf"]] == [["answer"], ["ask", "options"], ["decline"]]


def call(name: str, **arguments: Any) -> str:
    return json.dumps({"calls": [{"call": name, "with": arguments}]})


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("   \n", "empty"),
        ("{", "not one JSON document"),
        ("[" * 100_000, "nested|not one JSON"),
        ("{}", "exactly one of"),
        ('{"calls":[]}', "exactly one of"),
        ('{"answer":""}', "exactly one of"),
        ('{"answer":"x","decline":"y"}', "exactly one of"),
        ('{"answer":"x","answer":"y"}', "twice"),
        ('{"calls":[1]}', "Each call has the form"),
        (call("fly", to="moon"), "no tool 'fly'.*set_light"),
        (call("set_light", on=True, percent=5), "missing room"),
        (
            call("set_light", on=True, percent=5, room="attic"),
            "'attic' does not exist; use one of: kitchen, living room",
        ),
        (call("set_light", on=True, percent=5, room="kitchen", floor=1), "no argument floor; the arguments are: on"),
        (call("set_light", on="true", percent=5, room="kitchen"), "on must be of type boolean, not 'true'"),
        (call("set_light", on=True, percent="5", room="kitchen"), "percent must be of type integer"),
        (call("set_light", on=True, percent=101, room="kitchen"), "percent 101 is out of range 0 to 100"),
        (call("set_light", on=True, percent=10**400, room="kitchen"), "out of range"),
        (call("set_light", on=True, percent=5.5, room="kitchen"), "percent must be of type integer"),
        (call("set_light", on=True, percent=5, room="garage"), "The garage has no light"),
        (call("heat", degrees=float("nan")), "NaN is not JSON"),
        (json.dumps({"calls": [json.loads(call("heat", degrees=20))["calls"][0]] * 2}), "appears twice"),
        (json.dumps({"calls": [json.loads(call("heat", degrees=d))["calls"][0] for d in range(5, 20)]}), "At most 8"),
    ],
)
def test_what_must_not_run_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(Refusal, match=reason):
        GRAMMAR.parse(text)


def test_a_call_already_made_is_refused() -> None:
    made = [ToolCall("heat", {"degrees": 20})]
    with pytest.raises(Refusal, match="already made"):
        GRAMMAR.parse(call("heat", degrees=20), made)


def test_words_for_values_are_accepted_only_where_nothing_can_go_wrong() -> None:
    assert GRAMMAR.parse(call("read_meter", digits="5", detailed="True")) == Calls(
        (ToolCall("read_meter", {"detailed": True, "digits": 5}),)
    )
    with pytest.raises(Refusal):
        GRAMMAR.parse(call("read_meter", digits="yes please"))


def test_a_whole_float_is_an_integer() -> None:
    action = GRAMMAR.parse(call("set_light", on=True, percent=20.0, room="kitchen"))
    assert isinstance(action, Calls)
    assert type(action.calls[0].arguments["percent"]) is int


@pytest.mark.parametrize(
    "text",
    [
        'Sure! ```json\n{"calls":[{"call":"heat","with":{"degrees":20}}]}\n```',
        '<functioncall> {"name": "heat", "arguments": {"degrees": 20}} </functioncall>',
        '<tool_call>{"name": "heat", "arguments": "{\\"degrees\\": 20}"}</tool_call>',
        '[{"type":"function","function":{"name":"heat","arguments":{"degrees":20}}}] done',
        "I will call heat(degrees=20) now.",
        '{"tool": "heat", "args": {"degrees": 20}}',
        '{"name": "heat", "parameters": {"degrees": 20}} and that is it',
    ],
)
def test_a_call_written_as_text_is_found(text: str) -> None:
    assert GRAMMAR.parse(text) == Calls((ToolCall("heat", {"degrees": 20}),))


@pytest.mark.parametrize(
    "text", ["heat(20)", "heat(degrees=__import__('os'))", "I would call heat.", "print(degrees=20)"]
)
def test_text_that_only_resembles_a_call_is_not_one(text: str) -> None:
    with pytest.raises(Refusal):
        GRAMMAR.parse(text)
