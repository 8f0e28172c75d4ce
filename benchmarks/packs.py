"""The tool packs' own suites, put to a model: does a sentence become the right calls, and do these do their work?

    python benchmarks/packs.py [calc clock ...] [--model embedded] [--failures] [--alone]

Each suite (`benchmarks/suites/packs/PACK.yaml`) is sentences as people would say them, with the calls they ask for, or
that none may be made. Every call is made for real, in the sandbox, in a copy of the folder that the suite's `setup`
left; approvals are given. A case passes if exactly the expected calls were made, with the expected arguments, and
succeeded (a call `to_fail` may not). By default the other packs without settings stand beside the one that is tested,
so that the model must choose among them all; `--alone` leaves them out.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from agentlite import Agent
from agentlite.actions import Result, ToolCall
from agentlite.evaluation.intervals import wilson
from agentlite.packs import Pack, find_pack, open_packs, policy
from agentlite.sandbox import Sandbox

SUITES = Path(__file__).parent / "suites" / "packs"
BESIDE = ("calc", "clock", "lists", "notes", "system", "text")
"""Packs that need no settings, and so are on for most people."""


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence, and what it asks for: calls, or "ask", or "nothing" (no call, whatever is said)."""

    say: str
    language: str
    calls: tuple[ToolCall, ...] = ()
    expect: str = "calls"
    to_fail: bool = False

    def passed(self, result: Result) -> bool:
        made = [seen for step in result.steps for seen in step.observations]
        if self.expect != "calls":
            return not made and (self.expect != "ask" or result.status == "asked")
        wanted, called = Counter(map(str, self.calls)), Counter(str(seen.call) for seen in made)
        return wanted == called and all(seen.ok or self.to_fail for seen in made)


def read_suite(path: Path) -> tuple[list[ToolCall], dict[str, str], dict[str, str], list[Case]]:
    """The calls made before, the options of the pack, files to lay into granted folders, and the cases."""
    given = yaml.safe_load(path.read_text(encoding="utf-8"))
    cases = [
        Case(
            raw["say"],
            raw["language"],
            tuple(map(_call, raw.get("calls", ()))),
            raw.get("expect", "calls"),
            raw.get("to_fail", False),
        )
        for raw in given["cases"]
    ]
    return [_call(raw) for raw in given.get("setup", ())], given.get("options", {}), given.get("files", {}), cases


def _call(raw: Mapping[str, Any]) -> ToolCall:
    return ToolCall(raw["call"], dict(sorted((raw.get("with") or {}).items())))


class Stage:
    """A folder as the suite's setup left it, copied for every case."""

    def __init__(self, name: str, beside: Sequence[str]) -> None:
        self.setup, self.options, files, self.cases = read_suite(SUITES / f"{name}.yaml")
        self.name = name
        self.packs: list[Pack] = [find_pack(name), *(find_pack(other) for other in beside if other != name)]
        self._root = Path(tempfile.mkdtemp(prefix="agentlite-packs-"))
        for file, text in files.items():
            path = self._root / "ready" / "folders" / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        (self._root / "ready").mkdir(exist_ok=True)

    async def prepare(self) -> None:
        """Make the setup's calls."""
        with self._opened("ready", "en") as tools:
            for call in self.setup:
                await tools.tools[call.tool].run(call.arguments)

    async def run(self, case: Case, model: Any) -> Result:
        """Put one sentence to the model, in a fresh copy of the folder."""
        shutil.copytree(self._root / "ready", self._root / "now")
        try:
            with self._opened("now", case.language[:2]) as opened:
                agent = Agent(model, tools=opened.tools, approve=lambda call, tool: True)
                return await agent.arun(case.say)
        finally:
            shutil.rmtree(self._root / "now")

    def close(self) -> None:
        shutil.rmtree(self._root)

    def _opened(self, folder: str, language: str) -> _Opened:
        here = self._root / folder
        options = {key: value.replace("$FOLDERS", str(here / "folders")) for key, value in self.options.items()}
        return _Opened(self.packs, here / "state", {self.name: options}, language)


class _Opened:
    """Packs in a sandbox that is closed in the end."""

    def __init__(self, packs: list[Pack], home: Path, options: dict[str, dict[str, str]], language: str) -> None:
        self._sandbox = Sandbox(policy(packs, home, options))
        spoken = "pt" if language == "pt" else "en"
        self.tools = open_packs(packs, self._sandbox, home, language=spoken, options=options)

    def __enter__(self) -> _Opened:
        return self

    def __exit__(self, *_: object) -> None:
        self._sandbox.close()


async def measure(names: Sequence[str], model_name: str, *, alone: bool, failures: bool) -> None:
    """Print the score of each suite, by language, and of all together."""
    from agentlite.models.registry import resolve

    model = resolve(model_name)
    all_passed, everything = 0, 0
    for name in names:
        stage = Stage(name, () if alone else BESIDE)
        passed, seen = Counter[str](), Counter[str]()
        try:
            await stage.prepare()
            for case in stage.cases:
                result = await stage.run(case, model)
                seen[case.language] += 1
                if case.passed(result):
                    passed[case.language] += 1
                elif failures:
                    did = [str(step.decision.action) for step in result.steps]
                    print(f"  {case.language} {case.say!r} → {' '.join(did)}: {result.output}")
        finally:
            stage.close()
        by_language = ", ".join(f"{language} {passed[language]}/{seen[language]}" for language in sorted(seen))
        print(f"{name}: {_share(passed.total(), seen.total())}: {by_language}", flush=True)
        all_passed, everything = all_passed + passed.total(), everything + seen.total()
    print(f"all: {_share(all_passed, everything)}")
    await model.aclose()


def _share(passed: int, of: int) -> str:
    low, high = wilson(passed, of)
    return f"{passed / of:.1%} of {of} ({low:.1%}–{high:.1%})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packs", nargs="*", default=sorted(path.stem for path in SUITES.glob("*.yaml")))
    parser.add_argument("--model", default="embedded")
    parser.add_argument("--failures", action="store_true")
    parser.add_argument("--alone", action="store_true")
    given = parser.parse_args()
    asyncio.run(measure(given.packs, given.model, alone=given.alone, failures=given.failures))


if __name__ == "__main__":
    sys.exit(main())
