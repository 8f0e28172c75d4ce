"""What a single order can be for, by words in it that fit few tools, and what it can be about, by the things it names.

"Dim the radio" wants no lamp dimmed, "set the lamp to 22 degrees" no heating, and "turn the fan blue" nothing that can
be done. All that holds only while there is one order: of several, each would have words of its own.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable

from agentlite.words import fold, stems

_SEVERAL = re.compile(r"[,;:.!?]\s+\S|\b(?:and|then|also|while|e|depois|tambem|enquanto)\b")
_OPENERS = (
    r"(?:(?:please|can|could|would|will|you|just|now|kindly|hey|ok|okay|so|go ahead and|i want you to|i'?d like you to|"
    r"por favor|se faz favor|podes|pode|podias|poderia|olha|agora|quero que|favor|ja|da para|dava para) )*"
)
_COLORS = (
    r"(?:red|green|blue|yellow|orange|purple|pink|violet|turquoise|cyan|magenta|brown|black|vermelh[oa]s?|verdes?|"
    r"azul|azuis|"
    r"amarel[oa]s?|laranja|rox[oa]s?|lilas|rosa|violeta|turquesa|ciano|castanh[oa]s?|marrom|pret[oa]s?)"
)
_BRIGHTNESS = frozenset(("set_brightness", "adjust_brightness"))
_VOLUME = frozenset(("set_volume", "adjust_volume", "mute", "unmute"))
_PERCENT = frozenset(("set_brightness", "set_volume", "set_position", "set_fan_speed"))
_PLAYING = frozenset(("play", "pause", "stop", "next_track", "previous_track", "turn_on", "turn_off"))
_LOCKING = frozenset(("lock", "unlock"))
_TO_PLAY = (
    r"\b(?:make|have|let|get|tell|ask)(?= (?:the|my|our) [\w' -]+? (?:to )?play\b)|"
    r"\b(?:poe|ponha|por|mete|faz|manda)(?= (?:[oa]s? )?[\w' -]+? (?:a )?(?:tocar|dar) )"
)

_FITTING: tuple[tuple[str, frozenset[str]], ...] = (
    (r"\b(?:degrees|graus)\b|\d ?[°º]", frozenset(("set_temperature",))),
    (r"\d ?%|\b(?:percent|per cent|por ?cento)\b", _PERCENT),
    (r"\bvolume\b", _VOLUME),
    (r"\b(?:brightness|brilho)\b", _BRIGHTNESS),
    (rf"^\W*{_OPENERS}(?:dim|brighten)\b", _BRIGHTNESS),
    (rf"^\W*{_OPENERS}(?:un)?mute\b|^\W*{_OPENERS}silenci\w+\b", _VOLUME | {"pause"}),
    (rf"^\W*{_OPENERS}(?:unpause|resume|retom[ae]r?)\b", frozenset(("play", "start_vacuum", "turn_on"))),
    (r"\b(?:speed|velocidade)\b", frozenset(("set_fan_speed",))),
    (rf"^\W*{_OPENERS}dock\b", frozenset(("dock_vacuum",))),
    (rf"^\W*{_OPENERS}(?:un)?(?:lock|bolt)\b|^\W*{_OPENERS}(?:des)?tran(?:ca|que)\w*\b", _LOCKING),
    (rf"^\W*{_OPENERS}(?:open|abre|abra|abrir)\b", frozenset(("open", "set_position", "unlock"))),
    (rf"^\W*{_OPENERS}(?:vacuum|hoover|aspira|aspire|aspirar)\b", frozenset(("start_vacuum", "dock_vacuum"))),
    (_TO_PLAY, frozenset(("play", "play_media"))),
    (rf"^\W*{_OPENERS}(?:pause|pausa|pausar|rewind|rebobina)\b", _PLAYING),
    (rf"\b{_COLORS}(?: (?:please|now|por favor|se faz favor))?\W*$", frozenset(("set_color", "activate"))),
)
_COMPILED = tuple((re.compile(pattern), tools) for pattern, tools in _FITTING)

_FEATS = re.compile(
    r"\b(?:turn|transform|change) (?:[\w'-]+ ){1,5}?into an? |\btransform[ae] .* n?uma? |"
    r"\b(?:un)?lock (?:the |my |your |this )?(?:phone|mobile|tablet|laptop|computer|pc|screen|account|car|bike)\b|"
    r"\b(?:make|have|let(?! me| us)|get|teach|tell|ask) (?:[\w'-]+ ){1,5}?(?:sing|dance|fly|talk|speak|laugh|cook|"
    r"disappear|"
    r"vanish|explode|jump|"
    r"blink|flash|strobe|flicker|pulse|smell|bark|whistle|levitate|float|swim|cry|sneeze)\b|"
    r"\b(?:poe|ponha|por|faz|faca|manda|mande|ensina|coloca|deixa) (?:[\w'-]+ ){1,5}?(?:cantar|dancar|voar|falar|"
    r"rir|cozinhar|"
    r"desaparecer|explodir|saltar|pular|piscar|pulsar|cheirar|ladrar|latir|assobiar|levitar|flutuar|nadar|chorar)\b"
)
_DEEDS = re.compile(
    rf"^\W*{_OPENERS}(?:(?:un)?(?:lock|bolt|mute)|dim|heat|dock|set [\w' -]+ to\b|esquent\w+|aquec\w+|arrefec\w+|"
    r"brighten|close|vacuum|pause|turn (?:on|off|up|down)|"
    rf"switch (?:on|off)|(?:turn|switch) .* (?:on|off|up|down)(?=\W*$)|raise|lower|increase|decrease|"
    r"silenci\w+|(?:des)?tran(?:ca|que)\w*|aument\w+|baix[ae]r?|diminu\w+|reduz\w*|fecha\w*|feche|aspir\w+|paus\w+|"
    r"apag\w+|acend\w+|desli(?:ga|gue|gar))\b"
)
_TAKES_OFF = re.compile(
    rf"^\W*{_OPENERS}(?:remove|delete|(?:cross|tick|check|strike) (?:off|out)|remov(?:a|e|er)|delet(?:a|e|ar)|"
    r"exclu(?:i|a|ir)|risc(?:a|ar)|risque)\b"
)
_OF_OTHERS = re.compile(
    r"\bneighbou?r(?:'s|s') \w|\b(?:of|at) (?:the|our|my) neighbou?rs?\b|"
    r"(?<!causa )(?<!perto )(?<!lado )(?<!barulho )\bd[oa]s? (?:noss[oa]s? |meus? |minhas? )?vizinh[oa]s?\b"
)
_DEFINITE = (
    r"(?:the|my|our|all|up|down|on|off|it|this|that|them|both|every\w*|o|a|os|as|isso|isto|tudo|tod[oa]s|meu|minha)\b"
)
_COMMANDS = re.compile(
    rf"^\W*{_OPENERS}(?:(?:turn|put|unlock|unmute|unpause|resume|activate|increase|decrease|brighten)\b|"
    r"(?:set|put|turn|bring|change) [\w' -]+ to \d|"
    rf"(?:switch|set|lock|vacuum|dim|mute|pause|lower|raise|close|shut|start|stop) {_DEFINITE}|"
    r"(?:(?:(?:des)?lig|apag|acend|fech|(?:des)?tran[cq]|aument|diminu|reduz|baix|sub|met|colo[cq]|silenci|paus|ativ|aspir)"
    rf"(?:a|e|ia|ue|ar|er|ir)?|sobe|poe|ponha|por) {_DEFINITE})"
)
_ON_WHAT = re.compile(r"\b(?:on|in|through|no|na|nos|nas|em) (?:the |my |our )?[\w' -]+\W*$")
_NOUNS: dict[str, str] = {
    "light": "light lamp bulb spotlight chandelier sconce luz lampada candeeiro abajur luminaria lustre",
    "switch": "plug outlet tomada ficha",
    "fan": "fan ventilator ventoinha ventilador exaustor",
    "lock": "deadbolt fechadura trinco",
    "thermostat": "thermostat heater radiator termostato aquecedor radiador",
    "media player": "tv television speaker radio stereo soundbar televisao televisor coluna aparelhagem",
    "vacuum": "hoover aspirador",
    "valve": "valve torneira valvula",
    "cover": "curtain drape blind shutter shade awning gate cortina cortinado estore persiana portada toldo portao",
}


def _kinds_by_noun() -> dict[str, str]:
    return {noun: kind for kind, nouns in _NOUNS.items() for noun in stems(nouns)}


_KIND_OF = _kinds_by_noun()

ROOMS = frozenset(
    stems(
        "kitchen bedroom bathroom toilet hallway corridor office garden yard attic loft basement cellar garage balcony "
        "dining driveway shed greenhouse cloakroom "
        "terrace patio porch nursery playroom laundry pantry conservatory gym foyer staircase veranda courtyard "
        "cozinha quarto banho banheiro escritorio corredor jardim quintal sotao cave porao garagem varanda terraco "
        "alpendre despensa lavandaria lavanderia marquise adega ginasio escadas"
    )
)
"""Stems of words for rooms that hardly name anything else."""
_APPLIANCES = frozenset(
    stems(
        "oven toaster microwave fridge freezer dishwasher washer dryer kettle doorbell printer laptop computer tablet "
        "phone projector console bathtub shower pool sauna jacuzzi aquarium hood cooker stove "
        "car van truck bus train plane helicopter bicycle boat "
        "forno torradeira micro frigorifico geladeira congelador chaleira campainha impressora portatil computador "
        "telemovel celular projetor consola banheira chuveiro piscina aquario fogao "
        "carro carrinha camiao caminhao autocarro onibus comboio trem aviao helicoptero bicicleta mota moto barco"
    )
)
"""Stems of words for appliances and vehicles, which may have a light or a door of their own, and which hardly end a
title."""
_PLAYED_IN = ROOMS | _APPLIANCES
_PARTS = frozenset(stems("door window cover lid porta janela tampa capa")) | _KIND_OF.keys()
_OF = frozenset("of the do da dos das de a o".split())


def is_single(request: str) -> bool:
    """Whether a request seems to hold one order, and nothing beside it."""
    return _SEVERAL.search(fold(request).strip(" .!?")) is None


def tools_fitting(request: str, in_a_name: Callable[[str], bool]) -> frozenset[str] | None:
    """The tools that a single order can be for, or None for any. Words that things here are called by say nothing:
    `in_a_name(stem)` tells of those."""
    text, fitting = fold(request), None
    for pattern, tools in _COMPILED:
        found = pattern.search(text)
        if found and not any(map(in_a_name, stems(found.group()))):
            fitting = tools if fitting is None else fitting & tools
    return fitting


def begins_with_a_deed(request: str) -> bool:
    """Whether a request begins with a verb that nobody puts before a title: "mute the radiator" asks for no music."""
    return _DEEDS.match(fold(request)) is not None


def takes_off(request: str) -> bool:
    """Whether a single order begins with a verb for taking something off a list: nothing is to be added."""
    return is_single(request) and _TAKES_OFF.match(fold(request)) is not None


def commands(request: str) -> bool:
    """Whether a request is plainly an order, and so no question."""
    return _COMMANDS.match(fold(request)) is not None


def plays_on(request: str) -> bool:
    """Whether a request ends with what something is to be played on, or says what is to play it."""
    text = fold(request)
    return _ON_WHAT.search(text) is not None or re.search(_TO_PLAY, text) is not None


def plays_where_nothing_is(request: str, known: Callable[[str], bool]) -> bool:
    """Whether a request ends with a room or a thing to play something in or on that is not here."""
    found = _ON_WHAT.search(fold(request))
    return found is not None and any(word in _PLAYED_IN and not known(word) for word in stems(found.group()))


def asks_a_feat(request: str) -> bool:
    """Whether a thing is to do what no thing here does: sing, fly, blink."""
    return _FEATS.search(fold(request)) is not None


def kinds_of_nouns(request: str) -> frozenset[str]:
    """The kinds of things that nouns of a request stand for, all covers as one; verbs and qualities are left out."""
    return frozenset(_KIND_OF[word] for word in stems(request) if word in _KIND_OF)


def lacking_rooms(request: str, known: Callable[[str], bool]) -> bool:
    """Whether a request speaks of a room that is not here."""
    return any(word in ROOMS and not known(word) for word in stems(request))


def belongs_to_others(request: str, known: Callable[[str], bool]) -> bool:
    """Whether a request speaks of a neighbour's things, where nothing is called by a neighbour."""
    return _OF_OTHERS.search(fold(request)) is not None and not (known("neighbour") or known("vizinho"))


def lacks_the_whole(request: str, known: Callable[[str], bool]) -> bool:
    """Whether a request speaks of a part of what is not here: "the oven light", "a porta do frigorífico"."""
    words = [word for word in stems(request) if word not in _OF]
    sides = [*itertools.pairwise(words), *((whole, part) for part, whole in itertools.pairwise(words))]
    return any(whole in _APPLIANCES and not known(whole) and part in _PARTS for whole, part in sides)
