"""The figures over many tasks, each with its 95 % interval: how good, how sure, how fast, how dear, how private."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from agentlite.actions import Json
from agentlite.calibration import aurc, auroc, coverage_risk, crossfitted, ece
from agentlite.evaluation.intervals import percentile, wilson
from agentlite.evaluation.outcomes import Egress, Outcome
from agentlite.toolset import RISKS

RISK_LEVELS = (0.01, 0.02, 0.05, 0.10)
"""At which coverage is told."""

_RESAMPLES = 200
_LEAST_FOR_CALIBRATION = 20


def figures(outcomes: Sequence[Outcome], egress: Egress | None = None) -> dict[str, Json]:
    """One JSON object. A figure is {value, ci95}, a share {value, ci95, n}; None where it cannot be known.

    Intervals of shares are Wilson's, all others percentile bootstraps over tasks (200 resamples, seeded).
    """
    labelled = [outcome for outcome in outcomes if outcome.labelled]
    known = [outcome for outcome in outcomes if outcome.escalated is not None]
    return {
        "tasks": len(outcomes),
        "labelled": len(labelled),
        "ok": _share([outcome.ok for outcome in outcomes]),
        "accuracy": _share([outcome.ok for outcome in labelled]),
        "wrong_action": _share([bool(outcome.wrong_action) for outcome in labelled]),
        "by_risk": {risk: _of_risk([o for o in labelled if o.risk == risk]) for risk in RISKS},
        "confidence": _of_confidence(labelled),
        "escalated": _share([bool(outcome.escalated) for outcome in known]),
        "zero_egress": _share([not outcome.escalated for outcome in known]),
        "latency_ms": {
            "all": _latency(outcomes),
            "kept": _latency([outcome for outcome in known if not outcome.escalated]),
            "escalated": _latency([outcome for outcome in known if outcome.escalated]),
        },
        "egress": asdict(egress) if egress else None,
        "cost_per_success": _cost_per_success(outcomes, egress),
    }


def _of_risk(outcomes: Sequence[Outcome]) -> dict[str, Json] | None:
    """Tasks by their riskiest call: how many failed, and how many changed what nobody asked for."""
    if not outcomes:
        return None
    return {
        "failed": _share([not outcome.ok for outcome in outcomes]),
        "wrong_action": _share([bool(outcome.wrong_action) for outcome in outcomes]),
    }


def _of_confidence(labelled: Sequence[Outcome]) -> dict[str, Json] | None:
    """What the confidence is worth; None unless some of it is known."""
    scores, wrong = [o.confidence for o in labelled], [not o.ok for o in labelled]
    if all(score is None for score in scores):
        return None

    def worth(at: Sequence[int]) -> dict[str, float | None]:
        some, errors = [scores[i] for i in at], [wrong[i] for i in at]
        points = coverage_risk(some, errors)
        kept = {f"{r:g}": max((p.coverage for p in points if p.risk <= r), default=0.0) for r in RISK_LEVELS}
        return {"auroc": auroc(some, errors), "aurc": aurc(some, errors), **kept}

    found = _figures_of(worth, len(scores))
    return {
        "unknown": sum(score is None for score in scores),
        "auroc": found["auroc"],
        "aurc": found["aurc"],
        "ece": _calibration(labelled),
        "coverage_at_risk": {f"{risk:g}": found[f"{risk:g}"] for risk in RISK_LEVELS},
    }


def _calibration(labelled: Sequence[Outcome]) -> dict[str, Json] | None:
    """The ECE; None where too few confidences are known to fit anything on half of them."""
    told, wrong = calibrated(labelled)
    if len(told) < _LEAST_FOR_CALIBRATION:
        return None
    return _figure(lambda at: ece([told[i] for i in at], [wrong[i] for i in at]), len(told))


def calibrated(labelled: Sequence[Outcome]) -> tuple[list[float], list[bool]]:
    """P(wrong) of each task whose confidence is known, fitted on the other half of them, and which were wrong."""
    known = [outcome for outcome in labelled if outcome.confidence is not None]
    known = random.Random(0).sample(known, len(known))
    wrong = [not outcome.ok for outcome in known]
    return (crossfitted([o.confidence for o in known], wrong) if len(known) > 1 else []), wrong


def _share(flags: Sequence[bool]) -> dict[str, Json] | None:
    if not flags:
        return None
    return {"value": sum(flags) / len(flags), "ci95": list(wilson(sum(flags), len(flags))), "n": len(flags)}


def _latency(outcomes: Sequence[Outcome]) -> dict[str, Json] | None:
    times = [outcome.latency_ms for outcome in outcomes if outcome.latency_ms is not None]
    if not times:
        return None

    def quantiles(at: Sequence[int]) -> dict[str, float | None]:
        some = [times[i] for i in at]
        return {"p50": percentile(some, 0.5), "p95": percentile(some, 0.95)}

    return {**_figures_of(quantiles, len(times)), "n": len(times)}


def _cost_per_success(outcomes: Sequence[Outcome], egress: Egress | None) -> float | None:
    """What left divided by the tasks that ended well; None where prices are missing or nothing succeeded."""
    succeeded = sum(outcome.ok for outcome in outcomes)
    if egress is None or egress.unpriced or not succeeded:
        return None
    return egress.cost / succeeded


def _figure(measure: Callable[[Sequence[int]], float], size: int) -> dict[str, Json] | None:
    figure: dict[str, Json] | None = _figures_of(lambda at: {"": measure(at)}, size)[""]
    return figure


def _figures_of(measure: Callable[[Sequence[int]], dict[str, float | None]], size: int) -> dict[str, Json]:
    """What `measure` says of all places 0 to `size` - 1, and the intervals of that over resamples of them."""
    values, draw = measure(range(size)), random.Random(0)
    resampled = [measure(draw.choices(range(size), k=size)) for _ in range(_RESAMPLES)]
    document: dict[str, Json] = {}
    for name, value in values.items():
        others = [sample[name] for sample in resampled if sample[name] is not None]
        document[name] = value if value is None else {"value": value, "ci95": _interval(value, others)}
    return document


def _interval(value: float, others: Sequence[Any]) -> list[float]:
    """The middle 95 % of `others`, widened to hold `value` where few resamples are possible."""
    return [min(value, percentile(others, 0.025)), max(value, percentile(others, 0.975))]
