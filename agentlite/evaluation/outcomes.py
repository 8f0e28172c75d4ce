"""What became of tasks, as reports see it: read from the results of suites, or from a run log and the egress ledger."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from agentlite.actions import Json
from agentlite.errors import InputError
from agentlite.toolset import RISKS, Risk

if TYPE_CHECKING:
    from agentlite.egress import Entry, Ledger
    from agentlite.runs import RunLog, RunRecord


@dataclass(frozen=True, slots=True)
class Outcome:
    """One task. `ok`: it passed its suite, or, without a label, its run ended as done or answered.

    `wrong_action` says whether something changed that should not have; None without a label. `risk` is that of the
    riskiest call, None if there was no call. `escalated`: something left the machine for it; None if nobody knows.
    """

    ok: bool
    latency_ms: float | None
    confidence: float | None = None
    wrong_action: bool | None = None
    risk: Risk | None = None
    escalated: bool | None = None

    @property
    def labelled(self) -> bool:
        """Whether somebody knows if it was right."""
        return self.wrong_action is not None


@dataclass(frozen=True, slots=True)
class Egress:
    """What left: how many escalated steps, requests and bytes, what they cost, and how many requests were refused.

    `cost` is in the currency of the prices given; `unpriced` counts the steps whose price nobody gave.
    """

    steps: int = 0
    requests: int = 0
    bytes: int = 0
    refused: int = 0
    cost: float = 0.0
    unpriced: int = 0


def from_results(path: Path) -> list[Outcome]:
    """The cases of a file that `agentlite eval --json` wrote. Raises `InputError` for any other file."""
    try:
        cases = json.loads(path.read_text("utf-8"))["cases"]
        return [_of_case(case) for case in cases]
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            f"{path} does not hold the results of a suite.", hint="Make them: agentlite eval SUITE --json > FILE."
        ) from error


def from_log(log: RunLog, ledger: Ledger | None, last: int) -> tuple[list[Outcome], Egress | None]:
    """The finished ones of the `last` runs, and what left since the first of them began; None without a ledger.

    A run counts as escalated if anything left while it ran, on behalf of whichever run it was.
    """
    runs = [log.load(summary.run_id) for summary in log.list(last)]
    finished = [run for run in runs if run.finished is not None]
    if ledger is None:
        return [_of_run(run, None) for run in finished], None
    since = min((run.started for run in finished), default=None)
    entries = [entry for entry in ledger.entries() if since and entry.at >= since.timestamp()]
    sent = [entry.at for entry in entries if entry.event == "sent"]
    return [_of_run(run, sent) for run in finished], egress_of(entries)


def egress_of(entries: Iterable[Entry]) -> Egress:
    """The sum of these rows of a ledger."""
    rows = list(entries)
    sent = [row for row in rows if row.event == "sent"]
    settled = [row for row in rows if row.event == "settled" and row.step in {row.step for row in sent}]
    return Egress(
        steps=len({row.step for row in sent}),
        requests=len(sent),
        bytes=sum(row.bytes for row in sent),
        refused=sum(row.event == "refused" for row in rows),
        cost=sum(row.price or 0.0 for row in settled),
        unpriced=sum(row.price is None for row in settled),
    )


def _of_case(case: Json) -> Outcome:
    return Outcome(
        ok=bool(case["passed"]),
        latency_ms=float(case["latency_ms"]) or None,  # A case without a result took no time.
        confidence=None if case["confidence"] is None else float(case["confidence"]),
        wrong_action=bool(case["unwanted"]),
        risk=_riskiest([call["risk"] for call in case["calls"]]),
    )


def _of_run(run: RunRecord, sent: Sequence[float] | None) -> Outcome:
    result = run.finished
    assert result is not None
    began = run.started.timestamp()
    ended = began + result.elapsed_ms / 1000 + 0.001  # Times in the log are cut to milliseconds.
    return Outcome(
        ok=result.ok,
        latency_ms=result.elapsed_ms,
        confidence=result.confidence,
        risk=_riskiest([call.risk for step in run.steps for call in step.calls]),
        escalated=None if sent is None else any(began <= at <= ended for at in sent),
    )


def _riskiest(risks: Iterable[str | None]) -> Risk | None:
    found = set(risks)
    return next((risk for risk in reversed(RISKS) if risk in found), None)
