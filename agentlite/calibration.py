"""How good a score is, and from score to probability: labelled decisions in, measures and a calibrator out.

Everywhere `scores` are confidences (higher is surer; None: unknown) and `wrong` says which decisions were wrong.
Thresholds with a stated promise are in `agentlite.certificates`.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path
from typing import TypeAlias

from agentlite.certificates import Score
from agentlite.errors import ConfigurationError, InputError

FEW_LABELS = 1000
"""Below this many labels a two-parameter curve errs less than a staircase."""


def auroc(scores: Sequence[Score], wrong: Sequence[bool]) -> float | None:
    """The probability that a right decision scores above a wrong one, ties counting half; None if one kind is absent.

    Unknown scores count as the lowest.
    """
    ranked = sorted(zip(map(_known, scores), wrong, strict=True))
    above, below = 0.0, 0
    for _, tied in groupby(ranked, key=lambda pair: pair[0]):
        errors = [error for _, error in tied]
        bad, good = sum(errors), len(errors) - sum(errors)
        above += good * (below + bad / 2)
        below += bad
    good = len(ranked) - below
    return above / (good * below) if good and below else None


def brier(probabilities: Sequence[float], wrong: Sequence[bool]) -> float:
    """The mean squared difference between P(wrong) and what happened; 0 is best. Raises `InputError` on no data."""
    _some(probabilities)
    return sum((p - error) ** 2 for p, error in zip(probabilities, wrong, strict=True)) / len(probabilities)


@dataclass(frozen=True, slots=True)
class Bin:
    """Decisions of similar probability: the mean P(wrong) told, the share that was wrong, and how many they are."""

    told: float
    happened: float
    count: int


def reliability(probabilities: Sequence[float], wrong: Sequence[bool], bins: int = 15) -> list[Bin]:
    """Decisions sorted by P(wrong) and cut into `bins` of equal size, fewer where there are fewer decisions."""
    ordered = sorted(zip(probabilities, wrong, strict=True), key=lambda pair: pair[0])
    bins = min(bins, len(ordered))
    cuts = [round(i * len(ordered) / bins) for i in range(bins + 1)] if bins else []
    groups = (ordered[a:b] for a, b in pairwise(cuts))
    return [Bin(_mean(p for p, _ in group), _mean(error for _, error in group), len(group)) for group in groups]


def ece(probabilities: Sequence[float], wrong: Sequence[bool], bins: int = 15) -> float:
    """Expected calibration error: the mean gap between told and happened over bins of equal size."""
    _some(probabilities)
    groups = reliability(probabilities, wrong, bins)
    return sum(group.count * abs(group.told - group.happened) for group in groups) / len(probabilities)


@dataclass(frozen=True, slots=True)
class Operating:
    """What keeping every decision with a score of at least `threshold` would have meant."""

    threshold: float
    coverage: float
    kept: int
    errors: int

    @property
    def risk(self) -> float:
        """The share of the kept that was wrong."""
        return self.errors / self.kept if self.kept else 0.0


def coverage_risk(scores: Sequence[Score], wrong: Sequence[bool]) -> list[Operating]:
    """Every operating point, from the strictest threshold to the laxest. Unknown scores are never kept."""
    known = sorted(((s, e) for s, e in zip(scores, wrong, strict=True) if s is not None), reverse=True)
    points, kept, errors = [], 0, 0
    for threshold, tied in groupby(known, key=lambda pair: pair[0]):
        for _, error in tied:
            kept, errors = kept + 1, errors + error
        points.append(Operating(threshold, kept / len(scores), kept, errors))
    return points


def aurc(scores: Sequence[Score], wrong: Sequence[bool]) -> float:
    """The mean risk over all coverages (area under the risk-coverage curve); 0 is best."""
    points = coverage_risk(scores, wrong)
    widths = [after - before for before, after in pairwise([0.0, *(point.coverage for point in points)])]
    return sum(width * point.risk for width, point in zip(widths, points, strict=True))


@dataclass(frozen=True, slots=True)
class Platt:
    """P(wrong) = σ(`intercept` - `slope` · logit(score)), for few labels."""

    intercept: float
    slope: float

    def p_wrong(self, score: Score) -> float:
        """The calibrated probability that a decision of this score is wrong; 1 for an unknown score."""
        return 1.0 if score is None else _sigmoid(self.intercept - self.slope * _logit(score))


@dataclass(frozen=True, slots=True)
class Isotonic:
    """A falling staircase: a score of at least `floors[i]` is wrong with probability `levels[i]`, for many labels."""

    floors: tuple[float, ...]
    levels: tuple[float, ...]

    def p_wrong(self, score: Score) -> float:
        """The calibrated probability that a decision of this score is wrong; 1 for an unknown score."""
        if score is None:
            return 1.0
        at = bisect_right(self.floors, score) - 1
        return self.levels[max(at, 0)]


Calibrator: TypeAlias = Platt | Isotonic


def calibrator(scores: Sequence[Score], wrong: Sequence[bool]) -> Calibrator:
    """Platt's curve below `FEW_LABELS` labels, the staircase from there on. Fit on other data than you certify on."""
    known = [(s, e) for s, e in zip(scores, wrong, strict=True) if s is not None]
    return fit_platt(known) if len(known) < FEW_LABELS else fit_isotonic(known)


def crossfitted(scores: Sequence[Score], wrong: Sequence[bool]) -> list[float]:
    """P(wrong) of each decision, by a calibrator that was fitted on the other half of them (even and odd places)."""
    fitted = [calibrator(scores[1 - half :: 2], wrong[1 - half :: 2]) for half in (0, 1)]
    return [fitted[place % 2].p_wrong(score) for place, score in enumerate(scores)]


def fit_platt(labelled: Sequence[tuple[float, bool]], l2: float = 1e-2) -> Platt:
    """Logistic regression on the logit of the score by Newton's method, with Platt's smoothed targets.

    (Platt 1999; Lin, Lin & Weng 2007.) The slope is never negative: a surer decision is never called worse.
    Raises `InputError` on no labels.
    """
    _some(labelled)
    bad = sum(error for _, error in labelled)
    good = len(labelled) - bad
    high, low = (bad + 1) / (bad + 2), 1 / (good + 2)
    data = [(-_logit(score), high if error else low) for score, error in labelled]
    intercept, slope = _logit((bad + 1) / (len(labelled) + 2)), 0.0
    for _ in range(100):
        g0 = g1 = 0.0
        h00, h01, h11 = 1e-9, 0.0, l2
        for x, target in data:
            p = _sigmoid(intercept + slope * x)
            weight = p * (1 - p)
            g0, g1 = g0 + p - target, g1 + (p - target) * x
            h00, h01, h11 = h00 + weight, h01 + weight * x, h11 + weight * x * x
        g1 += l2 * slope
        determinant = h00 * h11 - h01 * h01
        if determinant <= 0:
            break
        step0, step1 = (h11 * g0 - h01 * g1) / determinant, (h00 * g1 - h01 * g0) / determinant
        bound = max(1.0, abs(step0), abs(step1) / 2)
        intercept, slope = intercept - step0 / bound, slope - step1 / bound
        if abs(step0) + abs(step1) < 1e-9:
            break
    return Platt(intercept, slope) if slope >= 0 else Platt(_logit((bad + 1) / (len(labelled) + 2)), 0.0)


def fit_isotonic(labelled: Sequence[tuple[float, bool]]) -> Isotonic:
    """The falling staircase with the least squared error, by pooling adjacent violators. Raises `InputError`."""
    _some(labelled)
    blocks: list[list[float]] = []
    for floor, tied in groupby(sorted(labelled), key=lambda pair: pair[0]):
        errors = [error for _, error in tied]
        blocks.append([floor, float(sum(errors)), float(len(errors))])
        while len(blocks) > 1 and blocks[-2][1] / blocks[-2][2] <= blocks[-1][1] / blocks[-1][2]:
            _, bad, count = blocks.pop()
            blocks[-1][1] += bad
            blocks[-1][2] += count
    return Isotonic(tuple(b[0] for b in blocks), tuple(b[1] / b[2] for b in blocks))


def plot_reliability(probabilities: Sequence[float], wrong: Sequence[bool], path: Path, bins: int = 15) -> None:
    """Write a reliability diagram (P(wrong) told against happened) as PNG. Needs matplotlib.

    Raises `ConfigurationError` if it is not installed, `InputError` on no data.
    """
    _some(probabilities)
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise ConfigurationError("Plots need matplotlib.", hint="pip install matplotlib") from error
    groups = reliability(probabilities, wrong, bins)
    figure = Figure(figsize=(4.5, 4.5), layout="constrained")
    axes = figure.add_subplot(
        xlabel="P(wrong) told",
        ylabel="share wrong",
        title=f"{len(probabilities)} decisions, ECE {ece(probabilities, wrong):.3f}",
    )
    axes.plot([0, 1], [0, 1], color="0.7", linestyle="--")
    axes.plot([g.told for g in groups], [g.happened for g in groups], marker="o")
    largest = max([0.05, *(max(g.told, g.happened) for g in groups)])
    axes.set(xlim=(0, largest * 1.05), ylim=(0, largest * 1.05))
    figure.savefig(path, format="png", dpi=120)


def _known(score: Score) -> float:
    return -math.inf if score is None else score


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return sum(listed) / len(listed) if listed else 0.0


def _some(data: Sequence[object]) -> None:
    if not data:
        raise InputError("There are no labelled decisions.", hint="Collect some with `agentlite eval`.")


def _logit(probability: float) -> float:
    clipped = min(max(probability, 1e-6), 1 - 1e-6)
    return math.log(clipped / (1 - clipped))


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))
