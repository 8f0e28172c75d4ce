"""What the calc pack reads out of a request: expressions, amounts, stretches of days."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentlite.tools.calc.measures import amounts, targets
from agentlite.tools.calc.numerals import digits, fold
from agentlite.tools.calc.reading import expressions
from agentlite.tools.calc.spans import counted, days, stretches
from agentlite.tools.calc.units import units

EXPRESSIONS = {
    "12 times 7": "12 * 7",
    "sete vezes oito": "7 * 8",
    "raiz quadrada de 81": "sqrt(81)",
    "half of 90": "1 / 2 of 90",
    "um terço de 60": "1 / 3 of 60",
    "três quartos de 80": "3 / 4 of 80",
    "2 to the power of 10": "2^10",
    "2 elevado a 10": "2^10",
    "15% of 80": "15% of 80",
    "quanto é 15 por cento de 80": "15% of 80",
    "80 menos 15 por cento": "80 - 15%",
    "20% off 150": "150 - 20%",
    "200 reais com 25% de desconto": "200 - 25%",
    "23% de IVA sobre 100 euros": "23% of 100",
    "a 15% tip on 64 dollars": "15% of 64",
    "quanto dá mil e duzentos mais trezentos e cinquenta": "1200 + 350",
    "what is twenty-five plus three hundred and two": "25 + 302",
    "two million divided by 7": "2000000 / 7",
    "how much is 1,250.50 divided by 4": "1250.5 / 4",
    "quanto é 1.250,50 a dividir por 4": "1250.5 / 4",
    "quanto é 1.500 vezes 2": "1500 * 2",
    "what is 1.500 times 2": "1.5 * 2",
    "três vírgula cinco vezes dois": "3.5 * 2",
    "three point one four times two": "3.14 * 2",
    "dois e meio vezes quatro": "2.5 * 4",
    "12x12": "12 * 12",
    "(3 + 4) * 2": "(3 + 4) * 2",
    "soma 12, 15 e 20": "12 + 15 + 20",
    "what's the average of 4, 8 and 15": "(4 + 8 + 15) / 3",
    "subtract 15 from 40": "40 - 15",
    "tira 15 a 40": "40 - 15",
    "diferença entre 100 e 37": "100 - 37",
    "20 is what percent of 80": "20 / 80 as %",
    "que percentagem de 80 é 20": "20 / 80 as %",
    "quantos por cento de 80 são 20": "20 / 80 as %",
    "cube root of 27": "cbrt(27)",
    "cinco ao quadrado": "5^2",
    "what is 7 factorial": "7!",
    "what's 10 minus -3?": "10 - -3",
    "the remainder of 17 divided by 5": "17 mod 5",
    "o resto da divisão de 17 por 5": "17 mod 5",
    "2 to the eighth power": "2^8",
    "64 halved": "64 / 2",
    "what's seven eights": "7 * 8",
    "split a 96 euro bill between four people": "96 / 4",
    "84 split three ways": "84 / 3",
    "racha a conta de 90 reais por 3": "90 / 3",
    "conta de 84 dividida por 3": "84 / 3",
    "five tickets at 12.50": "5 * 12.5",
    "três noites a 85 euros cada": "3 * 85",
    "3 kg de maçãs a 2,40 o quilo": "3 * 2.4",
    "12x de 89,90": "12 * 89.9",
    "45 euros a month for a year": "45 * 12",
    "14 an hour for 8 hours": "14 * 8",
    "what's the tip on 60 at 15 percent": "15% of 60",
    "18% tip for a 52 dollar bill": "18% of 52",
    "250 com IVA a 23%": "250 + 23%",
    "1200 com aumento de 5%": "1200 + 5%",
    "89.90 reduced by 30%": "89.9 - 30%",
    "desconto de 20% em 80": "80 - 20%",
    "how much change from a fifty for 32.40": "50 - 32.4",
    "paguei com 20 uma conta de 13,45": "20 - 13.45",
    "se eu tiver 50 e gastar 17,80 quanto sobra": "50 - 17.8",
    "how many times does 7 go into 91": "91 / 7",
    "what do three and four make": "3 + 4",
    "quanto são três e quatro": "3 + 4",
    "mean of 12 15 and 18": "(12 + 15 + 18) / 3",
    "200 take 45": "200 - 45",
    "take 45 away from 200": "200 - 45",
    "a média de 20 e 30 dá quanto": "(20 + 30) / 2",
    "80 com um desconto de 15%": "80 - 15%",
    "60 plus a 15% tip": "60 + 15%",
    "19,90 por mês durante um ano": "19.9 * 12",
    "12 em 40 dá que percentagem": "12 / 40 as %",
    "meio milhão dividido por 12": "500000 / 12",
    "multiply 12 by 15 and add 8": "12 * 15 + 8",
}
NOTHING = [
    "set a timer for 10 minutes", "remind me on 2024-05-01 at 10:30", "no dia 3/4/2026", "15%", "-5", "18 e 24", "",
    "buy milk", "e mais nada", "wake me at 6 in 2 days", "3 timers for 10 minutes and 5 minutes", "dia 3 de maio às 10",
]  # fmt: skip


@pytest.mark.parametrize(("request_", "expression"), EXPRESSIONS.items())
def test_an_expression_is_read_as_it_is_meant(request_: str, expression: str) -> None:
    assert expressions(request_) == [expression]


@pytest.mark.parametrize("request_", NOTHING)
def test_where_nothing_is_to_be_worked_out_nothing_is_read(request_: str) -> None:
    assert expressions(request_) == []


@given(st.text(alphabet="0123456789 +-*/^()%.,xe sqrtof", max_size=80))
def test_what_is_read_reads_as_itself(text: str) -> None:
    for expression in expressions(text, "en"):
        assert expressions(expression, "en") == [expression]


@given(st.text(max_size=200))
def test_reading_never_fails(text: str) -> None:
    assert len(expressions(text)) <= 4
    assert all(unit in units() for unit in targets(text))
    amounts(text), stretches(text)


NUMERALS = {
    ("mil e duzentos", "pt"): "1200", ("dois mil trezentos e quarenta e cinco", "pt"): "2345",
    ("cento e um", "pt"): "101",
    ("dezanove", "pt"): "19", ("dezenove", "pt"): "19", ("3 mil", "pt"): "3000", ("um milhão e meio", "pt"): "1500000",
    ("one thousand and one", "en"): "1001", ("ninety nine", "en"): "99", ("a hundred and five", "en"): "105",
    ("two and a half million", "en"): "2500000", ("1,234,567.5", "en"): "1234567.5", ("1.234.567,5", "pt"): "1234567.5",
    ("0.125", "pt"): "0.125", ("12,5", "en"): "12.5", ("two dozen", "en"): "24", ("five and three", "en"): "5 and 3",
    ("cinco e três", "pt"): "5 e 3", ("nothing here", "en"): "nothing here",
}  # fmt: skip


@pytest.mark.parametrize(("said", "read"), NUMERALS.items())
def test_numbers_in_words_become_digits(said: tuple[str, str], read: str) -> None:
    assert digits(fold(said[0]), said[1]) == read


@given(st.integers(0, 10**12))
def test_a_number_in_digits_stays_what_it_is(number: int) -> None:
    assert digits(str(number), "pt") == str(number)
    assert digits(f"{number:,}", "en") == str(number)
    assert digits(f"{number:,}".replace(",", "."), "pt") == str(number)


MEASURES = {
    "convert 5 km to miles": ("5 km", "mi"),
    "quantos quilómetros são 3 milhas": ("3 mi", "km"),
    "quantos quilômetros são 3 milhas": ("3 mi", "km"),
    "what's 100 fahrenheit in celsius": ("100 °F", "°C"),
    "20 graus em fahrenheit": ("20 °C", "°F"),
    "convert 68 degrees to celsius": ("68 °F", "°C"),
    "-40 f to c": ("-40 °F", "°C"),
    "5'11\" in cm": ("5 ft 11 in", "cm"),
    "5 foot 11 in cm": ("5 ft 11 in", "cm"),
    "10 in in cm": ("10 in", "cm"),
    "1 h 30 min em minutos": ("1 h 30 min", "min"),
    "quantos segundos há em 2 horas e meia": ("2.5 h", "s"),
    "how many inches in a foot": ("1 ft", "in"),
    "quantas horas tem uma semana": ("1 week", "h"),
    "quantas gramas tem meio quilo": ("0.5 kg", "g"),
    "converte 1.500 metros para km": ("1500 m", "km"),
    "what is 3 square feet in square meters": ("3 ft²", "m²"),
    "100 km/h em mph": ("100 km/h", "mph"),
    "2 GB em MB": ("2 GB", "MB"),
    "500 kcal em kJ": ("500 kcal", "kJ"),
    "a pound and a half in grams": ("1.5 lb", "g"),
    "um quarto de xícara em ml": ("0.25 xícara", "ml"),
    "three quarters of a cup in ml": ("0.75 cup", "ml"),
    "2 colheres de sopa em ml": ("2 colher de sopa", "ml"),
}


@pytest.mark.parametrize(("request_", "read"), MEASURES.items())
def test_an_amount_and_the_unit_it_is_wanted_in_are_read(request_: str, read: tuple[str, str]) -> None:
    assert (amounts(request_), targets(request_)) == ([read[0]], [read[1]])


@pytest.mark.parametrize("request_", ["convert 5 km", "5 km in litres", "set an alarm for 7 in the morning"])
def test_without_a_unit_to_convert_to_there_is_none(request_: str) -> None:
    assert targets(request_) == []


def test_days_and_stretches_are_read() -> None:
    today = date(2026, 11, 21)
    assert stretches("what date is three weeks after christmas") == ["3 weeks"]
    assert stretches("que dia foi há 10 dias") == ["-10 days"]
    assert stretches("what's the date in a fortnight") == ["2 weeks"]
    assert stretches("que dia é daqui a ano e meio") == ["18 months"]
    assert [said.text for said in days("30 dias antes do natal", today)] == ["25 december"]
    assert days("daqui a 45 dias", today) == []


@given(st.dates(date(1950, 1, 1), date(2150, 1, 1)), st.integers(0, 5000))
def test_days_there_and_back_are_where_one_was(day: date, number: int) -> None:
    assert counted(f"-{number} days", counted(f"{number} days", day)) == day


def test_a_month_from_the_last_day_is_the_last_day() -> None:
    assert counted("1 month", date(2027, 1, 31)) == date(2027, 2, 28)
