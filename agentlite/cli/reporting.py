"""`agentlite report`: how good, sure, fast, dear and private it has been."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from agentlite.cli import options
from agentlite.cli.console import document, line
from agentlite.cli.exits import SUCCESS
from agentlite.errors import InputError
from agentlite.language import Language
from agentlite.places import data_folder

if TYPE_CHECKING:
    from agentlite.evaluation.outcomes import Egress, Outcome

EXAMPLES = """\b
Examples:
  agentlite report
  agentlite report --last 200 --plots pictures
  agentlite eval my_suite --json > results.json; agentlite report results.json --json
"""


@click.command("report", epilog=EXAMPLES)
@click.argument("results", type=Path, nargs=-1)
@options.log
@click.option("--ledger", type=Path, metavar="FILE", help="The egress ledger.  [default: egress.db in the data folder]")
@click.option("--last", type=click.IntRange(min=1), default=1000, show_default=True, help="How many runs of the log.")
@click.option("--plots", type=Path, metavar="FOLDER", help="Draw risk and coverage, reliability and latency there.")
@options.as_json
@options.language
def report(
    results: tuple[Path, ...],
    log: str | None,
    ledger: Path | None,
    last: int,
    plots: Path | None,
    as_json: bool,
    language: Language | None,
) -> int:
    """Report on RESULTS, files that `agentlite eval --json` wrote, or, without any, on the run log."""
    from agentlite.evaluation.figures import figures
    from agentlite.evaluation.outcomes import from_results
    from agentlite.evaluation.telling import told

    if results:
        outcomes = [outcome for path in results for outcome in from_results(path)]
        egress = _all_of(ledger) if ledger else None
    else:
        outcomes, egress = _from_log(options.log_file(log), ledger, last)
    if not outcomes:
        raise InputError("There are no finished tasks to report on.", hint="Run some, or name results of a suite.")
    found = figures(outcomes, egress)
    if as_json:
        document(found)
    else:
        for told_line in told(found, language or options.usual_language()):
            line(told_line)
    if plots is not None:
        from agentlite.evaluation.plots import plot

        plot(outcomes, plots)
    return SUCCESS


def _from_log(log: Path, ledger: Path | None, last: int) -> tuple[list[Outcome], Egress | None]:
    """The tasks of the run log, with what the ledger knows of them. Neither file is made if it is not there."""
    from agentlite.egress import Ledger
    from agentlite.evaluation.outcomes import from_log
    from agentlite.runs import RunLog

    book = _existing(ledger) if ledger else data_folder() / "egress.db"
    with RunLog(_existing(log)) as runs:
        if not book.exists():
            return from_log(runs, None, last)
        with Ledger(book) as opened:
            return from_log(runs, opened, last)


def _all_of(ledger: Path) -> Egress:
    from agentlite.egress import Ledger
    from agentlite.evaluation.outcomes import egress_of

    with Ledger(_existing(ledger)) as opened:
        return egress_of(opened.entries())


def _existing(path: Path) -> Path:
    if not path.exists():
        raise InputError(f"There is no file {path}.", hint="Run a task first, or name the right file.")
    return path
