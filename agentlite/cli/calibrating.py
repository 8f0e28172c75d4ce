"""`agentlite calibrate`: what a model's confidence is worth, and a threshold with a promise."""

from __future__ import annotations

import asyncio
import os
import random
from contextlib import aclosing
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from agentlite.actions import Json
from agentlite.cli import options
from agentlite.cli.console import document, line
from agentlite.cli.evaluating import evaluate_named
from agentlite.cli.exits import NOT_DONE, SUCCESS
from agentlite.errors import InputError
from agentlite.language import Language

if TYPE_CHECKING:
    from agentlite.certificates import Subject
    from agentlite.evaluation import CaseResult, Suite

EXAMPLES = """\b
Examples:
  agentlite calibrate my_suite
  agentlite calibrate my_suite other_suite --alpha 0.02 --out home.json
  agentlite run "turn on the worktop light" --certificate home.json
"""
_RISKS = (0.01, 0.02, 0.05, 0.10)
_SENTENCES: dict[str, dict[Language, str]] = {
    "decisions": {
        "en": "{n} decisions, {wrong} wrong, {unknown} without a confidence",
        "pt": "{n} decisões, {wrong} erradas, {unknown} sem confiança",
    },
    "auroc": {
        "en": "AUROC {value}: how often a right decision is surer than a wrong one",
        "pt": "AUROC {value}: quantas vezes uma decisão certa é mais segura do que uma errada",
    },
    "one_kind": {"en": "unknown (all right or all wrong)", "pt": "desconhecida (tudo certo ou tudo errado)"},
    "ece": {
        "en": "ECE {ece_raw:.3f} as told, {ece_calibrated:.3f} calibrated on the other half",
        "pt": "ECE {ece_raw:.3f} como dita, {ece_calibrated:.3f} calibrada na outra metade",
    },
    "observed": {"en": "observed, without a promise:", "pt": "observado, sem promessa:"},
    "coverage": {
        "en": "  {risk:.0%} wrong at most: {coverage:.0%} of the decisions kept",
        "pt": "  {risk:.0%} erradas no máximo: ficam {coverage:.0%} das decisões",
    },
}


@click.command("calibrate", epilog=EXAMPLES)
@click.argument("suites", type=Path, nargs=-1, required=True)
@options.model
@click.option("--alpha", default=0.05, show_default=True, help="The share of kept decisions that may be wrong.")
@click.option("--delta", default=0.10, show_default=True, help="The chance that this promise is broken.")
@click.option("--out", type=Path, metavar="FILE", help="Write the certificate there.")
@click.option("--plot", type=Path, metavar="PNG", help="Write a reliability diagram there.")
@options.as_json
@options.language
def calibrate(
    suites: tuple[Path, ...], model: str, alpha: float, delta: float, out: Path | None, plot: Path | None,
    as_json: bool, language: Language | None,
) -> int:  # fmt: skip
    """Label a model's decisions on SUITES and certify the confidence from which they may be kept.

    A decision is wrong if its sentence fails the suite. The promise is for requests like those of the suites.
    """
    from agentlite.calibration import crossfitted, plot_reliability
    from agentlite.certificates import certify, check_promise, explain
    from agentlite.evaluation import load_suite

    check_promise(alpha, delta)
    for path in (out, plot):
        _check_writable(path)
    cases, about = asyncio.run(_label([load_suite(suite) for suite in suites], model))
    random.Random(0).shuffle(cases)
    scores = [case.result.confidence if case.result else None for case in cases]
    wrong = [not case.passed for case in cases]
    certificate = certify(
        scores, wrong, alpha, delta, about=about, labels=f"suites {', '.join(map(str, suites))}",
        created=datetime.now(UTC).isoformat(timespec="seconds"),
    )  # fmt: skip
    if out is not None:
        out.write_text(certificate.to_json() + "\n", encoding="utf-8")
    errors = crossfitted(scores, wrong)
    if plot is not None:
        plot_reliability(errors, wrong, plot)
    if as_json:
        document(_figures(scores, errors, wrong) | {"certificate": asdict(certificate)})
    else:
        spoken = language or options.usual_language()
        _show(_figures(scores, errors, wrong), spoken)
        line(explain(certificate, spoken))
    return SUCCESS if certificate.threshold is not None else NOT_DONE


def _check_writable(path: Path | None) -> None:
    """Raises `InputError` for a file that could not be written in the end, before the work begins."""
    if path is not None and (path.is_dir() or not path.parent.is_dir() or not os.access(path.parent, os.W_OK)):
        raise InputError(f"{path} cannot be written.", hint="Name a file in a folder that exists and is yours.")


async def _label(suites: list[Suite], name: str) -> tuple[list[CaseResult], Subject]:
    """Every sentence of the suites with its outcome, and what made the decisions."""
    from agentlite.certificates import subject
    from agentlite.models.registry import resolve
    from agentlite.prompting import instructions
    from agentlite.tools.home import SimulatedHome, home_toolset, load_demo

    tools = home_toolset(SimulatedHome(load_demo("en")))
    async with aclosing(resolve(name, tools=tools.names)) as model:
        info = await model.info()
        cases = [case for suite in suites for case in (await evaluate_named(suite, model, 1)).cases]
    return cases, subject(info, instructions(info), tools)


def _figures(scores: list[float | None], errors: list[float], wrong: list[bool]) -> dict[str, Json]:
    """What the confidence is worth; `errors` are the calibrated probabilities of error."""
    from agentlite.calibration import auroc, coverage_risk, ece

    points = coverage_risk(scores, wrong)
    return {
        "n": len(wrong),
        "wrong": sum(wrong),
        "unknown": sum(score is None for score in scores),
        "auroc": auroc(scores, wrong),
        "ece_raw": ece([1 - (score or 0.0) for score in scores], wrong),
        "ece_calibrated": ece(errors, wrong),
        "coverage_at_risk": {f"{r:g}": max((p.coverage for p in points if p.risk <= r), default=0.0) for r in _RISKS},
    }


def _show(figures: dict[str, Json], language: Language) -> None:
    said = {key: sentences[language] for key, sentences in _SENTENCES.items()}
    line(said["decisions"].format(**figures))
    auroc = figures["auroc"]
    line(said["auroc"].format(value=said["one_kind"] if auroc is None else format(auroc, ".3f")))
    line(said["ece"].format(**figures))
    line(said["observed"])
    for risk, coverage in figures["coverage_at_risk"].items():
        line(said["coverage"].format(risk=float(risk), coverage=coverage))
