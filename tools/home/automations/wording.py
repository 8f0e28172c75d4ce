"""Plans in plain words, in English and Portuguese: what is waited for, and what will be done."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo

from agentlite.actions import ToolCall
from agentlite.tools.clock.day_names import MONTHS
from agentlite.tools.home.automations.triggers import (
    EVERY_DAY,
    Becomes,
    Crosses,
    Daily,
    Once,
    Sun,
    Trigger,
)
from agentlite.tools.home.wording import LANGUAGES, listed

_DAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "pt": ("segunda", "terça", "quarta", "quinta", "sexta", "sábado", "domingo"),
}
_CALLS: dict[str, tuple[str, str]] = {
    "turn_on": ("turn on {target}", "ligar {target}"),
    "turn_off": ("turn off {target}", "desligar {target}"),
    "set_brightness": ("set {target} to {percent}%", "pôr {target} a {percent}%"),
    "adjust_brightness": ("turn the brightness of {target} {direction}", "mudar o brilho de {target} ({direction})"),
    "set_color": ("make {target} {color}", "pôr {target} na cor {color}"),
    "open": ("open {target}", "abrir {target}"),
    "close": ("close {target}", "fechar {target}"),
    "stop": ("stop {target}", "parar {target}"),
    "set_position": ("put {target} at {percent}%", "pôr {target} a {percent}%"),
    "lock": ("lock {target}", "trancar {target}"),
    "unlock": ("unlock {target}", "destrancar {target}"),
    "set_temperature": ("set {target} to {degrees}°", "pôr {target} a {degrees}°"),
    "set_mode": ("set {target} to {mode}", "pôr {target} em {mode}"),
    "set_fan_speed": ("set {target} to {percent}%", "pôr {target} a {percent}%"),
    "play": ("play on {target}", "tocar em {target}"),
    "pause": ("pause {target}", "pôr {target} em pausa"),
    "set_volume": ("set the volume of {target} to {percent}%", "pôr o volume de {target} a {percent}%"),
    "mute": ("mute {target}", "tirar o som de {target}"),
    "unmute": ("unmute {target}", "voltar a pôr o som de {target}"),
    "start_vacuum": ("start {target}", "pôr {target} a aspirar"),
    "dock_vacuum": ("send {target} back to its dock", "mandar {target} para a base"),
    "activate": ("activate {target}", "ativar {target}"),
}
_STATES_PT = {
    "on": "ligado", "off": "desligado", "open": "aberto", "closed": "fechado", "locked": "trancado",
    "unlocked": "destrancado", "playing": "a tocar", "paused": "em pausa", "cleaning": "a limpar", "docked": "na base",
}  # fmt: skip


def explained(trigger: Trigger, calls: Iterable[ToolCall], zone: tzinfo | None) -> dict[str, str]:
    """A whole plan as one sentence in each language: "Every day at 07:30: open Lounge blind."."""
    when, calls = trigger_words(trigger, zone), list(calls)
    return {
        language: f"{when[language][0].upper()}{when[language][1:]}: "
        f"{listed([call_words(call)[language] for call in calls], language)}."
        for language in LANGUAGES
    }


def call_words(call: ToolCall) -> dict[str, str]:
    """A call as a person would say it; as it is written, for tools that are not of the home pack."""
    templates = _CALLS.get(call.tool)
    if templates is None:
        return dict.fromkeys(LANGUAGES, str(call))
    try:
        return {lang: text.format_map(call.arguments) for lang, text in zip(LANGUAGES, templates, strict=True)}
    except KeyError:
        return dict.fromkeys(LANGUAGES, str(call))


def trigger_words(trigger: Trigger, zone: tzinfo | None) -> dict[str, str]:
    """What is waited for, in each language, in lower case: "on weekdays at 07:30"."""
    match trigger:
        case Daily(at, days):
            on = _days_words(days)
            return {"en": f"{on['en']} at {at:%H:%M}", "pt": f"{on['pt']} às {at:%H:%M}"}
        case Once(at):
            return _moment_words(at.astimezone(zone))
        case Sun():
            return _sun_words(trigger)
        case Becomes():
            return _becomes_words(trigger)
        case Crosses(_, name, bound, above, _):
            direction = ("above", "acima") if above else ("below", "abaixo")
            return {
                "en": f"when {name} goes {direction[0]} {bound:g}",
                "pt": f"quando {name} passar para {direction[1]} de {bound:g}",
            }


def _moment_words(at: datetime) -> dict[str, str]:
    return {
        "en": f"on {_DAYS['en'][at.weekday()]} {at.day} {MONTHS['en'][at.month - 1]} {at.year} at {at:%H:%M}",
        "pt": f"{_DAYS['pt'][at.weekday()]}, {at.day} de {MONTHS['pt'][at.month - 1]} de {at.year}, às {at:%H:%M}",
    }


def _days_words(days: frozenset[int]) -> dict[str, str]:
    if days == EVERY_DAY:
        return {"en": "every day", "pt": "todos os dias"}
    if days == frozenset(range(5)):
        return {"en": "on weekdays", "pt": "nos dias úteis"}
    if days == frozenset((5, 6)):
        return {"en": "at weekends", "pt": "aos fins de semana"}
    names = {language: listed([_DAYS[language][day] for day in sorted(days)], language) for language in LANGUAGES}
    return {"en": f"every {names['en']}", "pt": f"cada {names['pt']}"}


def _sun_words(trigger: Sun) -> dict[str, str]:
    on, minutes = _days_words(trigger.days), abs(trigger.offset)
    event = {"sunrise": ("sunrise", "nascer do sol"), "sunset": ("sunset", "pôr do sol")}[trigger.event]
    if not minutes:
        return {"en": f"{on['en']} at {event[0]}", "pt": f"{on['pt']} ao {event[1]}"}
    side = ("before", "antes") if trigger.offset < 0 else ("after", "depois")
    return {
        "en": f"{on['en']} {minutes} minutes {side[0]} {event[0]}",
        "pt": f"{on['pt']} {minutes} minutos {side[1]} do {event[1]}",
    }


def _becomes_words(trigger: Becomes) -> dict[str, str]:
    names, many = list(trigger.entities.values()), len(trigger.entities) > 1
    if trigger.state == "home":
        verbs = (
            (("leave", "sair"), ("leaves", "sair"))
            if trigger.negated
            else (("come home", "chegar"), ("comes home", "chegar"))
        )
        who = {"en": _joined(names, trigger.every, "en"), "pt": _joined(names, trigger.every, "pt")}
        both = many and trigger.every
        return {
            "en": f"when {who['en']} {verbs[not both][0]}",
            "pt": f"quando {who['pt']} {verbs[0][1]}{'em' if both else ''}",
        }
    state = trigger.state.replace("_", " ")
    english, portuguese = state, _STATES_PT.get(trigger.state, state)
    turns = "become" if many and trigger.every else "becomes"
    fica = "ficarem" if many and trigger.every else "ficar"
    no = ("not ", "não ") if trigger.negated else ("", "")
    return {
        "en": f"when {_joined(names, trigger.every, 'en')} {turns} {no[0]}{english}",
        "pt": f"quando {_joined(names, trigger.every, 'pt')} {no[1]}{fica} {portuguese}",
    }


def _joined(names: list[str], every: bool, language: str) -> str:
    if every or len(names) < 2:
        return ("all of " if language == "en" and len(names) > 2 else "") + listed(names, language)
    return f"{', '.join(names[:-1])} {'or' if language == 'en' else 'ou'} {names[-1]}"


def late_words(late: timedelta) -> dict[str, str]:
    """How late something is, rounded to what matters."""
    seconds = round(late.total_seconds())
    for size, english, portuguese in ((86_400, "day", "dia"), (3600, "hour", "hora"), (60, "minute", "minuto")):
        if seconds >= size:
            count = seconds // size
            return {"en": f"{count} {english}{'s' * (count > 1)}", "pt": f"{count} {portuguese}{'s' * (count > 1)}"}
    return {"en": f"{seconds} seconds", "pt": f"{seconds} segundos"}
