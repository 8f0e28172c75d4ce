"""Pictures of the figures. They need matplotlib, which is imported when the first is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from agentlite.calibration import coverage_risk, plot_reliability
from agentlite.errors import ConfigurationError, InputError
from agentlite.evaluation.figures import calibrated
from agentlite.evaluation.outcomes import Outcome

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def plot(outcomes: Sequence[Outcome], folder: Path) -> list[Path]:
    """Write risk-coverage.png and reliability.png, where there are labels and confidences, and latency.png.

    Raises `ConfigurationError` if matplotlib is not installed, `InputError` if the folder cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{folder} cannot be made: {error.strerror}.", hint="Name a folder of yours.") from error
    written = [_latency(outcomes, folder / "latency.png")]
    labelled = [outcome for outcome in outcomes if outcome.labelled]
    told, wrong = calibrated(labelled)
    if told:
        written.append(_risk_coverage(labelled, folder / "risk-coverage.png"))
        plot_reliability(told, wrong, folder / "reliability.png")
        written.append(folder / "reliability.png")
    return written


def _risk_coverage(labelled: Sequence[Outcome], path: Path) -> Path:
    points = coverage_risk([o.confidence for o in labelled], [not o.ok for o in labelled])
    figure = _figure()
    axes = figure.add_subplot(xlabel="share kept", ylabel="share of the kept that is wrong", xlim=(0, 1))
    axes.step([p.coverage for p in points], [p.risk for p in points], where="post")
    axes.set_ylim(bottom=0)
    figure.savefig(path, format="png", dpi=120)
    return path


def _latency(outcomes: Sequence[Outcome], path: Path) -> Path:
    """The share of tasks that took no longer, kept and escalated apart where that is known."""
    figure = _figure()
    axes = figure.add_subplot(xlabel="milliseconds", ylabel="share of tasks", xscale="log", ylim=(0, 1))
    groups = {
        "escalated": [o.latency_ms for o in outcomes if o.escalated and o.latency_ms is not None],
        "kept": [o.latency_ms for o in outcomes if not o.escalated and o.latency_ms is not None],
    }
    for name, times in groups.items():
        if times:
            axes.step(sorted(times), [(i + 1) / len(times) for i in range(len(times))], where="post", label=name)
    axes.legend()
    figure.savefig(path, format="png", dpi=120)
    return path


def _figure() -> Figure:
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise ConfigurationError("Plots need matplotlib.", hint="pip install matplotlib") from error
    return Figure(figsize=(4.5, 4.5), layout="constrained")
