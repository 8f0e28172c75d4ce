"""What the calc tools do, in the sandbox: from texts to exact results and the sentences that say them."""

from __future__ import annotations

from datetime import date

from agentlite.errors import ToolError
from agentlite.tools.calc.arithmetic import Value, parse, tokens, value_of
from agentlite.tools.calc.numerals import fold
from agentlite.tools.calc.spans import counted
from agentlite.tools.calc.units import by_name, converted, quantities, sentence, units
from agentlite.tools.calc.wording import day_text, expression_text, result_text, spoken
from agentlite.toolset import Outcome

LANGUAGES = ("en", "pt")


def calculate(expression: str) -> Outcome:
    """The value of an expression: {"result": text, "exact": bool}, a percentage where one was asked for."""
    tree = parse(tokens(expression))
    value = value_of(tree)
    percent = tree[0] == "as %"
    shown = Value(value.number * 100, value.exact) if percent else value
    return Outcome(
        {"result": result_text(shown) + "%" * percent, "exact": value.exact},
        say={language: _equation(expression, shown, "%" * percent, language) for language in LANGUAGES},
    )


def _equation(expression: str, value: Value, unit: str, language: str) -> str:
    text, whole = spoken(value, language)
    return f"{expression_text(expression, language)} {'=' if whole else '≈'} {text}{unit}."


def convert(quantity: str, to: str) -> Outcome:
    """An amount in another unit: {"result": text, "unit": symbol}."""
    unit = units().get(to) or by_name().get(fold(to))
    if unit is None:
        raise ToolError(f"I know no unit {to!r}.", say={"pt": f"Não conheço a unidade {to!r}."})
    amounts = quantities(quantity)
    result = converted(amounts, unit)
    return Outcome(
        {"result": result_text(Value(result)), "unit": unit.symbol},
        say={language: sentence(amounts, result, unit, language) for language in LANGUAGES},
    )


def days_until(date: str, start: str, today: str) -> Outcome:
    """How many days lie between two days, given as 2026-12-24; negative if `date` is the earlier one."""
    days = (_day(date) - _day(start)).days
    from_today = start == today
    return Outcome(
        days, say={"en": _days_en(days, date, start, from_today), "pt": _days_pt(days, date, start, from_today)}
    )


def _days_en(days: int, end: str, start: str, from_today: bool) -> str:
    count = f"{abs(days)} day{'' if abs(days) == 1 else 's'}"
    to = day_text(_day(end), "en")
    if not from_today:
        return f"{count} from {day_text(_day(start), 'en')} {'back ' * (days < 0)}to {to}."
    return f"That is today, {to}." if not days else f"{count} {'until' if days > 0 else 'since'} {to}."


def _days_pt(days: int, end: str, start: str, from_today: bool) -> str:
    one = abs(days) == 1
    count = f"{abs(days)} dia{'' if one else 's'}"
    to = day_text(_day(end), "pt")
    if not from_today:
        return f"{count} de {day_text(_day(start), 'pt')} {'para trás, ' * (days < 0)}até {to}."
    if not days:
        return f"É hoje, {to}."
    if days < 0:
        return f"{'Passou' if one else 'Passaram'} {count} desde {to}."
    return f"{'Falta' if one else 'Faltam'} {count} para {to}."


def add_to_date(date: str, amount: str) -> Outcome:
    """The day that lies `amount` after (or before, if negative) a day, as 2026-12-24."""
    end = counted(amount, _day(date))
    said = {language: day_text(end, language) for language in LANGUAGES}
    return Outcome(end.isoformat(), say={language: f"{text[0].upper()}{text[1:]}." for language, text in said.items()})


def _day(text: str) -> date:
    return date.fromisoformat(text)
