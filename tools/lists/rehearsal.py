"""Random lists to learn on, and how they and what is on them are said."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

from agentlite.packs import Rehearsal, Slot
from agentlite.tools.clock.rehearsal_chores import chore
from agentlite.tools.lists import lists_toolset
from agentlite.tools.lists.store import Item, NamedList
from agentlite.tools.lists.tools import ListTools
from agentlite.tools.lists.words import DEFAULTS, is_named, key
from agentlite.train.quoting import repeated
from agentlite.train.templates import filled
from agentlite.train.words import load_words

_SAID = {
    "shopping": ("shopping", "shopping", "grocery", "groceries", "supermarket"),
    "to-do": ("to-do", "to do", "todo", "task", "tasks", "chores"),
    "compras": ("compras", "compras", "supermercado", "mercado", "mercearia"),
    "tarefas": ("tarefas", "tarefas", "afazeres", "pendentes"),
}
"""What the usual lists are called besides."""


def rehearse(rng: random.Random, language: str) -> Rehearsal:
    """The two usual lists and perhaps others, with a few things on them."""
    family = "en" if language == "en" else "pt"
    words = load_words("things", "agentlite.tools.lists")[family]

    def thing(kind: str = "item") -> str:
        return filled(rng.choice(words[kind]), words, rng)

    shopping, tasks = (names["en"] if family == "en" else names["pt"] for names in DEFAULTS)
    made = [_filled(rng, shopping, thing), _filled(rng, tasks, lambda: chore(rng, family))]
    made += [NamedList(name) for name in rng.sample(words["name"], rng.choice((0, 0, 1, 1, 2, 3)))]
    rng.shuffle(made)
    tools = lists_toolset(ListTools(lambda: made, _never_run))

    def named() -> tuple[str, str]:
        name = rng.choice(made).name
        return rng.choice([said for said in _SAID.get(name, (name,)) if is_named(name, said)]), name

    def there(lists: Sequence[str]) -> Slot:
        """Something that is on one of these lists and still to do."""
        texts = [text for known in made if known.name in lists for text in known.open]
        return lambda: (text := rng.choice(texts), text)

    def new_name() -> str:
        while any(is_named(known.name, name := rng.choice(words["name"])) for known in made):
            pass
        return str(name)

    slots: dict[str, Slot] = {
        "item": lambda: repeated(thing()),
        "stuff": lambda: repeated(thing("stuff")),
        "task": lambda: repeated(chore(rng, family)),
        "list_name": named,
        "shopping": lambda: ("", shopping),
        "tasks": lambda: ("", tasks),
        "there": there((shopping, tasks)),
        "bought": there((shopping,)),
        "done": there((tasks,)),
        "name": lambda: repeated(new_name()),
    }
    return Rehearsal(tools, slots)


def _filled(rng: random.Random, name: str, thing: Callable[[], str]) -> NamedList:
    texts = {key(text): text for text in (thing() for _ in range(rng.randint(2, 7)))}
    done = rng.randrange(len(texts) * 8) if len(texts) > 1 else 0  # something is always still to do
    return NamedList(name, tuple(Item(text, number == done) for number, text in enumerate(texts.values(), 1)))


def _never_run(*_: Any, **__: Any) -> Any:
    raise AssertionError("Nothing is run in a rehearsal.")
