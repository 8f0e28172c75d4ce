"""The evaluation card: what a finished model file can do, measured on scenes it has never seen."""

from __future__ import annotations

import asyncio
import itertools
import json
import statistics
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from agentlite.language import detect_language
from agentlite.models.base import Message, Model

if TYPE_CHECKING:
    from agentlite.train.synthesis import Scene

MAX_ANSWER_TOKENS = 256

CurvePoint = tuple[float, int, float, float]
"""Seconds, tokens, training loss, exact match on dev."""


@dataclass(frozen=True, slots=True)
class Graded:
    """One turn put to the model: what was right, what it said, and how long it took."""

    request: str
    expected: str
    given: str
    language: str
    category: str
    elapsed_ms: float

    @property
    def exact(self) -> bool:
        return self.given == self.expected


async def grade(model: Model, scenes: Iterable[Scene]) -> list[Graded]:
    """Put every turn of `scenes` to `model`, without a schema: the hardest way to be exactly right."""
    graded = []
    for scene in scenes:
        for turn in scene.turns:
            messages = [Message("system", scene.system), Message("user", turn.user)]
            reply = await model.complete(messages, schema=None, max_tokens=MAX_ANSWER_TOKENS)
            request = turn.user.partition("\n")[0]
            graded.append(
                Graded(
                    request=request,
                    expected=turn.assistant,
                    given=reply.text,
                    language=detect_language(request),
                    category=category(turn.assistant),
                    elapsed_ms=reply.elapsed_ms,
                )
            )
    return graded


def grade_file(path: Path, scenes: Iterable[Scene]) -> list[Graded]:
    """`grade` with a GGUF file."""
    from agentlite.models.embedded import EmbeddedModel

    async def graded() -> list[Graded]:
        model = EmbeddedModel(path)
        try:
            return await grade(model, scenes)
        finally:
            await model.aclose()

    return asyncio.run(graded())


def category(assistant: str) -> str:
    """What kind of decision a wire text is: the tool it calls, "several calls", "answer", "ask" or "decline"."""
    decision = json.loads(assistant)
    calls = decision.get("calls", [])
    if len(calls) == 1:
        return str(calls[0]["call"])
    return "several calls" if calls else str(next(iter(decision)))


def known_tools(scenes: Iterable[Scene]) -> set[str]:
    """The tools that are called somewhere in `scenes` without being described there: those the model knows by heart."""
    return {
        call["call"]
        for scene in scenes
        for turn in scene.turns
        for call in json.loads(turn.assistant).get("calls", [])
        if f"\n{call['call']}(" not in scene.system
    }


def markdown(name: str, facts: Sequence[tuple[str, str]], graded: Sequence[Graded], curve_file: str) -> str:
    """The card as a page."""
    latencies = sorted(g.elapsed_ms for g in graded)
    lines = [
        f"# {name}",
        "",
        *(f"- {label}: {value}" for label, value in facts),
        f"- exact match on {len(graded)} held-out generated turns, no schema: {_rate(graded)}",
        f"- milliseconds per decision on the machine that trained it: median {statistics.median(latencies):.0f}, "
        f"95 % under {latencies[int(0.95 * (len(latencies) - 1))]:.0f}",
        "",
        "The held-out turns come from the same generator as the training data (other seeds, other phrases); they say "
        "that the model learned its lessons, not how it does on sentences people really say.",
        "",
        f"![loss and exact match]({curve_file})",
        "",
        *_table("language", graded),
        "",
        *_table("category", graded),
        "",
        "## Some mistakes",
        "",
        *itertools.chain.from_iterable(
            (f"- {g.request}", f"  - right: `{g.expected}`", f"  - given: `{g.given}`")
            for g in [g for g in graded if not g.exact][:12]
        ),
    ]
    return "\n".join(lines) + "\n"


def draw_curve(curve: Sequence[CurvePoint], path: Path) -> None:
    """Loss and exact match against tokens, as a PNG."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 4), layout="constrained")
    FigureCanvasAgg(figure)
    _, tokens, losses, exact = zip(*curve, strict=True) if curve else ((), (), (), ())
    millions = [n / 1e6 for n in tokens]
    left = figure.add_subplot(xlabel="million tokens", ylabel="training loss (log)", yscale="log")
    left.plot(millions, losses, color="tab:blue", label="training loss")
    right = left.twinx()
    right.set(ylabel="exact match on held-out turns", ylim=(0, 1))
    right.plot(millions, exact, color="tab:orange", label="exact match")
    figure.legend(loc="outside upper right")
    figure.savefig(path, dpi=120)


def _table(field: str, graded: Sequence[Graded]) -> list[str]:
    groups: dict[str, list[Graded]] = defaultdict(list)
    for g in graded:
        groups[getattr(g, field)].append(g)
    rows = [f"| {group} | {len(groups[group])} | {_rate(groups[group])} |" for group in sorted(groups)]
    return [f"| {field} | turns | exact |", "| --- | ---: | ---: |", *rows]


def _rate(graded: Sequence[Graded]) -> str:
    return f"{sum(g.exact for g in graded) / len(graded):.1%}" if graded else "-"
