"""Who names either of two things is to be asked which, unless something said tells them apart."""

from __future__ import annotations

import pytest

from agentlite.tools.home import Area, Entity, House, Targets

HOUSE = House(
    (Area("b", "Bedroom"), Area("d", "Den")),
    (
        Entity("light.l", "Bedside Lamp Left", "Bedroom"),
        Entity("light.r", "Bedside Lamp Right", "Bedroom"),
        Entity("light.e", "Cabeceira Esquerda", "Bedroom"),
        Entity("light.d", "Cabeceira Direita", "Bedroom"),
        Entity("fan.g", "Brisa Grande", "Den"),
        Entity("fan.p", "Brisa Pequena", "Bedroom"),
        Entity("fan.s", "Cedar Fan", "Den"),
        Entity("light.c", "Cedar Spot", "Bedroom"),
        Entity("todo.g", "Groceries"),
    ),
)


@pytest.mark.parametrize(
    ("request_text", "here"),
    [
        ("turn on the bedside lamp", None),
        ("dim the bedside one", None),
        ("turn on the bedside lamp", "Bedroom"),
        ("liga a cabeceira", None),
    ],
)
def test_one_of_several_alike_is_not_picked(request_text: str, here: str | None) -> None:
    targets = Targets(HOUSE, here=here)
    assert targets.legal("turn_on", request_text, mentioned=True) == []
    assert targets.legal("get_state", f"what is {request_text.split(' ', 1)[1]} like", mentioned=True)


@pytest.mark.parametrize(
    ("request_text", "here", "label"),
    [
        ("turn on the bedside lamp left", None, "Bedside Lamp Left"),
        ("turn on the left bedside lamp", None, "Bedside Lamp Left"),
        ("turn on the bedside lamps", None, "Bedside Lamp Right"),
        ("turn on all bedside lamp lights", None, "all lights"),
        ("liga a brisa", "Den", "Brisa Grande"),
        ("liga a brisa do Bedroom", None, "Brisa Pequena"),
        ("turn on the cedar thing", None, "Cedar Fan"),
        ("turn on the bedside lamp and the cedar spot", None, "Cedar Spot"),
    ],
)
def test_what_is_told_apart_is_not_held_back(request_text: str, here: str | None, label: str) -> None:
    assert label in Targets(HOUSE, here=here).legal("turn_on", request_text, mentioned=True)


def test_what_is_written_down_may_share_a_word_with_two_things() -> None:
    assert Targets(HOUSE).legal("add_item", "put a bedside lamp on the groceries list", mentioned=True) == ["Groceries"]
