"""What the model in the box costs: size, load time, memory, prompt, and the time of a decision as the house grows.

    python benchmarks/box.py [--model embedded] [--requests 60]

A decision is everything from the sentence to the legal call: finding the candidates, the grammar, the prompt, the model
and the check. Each house size is measured in a process of its own.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import subprocess
import sys
import time
from itertools import cycle, islice

from agentlite.evaluation import home_model
from agentlite.evaluation.intervals import percentile
from agentlite.limits import Limits
from agentlite.models.base import Message
from agentlite.planner import NoLegalDecision, Planner
from agentlite.tools.home import Area, Entity, House, SimulatedHome, home_toolset

KINDS = (
    ("Lamp", "light"),
    ("Ceiling Light", "light"),
    ("Plug", "switch"),
    ("Fan", "fan"),
    ("Blind", "cover"),
    ("Speaker", "media_player"),
)
ASK = ("turn on the {}", "turn off the {}", "is the {} on", "please switch the {} off", "acende {}", "desliga {}")


def house_of(devices: int) -> House:
    """A house with about seventeen devices to a room."""
    areas = tuple(Area(f"a{n}", f"Room {n + 1}") for n in range(max(1, devices // 17)))
    entities = []
    for n, ((noun, domain), area) in enumerate(islice(zip(cycle(KINDS), cycle(areas), strict=False), devices)):
        same = sum(e.area == area.name and e.name.startswith(f"{area.name} {noun}") for e in entities)
        name = f"{area.name} {noun}" + (f" {same + 1}" if same else "")
        entities.append(Entity(f"{domain}.e{n}", name, area.name, state="off"))
    return House(areas, tuple(entities))


async def measure(devices: int, model_name: str, requests: int) -> dict[str, float]:
    """One line of the table; times in milliseconds, memory in MiB."""
    before = _resident()
    started = time.perf_counter()
    model = home_model(model_name)
    info = await model.info()
    loaded = (time.perf_counter() - started) * 1000
    home = SimulatedHome(house_of(devices))
    tools = home_toolset(home)
    names = [e.name for e in home.house.entities if e.domain in ("light", "switch", "fan")]
    times, prompt = [], 0
    for number in range(requests):
        sentence = ASK[number % len(ASK)].format(names[number * 7 % len(names)])
        began = time.perf_counter()
        try:
            decision = await Planner(model, info, tools, sentence, "en").decide([], Limits())
            prompt = max(prompt, decision.usage.prompt_tokens)
        except NoLegalDecision:
            pass
        times.append((time.perf_counter() - began) * 1000)
    listing = await model.count_tokens([Message("system", tools.briefing("").stable)])
    await model.aclose()
    return {
        "devices": devices,
        "load_ms": loaded,
        "first_ms": times[0],
        "p50_ms": percentile(times[1:], 0.5),
        "p95_ms": percentile(times[1:], 0.95),
        "prompt_tokens": prompt,
        "listing_tokens": listing,
        "resident_mib": _resident(),
        "before_model_mib": before,
    }


def _resident() -> float:
    """What this process has in memory at its peak, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="embedded")
    parser.add_argument("--requests", type=int, default=60)
    parser.add_argument("--devices", type=int, help="measure this size only, as JSON")
    options = parser.parse_args()
    if options.devices:
        print(json.dumps(asyncio.run(measure(options.devices, options.model, options.requests))))
        return
    rows = []
    for devices in (10, 25, 100, 1000):
        command = [sys.executable, __file__, "--model", options.model, "--requests", str(options.requests)]
        done = subprocess.run([*command, "--devices", str(devices)], check=True, capture_output=True, text=True)
        rows.append(json.loads(done.stdout.strip().splitlines()[-1]))
    print("  ".join(f"{name:>14}" for name in rows[0]))
    for row in rows:
        print("  ".join(f"{value:14.0f}" for value in row.values()))


if __name__ == "__main__":
    main()
