"""The run log: every run, step, call and observation in one SQLite file, written before each side effect.

    with RunLog("runs.db") as log:
        Agent(tools=[...], log=log).run("kitchen light on please")
        for run in log.list():
            print(run.run_id, run.status, run.task)

A person can read it too: `sqlite3 runs.db "select task, status, output from runs"`.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from agentlite.actions import (
    Action,
    Answer,
    Ask,
    Calls,
    Change,
    Decision,
    Decline,
    Json,
    Observation,
    Result,
    Status,
    Step,
    ToolCall,
    Usage,
    action_document,
)
from agentlite.errors import ConfigurationError, StorageError
from agentlite.storage import Row, Storage, to_json


@dataclass(frozen=True, slots=True)
class CallRecord:
    """One call of a step, the `index`-th from 0. `observation` is None if it began and nobody saw it end.

    `started` is None and `risk` empty for a call that never began, because nobody approved it.
    """

    index: int
    call: ToolCall
    risk: str
    started: datetime | None
    observation: Observation | None


@dataclass(frozen=True, slots=True)
class StepRecord:
    """One logged decision and those of its calls that began or were refused."""

    decision: Decision
    calls: tuple[CallRecord, ...]


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A whole run. `finished` is its result, or None while it runs and after it was interrupted."""

    run_id: str
    task: str
    model: str
    tools: tuple[str, ...]
    language: str
    started: datetime
    finished: Result | None
    steps: tuple[StepRecord, ...]


@dataclass(frozen=True, slots=True)
class RunSummary:
    """One line about a run. `status` and `elapsed_ms` are None while it runs and after it was interrupted."""

    run_id: str
    task: str
    model: str
    started: datetime
    status: Status | None
    output: str
    steps: int
    calls: int
    tokens: int
    elapsed_ms: float | None


class RunLog:
    """The runs kept in the SQLite file at `path`, which is created, private to its owner, if it is not there.

    Several agents, threads and processes may share one file. Each method writes one transaction (in WAL mode, with
    synchronous=NORMAL): what it has written survives the death of the process, kill -9 included; a power cut may lose
    the last moments before it, never the rest, and leaves the file sound. A write waits up to `timeout` seconds for
    another program to let go of the file, and the event loop with it: nothing may happen before it is logged.

    Every method raises `StorageError` if the file is corrupt, locked, not writable, no run log or one of a newer
    agentlite, or if the disk is full. A file that cannot be used is not changed.
    """

    def __init__(self, path: str | Path, *, timeout: float = 5.0) -> None:
        self._storage = Storage(path, "run log", "agentlite.runs", _SCHEMA, timeout=timeout)

    def start(self, task: str, *, model: str, tools: Sequence[str], language: str) -> str:
        """Log that a run begins, and return its id: short, and in alphabetical order of time to the millisecond."""
        now = datetime.now(UTC)
        inserted = 0
        while not inserted:
            run_id = _new_id(now)
            inserted = self._storage.write(
                "INSERT INTO runs (run_id, task, model, tools, language, started) VALUES (?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (run_id) DO NOTHING",
                (run_id, task, model, to_json(list(tools)), language, _stamp(now)),
            )
        return run_id

    def decided(self, run_id: str, step: int, decision: Decision) -> None:
        """Log the decision of step `step`, counted from 1. Raises `StorageError` if that step has one already."""
        self._storage.write(_INSERT_STEP, _step_values(run_id, step, decision))

    def before_call(self, run_id: str, step: int, index: int, call: ToolCall, risk: str) -> None:
        """Log that a call is about to run.

        Raises `StorageError` if it began before, unless it only read: so even two processes that resume the same run
        cannot both perform a side effect.
        """
        values = (run_id, step, index, call.tool, to_json(dict(call.arguments)), risk, _stamp())
        if not self._storage.write(_BEGIN_CALL, values):
            raise StorageError(
                f"Call {index + 1} of step {step} of run {run_id} began before, so it was not begun again.",
                hint="Is another process resuming the same run?",
            )

    def after_call(self, run_id: str, step: int, index: int, observation: Observation) -> None:
        """Log what came of a call. Raises `StorageError` if that is known already."""
        if not self._storage.write(_END_CALL, _observation_values(run_id, step, index, observation)):
            raise StorageError(
                f"Call {index + 1} of step {step} of run {run_id} has ended before.",
                hint="Is another process resuming the same run?",
            )

    def finish(self, run_id: str, result: Result) -> None:
        """Log the outcome of a run, with whatever of its steps is not in the log yet, such as calls nobody approved.

        Raises `ConfigurationError` if there is no such run, or it is finished already.
        """
        outcome = (_stamp(), result.status, result.output, to_json(result.options), result.elapsed_ms)
        with self._storage.transaction():
            if not self._storage.write(_FINISH, (*outcome, *astuple(result.usage), run_id)):
                raise ConfigurationError(f"There is no unfinished run {run_id!r} in {self._storage.path}.")
            for number, step in enumerate(result.steps, start=1):
                decision = _step_values(run_id, number, step.decision)
                self._storage.write(f"{_INSERT_STEP} ON CONFLICT DO NOTHING", decision)
                for index, observation in enumerate(step.observations):
                    self._storage.write(_END_CALL, _observation_values(run_id, number, index, observation))

    def load(self, run_id: str) -> RunRecord:
        """The run with this id, or the only one whose id begins so. Raises `ConfigurationError` if there is none."""
        # In this order, a run that is being written meanwhile is seen as it was or as it is, never finished by half.
        run = self._find(run_id)
        key = (run["run_id"],)
        steps = self._storage.read("SELECT * FROM steps WHERE run_id = ? ORDER BY step", key)
        calls = self._storage.read("SELECT * FROM calls WHERE run_id = ? ORDER BY step, position", key)
        with self._storage.decoding():
            return _record(run, steps, calls)

    def list(self, limit: int = 20) -> tuple[RunSummary, ...]:
        """The last `limit` runs, newest first. Raises `ConfigurationError` unless `limit` is positive."""
        if limit < 1:
            raise ConfigurationError(f"The number of runs to list must be positive, not {limit}.")
        rows = self._storage.read(_SUMMARIES, (limit,))
        with self._storage.decoding():
            return tuple(RunSummary(**{**row, "started": datetime.fromisoformat(row["started"])}) for row in rows)

    def close(self) -> None:
        """Close the file. Closing twice is fine."""
        self._storage.close()

    def __enter__(self) -> RunLog:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _find(self, prefix: str) -> Row:
        """The only run whose id begins with `prefix`."""
        found = self._storage.read(
            "SELECT * FROM runs WHERE run_id >= ? AND run_id < ? || '~' ORDER BY run_id DESC LIMIT 4", (prefix, prefix)
        )
        if not found or not prefix:
            raise ConfigurationError(
                f"There is no run {prefix!r} in {self._storage.path}.", hint="List the runs to see their ids."
            )
        if len(found) > 1:
            some = ", ".join(row["run_id"] for row in found)
            raise ConfigurationError(f"Several runs begin with {prefix!r}.", hint=f"Give more of the id: {some} ...")
        return found[0]


_SCHEMA = {
    "create": (
        """
        CREATE TABLE runs (
            run_id TEXT PRIMARY KEY,
            task TEXT NOT NULL,
            model TEXT NOT NULL,
            tools TEXT NOT NULL, -- JSON: names
            language TEXT NOT NULL,
            started TEXT NOT NULL, -- ISO 8601, UTC
            finished TEXT, -- null: still running, or interrupted
            status TEXT,
            output TEXT,
            options TEXT, -- JSON: replies to choose from
            elapsed_ms REAL,
            prompt_tokens INTEGER,
            completion_tokens INTEGER,
            cached_tokens INTEGER
        )
        """,
        """
        CREATE TABLE steps (
            run_id TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
            step INTEGER NOT NULL, -- from 1
            decided TEXT NOT NULL,
            action TEXT NOT NULL, -- JSON: {"calls": ...}, {"answer": ...}, {"ask": ...} or {"decline": ...}
            text TEXT NOT NULL, -- what the model wrote
            confidence REAL,
            refusals TEXT NOT NULL, -- JSON: sentences
            elapsed_ms REAL NOT NULL,
            prompt_tokens INTEGER NOT NULL,
            completion_tokens INTEGER NOT NULL,
            cached_tokens INTEGER NOT NULL,
            PRIMARY KEY (run_id, step)
        )
        """,
        """
        CREATE TABLE calls (
            run_id TEXT NOT NULL,
            step INTEGER NOT NULL,
            position INTEGER NOT NULL, -- from 0
            tool TEXT NOT NULL,
            arguments TEXT NOT NULL, -- JSON: object
            risk TEXT NOT NULL, -- empty: never begun
            started TEXT, -- null: never begun
            finished TEXT,
            ok INTEGER, -- null: nobody saw it end
            text TEXT,
            value TEXT, -- JSON
            changes TEXT, -- JSON: [subject, attribute, before, after] each
            elapsed_ms REAL,
            approved INTEGER,
            PRIMARY KEY (run_id, step, position),
            FOREIGN KEY (run_id, step) REFERENCES steps ON DELETE CASCADE
        )
        """,
    ),
    "gate": (
        "ALTER TABLE steps ADD COLUMN source TEXT NOT NULL DEFAULT ''",  # empty: the agent's own model
        "ALTER TABLE steps ADD COLUMN why TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE calls ADD COLUMN local_only INTEGER NOT NULL DEFAULT 0",
    ),
    "sandbox": ("ALTER TABLE calls ADD COLUMN sandbox TEXT NOT NULL DEFAULT ''",),  # empty: the agent's own process
    "untrusted": ("ALTER TABLE calls ADD COLUMN untrusted INTEGER NOT NULL DEFAULT 0",),
}

_INSERT_STEP = """
    INSERT INTO steps (run_id, step, decided, action, text, confidence, refusals, elapsed_ms,
        prompt_tokens, completion_tokens, cached_tokens, source, why)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""

_BEGIN_CALL = """
    INSERT INTO calls (run_id, step, position, tool, arguments, risk, started) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET tool = excluded.tool, arguments = excluded.arguments, risk = excluded.risk,
        started = excluded.started, finished = NULL, ok = NULL
    WHERE calls.risk = 'read'
"""

_END_CALL = """
    INSERT INTO calls (run_id, step, position, tool, arguments, risk, finished, ok, text, value, changes,
        elapsed_ms, approved, local_only, sandbox, untrusted)
    VALUES (?, ?, ?, ?, ?, '', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET finished = excluded.finished, ok = excluded.ok, text = excluded.text,
        value = excluded.value, changes = excluded.changes, elapsed_ms = excluded.elapsed_ms,
        approved = excluded.approved, local_only = excluded.local_only, sandbox = excluded.sandbox,
        untrusted = excluded.untrusted
    WHERE calls.ok IS NULL
"""

_FINISH = """
    UPDATE runs SET finished = ?, status = ?, output = ?, options = ?, elapsed_ms = ?,
        prompt_tokens = ?, completion_tokens = ?, cached_tokens = ?
    WHERE run_id = ? AND finished IS NULL
"""

_SUMMARIES = """
    SELECT run_id, task, model, started, status, coalesce(output, '') AS output, elapsed_ms,
        (SELECT count(*) FROM steps WHERE steps.run_id = runs.run_id) AS steps,
        (SELECT count(*) FROM calls WHERE calls.run_id = runs.run_id) AS calls,
        coalesce(prompt_tokens + completion_tokens,
            (SELECT sum(prompt_tokens + completion_tokens) FROM steps WHERE steps.run_id = runs.run_id), 0) AS tokens
    FROM runs ORDER BY rowid DESC LIMIT ?
"""


_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def _new_id(now: datetime) -> str:
    """Such as 20261121-114233-k3f9: the second, then two base-32 digits for the millisecond and two of chance."""
    tail = (*divmod(now.microsecond // 1000, 32), secrets.randbelow(32), secrets.randbelow(32))
    return now.strftime("%Y%m%d-%H%M%S-") + "".join(_ALPHABET[digit] for digit in tail)


def _stamp(now: datetime | None = None) -> str:
    return (now or datetime.now(UTC)).isoformat(timespec="milliseconds")


def _step_values(run_id: str, step: int, decision: Decision) -> tuple[Any, ...]:
    return (
        *(run_id, step, _stamp(), to_json(action_document(decision.action)), decision.text, decision.confidence),
        *(to_json(decision.refusals), decision.elapsed_ms, *astuple(decision.usage), decision.source, decision.why),
    )


def _observation_values(run_id: str, step: int, index: int, seen: Observation) -> tuple[Any, ...]:
    changes = [(change.subject, change.attribute, change.before, change.after) for change in seen.changes]
    return (
        *(run_id, step, index, seen.call.tool, to_json(dict(seen.call.arguments)), _stamp(), seen.ok, seen.text),
        *(to_json(seen.value), to_json(changes), seen.elapsed_ms, seen.approved, seen.local_only, seen.sandbox),
        seen.untrusted,
    )


def _action(document: Json) -> Action:
    match document:
        case {"calls": calls}:
            return Calls(tuple(ToolCall(call["call"], call["with"]) for call in calls))
        case {"answer": text}:
            return Answer(text)
        case {"ask": question, "options": options}:
            return Ask(question, tuple(options))
        case {"decline": reason}:
            return Decline(reason)
    raise ValueError(f"no action: {document!r}")


def _usage(row: Row) -> Usage:
    return Usage(row["prompt_tokens"], row["completion_tokens"], row["cached_tokens"])


def _decision(row: Row) -> Decision:
    return Decision(
        _action(json.loads(row["action"])),
        row["text"],
        row["confidence"],
        tuple(json.loads(row["refusals"])),
        _usage(row),
        row["elapsed_ms"],
        row["source"],
        row["why"],
    )


def _call_record(row: Row) -> CallRecord:
    call = ToolCall(row["tool"], json.loads(row["arguments"]))
    started = datetime.fromisoformat(row["started"]) if row["started"] else None
    observation = None
    if row["ok"] is not None:
        changes = tuple(Change(*change) for change in json.loads(row["changes"]))
        value = json.loads(row["value"])
        observation = Observation(
            call,
            bool(row["ok"]),
            row["text"],
            value,
            changes,
            row["elapsed_ms"],
            bool(row["approved"]),
            bool(row["local_only"]),
            row["sandbox"],
            bool(row["untrusted"]),
        )
    return CallRecord(row["position"], call, row["risk"], started, observation)


def _record(run: Row, steps: Sequence[Row], calls: Sequence[Row]) -> RunRecord:
    records = tuple(
        StepRecord(_decision(step), tuple(_call_record(call) for call in calls if call["step"] == step["step"]))
        for step in steps
    )
    return RunRecord(
        run["run_id"],
        run["task"],
        run["model"],
        tuple(json.loads(run["tools"])),
        run["language"],
        datetime.fromisoformat(run["started"]),
        _result(run, records) if run["finished"] else None,
        records,
    )


def _result(run: Row, records: Sequence[StepRecord]) -> Result:
    steps = tuple(Step(r.decision, tuple(c.observation for c in r.calls if c.observation)) for r in records)
    options = tuple(json.loads(run["options"]))
    return Result(run["output"], run["status"], steps, _usage(run), run["run_id"], options, run["elapsed_ms"])
