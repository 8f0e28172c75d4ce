"""What is wanted at another time or under a condition is not done now, and what only sounds like it is."""

from __future__ import annotations

import pytest

from agentlite.tools.home.restraint import postpones

PUT_OFF = """
turn on the heating as long as someone is home
open the blinds assuming it's sunny
close the blinds while I'm at work
leave the porch light on while we are away
turn on the heating before I get home
turn the lights off before I wake up
have the coffee machine plug on for when I wake up
warm the house in time for dinner
get the bedroom warm before bedtime
dim the lights at bedtime
close the curtains at night
close the curtains during the night
turn the fan off overnight
open the blinds first thing in the morning
open the blinds in the morning
close them in the evening
water the lawn in the afternoon
turn on the lamp at six
turn on the lamp at 6
turn on the lamp at seven thirty
lock the door by eleven
lock up from ten onwards
turn the lamp on every two hours
vacuum once a day
vacuum twice a week
vacuum the hall daily
vacuum weekly on fridays
from now on turn off the lights at night
always keep the door locked at night
two hours from now turn off the fan
an hour from now close the blind
half an hour from now, lights off
the minute I leave lock the door
the second he arrives open the gate
the instant the film ends turn on the lights
at the end of the film turn on the lights
halfway through the film dim the lights
schedule the vacuum for noon
schedule the lights
set a timer for the fan
remind me to turn off the oven
wake me at seven with the bedside lamps
wake me up with music tomorrow
wake the kids with the lights
turn on the lamp on weekdays
turn on the lamp on mondays
turn off the lamp on the weekend
on saturday morning open the blinds
next month turn on the heating
on christmas eve turn on the fairy lights
for the next hour keep the light on
keep the fan running for an hour
give it ten minutes then turn off the lamp
wait five minutes and turn off the lamp
wait until the kids sleep and dim the lights
turn the fan on, then off again after a while
some time this week vacuum the hall
turn off the tv after this episode
after this song pause the music
once the film is over turn up the lights
provided nobody's home, start the vacuum
so long as it's dark keep the porch light on
unless I say otherwise lock the door at ten
depending on the weather open the awning
when it gets dark turn on the porch light
upon my return turn on the lights
the moment it rains close the window
every time the bell rings flash the light
each time someone enters turn on the light
any time I say goodnight lock the door
let me know before you lock the door
at half time turn on the lights
at the weekend vacuum
when the washing is done ring
with the sunrise, open the blinds
around dinner time dim the lights
towards evening close the shutters
if it's cold turn on the heating
should the temperature drop, turn on the heating
in case it's cold switch on the heater
only when I'm home play music
not now, but turn it on later
close the blinds tonight
tonight at nine dim the lights
liga o aquecimento enquanto houver alguém em casa
abre os estores desde que esteja sol
fecha os estores enquanto estou no trabalho
deixa a luz acesa enquanto estivermos fora
liga o aquecimento antes de eu chegar
liga o aquecedor antes de chegarmos a casa
apaga as luzes antes que eu acorde
aquece a casa a tempo do jantar
fecha as cortinas à noite
fecha as cortinas durante a noite
abre os estores logo pela manhã
abre os estores de manhã
fecha-os à tardinha
fecha-os ao fim da tarde
rega o jardim à tarde
acende a luz às seis
acende a luz às 6
acende a luz às 7h30
acende a luz pelas sete e meia
tranca a porta até às onze
liga a luz de duas em duas horas
liga a luz a cada duas horas
aspira uma vez por dia
aspira duas vezes por semana
aspira a sala diariamente
aspira semanalmente
a partir de agora apaga as luzes à noite
sempre tranca a porta à noite
daqui a duas horas desliga a ventoinha
dentro de uma hora fecha a persiana
no minuto em que eu sair tranca a porta
no momento em que ele chegar abre o portão
no instante em que o filme acabar acende as luzes
no fim do filme acende as luzes
a meio do filme baixa as luzes
agenda o aspirador para o meio-dia
programa o aspirador para as três
põe um temporizador na ventoinha
lembra-me de desligar o forno
me lembra de apagar a luz
acorda-me às sete com a luz do quarto
me acorda às sete com música
acorda os miúdos com as luzes
acende a luz nos dias de semana
apaga a luz ao fim de semana
no sábado de manhã abre os estores
no mês que vem liga o aquecimento
na véspera de natal liga as luzinhas
durante a próxima hora deixa a luz acesa
deixa a ventoinha ligada por uma hora
espera dez minutos e desliga a luz
espera até os miúdos dormirem e baixa as luzes
dá-lhe dez minutos e apaga
passados dez minutos desliga
depois das notícias desliga a televisão
lights out at eleven
liga a ventoinha e depois desliga passado um bocado
daqui a nada fecha a persiana
desliga a tv depois deste episódio
depois desta música pausa
quando o filme acabar acende as luzes
caso não esteja ninguém, liga o aspirador
só se chover fecha o toldo
a não ser que eu diga o contrário tranca a porta às dez
conforme o tempo abre o toldo
quando escurecer acende a luz da varanda
à medida que escurece acende a luz
à minha chegada acende as luzes
ao chegar a casa liga a luz
ao sair de casa tranca a porta
no caso de o alarme tocar acende tudo
sempre que tocarem à campainha pisca a luz
cada vez que alguém entrar liga a luz
avisa-me antes de trancar a porta
com o nascer do sol abre os estores
por volta do jantar baixa as luzes
se estiver frio liga o aquecimento
se a temperatura baixar liga o aquecimento
estando frio liga o aquecedor
agora não, mas liga-a mais tarde
hoje às nove baixa a luz
logo liga a máquina
logo mais apaga tudo
mais logo fecha a porta
de hoje a oito dias abre a rega
na segunda aspira a sala
na segunda-feira aspira a sala
todas as terças aspira
às sextas aspira
aos domingos não, mas aos sábados abre a persiana
quando der meia-noite apaga tudo
assim que eu mandar fecha o portão
depois do jantar liga a tv
depois que eu sair desliga o ar
na hora de dormir apaga a luz
à hora de jantar acende a luz da sala
de madrugada liga a rega
quando for seis horas acende a luz
a partir das oito acende a luz
lá pelas oito acende a luz
tranca a porta todas as noites
tranca a porta toda noite
liga o ar todo dia às seis
eventualmente fecha a janela
futuramente deixa a luz acesa
uma hora antes de eu acordar aquece o banheiro
enquanto eu não chegar deixa a luz ligada
"""
NOW = """
at the end of the hall turn on the light
turn on the light at the start of the stairs
turn off every one of the lights
set a timer light red
it's time to close the blinds
open the window so long as you're up
set the volume to six
turn down the volume by two
close the blinds before the neighbours see
lock the door before you forget
while I'm cooking play some jazz
turn it down, you'll wake the baby
the light in the morning room
give it a rest and turn off the radio
wait, turn off the lamp
wait a second, close the blind
I have a flight in the morning, turn off the lights
está na hora de fechar os estores
são horas de apagar a luz
antes de dormir desliga tudo
antes que me esqueça, tranca a porta
enquanto cozinho põe música
liga logo a luz
acende a luz de noite
acende a luz no fim do corredor
a agenda de hoje
espera, apaga a luz
espera um segundo e fecha a porta
quero ver o programa da noite
it's cold when the window is open so close it
I can't see a thing when it's dark, switch on the lamp
I hate it when it's dark in here, turn on the light
lights on in the kitchen, dinner's in ten minutes
set the thermostat to twenty tonight is going to be cold
can you check whether the door is locked and if not lock it
turn the radio down while I'm on the phone
turn on the light now, not later
turn the volume up by ten
turn it down by two
está frio quando a janela está aberta, fecha-a
não vejo nada quando está escuro, acende a luz
acende a luz da cozinha, o jantar é daqui a dez minutos
tranca tudo, saímos em cinco minutos
vê se a porta está trancada e se não estiver tranca-a
acende a luz agora, não é mais tarde
fecha os estores de uma vez por todas
passado não importa, liga a luz
"""


@pytest.mark.parametrize("request_text", PUT_OFF.strip().splitlines())
def test_what_is_for_later_is_put_off(request_text: str) -> None:
    assert postpones(request_text)


@pytest.mark.parametrize("request_text", NOW.strip().splitlines())
def test_what_only_sounds_like_later_is_for_now(request_text: str) -> None:
    assert not postpones(request_text)
