import asyncio
import enum
from typing import Annotated, Any, Literal

import pytest

from agentlite.errors import InvalidTool, ToolError, UnknownTool
from agentlite.toolset import Briefing, Choices, Outcome, Range, Tool, Toolset, tool


class Tone(enum.Enum):
    WARM = "warm"
    COLD = "cold"


@tool(risk="reversible")
def paint(
    room: Literal["kitchen", "bedroom"],
    percent: Annotated[int, Range(0, 100)],
    tone: Tone = Tone.WARM,
    coats: list[int] | None = None,
    note: str | None = None,
) -> str:
    """Paint one room
    in one go.

    More that the model need not read.

    Args:
        room: which room
            to paint
        percent (int): how much of it

    Returns: what was painted.
    """
    return f"{room} {percent} {tone} {coats} {note}"


def test_a_typed_documented_function_describes_itself() -> None:
    assert (paint.name, paint.risk, paint.description) == ("paint", "reversible", "Paint one room in one go.")
    assert paint.schema() == {
        "type": "object",
        "properties": {
            "coats": {"type": "array", "items": {"type": "integer"}, "maxItems": 20},
            "note": {"type": "string"},
            "percent": {"type": "integer", "minimum": 0, "maximum": 100, "description": "how much of it"},
            "room": {"type": "string", "enum": ["kitchen", "bedroom"], "description": "which room to paint"},
            "tone": {"type": "string", "enum": ["warm", "cold"]},
        },
        "required": ["percent", "room"],
        "additionalProperties": False,
    }


def test_enum_arguments_arrive_as_enum_members() -> None:
    outcome = asyncio.run(paint.run({"room": "kitchen", "percent": 5, "tone": "cold"}))
    assert outcome.value == "kitchen 5 Tone.COLD None None"


def test_a_decorated_function_can_still_be_called() -> None:
    assert paint("bedroom", 3, Tone.COLD).startswith("bedroom 3")


def test_the_default_risk_is_the_least_safe_one() -> None:
    @tool
    def wipe() -> None:
        """Wipe everything."""

    assert wipe.risk == "physical"
    assert wipe.needs_approval({})


def test_risk_may_depend_on_the_arguments() -> None:
    def risk(arguments: Any) -> Any:
        return "irreversible" if arguments["door"] == "front" else "reversible"

    @tool(risk=risk)
    def open_door(door: Literal["front", "fridge"]) -> None:
        """Open a door."""

    assert open_door.needs_approval({"door": "front"})
    assert not open_door.needs_approval({"door": "fridge"})


class House:
    def __init__(self, rooms: list[str]) -> None:
        self.available = rooms
        self.lit: list[str] = []

    def rooms(self, request: str) -> list[str]:
        return sorted(self.available, key=lambda room: room not in request)

    def known(self, arguments: Any) -> None:
        if arguments["room"] == "attic":
            raise ToolError("The attic has no light.")

    def shines(self, arguments: Any, outcome: Outcome) -> None:
        if arguments["room"] not in self.lit:
            raise ToolError("It stayed dark.")

    @tool(risk="reversible", precondition=known, postcondition=shines)
    async def light(self, room: Annotated[str, Choices(rooms)]) -> Outcome:
        """Light one room."""
        if room != "cellar":
            self.lit.append(room)
        return Outcome(room, say={"en": f"{room} is lit."})


def test_methods_bind_with_their_choices_and_conditions() -> None:
    house = House(["kitchen", "cellar", "attic"])
    schema = house.light.schema("light the cellar please")
    assert schema is not None
    assert schema["properties"]["room"]["enum"] == ["cellar", "kitchen", "attic"]
    assert asyncio.run(house.light.run({"room": "kitchen"})).say == {"en": "kitchen is lit."}
    assert house.light.precondition is not None
    with pytest.raises(ToolError, match="attic"):
        house.light.precondition({"room": "attic"})
    with pytest.raises(ToolError, match="dark"):
        asyncio.run(house.light.run({"room": "cellar"}))


def test_a_tool_without_a_legal_value_cannot_be_called() -> None:
    assert House([]).light.schema("anything") is None


def test_functions_that_cannot_be_tools_say_why() -> None:
    def undocumented(x: int) -> None: ...

    def untyped(x) -> None:  # type: ignore[no-untyped-def]
        """Does something."""

    def variadic(*x: int) -> None:
        """Does something."""

    def strange(x: dict[str, object]) -> None:
        """Does something."""

    def mixed(x: Literal[1, "a"]) -> None:
        """Does something."""

    for function, reason in [
        (undocumented, "no docstring"),
        (untyped, "no type"),
        (variadic, r"\*"),
        (strange, "no plain JSON form"),
        (mixed, "all be strings"),
    ]:
        with pytest.raises(InvalidTool, match=reason):
            tool(function)


def test_toolsets_compose_by_wrapping() -> None:
    def stop() -> None:
        """Stop."""

    def go() -> None:
        """Go."""

    first = Toolset([stop, go], briefing=lambda _: Briefing("roads", "noon"))
    both = first.prefix("car_") + Toolset([paint], briefing=lambda request: Briefing(f"for {request}"))
    assert [t.name for t in both] == ["car_stop", "car_go", "paint"]
    assert both.briefing("x") == Briefing("roads\nfor x", "noon")
    assert [t.name for t in both.filter(lambda t: t.risk == "reversible")] == ["paint"]
    assert [t.name for t in both.rename({"paint": "decorate"})][-1] == "decorate"
    assert both.require_approval()["paint"].needs_approval({})
    assert not both["paint"].needs_approval({}), "wrapping returns a new set"
    with pytest.raises(InvalidTool, match="Two tools"):
        Toolset([stop, stop])
    with pytest.raises(UnknownTool, match="fly"):
        both["fly"]
    with pytest.raises(UnknownTool):
        both.rename({"fly": "soar"})


def test_a_tool_is_a_plain_value() -> None:
    assert isinstance(paint, Tool)
    assert paint == paint.__get__(None)
