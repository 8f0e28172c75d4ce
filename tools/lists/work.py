"""What the list tools do, in the sandbox: writing to the store in the pack's folder."""

from __future__ import annotations

from agentlite.actions import Json
from agentlite.errors import ToolError
from agentlite.sandbox import inside
from agentlite.tools.lists.store import ListStore, opened

MOST = 500
"""Items on one list, and lists: a loop that adds ends here."""


def add_to_list(list_name: str, item: str) -> Json:
    """Add an item; whether it was not there yet."""
    with opened(inside.folder("lists")) as store:
        if len(_items(store, list_name)) >= MOST:
            raise _error(f"{list_name} is full: it has {MOST} items.", f"{list_name} está cheia: tem {MOST} itens.")
        return store.add(list_name, item)


def tick_off(list_name: str, item: str) -> Json:
    """Mark an item as done."""
    with opened(inside.folder("lists")) as store:
        if not store.tick(list_name, item):
            raise _not_there(list_name, item)
    return True


def remove_from_list(list_name: str, item: str) -> Json:
    """Take an item off."""
    with opened(inside.folder("lists")) as store:
        if not store.remove(list_name, item):
            raise _not_there(list_name, item)
    return True


def create_list(name: str) -> Json:
    """Make a list."""
    with opened(inside.folder("lists")) as store:
        if len(store.lists()) >= MOST:
            raise _error(f"There are {MOST} lists already.", f"Já há {MOST} listas.")
        if not store.create(name):
            raise _error(f"There is a list {name} already.", f"Já há uma lista {name}.")
    return True


def clear_list(list_name: str) -> Json:
    """Take everything off a list; how many items it had."""
    with opened(inside.folder("lists")) as store:
        return store.clear(list_name)


def _items(store: ListStore, name: str) -> list[str]:
    """The items of a list. Raises `ToolError` if there is none of this name."""
    for known in store.lists():
        if known.name == name:
            return [item.text for item in known.items]
    raise _error(f"There is no list {name}.", f"Não há nenhuma lista {name}.")


def _not_there(list_name: str, item: str) -> ToolError:
    return _error(f"{item} is not on {list_name}.", f"{item} não está na lista {list_name}.")


def _error(english: str, portuguese: str) -> ToolError:
    return ToolError(english, say={"en": english, "pt": portuguese})
