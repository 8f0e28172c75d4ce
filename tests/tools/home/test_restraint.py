"""What is forbidden, postponed or conditional is recognised in plain forms, and plain requests are not."""

from __future__ import annotations

import pytest

from agentlite.tools.home.restraint import forbids, postpones


@pytest.mark.parametrize(
    "request_text",
    [
        "don't turn on the fan",
        "please do not open the gate",
        "Don’t you dare unlock the door",
        "never lock the shed",
        "no need to close the blinds",
        "leave the lamp as it is",
        "não ligues a luz",
        "não abra o portão",
        "nunca destranques a porta",
        "não quero que feches as persianas",
        "escusas de apagar a luz",
        "deixa o rádio como está",
        "tira as mãos do rádio",
    ],
)
def test_what_must_not_be_done(request_text: str) -> None:
    assert forbids(request_text)


@pytest.mark.parametrize(
    "request_text",
    [
        "turn on the fan if it gets hot",
        "when I leave, turn everything off",
        "close the blinds in ten minutes",
        "open the curtains at 7 am",
        "lights off tomorrow morning",
        "run the vacuum every Monday",
        "heat the bedroom for the next two hours",
        "apaga a luz daqui a 5 minutos",
        "às sete, abre as cortinas",
        "liga o aquecedor quando eu chegar",
        "se chover fecha a janela",
        "fecha tudo amanhã",
        "todas as noites apaga a luz da rua",
    ],
)
def test_what_must_wait(request_text: str) -> None:
    assert postpones(request_text)


@pytest.mark.parametrize(
    "request_text",
    [
        "turn on the fan",
        "why don't you turn on the light",
        "I wonder if you could open the gate",
        "if you don't mind, lights off",
        "don't let me forget the milk, add it to the list",
        "set the light at 50 percent",
        "see if the door is locked",
        "leave the shade as it is now, stop",
        "turn on all the lights in the house",
        "liga a luz da sala",
        "podes ligar a ventoinha se faz favor",
        "se puderes, fecha a porta",
        "põe o ar condicionado em vinte graus",
        "não vejo nada, acende a luz",
        "abre as duas janelas",
        "apaga as luzes todas",
        "põe a luz a trinta por cento",
    ],
)
def test_plain_requests_are_not_held_back(request_text: str) -> None:
    assert not forbids(request_text)
    assert not postpones(request_text)
