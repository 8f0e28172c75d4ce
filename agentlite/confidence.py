"""How sure the model was of a decision: log-probabilities → `Confidence`.

Most tokens of a decision are forced by the schema and say nothing. At the others the model chose, and its probabilities
(those before the schema's mask) are renormalised over what was legal there. Alternatives that write the same text with
other tokens are merged; probability that was not seen counts against the decision. See docs/confidence.md.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from agentlite.actions import Json
from agentlite.continuations import Fork, IllegalDocument, Path, Words, common, read, squeeze
from agentlite.models.base import Completion, Token

LEAST = math.exp(-10)
"""Probabilities below this are taken as this."""

_SPACE = re.compile(r"\s")
_UNSEEN = 1e-6
_NEGLIGIBLE = -16.0
_TEXT_KEYS = {"answer", "ask", "decline", "options"}

Role: TypeAlias = Literal["decision", "words"] | tuple[int, str]
Verdict: TypeAlias = int | Literal["agree", "undecided"] | None
"""On an alternative: where it, being legal, parts from the document; that it agrees; is undecided; or is illegal."""


@dataclass(frozen=True, slots=True)
class Confidence:
    """How sure the model was. Probabilities are renormalised over what the schema allowed; all lie between 0 and 1.

    `score` is `decision` times every one of `arguments`; None where it cannot be known, and then `flags` says why.
    `decision` is for the branch (calls, answer, ask or decline), the tools, and how many calls. `arguments` maps
    (index of the call, name of the argument) to the probability of its value; the name "" stands for which of the
    optional arguments were given. `words` is for the weakest tenth of the tokens of an answer, a question or a reason,
    which do not count in the score. `upper` is what the score would be if all probability that was not seen were
    illegal. `margin` is the least log-ratio, over the closed choices, of what was chosen to its best rival; None if
    nothing was chosen. `tax` is -Σ ln(legal mass): how hard the schema had to fight what the model wanted to write.
    `granted` is the least share, over the names of tools, of what the model would have called that it may call: near 0,
    it wanted another tool, and wrote what was left.
    `coverage` is the share of the text whose tokens are known. `free` and `forced` count tokens.
    """

    score: float | None = None
    decision: float | None = None
    arguments: Mapping[tuple[int, str], float] = field(default_factory=dict)
    words: float | None = None
    upper: float | None = None
    margin: float | None = None
    tax: float = 0.0
    granted: float = 1.0
    coverage: float = 0.0
    forced: int = 0
    free: int = 0
    flags: frozenset[str] = frozenset()


def assess(completion: Completion, schema: Mapping[str, Json]) -> Confidence:
    """The confidence of one completion decoded under `schema`, a decision schema of `agentlite.grammar`.

    Never raises: what cannot be assessed has the score None and one of the flags "no log-probabilities", "incomplete
    log-probabilities", "not a legal decision". The flag "no alternatives" says that only the chosen tokens were told,
    so that all the rest of the probability counts as doubt.
    """
    text = completion.text.strip()
    if completion.tokens is None:
        return Confidence(flags=frozenset({"no log-probabilities"}))
    aligned, coverage = _aligned(completion.tokens, text)
    if aligned is None:
        return Confidence(coverage=coverage, flags=frozenset({"incomplete log-probabilities"}))
    try:
        document = _Document(schema, text)
    except IllegalDocument:
        return Confidence(coverage=coverage, flags=frozenset({"not a legal decision"}))
    tally = _Tally()
    for token, start, end in document.placed(aligned):
        tally.add(document.weigh(token, start, end))
    return tally.confidence()


def _aligned(tokens: Sequence[Token], text: str) -> tuple[list[Token] | None, float]:
    """The tokens that wrote `text`, which stands at their end (thinking comes before it), and the share they cover."""
    written = "".join(token.text for token in tokens).rstrip()
    if not text or not written.endswith(text):
        shared = 0
        while shared < min(len(text), len(written)) and written[-shared - 1] == text[-shared - 1]:
            shared += 1
        return None, shared / len(text) if text else 0.0
    aligned: list[Token] = []
    skip, room = len(written) - len(text), len(text)
    for token in tokens:
        kept = token.text[skip:] if skip else token.text
        if skip and not kept:
            skip -= len(token.text)
            continue
        if not room:
            break
        cut = Token(kept[:room], token.logprob, token.top) if skip else token
        aligned.append(cut)
        skip, room = 0, max(0, room - len(kept))
    return aligned, 1.0


@dataclass(frozen=True, slots=True)
class _Weighed:
    """What one token's probabilities came to. `rivals` lists (fork, probability) in the order they part."""

    agree: float
    legal: float
    unseen: float
    rivals: Sequence[tuple[Fork, float]]
    fork: Fork | None
    """The first place inside the token where the model chose."""
    told: bool
    """Whether the alternatives that matter were told."""
    barred: float
    """Probability of what would have called another tool, had it been legal."""


class _Document:
    """A legal decision, squeezed, and the places in it where the model chose."""

    def __init__(self, schema: Mapping[str, Json], text: str) -> None:
        self._raw = text
        self._text = squeeze(text)
        self._forks = read(schema, self._text)
        self._inside, self._names = _strings(self._text)

    def placed(self, tokens: Sequence[Token]) -> list[tuple[Token, int, int]]:
        """Each token with the span it wrote of the squeezed text."""
        kept = list(range(len(self._raw) + 1))
        if self._raw != self._text:
            done = 0
            for at, character in enumerate(self._raw):
                kept[at] = done
                done += done < len(self._text) and character == self._text[done]
            kept[-1] = len(self._text)
        placed, at = [], 0
        for token in tokens:
            end = min(at + len(token.text), len(self._raw))
            placed.append((token, kept[at], kept[end]))
            at = end
        return placed

    def weigh(self, token: Token, start: int, end: int) -> _Weighed:
        """Sort the token's alternatives into those that agree with it, those not yet decided, and legal rivals."""
        chosen = _probability(token.logprob)
        agree = legal = seen = chosen
        barred = 0.0
        rivals: list[tuple[int, float]] = []
        forced = None if self._forks[start] else self._text[start : start + 1]
        inside = self._inside[start]
        for text, logprob in token.top:
            if logprob < _NEGLIGIBLE or text == token.text or (not text and logprob == token.logprob):
                continue
            probability = _probability(logprob)
            seen += probability
            possible = forced is None or (text if inside else text.lstrip())[:1] in forced
            verdict = self._judge(text, start, end) if possible else None
            if verdict is None:
                barred += probability * self._wished(text, start, end)
                continue
            legal += probability
            if verdict == "agree":
                agree += probability
            elif verdict != "undecided":
                rivals.append((verdict, probability))
        rivals.sort()
        return _Weighed(
            agree=agree,
            legal=legal,
            unseen=max(0.0, 1.0 - seen),
            rivals=[(fork, p) for at, p in rivals if (fork := self._forks[at])],
            fork=next(filter(None, self._forks[start:end]), None),
            told=bool(token.top) or chosen > 1 - _UNSEEN,
            barred=barred,
        )

    def _wished(self, text: str, start: int, end: int) -> bool:
        """Whether an illegal alternative to `start` to `end` parts from it by naming another tool."""
        parts = start + common(text, self._text, start)
        return parts < end and bool(self._names[parts])

    def _judge(self, text: str, start: int, end: int) -> Verdict:
        document, forks, inside = self._text, self._forks, self._inside[start]
        if not text:
            return None
        if not document.startswith(text, start):
            if (not inside or '"' in text) and _SPACE.search(text):
                text = squeeze('"' + text)[1:] if inside else squeeze(text)
            parts = start + common(text, document, start)
            if parts < start + len(text):
                fork = forks[parts]
                legal = fork is not None and fork.node.allows(document[fork.start : parts], text[parts - start :])
                return parts if legal else None
        left_open = forks[start + len(text) : end]
        return "undecided" if any(fork and not isinstance(fork.node, Words) for fork in left_open) else "agree"


def _strings(text: str) -> tuple[bytearray, bytearray]:
    """Where in a document strings stand, and where in it the names of tools do."""
    inside, names = bytearray(len(text) + 1), bytearray(len(text) + 1)
    key = ""
    for found in re.finditer(r'"(?:[^"\\]|\\.)*"', text):
        start, end = found.start() + 1, found.end()
        inside[start:end] = b"\1" * (end - start)
        if key == '"call"' and text[start - 2] == ":":
            names[start:end] = b"\1" * (end - start)
        key = found.group()
    return inside, names


def _probability(logprob: float) -> float:
    """Zero for what no probability can be: NaN, or clearly above one."""
    if logprob <= 0:
        return math.exp(logprob)
    return 1.0 if logprob < 1e-3 else 0.0


class _Tally:
    """The factors of a decision, gathered token by token.

    A token may span several choices (a name's end and the next key). Its rivals are counted where they part from the
    document, so that by the chain rule the factors multiply to the token's share of the legal mass. Mass that was not
    seen, and legal or not, counts as a rival at the token's first choice.
    """

    def __init__(self) -> None:
        self._closed: dict[Role, list[tuple[float, float]]] = defaultdict(list)
        self._open: dict[Role, list[tuple[float, float]]] = defaultdict(list)
        self._margins: list[float] = []
        self._tax = 0.0
        self._granted = 1.0
        self._forced = self._free = 0
        self._flags: set[str] = set()

    def add(self, token: _Weighed) -> None:
        self._tax -= math.log(min(1.0, max(token.legal, LEAST)))
        if token.barred:
            self._granted = min(self._granted, token.legal / (token.legal + token.barred))
        first = token.fork or (token.rivals[0][0] if token.rivals else None)
        if first is None:
            self._forced += 1
            return
        self._free += 1
        if not token.told:
            self._flags.add("no alternatives")
        against: dict[int, tuple[Fork, float]] = {id(first): (first, 0.0)}
        for fork, probability in token.rivals:
            against[id(fork)] = (fork, against.get(id(fork), (fork, 0.0))[1] + probability)
        left, unseen = token.agree + sum(p for _, p in token.rivals), token.unseen
        for fork, probability in against.values():
            after = left - probability
            self._factor(fork, _ratio(after, left + unseen), _ratio(after, left))
            left, unseen = after, 0.0
        if not isinstance(first.node, Words):
            rival = max((p for _, p in token.rivals), default=max(token.unseen, _UNSEEN))
            self._margins.append(math.log(max(token.agree, LEAST)) - math.log(max(rival, LEAST)))

    def _factor(self, fork: Fork, low: float, high: float) -> None:
        factors = self._open if isinstance(fork.node, Words) else self._closed
        factors[_role(fork.node.path)].append((low, high))

    def confidence(self) -> Confidence:
        low, high = self._values(0), self._values(1)
        decision, words = low.pop("decision", 1.0), low.pop("words", None)
        arguments = {role: value for role, value in low.items() if isinstance(role, tuple)}
        return Confidence(
            score=decision * math.prod(arguments.values()),
            decision=decision,
            arguments=arguments,
            words=words,
            upper=math.prod(value for role, value in high.items() if role != "words"),
            margin=min(self._margins, default=None),
            tax=self._tax,
            granted=self._granted,
            coverage=1.0,
            forced=self._forced,
            free=self._free,
            flags=frozenset(self._flags),
        )

    def _values(self, bound: int) -> dict[Role, float]:
        """Closed choices multiply; free text is as good as its weakest tenth, lest all long texts be doubtful."""
        values: dict[Role, float] = {}
        for role, factors in self._closed.items():
            if role != "words":
                values[role] = math.prod(factor[bound] for factor in factors)
        for role, factors in self._open.items():
            ordered = sorted(factor[bound] for factor in factors)
            values[role] = values.get(role, 1.0) * ordered[len(ordered) // 10]
        return values


def _ratio(part: float, whole: float) -> float:
    return min(1.0, max(part, LEAST) / whole) if whole > LEAST else LEAST


def _role(path: Path) -> Role:
    """What a place in a decision document decides."""
    match path:
        case ("calls", int(index), "with", str(name), *_):
            return index, name
        case ("calls", int(index), "with"):
            return index, ""
        case (str(key), *_) if key in _TEXT_KEYS:
            return "words"
    return "decision"
