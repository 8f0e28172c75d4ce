"""Memory in the agent's loop: what to recall before planning, and what to keep after a run."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from agentlite.actions import Answer, Ask, Calls, Decision, Decline, Result, ToolCall
from agentlite.grammar import Grammar, Refusal, to_wire
from agentlite.language import Language
from agentlite.memory.answering import is_question, quoted_answer
from agentlite.memory.framing import unframed
from agentlite.memory.items import Example, Filter, Item, Kind, Privacy
from agentlite.memory.memory import Memory
from agentlite.memory.naming import rewritten
from agentlite.memory.packing import Count, Packed
from agentlite.memory.teaching import Lesson, lesson
from agentlite.memory.text import estimate_tokens, stems, words
from agentlite.models.base import Message, Model, ModelInfo
from agentlite.toolset import Toolset

BUDGET_TOKENS = 512
"""The most that recalled text may take of a prompt; never more than an eighth of the window."""

THREAD = "requests"
"""The thread in which an agent keeps what was said in its runs."""

_ECHO = 0.8
"""A reply that has this share of its words from one recalled item, and no number of its own, only says it back."""
_QUOTABLE: tuple[Kind, ...] = ("fact", "document", "result")

_FILLERS = frozenset(
    "please the a an i it s m am now just then so ok okay hey can could would will you today tonight "
    "por favor o os as um uma eu agora ja la entao podes pode hoje e".split()
)
"""Words that leave a request the same request."""


@dataclass(frozen=True, slots=True)
class Recalled:
    """What memory brings to one task.

    `request` is the task with the household's names replaced by those that tools know. `text` goes before the task as
    delimited data. `examples` are solved requests whose calls use only `tools` that exist now, as turns to show before
    the task; `solved` is the one that asked for just the same. `answer` quotes what memory holds on a question, for a
    model that cannot read `text`. `lesson` is what the task teaches, `reply` what to say to it. `packed` tells the
    trust and privacy of what is in `text`, and how far it answers.
    """

    request: str
    tools: Toolset
    text: str
    examples: tuple[Example, ...]
    solved: Example | None
    answer: str
    packed: Packed
    injected: tuple[Item, ...]
    lesson: Lesson | None
    reply: str

    def example_messages(self) -> list[Message]:
        """The examples as few-shot turns: each request, and the model's reply to it as it would write it."""
        messages = []
        for example in reversed(self.examples):
            messages += [Message("user", example.request), Message("assistant", to_wire(Calls(example.calls)))]
        return messages

    def decision(self) -> Decision | None:
        """What needs no model: the reply to a lesson, or the calls by which the owner saw this very request solved, if
        they are legal now.

        Legal is what a request that also names what the calls name would allow: "film night" mentions no curtains.
        """
        if self.lesson is not None:
            return Decision(Answer(self.reply), to_wire(Answer(self.reply)), confidence=1.0)
        if self.solved is None:
            return None
        text = to_wire(Calls(self.solved.calls))
        mentioned = [value for call in self.solved.calls for value in call.arguments.values() if isinstance(value, str)]
        try:
            action = Grammar(self.tools, " ".join((self.request, *mentioned))).parse(text)
        except Refusal:
            return None
        return Decision(action, text, confidence=1.0)

    def instead_of(self, decision: Decision) -> Decision:
        """The decision, or the answer that memory has where a model has none."""
        if self.answer and isinstance(decision.action, Ask | Decline):
            return replace(decision, action=Answer(self.answer))
        return decision


class Remembering:
    """An agent's use of a memory: recall before each run, keep after it.

    Given a path, it opens the memory there, and closes it; a `Memory` stays the caller's to close. Raises
    `StorageError` when it cannot be opened.
    """

    def __init__(self, memory: Memory | str | Path) -> None:
        self.memory = memory if isinstance(memory, Memory) else Memory(memory)
        self._owned = self.memory is not memory

    async def recall(self, task: str, model: Model, info: ModelInfo, tools: Toolset, language: Language) -> Recalled:
        """What to show `model` for `task`. Raises what `Memory.search` raises."""
        loop = asyncio.get_running_loop()

        def count(text: str) -> int:
            return asyncio.run_coroutine_threadsafe(model.count_tokens([Message("user", text)]), loop).result()

        return await asyncio.to_thread(
            recall,
            self.memory,
            task,
            tools,
            language=language,
            budget_tokens=0 if info.one_shot else min(BUDGET_TOKENS, info.context_tokens // 8),
            count=count,
            examples=0 if info.one_shot else 2,
            max_privacy="never" if info.local else "open",
        )

    def keep(self, task: str, result: Result, recalled: Recalled) -> None:
        """Keep a finished run, or what it taught; what a larger model decided is an example from then on.

        Raises `StorageError`.
        """
        if recalled.lesson is not None:
            recalled.lesson.learn(self.memory)
            return
        helped = any(step.decision.source for step in result.steps)
        tainted = recalled.packed.trust == "foreign" or any(seen.untrusted for seen in result.observations)
        keep(self.memory, task, result, thread=THREAD, injected=recalled.injected, confirmed=helped, tainted=tainted)

    def close(self) -> None:
        """Close the memory if it was opened here."""
        if self._owned:
            self.memory.close()


def recall(
    memory: Memory,
    task: str,
    tools: Toolset,
    *,
    language: Language,
    budget_tokens: int = BUDGET_TOKENS,
    count: Count = estimate_tokens,
    examples: int = 2,
    max_privacy: Privacy = "never",
) -> Recalled:
    """What memory knows for `task`: facts, turns and results within the budget, and solved examples besides.

    A model that reads no text gets a budget of 0, and instead the `answer` to a question. Documents are other people's
    words: they are brought to questions only, and the agent's taint policy says what can be called beside them.
    Set `max_privacy` to "open" for a prompt that leaves the machine. Raises what `Memory.search` raises.
    """
    taught = lesson(task)
    request = rewritten(task, memory.aliases(task, max_privacy=max_privacy))
    asking = is_question(request)
    kinds: tuple[Kind, ...] = ("fact", "alias", "turn", "result", *(("document",) if asking else ()))
    visible = Filter(kinds=kinds, max_privacy=max_privacy, min_trust="foreign" if asking else "local")
    packed = Packed("", (), (), 0, 0.0)
    if budget_tokens:
        packed = memory.pack(request, budget_tokens, count, visible=visible, language=language, rough=estimate_tokens)
    names = [tool.name for tool in tools]
    near = memory.examples(request, names, max(examples, 5), max_privacy=max_privacy)
    solved = next((example for example in near if same_request(example.request, request)), None)
    found = None
    if asking and not budget_tokens:
        quotable = Filter(kinds=_QUOTABLE, max_privacy=max_privacy)
        found = quoted_answer(request, memory.search(request, 5, quotable))
    return Recalled(
        request=request,
        tools=tools,
        text=packed.text,
        examples=tuple(near[:examples]),
        solved=solved,
        answer=found[0] if found else "",
        packed=packed,
        injected=(*packed.items, *((found[1],) if found else ())),
        lesson=taught,
        reply=taught.reply(language) if taught else "",
    )


def same_request(one: str, other: str) -> bool:
    """Whether two requests differ only in words that change nothing ("film night", "it's film night, please")."""
    return is_question(one) == is_question(other) and _telling(one) == _telling(other)


def _telling(request: str) -> list[str]:
    return [word for word in words(request) if word not in _FILLERS]


def keep(
    memory: Memory,
    task: str,
    result: Result,
    *,
    thread: str,
    confirmed: bool = False,
    injected: Iterable[Item] = (),
    tainted: bool = False,
) -> list[Item]:
    """Keep what was said in a run as turns of `thread`, and the request as a solved example if every call worked.

    An example is shown to models only once the user has `confirmed` it, so that a small model does not learn from its
    own mistakes. What memory itself said, which `injected` was part of the prompt, is not kept again. A run that was
    `tainted` by words of others solves nothing for later, and its reply counts as theirs.
    """
    kept = [memory.say(thread, task)]
    if result.output and not any(_says_back(result.output, item) for item in injected):
        said = memory.reply(thread, result.output, trust="foreign" if tainted else "local")
        kept += [said] if said is not None else []
    calls = [observation.call for observation in result.observations]
    solved = result.status == "done" and calls and all(observation.ok for observation in result.observations)
    if solved and not tainted:
        kept.append(memory.example(task, [ToolCall(c.tool, c.arguments) for c in calls], confirmed=confirmed))
    return kept


def _says_back(reply: str, item: Item) -> bool:
    said, kept = stems(unframed(reply)), stems(item.text)
    numbers = {word for word in said if word.isdigit()}
    return bool(said) and numbers <= kept and len(said & kept) >= _ECHO * len(said)
