"""Requests to tool packs, from their phrases (`tools/PACK/phrases/LANGUAGE.yaml`) over the worlds they rehearse in.

    python -m agentlite.train.rehearsing --pack clock --language pt-PT --n 30      shows some, and which were not legal

A file holds `rules` (hassil expansion rules), perhaps `extends` another file, and

    slots     words: a list (the argument is what was said), or said → value
    calls     blocks of tool, sentences, and `with`, arguments that the sentence fixes; a {slot} named like an argument
              fills it, {slot:argument} another one; `each` names a slot that says several things, a call for each
    asks      blocks of reply and sentences: requests too vague to act on
    declines  blocks of reply and sentences: requests that nothing here can serve
    unwanted  sentences that ask not to do something
"""

from __future__ import annotations

import itertools
import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from agentlite.actions import Action, Ask, Calls, Decline, Json, ToolCall
from agentlite.errors import ConfigurationError
from agentlite.packs import Pack, Rehearsal, find_pack
from agentlite.train.noise import aside, noisy
from agentlite.train.quoting import plain, repeated, settled
from agentlite.train.templates import sample
from agentlite.train.words import load_words

_UNWANTED_REPLY = {"en": "All right, I won't.", "pt": "Está bem, não faço."}
_HELD_OUT = 7
"""Every so many words of a slot are kept from training, for the dev split."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """What one pack's files say in one language."""

    rules: Mapping[str, str]
    slots: Mapping[str, Any]
    calls: Mapping[str, Sequence[Mapping[str, Any]]]
    """The blocks of each tool."""
    asks: Sequence[Mapping[str, Any]]
    declines: Sequence[Mapping[str, Any]]
    unwanted: Sequence[str]


def phrase_file(package: str, language: str) -> str | None:
    """The file of a pack's phrases for a language: that of the dialect, else of both, else None."""
    there = resources.files(package)
    names = (language, language.partition("-")[0])
    return next((name for name in names if there.joinpath(f"phrases/{name}.yaml").is_file()), None)


@cache
def pack_phrases(package: str, language: str) -> Phrases:
    """The phrases of a pack for "en", "pt-BR" or "pt-PT". `package` is the pack's Python package.

    Raises `ConfigurationError` if it has none.
    """
    name = phrase_file(package, language)
    if name is None:
        raise ConfigurationError(f"{package} has no phrases in {language}.", hint=f"Write phrases/{language}.yaml.")
    content = load_words(name, package)
    parts = [load_words(content["extends"], package), content] if "extends" in content else [content]

    def joined(key: str) -> list[Any]:
        return [item for part in parts for item in part.get(key) or ()]

    calls: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for block in joined("calls"):
        calls[block["tool"]].append(block)
    return Phrases(
        rules={name: rule for part in parts for name, rule in (part.get("rules") or {}).items()},
        slots={name: words for part in parts for name, words in (part.get("slots") or {}).items()},
        calls=dict(calls),
        asks=joined("asks"),
        declines=joined("declines"),
        unwanted=joined("unwanted"),
    )


class Rehearsing:
    """One pack on stage: requests to it in one language, over one made-up world."""

    def __init__(self, pack: Pack, language: str, rng: random.Random, split: str) -> None:
        assert pack.rehearse is not None, f"the pack {pack.name} has no rehearsal"
        self.name, self._rng, self._split = pack.name, rng, split
        self._rehearsal: Rehearsal = pack.rehearse(rng, language)
        self.tools = self._rehearsal.tools
        self._phrases = pack_phrases(pack.package, language)
        self._family = "en" if language == "en" else "pt"

    def calls(self) -> tuple[str, Calls]:
        """A request that one tool serves, with what it repeats still marked as quoted, and its call or calls."""
        able = sorted(self._phrases.calls.keys() & {tool.name for tool in self.tools})
        block = self._rng.choice(self._phrases.calls[self._rng.choice(able)])
        names = {parameter.name for parameter in self.tools[block["tool"]].parameters}
        values: dict[str, list[Json]] = {}

        def fill(slot: str, argument: str) -> str:
            if argument not in names:
                return plain(self._drawn(slot)[0])
            many = self._rng.choice((2, 2, 3)) if slot == block.get("each") else 1
            drawn = dict(self._drawn(slot) for _ in range(many))
            values[argument] = list(drawn.values())
            return _listed(list(drawn), self._family)

        text = sample(self._rng.choice(block["sentences"]), self._phrases.rules, fill, self._rng)
        each = [dict(zip(values, chosen, strict=True)) for chosen in itertools.product(*values.values())]
        fixed = block.get("with", {})
        return text, Calls(tuple(ToolCall(block["tool"], dict(sorted({**fixed, **one}.items()))) for one in each))

    def refusal(self) -> tuple[str, Action] | None:
        """A request that must not be acted on, and the right reply; None if the pack has none."""
        unwanted = [{"sentences": self._phrases.unwanted}] if self._phrases.unwanted else []
        kinds = [k for k in ((self._phrases.asks, Ask), (self._phrases.declines, Decline), (unwanted, Decline)) if k[0]]
        if not kinds:
            return None
        blocks, action = self._rng.choice(kinds)
        block = self._rng.choice(list(blocks))
        text = self.statement(block["sentences"])
        return text, action(block.get("reply") or _UNWANTED_REPLY[self._family])

    def statement(self, sentences: Sequence[str]) -> str:
        """One of these sentences, with nothing in it marked."""
        chosen = self._rng.choice(list(sentences))
        return sample(chosen, self._phrases.rules, lambda slot, _: plain(self._drawn(slot)[0]), self._rng)

    def _drawn(self, slot: str) -> tuple[str, Json]:
        """What is said for a slot, and the value it stands for."""
        if slot in self._rehearsal.slots:
            return self._rehearsal.slots[slot]()
        words = self._phrases.slots[slot]
        chosen = self._rng.choice(self._of_split(list(words)))
        said = str(chosen)
        return (said, words[chosen]) if isinstance(words, Mapping) else repeated(said)

    def _of_split(self, words: list[Any]) -> list[Any]:
        """The words that this split may use. Few words are closed classes, which both need whole."""
        if len(words) < 3 * _HELD_OUT:
            return words
        if self._split == "dev":
            return words[::_HELD_OUT]
        return [word for number, word in enumerate(words) if number % _HELD_OUT]


def _listed(said: Sequence[str], family: str) -> str:
    """ "A, B and C" """
    link = " and " if family == "en" else " e "
    return link.join(filter(None, (", ".join(said[:-1]), said[-1])))


def legal(tools: Any, text: str, calls: Sequence[ToolCall]) -> bool:
    """Whether the grammar of `tools` for the request `text` allows these calls."""
    return all(_legal(tools[call.tool].schema(text), call.arguments) for call in calls if call.tool in tools)


def _legal(schema: Mapping[str, Any] | None, arguments: Mapping[str, Json]) -> bool:
    if schema is None or not set(schema["required"]) <= arguments.keys() <= schema["properties"].keys():
        return False
    return all(value in schema["properties"][name].get("enum", [value]) for name, value in arguments.items())


def spoken(text: str, action: Action, tools: Any, family: str, rng: random.Random) -> tuple[str, Action] | None:
    """The request as it really arrives, with asides and slips, if its calls are legal then; else as it was written, if
    they are legal there; else None."""
    calls = action.calls if isinstance(action, Calls) else ()
    remarked = aside(text, family, rng)
    if plain(text) != text and not remarked.endswith(text):  # who dictates says no more: it would be dictated too
        remarked = text
    rough, decided = settled(noisy(remarked, family, rng), action, text)
    if not calls or legal(tools, rough, decided.calls if isinstance(decided, Calls) else ()):
        return rough, decided
    clean, decided = settled(text, action, text)
    return (clean, decided) if legal(tools, clean, decided.calls if isinstance(decided, Calls) else ()) else None


def main() -> None:
    """Print requests to look at, and how many were not legal."""
    import argparse

    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--pack", required=True)
    parser.add_argument("--language", choices=("en", "pt-BR", "pt-PT"), default="en")
    parser.add_argument("--n", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng, pack = random.Random(options.seed), find_pack(options.pack)
    family = "en" if options.language == "en" else "pt"
    drawn, illegal = Counter[str](), Counter[str]()
    for number in range(max(options.n, 400)):
        stage = Rehearsing(pack, options.language, rng, "train")
        text, calls = stage.calls()
        clean, action = settled(text, calls, text)
        assert isinstance(action, Calls), "settling keeps calls"
        tool = action.calls[0].tool
        drawn[tool] += 1
        if not legal(stage.tools, clean, action.calls):
            illegal[tool] += 1
            print(f"ILLEGAL {clean!r}\n    {'; '.join(map(str, action.calls))}")
            continue
        made = spoken(text, calls, stage.tools, family, rng)
        if made and number < options.n:
            system = stage.tools.briefing("").stable
            print(f"[{system}]\n  > {made[0]!r}\n    {made[1]}")
        refused = stage.refusal() if number < options.n / 4 else None
        if refused:
            print(f"  > {refused[0]!r}\n    {refused[1]}")
    for tool, count in sorted(drawn.items()):
        print(f"{tool:20} {count:5} drawn, {illegal[tool] / count:.1%} not legal")


if __name__ == "__main__":
    main()
