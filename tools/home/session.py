"""Acting on a home and believing only what it says afterwards."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from agentlite.actions import Change, Json
from agentlite.errors import ToolError
from agentlite.tools.home.backend import HomeBackend
from agentlite.tools.home.consequences import Consequences, consequences_of
from agentlite.tools.home.house import Entity, State
from agentlite.tools.home.targets import Targets
from agentlite.tools.home.wording import LANGUAGES, clause, listed, sentences, state_words
from agentlite.toolset import Briefing, Choices, Outcome

PATIENCE_SECONDS = 5.0
"""How long to wait for a device to report that it obeyed."""

_ALSO = {"en": "Also changed", "pt": "Também mudou"}

Met = Callable[[State], bool]


@dataclass(frozen=True, slots=True)
class Order:
    """What to tell one entity, and how to recognise in its state that it obeyed.

    An entity that already is as wanted is not told anything, unless the order is `repeatable` (skip a track).
    """

    command: str
    met: Met
    data: Mapping[str, Json] = field(default_factory=dict)
    repeatable: bool = False


Plan = Callable[[Entity, State], Order]


class HomeSession:
    """What all home tools share: the targets of the house as it is now, and one way to act and to read back.

    `here` names the area the speaker is in, when it is known.
    """

    def __init__(self, backend: HomeBackend, *, here: str | None = None, patience: float = PATIENCE_SECONDS) -> None:
        self.backend = backend
        self._here = here
        self._patience = patience
        self._targets = Targets(backend.house, here=here)

    @property
    def targets(self) -> Targets:
        """The labels of the house; made anew when the registry has changed."""
        if self._targets.house is not self.backend.house:
            self._targets = Targets(self.backend.house, here=self._here)
        return self._targets

    def briefing(self, request: str) -> Briefing:
        """The devices for the prompt, where the speaker is, and the names of this home."""
        here = f"here: {self._here}" if self._here else ""
        return Briefing(self.targets.listing(request), here, self.targets.names)

    async def read(self, target: str, capability: str) -> list[tuple[Entity, State]]:
        """The entities behind a label with their states now. Raises `ToolError` when there are none."""
        entities = self.targets.resolve(target, capability)
        states = await self.backend.states([entity.id for entity in entities])
        return [(entity, states[entity.id]) for entity in entities]

    async def act(self, target: str, capability: str, plan: Plan) -> Outcome:
        """Give every entity behind `target` its order, read the states back and report what really changed.

        Raises `ToolError`, naming them, when entities could not be reached or did not obey.
        """
        entities = self.targets.resolve(target, capability)
        before = await self.backend.states()
        before = {**{entity.id: State("unavailable") for entity in entities}, **before}
        orders = {e.id: plan(e, before[e.id]) for e in entities if before[e.id].state != "unavailable"}
        told = {i: order for i, order in orders.items() if order.repeatable or not order.met(before[i])}
        await self._send(told)
        after = await self.wait_until(
            lambda now: all(o.met(now[i]) for i, o in orders.items()), [entity.id for entity in entities]
        )
        beside = await consequences_of(self.backend, told, before)
        failed = [e for e in entities if e.id not in orders or not orders[e.id].met(after[e.id])]
        if failed:
            raise self._disobeyed(failed, [e for e in entities if e not in failed], after, beside)
        changes = self.changes(entities, before, after)
        idle = not changes and not any(order.repeatable for order in orders.values())
        return Outcome(
            value={self.targets.label(e): state_words([e], after[e.id])["en"] for e in entities},
            changes=(*changes, *self.changes(beside.entities, before, beside.after)),
            say=self.with_consequences(sentences(self.clauses(entities, after, already=idle)), beside),
        )

    def changes(
        self, entities: Sequence[Entity], before: Mapping[str, State], after: Mapping[str, State]
    ) -> tuple[Change, ...]:
        """The differences in state and attributes, by label."""
        return tuple(
            Change(self.targets.label(entity), attribute, old, new)
            for entity in entities
            for attribute, old, new in _differences(before[entity.id], after[entity.id])
        )

    def clauses(
        self, entities: Sequence[Entity], states: Mapping[str, State], *, already: bool = False
    ) -> dict[str, list[str]]:
        """What these entities are now, in both languages; those in the same state share a clause."""
        texts = [
            clause([self.targets.label(entity) for entity in alike], alike, states[alike[0].id], already=already)
            for alike in _grouped(entities, states)
        ]
        return {language: [text[language] for text in texts] for language in LANGUAGES}

    def with_consequences(self, say: Mapping[str, str], beside: Consequences) -> dict[str, str]:
        """These sentences, and what else changed, by language."""
        if not beside.to_tell:
            return dict(say)
        also = sentences(self.clauses(beside.to_tell, beside.after))
        return {language: f"{say[language]} {_ALSO[language]}: {also[language]}" for language in LANGUAGES}

    async def _send(self, orders: Mapping[str, Order]) -> None:
        """Give the orders, one call for all entities that get the same one."""
        same: dict[tuple[str, str], list[str]] = defaultdict(list)
        for entity_id, order in orders.items():
            same[order.command, repr(sorted(order.data.items()))].append(entity_id)
        for entity_ids in same.values():
            order = orders[entity_ids[0]]
            await self.backend.call(order.command, entity_ids, order.data)

    async def wait_until(
        self, satisfied: Callable[[Mapping[str, State]], bool], entity_ids: Sequence[str]
    ) -> Mapping[str, State]:
        """The states of entities once they satisfy, or when patience has run out or nothing changes any more."""
        clock = asyncio.get_running_loop().time
        deadline = clock() + self._patience
        while True:
            states = await self.backend.states(entity_ids)
            if satisfied(states) or clock() >= deadline or not await self.backend.wait_for_change(deadline - clock()):
                return states

    def _disobeyed(
        self, failed: Sequence[Entity], obeyed: Sequence[Entity], states: Mapping[str, State], beside: Consequences
    ) -> ToolError:
        """The error that says who did not obey, and what became of the others."""
        names = [self.targets.label(entity) for entity in failed]
        failures, rest = self.clauses(failed, states), self.clauses(obeyed, states)
        say = {
            "en": f"{listed(names, 'en')} did not obey: ",
            "pt": f"{listed(names, 'pt')} não {'obedeceu' if len(names) == 1 else 'obedeceram'}: ",
        }
        for language in LANGUAGES:
            say[language] += sentences({language: [*failures[language], *rest[language]]})[language]
        say = self.with_consequences(say, beside)
        return ToolError(say["en"], say=say)


class HomeTools:
    """The base of each theme's tools: they share one session."""

    def __init__(self, home: HomeSession) -> None:
        self.home = home


def offers(capability: str) -> Choices:
    """The legal targets of a tool that is a method of `HomeTools`: those that the request mentions."""

    def legal(self: HomeTools, request: str) -> Sequence[str]:
        return self.home.targets.legal(capability, request, mentioned=True)

    return Choices(legal)


def state_in(*states: str) -> Met:
    """The expectation that the state is one of these."""
    return lambda state: state.state in states


def _differences(before: State, after: State) -> list[tuple[str, Json, Json]]:
    differences: list[tuple[str, Json, Json]] = (
        [("state", before.state, after.state)] if before.state != after.state else []
    )
    names = dict.fromkeys((*before.attributes, *after.attributes))
    for name in names:
        old, new = before.attributes.get(name), after.attributes.get(name)
        if old != new:
            differences.append((name, old, new))
    return differences


def _grouped(entities: Sequence[Entity], states: Mapping[str, State]) -> list[list[Entity]]:
    """Entities that one clause can speak of: the same domain, and the same words for their state."""
    groups: dict[tuple[str, str], list[Entity]] = defaultdict(list)
    for entity in entities:
        groups[entity.domain, state_words([entity], states[entity.id])["en"]].append(entity)
    return list(groups.values())
