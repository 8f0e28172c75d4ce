"""What times, days and durations requests say; a Saturday at 14:00 in Lisbon unless said otherwise."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentlite.tools.clock.said_times import dates, durations, next_at, times

LISBON = ZoneInfo("Europe/Lisbon")
NOW = datetime(2026, 11, 21, 14, 0, tzinfo=LISBON)
TODAY = NOW.date()

DURATIONS = {
    "an hour and a half": "1 h 30 min",
    "uma hora e meia": "1 h 30 min",
    "daqui a hora e meia": "1 h 30 min",
    "two and a half hours": "2 h 30 min",
    "half an hour": "30 min",
    "meia hora": "30 min",
    "a quarter of an hour": "15 min",
    "um quarto de hora": "15 min",
    "três quartos de hora": "45 min",
    "an hour and a quarter": "1 h 15 min",
    "duas horas e um quarto": "2 h 15 min",
    "dois minutos e meio": "2 min 30 s",
    "a couple of minutes": "2 min",
    "10 min": "10 min",
    "a 15-minute timer": "15 min",
    "twenty-five minutes": "25 min",
    "vinte e cinco minutos": "25 min",
    "5 minutinhos": "5 min",
    "90 seconds": "1 min 30 s",
    "1h30": "1 h 30 min",
    "1 hora e 20": "1 h 20 min",
    "1,5 horas": "1 h 30 min",
    "two hours and 15 minutes": "2 h 15 min",
    "uma hora, dez minutos e cinco segundos": "1 h 10 min 5 s",
    "cento e vinte minutos": "2 h",
    "three days": "3 d",
    "36 hours": "36 h",
    "2 1/2 minutes": "2 min 30 s",
    "1½ hours": "1 h 30 min",
    "timer de minuto e meio": "1 min 30 s",
    "hora e vinte": "1 h 20 min",
    "2 min 30": "2 min 30 s",
    "couple of hours": "2 h",
}


@pytest.mark.parametrize(("said", "text"), DURATIONS.items())
def test_durations(said, text):
    assert [each.text for each in durations(said)] == [text]


@pytest.mark.parametrize("said", ["set 2 timers", "às 7h30", "at 7 h", "uma massa", "the second of May", "0 min", ""])
def test_no_durations(said):
    assert durations(said) == []


def test_several_durations_in_their_order():
    said = durations("3 minutes for the eggs and 20 minutes for the rice")
    assert [each.seconds for each in said] == [180, 1200]


DATES = {
    "tomorrow": ("tomorrow", date(2026, 11, 22)),
    "amanhã de manhã": ("tomorrow", date(2026, 11, 22)),
    "depois de amanhã": ("in 2 days", date(2026, 11, 23)),
    "hoje à noite": ("today", TODAY),
    "3 de março": ("3 march", date(2027, 3, 3)),
    "dia 3 de março de 2028": ("3 march 2028", date(2028, 3, 3)),
    "the 24th of December": ("24 december", date(2026, 12, 24)),
    "the twenty-fourth of december": ("24 december", date(2026, 12, 24)),
    "December 24th, 2027": ("24 december 2027", date(2027, 12, 24)),
    "the second of May": ("2 may", date(2027, 5, 2)),
    "primeiro de maio": ("1 may", date(2027, 5, 1)),
    "1º de maio": ("1 may", date(2027, 5, 1)),
    "24/12": ("24 december", date(2026, 12, 24)),
    "12/24": ("24 december", date(2026, 12, 24)),
    "2026-12-24": ("24 december 2026", date(2026, 12, 24)),
    "next friday": ("friday", date(2026, 11, 27)),
    "na próxima sexta-feira": ("friday", date(2026, 11, 27)),
    "2ª feira": ("monday", date(2026, 11, 23)),
    "sábado": ("saturday", date(2026, 11, 28)),
    "in two weeks": ("in 2 weeks", date(2026, 12, 5)),
    "daqui a duas semanas": ("in 2 weeks", date(2026, 12, 5)),
    "em três meses": ("in 3 months", date(2027, 2, 21)),
    "a week from today": ("in 1 week", date(2026, 11, 28)),
    "no mês que vem": ("in 1 month", date(2026, 12, 21)),
    "no Natal": ("25 december", date(2026, 12, 25)),
    "New Year's Eve": ("31 december", date(2026, 12, 31)),
    "véspera de Natal": ("24 december", date(2026, 12, 24)),
    "on the 5th": ("5 december", date(2026, 12, 5)),
    "dia 24": ("24 november", date(2026, 11, 24)),
    "29 de fevereiro": ("29 february", date(2028, 2, 29)),
    "xmas": ("25 december", date(2026, 12, 25)),
    "at the weekend": ("saturday", date(2026, 11, 28)),
    "no fim de semana": ("saturday", date(2026, 11, 28)),
    "the end of the month": ("end of the month", date(2026, 11, 30)),
    "fim do ano": ("31 december", date(2026, 12, 31)),
    "Black Friday": ("black friday", date(2026, 11, 27)),
    "Thanksgiving": ("thanksgiving", date(2026, 11, 26)),
    "a Páscoa": ("easter", date(2027, 3, 28)),
    "Carnaval": ("carnival", date(2027, 2, 9)),
    "Sexta-feira Santa": ("good friday", date(2027, 3, 26)),
    "Corpus Christi": ("corpus christi", date(2027, 5, 27)),
    "para a semana": ("in 1 week", date(2026, 11, 28)),
    "de hoje a oito": ("in 1 week", date(2026, 11, 28)),
    "in a fortnight": ("in 2 weeks", date(2026, 12, 5)),
}


@pytest.mark.parametrize(("said", "meant"), DATES.items())
def test_dates(said, meant):
    assert [(each.text, each.day) for each in dates(said, TODAY)] == [meant]


@pytest.mark.parametrize(
    "said", ["30 de fevereiro", "31/11/2026", "you may set 3 alarms", "every day", "o dia dez meses antes", "", "99/99"]
)
def test_no_dates(said):
    assert dates(said, TODAY) == []


def test_months_are_as_long_as_they_are():
    assert [each.day for each in dates("in a month", date(2027, 1, 31))] == [date(2027, 2, 28)]


ALARMS = {
    "wake me at half past seven": "07:30",
    "sete e meia": "07:30",
    "às 7h30": "07:30",
    "quarter to nine": "08:45",
    "nove menos um quarto": "08:45",
    "dez para as oito": "07:50",
    "quinze pras nove da noite": "20:45",
    "7 pm": "19:00",
    "at 7:30 p.m.": "19:30",
    "12 am": "00:00",
    "12 pm": "12:00",
    "meio-dia": "12:00",
    "ao meio-dia e meia": "12:30",
    "meia-noite e meia": "00:30",
    "tonight at midnight": "00:00",
    "à uma da tarde": "13:00",
    "à uma e meia": "01:30",
    "à uma hora": "01:00",
    "às vinte e duas e trinta": "22:30",
    "às sete menos dez": "06:50",
    "half 7": "07:30",
    "set an alarm for seven thirty": "07:30",
    "alarm 6 45": "06:45",
    "3 da madrugada": "03:00",
    "amanhã às 8": "tomorrow 08:00",
    "seven thirty tomorrow": "tomorrow 07:30",
    "tomorrow at half past 6 in the evening": "tomorrow 18:30",
    "sexta-feira às 15h": "friday 15:00",
    "monday morning at 9": "monday 09:00",
    "dia 3 de março às 10": "3 march 10:00",
    "on the 24th of December at 8 pm": "24 december 20:00",
    "in 2 days at 5": "in 2 days 05:00",
    "daqui a 8 horas": "in 8 h",
    "every weekday at 7": "weekdays 07:00",
    "de segunda a sexta às 7 e meia": "weekdays 07:30",
    "todos os dias às 7 da manhã": "every day 07:00",
    "todos os dias úteis às 7h15": "weekdays 07:15",
    "todo dia útil às 8": "weekdays 08:00",
    "todo dia às 8": "every day 08:00",
    "weekends at 10": "weekends 10:00",
    "toda segunda às 19h": "every monday 19:00",
    "às segundas e quartas às 18:30": "every monday, wednesday 18:30",
}


@pytest.mark.parametrize(("said", "text"), ALARMS.items())
def test_times_for_alarms(said, text):
    assert [each.text for each in times(said, NOW, early=True)] == [text]


REMINDERS = {
    "at 3": "15:00",
    "at 8": "20:00",
    "às sete e meia": "19:30",
    "às 7h30": "07:30",
    "at 11": "11:00",
    "tomorrow at 5": "tomorrow 17:00",
    "tomorrow at 8": "tomorrow 08:00",
    "every day at 9": "every day 09:00",
    "in 20 minutes": "in 20 min",
    "daqui a uma hora e meia": "in 1 h 30 min",
    "hora e meia a partir de agora": "in 1 h 30 min",
    "tomorrow": "tomorrow 09:00",
    "amanhã à tarde": "tomorrow 15:00",
    "tonight": "today 20:00",
    "all my friends on friday": "friday 09:00",
    "every morning": "every day 09:00",
    "after lunch": "14:00",
    "amanhã à hora de almoço": "tomorrow 12:30",
    "tonight before bed": "today 22:00",
    "ao fim da tarde": "18:00",
    "todo santo dia às 9": "every day 09:00",
    "umas 10 e vinte da manhã": "10:20",
    "at quarter to twelve in the morning": "11:45",
    "sexta depois do jantar": "friday 21:00",
    "at the weekend": "saturday 09:00",
    "mondays and thursdays at 8": "every monday, thursday 08:00",
}


@pytest.mark.parametrize(("said", "text"), REMINDERS.items())
def test_times_for_reminders(said, text):
    assert [each.text for each in times(said, NOW, vague=True)] == [text]


@pytest.mark.parametrize("said", ["set an alarm", "24:00", "25:99", "timer for 7 minutes", "amanhã", "20 degrees", ""])
def test_no_times(said):
    assert times(said, NOW) == []


def test_each_time_has_the_day_that_is_said_nearest_to_it():
    said = times("remind me on friday at 5 pm about the film on sunday at 9 pm", NOW)
    assert [each.text for each in said] == ["friday 17:00", "sunday 21:00"]


def test_when_it_is():
    assert times("at 14:30", NOW)[0].at == NOW.replace(minute=30)
    assert times("at 13:30", NOW)[0].at == NOW.replace(day=22, hour=13, minute=30)
    assert times("today at 13:30", NOW)[0].at < NOW
    assert times("weekdays 07:00", NOW)[0].at == NOW.replace(day=23, hour=7)


def test_clocks_that_go_forward_and_back():
    before = datetime(2026, 3, 28, 22, 0, tzinfo=LISBON)
    (skipped,) = times("tomorrow at 1:30 am", before)
    assert f"{skipped.at:%H:%M}" == "02:30"
    (hours,) = times("in 8 hours", before)
    assert hours.at - before.astimezone(UTC) == timedelta(hours=8)
    assert f"{hours.at:%H:%M}" == "07:00"
    (back,) = times("tomorrow at 07:00", datetime(2026, 10, 24, 22, 0, tzinfo=LISBON))
    assert back.at.astimezone(UTC).hour == 7


def test_a_time_that_clocks_show_twice_is_never_over():
    between = datetime(2026, 10, 25, 1, 10, tzinfo=UTC).astimezone(LISBON)
    assert next_at(time(1, 30), frozenset(), between).astimezone(UTC) == between.astimezone(UTC) + timedelta(minutes=20)
    assert next_at(time(1, 30), frozenset(range(7)), between).date() == date(2026, 10, 26)
    before = between.astimezone(UTC) - timedelta(hours=1)
    assert next_at(time(1, 30), frozenset(), before.astimezone(LISBON)).astimezone(UTC).hour == 0


@given(st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)), st.times(), st.frozensets(st.integers(0, 6)))
def test_the_next_time_is_the_first_one_later(after, clock, days):
    zone = ZoneInfo("America/New_York")
    clock, after = clock.replace(second=0, microsecond=0), after.replace(tzinfo=zone)
    at = next_at(clock, days, after)
    assert 0 < at.timestamp() - after.timestamp() <= timedelta(days=8, hours=2).total_seconds()
    assert not days or at.weekday() in days
    wall = datetime.combine(at.date(), clock)
    assert at.replace(tzinfo=None, fold=0) - wall in (timedelta(), timedelta(hours=1))


WORDS = (
    "remind me wake at às as a for para 7 sete seven half past meia e quarter menos um quarto to 30 pm da tarde "
    "tomorrow amanhã every todos os dias friday segunda 3 de março in daqui 2 hours horas minutes minutos tonight noon "
    "meio dia h"
).split()


@given(st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join), st.booleans(), st.booleans())
def test_whatever_is_found_parses_to_itself(request, early, vague):
    for said in times(request, NOW, early=early, vague=vague):
        assert times(said.text, NOW, early=True, vague=True) == [said], request
    for said in dates(request, TODAY):
        assert dates(said.text, TODAY) == [said]
    for said in durations(request):
        assert durations(said.text) == [said]


@given(st.text(max_size=60))
def test_any_text_can_be_parsed(text):
    assert len(times(text, NOW, vague=True)) + len(dates(text, TODAY)) + len(durations(text)) < 60
