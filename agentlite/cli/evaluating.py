"""`agentlite eval`: how well a model does on a suite."""

from __future__ import annotations

import asyncio
import sys
from contextlib import aclosing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from agentlite.cli import options
from agentlite.cli.console import document, line
from agentlite.cli.escalating import promise
from agentlite.cli.exits import NOT_DONE, SUCCESS
from agentlite.errors import ConfigurationError

if TYPE_CHECKING:
    from agentlite.certificates import Certificate
    from agentlite.evaluation import CaseResult, Report, Suite
    from agentlite.gate import Gate
    from agentlite.models.base import Model

ROBOT = Path("robot")
"""The suite that is no folder."""

EXAMPLES = """\b
Examples:
  agentlite eval my_suite
  agentlite eval my_suite --model ollama:qwen3:4b --samples 3 --json
  agentlite eval my_suite --failures --at-least 0.85
  agentlite eval robot --every 4
"""


@click.command("eval", epilog=EXAMPLES)
@click.argument("suite", type=Path)
@options.model
@click.option("--samples", type=click.IntRange(min=1), default=1, show_default=True, help="How often to say each.")
@click.option("--every", type=click.IntRange(min=1), default=1, show_default=True, help="Only each Nth (robot).")
@click.option("--install", is_flag=True, help="First install EAI in an environment of its own, 0.9 GB (robot).")
@click.option("--certificate", type=Path, metavar="FILE", help="Do only what is this sure (see agentlite calibrate).")
@click.option("--careful", is_flag=True, help="The same with the certificate of the model for homes.")
@click.option("--failures", is_flag=True, help="Show each sentence that failed, and what came of it.")
@click.option("--at-least", type=click.FloatRange(0, 1), metavar="SHARE", help="Exit with 1 if fewer sentences pass.")
@options.as_json
def evaluate_suite(
    suite: Path,
    model: str,
    samples: int,
    every: int,
    install: bool,
    certificate: Path | None,
    careful: bool,
    failures: bool,
    at_least: float | None,
    as_json: bool,
) -> int:
    """Put every sentence of SUITE, a folder of YAML files, to a model, each in a fresh house.

    The SUITE "robot" is EAI's VirtualHome tasks, scored by EAI's own evaluator.
    """
    if suite == ROBOT:
        if certificate or careful or failures or samples > 1 or at_least is not None:
            raise ConfigurationError(
                "The robot suite takes --model, --every, --install and --json, and no other option.",
                hint="EAI's evaluator scores it as a whole.",
            )
        return asyncio.run(_evaluate_robot(model, every, install=install, as_json=as_json))
    from agentlite.evaluation import load_suite

    loaded = load_suite(suite)
    promised = promise(certificate, careful=careful)
    report = asyncio.run(_evaluate(loaded, model, samples, promised))
    if as_json:
        document(report.to_json())
    else:
        for case in report.cases if failures else ():
            _show_failure(case)
        line(report.render())
    return NOT_DONE if at_least is not None and report.accuracy < at_least else SUCCESS


async def _evaluate_robot(name: str, every: int, *, install: bool, as_json: bool) -> int:
    from agentlite.evaluation import eai
    from agentlite.models.registry import resolve

    if install:
        eai.install()
    tasks, plans = eai.load_tasks(every=every), {}
    hidden = not sys.stderr.isatty()
    async with aclosing(resolve(name)) as model:
        with click.progressbar(tasks, label=str(ROBOT), file=sys.stderr, hidden=hidden) as bar:
            for task in bar:
                plans[task.id] = await eai.plan(task, model)
    scores = eai.score(plans)
    document(asdict(scores)) if as_json else line(scores.render(name))
    return SUCCESS


async def _evaluate(suite: Suite, name: str, samples: int, promised: Certificate | None) -> Report:
    from agentlite.evaluation import home_model
    from agentlite.gate import Gate

    gate = Gate.promising(promised) if promised else None
    async with aclosing(home_model(name)) as model:
        return await evaluate_named(suite, model, samples, gate)


async def evaluate_named(suite: Suite, model: Model, samples: int, gate: Gate | None = None) -> Report:
    """`evaluate` with a progress bar on the terminal that bears the suite's name."""
    from agentlite.evaluation import evaluate

    hidden = not sys.stderr.isatty()
    with click.progressbar(length=len(suite.tasks) * samples, label=suite.name, file=sys.stderr, hidden=hidden) as bar:
        return await evaluate(suite, model, samples=samples, gate=gate, on_case=lambda case: bar.update(1))


def _show_failure(case: CaseResult) -> None:
    if case.passed:
        return
    line(f"✗ {case.task.id}  {case.task.sentence}", fg="red")
    for seen in case.result.observations if case.result else ():
        line(f"    → {seen.call}")
    line(f"    {case.error or (case.result.output if case.result else '')}")
