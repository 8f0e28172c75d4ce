"""What the framework itself costs: a run of two calls over a scripted model, with and without the run log.

python benchmarks/overhead.py [runs]
"""

import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path

from agentlite import Agent, Toolset, tool
from agentlite.models.testing import ScriptedModel
from agentlite.runs import RunLog


@tool(risk="reversible")
async def set_light(on: bool, room: str) -> str:
    """Switch the light of one room."""
    return f"{room} {on}"


def _reply(room: str) -> dict[str, object]:
    return {"calls": [{"call": "set_light", "with": {"on": True, "room": room}}]}


async def measure(runs: int, log: RunLog | None) -> list[float]:
    """Milliseconds of each run: two decisions with one call each, then the answer."""
    tools, elapsed = Toolset([set_light]), []
    for _ in range(runs):
        agent = Agent(ScriptedModel([_reply("kitchen"), _reply("bedroom"), {"answer": "Done."}]), tools=tools, log=log)
        started = time.perf_counter()
        result = await agent.arun("turn on the kitchen and the bedroom light")
        elapsed.append((time.perf_counter() - started) * 1000)
        assert result.status == "answered", result
    return elapsed


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    with tempfile.TemporaryDirectory() as folder:
        for name, log in (("without a log", None), ("with a log", RunLog(Path(folder) / "runs.db"))):
            times = sorted(asyncio.run(measure(runs, log))[runs // 10 :])
            p95 = times[int(len(times) * 0.95)]
            print(f"{name}: median {statistics.median(times):.2f} ms, p95 {p95:.2f} ms, n={len(times)}")


if __name__ == "__main__":
    main()
