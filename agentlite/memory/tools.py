"""remember, recall and forget, as tools that a model may call."""

from __future__ import annotations

from typing import Annotated

from agentlite.actions import Change
from agentlite.errors import ToolError
from agentlite.memory.framing import clean, line
from agentlite.memory.items import Draft, Filter, Item
from agentlite.memory.memory import Memory
from agentlite.toolset import Choices, Outcome, Toolset, tool

_OFFERED = 8
_SHOWN_CHARS = 80
_OWN = Filter(min_trust="local")
"""Other people's words are left to the loop, which shows them only where nothing can be changed beside them."""


def memory_toolset(memory: Memory) -> Toolset:
    """The three tools over `memory`.

    `remember` is reversible; `recall` only reads; `forget` asks the user first, and can only name what is there.
    """
    tools = _Tools(memory)
    return Toolset([tools.remember, tools.recall, tools.forget])


def _forgettable(tools: _Tools, request: str) -> list[str]:
    """The facts and aliases nearest to the request: only these can be named, so that none can be invented."""
    if not request.strip():
        return []
    hits = tools.memory.search(request, _OFFERED, Filter(kinds=("fact", "alias")))
    return [_named(hit.item) for hit in hits]


def _named(item: Item) -> str:
    """Its label and how it begins; nothing but the label of other people's words, for a model reads this anywhere."""
    text = clean(item.text) if item.trust != "foreign" else f"({item.author})"
    return f"{item.label}: {text if len(text) <= _SHOWN_CHARS else text[:_SHOWN_CHARS] + '…'}"


class _Tools:
    def __init__(self, memory: Memory) -> None:
        self.memory = memory

    @tool(risk="reversible")
    def remember(self, text: str) -> Outcome:
        """Keep something the user wants remembered.

        Args:
            text: One complete sentence, in the user's words.
        """
        if not text.strip():
            raise ToolError(
                "There is nothing to remember.",
                say={"en": "There is nothing to remember.", "pt": "Não há nada para guardar."},
            )
        item = self.memory.add(Draft(text=text.strip(), author="agent", trust="local"))
        shown = clean(item.text)
        return Outcome(
            {"memory": item.label, "text": shown},
            changes=(Change(item.label, "text", None, shown),),
            say={"en": f"I will remember: {shown}", "pt": f"Vou lembrar-me: {shown}"},
        )

    @tool(risk="read")
    def recall(self, query: str) -> Outcome:
        """Look up what was remembered or said earlier.

        Args:
            query: What to look for, in a few words.
        """
        hits = self.memory.search(query, 5, _OWN) if query.strip() else []
        if not hits:
            return Outcome([], say={"en": "I have no memory of that.", "pt": "Não tenho memória disso."})
        found = "; ".join(clean(hit.item.text) for hit in hits)
        return Outcome(
            [line(hit.item) for hit in hits],
            say={"en": f"I remember: {found}", "pt": f"Lembro-me disto: {found}"},
            local_only=any(hit.item.privacy == "never" for hit in hits),
        )

    @tool(risk="irreversible")
    def forget(self, memory_item: Annotated[str, Choices(_forgettable, local_only=True)]) -> Outcome:
        """Forget one remembered thing for good.

        Args:
            memory_item: Which one.
        """
        label = memory_item.split(":", 1)[0]
        item = self.memory.get(int(label.removeprefix("m")))
        receipt = self.memory.forget(ids=[item.id])
        if not receipt.complete:
            raise ToolError(
                f"{label} was deleted, but traces of its text are still in the file.",
                hint="Close other programs that use this memory, then forget again.",
                say={
                    "en": "It was deleted, but another program keeps traces of it in the file.",
                    "pt": "Foi apagado, mas outro programa mantém vestígios no ficheiro.",
                },
            )
        shown = clean(item.text)
        return Outcome(
            {"forgotten": label},
            changes=(Change(label, "text", shown, None),),
            say={"en": f"Forgotten: {shown}", "pt": f"Esquecido: {shown}"},
        )
