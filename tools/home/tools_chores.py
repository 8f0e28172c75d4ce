"""Vacuums, to-do and shopping lists, scenes and scripts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from agentlite.actions import Change, Json
from agentlite.errors import ToolError
from agentlite.tools.home.consequences import consequences_of
from agentlite.tools.home.house import Entity, State
from agentlite.tools.home.session import HomeTools, Order, offers, state_in
from agentlite.tools.home.tools_access import is_guarded
from agentlite.tools.home.wording import listed
from agentlite.toolset import Arguments, Outcome, Risk, Said, tool


class ChoreTools(HomeTools):
    """start_vacuum, dock_vacuum, add_item, complete_item, list_items, activate."""

    @tool(risk="reversible")
    async def start_vacuum(self, target: Annotated[str, offers("start_vacuum")]) -> Outcome:
        """Start vacuuming.

        Args:
            target: which vacuums
        """
        return await self.home.act(target, "start_vacuum", lambda entity, state: Order("start", state_in("cleaning")))

    @tool(risk="reversible")
    async def dock_vacuum(self, target: Annotated[str, offers("dock_vacuum")]) -> Outcome:
        """Send vacuums back to their dock.

        Args:
            target: which vacuums
        """
        order = Order("return_to_base", state_in("returning", "docked"))
        return await self.home.act(target, "dock_vacuum", lambda entity, state: order)

    @tool(risk="reversible")
    async def add_item(self, item: Annotated[str, Said()], target: Annotated[str, offers("add_item")]) -> Outcome:
        """Put something on a to-do or shopping list.

        Args:
            item: what to write down
            target: on which list
        """
        entity, label, before = await self._list(target, "add_item")
        if item.casefold() in map(str.casefold, before):
            return Outcome(
                value=before,
                say={"en": f"{item} is already on {label}.", "pt": f"{item} já está na lista {label}."},
            )
        states = await self.home.backend.states()
        after = await self._changed_list(entity, "add_item", item)
        if item not in after:
            raise _list_error(label, item, "did not take", "não aceitou")
        say = {"en": f"{item} is now on {label}.", "pt": f"{item} está agora na lista {label}."}
        return await self._written(entity, Change(label, "items", before, after), states, say)

    @tool(risk="reversible")
    async def complete_item(
        self, item: Annotated[str, Said()], target: Annotated[str, offers("complete_item")]
    ) -> Outcome:
        """Tick something off a to-do or shopping list.

        Args:
            item: what is done or bought
            target: on which list
        """
        entity, label, before = await self._list(target, "complete_item")
        written = next((known for known in before if known.casefold() == item.casefold()), None)
        if written is None:
            raise _list_error(label, item, "does not contain", "não tem")
        states = await self.home.backend.states()
        after = await self._changed_list(entity, "complete_item", written)
        if after.count(written) >= before.count(written):
            raise _list_error(label, item, "did not tick off", "não riscou")
        say = {"en": f"{written} is ticked off {label}.", "pt": f"{written} foi riscado da lista {label}."}
        return await self._written(entity, Change(label, "items", before, after), states, say)

    @tool(risk="read", untrusted_output=True)
    async def list_items(self, target: Annotated[str, offers("list_items")]) -> Outcome:
        """Say what is on a to-do or shopping list.

        Args:
            target: which list
        """
        entities = self.home.targets.resolve(target, "list_items")
        items = {self.home.targets.label(entity): await self._items(entity) for entity in entities}
        english = [_list_text(label, found, "en") for label, found in items.items()]
        portuguese = [_list_text(label, found, "pt") for label, found in items.items()]
        return Outcome(value=items, say={"en": " ".join(english), "pt": " ".join(portuguese)})

    async def _list(self, target: str, capability: str) -> tuple[Entity, str, list[str]]:
        (entity,) = self.home.targets.resolve(target, capability)
        return entity, self.home.targets.label(entity), await self._items(entity)

    async def _items(self, entity: Entity) -> list[str]:
        """What is still to do on a list, as it is now."""
        answer = await self.home.backend.call("list_items", [entity.id])
        return [item["summary"] for item in answer[entity.id] if item["status"] == "needs_action"]

    async def _written(
        self, entity: Entity, change: Change, states: Mapping[str, State], say: Mapping[str, str]
    ) -> Outcome:
        """That a list changed, and what else did."""
        beside = await consequences_of(self.home.backend, [entity.id], states)
        return Outcome(
            value=change.after,
            changes=(change, *self.home.changes(beside.entities, states, beside.after)),
            say=self.home.with_consequences(say, beside),
        )

    async def _changed_list(self, entity: Entity, command: str, item: str) -> list[str]:
        await self.home.backend.call(command, [entity.id], {"item": item})
        return await self._items(entity)

    def _activation_risk(self, arguments: Arguments) -> Risk:
        """What may open or disarm something needs approval, and so does what nobody knows the content of."""
        try:
            (entity,) = self.home.targets.resolve(arguments["target"], "activate")
        except ToolError:
            return "irreversible"
        contents: Mapping[str, Json] | None = entity.attributes.get("entities")
        if contents is None:
            return "irreversible"
        members = {member.id: member for member in self.home.backend.house.entities}
        opens = (i for i, wanted in contents.items() if i in members and _lets_in(members[i], wanted))
        return "irreversible" if any(opens) else "reversible"

    @tool(risk=_activation_risk)
    async def activate(self, target: Annotated[str, offers("activate")]) -> Outcome:
        """Activate a scene or run a script.

        Args:
            target: which scene or script
        """
        backend, targets = self.home.backend, self.home.targets
        (entity,) = targets.resolve(target, "activate")
        before = await backend.states()
        await backend.call("activate", [entity.id])
        after = await self._activation_seen(entity, before[entity.id])
        label = targets.label(entity)
        if after == before[entity.id]:
            raise ToolError(f"{label} was not activated.", say={"pt": f"{label} não foi ativado."})
        beside = await consequences_of(backend, [entity.id], before)
        changed, states = (entity, *beside.entities), {**beside.after, entity.id: after}
        say = {"en": f"{label} is activated.", "pt": f"{label} foi ativado."}
        return Outcome(
            value={targets.label(e): states[e.id].state for e in changed},
            changes=self.home.changes(changed, before, states),
            say=self.home.with_consequences(say, beside),
        )

    async def _activation_seen(self, entity: Entity, before: State) -> State:
        """The state of a scene or script once it says that it ran, or when waiting is over."""
        states = await self.home.wait_until(lambda now: now[entity.id] != before, [entity.id])
        return states[entity.id]


def _lets_in(entity: Entity, wanted: Json) -> bool:
    state = wanted.get("state", "") if isinstance(wanted, Mapping) else wanted
    if entity.domain == "alarm_control_panel":
        return not str(state).startswith("armed")
    return (entity.domain == "lock" and state != "locked") or (
        is_guarded(entity) and state not in ("closed", "closing")
    )


def _list_error(label: str, item: str, english: str, portuguese: str) -> ToolError:
    return ToolError(f"{label} {english} {item!r}.", say={"pt": f"{label} {portuguese} {item!r}."})


def _list_text(label: str, items: list[str], language: str) -> str:
    if not items:
        return f"{label} is empty." if language == "en" else f"{label} não tem nada."
    names = listed(items, language)
    if language == "en":
        return f"{label} has {len(items)} item{'' if len(items) == 1 else 's'}: {names}."
    return f"{label} tem {len(items)} ite{'m' if len(items) == 1 else 'ns'}: {names}."
