"""States in words, in English and Portuguese: what the house's sentences are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from agentlite.tools.home.behaviour import number, open_items, percent_of, volume_of
from agentlite.tools.home.colors import color_name
from agentlite.tools.home.house import Entity, State
from agentlite.tools.home.kinds import kind_of, sensor_class
from agentlite.words import stems

LANGUAGES = ("en", "pt")

_BINARY_WORDS: dict[str, tuple[str, str]] = {
    "battery": ("low", "normal"),
    "battery_charging": ("charging", "not_charging"),
    "cold": ("cold", "normal"),
    "connectivity": ("connected", "disconnected"),
    "door": ("open", "closed"),
    "garage_door": ("open", "closed"),
    "opening": ("open", "closed"),
    "window": ("open", "closed"),
    "heat": ("hot", "normal"),
    "light": ("detected", "clear"),
    "lock": ("unlocked", "locked"),
    "moisture": ("wet", "dry"),
    "moving": ("moving", "not_moving"),
    "plug": ("plugged_in", "unplugged"),
    "power": ("detected", "clear"),
    "presence": ("home", "not_home"),
    "problem": ("problem", "ok"),
    "running": ("running", "not_running"),
    "safety": ("unsafe", "safe"),
    "update": ("update_available", "up_to_date"),
}
_DETECTED = ("detected", "clear")
_STATES: dict[str, tuple[str, ...]] = {
    "climate": ("on", "off", "heat", "cool"),
    "cover": ("open", "closed", "opening", "closing"),
    "lock": ("locked", "unlocked"),
    "media_player": ("on", "off", "playing", "paused", "idle"),
    "person": ("home", "not_home"),
    "vacuum": ("cleaning", "docked", "returning", "paused", "idle"),
    "valve": ("open", "closed", "opening", "closing"),
}
_PORTUGUESE: dict[str, str] = {
    "on": "ligado", "off": "desligado", "open": "aberto", "closed": "fechado", "opening": "a abrir",
    "closing": "a fechar", "locked": "trancado", "unlocked": "destrancado", "locking": "a trancar",
    "unlocking": "a destrancar", "jammed": "encravado", "home": "em casa", "not home": "fora de casa",
    "playing": "a tocar", "paused": "em pausa", "idle": "parado", "standby": "em espera", "buffering": "a carregar",
    "cleaning": "a limpar", "docked": "na base", "returning": "a voltar à base", "error": "com erro",
    "detected": "detetado", "clear": "sem deteção", "wet": "molhado", "dry": "seco", "low": "fraco",
    "normal": "normal", "charging": "a carregar", "not charging": "sem carregar", "connected": "ligado à rede",
    "disconnected": "desligado da rede", "hot": "quente", "cold": "frio", "moving": "em movimento",
    "not moving": "imóvel", "plugged in": "ligado à tomada", "unplugged": "fora da tomada", "problem": "com problema",
    "ok": "bem", "running": "em funcionamento", "not running": "parado", "unsafe": "inseguro", "safe": "seguro",
    "update available": "com atualização disponível", "up to date": "atualizado", "unavailable": "indisponível",
    "unknown": "num estado desconhecido", "heat": "em aquecimento", "cool": "em arrefecimento",
    "heat cool": "em aquecimento e arrefecimento", "auto": "em automático", "fan only": "só em ventilação",
    "muted": "sem som",
}  # fmt: skip

_WEATHER_PORTUGUESE: dict[str, str] = {
    "sunny": "sol", "clear": "céu limpo", "clear-night": "céu limpo", "cloudy": "nublado", "fog": "nevoeiro",
    "hail": "granizo", "lightning": "trovoada", "lightning-rainy": "trovoada com chuva", "partlycloudy":
    "parcialmente nublado", "pouring": "chuva forte", "rainy": "chuva", "snowy": "neve", "snowy-rainy":
    "neve com chuva", "windy": "vento", "windy-variant": "vento e nuvens", "exceptional": "condições excecionais",
}  # fmt: skip

_COLOR_PORTUGUESE = {
    "white": "branco", "black": "preto", "red": "vermelho", "orange": "laranja", "yellow": "amarelo", "green": "verde",
    "blue": "azul", "purple": "roxo", "brown": "castanho", "pink": "cor-de-rosa", "turquoise": "turquesa",
    "cyan": "ciano", "violet": "violeta", "magenta": "magenta", "warm white": "branco quente",
    "cold white": "branco frio",
}  # fmt: skip

_FEMININE_NAMES = frozenset(stems("luz lâmpada tv televisão iluminação estante árvore"))
_MASCULINE_NAMES = frozenset(stems("sofá"))


def meaning(entity: Entity, state: State) -> str:
    """The state as a word that means something by itself: a motion sensor that is "on" has "detected"."""
    if entity.domain == "binary_sensor" and state.state in ("on", "off"):
        words = _BINARY_WORDS.get(entity.device_class or "", _DETECTED if entity.device_class else ("on", "off"))
        return words[state.state == "off"]
    return state.state


def states_of(entity: Entity) -> tuple[str, ...]:
    """The states one can ask whether an entity is in, as `meaning` tells them."""
    if entity.domain == "binary_sensor":
        words = _BINARY_WORDS.get(entity.device_class or "", _DETECTED)
        return (*words, *(("on", "off") if words == _DETECTED else ()))
    return _STATES.get(entity.domain, ("on", "off"))


def state_words(entities: Sequence[Entity], state: State) -> dict[str, str]:
    """A state shared by one or several alike entities, with its value and unit: "on at 50%", "21 °C", "locked"."""
    first = entities[0]
    if not state.known:
        return _both(state.state, entities)
    describe = _DESCRIPTIONS.get(first.domain)
    return describe(entities, state) if describe else _both(meaning(first, state), entities)


def clause(labels: Sequence[str], entities: Sequence[Entity], state: State, *, already: bool = False) -> dict[str, str]:
    """A sentence without its full stop about entities in the same state: "Desk lamp is already on at 50%"."""
    words, many = state_words(entities, state), len(entities) > 1
    names = {language: enumerated(labels, language) for language in LANGUAGES}
    if entities[0].domain == "weather":
        return {language: f"{names[language]}: {words[language]}" for language in LANGUAGES}
    if entities[0].domain == "todo" and state.known:
        verbs = {"en": "have" if many else "has", "pt": "têm" if many else "tem"}
    else:
        verbs = {"en": "are" if many else "is", "pt": "estão" if many else "está"}
    if already:
        verbs = {"en": f"{verbs['en']} already", "pt": f"já {verbs['pt']}"}
    return {language: f"{names[language]} {verbs[language]} {words[language]}" for language in LANGUAGES}


def word_in(word: str, language: str, entities: Sequence[Entity] = ()) -> str:
    """A state word such as "not_home" as one says it of these entities, agreeing with them in Portuguese."""
    plain = word.replace("_", " ")
    if language == "en":
        return {"home": "at home", "not home": "away", "heat cool": "heat and cool"}.get(plain, plain)
    portuguese = _PORTUGUESE.get(plain, plain)
    if not portuguese.endswith("o") or " " in portuguese or portuguese in ("bem",):
        return portuguese
    if entities and all(map(_is_feminine, entities)):
        portuguese = portuguese[:-1] + "a"
    return portuguese + "s" if len(entities) > 1 else portuguese


def listed(items: Sequence[str], language: str) -> str:
    """ "A, B and C", in the language."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {'and' if language == 'en' else 'e'} {items[-1]}"


def enumerated(labels: Sequence[str], language: str) -> str:
    """The labels as a list in the language; of more than eight, the first six and how many more there are."""
    if len(labels) > 8:
        more = len(labels) - 6
        labels = (*labels[:6], f"{more} more" if language == "en" else f"mais {more}")
    return listed(labels, language)


def _both(word: str, entities: Sequence[Entity]) -> dict[str, str]:
    return {language: word_in(word, language, entities) for language in LANGUAGES}


def _is_feminine(entity: Entity) -> bool:
    """A guess from the first word of a name, right for most Portuguese names."""
    first = (stems(entity.name) or [""])[0]
    if first in _FEMININE_NAMES:
        return True
    return first.endswith("a") and first not in _MASCULINE_NAMES


def _light(entities: Sequence[Entity], state: State) -> dict[str, str]:
    words = _both(state.state, entities)
    if state.state != "on":
        return words
    if (brightness := state.attributes.get("brightness")) is not None:
        percent = percent_of(number(brightness))
        words = {"en": f"{words['en']} at {percent}%", "pt": f"{words['pt']} a {percent}%"}
    if color := color_name(state):
        words = {"en": f"{words['en']}, {color}", "pt": f"{words['pt']}, {_COLOR_PORTUGUESE[color]}"}
    return words


def _fan(entities: Sequence[Entity], state: State) -> dict[str, str]:
    words, speed = _both(state.state, entities), state.attributes.get("percentage")
    if state.state != "on" or speed is None:
        return words
    return {"en": f"{words['en']} at {speed}%", "pt": f"{words['pt']} a {speed}%"}


def _position(entities: Sequence[Entity], state: State) -> dict[str, str]:
    words, position = _both(state.state, entities), number(state.attributes.get("current_position"), -1)
    if state.state != "open" or not 0 < position < 100:
        return words
    return {"en": f"{words['en']} at {position:g}%", "pt": f"{words['pt']} a {position:g}%"}


def _climate(entities: Sequence[Entity], state: State) -> dict[str, str]:
    english, portuguese = word_in(state.state, "en"), word_in(state.state, "pt", entities)
    english = english if state.state in ("off", "auto", "dry") else f"set to {english}"
    wanted, measured = state.attributes.get("temperature"), state.attributes.get("current_temperature")
    if wanted is not None:
        english, portuguese = f"{english}, target {number(wanted):g}°", f"{portuguese}, alvo {number(wanted):g}°"
    if measured is not None:
        english, portuguese = f"{english}, {number(measured):g}° now", f"{portuguese}, {number(measured):g}° agora"
    return {"en": english, "pt": portuguese}


def _player(entities: Sequence[Entity], state: State) -> dict[str, str]:
    words, title = _both(state.state, entities), state.attributes.get("media_title")
    if state.state in ("playing", "paused") and title:
        words = {language: f"{text} ({title})" for language, text in words.items()}
    if state.attributes.get("is_volume_muted") and state.state != "off":
        return {"en": f"{words['en']}, muted", "pt": f"{words['pt']}, sem som"}
    if state.state == "off" or "volume_level" not in state.attributes:
        return words
    percent = round(100 * volume_of(state))
    return {language: f"{text}, volume {percent}%" for language, text in words.items()}


def _sensor(entities: Sequence[Entity], state: State) -> dict[str, str]:
    unit = state.attributes.get("unit_of_measurement", "")
    if not unit and sensor_class(entities[0]) == "battery":
        unit = "%"
    text = f"{state.state}{unit}" if unit == "%" else f"{state.state} {unit}".strip()
    return {"en": text, "pt": text}


def _person(entities: Sequence[Entity], state: State) -> dict[str, str]:
    if state.state in ("home", "not_home"):
        return _both(state.state, entities)
    return {"en": f"at {state.state}", "pt": f"em {state.state}"}


def _list(entities: Sequence[Entity], state: State) -> dict[str, str]:
    items = open_items(state)
    count = len(items) if "todo_items" in state.attributes else int(number(state.state))
    names = {language: f": {listed(items, language)}" if items else "" for language in LANGUAGES}
    return {
        "en": f"{count} item{'' if count == 1 else 's'}{names['en']}" if count else "no items",
        "pt": f"{count} ite{'m' if count == 1 else 'ns'}{names['pt']}" if count else "zero itens",
    }


def _weather(entities: Sequence[Entity], state: State) -> dict[str, str]:
    reading = ""
    if (temperature := state.attributes.get("temperature")) is not None:
        reading = f", {temperature} {state.attributes.get('temperature_unit', '°C')}"
    portuguese = _WEATHER_PORTUGUESE.get(state.state, state.state)
    return {"en": f"{state.state}{reading}", "pt": f"{portuguese}{reading}"}


def _activated(entities: Sequence[Entity], state: State) -> dict[str, str]:
    if entities[0].domain == "script" and state.state == "on":
        return {"en": "running", "pt": "em funcionamento"}
    return {"en": f"a {kind_of(entities[0])}", "pt": "pronto a usar"}


_DESCRIPTIONS = {
    "light": _light, "fan": _fan, "cover": _position, "valve": _position, "climate": _climate,
    "media_player": _player, "sensor": _sensor, "person": _person, "todo": _list, "weather": _weather,
    "scene": _activated, "script": _activated,
}  # fmt: skip


def sentences(parts: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Clauses by language → one text per language, each clause a sentence."""
    return {language: " ".join(f"{clause}." for clause in clauses) for language, clauses in parts.items()}
