"""A small local memory: one SQLite file, useful without any model, private, and honest about where things came from.

from agentlite.memory import Memory

with Memory("home.db") as memory:
    memory.alias("the big lamp", "light.floor_lamp")
    memory.add("The wifi guest password is hunter2.")
    memory.pack("what is the wifi password?", budget_tokens=256).text
"""

from agentlite.memory.citing import Citations, check_citations
from agentlite.memory.file import Health
from agentlite.memory.forgetting import Receipt
from agentlite.memory.items import Author, Draft, Example, Filter, Hit, Item, Kind, Privacy, Trust
from agentlite.memory.memory import Memory
from agentlite.memory.packing import Packed
from agentlite.memory.search import Ranking
from agentlite.memory.tools import memory_toolset
from agentlite.memory.vectors import Embedder

__all__ = [
    "Author",
    "Citations",
    "Draft",
    "Embedder",
    "Example",
    "Filter",
    "Health",
    "Hit",
    "Item",
    "Kind",
    "Memory",
    "Packed",
    "Privacy",
    "Ranking",
    "Receipt",
    "Trust",
    "check_citations",
    "memory_toolset",
]
