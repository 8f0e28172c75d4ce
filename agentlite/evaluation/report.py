"""The outcome of a suite: one record per case, and the figures over them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from itertools import zip_longest

from agentlite.actions import Change, Json, Result, Usage
from agentlite.evaluation.intervals import percentile, wilson
from agentlite.evaluation.scoring import Verdict
from agentlite.evaluation.suite import Task
from agentlite.toolset import Risk


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One sentence put to the model. `error` is what the model raised, if it raised; then there is no result.

    `risks` are those of the calls that were made, in their order, or none where they are not known.
    """

    task: Task
    verdict: Verdict
    result: Result | None
    changes: tuple[Change, ...] = ()
    error: str = ""
    risks: tuple[Risk, ...] = ()

    @property
    def passed(self) -> bool:
        return self.verdict.passed and not self.error

    @property
    def wrong_action(self) -> bool:
        """Whether something changed that should not have, or to a wrong value."""
        return bool(self.verdict.unwanted)

    @property
    def latency_ms(self) -> float:
        return self.result.elapsed_ms if self.result else 0.0

    def to_json(self) -> dict[str, Json]:
        observations = self.result.observations if self.result else ()
        return {
            "id": self.task.id,
            "sentence": self.task.sentence,
            "passed": self.passed,
            "wrong_action": self.wrong_action,
            "calls": [
                {"tool": o.call.tool, "arguments": dict(o.call.arguments), "risk": risk}
                for o, risk in zip_longest(observations, self.risks)
            ],
            "changes": [asdict(change) for change in self.changes],
            "confidence": self.result.confidence if self.result else None,
            "latency_ms": round(self.latency_ms, 2),
            "output": self.result.output if self.result else f"error: {self.error}",
            "missing": list(self.verdict.missing),
            "unwanted": [asdict(change) for change in self.verdict.unwanted],
        }


@dataclass(slots=True)
class Report:
    """What `agentlite eval` prints. Rates are fractions of the cases; latencies are of whole runs, in milliseconds."""

    suite: str
    model: str
    cases: list[CaseResult] = field(default_factory=list)

    @property
    def accuracy(self) -> float:
        return _share([case.passed for case in self.cases])

    @property
    def wrong_action_rate(self) -> float:
        return _share([case.wrong_action for case in self.cases])

    @property
    def asked_rate(self) -> float:
        """How often the person was asked something back."""
        return _share([case.result is not None and case.result.status == "asked" for case in self.cases])

    @property
    def usage(self) -> Usage:
        return sum((case.result.usage for case in self.cases if case.result), Usage())

    def by_category(self) -> dict[str, list[CaseResult]]:
        groups: dict[str, list[CaseResult]] = defaultdict(list)
        for case in self.cases:
            groups[case.task.category].append(case)
        return dict(sorted(groups.items()))

    def to_json(self) -> dict[str, Json]:
        """The one object that `agentlite eval --json` prints."""
        latencies = [case.latency_ms for case in self.cases]
        return {
            "suite": self.suite,
            "model": self.model,
            **_figures(self.cases),
            "asked_rate": self.asked_rate,
            "by_category": {category: _figures(cases) for category, cases in self.by_category().items()},
            "latency_ms": {"p50": round(percentile(latencies, 0.5), 2), "p95": round(percentile(latencies, 0.95), 2)},
            "tokens": {"prompt": self.usage.prompt_tokens, "completion": self.usage.completion_tokens},
            "cases": [case.to_json() for case in self.cases],
        }

    def render(self) -> str:
        """The figures as a table for people."""
        rows = [(category, cases) for category, cases in self.by_category().items()]
        width = max([len("all"), *(len(category) for category, _ in rows)])
        lines = [f"{self.suite}: {len(self.cases)} sentences, {self.model}", ""]
        lines.append(f"{'':{width}}      n  accuracy  95 % interval   wrong actions")
        lines += [_row(category, cases, width) for category, cases in [*rows, ("all", self.cases)]]
        latencies = [case.latency_ms for case in self.cases]
        lines += ["", f"asked back {self.asked_rate:.1%}"]
        lines += [f"latency p50 {percentile(latencies, 0.5):.0f} ms, p95 {percentile(latencies, 0.95):.0f} ms"]
        lines += [f"tokens {self.usage.prompt_tokens:,} prompt, {self.usage.completion_tokens:,} completion"]
        return "\n".join(lines)


def _row(category: str, cases: Sequence[CaseResult], width: int) -> str:
    low, high = wilson(sum(case.passed for case in cases), len(cases))
    accuracy, wrong = _share([c.passed for c in cases]), _share([c.wrong_action for c in cases])
    return f"{category:{width}}  {len(cases):5}  {accuracy:8.1%}  {low:6.1%}–{high:6.1%}  {wrong:13.1%}"


def _figures(cases: Sequence[CaseResult]) -> dict[str, Json]:
    return {
        "n": len(cases),
        "accuracy": _share([case.passed for case in cases]),
        "ci95": list(wilson(sum(case.passed for case in cases), len(cases))),
        "wrong_action_rate": _share([case.wrong_action for case in cases]),
    }


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / len(flags) if flags else 0.0
