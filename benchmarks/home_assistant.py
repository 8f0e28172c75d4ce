"""Task suites put to a model in a real Home Assistant, beside the simulated house.

    make test-home-assistant                        # once, to install Home Assistant
    python benchmarks/home_assistant.py ../shared/data/home-tasks/intents benchmarks/suites/naturalness/en [--faults]

Every suite's house is made of virtual devices inside the real Home Assistant, whose services, registries and states
are its own. Each sentence is judged by what Home Assistant says over REST, by the rule of `agentlite eval`. A *false
done* is a run that ends as "done" although something it told is not so, or something that changed was not told.

With `--faults` the suites are said twice more: to devices that take every order and ignore it, and to devices of which
each, when it obeys, switches over another one as well.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from agentlite.actions import Result
from agentlite.agent import Agent
from agentlite.errors import InvalidCompletion, ModelTimeout, PromptTooLong
from agentlite.evaluation import Suite, Task, evaluate, home_model, load_suite
from agentlite.evaluation.intervals import percentile, wilson
from agentlite.evaluation.scoring import changes, judge
from agentlite.models.base import Model
from agentlite.tools.home import Entity, House, State, Targets, home_toolset
from agentlite.tools.home.homeassistant import HomeAssistant, Settings
from agentlite.tools.home.wording import state_words
from agentlite.toolset import Toolset
from tests.tools.home.homeassistant.furnishing import FurnishedHome, Snapshot
from tests.tools.home.homeassistant.real import MISSING, PROGRAM, RealHome

PATIENCE, PATIENCE_WITH_THE_DEAF = 5.0, 0.1
"""Seconds. The devices here obey at once or never."""


@dataclass(slots=True)
class Score:
    """What became of a suite. `passed` holds task ids; the rest is for people to read."""

    total: int = 0
    passed: set[str] = field(default_factory=set)
    done: int = 0
    lies: list[str] = field(default_factory=list)
    not_loadable: Counter[str] = field(default_factory=Counter)
    milliseconds: list[float] = field(default_factory=list)


class Scorer:
    """Says the sentences of suites in one real Home Assistant."""

    def __init__(self, real: RealHome, model: Model) -> None:
        self._real, self._model = real, model
        self._furnished = FurnishedHome(real)

    def score(self, suite: Suite, *, deaf: bool = False, meddling: bool = False) -> Score:
        """Every sentence once, in the state its task asks for."""
        score = Score()
        for tasks in _by_house(suite.tasks):
            self._furnished.furnish(tasks[0].house)
            with HomeAssistant(Settings(self._real.url, self._real.token), reach_seconds=60) as home:
                for task in tasks:
                    meddled = _innocent(task) if meddling else ""
                    self._furnished.load(task.house, deaf=deaf, meddled=meddled)
                    self._say(task, home, score, PATIENCE_WITH_THE_DEAF if deaf else PATIENCE)
        return score

    def _say(self, task: Task, home: HomeAssistant, score: Score, patience: float) -> None:
        before = self._furnished.snapshot(task.house)
        score.total += 1
        if odd := [e.id for e in task.house.entities if not _loaded(e, before)]:
            score.not_loadable[f"cannot be put into the state that they start from: {', '.join(odd)}"] += 1
            return
        tools = home_toolset(home, here=task.here, patience=patience)
        agent = Agent(self._model, tools=tools, approve=lambda call, tool: True)
        try:
            result = asyncio.run(agent.arun(task.sentence))
        except (InvalidCompletion, ModelTimeout, PromptTooLong):
            return
        after = self._furnished.snapshot(task.house)
        score.milliseconds.append(result.elapsed_ms)
        if judge(task, before, after, result.output).passed:
            score.passed.add(task.id)
        if result.status == "done":
            score.done += 1
            found = lies(result, tools, home.house, before, after, self._furnished.states())
            score.lies += [f"{task.id}: {task.sentence!r}: {lie}" for lie in found]


def lies(
    result: Result, tools: Toolset, house: House, before: Snapshot, after: Snapshot, now: Mapping[str, State]
) -> list[str]:
    """What a run told as done that is not so, by its last word on each thing, and what changed that it did not tell."""
    targets = Targets(house)
    entities = {targets.label(entity): entity for entity in house.entities}
    acts = [o.value for o in result.observations if tools[o.call.tool].risk != "read" and isinstance(o.value, dict)]
    told = {label: words for value in acts for label, words in value.items() if label in entities}
    wrong = [
        f"{label} was told as {words!r}, is {now[entities[label].id]}"
        for label, words in told.items()
        if not _is(words, entities[label], now[entities[label].id])
    ]
    mentioned = {entities[c.subject].id for c in result.changes if c.subject in entities}
    silent = {c.subject for c in changes(before, after) if c.subject.lower() not in mentioned}
    return wrong + [f"{subject} changed and was not told" for subject in sorted(silent)]


def _is(words: object, entity: Entity, state: State) -> bool:
    """Whether an entity is as it was told: in words, or, for what a scene moved, as a bare state."""
    return words in (state.state, state_words([entity], state)["en"])


def _by_house(tasks: Sequence[Task]) -> list[list[Task]]:
    """The tasks of each house, whatever the states they start in."""
    groups: dict[tuple[object, ...], list[Task]] = {}
    for task in tasks:
        key = (task.house.areas, *((e.id, e.name, e.area, e.aliases) for e in task.house.entities))
        groups.setdefault(key, []).append(task)
    return list(groups.values())


def _loaded(entity: Entity, before: Snapshot) -> bool:
    """Whether it is as the task wants it to start. What a scene shows is only when it was last activated."""
    return entity.domain == "scene" or before[entity.id]["state"] == entity.state


def _innocent(task: Task) -> str:
    """A switch or light that the task does not speak of."""
    ids = (e.id for e in task.house.entities if e.domain in ("switch", "light") and e.id not in task.expected)
    return next(ids)


def _line(name: str, score: Score) -> str:
    low, high = wilson(len(score.passed), score.total)
    return (
        f"{name}: {len(score.passed) / score.total:.1%} of {score.total} ({low:.1%}–{high:.1%}); {score.done} ended as "
        f"done, {len(score.lies)} false; sentence p50 {percentile(score.milliseconds, 0.5):.0f} ms, "
        f"p95 {percentile(score.milliseconds, 0.95):.0f} ms"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("suites", type=Path, nargs="+")
    parser.add_argument("--model", default="embedded")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only every Nth sentence")
    parser.add_argument("--faults", action="store_true")
    options = parser.parse_args()
    if not PROGRAM.exists():
        sys.exit(MISSING)
    model = home_model(options.model)
    with tempfile.TemporaryDirectory() as folder:
        real = RealHome(Path(folder), "fixture_house.yaml")
        real.start()
        try:
            for path in options.suites:
                suite = load_suite(path)
                some = replace(suite, tasks=suite.tasks[:: options.every])
                _compare(some, str(path), model, real, faults=options.faults)
        finally:
            real.kill()


def _compare(suite: Suite, name: str, model: Model, real: RealHome, *, faults: bool) -> None:
    simulated = asyncio.run(evaluate(suite, model))
    passed = {case.task.id for case in simulated.cases if case.passed}
    scorer = Scorer(real, model)
    score = scorer.score(suite)
    print(_line(name, score), f"; simulated {len(passed) / len(suite.tasks):.1%}", sep="")
    scores = [score]
    if faults:
        scores += [scorer.score(suite, deaf=True), scorer.score(suite, meddling=True)]
        print(_line("  deaf devices", scores[1]))
        print(_line("  meddling devices", scores[2]))
    sentences = {task.id: task.sentence for task in suite.tasks}
    for task_id in sorted(passed ^ score.passed):
        print(f"  only {'simulated' if task_id in passed else 'real'}: {task_id} {sentences[task_id]!r}")
    for reason, count in score.not_loadable.items():
        print(f"  {count} {reason}")
    for lie in chain.from_iterable(each.lies for each in scores):
        print(f"  {lie}")


if __name__ == "__main__":
    main()
