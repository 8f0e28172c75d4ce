"""Readings of the machine as sentences, in English and Portuguese."""

from __future__ import annotations

from collections.abc import Mapping

from agentlite.actions import Json

ABSENT = {
    "battery": {"en": "a battery", "pt": "bateria"},
    "disk": {"en": "the disk", "pt": "o disco"},
    "load": {"en": "the load", "pt": "a carga"},
    "memory": {"en": "the memory", "pt": "a memória"},
    "temperature": {"en": "a temperature", "pt": "a temperatura"},
    "uptime": {"en": "how long it has been on", "pt": "há quanto tempo está ligada"},
}
_UNITS = ((86400, "day", "dia"), (3600, "hour", "hora"), (60, "minute", "minuto"))


def sentence(what: str, reading: Mapping[str, Json], language: str) -> str:
    """One reading, as a person says it."""
    english = language == "en"
    match what:
        case "battery":
            percent, charging = reading["percent"], reading["charging"]
            state = ("charging" if charging else "not charging") if english else "a carregar"
            if english:
                return f"The battery is at {percent}%, {state}."
            return f"A bateria está em {percent}%, {'' if charging else 'sem estar '}{state}."
        case "disk" | "memory":
            free, total = size(reading["free"], language), size(reading["total"], language)
            share = round(100 * reading["free"] / reading["total"])
            if english:
                return f"{free} of {total} of {'disk space' if what == 'disk' else 'memory'} are free, {share}%."
            return f"{'No disco' if what == 'disk' else 'Na memória'} há {free} livres de {total}, {share}%."
        case "load":
            share, cores = round(100 * reading["load"] / reading["cores"]), reading["cores"]
            if english:
                return f"The processor is at {share}% of its {cores} core{'s' * (cores > 1)} (load {reading['load']})."
            text = str(reading["load"]).replace(".", ",")
            of = f"dos seus {cores} núcleos" if cores > 1 else "do seu núcleo"
            return f"O processador está em {share}% {of} (carga {text})."
        case "temperature":
            degrees = f"{reading['celsius']:.0f} °C"
            return f"The hottest sensor measures {degrees}." if english else f"O sensor mais quente marca {degrees}."
    lasted = duration(reading["seconds"], language)
    return f"It has been on for {lasted}." if english else f"Está ligada há {lasted}."


def absent(what: list[str], language: str) -> str:
    """That the machine does not tell some things."""
    names = [ABSENT[name][language] for name in what]
    *first, last = names
    if language == "en":
        return f"Not available here: {', '.join(first)}{' and ' if first else ''}{last}."
    return f"Não disponível aqui: {', '.join(first)}{' e ' if first else ''}{last}."


def size(count: int, language: str) -> str:
    """Bytes in decimal units: 1 GB is 10^9 bytes, as disks are sold."""
    sizes = ((1e12, "TB"), (1e9, "GB"), (1e6, "MB"))
    amount, unit = next(((count / one, unit) for one, unit in sizes if count >= one), (count, "B"))
    text = f"{amount:.0f}" if amount >= 100 or unit == "B" else f"{amount:.1f}"
    return f"{text.replace('.', ',') if language == 'pt' else text} {unit}"


def duration(seconds: int, language: str) -> str:
    """The two largest units of a time."""
    parts: list[str] = []
    for length, english, portuguese in _UNITS:
        number, seconds = divmod(seconds, length)
        if number or (length == 60 and not parts):
            parts.append(f"{number} {english if language == 'en' else portuguese}{'' if number == 1 else 's'}")
    return (" and " if language == "en" else " e ").join(parts[:2])
