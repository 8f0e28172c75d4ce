"""Home Assistant's own graded sentences, put to a model: the right tool, on exactly the right entities, with the right
values?

    python benchmarks/ha_intents.py ../shared/data/ha-intents/tests [--language en] [--model embedded] [--failures]

Their intents and slots are mapped to the home pack's tools as the training templates are. Intents that the pack has no
tool for (timers, clock, broadcast, small talk) are left out, as are cases about an entity that their house lacks; both
are listed. Which question is asked (any, all, which, how many) is in no slot and is not graded.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from agentlite.actions import Calls, Json, ToolCall
from agentlite.calibration import auroc, crossfitted, ece
from agentlite.errors import AgentliteError, ToolError
from agentlite.evaluation import home_model
from agentlite.evaluation.intervals import percentile, wilson
from agentlite.language import Language
from agentlite.limits import Limits
from agentlite.models.base import Model
from agentlite.planner import NoLegalDecision, Planner
from agentlite.tools.home import Entity, House, SimulatedHome, State, Targets, home_toolset, load_house
from agentlite.tools.home.capabilities import can
from agentlite.tools.home.tools_questions import is_in
from agentlite.train.intents import INTENT_DOMAINS, PERCENT_SLOTS, tool_of

ARGUMENTS = {
    **dict.fromkeys(PERCENT_SLOTS, "percent"),
    "color": "color",
    "item": "item",
    "search_query": "query",
    "temperature": "degrees",
    "volume_step": "direction",
}
SHOPPING = ("shopping", "compras")


class LeftOut(Exception):
    """This case cannot be graded; the message says why."""


@dataclass(frozen=True, slots=True)
class Case:
    """One sentence and what it must become. `state` is the raw state that a question asks about."""

    file: str
    sentence: str
    tool: str
    entities: frozenset[str]
    any_one_of_them: bool
    values: Mapping[str, Json]
    state: str | None = None
    here: str | None = None


@dataclass(slots=True)
class Outcome:
    right: int = 0
    total: int = 0
    milliseconds: list[float] = field(default_factory=list)
    scores: list[float | None] = field(default_factory=list)
    wrong: list[bool] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)


def cases(folder: Path, house: House, left_out: Counter[str]) -> Iterator[Case]:
    for file in sorted(folder.glob("*.yaml")):
        for test in yaml.safe_load(file.read_text(encoding="utf-8")).get("tests") or []:
            for sentence in test["sentences"]:
                try:
                    yield _case(file.stem, sentence, test["intent"], house)
                except LeftOut as reason:
                    left_out[str(reason)] += 1


def _case(file: str, sentence: str, intent: Mapping[str, Any], house: House) -> Case:
    slots, context = intent.get("slots") or {}, intent.get("context") or {}
    entities = _entities(house, intent["name"], slots)
    state = slots.get("state")
    tool = _tool(intent["name"], slots, entities)
    able = frozenset(e.id for e in entities if can(e, tool))
    if not able:
        raise LeftOut(f"{intent['name']}: nothing in the house can be its target")
    values: dict[str, Json] = {ARGUMENTS[slot]: value for slot, value in slots.items() if slot in ARGUMENTS}
    single = intent["name"] in ("HassGetWeather", "HassMediaSearchAndPlay") and "name" not in slots
    return Case(file, sentence, tool, able, single, values, state, context.get("area"))


def _tool(intent: str, slots: Mapping[str, Any], entities: list[Entity]) -> str:
    domains = {e.domain for e in entities}
    tool = tool_of(intent, domains.pop() if len(domains) == 1 else "", slots)
    if tool is None:
        raise LeftOut(f"{intent}: the home pack has no such tool")
    return tool


def _entities(house: House, intent: str, slots: Mapping[str, Any]) -> list[Entity]:
    if tool_of(intent, "", slots) is None:
        raise LeftOut(f"{intent}: the home pack has no such tool")
    domains = _set(slots.get("domain") or ("name" not in slots and INTENT_DOMAINS.get(intent)))
    classes, name = _set(slots.get("device_class")), _spoken(str(slots.get("name", "all")))
    found = [
        e
        for e in house.entities
        if (not domains or e.domain in domains)
        and slots.get("area") in (None, e.area)
        and slots.get("floor") in (None, e.floor)
        and (name == "all" or name in map(_spoken, (e.name, *e.aliases)))
        and (not classes or e.device_class in classes)
        and (not intent.startswith("HassShoppingList") or any(word in e.name.casefold() for word in SHOPPING))
    ]
    if not found:
        raise LeftOut(f"{intent}: the house has no such entity")
    return found


def _set(value: Any) -> set[str]:
    return {value} if isinstance(value, str) else set(value or ())


def _spoken(name: str) -> str:
    return name.casefold().replace("'", "")


def right(case: Case, action: object, house: House, targets: Targets) -> bool:
    """The right tool and values, and together exactly the right entities."""
    if not isinstance(action, Calls):
        return False
    touched: set[str] = set()
    by_id = {e.id: e for e in house.entities}
    for call in action.calls:
        if call.tool != case.tool or not _values_right(case, call, by_id):
            return False
        try:
            touched |= {e.id for e in targets.resolve(call.arguments["target"], call.tool)}
        except ToolError:
            return False
    return len(touched) == 1 and touched <= case.entities if case.any_one_of_them else touched == case.entities


def _values_right(case: Case, call: ToolCall, by_id: Mapping[str, Entity]) -> bool:
    if case.state is not None:
        asked = str(call.arguments.get("state"))
        return all(is_in(by_id[i], State(case.state), asked) for i in case.entities)
    given = {name: value for name, value in call.arguments.items() if name != "target"}
    return _plain(given) == _plain(case.values)


def _plain(values: Mapping[str, Json]) -> dict[str, Json]:
    return {name: str(value).strip().casefold() for name, value in values.items()}


async def run(folder: Path, model: Model, language: Language) -> Outcome:
    house, outcome = load_house(folder / "_fixtures.yaml"), Outcome()
    targets, info = Targets(house), await model.info()
    for case in cases(folder, house, outcome.left_out):
        tools = home_toolset(SimulatedHome(house), here=case.here)
        started = time.perf_counter()
        action: object
        try:
            decision = await Planner(model, info, tools, case.sentence, language).decide([], Limits())
            action, score = decision.action, decision.confidence
        except (NoLegalDecision, AgentliteError) as error:
            action, score = error, None
        outcome.milliseconds.append((time.perf_counter() - started) * 1000)
        passed = right(case, action, house, targets)
        outcome.total += 1
        outcome.right += passed
        outcome.scores.append(score)
        outcome.wrong.append(not passed)
        if not passed:
            outcome.failures.append(
                f"{case.file}: {case.sentence!r} here={case.here} → {action}\n"
                f"    wanted {case.tool} {dict(case.values)} {case.state or ''} {sorted(case.entities)}"
            )
    return outcome


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tests", type=Path)
    parser.add_argument("--language", nargs="*", default=["en", "pt-br", "pt"])
    parser.add_argument("--model", default="embedded")
    parser.add_argument("--failures", action="store_true")
    options = parser.parse_args()
    model = home_model(options.model)
    for name in options.language:
        outcome = asyncio.run(run(options.tests / name, model, "en" if name == "en" else "pt"))
        low, high = wilson(outcome.right, outcome.total)
        print(
            f"{name}: {outcome.right / max(outcome.total, 1):.1%} of {outcome.total} ({low:.1%}–{high:.1%}), decision "
            f"p50 {percentile(outcome.milliseconds, 0.5):.0f} ms, p95 {percentile(outcome.milliseconds, 0.95):.0f} ms"
        )
        raw = ece([1 - (score or 0.0) for score in outcome.scores], outcome.wrong)
        calibrated = ece(crossfitted(outcome.scores, outcome.wrong), outcome.wrong)
        print(f"  confidence: AUROC {auroc(outcome.scores, outcome.wrong)}, ECE {raw:.3f}, calibrated {calibrated:.3f}")
        print(f"  left out: {json.dumps(dict(outcome.left_out.most_common()), ensure_ascii=False)}")
        if options.failures:
            print("\n".join(f"  {failure}" for failure in outcome.failures))


if __name__ == "__main__":
    main()
