"""The agent: plan → act → observe → answer, bounded, logged before every side effect, resumable."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from agentlite.acting import Actor
from agentlite.actions import Answer, Ask, Calls, Decline, Result, Status, Step, Usage
from agentlite.approval import Approve
from agentlite.errors import AgentliteError, ConfigurationError, InputError
from agentlite.events import CallFinished, CallStarted, DecisionMade, Event, RunFinished, RunStarted
from agentlite.language import Language, detect_language, say
from agentlite.limits import Limits
from agentlite.planner import NoLegalDecision, Planner
from agentlite.reporting import report
from agentlite.taint import Taint, TaintPolicy
from agentlite.toolset import Tool, Toolset

if TYPE_CHECKING:
    from agentlite.egress import Door
    from agentlite.escalation import Asker, Helper
    from agentlite.gate import Gate
    from agentlite.memory.loop import Recalled
    from agentlite.memory.memory import Memory
    from agentlite.models.base import Model, ModelInfo
    from agentlite.runs import RunLog, RunRecord
    from agentlite.sandbox import Sandbox

T = TypeVar("T")


class Agent:
    """Runs tasks with a model and tools.

    `model` is a name ("embedded", "ollama:qwen3:4b", ...), a `Model`, or a llama-index LLM. `tools` is a `Toolset` or
    an iterable of tools and plain functions. `approve`, a function of `(call, tool)` or an `Approver`, sync or async,
    is asked before every irreversible or physical call; without it such calls are declined. `taint` says what may be
    called once words of others have been read. `log` keeps every run on disk. `memory` (a file, or a `Memory`) brings
    what it knows to each task, and keeps what was said. `language` fixes the language of the framework's own sentences;
    by default it is that of the task.

    With a `gate`, only decisions that are sure enough are acted on. `escalate_to` names the models that decide a step
    when it does not keep the decision, in order (or gives them, or rungs); one elsewhere is reached through `door`
    only, by default one whose ledger is in the data folder. `ask(question, options)` puts the gate's questions to the
    user at once, sync or async.

    Tools with a manifest run in a sandbox, by default one that grants no folders. A `sandbox` of yours, which you
    close, also takes in functions without a manifest, with no rights.

    One agent may serve several tasks at once. Use it as a context manager, or call `close`, to free the model.
    """

    def __init__(
        self,
        model: str | Model | Any = "embedded",
        *,
        tools: Toolset | Iterable[Tool | Callable[..., Any]] = (),
        approve: Approve | None = None,
        taint: TaintPolicy | None = None,
        limits: Limits | None = None,
        language: Language | None = None,
        log: RunLog | None = None,
        memory: Memory | str | Path | None = None,
        gate: Gate | None = None,
        escalate_to: Helper | Sequence[Helper] = (),
        door: Door | None = None,
        ask: Asker | None = None,
        sandbox: Sandbox | None = None,
    ) -> None:
        from agentlite.models.registry import resolve

        self.tools = tools if isinstance(tools, Toolset) else Toolset(tools)
        self.model: Model = resolve(model, tools=self.tools.names)
        self._own_sandbox: Sandbox | None = None
        if sandbox is not None or any(tool.manifest and not tool.sandboxed for tool in self.tools):
            from agentlite.sandbox import Sandbox, walled

            walls = sandbox or Sandbox()
            self._own_sandbox = None if sandbox else walls
            self.tools = walled(self.tools, walls, bare=sandbox is not None)
        self.limits = limits or Limits()
        self._approve, self._language, self._log = approve, language, log
        self._taint = taint or TaintPolicy()
        self._runner: asyncio.Runner | None = None
        self._memory = None
        if memory is not None:
            from agentlite.memory.loop import Remembering

            self._memory = Remembering(memory)
        self._ladder = None
        if gate is not None or escalate_to:
            from agentlite.escalation import ladder

            self._ladder = ladder(gate, escalate_to, door, ask)

    async def arun(self, task: str) -> Result:
        """Run one task to its end. What the world or the model does wrong is in the result, not raised.

        Raises `InputError` for a task that is empty, too long or not text; `ModelError` when the model cannot answer.
        """
        return await _last(self.stream(task))

    async def stream(self, task: str) -> AsyncIterator[Event]:
        """Run one task, yielding each event as it happens; the last is `RunFinished`. Raises what `arun` raises."""
        task = _checked(task, self.limits)
        language = self._language or detect_language(task)
        info = await self.model.info()
        run_id = ""
        if self._log:
            run_id = self._log.start(task, model=info.name, tools=self.tools.names, language=language)
        yield RunStarted(run_id, task, info.name)
        async for event in self._drive(run_id, task, language):
            yield event

    async def aresume(self, run_id: str) -> Result:
        """Continue an interrupted run from the log. A side effect that began is never begun again.

        Raises `ConfigurationError` without a log, for an unknown run, and for one that is already finished.
        """
        if self._log is None:
            raise ConfigurationError("This agent keeps no run log, so it has nothing to resume.", hint="Pass log=.")
        record = self._log.load(run_id)
        if record.finished is not None:
            raise ConfigurationError(f"Run {run_id} is already finished.", hint="Run the task again instead.")
        language: Language = "pt" if record.language == "pt" else "en"
        return await _last(self._drive(record.run_id, record.task, language, record))

    async def _drive(
        self, run_id: str, task: str, language: Language, record: RunRecord | None = None
    ) -> AsyncIterator[Event]:
        """The loop. `record` holds what an earlier process already did."""
        from agentlite.resuming import settle

        limits, started = self.limits, time.monotonic()
        info = await self.model.info()
        planner, recalled = await self._planner(info, task, language)
        decider = self._ladder.of(planner) if self._ladder else planner
        actor = Actor(self.tools, self._approve, language, self._log, run_id, limits.seconds, planner.taint)
        steps = await settle(record, actor, planner) if record else []
        usage = sum((step.decision.usage for step in steps), Usage())

        def finish(status: Status, output: str = "", options: tuple[str, ...] = ()) -> RunFinished:
            status, text = report(status, output, [o for s in steps for o in s.observations], language)
            elapsed = (time.monotonic() - started) * 1000
            result = Result(text, status, tuple(steps), usage, run_id, options, elapsed)
            if self._log:
                self._log.finish(run_id, result)
            if self._memory and recalled:
                self._memory.keep(task, result, recalled)
            return RunFinished(result)

        while True:
            made = [o.call for s in steps for o in s.observations]
            helpless = not (self._ladder and self._ladder.can_mend(steps))
            if steps and info.one_shot and helpless:
                yield finish("done")
                return
            if limit := limits.reached(len(steps), len(made), usage.total, time.monotonic() - started):
                yield finish("limit", say(f"limit_{limit}", language, n=getattr(limits, limit)))
                return
            try:
                async with asyncio.timeout(limits.seconds - (time.monotonic() - started)):
                    known = recalled.decision() if recalled and not steps else None
                    decision = known or await decider.decide(made, limits)
            except NoLegalDecision as error:
                usage += error.usage
                yield finish("refused", str(error))
                return
            except TimeoutError:
                yield finish("limit", say("limit_seconds", language, n=limits.seconds))
                return
            usage += decision.usage
            decision = recalled.instead_of(decision) if recalled else decision
            number = len(steps) + 1
            if self._log:
                self._log.decided(run_id, number, decision)
            yield DecisionMade(number, decision)
            match decision.action:
                case Answer(text):
                    steps.append(Step(decision))
                    yield finish("answered", text)
                    return
                case Ask(question, options):
                    steps.append(Step(decision))
                    yield finish("asked", question, options)
                    return
                case Decline(reason):
                    steps.append(Step(decision))
                    yield finish("declined", reason)
                    return
                case Calls(calls):
                    allowed = calls[: limits.calls - len(made)]
                    for call in allowed:
                        yield CallStarted(number, call, self.tools[call.tool].risk_of(call.arguments))
                    observations = await actor.run_all(number, allowed)
                    for observation in observations:
                        yield CallFinished(number, observation)
                    steps.append(Step(decision, observations))
                    planner.observe(steps[-1])

    async def _planner(self, info: ModelInfo, task: str, language: Language) -> tuple[Planner, Recalled | None]:
        """The planner of one task, and what memory recalled for it, if there is a memory."""
        if self._memory is None:
            return Planner(self.model, info, self.tools, task, language, taint=Taint(self._taint, task)), None
        recalled = await self._memory.recall(task, self.model, info, self.tools, language)
        taint, request, text = Taint(self._taint, f"{task}\n{recalled.request}"), recalled.request, recalled.text
        if recalled.packed.trust == "foreign":
            taint.read(say("memory", language))
        planner = Planner(self.model, info, recalled.tools, request, language, recalled=text, taint=taint)
        planner.messages[1:1] = recalled.example_messages()
        return planner, recalled

    def run(self, task: str) -> Result:
        """`arun` for programs without an event loop. Raises `ConfigurationError` inside a running one."""
        return self._wait(self.arun(task))

    def resume(self, run_id: str) -> Result:
        """`aresume` for programs without an event loop."""
        return self._wait(self.aresume(run_id))

    async def aclose(self) -> None:
        """Free the models, and close a memory that was given as a file. Closing twice is fine."""
        await self.model.aclose()
        if self._ladder is not None:
            await self._ladder.aclose()
        if self._memory is not None:
            self._memory.close()
        if self._own_sandbox is not None:
            await asyncio.to_thread(self._own_sandbox.close)

    def close(self) -> None:
        """`aclose` for programs without an event loop."""
        self._wait(self.aclose())
        if self._runner is not None:
            self._runner.close()
            self._runner = None

    def __enter__(self) -> Agent:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _wait(self, work: Coroutine[Any, Any, T]) -> T:
        """Run `work` on this agent's own event loop, kept between calls so that connections are reused."""
        if _in_event_loop():
            work.close()
            raise ConfigurationError("run() cannot be used inside an event loop.", hint="Use `await agent.arun(task)`.")
        self._runner = self._runner or asyncio.Runner()
        return self._runner.run(work)


def _in_event_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


async def _last(events: AsyncIterator[Event]) -> Result:
    result = None
    async for event in events:
        if isinstance(event, RunFinished):
            result = event.result
    if result is None:
        raise AgentliteError("The run ended without a result.")
    return result


def _checked(task: str, limits: Limits) -> str:
    """The task without surrounding space. Raises `InputError` if it is empty, too long, or not text."""
    if not isinstance(task, str):
        raise InputError(f"A task is text, not {type(task).__name__}.")
    if not task.strip():
        raise InputError("The task is empty.", hint='Say what to do, for example "turn on the kitchen light".')
    if len(task) > limits.task_chars:
        raise InputError(f"The task is {len(task)} characters long; at most {limits.task_chars} are accepted.")
    if any((ord(c) < 32 and c not in "\n\r\t") or c == "\ufffd" or "\ud800" <= c <= "\udfff" for c in task):
        raise InputError("The task holds control characters or broken text.", hint="Give plain UTF-8 text.")
    return task.strip()
