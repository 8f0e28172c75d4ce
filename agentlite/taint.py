"""Words of others in a run: where they came from, and what a model that has read them may still call.

Nothing here asks whether a text looks dangerous, and nothing depends on what a model makes of it: once it is in the
transcript, the tools that act leave the grammar, or a person is asked about each call.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from agentlite.actions import Json, Step, ToolCall
from agentlite.said import numbers, shares
from agentlite.signatures import SAID
from agentlite.toolset import UNSAFE, Briefing, Tool, Toolset

Effects: TypeAlias = Literal["remove", "approve", "trust"]

Verdict: TypeAlias = Literal["free", "ask", "refuse"]
"""free: nothing speaks against the call but its own risk. ask: a person decides. refuse: nobody is even asked."""

_LONGEST_NAME, _MOST_WORDS = 100, 16
_LONGEST_SOURCE = 80
_PUNCTUATION = ".,;:!?\"'“”‘’«»()"


@dataclass(frozen=True, slots=True)
class TaintPolicy:
    """What a model may still call once it has read words of others.

    Calls that act, and those that send something out, are taken out of the grammar ("remove"), or each needs a
    person's yes ("approve"). With "trust" they are as free as if the owner had written all that was read.

    `allowed` names tools that stay free even so. An irreversible, physical or outward call of theirs still needs a yes
    if an argument is not in the user's own words.
    """

    effects: Effects = "remove"
    allowed: frozenset[str] = frozenset()

    def keeps(self, tool: Tool) -> bool:
        """Whether a model that has read words of others can still name the tool."""
        acts = tool.risk != "read" or tool.sends_out
        return self.effects != "remove" or not acts or tool.stops or tool.name in self.allowed


class Taint:
    """What one run has read of others, and what follows from it under `policy`. `said` is what the user said."""

    def __init__(self, policy: TaintPolicy, said: str) -> None:
        self.policy = policy
        self._said = said
        self._sources: dict[str, None] = {}

    @property
    def sources(self) -> tuple[str, ...]:
        """Where the words came from; none as long as there are only the owner's, or if all are trusted."""
        return () if self.policy.effects == "trust" else tuple(self._sources)

    def read(self, source: str) -> None:
        """Words from `source` are in the transcript from now on."""
        self._sources[source if len(source) <= _LONGEST_SOURCE else f"{source[: _LONGEST_SOURCE - 1]}…"] = None

    def observe(self, step: Step) -> None:
        """What the calls of a step brought in. A step may be told again."""
        for seen in step.observations:
            if seen.untrusted:
                self.read(str(seen.call))

    def meet(self, names: Iterable[str]) -> None:
        """The names of things in a world: one that is too long for a name is a text, which somebody wrote."""
        for name in names:
            if any(_is_text(part) for part in name.split("/")):
                self.read(name)

    def leaves(self, tools: Toolset) -> Toolset:
        """The tools that may still be named."""
        return tools.filter(self.policy.keeps) if self.sources else tools

    def judge(self, call: ToolCall, tool: Tool) -> Verdict:
        """What becomes of a call that was decided after all this was read, whoever decided it."""
        risk = tool.risk_of(call.arguments)
        if not self.sources or tool.stops or (risk == "read" and not tool.sends_out):
            return "free"
        if tool.name in self.policy.allowed:
            return "ask" if (risk in UNSAFE or tool.sends_out) and self.not_said(call) else "free"
        return "ask" if self.policy.effects == "approve" else "refuse"

    def not_said(self, call: ToolCall) -> tuple[str, ...]:
        """The arguments that are not in the user's own words, and so may be those of others."""
        if not self.sources:
            return ()
        return tuple(name for name, value in call.arguments.items() if not is_said(value, self._said))


def names_met(briefing: Briefing, tools: Toolset, schemas: Mapping[str, Mapping[str, Json]]) -> Iterator[str]:
    """The names that a prompt shows: those of a world, and of what can be asked of tools that bring in words of others.

    `schemas` are those of the tools' arguments, by tool.
    """
    yield from (name for name, _, _ in briefing.names)
    for tool, schema in schemas.items():
        for part in schema["properties"].values() if tools[tool].reads_others else ():
            yield from map(str, part.get("enum", ()) if part.get("$comment") != SAID else ())


def _is_text(name: str) -> bool:
    return len(name) > _LONGEST_NAME or len(name.split()) > _MOST_WORDS or not name.isprintable()


def is_said(value: Json, said: str) -> bool:
    """Whether all of a value stands in what the user said: texts as whole words in any case, numbers also in words.

    Yes, no and nothing are nobody's words.
    """
    match value:
        case None | bool():
            return True
        case int() | float():
            return value in numbers(said) or value in shares(said)
        case str():
            wanted = _spaced(value.casefold().split())
            return wanted == "  " or any(wanted in spoken for spoken in _spoken(said))
        case Mapping():
            return _all_said((*value, *value.values()), said)
    return _all_said(value, said)


def _all_said(values: Iterable[Json], said: str) -> bool:
    return all(is_said(value, said) for value in values)


def _spoken(said: str) -> tuple[str, str]:
    """What was said as words with a space around each, with and without the punctuation of the sentence."""
    words = said.casefold().split()
    return _spaced(words), _spaced(word.strip(_PUNCTUATION) for word in words)


def _spaced(words: Iterable[str]) -> str:
    return f" {' '.join(words)} "
