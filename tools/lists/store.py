"""Lists in one SQLite file, shared by the tools and their sandboxed work."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from agentlite.storage import Storage
from agentlite.tools.lists.words import key

_FILE = "lists.db"
_SCHEMA = {
    "0001_first": (
        "create table list (id integer primary key autoincrement, name text not null, key text not null unique)",
        "create table item (id integer primary key autoincrement,"
        " list_id integer not null references list (id) on delete cascade, text text not null, key text not null,"
        " done integer not null default 0, unique (list_id, key))",
    )
}


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a list."""

    text: str
    done: bool = False


@dataclass(frozen=True, slots=True)
class NamedList:
    """A list, its items in the order in which they were added."""

    name: str
    items: tuple[Item, ...] = ()

    @property
    def open(self) -> tuple[str, ...]:
        """What is still to do or to buy."""
        return tuple(item.text for item in self.items if not item.done)


class ListStore:
    """The lists in `folder`. What is the same but for case, accents and plurals is one item, and one list.

    Raises `StorageError` as `Storage` does.
    """

    def __init__(self, folder: Path) -> None:
        self._storage = Storage(folder / _FILE, "lists' file", "agentlite.lists", _SCHEMA, durable=True)

    def begin(self, names: Sequence[str]) -> None:
        """Make these lists, if there has never been any."""
        with self._storage.transaction():
            if not self._storage.read("select 1 from sqlite_sequence where name = 'list'"):
                for name in names:
                    self.create(name)

    def lists(self) -> list[NamedList]:
        """All of them, the oldest first."""
        with self._storage.transaction():
            lists = self._storage.read("select id, name from list order by id")
            items = self._storage.read("select list_id, text, done from item order by id")
        on: dict[int, list[Item]] = {made["id"]: [] for made in lists}
        for item in items:
            on[item["list_id"]].append(Item(item["text"], bool(item["done"])))
        return [NamedList(made["name"], tuple(on[made["id"]])) for made in lists]

    def create(self, name: str) -> bool:
        """Make a list; False if there is one of this name."""
        made = self._storage.write("insert or ignore into list (name, key) values (?, ?)", [name, key(name)])
        return made > 0

    def add(self, name: str, text: str) -> bool:
        """Put something on a list, or make it open again; False if it is there already, open."""
        values = [text, key(text), key(name)]
        with self._storage.transaction():
            added = self._storage.write(
                "insert or ignore into item (list_id, text, key) select id, ?, ? from list where key = ?", values
            )
            return added > 0 or self._mark(name, text, done=False)

    def tick(self, name: str, text: str) -> bool:
        """Mark something as done; False if it is not there, or done already."""
        return self._mark(name, text, done=True)

    def remove(self, name: str, text: str) -> bool:
        """Take something off a list; False if it is not there."""
        where = f"delete from item where {_ITEM}"
        return self._storage.write(where, [key(text), key(name)]) > 0

    def clear(self, name: str) -> int:
        """Take everything off a list; how much it was."""
        where = "delete from item where list_id = (select id from list where key = ?)"
        return self._storage.write(where, [key(name)])

    def close(self) -> None:
        """Close the file. Closing twice is fine."""
        self._storage.close()

    def _mark(self, name: str, text: str, *, done: bool) -> bool:
        where = f"update item set done = ? where {_ITEM} and done <> ?"
        return self._storage.write(where, [done, key(text), key(name), done]) > 0


_ITEM = "key = ? and list_id = (select id from list where key = ?)"


def opened(folder: Path) -> closing[ListStore]:
    """The store in `folder`, for a `with` block."""
    return closing(ListStore(folder))
