"""Synthetic houses: rooms and devices with names randomised hard, so that a model must read them from the prompt."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from agentlite.tools.home.house import Area, Entity, House
from agentlite.train.words import load_words

Language = Literal["en", "pt"]
Split = Literal["train", "dev"]

_KINDS: tuple[tuple[str, str, dict[str, Any], float], ...] = (
    # noun pool, domain, attributes, how common
    ("light", "light", {}, 9.0),
    ("switch", "switch", {}, 3.0),
    ("fan", "fan", {}, 2.0),
    ("curtain", "cover", {"device_class": "curtain"}, 1.4),
    ("blind", "cover", {"device_class": "blind"}, 1.4),
    ("shutter", "cover", {"device_class": "shutter"}, 0.8),
    ("shade", "cover", {"device_class": "shade"}, 0.6),
    ("awning", "cover", {"device_class": "awning"}, 0.4),
    ("garage", "cover", {"device_class": "garage"}, 0.6),
    ("gate", "cover", {"device_class": "gate"}, 0.5),
    ("door", "cover", {"device_class": "door"}, 0.3),
    ("window", "cover", {"device_class": "window"}, 0.5),
    ("lock", "lock", {}, 1.6),
    ("climate", "climate", {}, 1.6),
    ("media_player", "media_player", {}, 2.2),
    ("vacuum", "vacuum", {}, 0.9),
    ("valve", "valve", {}, 0.7),
    ("todo", "todo", {}, 0.9),
    ("scene", "scene", {}, 0.7),
    ("script", "script", {}, 0.5),
    ("person", "person", {}, 0.5),
    ("weather", "weather", {}, 0.5),
    ("calendar", "calendar", {}, 0.35),
)
_HOUSEWIDE = frozenset({"todo", "scene", "script", "person", "weather", "calendar", "vacuum"})
_SENSOR_WEIGHT = 0.12
_NAMESAKES_SHARE = 0.2
"""The share of houses in which several rooms have a "Ceiling Light", so that labels must tell the kind and the area."""
_SYLLABLES = (
    "ba be bi bo bu ca co da de di do fa fe fi ga go ja jo ka ki ko la le li lo lu ma me mi mo mu na ne "
    "ni no nu pa pe pi po qua ra re ri ro ru sa se si so ta te ti to tu va ve vi vo xa xi za ze zo zu"
).split()
_LIGHT_MODES = (None, None, ["onoff"], ["brightness"], ["rgb"], ["color_temp", "rgb"])


def pools(language: Language) -> Mapping[str, Any]:
    """The pools of words that names are made of."""
    words: Mapping[str, Any] = load_words("names")[language]
    return words


@cache
def _kinds(language: Language) -> tuple[tuple[str, str, dict[str, Any], float], ...]:
    """Everything a house may hold: the kinds above, and one per sensor in the pool of nouns."""
    sensors = [noun.partition(".") for noun in pools(language)["nouns"] if "." in noun]
    return _KINDS + tuple(
        (f"{domain}.{measured}", domain, {"device_class": measured}, _SENSOR_WEIGHT) for domain, _, measured in sensors
    )


@dataclass(frozen=True, slots=True)
class Words:
    """The words one split may use."""

    language: Language
    split: Split

    def __getitem__(self, pool: str) -> list[str]:
        words = pools(self.language)
        held_out = words["dev"].get(pool, [])
        return [*held_out, *held_out, *words[pool]] if self.split == "dev" else words[pool]


def invented(rng: random.Random) -> str:
    """A word nobody has seen, such as a brand or a pet's name."""
    return "".join(rng.choices(_SYLLABLES, k=rng.randint(2, 3))).capitalize()


def make_house(rng: random.Random, language: Language, split: Split) -> House:
    """A house of 3 to 24 devices in 1 to 8 areas, some of them on named floors; in some houses many share a name."""
    words = Words(language, split)
    names = rng.sample(words["areas"], rng.randint(1, 8))
    if rng.random() < 0.15:
        names[0] = (
            f"{names[0]} {rng.choice(words['people'])}" if language == "en" else f"Quarto {rng.choice('123456789')}"
        )
    floors = rng.sample(words["floors"], min(len(names), rng.randint(1, 3))) if rng.random() < 0.55 else [None]
    areas = tuple(Area(f"a{i}", name, rng.choice(floors)) for i, name in enumerate(dict.fromkeys(names)))
    count = rng.choice((3, 5, 6, 8, 8, 10, 12, 12, 14, 16, 18, 20, 22, 24))
    kinds = _kinds(language)
    many_sensors = rng.choice((0.3, 1, 4, 8))
    weights = [
        weight * rng.choice((0.3, 1, 1, 2)) * (many_sensors if "." in pool else 1) for pool, _, _, weight in kinds
    ]
    entities: dict[str, Entity] = {}
    has_namesakes = rng.random() < _NAMESAKES_SHARE
    while len(entities) < count:
        pool, domain, attributes, _ = rng.choices(kinds, weights)[0]
        area = None if rng.random() < (0.85 if pool in _HOUSEWIDE else 0.06) else rng.choice(areas)
        elsewhere = _names_elsewhere(entities.values(), domain, area) if has_namesakes else []
        if elsewhere and rng.random() < 0.6:
            name = rng.choice(elsewhere)
        else:
            name = _device_name(rng, words, pool, area)
            if sum(e.name == name for e in entities.values()) and rng.random() < 0.8:
                continue
        entity_id = f"{domain}.e{len(entities)}"
        entities[entity_id] = Entity(
            id=entity_id,
            name=name,
            area=area.name if area else None,
            floor=area.floor if area else None,
            aliases=(_device_name(rng, words, pool, area),) if rng.random() < 0.05 else (),
            attributes=attributes | _extras(rng, domain),
            features=None,
        )
    return House(areas, tuple(entities.values()), language)


def _names_elsewhere(entities: Iterable[Entity], domain: str, area: Area | None) -> list[str]:
    """The names of things of this domain in other areas that nothing in this area bears, nor says where it is."""
    if area is None:
        return []
    things = list(entities)
    here = {e.name for e in things if e.area in (None, area.name)}
    alike = (e for e in things if e.domain == domain and e.area not in (None, area.name))
    return [e.name for e in alike if e.name not in here and e.area and e.area.casefold() not in e.name.casefold()]


def _extras(rng: random.Random, domain: str) -> dict[str, Any]:
    if domain == "light" and (modes := rng.choice(_LIGHT_MODES)):
        return {"supported_color_modes": modes}
    return {}


def _device_name(rng: random.Random, words: Words, pool: str, area: Area | None) -> str:
    if pool == "person":
        return rng.choice(words["people"])
    noun = rng.choice(pools(words.language)["nouns"][pool])
    english = words.language == "en"
    adjective, person = rng.choice(words["adjectives"]), rng.choice(words["people"])
    place = area.name if area and rng.random() < 0.85 else rng.choice(words["areas"])
    forms = [
        (3.0, noun),
        (3.5, f"{place} {noun}" if english else f"{noun} {_of(place, rng)}"),
        (2.6, f"{adjective} {noun}" if english else f"{noun} {adjective}"),
        (0.4, f"{noun} {adjective}"),
        (1.0, f"{person}'s {noun}" if english else f"{noun} {_of(person, rng)}"),
        (0.8, f"{noun} {rng.choice((1, 2, 3, 4, 'A', 'B', 'C', 10))}"),
        (1.2, invented(rng)),
        (0.8, f"{invented(rng)} {noun}" if english else f"{noun} {invented(rng)}"),
        (0.6, f"{place} {adjective} {noun}" if english else f"{noun} {adjective} {_of(place, rng)}"),
        (0.5, f"{adjective} {place}" if english else f"{adjective.capitalize()} {_of(place, rng)}"),
        (0.5, place),
    ]
    name: str = rng.choices([form for _, form in forms], [weight for weight, _ in forms])[0]
    style = rng.random()
    return (
        name.lower() if style < 0.06 else name.upper() if style < 0.07 else name.capitalize() if style < 0.12 else name
    )


def _of(place: str, rng: random.Random) -> str:
    """ "da Cozinha", "do Quarto", or bare "Cozinha", as people name devices."""
    if rng.random() < 0.3:
        return place
    return f"{contracted('de', place)} {place}"


def gender(name: str) -> Literal["o", "a"]:
    """The likely article of a Portuguese name, by its first word."""
    head = name.split()[0].lower()
    known = load_words("names")["articles"]
    if head in known:
        return "a" if known[head] == "a" else "o"
    return "a" if head.rstrip("s").endswith("a") else "o"


def contracted(preposition: Literal["de", "em"], name: str) -> str:
    """ "da", "do", "na", "no", with the plural where the name is one."""
    head = name.split()[0]
    number = "s" if head.lower() in ("luzes", "arrumos") or head.endswith(("as", "os")) else ""
    return ("d" if preposition == "de" else "n") + gender(name) + number
