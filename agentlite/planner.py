"""One request's conversation with the model: prompt + schema → a legal decision."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from agentlite.actions import Action, Calls, Decision, Decline, Step, ToolCall, Usage
from agentlite.errors import InvalidCompletion
from agentlite.grammar import Grammar, Refusal
from agentlite.language import Language, detect_language, say
from agentlite.limits import Limits
from agentlite.models.base import Completion, Model, ModelInfo
from agentlite.prompting import (
    check_fit,
    prompt_text,
    refusal_messages,
    step_messages,
    system_message,
    task_message,
)
from agentlite.taint import Taint, TaintPolicy, names_met
from agentlite.toolset import Toolset

LEAST_GRANTED = 0.02
"""Calls are not made where less than this share of what the model would have called may be called: what it meant is not
possible, and what it wrote is what the schema left over. See docs/confidence.md."""
_REFUSED = 0.9
"""The confidence of such refusals. All were right on the development sentences; a few will not be."""


class NoLegalDecision(Exception):
    """The model's proposals were refused as often as the limits allow. Caught by the agent's loop."""

    def __init__(self, refusals: Sequence[str], usage: Usage) -> None:
        super().__init__(refusals[-1])
        self.refusals = tuple(refusals)
        self.usage = usage


class Planner:
    """Turns one task into decisions. Messages are only ever appended, so that each turn's prompt begins with the last.

    `recalled` is text from memory that belongs before the task, and `taint` what is known of words of others in it;
    what of `tools` may be called follows from that, at each turn anew.
    """

    def __init__(
        self,
        model: Model,
        info: ModelInfo,
        tools: Toolset,
        task: str,
        language: Language,
        *,
        recalled: str = "",
        taint: Taint | None = None,
    ) -> None:
        briefing = tools.briefing(task)
        self.info, self.tools, self.task, self.language = info, tools, task, language
        self.steps: list[Step] = []
        self._model, self._recalled = model, recalled
        self._volatile = briefing.volatile
        self.taint = taint or Taint(TaintPolicy(), task)
        self._offer()
        self.taint.meet(names_met(briefing, tools, self.grammar.argument_schemas))
        if self.taint.sources:
            self._offer()
        self.messages = [
            system_message(info, tools, self.grammar.argument_schemas, briefing, language),
            task_message(task, briefing, recalled),
        ]

    def _offer(self) -> None:
        """What may be called now."""
        self.offered = self.taint.leaves(self.tools)
        self.grammar = Grammar(self.offered, self.task)

    def observe(self, step: Step) -> None:
        """Append a finished step, and the volatile facts if they are no longer what the model last read.

        If it is the first to bring in words of others, what may be called changes.
        """
        self.steps.append(step)
        reply, results = step_messages(step)
        added = [results.content]
        known = self.taint.sources
        self.taint.observe(step)
        if self.taint.sources and not known:
            self._offer()
            names = ", ".join(self.grammar.argument_schemas) or "–"
            added.append(prompt_text("others", self.language).format(tools=names))
        volatile = self.tools.briefing(self.task).volatile
        if volatile != self._volatile:
            self._volatile = volatile
            added.append(volatile)
        self.messages += [reply, replace(results, content="\n".join(added))]

    def for_model(self, model: Model, info: ModelInfo) -> Planner:
        """The planner of the same task, as far as it has come, for another model."""
        other = Planner(model, info, self.tools, self.task, self.language, recalled=self._recalled, taint=self.taint)
        for step in self.steps:
            other.observe(step)
        return other

    async def decide(self, made: Sequence[ToolCall], limits: Limits) -> Decision:
        """Ask the model for its next decision. An illegal one goes back to it `limits.form_errors` times.

        `made` are the calls already made, which may not be repeated. Raises `NoLegalDecision` and the model's errors.
        """
        from agentlite.confidence import assess

        started = time.perf_counter()
        usage, refusals, messages = Usage(), [], list(self.messages)
        while True:
            await check_fit(self._model, self.info, messages, limits.answer_tokens)
            completion = await self._model.complete(
                messages, schema=self.grammar.schema, max_tokens=limits.answer_tokens
            )
            usage += completion.usage
            try:
                action = self.grammar.parse(_whole(completion), made)
            except Refusal as refusal:
                refusals.append(str(refusal))
                if len(refusals) > limits.form_errors:
                    raise NoLegalDecision(refusals, usage) from refusal
                messages += refusal_messages(completion.text, str(refusal))
                continue
            assessed = assess(completion, self.grammar.schema)
            confidence = assessed.score
            if isinstance(action, Calls) and assessed.granted < LEAST_GRANTED:
                action, confidence = Decline(say("not_possible", self.language)), _REFUSED
            return Decision(
                action=action,
                text=completion.text,
                confidence=confidence,
                assessed=assessed,
                refusals=tuple(refusals),
                usage=usage,
                elapsed_ms=(time.perf_counter() - started) * 1000,
            )


def deciding(model: Model, tools: Toolset, limits: Limits | None = None) -> Callable[[str], Awaitable[Action]]:
    """A function that asks the model what a sentence means, without doing it. It raises what `Planner.decide` does."""

    async def decide(sentence: str) -> Action:
        planner = Planner(model, await model.info(), tools, sentence, detect_language(sentence))
        return (await planner.decide([], limits or Limits())).action

    return decide


def _whole(completion: Completion) -> str:
    """The text, if the model finished it. Raises `Refusal` for one that was cut, because half a call is not a call."""
    if completion.finish == "length":
        raise Refusal("Your reply was cut for being too long; be brief.")
    if not isinstance(completion.text, str):
        raise InvalidCompletion("The model returned no text.")
    return completion.text
