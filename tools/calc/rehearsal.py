"""Sums, amounts and days as people say them, drawn at random with the one notation they are read as."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from pathlib import Path

from agentlite.packs import Rehearsal, Setting, Slot
from agentlite.tools.calc.tools import CalcTools
from agentlite.tools.clock.day_names import MONTHS
from agentlite.train.numbers import spoken

_OPERATIONS = {
    "en": {
        "{a} + {b}": ("{x} plus {y}", "{x} + {y}", "the sum of {x} and {y}", "{x} added to {y}"),
        "{a} - {b}": ("{x} minus {y}", "{x} - {y}", "{x} take away {y}", "the difference between {x} and {y}"),
        "{a} * {b}": ("{x} times {y}", "{x} x {y}", "{x} * {y}", "{x} multiplied by {y}", "{a}x{b}"),
        "{a} / {b}": ("{x} divided by {y}", "{x} / {y}", "{x} over {y}"),
        "{a}% of {b}": ("{x} percent of {y}", "{a}% of {y}", "{a}% of {b} dollars", "a {a}% tip on {b} euros"),
        "{b} - {a}%": ("{b} minus {a}%", "{y} minus {x} percent", "{a}% off {b}", "{b} with a {a}% discount"),
        "{b} + {a}%": ("{b} plus {a}%", "{y} plus {x} percent", "{b} euros plus {a}%"),
        "sqrt({a})": ("the square root of {x}", "square root of {a}", "√{a}"),
        "{a}^2": ("{x} squared", "{a} to the power of 2", "{a}^2", "{a} to the power of two"),
        "{a}^3": ("{x} cubed", "{a} to the power of three"),
        "1 / 2 of {b}": ("half of {y}", "half of {b} euros"),
        "1 / 3 of {b}": ("a third of {y}", "one third of {b}"),
        "2 * {a}": ("twice {x}", "double {a}"),
        "{a} / {b} as %": ("what percent {a} is of {b}", "{a} is what % of {b}", "{a} out of {b} as a percentage"),
        "({a} + {b} + {c}) / 3": ("the average of {a}, {b} and {c}", "the mean of {a}, {b} and {c}"),
        "{a} + {b} + {c}": ("{x} plus {y} plus {z}", "{a} + {b} + {c}", "the sum of {a}, {b} and {c}"),
        "{a} * {b} + {c}": ("{x} times {y} plus {z}", "{a} * {b} + {c}"),
        "({a} + {b}) * {c}": ("({a} + {b}) * {c}", "({a}+{b}) times {c}"),
    },
    "pt": {
        "{a} + {b}": ("{x} mais {y}", "{x} + {y}", "a soma de {x} com {y}", "{x} e mais {y}"),
        "{a} - {b}": ("{x} menos {y}", "{x} - {y}", "a diferença entre {a} e {b}"),
        "{a} * {b}": ("{x} vezes {y}", "{x} x {y}", "{x} * {y}", "{x} multiplicado por {y}", "{a}x{b}"),
        "{a} / {b}": ("{x} dividido por {y}", "{x} a dividir por {y}", "{x} / {y}", "{x} sobre {y}"),
        "{a}% of {b}": ("{x} por cento de {y}", "{a}% de {y}", "{a}% de {b} euros", "{a}% de {b} reais"),
        "{b} - {a}%": ("{b} menos {a}%", "{y} menos {x} por cento", "{b} com {a}% de desconto", "{b} euros menos {a}%"),
        "{b} + {a}%": ("{b} mais {a}%", "{y} mais {x} por cento", "{b} reais mais {a}%"),
        "sqrt({a})": ("a raiz quadrada de {x}", "raiz de {a}", "√{a}"),
        "{a}^2": ("{x} ao quadrado", "{a} elevado a 2", "{a}^2", "{a} elevado a dois"),
        "{a}^3": ("{x} ao cubo", "{a} elevado a três"),
        "1 / 2 of {b}": ("metade de {y}", "a metade de {b} euros"),
        "1 / 3 of {b}": ("um terço de {y}", "um terço de {b}"),
        "2 * {a}": ("o dobro de {x}", "o dobro de {a}"),
        "{a} / {b} as %": ("{a} é quantos por cento de {b}", "que % de {b} é {a}", "qual porcentagem de {b} é {a}"),
        "({a} + {b} + {c}) / 3": ("a média de {a}, {b} e {c}", "a média entre {a}, {b} e {c}"),
        "{a} + {b} + {c}": ("{x} mais {y} mais {z}", "{a} + {b} + {c}", "a soma de {a}, {b} e {c}"),
        "{a} * {b} + {c}": ("{x} vezes {y} mais {z}", "{a} * {b} + {c}"),
        "({a} + {b}) * {c}": ("({a} + {b}) * {c}", "({a}+{b}) vezes {c}"),
    },
}  # fmt: skip
_UNITS: dict[str, tuple[dict[str, tuple[str, str]], ...]] = {
    "en": (
        {"m": ("metre", "metres"), "km": ("kilometer", "kilometers"), "cm": ("cm", "centimetres"),
         "in": ("inch", "inches"), "ft": ("foot", "feet"), "mi": ("mile", "miles"), "yd": ("yard", "yards")},
        {"kg": ("kilo", "kilos"), "g": ("gram", "grams"), "lb": ("pound", "pounds"), "oz": ("ounce", "ounces")},
        {"l": ("litre", "liters"), "ml": ("ml", "millilitres"), "gal": ("gallon", "gallons"), "cup": ("cup", "cups"),
         "pt": ("pint", "pints"), "tbsp": ("tablespoon", "tablespoons")},
        {"°C": ("degree celsius", "celsius"), "°F": ("degree fahrenheit", "fahrenheit")},
        {"km/h": ("km/h", "kilometers per hour"), "mph": ("mph", "miles per hour"),
         "m/s": ("m/s", "meters per second")},
        {"m²": ("square metre", "square meters"), "ft²": ("square foot", "square feet"), "ha": ("hectare", "hectares"),
         "ac": ("acre", "acres")},
        {"MB": ("megabyte", "MB"), "GB": ("gigabyte", "GB"), "TB": ("terabyte", "terabytes")},
        {"min": ("minute", "minutes"), "h": ("hour", "hours"), "day": ("day", "days"), "s": ("second", "seconds"),
         "week": ("week", "weeks")},
        {"kcal": ("kcal", "kilocalories"), "kJ": ("kilojoule", "kJ"), "kWh": ("kWh", "kilowatt hours")},
    ),
    "pt": (
        {"m": ("metro", "metros"), "km": ("km", "quilômetros"), "cm": ("cm", "centímetros"),
         "in": ("polegada", "polegadas"), "ft": ("pé", "pés"), "mi": ("milha", "milhas")},
        {"kg": ("quilo", "quilos"), "g": ("grama", "gramas"), "lb": ("libra", "libras"), "oz": ("onça", "onças")},
        {"l": ("litro", "litros"), "ml": ("ml", "mililitros"), "gal": ("galão", "galões"),
         "xícara": ("xícara", "xícaras"),
         "colher de sopa": ("colher de sopa", "colheres de sopa")},
        {"°C": ("grau celsius", "celsius"), "°F": ("grau fahrenheit", "fahrenheit")},
        {"km/h": ("km/h", "quilômetros por hora"), "mph": ("mph", "milhas por hora"),
         "m/s": ("m/s", "metros por segundo")},
        {"m²": ("metro quadrado", "metros quadrados"), "ft²": ("pé quadrado", "pés quadrados"),
         "ha": ("hectare", "hectares")},
        {"MB": ("megabyte", "MB"), "GB": ("gigabyte", "GB"), "TB": ("terabyte", "terabytes")},
        {"min": ("minuto", "minutos"), "h": ("hora", "horas"), "day": ("dia", "dias"), "s": ("segundo", "segundos"),
         "week": ("semana", "semanas")},
        {"kcal": ("kcal", "quilocalorias"), "kJ": ("quilojoule", "kJ"), "kWh": ("kWh", "quilowatt-hora")},
    ),
}  # fmt: skip
_FEASTS = {
    "en": {"Christmas": "25 december", "new year's eve": "31 december", "Halloween": "31 october",
           "Valentine's day": "14 february", "friday": "friday", "monday": "monday", "saturday": "saturday"},
    "pt": {"Natal": "25 december", "ano novo": "1 january", "dia das bruxas": "31 october",
           "sexta-feira": "friday", "segunda": "monday", "sábado": "saturday"},
}  # fmt: skip
_STEPS = {
    "en": {"day": ("day", "days"), "week": ("week", "weeks"), "month": ("month", "months"), "year": ("year", "years")},
    "pt": {"day": ("dia", "dias"), "week": ("semana", "semanas"), "month": ("mês", "meses"), "year": ("ano", "anos")},
}
_EUROPEAN = str.maketrans("ô", "ó")


def rehearse(rng: random.Random, language: str) -> Rehearsal:
    """A stage on which any sum, amount or day may come; `language` is "en", "pt-BR" or "pt-PT"."""
    family = "en" if language == "en" else "pt"
    setting = Setting("calc", Path(), None, {}, family)  # type: ignore[arg-type]  # nothing is run in a rehearsal
    slots = {"expression": lambda: _expression(rng, family, language)}
    return Rehearsal(CalcTools(setting).toolset(), {**slots, **_measures(rng, language), **_days(rng, language)})


def _expression(rng: random.Random, family: str, language: str) -> tuple[str, str]:
    written = rng.choice(list(_OPERATIONS[family]))
    template = rng.choice(_OPERATIONS[family][written])
    numbers = {name: _number(rng, percent="%" in written and name == "a") for name in "abc"}
    said = {shown: _said(numbers[name], language, rng) for name, shown in zip("abc", "xyz", strict=True)}
    text = template.format(**said, **{name: _local(number, family) for name, number in numbers.items()})
    return text, written.format(**numbers)


def _number(rng: random.Random, *, percent: bool) -> str:
    if percent:
        return str(rng.choice((5, 10, 12, 15, 18, 20, 22, 23, 25, 30, 40, 50, 60, 75)))
    roll = rng.random()
    if roll < 0.12:
        return f"{rng.randint(0, 60)}.{rng.choice((5, 25, 75, 99))}"
    return str(rng.randint(2, 100) if roll < 0.75 else rng.randint(101, 5000))


def _said(number: str, language: str, rng: random.Random) -> str:
    if number.isdecimal() and rng.random() < 0.5:
        return spoken(int(number), language)
    return _local(number, "en" if language == "en" else "pt")


def _local(number: str, family: str) -> str:
    return number.replace(".", ",") if family == "pt" else number


def _measures(rng: random.Random, language: str) -> Mapping[str, Slot]:
    """Two units of one dimension: what is given in the one is wanted in the other."""
    family = "en" if language == "en" else "pt"
    named = rng.choice(_UNITS[family])
    given, wanted = rng.sample(sorted(named), 2)

    def spelled(name: str) -> str:
        return name.translate(_EUROPEAN) if language == "pt-PT" else name

    def quantity() -> tuple[str, str]:
        number = _number(rng, percent=False)
        return f"{_said(number, language, rng)} {spelled(named[given][number != '1'])}", f"{number} {given}"

    def one() -> tuple[str, str]:
        article = "an" if family == "en" and named[given][0][0] in "aeio" else "a" if family == "en" else "um"
        return spelled(f"{article} {named[given][0]}"), f"1 {given}"

    return {"quantity": quantity, "one": one, "to": lambda: (spelled(named[wanted][1]), wanted)}


def _days(rng: random.Random, language: str) -> Mapping[str, Slot]:
    family = "en" if language == "en" else "pt"

    def day() -> tuple[str, str]:
        if rng.random() < 0.35:
            said = rng.choice(list(_FEASTS[family]))
            return said, _FEASTS[family][said]
        number, month = rng.randint(1, 28), rng.randrange(12)
        text = f"{number} {MONTHS['en'][month].lower()}"
        if family == "pt":
            return f"{number} de {MONTHS['pt'][month]}", text
        return rng.choice((f"{MONTHS['en'][month]} {number}", f"{number} {MONTHS['en'][month]}")), text

    def stretch(sign: str) -> Callable[[], tuple[str, str]]:
        def drawn() -> tuple[str, str]:
            step = rng.choice(list(_STEPS[family]))
            number = rng.randint(2, 20 if step in ("month", "year") else 90)
            said = f"{_said(str(number), language, rng)} {_STEPS[family][step][1]}"
            return said, f"{sign}{number} {step}s"

        return drawn

    return {"date": day, "start": day, "amount": stretch(""), "back": stretch("-")}
