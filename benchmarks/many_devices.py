"""Does it find the right one of a thousand devices? The same sentences in a house of 25 and in one of 1,000.

    python benchmarks/many_devices.py [--model embedded] [--language en pt] [--failures]

The small house is a part of the big one: its 25 devices in 8 areas stay as they are, and devices are added in 52 other
areas. Half of the small house's devices have names of their own; the other half are called like some that are added,
and the sentence says where they are, as it does where only the kind of a thing is said. What a sentence means is the
same in both houses. A decision is right if it is one tool call with the right values, for exactly the right devices.
"offered" is how often those could be chosen at all: what is lost there is lost by retrieval, the rest by the model.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from agentlite.actions import Calls, Json
from agentlite.errors import AgentliteError
from agentlite.evaluation import home_model
from agentlite.evaluation.intervals import percentile, wilson
from agentlite.language import Language
from agentlite.limits import Limits
from agentlite.models.base import Model, ModelInfo
from agentlite.planner import NoLegalDecision, Planner
from agentlite.tools.home import Area, Entity, House, SimulatedHome, Targets, home_toolset
from agentlite.toolset import Toolset
from agentlite.train.homes import contracted, gender

WORDS = Path(__file__).parent / "suites" / "many_devices.yaml"
MANY = 1000
COVERS = ("curtain", "blind")
VALUES: Mapping[str, dict[str, Json]] = {
    "set_brightness": {"percent": 40},
    "set_fan_speed": {"percent": 60},
    "set_position": {"percent": 30},
    "set_temperature": {"degrees": 21},
    "set_volume": {"percent": 25},
}


@dataclass(frozen=True, slots=True)
class Case:
    """One sentence and what it means, in either house."""

    sentence: str
    tool: str
    values: Mapping[str, Json]
    entities: frozenset[str]


@dataclass(slots=True)
class Outcome:
    passed: list[bool] = field(default_factory=list)
    offered: int = 0
    milliseconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


def small_house(words: Mapping[str, Any], counts: Mapping[str, int], language: Language) -> House:
    """Every other device has an adjective that is used nowhere else; no two things of a kind and name share a room."""
    areas = [Area(f"own{i}", name, words["floors"][i % 2]) for i, name in enumerate(words["own_areas"])]
    kinds = [kind for kind, count in counts.items() for _ in range(count)]
    entities = []
    for number, kind in enumerate(kinds):
        pool = words["adjectives"] if number % 2 else words["own_adjectives"]
        name = _name(words, kind, pool[number // 2 % len(pool)], number, language)
        entities.append(_entity(kind, f"own{number}", name, areas[number * 3 % len(areas)]))
    return House(tuple(areas), tuple(entities), language)


def big_house(small: House, words: Mapping[str, Any], counts: Mapping[str, int]) -> House:
    """The small house among devices that have its devices' kinds, nouns and, some of them, names."""
    rng = random.Random(7)
    added = [Area(f"a{i}", name, words["floors"][i % 4]) for i, name in enumerate(words["areas"])]
    kinds = rng.choices(list(counts), list(counts.values()), k=MANY - len(small.entities))
    entities = [
        _entity(
            kind,
            f"e{number}",
            _name(words, kind, rng.choice(words["adjectives"]), rng.randrange(6), small.language),
            rng.choice(added),
        )
        for number, kind in enumerate(kinds)
    ]
    mixed = [*small.entities, *entities]
    rng.shuffle(mixed)
    return House((*small.areas, *added), tuple(mixed), small.language)


def _name(words: Mapping[str, Any], kind: str, adjective: str, number: int, language: str) -> str:
    noun = words["nouns"][kind][number % len(words["nouns"][kind])]
    return f"{adjective} {noun}" if language == "en" else f"{noun} {adjective}"


def _entity(kind: str, number: str, name: str, area: Area) -> Entity:
    domain = "cover" if kind in COVERS else kind
    attributes = {"device_class": kind} if kind in COVERS else {}
    return Entity(f"{domain}.{number}", name, area.name, area.floor, attributes=attributes)


def cases(small: House, words: Mapping[str, Any]) -> Iterator[Case]:
    """What is said of each device of the small house, and of all the lights of a room."""
    own = set(words["own_adjectives"])
    for entity in small.entities:
        kind = _kind(entity)
        named = words["named"] if own & set(entity.name.split()) else words["placed"]
        forms = [named]
        if sum(_kind(e) == kind and e.area == entity.area for e in small.entities) == 1:
            forms.append(words["by_kind"])
        for tool, sentence in words["sentences"][kind].items():
            for form in forms:
                yield _case(sentence, _phrase(form, words, entity), tool, {entity.id})
    for area in small.areas:
        lights = [e for e in small.entities if e.domain == "light" and e.area == area.name]
        if len(lights) > 1:
            for tool in ("turn_on", "turn_off"):
                phrase = _phrase(words["all_of_kind"], words, lights[0])
                yield _case(words["sentences"]["light"][tool], phrase, tool, {e.id for e in lights})


def _kind(entity: Entity) -> str:
    return entity.device_class or entity.domain


def _case(sentence: str, phrase: str, tool: str, entities: set[str]) -> Case:
    text = (
        sentence.replace("*", phrase)
        .replace("the all the", "all the")
        .replace(" de o ", " do ")
        .replace(" de a ", " da ")
    )
    return Case(text, tool, VALUES.get(tool, {}), frozenset(entities))


def _phrase(form: str, words: Mapping[str, Any], entity: Entity) -> str:
    kind, place = words["kinds"][_kind(entity)], entity.area or ""
    what = kind if "{kind}" in form else entity.name
    return form.format_map(
        {
            "name": entity.name,
            "kind": kind,
            "place": place,
            "the": "a" if kind == "luz" and what == kind else gender(what),
            "in": contracted("em", place),
        }
    )


async def run(model: Model, info: ModelInfo, house: House, asked: list[Case], language: Language) -> Outcome:
    outcome, tools, targets = Outcome(), home_toolset(SimulatedHome(house)), Targets(house)
    for case in asked:
        started = time.perf_counter()
        action: object
        try:
            action = (await Planner(model, info, tools, case.sentence, language).decide([], Limits())).action
        except (NoLegalDecision, AgentliteError) as error:
            action = error
        outcome.milliseconds.append((time.perf_counter() - started) * 1000)
        outcome.offered += offered(case, tools, targets)
        passed = right(case, action, targets)
        outcome.passed.append(passed)
        if not passed:
            outcome.failures.append(f"{case.sentence!r} → {action}\n    wanted {case.tool} {sorted(case.entities)}")
    return outcome


def right(case: Case, action: object, targets: Targets) -> bool:
    """One tool with the right values, and exactly the right devices."""
    if not isinstance(action, Calls) or not action.calls:
        return False
    touched: set[str] = set()
    for call in action.calls:
        values = {name: value for name, value in call.arguments.items() if name != "target"}
        if call.tool != case.tool or values != case.values:
            return False
        touched |= {e.id for e in targets.resolve(str(call.arguments["target"]), call.tool)}
    return touched == case.entities


def offered(case: Case, tools: Toolset, targets: Targets) -> bool:
    """Whether the right devices are among what the right tool may be used on."""
    labels = targets.legal(case.tool, case.sentence, mentioned=True)
    behind = [frozenset(e.id for e in targets.resolve(label, case.tool)) for label in labels]
    return case.entities in behind


async def compare(model: Model, language: Language, show_failures: bool) -> None:
    document = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    words, info = document[language], await model.info()
    small = small_house(words, document["house"], language)
    asked = list(cases(small, words))
    for house in (small, big_house(small, words, document["house"])):
        started = time.perf_counter()
        Targets(house)
        built = (time.perf_counter() - started) * 1000
        outcome = await run(model, info, house, asked, language)
        total, count = len(asked), sum(outcome.passed)
        low, high = wilson(count, total)
        print(
            f"{language}, {len(house.entities):>4} devices in {len(house.areas):>2} areas: {count / total:.1%} "
            f"of {total} ({low:.1%}–{high:.1%}), offered {outcome.offered / total:.1%}; decision p50 "
            f"{percentile(outcome.milliseconds, 0.5):.0f} ms, p95 {percentile(outcome.milliseconds, 0.95):.0f} ms; "
            f"index {built:.0f} ms"
        )
        if show_failures:
            print("\n".join(f"  {failure}" for failure in outcome.failures))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="embedded")
    parser.add_argument("--language", nargs="*", default=["en", "pt"], choices=["en", "pt"])
    parser.add_argument("--failures", action="store_true")
    options = parser.parse_args()
    model = home_model(options.model)
    for language in options.language:
        asyncio.run(compare(model, language, options.failures))


if __name__ == "__main__":
    main()
