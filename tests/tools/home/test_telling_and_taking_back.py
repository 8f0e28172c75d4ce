"""What is taken back in the same breath, told of others, or cannot be, is not done; what sounds like it still is."""

from __future__ import annotations

import pytest

from agentlite.tools.home.restraint import forbids, postpones, rests

NOTHING = """
put bread on the list oh no wait we still have some
dim the lamp nah i changed my mind
open the blind never mind
close the curtain no hang on leave it
lock the door actually no don't
põe a luz verde, ai não, deixa ficar
abre a cortina, brincadeira
fecha o portão afinal não já está
liga a ventoinha esquece isso
acende a luz do quarto não
olha, fecha a porta não
precisa ligar a coluna não
que ninguém toque na porta
proíbo-te de abrires o portão
vê se não me vais ligar o aspirador
larga lá o termostato
i forbid you to touch the lamp
no music please
não quero música nenhuma
nada de música hoje
the last thing i need is music on the speaker
set the fan to minus twenty percent
put the lamp at negative ten percent
põe a luz em menos trinta por cento
volume da televisão a mil
set the bedroom light to the
kitchen speaker volume at
play the song called
põe o candeeiro em tom de
start the vacuum after we've gone out
it would be nice some day to wake up with the blind opening
one day close the curtains for me
mal passe das dez graus liga o aquecedor
meia-noite em ponto apaga a luz
mum opened the garage for the postman
jo already put eggs on the list
someone at work has a lamp just like this one
his sister yells lock the door every evening
i'm thinking of making the lamp green for the party
i was wondering whether to close the curtains
i guess we could turn on the fan
if it were up to me the lights would be off
i would have locked the door
i need to order a new floor lamp
should i buy a bigger tv
o meu filho escreveu no caderno acende a luz
sempre gostei de dormir com a luz acesa
nunca ninguém me agradece por aspirar
gostas mais de luzes ou de portas
tens medo do escuro
viste a promoção das televisões
quero comprar uma luminária nova
"""
SOMETHING = """
don't close the blind open it
não quero a cortina aberta, fecha
no music in the hall, play it in the kitchen
there's no reason for the lamp to be on turn it off
no more heating today switch the thermostat off
don't turn the fan off just slow it to forty percent
don't let the door stay unlocked like that lock it
no wait turn on the kitchen light
scratch that, close the blind instead
i changed my mind open the curtains
turn on the lamp, actually no the kitchen one
play never mind by nirvana
turn off the light no the other one
what if you made the floor lamp purple for us
se não for pedir muito, desliga a ventoinha
abre o portão, não a porta
deixa estar, eu quero é a luz acesa, liga a luz
põe mais ou menos vinte por cento
põe a luz a pelo menos trinta por cento
set zone a to 20 percent
aumenta o globo a
what is the thermostat set to
play something to dance to
my sister wants the lamp on
add buy a new lamp to the to-do list
we need light bulbs on the shopping list
i need to buy some milk
liga a luz, que tenho medo
é um dia bonito, abre as cortinas
turn on the light, it's one of those days
"""


def held(request: str) -> bool:
    return forbids(request) or postpones(request) or rests(request)


@pytest.mark.parametrize("request_text", NOTHING.strip().splitlines())
def test_what_is_taken_back_or_told_is_not_done(request_text: str) -> None:
    assert held(request_text)


@pytest.mark.parametrize("request_text", SOMETHING.strip().splitlines())
def test_what_sounds_like_it_is_done(request_text: str) -> None:
    assert not held(request_text)
