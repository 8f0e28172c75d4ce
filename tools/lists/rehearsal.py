"""Random lists to learn on, and how they and what is on them are said."""

from __future__ import annotations

import random
from typing import Any

from agentlite.packs import Rehearsal, Slot
from agentlite.tools.lists import lists_toolset
from agentlite.tools.lists.store import Item, NamedList
from agentlite.tools.lists.tools import ListTools
from agentlite.tools.lists.words import DEFAULTS, is_named
from agentlite.train.quoting import quoted

_NAMES = {
    "en": ("packing", "party", "camping", "books to read", "films", "gifts", "garden", "Christmas", "work",
           "hardware store", "recipes", "birthday", "holiday", "baby", "wish"),
    "pt": ("viagem", "festa", "praia", "livros", "filmes", "prendas", "jardim", "Natal", "trabalho", "ferragens",
           "receitas", "aniversário", "férias", "bebé", "casamento"),
}  # fmt: skip
_ITEMS = {
    "en": ("milk", "eggs", "bread", "butter", "apples", "bananas", "coffee", "toilet paper", "rice", "tomatoes",
           "cheese", "olive oil", "oat milk", "yoghurt", "onions", "flour", "dish soap", "batteries", "light bulbs"),
    "pt": ("leite", "ovos", "pão", "manteiga", "maçãs", "bananas", "café", "papel higiénico", "arroz", "tomates",
           "queijo", "azeite", "leite de aveia", "iogurtes", "cebolas", "farinha", "detergente", "pilhas", "ração"),
}  # fmt: skip
_TASKS = {
    "en": ("call the bank", "fix the tap", "clean the windows", "book the vet", "pay the bill", "mow the lawn",
           "write to Anna", "wash the car", "renew the insurance", "print the tickets"),
    "pt": ("ligar ao banco", "arranjar a torneira", "limpar as janelas", "marcar o veterinário", "pagar a conta",
           "cortar a relva", "escrever à Ana", "lavar o carro", "renovar o seguro", "imprimir os bilhetes"),
}  # fmt: skip
_SAID = {
    "shopping": ("shopping", "shopping", "grocery"),
    "to-do": ("to-do", "to do", "todo", "task"),
    "compras": ("compras", "compras", "supermercado"),
    "tarefas": ("tarefas", "tarefas", "afazeres", "coisas a fazer"),
}
"""What the usual lists are called besides."""


def rehearse(rng: random.Random, language: str) -> Rehearsal:
    """The two usual lists and perhaps others, with a few things on them."""
    family = "en" if language == "en" else "pt"
    shopping, tasks = (names["en"] if family == "en" else names["pt"] for names in DEFAULTS)
    made = [_filled(rng, shopping, _ITEMS[family]), _filled(rng, tasks, _TASKS[family])]
    made += [NamedList(name) for name in rng.sample(_NAMES[family], rng.choice((0, 0, 1, 1, 2, 3)))]
    rng.shuffle(made)
    tools = lists_toolset(ListTools(lambda: made, _never_run))
    open_items = [text for known in made for text in known.open]
    new = [name for name in _NAMES[family] if not any(is_named(known.name, name) for known in made)]

    def named() -> tuple[str, str]:
        name = rng.choice(made).name
        return rng.choice([said for said in _SAID.get(name, (name,)) if is_named(name, said)]), name

    def there() -> tuple[str, str]:
        text = rng.choice(open_items)
        return text, text

    def name() -> tuple[str, str]:
        chosen = quoted(rng.choice(new))
        return chosen, chosen

    slots: dict[str, Slot] = {
        "list_name": named,
        "shopping": lambda: ("", shopping),
        "tasks": lambda: ("", tasks),
        "there": there,
        "name": name,
    }
    return Rehearsal(tools, slots)


def _filled(rng: random.Random, name: str, texts: tuple[str, ...]) -> NamedList:
    return NamedList(name, tuple(Item(text, rng.random() < 0.1) for text in rng.sample(texts, rng.randint(2, 7))))


def _never_run(*_: Any, **__: Any) -> Any:
    raise AssertionError("Nothing is run in a rehearsal.")
