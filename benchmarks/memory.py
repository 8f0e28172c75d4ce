"""What memory finds, and how fast: evidence recall on LoCoMo's conversations, and latency on synthetic items.

    python benchmarks/memory.py quality --data DIR [--conversations 42,43] [--embedder ollama:all-minilm]
    python benchmarks/memory.py speed [--items 100000] [--no-vectors]
    python benchmarks/memory.py loop [--model embedded] [--failures]

DIR holds `dev.json` (LoCoMo, conversations 26 to 43; CC BY-NC 4.0, for evaluation only) and `corrections.json`
(dial481/locomo-audit). Recall is the share of a question's evidence turns that are found, averaged over questions; no
model judges anything. A conversation is one thread of verbatim turns; tokens are cl100k's, labels included.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime
import functools
import itertools
import json
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from agentlite.memory import Draft, Memory, Ranking

SUITE = Path(__file__).parent / "suites/memory"
BUDGETS = (256, 512, 1024, 2048)
ADVERSARIAL = 5


@dataclass(frozen=True, slots=True)
class Question:
    text: str
    evidence: frozenset[str]
    answerable: bool


@dataclass(frozen=True, slots=True)
class Conversation:
    name: str
    turns: tuple[tuple[str, float, str], ...]
    """(LoCoMo's id of the turn, when in Unix seconds, who: what)"""
    questions: tuple[Question, ...]


def conversations(folder: Path, wanted: Sequence[str]) -> Iterator[Conversation]:
    """The conversations whose number is wanted, with the audit's corrected evidence."""
    samples = json.loads((folder / "dev.json").read_text())
    corrected = {c["question_id"]: c["correct_evidence"] for c in json.loads((folder / "corrections.json").read_text())}
    for number, sample in enumerate(samples):
        name = sample["sample_id"].removeprefix("conv-")
        if name in wanted:
            turns = tuple(_turns(sample["conversation"]))
            known = {turn for turn, _, _ in turns}
            questions = []
            for place, asked in enumerate(sample["qa"]):
                listed = corrected.get(f"locomo_{number}_qa{place}") or asked["evidence"]
                evidence = frozenset(re.findall(r"D\d+:\d+", " ".join(listed))) & known
                if evidence:
                    questions.append(Question(asked["question"], evidence, asked["category"] != ADVERSARIAL))
            yield Conversation(name, turns, tuple(questions))


def _turns(conversation: dict[str, Any]) -> Iterator[tuple[str, float, str]]:
    sessions = sorted(int(key.split("_")[1]) for key in conversation if re.fullmatch(r"session_\d+", key))
    for session in sessions:
        spoken = datetime.datetime.strptime(conversation[f"session_{session}_date_time"], "%I:%M %p on %d %B, %Y")
        when = spoken.replace(tzinfo=datetime.UTC).timestamp()
        for turn in conversation[f"session_{session}"]:
            image = f" [shares {turn['blip_caption']}]" if turn.get("blip_caption") else ""
            yield turn["dia_id"], when, f"{turn['speaker']}: {turn['text']}{image}"


def filled(conversation: Conversation, path: Path, ranking: Ranking, embedder: Any) -> tuple[Memory, dict[int, str]]:
    """A memory of the conversation as seen the day after its last turn, and which item is which turn."""
    clock = functools.partial(float, conversation.turns[-1][1] + 86_400)
    memory = Memory(path, ranking=ranking, embedder=embedder, clock=clock)
    items = memory.add_all(
        Draft(text=text, kind="turn", valid_from=when, thread=conversation.name, seq=seq)
        for seq, (_, when, text) in enumerate(conversation.turns)
    )
    return memory, {item.id: turn for item, (turn, _, _) in zip(items, conversation.turns, strict=True)}


def quality(memory: Memory, turn_of: dict[int, str], questions: Sequence[Question], count: Any) -> dict[str, float]:
    """Mean evidence recall among the 10 best and in packs of each budget, over the answerable questions."""
    recalls: dict[str, list[float]] = {"R@10": [], **{f"R@{budget}tok": [] for budget in BUDGETS}}
    scored: list[tuple[float, bool]] = []
    for question in questions:
        found = {turn_of[hit.item.id] for hit in memory.search(question.text, 10)}
        packs = {budget: memory.pack(question.text, budget, count) for budget in BUDGETS}
        scored.append((packs[1024].confidence, question.answerable))
        if question.answerable:
            recalls["R@10"].append(len(found & question.evidence) / len(question.evidence))
            for budget, packed in packs.items():
                turns = {turn_of[item.id] for item in packed.items}
                recalls[f"R@{budget}tok"].append(len(turns & question.evidence) / len(question.evidence))
    return {name: statistics.fmean(values) for name, values in recalls.items()} | {"auroc": auroc(scored)}


def auroc(scored: Sequence[tuple[float, bool]]) -> float:
    """The chance that a random answerable question scores above a random unanswerable one; ties count half."""
    good, bad = ([score for score, kind in scored if kind is wanted] for wanted in (True, False))
    if not good or not bad:
        return float("nan")
    return sum((g > b) + 0.5 * (g == b) for g in good for b in bad) / (len(good) * len(bad))


@functools.cache
def cl100k() -> Callable[[str], int]:
    from llama_index.core.utils import get_tokenizer

    tokenizer = get_tokenizer()
    return functools.lru_cache(maxsize=None)(lambda text: len(tokenizer(text)))


def measure_quality(options: argparse.Namespace) -> None:
    ranking = Ranking(
        **{name: value for name, value in vars(options).items() if name in _constants() and value is not None}
    )
    totals: list[tuple[int, dict[str, float]]] = []
    embedder = named_embedder(options.embedder)
    for conversation in conversations(options.data, options.conversations.split(",")):
        with tempfile.TemporaryDirectory() as folder:
            memory, turn_of = filled(conversation, Path(folder, "memory.db"), ranking, embedder)
            with memory:
                if embedder:
                    memory.embed()
                result = quality(memory, turn_of, conversation.questions, cl100k())
        answerable = sum(question.answerable for question in conversation.questions)
        totals.append((answerable, result))
        print(f"conversation {conversation.name}", answerable, _line(result), flush=True)
    weight = sum(number for number, _ in totals)
    print(f"all {weight}", _line({k: sum(n * r[k] for n, r in totals) / weight for k in totals[0][1]}))


def named_embedder(name: str) -> Any:
    if not name:
        return None
    from agentlite.memory.embedders import embedder

    return embedder(name)


def _line(result: dict[str, float]) -> str:
    return "  ".join(f"{name} {value:.3f}" for name, value in result.items())


def _constants() -> dict[str, Any]:
    return {field.name: field.type for field in fields(Ranking)}


class Sayings:
    """Texts of about 40 words, a third of them stop-words and the others from 120,000 by Zipf's law, and questions."""

    def __init__(self) -> None:
        self._source = random.Random(7)
        self._words = [f"{a}{n}{z}" for n in range(12_000) for a in "ka lo mi tu re".split() for z in ("ba", "so")]
        self._weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(len(self._words))))
        self._stop_words = "the of to in a is was for on and it with".split()

    def text(self) -> str:
        said = self._source.choices(self._words, cum_weights=self._weights, k=28)
        said += self._source.choices(self._stop_words, k=12)
        self._source.shuffle(said)
        return " ".join(said) + f" n{self._source.randrange(200_000)}"

    def question(self, *, frequent: bool = False) -> str:
        """Five stop-words, and three of the 20,000 commonest other words but the first 20: each as likely, or as likely
        as it is in a text."""
        ranks = range(20, 20_000)
        weights = [1 / (rank + 3) if frequent else 1 for rank in ranks]
        asked = [self._words[rank] for rank in self._source.choices(ranks, weights, k=3)]
        return " ".join(asked + self._source.choices(self._stop_words, k=5))


def measure_speed(options: argparse.Namespace) -> None:
    """Latency and rates of one thread by its own processor time, which a busy machine distorts less than the wall's."""
    sayings = Sayings()
    with tempfile.TemporaryDirectory() as folder, Memory(Path(folder, "memory.db")) as memory:
        batches = (
            [Draft(text=sayings.text(), kind="turn", thread=f"t{i // 200}", seq=i % 200) for i in range(b, b + 1000)]
            for b in range(0, options.items, 1000)
        )
        spent = sum(seconds(functools.partial(memory.add_all, batch)) for batch in batches)
        print(f"keep, 1000 per commit: {options.items / spent:,.0f}/s", flush=True)
        drafts = [Draft(text=sayings.text()) for _ in range(2000)]
        spent = sum(seconds(functools.partial(memory.add, draft)) for draft in drafts)
        print(f"keep, 1 per commit: {len(drafts) / spent:,.0f}/s")
        questions = [sayings.question() for _ in range(200)]
        print(f"search by words: {latency(memory, questions)}")
        print(f"the same, of frequent words: {latency(memory, [sayings.question(frequent=True) for _ in range(200)])}")
        print(f"a new process: {start(memory.path, questions[0])}", flush=True)
        if options.vectors:
            with Memory(memory.path, embedder=Noise()) as dense:
                print(f"store vectors: {options.items / seconds(dense.embed):,.0f}/s")
                dense.search(questions[0])
                print(f"search by words and vectors: {latency(dense, questions)}")


def seconds(work: Callable[[], object]) -> float:
    started = time.thread_time()
    work()
    return time.thread_time() - started


def latency(memory: Memory, questions: Sequence[str]) -> str:
    times = sorted(seconds(lambda q=question: memory.search(q, 10)) * 1000 for question in questions)
    return f"p50 {statistics.median(times):.1f} ms, p95 {times[int(len(times) * 0.95)]:.1f} ms"


def start(path: Path, question: str) -> str:
    """What a process costs from its first instruction to its first answer from memory: the median of nine."""
    program = f"""
import time
from agentlite.memory import Memory
Memory({str(path)!r}).search({question!r})
print(time.process_time(), open("/proc/self/status").read().split("VmHWM:")[1].split()[0])
"""
    runs = [
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
        for _ in range(9)
    ]
    spent, used = statistics.median(float(s) for s, _ in runs), max(int(kib) for _, kib in runs)
    return f"{spent * 1000:.0f} ms from its first instruction to its first answer, {used // 1024} MiB"


def measure_loop(options: argparse.Namespace) -> None:
    """The suite of `benchmarks/suites/memory`, whose sentences need an alias, a preference or a note, without memory
    and with what each folder's `memory.yml` has taught it. `control` sentences must not need, nor suffer from, it."""
    for remembering in (False, True):
        report = asyncio.run(_suite(options.model, remembering))
        print("\nWITH MEMORY\n" if remembering else "WITHOUT MEMORY\n")
        for case in report.cases if options.failures else ():
            if not case.passed:
                calls = [str(o.call) for o in case.result.observations] if case.result else []
                print(f"  {case.task.id}  {case.task.sentence}  {calls}  {case.result and case.result.output}")
        print(report.render())
        paid = [case.passed for case in report.cases if "control" not in case.task.category]
        print(f"without the controls: {sum(paid)} of {len(paid)} = {sum(paid) / len(paid):.1%}")


async def _suite(name: str, remembering: bool) -> Any:
    from agentlite.evaluation import home_model, load_suite
    from agentlite.evaluation.report import Report

    suite, model = load_suite(SUITE), home_model(name)
    report = Report(suite.name, name)
    for task in suite.tasks:
        with tempfile.TemporaryDirectory() as folder, Memory(Path(folder, "memory.db")) as memory:
            if remembering:
                teach(memory, SUITE / task.category.split("/")[0])
            report.cases.append(await _case(task, model, memory if remembering else None))
    await model.aclose()
    return report


async def _case(task: Any, model: Any, memory: Memory | None) -> Any:
    """One sentence in a fresh house, judged as `agentlite eval` judges it."""
    from agentlite import Agent
    from agentlite.evaluation.report import CaseResult
    from agentlite.evaluation.scoring import changes, judge
    from agentlite.tools.home import SimulatedHome, home_toolset

    home = SimulatedHome(task.house)
    tools = home_toolset(home, here=task.here, patience=0)
    agent = Agent(model, tools=tools, approve=lambda call, tool: True, memory=memory)
    before = home.snapshot()
    result = await agent.arun(task.sentence)
    after = home.snapshot()
    return CaseResult(task, judge(task, before, after, result.output), result, tuple(changes(before, after)))


def teach(memory: Memory, folder: Path) -> None:
    """Put into memory what the household of a folder has taught it."""
    import yaml

    from agentlite.actions import ToolCall

    taught = yaml.safe_load((folder / "memory.yml").read_text())
    for name, target in taught["aliases"].items():
        memory.alias(name, target)
    for solved in taught["solved"]:
        memory.example(solved["request"], [ToolCall(c["tool"], c["arguments"]) for c in solved["calls"]])
    for text in taught["facts"]:
        memory.add(text)
    for document in taught["documents"]:
        memory.document(document, (folder / document).read_text())


class Noise:
    """384 random numbers per text: what a search costs does not depend on what the vectors mean."""

    name = digest = "noise"

    def __init__(self) -> None:
        import numpy

        self._source = numpy.random.default_rng(7)

    def embed(self, texts: Sequence[str]) -> Any:
        return self._source.standard_normal((len(texts), 384))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(required=True)
    judged = verbs.add_parser("quality", help="evidence recall on LoCoMo")
    judged.add_argument("--data", type=Path, required=True)
    judged.add_argument("--conversations", default="42,43")
    judged.add_argument("--embedder", default="", help="hashed, ollama:NAME, ... ; none by default")
    for name in _constants():
        judged.add_argument(f"--{name.replace('_', '-')}", type=float if name != "pool" else int)
    judged.set_defaults(run=measure_quality)
    timed = verbs.add_parser("speed", help="latency and rates")
    timed.add_argument("--items", type=int, default=100_000)
    timed.add_argument("--no-vectors", dest="vectors", action="store_false", help="search by words only")
    timed.set_defaults(run=measure_speed)
    looped = verbs.add_parser("loop", help="what memory is worth to an agent")
    looped.add_argument("--model", default="embedded")
    looped.add_argument("--failures", action="store_true")
    looped.set_defaults(run=measure_loop)
    options = parser.parse_args()
    options.run(options)


if __name__ == "__main__":
    main()
