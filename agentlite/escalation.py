"""Escalation: the gate at every rung of a ladder of models, and one step, never the conversation, for a cloud model.

The local model decides first. What the gate does not keep is put to the user or to the next model; a model elsewhere is
told of this step alone, through the door of `agentlite.egress`, and answers under the same schema. If nobody helps, the
user is asked: the proposal that was not kept is never acted on in silence.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from agentlite.actions import Action, Calls, Decision, Decline, Step, ToolCall, Usage
from agentlite.certificates import subject
from agentlite.errors import EgressRefused, ModelError, StorageError
from agentlite.gate import Gate, Ruling, Situation, settle
from agentlite.grammar import Grammar, Refusal, to_wire
from agentlite.language import say
from agentlite.limits import Limits
from agentlite.models.base import Model, ModelInfo
from agentlite.planner import NoLegalDecision, Planner
from agentlite.prompting import instructions, prompt_text, result_line, tool_lines
from agentlite.toolset import Tool, Toolset

if TYPE_CHECKING:
    from agentlite.egress import Door, LabelledMessage

Asker: TypeAlias = Callable[[str, tuple[str, ...]], str | Awaitable[str | None] | None]
"""Puts a question with its options to a person; returns the option chosen, or None for no answer."""

_TURNS = 2
"""So often is a model elsewhere asked for one step: once, and once more if what it says is not legal."""


@dataclass(frozen=True, slots=True)
class Rung:
    """A model to fall back on. `door` is the way to it if it is elsewhere; such a model is asked about one step only.

    What a `trusted` model decides is kept if it is legal; any other is judged by the gate as the first one.
    """

    model: Model
    door: Door | None = None
    trusted: bool = True


Helper: TypeAlias = str | Model | Rung


class Ladder:
    """The gate and the models above the agent's own, in the order in which they are asked.

    `ask` puts questions to the user at once; without it a run ends with the question.
    """

    def __init__(self, gate: Gate, rungs: Sequence[Rung] = (), ask: Asker | None = None) -> None:
        self.gate = gate
        self.rungs = tuple(rungs)
        self.ask = ask

    def of(self, planner: Planner) -> Climb:
        """The ladder for one task."""
        return Climb(self, planner)

    def can_mend(self, steps: Sequence[Step]) -> bool:
        """Whether another model can be asked because a call of the last step failed, for the first time."""
        return bool(self.rungs and steps and _failed(steps[-1]) and not any(step.decision.source for step in steps))

    async def aclose(self) -> None:
        """Close the models. Closing twice is fine."""
        for rung in self.rungs:
            await rung.model.aclose()


class Climb:
    """Decides the steps of one task as its planner does, but through the gate."""

    def __init__(self, ladder: Ladder, planner: Planner) -> None:
        self._ladder, self._planner = ladder, planner
        self._gate, self._rungs = ladder.gate, ladder.rungs

    async def decide(self, made: Sequence[ToolCall], limits: Limits) -> Decision:
        """The decision that may be acted on. If a call of the last step failed, it is for another model to decide.

        What the models above do wrong ends in a question to the user. Raises `ModelError` if the first one cannot
        answer and nobody above it helps.
        """
        proposal, usage, lost = None, Usage(), None
        if self._ladder.can_mend(self._planner.steps):
            ruling = Ruling("escalate", "a call failed")
        else:
            try:
                proposal = await self._planner.decide(made, limits)
                usage = proposal.usage
                ruling = self._gate.judge(proposal, self._situation(self._planner.info))
            except NoLegalDecision as error:
                usage, why = error.usage, f"no legal proposal: {error}"
                ruling = Ruling("escalate", why) if self._rungs else self._stuck(why)
            except ModelError as error:
                lost, ruling = error, Ruling("escalate", f"no answer: {error}")
        if ruling.verdict == "escalate":
            helped, ruling = await self._escalated(made, limits, proposal, ruling)
            if helped is not None:
                return replace(helped, usage=usage + helped.usage)
        if lost is not None:
            raise lost
        return await self._put(proposal, ruling, usage)

    def _stuck(self, why: str) -> Ruling:
        return self._gate.without_help(None, self._planner.language, why)

    async def _escalated(
        self, made: Sequence[ToolCall], limits: Limits, proposal: Decision | None, ruling: Ruling
    ) -> tuple[Decision | None, Ruling]:
        """What the first model that can help decides; else None, and what becomes of the proposal."""
        reasons = [ruling.why]
        for rung in self._rungs:
            try:
                helped, info = await _consulted(rung, self._planner, made, limits, proposal, ruling.why)
            except (ModelError, EgressRefused, StorageError, NoLegalDecision) as error:
                reasons.append(str(error))
                continue
            judged = None if rung.trusted else self._gate.judge(helped, self._situation(info))
            if judged is None or judged.verdict == "keep":
                return replace(helped, source=info.name, why="; ".join(reasons)), ruling
            reasons.append(f"{info.name}: {judged.why}")
        action = proposal.action if proposal else None
        return None, self._gate.without_help(action, self._planner.language, "; ".join(reasons))

    async def _put(self, proposal: Decision | None, ruling: Ruling, usage: Usage) -> Decision:
        """The proposal if it is kept, or the question about it; answered at once where there is somebody to ask."""
        language = self._planner.language
        base = proposal or Decision(Decline(say("nothing_done", language)), "", usage=usage)
        if ruling.question is None:
            return replace(base, why=ruling.why)
        asked = replace(base, action=ruling.question, why=ruling.why)
        if self._ladder.ask is None or not ruling.question.options:
            return asked
        answer = self._ladder.ask(ruling.question.question, ruling.question.options)
        chosen = await answer if inspect.isawaitable(answer) else answer
        action = _answered(base.action, ruling.argument, chosen, self._planner)
        return replace(asked, action=action, why=f"{ruling.why}; the user said {chosen!r}")

    def _situation(self, info: ModelInfo) -> Situation:
        """What a decision of the model that `info` describes is judged in: a certificate is about one model."""
        planner = self._planner
        about = subject(info, instructions(info), planner.tools)
        return Situation(
            planner.tools, planner.grammar.argument_schemas, info, about, planner.language, helper=bool(self._rungs)
        )


def ladder(gate: Gate | None, escalate_to: Helper | Sequence[Helper], door: Door | None, ask: Asker | None) -> Ladder:
    """The ladder with these models, or rungs. A model named that is elsewhere is built on `door`, or else on one whose
    ledger is in the data folder.

    Raises what `agentlite.models.registry.resolve` raises, and `StorageError` if the ledger cannot be used.
    """
    from agentlite.egress import leaves_machine
    from agentlite.models.registry import resolve

    helpers = [escalate_to] if isinstance(escalate_to, str | Model | Rung) else escalate_to
    rungs = []
    for helper in helpers:
        if isinstance(helper, Rung):
            rungs.append(helper)
        elif isinstance(helper, str) and leaves_machine(helper):
            door = door or _own_door()
            rungs.append(Rung(resolve(helper, door=door), door))
        else:
            rungs.append(Rung(resolve(helper)))
    return Ladder(gate or Gate(), rungs, ask)


def _own_door() -> Door:
    """A door whose ledger is in the data folder."""
    from agentlite.egress import Door, Ledger
    from agentlite.places import data_folder

    return Door(Ledger(data_folder() / "egress.db"))


def _failed(step: Step) -> bool:
    return any(observation.approved and not observation.ok for observation in step.observations)


def _answered(proposed: Action, argument: str, chosen: str | None, planner: Planner) -> Action:
    """What the user's answer makes of a proposal: the value of `argument`, or yes or no to all of it."""
    if chosen is not None and isinstance(proposed, Calls):
        if not argument and chosen == say("yes", planner.language):
            return proposed
        schema = planner.grammar.argument_schemas[proposed.calls[0].tool]
        if argument and (call := settle(proposed.calls[0], argument, chosen, schema)) is not None:
            return Calls((call,))
    return Decline(say("nothing_done", planner.language))


async def _consulted(
    rung: Rung, planner: Planner, made: Sequence[ToolCall], limits: Limits, proposal: Decision | None, why: str
) -> tuple[Decision, ModelInfo]:
    """What one rung decides, and which model it is. Raises what asking it raises."""
    info = await rung.model.info()
    if rung.door is not None:
        return await _asked_elsewhere(rung.model, info, rung.door, planner, made, limits, proposal, why), info
    if not info.local:
        raise EgressRefused(
            f"{info.name} was not asked: it runs elsewhere, and there is no door to it.",
            why="unsealed",
            hint="Name it, or build it on `door.transport(...)` and escalate to Rung(model, door).",
        )
    return await planner.for_model(rung.model, info).decide(made, limits), info


async def _asked_elsewhere(
    model: Model,
    info: ModelInfo,
    door: Door,
    planner: Planner,
    made: Sequence[ToolCall],
    limits: Limits,
    proposal: Decision | None,
    why: str,
) -> Decision:
    """One step decided by a model elsewhere. What it says that is not legal goes back to it once."""
    from agentlite.egress import LabelledMessage, Name, private, public

    grammar = Grammar(planner.offered.filter(_may_be_told), planner.task)
    provider, name = info.name.partition(":")[0], getattr(model, "name", info.name)
    names = [Name(text, kind, stands_for=meant) for text, kind, meant in planner.tools.briefing(planner.task).names]
    words = {*grammar.argument_schemas, *(key for s in grammar.argument_schemas.values() for key in s["properties"])}
    messages = _step_told(planner, grammar, proposal)
    sealed, usage, refusals = None, Usage(), list[str]()
    while True:
        sealed = door.seal(messages, schema=grammar.schema, names=names, vocabulary=words, previous=sealed)
        async with door.open(sealed, reason=why, provider=provider, model=name) as step:
            said = await model.complete(sealed.messages, schema=sealed.schema, max_tokens=limits.answer_tokens)
            usage += said.usage
            price = getattr(model, "price", None)
            paid = price.of(said.usage) if price else None
            try:
                text = _rehydrated(said.text, sealed.rehydrate)
                action = grammar.parse(text, made)
            except Refusal as refusal:
                step.finish(outcome=f"rejected: {refusal}", usage=said.usage, price=paid)
                refusals.append(str(refusal))
                if len(refusals) >= _TURNS:
                    raise NoLegalDecision(refusals, usage) from refusal
                messages += [
                    LabelledMessage("assistant", private(text, "system")),
                    LabelledMessage("user", public("Refused: ") + private(str(refusal), "system")),
                ]
                continue
            step.finish(outcome="accepted", usage=said.usage, price=paid)
        return Decision(action, to_wire(action), refusals=tuple(refusals), usage=usage, elapsed_ms=said.elapsed_ms)


def _may_be_told(tool: Tool) -> bool:
    """Whether a model elsewhere may be offered a tool: not if its legal values must stay here."""
    return not any(p.choices is not None and p.choices.local_only for p in tool.parameters)


def _tools_of(action: Action, tools: Toolset) -> list[Tool]:
    return [tools[call.tool] for call in action.calls] if isinstance(action, Calls) else []


def _rehydrated(text: str, rehydrate: Callable[[object], object]) -> str:
    """The reply with real names, which must not break its JSON."""
    try:
        document = json.loads(text)
    except ValueError:
        return str(rehydrate(text))
    return json.dumps(rehydrate(document), ensure_ascii=False)


def _step_told(planner: Planner, grammar: Grammar, proposal: Decision | None) -> list[LabelledMessage]:
    """The step as told to a model elsewhere: the request, the legal calls, what came of earlier ones, the proposal."""
    from agentlite.egress import LabelledMessage, local_only, private, public

    system = public(prompt_text("escalation", planner.language) + "\nTools:\n")
    schemas = grammar.argument_schemas
    system += private("\n".join(tool_lines(planner.tools, schemas, schemas)), "registry")
    request = public("Request: ") + private(planner.task)
    if volatile := planner.tools.briefing(planner.task).volatile:
        request += public("\n") + private(volatile, "registry")
    for seen in (observation for step in planner.steps for observation in step.observations):
        stays = seen.local_only or not _may_be_told(planner.tools[seen.call.tool])
        told = local_only if stays else private
        request += public("\nSo far: ") + told(result_line(seen), "tool")
    if proposal is not None and all(map(_may_be_told, _tools_of(proposal.action, planner.tools))):
        request += public("\nThe small model is not sure of: ") + private(to_wire(proposal.action), "system")
    return [LabelledMessage("system", system), LabelledMessage("user", request)]
