"""What certificates keep and promise on real decisions, and what escalation costs once memory learns from it.

    python benchmarks/escalation.py SUITE... --decisions decisions.json [--resplits 1000] [--stream 60]

Every sentence of the suites is decided once, and scored and judged as `agentlite eval` does; what is in the file of
decisions is not decided again. Then, for each α:

audit   The decisions are split at random, again and again: a threshold is chosen on one half and judged on the other,
        with the certificate's bound (`certify`) and without ("plug-in": the lowest threshold whose observed error is at
        most α). Broken is a split whose kept decisions have an error above α, counted twice: on the other half alone,
        which is small and so is above α by chance too, the more as a lucky half leaves an unlucky one; and on all
        decisions, which are what the halves are drawn from, and what the promise (at most δ broken) is about.
curve   Coverage and risk at every twentieth of the decisions, and the end-to-end error if what is not kept goes to a
        stand-in for a cloud that is always right.
stream  Tasks that the model decides rightly, said again in other words, with a memory: how many still escalate. The
        stand-in decides what the model had decided, which is known to be right.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from agentlite import Agent
from agentlite.actions import action_document
from agentlite.calibration import auroc, coverage_risk
from agentlite.certificates import Certificate, certify, explain, subject
from agentlite.escalation import Rung
from agentlite.evaluation import home_model, load_suite
from agentlite.evaluation.runner import run_task
from agentlite.evaluation.suite import Task
from agentlite.gate import Gate
from agentlite.language import detect_language
from agentlite.limits import Limits
from agentlite.memory import Memory
from agentlite.models.base import Model
from agentlite.models.testing import FunctionModel
from agentlite.prompting import instructions
from agentlite.tools.home import SimulatedHome, home_toolset
from agentlite.toolset import UNSAFE

ALPHAS = (0.02, 0.05, 0.10)
REWORDED = {"en": ("{}", "please {}", "{} now"), "pt": ("{}", "por favor, {}", "{} agora")}


@dataclass(frozen=True, slots=True)
class Decided:
    """One sentence, and its `decision` as a model writes it. `flagged`: the gate wants its strict confidence, as it
    was repaired, or is irreversible or physical. `acts`: something changed."""

    key: str
    score: float | None
    wrong: bool
    flagged: bool
    acts: bool
    decision: Any


async def decide(key: str, task: Task, model: Model) -> Decided:
    case = await run_task(task, model, Limits())
    if case.result is None or not case.result.steps:
        return Decided(key, None, not case.passed, True, False, None)
    first = case.result.steps[0].decision
    flagged = bool(first.refusals) or not UNSAFE.isdisjoint(case.risks)
    acts = case.result.status == "done" and bool(case.changes)
    return Decided(key, case.result.confidence, not case.passed, flagged, acts, action_document(first.action))


def kept_in(file: Path | None, digest: str) -> dict[str, Decided]:
    """The decisions of the file, by key; none without one."""
    if file is None or not file.exists():
        return {}
    kept = json.loads(file.read_text("utf-8"))
    if kept["digest"] != digest:
        raise SystemExit(f"{file} holds decisions of another model ({kept['digest'][:19]}); name another file.")
    return {row["key"]: Decided(**row) for row in kept["decisions"]}


def keep(known: dict[str, Decided], file: Path | None, digest: str) -> None:
    if file is not None:
        written = {"digest": digest, "decisions": [asdict(row) for row in known.values()]}
        file.write_text(json.dumps(written, ensure_ascii=False), "utf-8")


async def collect(tasks: dict[str, Task], model: Model, digest: str, file: Path | None) -> list[Decided]:
    """A decision for every task, those of the file included, which is written on the way."""
    known = kept_in(file, digest)
    for number, key in enumerate((key for key in tasks if key not in known), start=1):
        known[key] = await decide(key, tasks[key], model)
        if number % 20 == 0:
            print(f"{len(known)} decided", flush=True)
            keep(known, file, digest)
    keep(known, file, digest)
    return [known[key] for key in tasks]


def plug_in(scores: Sequence[float | None], wrong: Sequence[bool], alpha: float) -> float | None:
    """The lowest threshold whose observed error is at most `alpha`: no bound, no promise."""
    fitting = [point.threshold for point in coverage_risk(scores, wrong) if point.risk <= alpha]
    return min(fitting) if fitting else None


@dataclass(slots=True)
class Tally:
    """What one way of choosing thresholds did over all splits; each list has a value per split."""

    coverage: list[float]
    end_to_end: list[float]
    broken_half: int = 0
    broken_all: int = 0
    nothing: int = 0

    def add(self, threshold: float | None, scores: Any, wrong: Any, half: Any, alpha: float) -> None:
        if threshold is None:
            self.nothing += 1
            threshold = np.inf
        kept = scores >= threshold
        there = kept[half]
        errors = int(wrong[half][there].sum())
        self.coverage.append(there.mean())
        self.end_to_end.append(errors / len(half))
        self.broken_half += errors > alpha * there.sum()
        self.broken_all += wrong[kept].sum() > alpha * kept.sum()


def audit(decided: Sequence[Decided], resplits: int, delta: float) -> Iterator[str]:
    """A line per α and way of choosing."""
    scores = np.array([-np.inf if d.score is None else d.score for d in decided])
    wrong = np.array([d.wrong for d in decided])
    drawing = np.random.default_rng(0)
    yield f"audit: {resplits} re-splits of {len(decided)} decisions, {wrong.mean():.1%} of them wrong, δ = {delta:g}"
    yield "   α  threshold   broken(half)  broken(all)  nothing   kept local  error of kept  end-to-end error"
    for alpha in ALPHAS:
        tallies = {"certified": Tally([], []), "plug-in": Tally([], [])}
        for _ in range(resplits):
            order = drawing.permutation(len(decided))
            first, half = order[: len(order) // 2], order[len(order) // 2 :]
            known = [None if np.isinf(s) else float(s) for s in scores[first]]
            errors = [bool(e) for e in wrong[first]]
            certified = certify(known, errors, alpha, delta).threshold
            tallies["certified"].add(certified, scores, wrong, half, alpha)
            tallies["plug-in"].add(plug_in(known, errors, alpha), scores, wrong, half, alpha)
        for way, t in tallies.items():
            kept, end_to_end = np.mean(t.coverage), np.mean(t.end_to_end)
            yield (
                f"{alpha:4.0%}  {way:10}  {t.broken_half / resplits:12.1%}  {t.broken_all / resplits:11.1%}"
                f"  {t.nothing / resplits:7.1%}  {kept:11.1%}  {end_to_end / (kept or 1):13.2%}"
                f"  {end_to_end:16.2%}"
            )


def curve(decided: Sequence[Decided]) -> Iterator[str]:
    """Coverage and risk, from the surest twentieth to all."""
    scores, wrong = [d.score for d in decided], [d.wrong for d in decided]
    told = auroc(scores, wrong)
    yield f"curve: AUROC {'unknown' if told is None else format(told, '.3f')}"
    yield "kept local  threshold  error of kept  end-to-end error"
    points, wanted = coverage_risk(scores, wrong), 0.05
    for point in points:
        if point.coverage >= wanted or point is points[-1]:
            end_to_end = point.errors / len(wrong)
            yield f"{point.coverage:10.1%}  {point.threshold:9.4f}  {point.risk:13.2%}  {end_to_end:16.2%}"
            wanted = point.coverage + 0.05


def gated(decided: Sequence[Decided], certificate: Certificate, strict: float) -> str:
    """What the gate itself would keep, which wants `strict` of flagged decisions."""
    floor = max(certificate.threshold or 1.0, strict)
    kept = [d for d in decided if certificate.keeps(d.score) and (not d.flagged or (d.score or 0.0) >= floor)]
    errors = sum(d.wrong for d in kept)
    return (
        f"gate at α = {certificate.alpha:g}: {len(kept) / len(decided):.1%} kept local, "
        f"{errors / max(1, len(kept)):.2%} of these wrong, end-to-end error {errors / len(decided):.2%}"
    )


async def stream(tasks: dict[str, Task], right: dict[str, Decided], model: Model, gate: Gate) -> None:
    """Say every task once per pass, in other words each time; one memory per house."""
    current: Decided
    standing_in = FunctionModel(lambda *_: current.decision, name="stand-in", one_shot=True)
    print(f"stream: {len(right)} tasks, {sum(d.acts for d in right.values())} of them to act on")
    with tempfile.TemporaryDirectory() as folder:
        memories: dict[str, Memory] = {}
        for number in range(3):
            escalated, acting = 0, 0
            for key, current in right.items():
                house = key.rpartition("#")[0]
                if house not in memories:
                    memories[house] = Memory(Path(folder, f"{len(memories)}.db"))
                said = REWORDED[detect_language(tasks[key].sentence)][number].format(tasks[key].sentence)
                tools = home_toolset(SimulatedHome(tasks[key].house), here=tasks[key].here, patience=0)
                above: dict[str, Any] = {"memory": memories[house], "gate": gate, "escalate_to": Rung(standing_in)}
                result = await Agent(model, tools=tools, approve=lambda *_: True, **above).arun(said)
                helped = any(step.decision.source for step in result.steps)
                escalated, acting = escalated + helped, acting + (helped and current.acts)
            print(f"  pass {number + 1}: {escalated / len(right):.1%} escalated; {acting} tasks to act on", flush=True)
        for memory in memories.values():
            memory.close()


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("suites", type=Path, nargs="+")
    parser.add_argument("--model", default="embedded")
    parser.add_argument("--decisions", type=Path, help="where decisions are kept, and found again")
    parser.add_argument("--limit", type=int, help="only so many sentences of each suite, drawn at random")
    parser.add_argument("--resplits", type=int, default=1000)
    parser.add_argument("--delta", type=float, default=0.10)
    parser.add_argument("--stream", type=int, default=60, help="how many tasks to repeat; 0: none")
    options = parser.parse_args()
    draw, tasks = random.Random(0), dict[str, Task]()
    for path in options.suites:
        found = {f"{path.resolve()}#{task.id}": task for task in load_suite(path).tasks}
        keys = list(found) if options.limit is None else draw.sample(list(found), min(options.limit, len(found)))
        tasks |= {key: found[key] for key in keys}
    model = home_model(options.model)
    info = await model.info()
    decided = await collect(tasks, model, info.digest, options.decisions)
    print("\n".join(audit(decided, options.resplits, options.delta)), "\n")
    print("\n".join(curve(decided)), "\n")
    shuffled = draw.sample(decided, len(decided))
    scores, wrong = [d.score for d in shuffled], [d.wrong for d in shuffled]
    tools = home_toolset(SimulatedHome(next(iter(tasks.values())).house))
    about = subject(info, instructions(info), tools)
    certificates = {a: certify(scores, wrong, a, options.delta, about=about) for a in ALPHAS}
    for certificate in certificates.values():
        print(explain(certificate))
        print(f"  {gated(decided, certificate, Gate().strict)}")
    right = [d for d in shuffled if not d.wrong and d.decision][: options.stream]
    if right:
        print()
        gate = Gate.promising(certificates[0.05], attended=False)
        await stream(tasks, {d.key: d for d in right}, model, gate)
    await model.aclose()


if __name__ == "__main__":
    asyncio.run(main())
