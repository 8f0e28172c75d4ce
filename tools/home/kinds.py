"""What a thing is called: the kind of each entity, and the words people use for it in English and Portuguese."""

from __future__ import annotations

from agentlite.tools.home.house import Entity

_DOMAIN_KINDS = {
    "climate": "thermostat",
    "input_boolean": "switch",
    "todo": "list",
}
_COVER_KINDS = {"garage": "garage door"}
_COVER_CLASSES = frozenset("awning blind curtain damper door garage gate shade shutter window".split())
_UNIT_CLASSES = {"°C": "temperature", "°F": "temperature"}
_PLURALS = {"person": "people", "weather": "weather", "switch": "switches"}

COVER = "cover"
"""The kind above all kinds of cover."""


def kind_of(entity: Entity) -> str:
    """What kind of thing an entity is, in the singular: "light", "garage door", "motion sensor", "thermostat"."""
    if entity.domain == "cover":
        return _cover_kind(entity)
    if entity.domain in ("sensor", "binary_sensor"):
        measured = sensor_class(entity)
        return f"{measured.replace('_', ' ')} sensor" if measured else "sensor"
    return _DOMAIN_KINDS.get(entity.domain, entity.domain.replace("_", " "))


def kinds_of(entity: Entity) -> tuple[str, ...]:
    """Every kind an entity counts as, the most specific first: ("curtain", "cover")."""
    kind = kind_of(entity)
    return (kind, COVER) if entity.domain == "cover" and kind != COVER else (kind,)


def plural(kind: str) -> str:
    """The plural of a kind, as it stands in group labels."""
    return _PLURALS.get(kind, kind + "s")


def sensor_class(entity: Entity) -> str | None:
    """What a sensor measures: its device class or, where it has none, what its unit gives away."""
    return entity.device_class or _UNIT_CLASSES.get(entity.attributes.get("unit_of_measurement", ""))


def _cover_kind(entity: Entity) -> str:
    device_class = entity.device_class
    if device_class not in _COVER_CLASSES:
        return COVER
    return _COVER_KINDS.get(device_class, device_class)


KIND_WORDS: dict[str, str] = {
    "light": "light lamp bulb spotlight lighting luz lampada candeeiro abajur iluminacao foco luminaria claro escuro "
    "acende apaga dark bright dim brightness brilho illuminate illumination ilumina escuridao see ve lit",
    "switch": "switch plug outlet socket tomada interruptor ficha",
    "fan": "fan ventilator ventoinha ventilador exaustor breeze",
    "lock": "lock deadbolt door unlock fechadura porta tranca destranca trinco",
    "thermostat": "thermostat heating heater heat cooling ac air conditioner hvac temperature temp degrees termostato "
    "ar condicionado aquecimento aquecedor temperatura graus clima frio calor warm cold",
    "media player": "media player tv television speaker music radio song volume player stereo televisao televisor "
    "coluna som caixa musica cancao mute pause faixa telly sound film louder quieter",
    "vacuum": "vacuum vacuuming hoover hoovering robot cleaner clean crumbs aspirador robo aspira limpa",
    "valve": "valve water tap sprinkler irrigation valvula agua torneira rega",
    "list": "list shopping todo task groceries lista compras tarefa",
    "scene": "scene mode cena cenario modo ambiente",
    "script": "script routine script rotina",
    "person": "person people who where home anyone anybody everyone everybody pessoa quem onde alguem casa todos",
    "weather": "weather forecast rain raining rainy snow snowing sunny windy foggy stormy outside umbrella tempo "
    "previsao chuva chover meteorologia guarda",
    "calendar": "calendar event appointment agenda calendario evento compromisso",
    "cover": "cover curtain blind shutter shade drape roller estore persiana cortina cortinado toldo",
    "curtain": "curtain drape cortina cortinado reposteiro",
    "blind": "blind roller estore persiana cortina",
    "shutter": "shutter roller blind estore persiana portada",
    "shade": "shade blind estore persiana cortina",
    "awning": "awning canopy toldo",
    "garage door": "garage door portao garagem porta",
    "gate": "gate portao portaria",
    "door": "door porta",
    "window": "window janela",
}

SENSOR_WORDS: dict[str, str] = {
    "temperature": "temperature temp thermometer degrees warm cold hot temperatura termometro graus quente frio",
    "humidity": "humidity humid humidade umidade",
    "battery": "battery bateria pilha empty flat fraca carga",
    "battery charging": "charging charged discharging battery carregar carregando descarregar descarregando bateria",
    "connectivity": "connected connection online offline disconnected internet conectado conexao rede desconectado",
    "motion": "motion movement movimento",
    "occupancy": "occupancy occupied unoccupied empty vacant free presence presenca ocupacao ocupado ocupada livre "
    "vazio vazia desocupado",
    "presence": "presence home away gone presenca casa fora",
    "door": "door porta",
    "garage door": "garage door portao garagem",
    "window": "window janela",
    "opening": "opening open abertura",
    "moisture": "moisture leak leaking water wet damp flooded flood fuga agua vazamento humidade inundacao molhado "
    "seco",
    "smoke": "smoke fire alarm fumo fumaca incendio alarme",
    "gas": "gas",
    "carbon monoxide": "carbon monoxide co monoxido carbono",
    "carbon dioxide": "carbon dioxide air dioxido carbono ar",
    "illuminance": "illuminance light lux bright luminosidade",
    "heat": "heat hot overheating calor quente",
    "cold": "cold freezing frio gelo gelado",
    "power": "power consumption electricity potencia consumo energia",
    "energy": "energy consumption electricity energia consumo eletricidade",
    "lock": "lock fechadura tranca",
    "plug": "plug plugged unplugged ficha tomada",
    "pressure": "pressure pressao",
    "vibration": "vibration vibrating shaking vibracao vibrar vibrando tremer",
    "problem": "problem broken wrong problema avariado defeito",
    "running": "running funcionamento funcionar funcionando trabalhar rodando",
    "moving": "moving movimento",
    "safety": "safe unsafe dangerous seguro inseguro perigo",
    "sound": "sound noise noisy som ruido barulho",
    "tamper": "tamper tampered tampering",
    "update": "update outdated atualizacao desatualizado",
}


def words_for(kind: str) -> str:
    """The words by which people ask for a kind, in both languages, without accents; the kind itself included."""
    if kind.endswith("sensor"):
        measured = kind.removesuffix("sensor").strip()
        return f"{kind} {SENSOR_WORDS.get(measured, '')}"
    return f"{kind} {KIND_WORDS.get(kind, '')}"
