"""What `import agentlite` may cost and load, and the public names."""

import json
import subprocess
import sys

import agentlite

HEAVY = {"llama_index", "ollama", "xllamacpp", "torch", "numpy", "httpx", "jsonschema", "sqlite_utils", "yaml", "click"}


def _in_a_fresh_process(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout


def test_importing_loads_nothing_heavy() -> None:
    code = "import agentlite, json, sys; print(json.dumps(sorted({m.split('.')[0] for m in sys.modules})))"
    assert HEAVY.isdisjoint(json.loads(_in_a_fresh_process(code)))


def test_importing_adds_less_than_30_mib() -> None:
    peak = "import resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    bare, ours = (int(_in_a_fresh_process(f"{first}; {peak}")) for first in ("pass", "import agentlite"))
    assert (ours - bare) / 1024 < 30


def test_the_public_names_are_these() -> None:
    assert sorted(agentlite.__all__) == [
        "Agent",
        "AgentliteError",
        "Answer",
        "Ask",
        "Briefing",
        "Calls",
        "Change",
        "Choices",
        "Decline",
        "Limits",
        "Observation",
        "Outcome",
        "Range",
        "Result",
        "Said",
        "Step",
        "Tool",
        "ToolCall",
        "ToolError",
        "Toolset",
        "Usage",
        "tool",
    ]
    assert all(hasattr(agentlite, name) for name in agentlite.__all__)
