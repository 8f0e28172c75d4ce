"""Exact arithmetic, its limits, and its results in words."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentlite.errors import ToolError
from agentlite.tools.calc.arithmetic import MOST_BITS, parse, tokens, value_of, written
from agentlite.tools.calc.units import units
from agentlite.tools.calc.work import calculate, convert

VALUES = {
    "1 + 2 * 3": "7", "(1 + 2) * 3": "9", "2^3^2": "512", "-2^2": "-4", "10 - 2 - 3": "5", "0.1 + 0.2": "0.3",
    "1 / 3": "1/3", "15% of 80": "12", "80 - 15%": "68", "80 + 15%": "92", "50%": "0.5", "20 / 80 as %": "25%",
    "sqrt(81)": "9", "sqrt(2)": "1.41421356237309504880168872420969807857", "sqrt(9/16)": "0.75", "cbrt(-27)": "-3",
    "4^0.5": "2", "8^(1/3)": "2", "5!": "120", "7 mod 3": "1", "2^-2": "0.25", "0^0": "1",
}  # fmt: skip


@pytest.mark.parametrize(("expression", "result"), VALUES.items())
def test_the_result_is_exact(expression: str, result: str) -> None:
    assert calculate(expression).value["result"] == result


SENTENCES = {
    "12 * 7": ("12 × 7 = 84.", "12 × 7 = 84."),
    "1250.5 / 4": ("1250.5 ÷ 4 = 312.625.", "1250,5 ÷ 4 = 312,625."),
    "15% of 80": ("15% of 80 = 12.", "15% de 80 = 12."),
    "100 / 3": ("100 ÷ 3 ≈ 33.3333.", "100 ÷ 3 ≈ 33,3333."),
    "2000000 / 7": ("2,000,000 ÷ 7 ≈ 285,714.29.", "2.000.000 ÷ 7 ≈ 285.714,29."),
    "sqrt(2)": ("√2 ≈ 1.41421.", "√2 ≈ 1,41421."),
    "1 / 2 of 90": ("1/2 of 90 = 45.", "1/2 de 90 = 45."),
    "20 / 80 as %": ("20 ÷ 80 as % = 25%.", "20 ÷ 80 em % = 25%."),
    "2^1000": ("2^1000 ≈ 1.07151 × 10^301.", "2^1000 ≈ 1,07151 × 10^301."),
    "1 / 3 of 0.000001": ("1/3 of 0.000001 ≈ 3.33333 × 10^-7.", "1/3 de 0,000001 ≈ 3,33333 × 10^-7."),
}


@pytest.mark.parametrize(("expression", "said"), SENTENCES.items())
def test_the_result_is_said_as_people_write_it(expression: str, said: tuple[str, str]) -> None:
    outcome = calculate(expression)
    assert (outcome.say["en"], outcome.say["pt"]) == said


def test_a_fraction_too_long_to_write_has_its_first_digits() -> None:
    assert calculate("(1/3)^20000").value["result"].endswith("E-9543")


@pytest.mark.parametrize(
    "expression",
    [
        "1 / 0", "1 mod 0", "0^-1", "sqrt(-1)", "(-8)^0.5", "3.5!", "9^9^9", "10^10^10", "99999!", "2^0.5^9999999",
        "(" * 100 + "1" + ")" * 100, "-" * 300 + "1", "1 +", "* 2", "", "1 2", "import os", "__class__", "1" * 500,
        "2^" * 120 + "2", "9" * 390 + "^" + "99",
    ],
)  # fmt: skip
def test_what_has_no_value_or_too_large_a_one_is_refused_in_both_languages(expression: str) -> None:
    with pytest.raises(ToolError) as caught:
        calculate(expression)
    assert caught.value.say["pt"]


NUMBERS = st.integers(-999, 999).map(str)
TREES = st.recursive(
    st.integers(0, 999).map(str) | st.decimals(0, 99, places=2).map(str),
    lambda inner: st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
    max_leaves=12,
)


@given(TREES)
def test_it_agrees_with_pythons_own_fractions(expression: str) -> None:
    import re

    python = re.sub(r"\d+(\.\d+)?", lambda m: f"Fraction('{m[0]}')", expression)
    try:
        expected = eval(python, {"Fraction": Fraction})
    except ZeroDivisionError:
        with pytest.raises(ToolError):
            calculate(expression)
        return
    assert value_of(parse(tokens(expression))).number == expected


@given(TREES)
def test_what_is_written_parses_to_the_same(expression: str) -> None:
    tree = parse(tokens(expression))
    assert parse(tokens(written(tree))) == tree


@given(st.text(alphabet="0123456789.+-*/^()%! sqrtcbofmdas", max_size=60))
def test_any_text_has_a_value_or_a_sentence_why_not(text: str) -> None:
    try:
        value = value_of(parse(tokens(text)))
    except ToolError:
        return
    assert value.number.numerator.bit_length() <= MOST_BITS


CONVERSIONS = {
    ("5 km", "mi"): ("5 km ≈ 3.10686 miles.", "5 km ≈ 3,10686 milhas."),
    ("1 mi", "km"): ("1 mile ≈ 1.60934 km.", "1 milha ≈ 1,60934 km."),
    ("100 °F", "°C"): ("100 °F ≈ 37.7778 °C.", "100 °F ≈ 37,7778 °C."),
    ("-40 °F", "°C"): ("-40 °F = -40 °C.", "-40 °F = -40 °C."),
    ("5 ft 11 in", "cm"): ("5 feet 11 inches = 180.34 cm.", "5 pés 11 polegadas = 180,34 cm."),
    ("1 week", "h"): ("1 week = 168 h.", "1 semana = 168 h."),
    ("1 lb", "g"): ("1 pound ≈ 453.592 g.", "1 libra ≈ 453,592 g."),
    ("2 GB", "MiB"): ("2 GB ≈ 1907.35 MiB.", "2 GB ≈ 1907,35 MiB."),
    ("72 km/h", "m/s"): ("72 km/h = 20 m/s.", "72 km/h = 20 m/s."),
    ("1 kWh", "kJ"): ("1 kWh = 3600 kJ.", "1 kWh = 3600 kJ."),
    ("1 ha", "m²"): ("1 ha = 10,000 m².", "1 ha = 10.000 m²."),
}


@pytest.mark.parametrize(("asked", "said"), CONVERSIONS.items())
def test_amounts_are_converted_exactly_and_said_as_people_write_them(
    asked: tuple[str, str], said: tuple[str, str]
) -> None:
    outcome = convert(*asked)
    assert (outcome.say["en"], outcome.say["pt"]) == said


@given(st.fractions(-1000, 1000, max_denominator=100), st.data())
def test_there_and_back_is_exactly_where_it_was(amount: Fraction, data: st.DataObject) -> None:
    from agentlite.tools.calc.units import converted

    one = data.draw(st.sampled_from(list(units().values())))
    other = data.draw(st.sampled_from([unit for unit in units().values() if unit.dimension == one.dimension]))
    assert converted([(converted([(amount, one)], other), other)], one) == amount


@pytest.mark.parametrize(
    ("quantity", "to"), [("5 km", "kg"), ("5 frobs", "m"), ("5 m", "frobs"), ("km", "m"), ("", "m")]
)
def test_what_cannot_be_converted_is_told(quantity: str, to: str) -> None:
    with pytest.raises(ToolError) as caught:
        convert(quantity, to)
    assert caught.value.say["pt"]
