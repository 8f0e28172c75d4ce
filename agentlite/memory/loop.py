"""Memory in the agent's loop: what to recall before planning, and what to keep after a run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from agentlite.actions import Calls, Result, ToolCall
from agentlite.grammar import to_wire
from agentlite.language import Language
from agentlite.memory.items import Example, Filter, Item, Privacy
from agentlite.memory.memory import Memory
from agentlite.memory.packing import Count, Packed
from agentlite.memory.text import estimate_tokens
from agentlite.models.base import Message


@dataclass(frozen=True, slots=True)
class Recalled:
    """What memory brings to one task.

    `text` goes before the task as delimited data. `examples` are solved requests whose calls use only tools that exist
    now, as turns to show before the task. `aliases` maps names in the task to what they stand for. `packed` tells the
    trust and privacy of what is in `text`, and how far it answers the task.
    """

    text: str
    examples: tuple[Example, ...]
    aliases: dict[str, str]
    packed: Packed

    def example_messages(self) -> list[Message]:
        """The examples as few-shot turns: each request, and the model's reply to it as it would write it."""
        messages = []
        for example in reversed(self.examples):
            messages += [Message("user", example.request), Message("assistant", to_wire(Calls(example.calls)))]
        return messages


def recall(
    memory: Memory,
    task: str,
    *,
    tools: Iterable[str],
    language: Language,
    budget_tokens: int = 512,
    count: Count = estimate_tokens,
    examples: int = 2,
    max_privacy: Privacy = "never",
) -> Recalled:
    """What to show the model for `task`: facts, turns and documents within the budget, and solved examples besides.

    `tools` are the names of those that can be called now. Set `max_privacy` to "open" for a prompt that leaves the
    machine. Raises what `Memory.search` raises.
    """
    visible = Filter(kinds=("fact", "alias", "turn", "document", "result"), max_privacy=max_privacy)
    packed = memory.pack(task, budget_tokens, count, visible=visible, language=language)
    solved = memory.examples(task, tools, examples, max_privacy=max_privacy) if examples else []
    return Recalled(packed.text, tuple(solved), memory.aliases(task), packed)


def keep(memory: Memory, task: str, result: Result, *, thread: str, confirmed: bool = False) -> list[Item]:
    """Keep what was said in a run as turns of `thread`, and the request as a solved example if every call worked.

    An example is shown to models only once the user has `confirmed` it, so that a small model does not learn from its
    own mistakes. What memory itself said is not kept again.
    """
    kept = [memory.say(thread, task)]
    if result.output and (said := memory.reply(thread, result.output)) is not None:
        kept.append(said)
    calls = [observation.call for observation in result.observations]
    if result.status == "done" and calls and all(observation.ok for observation in result.observations):
        kept.append(memory.example(task, [ToolCall(c.tool, c.arguments) for c in calls], confirmed=confirmed))
    return kept
