"""Sums, amounts and days as people say them, drawn at random with the one notation they are read as."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from pathlib import Path

from agentlite.packs import Rehearsal, Setting, Slot
from agentlite.tools.calc.tools import CalcTools
from agentlite.tools.clock.day_names import MONTHS
from agentlite.train.numbers import spoken
from agentlite.train.words import load_words

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
    "en": {
        "Christmas": "25 december", "new year's eve": "31 december", "Halloween": "31 october", "xmas": "25 december",
        "Valentine's day": "14 february", "friday": "friday", "monday": "monday", "saturday": "saturday",
        "Christmas Eve": "24 december", "new year": "1 january", "Easter": "easter", "Black Friday": "black friday",
        "Thanksgiving": "thanksgiving", "Carnival": "carnival", "the end of the month": "end of the month",
        "the end of the year": "31 december", "the weekend": "saturday", "St Patrick's day": "17 march",
        "next Tuesday": "tuesday", "Boxing Day": "26 december", "Good Friday": "good friday", "sunday": "sunday",
        "wednesday": "wednesday", "bonfire night": "5 november",
    },
    "pt": {
        "Natal": "25 december", "ano novo": "1 january", "dia das bruxas": "31 october", "fim do ano": "31 december",
        "sexta-feira": "friday", "segunda": "monday", "sábado": "saturday", "Carnaval": "carnival",
        "domingo": "sunday", "fim de semana": "saturday", "fim do mês": "end of the month", "réveillon": "31 december",
        "São João": "24 june", "final do ano": "31 december", "Halloween": "31 october", "dia de Reis": "6 january",
        "dia do trabalhador": "1 may", "Corpus Christi": "corpus christi", "São Martinho": "11 november",
        "dia 1 de maio": "1 may", "domingo de Páscoa": "easter",
    },
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
    slots: dict[str, Slot] = {
        "expression": lambda: _expression(rng, language, "said"),
        "request": lambda: _expression(rng, language, "asked"),
    }
    return Rehearsal(CalcTools(setting).toolset(), {**slots, **_measures(rng, language), **_days(rng, language)})


def _expression(rng: random.Random, language: str, kind: str) -> tuple[str, str]:
    """A sum that is "said" after "what is", or "asked" for in a whole sentence, and its one notation."""
    family = "en" if language == "en" else "pt"
    sums = [way for way in load_words("sums", "agentlite.tools.calc")[family] if kind in way]
    chosen = rng.choice(sums)
    numbers = {name: _number(rng, percent=False) for name in "abc"}
    numbers |= {"k": str(rng.randint(2, 12)), "p": _number(rng, percent=True)}
    price = f"{rng.randint(0, 90)}.{rng.choice(('50', '99', '20', '75', '05', '80', '90', '45'))}"
    said = {name: _local(number, family) for name, number in numbers.items()}
    said |= {name.upper(): _said(number, language, rng) for name, number in numbers.items()}
    text = rng.choice(chosen[kind]).format(**said, m=_local(price, family))
    return text, chosen["sum"].format(**numbers, m=price.rstrip("0"))


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


def _agreeing(said: str, noun: str, family: str) -> str:
    """A number before a noun: "vinte e uma semanas"."""
    if family == "en" or not noun.endswith(("as", "ibras")):
        return said
    return f"{said}a" if said.endswith("um") else said.replace("dois", "duas")


def _and_a_half(said: str, whole: int, one: str, many: str, family: str) -> str:
    """ "half a mile", "two and a half miles", "uma milha e meia"."""
    if family == "en":
        return f"half {'an' if one[0] in 'aeio' else 'a'} {one}" if not whole else f"{said} and a half {many}"
    half = "meia" if one.endswith("a") else "meio"
    if whole < 2:
        return f"{'uma' if half == 'meia' else 'um'} {one} e {half}" if whole else f"{half} {one}"
    return f"{_agreeing(said, many, family)} {many} e {half}"


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
        if rng.random() < 0.15 and all(map(str.isalpha, named[given])):
            whole = rng.randint(0, 9)
            return spelled(
                _and_a_half(_said(str(whole), language, rng), whole, *named[given], family)
            ), f"{whole}.5 {given}"
        number = _number(rng, percent=False)
        many = spelled(named[given][number != "1"])
        return f"{_agreeing(_said(number, language, rng), many, family)} {many}", f"{number} {given}"

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
        name = MONTHS["en"][month]
        ordinal = f"{number}{'th' if 3 < number < 21 or number > 23 else {1: 'st', 2: 'nd', 3: 'rd'}[number % 10]}"
        return rng.choice(
            (f"{name} {number}", f"{number} {name}", f"the {ordinal} of {name}", f"{name} {ordinal}")
        ), text

    def stretch(sign: str) -> Callable[[], tuple[str, str]]:
        def drawn() -> tuple[str, str]:
            step = rng.choice(list(_STEPS[family]))
            number = rng.randint(2, 20 if step in ("month", "year") else 90)
            many = _STEPS[family][step][1]
            said = f"{_agreeing(_said(str(number), language, rng), many, family)} {many}"
            return said, f"{sign}{number} {step}s"

        return drawn

    return {"date": day, "start": day, "amount": stretch(""), "back": stretch("-")}
