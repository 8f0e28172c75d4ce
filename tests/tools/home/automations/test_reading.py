"""When a sentence wants something done, in English and Portuguese: understood, asked about, or left alone."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentlite.tools.home import House, load_demo, parse_house
from agentlite.tools.home.automations import Becomes, Crosses, Daily, Once, Sun, Unclear, read
from agentlite.tools.home.automations.triggers import EVERY_DAY, Trigger

LISBON = ZoneInfo("Europe/Lisbon")
NOW = datetime(2026, 11, 18, 15, 0, tzinfo=LISBON)
"""A Wednesday."""
WEEKDAYS, WEEKEND = frozenset(range(5)), frozenset((5, 6))
PEOPLE = """
areas: [{name: Hall, id: hall}, {name: Living room, id: living}]
entities:
  - {name: Ana, id: person.ana, state: home}
  - {name: Rui, id: person.rui, state: home}
  - {name: Front door, id: binary_sensor.front, area: hall, attributes: {device_class: door}}
  - {name: Back door, id: binary_sensor.back, attributes: {device_class: door}}
  - {name: Porta do pátio, id: binary_sensor.patio, attributes: {device_class: door}}
  - {name: Hall motion, id: binary_sensor.motion, area: hall, attributes: {device_class: motion}}
  - {name: Living thermometer, id: sensor.living, area: living, attributes: {device_class: temperature}}
  - {name: Hall lamp, id: light.hall, area: hall}
  - {name: Radio, id: media_player.radio, area: living}
"""


def house() -> House:
    return parse_house(PEOPLE)


def at(day: int, hour: int, minute: int = 0) -> Once:
    return Once(datetime(2026, 11, day, hour, minute, tzinfo=LISBON))


def triggered(sentence: str, me: str = "Ana") -> Trigger | None:
    reading = read(sentence, NOW, zone=LISBON, house=house(), me=me)
    return reading.trigger if reading else None


@pytest.mark.parametrize(
    ("sentence", "trigger", "action"),
    [
        ("every weekday at 7:30 open the blinds", Daily(time(7, 30), WEEKDAYS), "open the blinds"),
        ("open the blinds every weekday at 7:30", Daily(time(7, 30), WEEKDAYS), "open the blinds"),
        ("Every day at noon, close the awning.", Daily(time(12)), "close the awning"),
        ("at weekends at nine o'clock open the curtains", Daily(time(9), WEEKEND), "open the curtains"),
        ("every Monday and Friday at 7 pm turn on the TV", Daily(time(19), frozenset((0, 4))), "turn on the TV"),
        ("on Tuesdays at half past six turn on the boiler", Daily(time(6, 30), frozenset((1,))), "turn on the boiler"),
        ("every night at 11 turn off all lights", Daily(time(23)), "turn off all lights"),
        ("turn off the lights at 11 pm", at(18, 23), "turn off the lights"),
        ("turn off the lights at 11", at(18, 23), "turn off the lights"),
        ("at seven, open the curtains", at(18, 19), "open the curtains"),
        ("at 07:00 open the curtains", at(19, 7), "open the curtains"),
        ("tomorrow at 7 open the curtains", at(19, 7), "open the curtains"),
        ("tomorrow evening at 7 open the curtains", at(19, 19), "open the curtains"),
        ("tonight at 8 turn on the porch light", at(18, 20), "turn on the porch light"),
        ("on Monday at 9 open the blinds", at(23, 9), "open the blinds"),
        ("turn on the light at twenty to eight in the evening", at(18, 19, 40), "turn on the light"),
        ("lock up at midnight", at(19, 0), "lock up"),
        ("set the heating to 20 at 10 pm", at(18, 22), "set the heating to 20"),
        ("in ten minutes turn off the oven", at(18, 15, 10), "turn off the oven"),
        ("please turn the TV off in half an hour", at(18, 15, 30), "please turn the TV off"),
        ("turn it off in an hour and a half", None, None),
        ("close the blinds in 2 hours", at(18, 17), "close the blinds"),
        ("at sunset turn on the porch light", Sun("sunset"), "turn on the porch light"),
        ("30 minutes before sunrise open the blinds", Sun("sunrise", -30), "open the blinds"),
        ("turn on the porch light when it gets dark", Sun("sunset"), "turn on the porch light"),
        ("às sete, abre as cortinas", at(18, 19), "abre as cortinas"),
        ("amanhã às sete da manhã abre as cortinas", at(19, 7), "abre as cortinas"),
        ("todos os dias às 7h30 abre os estores", Daily(time(7, 30)), "abre os estores"),
        ("nos dias úteis às sete e meia abre as persianas", Daily(time(7, 30), WEEKDAYS), "abre as persianas"),
        ("aos fins de semana às dez abre tudo", Daily(time(10), WEEKEND), "abre tudo"),
        ("às segundas e quartas às 8 da noite liga a luz", Daily(time(20), frozenset((0, 2))), "liga a luz"),
        ("todas as noites às onze apaga as luzes", Daily(time(23)), "apaga as luzes"),
        ("apaga a luz da cozinha à meia-noite", at(19, 0), "apaga a luz da cozinha"),
        ("fecha os estores às dez para as oito da noite", at(18, 19, 50), "fecha os estores"),
        ("na segunda às 9 abre os estores", at(23, 9), "abre os estores"),
        ("daqui a dez minutos apaga as luzes", at(18, 15, 10), "apaga as luzes"),
        ("desliga o forno daqui a meia hora", at(18, 15, 30), "desliga o forno"),
        ("dentro de uma hora e meia liga a rega", at(18, 16, 30), "liga a rega"),
        ("ao pôr do sol fecha os estores", Sun("sunset"), "fecha os estores"),
        ("meia hora depois do pôr do sol fecha os estores", Sun("sunset", 30), "fecha os estores"),
        ("quando anoitecer acende a luz da rua", Sun("sunset"), "acende a luz da rua"),
    ],
)
def test_times(sentence: str, trigger: Trigger | None, action: str | None) -> None:
    reading = read(sentence, NOW, zone=LISBON, house=house())
    if trigger is None:
        assert reading is not None
        assert reading.trigger == at(18, 16, 30)
        return
    assert reading is not None
    assert (reading.trigger, reading.action) == (trigger, action)


FRONT, BACK, PATIO = (
    {"binary_sensor.front": "Front door"},
    {"binary_sensor.back": "Back door"},
    {"binary_sensor.patio": "Porta do pátio"},
)
ANA, RUI = {"person.ana": "Ana"}, {"person.rui": "Rui"}
MOTION = Becomes({"binary_sensor.motion": "Hall motion"}, "on")


@pytest.mark.parametrize(
    ("sentence", "trigger", "action"),
    [
        ("when I leave, turn everything off", Becomes(ANA, "home", negated=True), "turn everything off"),
        ("turn everything off when I leave home", Becomes(ANA, "home", negated=True), "turn everything off"),
        ("when Rui gets home turn on the lamp", Becomes(RUI, "home"), "turn on the lamp"),
        ("when everyone leaves, lock up", Becomes(ANA | RUI, "home", negated=True), "lock up"),
        ("as soon as nobody is home lock up", Becomes(ANA | RUI, "home", negated=True), "lock up"),
        ("when someone comes home turn on the lamp", Becomes(ANA | RUI, "home", every=False), "turn on the lamp"),
        ("when the front door opens turn on the lamp", Becomes(FRONT, "on"), "turn on the lamp"),
        ("turn on the lamp if the back door opens", Becomes(BACK, "on"), "turn on the lamp"),
        ("when the front door is closed, turn off the lamp", Becomes(FRONT, "off"), "turn off the lamp"),
        ("when any door opens, turn on the lamp", Becomes(FRONT | BACK | PATIO, "on", every=False), "turn on the lamp"),
        ("when there is motion in the hall turn on the lamp", MOTION, "turn on the lamp"),
        ("when the hall motion is detected, turn on the lamp", MOTION, "turn on the lamp"),
        ("when the hall lamp turns on, turn off the radio", Becomes({"light.hall": "Hall lamp"}, "on"),
         "turn off the radio"),
        ("when the radio turns on, dim the lamp", Becomes({"media_player.radio": "Radio"}, "off", negated=True),
         "dim the lamp"),
        ("if it gets colder than 18 degrees in the living room, turn on the heating",
         Crosses("sensor.living", "Living thermometer", 18.0, False), "turn on the heating"),
        ("when the living room temperature goes above 25.5 turn on the fan",
         Crosses("sensor.living", "Living thermometer", 25.5, True), "turn on the fan"),
        ("quando eu sair, desliga tudo", Becomes(ANA, "home", negated=True), "desliga tudo"),
        ("quando o Rui chegar a casa acende a luz", Becomes(RUI, "home"), "acende a luz"),
        ("desliga tudo quando não houver ninguém em casa", Becomes(ANA | RUI, "home", negated=True), "desliga tudo"),
        ("quando a porta do pátio abrir acende a luz", Becomes(PATIO, "on"), "acende a luz"),
        ("se a porta do pátio abrir, acende a luz", Becomes(PATIO, "on"), "acende a luz"),
        ("quando houver movimento no hall, acende a luz", MOTION, "acende a luz"),
        ("quando a temperatura passar dos 25 graus liga a ventoinha",
         Crosses("sensor.living", "Living thermometer", 25.0, True), "liga a ventoinha"),
        ("quando a temperatura descer abaixo dos dezoito graus, liga o aquecimento",
         Crosses("sensor.living", "Living thermometer", 18.0, False), "liga o aquecimento"),
    ],
)  # fmt: skip
def test_events(sentence: str, trigger: Trigger, action: str) -> None:
    reading = read(sentence, NOW, zone=LISBON, house=house(), me="Ana")
    assert reading is not None
    assert (reading.trigger, reading.action) == (trigger, action)


@pytest.mark.parametrize(
    ("sentence", "key"),
    [
        ("tomorrow morning open the curtains", "no_time"),
        ("todas as noites apaga a luz", "no_time"),
        ("at 7 and at 9 pm turn on the light", "two_times"),
        ("every day at 8 when I leave turn everything off", "two_triggers"),
        ("when I leave, lock up at 8 pm in ten minutes", "two_times"),
        ("today at 14:00 open the blinds", "over"),
        ("tomorrow at sunset open the blinds", "sun_once"),
        ("at 7 pm", "no_action"),
        ("when the moon is blue, turn on the lamp", "not_understood"),
        ("when the door opens, turn on the lamp", "which"),
        ("when the cellar door opens, turn on the lamp", "nothing"),
        ("when Zoe comes home, turn on the lamp", "nobody"),
    ],
)
def test_what_is_not_clear_is_asked_about_in_both_languages(sentence: str, key: str) -> None:
    with pytest.raises(Unclear) as raised:
        read(sentence, NOW, zone=LISBON, house=house(), me="Ana")
    assert raised.value.key == key
    assert set(raised.value.say) == {"en", "pt"}


def test_who_speaks_must_be_known_where_several_live() -> None:
    with pytest.raises(Unclear) as raised:
        read("when I leave, turn everything off", NOW, house=house())
    assert raised.value.options == ("Ana", "Rui")


@pytest.mark.parametrize(
    "sentence",
    [
        "turn on the light",
        "set the heating at 20",
        "dim the lamp to 30 percent",
        "when does the sun set?",
        "what is the weather like tomorrow?",
        "quando é que o sol se põe?",
        "add milk tomorrow to the shopping list",
        "turn the light on for ten minutes",
        "see if the front door is locked",
        "abre as duas janelas",
        "liga as duas",
        "põe o ar condicionado em vinte graus",
        "apaga as luzes todas",
        "se puderes, fecha a porta",
    ],
)
def test_what_is_for_now_is_left_alone(sentence: str) -> None:
    assert read(sentence, NOW, zone=LISBON, house=house(), me="Ana") is None


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60) | st.from_regex(r"(when|at|às|every|in|quando) [a-z0-9à: ]{0,40}", fullmatch=True))
def test_whatever_is_said_is_read_asked_about_or_left(sentence: str) -> None:
    try:
        reading = read(sentence, NOW, zone=LISBON, house=house(), me="Ana")
    except Unclear:
        return
    assert reading is None or reading.action.strip()


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 23), st.integers(0, 59))
def test_every_time_in_digits_is_the_next_such(hour: int, minute: int) -> None:
    reading = read(f"at {hour:02}:{minute:02} open the blinds", NOW, zone=LISBON)
    assert reading is not None
    assert isinstance(reading.trigger, Once)
    moment = reading.trigger.at
    assert NOW < moment <= NOW + timedelta(days=1)
    local = moment.astimezone(LISBON)
    ambiguous = 1 <= hour <= 12 and hour >= 10
    assert local.minute == minute
    assert local.hour == hour or (ambiguous and local.hour % 12 == hour % 12)


def test_the_demo_house_is_understood_too() -> None:
    reading = read("when there is motion in the hallway turn on the hallway light", NOW, house=load_demo("en"))
    assert reading is not None
    assert reading.trigger == Becomes({"binary_sensor.hallway_motion": "Hallway motion"}, "on")
    assert reading.action == "turn on the hallway light"
    assert frozenset(range(7)) == EVERY_DAY
    assert NOW.astimezone(UTC).hour == 15
