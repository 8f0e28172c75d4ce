"""The list tools: what may be chosen for a request, and how what was done is told."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, TypeAlias

from agentlite.actions import Change
from agentlite.errors import ToolError
from agentlite.language import Language
from agentlite.saying import saying
from agentlite.tools.lists import work
from agentlite.tools.lists.store import Item, NamedList
from agentlite.tools.lists.words import bare_name, is_named, key, mentioned
from agentlite.toolset import Briefing, Choices, Outcome, Said, tool

Run: TypeAlias = Callable[..., Awaitable[Outcome]]

_LONGEST = 200
_OF_LISTS = saying(
    *"list* item* buy* need* doing done missing compr* falt* precis* fazer fiz feito".split(),
    *("left to", "should i get", "to get", "out of"),
    even_denied=True,
)
"""What is said of lists that are not named: "what do we need", "o que falta fazer"."""


def _lists(tools: ListTools, request: str) -> list[str]:
    """Those that the request names or, if it names none, all."""
    return tools.named(request) or [known.name for known in tools.lists()]


def _known_lists(tools: ListTools, request: str) -> list[str]:
    """Those that the request names or, if it names none but speaks of lists, all."""
    return _lists(tools, request) if not request or _OF_LISTS(request) else tools.named(request)


def _open_items(tools: ListTools, request: str) -> list[str]:
    return tools.items_meant(request, lambda item: not item.done)


def _items(tools: ListTools, request: str) -> list[str]:
    return tools.items_meant(request, lambda item: True)


class ListTools:
    """The tools over the lists that `lists()` returns now; `run` calls a function of `work` in the sandbox."""

    def __init__(self, lists: Callable[[], Sequence[NamedList]], run: Run) -> None:
        self.lists, self._run = lists, run

    def briefing(self, request: str) -> Briefing:
        """The names of the lists."""
        return Briefing(stable=f"lists: {', '.join(known.name for known in self.lists())}".strip())

    def named(self, request: str) -> list[str]:
        """The names of the lists that the request names."""
        return [known.name for known in self.lists() if is_named(known.name, request)]

    def items_meant(self, request: str, wanted: Callable[[Item], bool]) -> list[str]:
        """The items that the request speaks of, on the lists it names or else on any."""
        lists = self.lists()
        places = _places(lists, wanted)
        for among in (self.named(request), [known.name for known in lists]):
            texts = dict.fromkeys(text for name, text in places.values() if name in among)
            found = mentioned([*texts], request)
            if found:
                return [label for text in found for label, (name, t) in places.items() if t == text and name in among]
        return []

    @tool(risk="reversible")
    async def add_to_list(self, item: Annotated[str, Said()], list_name: Annotated[str, Choices(_lists)]) -> Outcome:
        """Put one thing on a list.

        Args:
            item: what
            list_name: on which one
        """
        text = " ".join(item.split())
        if not 0 < len(text) <= _LONGEST:
            raise _error(f"An item has 1 to {_LONGEST} characters.", f"Um item tem de 1 a {_LONGEST} caracteres.")
        done = await self._run(work.add_to_list, list_name=list_name, item=text)
        if not done.value:
            return Outcome(
                {"list": list_name, "added": False},
                say={"en": f"{text} is already on {list_name}.", "pt": f"{text} já está na lista {list_name}."},
            )
        return Outcome(
            {"list": list_name, "added": True},
            changes=(Change(list_name, text, None, "open"),),
            say={"en": f"{text} is now on {list_name}.", "pt": f"{text} está agora na lista {list_name}."},
        )

    @tool(risk="reversible")
    async def tick_off(self, item: Annotated[str, Choices(_open_items)]) -> Outcome:
        """Mark something on a list as done or bought.

        Args:
            item: what
        """
        name, text = self._place(item)
        await self._run(work.tick_off, list_name=name, item=text)
        return Outcome(
            {"list": name, "item": text},
            changes=(Change(name, text, "open", "done"),),
            say={"en": f"{text} is ticked off {name}.", "pt": f"{text}: riscado da lista {name}."},
        )

    @tool(risk="reversible")
    async def remove_from_list(self, item: Annotated[str, Choices(_items)]) -> Outcome:
        """Take something off a list.

        Args:
            item: what
        """
        name, text = self._place(item)
        await self._run(work.remove_from_list, list_name=name, item=text)
        return Outcome(
            {"list": name, "item": text},
            changes=(Change(name, text, "there", None),),
            say={"en": f"{text} is off {name}.", "pt": f"{text}: retirado da lista {name}."},
        )

    @tool(risk="read")
    def show_list(self, list_name: Annotated[str, Choices(_known_lists)]) -> Outcome:
        """Say what is on a list.

        Args:
            list_name: which one
        """
        found = self._named(list_name)
        done = [item.text for item in found.items if item.done]
        return Outcome(
            {"open": [*found.open], "done": done},
            say={"en": _told(found, len(done), "en"), "pt": _told(found, len(done), "pt")},
        )

    @tool(risk="reversible")
    async def create_list(self, name: Annotated[str, Said()]) -> Outcome:
        """Start a new list.

        Args:
            name: what it is called
        """
        called = bare_name(" ".join(name.split()))
        if not 0 < len(called) <= _LONGEST:
            raise _error(f"A name has 1 to {_LONGEST} characters.", f"Um nome tem de 1 a {_LONGEST} caracteres.")
        await self._run(work.create_list, name=called)
        return Outcome(
            {"list": called},
            changes=(Change(called, "list", None, "empty"),),
            say={"en": f"There is a new list: {called}.", "pt": f"Há uma lista nova: {called}."},
        )

    @tool(risk="irreversible")
    async def clear_list(self, list_name: Annotated[str, Choices(_known_lists)]) -> Outcome:
        """Take everything off a list.

        Args:
            list_name: which one
        """
        before = [item.text for item in self._named(list_name).items]
        done = await self._run(work.clear_list, list_name=list_name)
        return Outcome(
            {"list": list_name, "removed": done.value},
            changes=(Change(list_name, "items", before, []),) if before else (),
            say={"en": f"{list_name} is empty now.", "pt": f"A lista {list_name} está agora vazia."},
        )

    def _named(self, name: str) -> NamedList:
        """The list of this name. Raises `ToolError`."""
        for known in self.lists():
            if known.name == name:
                return known
        raise _error(f"There is no list {name}.", f"Não há nenhuma lista {name}.")

    def _place(self, item: str) -> tuple[str, str]:
        """The list that an item is on, and its text there. Raises `ToolError`."""
        place = _places(self.lists(), lambda _: True).get(item)
        if place is None:
            raise _error(f"{item} is on no list.", f"{item} não está em nenhuma lista.")
        return place


def _places(lists: Sequence[NamedList], wanted: Callable[[Item], bool]) -> dict[str, tuple[str, str]]:
    """Items as they are offered → their list and text. What is on two lists is offered with the list's name."""
    everywhere = [key(item.text) for known in lists for item in known.items]
    return {
        item.text if everywhere.count(key(item.text)) == 1 else f"{item.text} ({known.name})": (known.name, item.text)
        for known in lists
        for item in known.items
        if wanted(item)
    }


def _told(found: NamedList, done: int, language: Language) -> str:
    """What is on a list, in a sentence."""
    name, count, names = found.name, len(found.open), ", ".join(found.open)
    if language == "en":
        left = f"{count} item{'s' * (count > 1)} on {name}: {names}." if count else f"Nothing left on {name}."
        return left + (f" {done} ticked off." if done else "")
    left = f"{count} ite{'ns' if count > 1 else 'm'} em {name}: {names}." if count else f"Nada em {name}."
    return left + (f" {done} riscado{'s' * (done > 1)}." if done else "")


def _error(english: str, portuguese: str) -> ToolError:
    return ToolError(english, say={"en": english, "pt": portuguese})
