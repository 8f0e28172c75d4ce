"""What is not here is noticed, in plain phrases, and what people say around requests is not taken for it."""

from __future__ import annotations

import pytest

from agentlite.tools.home.strangers import strangers
from agentlite.words import stem

KNOWN = set(map(stem, "kitchen cozinha light luz lamp porta door ventoinha fan sala".split()))


@pytest.mark.parametrize(
    ("request_text", "strange"),
    [
        ("turn on the oven", ["oven"]),
        ("lights off in the wine cellar", ["wine cellar"]),
        ("close the garage and the kitchen door", ["garage"]),
        ("liga a máquina de lavar loiça", ["maquina"]),
        ("abre a adega", ["adega"]),
        ("unlock the car", ["car"]),
        ("turn on the dishwasher", ["dishwasher"]),
        ("turn on the kitchen light", []),
        ("turn the light to the highest brightness", []),
        ("all the lights in the house", []),
        ("it's dark in here, turn on the light", []),
        ("set the lamp to the second level", []),
        ("a luz da cozinha no máximo", []),
        ("está escuro, acende a luz", []),
        ("põe a ventoinha a trabalhar", []),
        ("põe a luz a vermelho", []),
        ("o bebé está a dormir, apaga a luz", []),
    ],
)
def test_strangers(request_text: str, strange: list[str]) -> None:
    assert strangers(request_text, KNOWN.__contains__) == strange
