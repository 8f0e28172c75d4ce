"""What a pack's suite expects of a model must be something that it can say."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import yaml

from agentlite.actions import ToolCall
from agentlite.toolset import Toolset
from agentlite.train.rehearsing import legal

_SUITES = Path(__file__).parents[2] / "benchmarks" / "suites" / "packs"


def impossible(name: str, tools: Toolset) -> Iterator[str]:
    """The sentences of the suite of the pack `name` whose calls are not legal, once its setup is made."""
    suite = yaml.safe_load((_SUITES / f"{name}.yaml").read_text(encoding="utf-8"))
    for call in suite.get("setup", ()):
        asyncio.run(tools[call["call"]].run(call.get("with", {})))
    for case in suite["cases"]:
        calls = [ToolCall(call["call"], call.get("with", {})) for call in case.get("calls", ())]
        if not legal(tools, case["say"], calls):
            yield f"{case['say']}: {calls}"
