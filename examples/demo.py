"""Watch the model in the box run a small house, offline: `python examples/demo.py ["TASK"]`.

Without a task it makes a few requests, in English and in Portuguese, to two copies of one imaginary house.
"""

import asyncio
import sys
import time
from collections.abc import Callable, Sequence

from agentlite import Agent, AgentliteError, Change, Result, Tool, ToolCall
from agentlite.errors import ModelError
from agentlite.events import CallFinished, CallStarted, RunFinished
from agentlite.language import Language, detect_language
from agentlite.models.base import Model
from agentlite.models.registry import resolve
from agentlite.tools.home import House, SimulatedHome, home_toolset, load_demo

REQUESTS = (
    "turn on the worktop light",
    "set the reading lamp to 40 percent and close the lounge blind",
    "is the front door locked?",
    "apaga a luz de presença",
    "põe o aquecimento do rés do chão a 22 graus e fecha o estore da sala",
    "order a pizza for tonight",
)

WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "house": "The house",
        "confidence": "confidence",
        "unknown": "unknown",
        "approve": "{call} needs your approval. Do it? [y/N] ",
        "next": 'Next: make demo TASK="turn off all lights in Lounge"   or read docs/quickstart.md',
    },
    "pt": {
        "house": "A casa",
        "confidence": "confiança",
        "unknown": "desconhecida",
        "approve": "{call} precisa da tua aprovação. Faço? [s/N] ",
        "next": 'A seguir: make demo TASK="apaga todas as luzes da sala"   ou lê docs/quickstart.md',
    },
}


def describe(house: House) -> str:
    """The devices of each area, on one line per area."""
    lines = []
    for area in house.areas:
        names = [entity.name for entity in house.entities if entity.area == area.name]
        lines.append(f"  {area.name}: {', '.join(names)}")
    elsewhere = [entity.name for entity in house.entities if entity.area is None]
    return "\n".join([*lines, f"  + {', '.join(elsewhere)}"])


def describe_change(change: Change) -> str:
    what = change.subject if change.attribute == "state" else f"{change.subject}, {change.attribute}"
    before, after = ("–" if value is None else value for value in (change.before, change.after))
    return f"{what}: {before} → {after}"


def approval_in(language: Language) -> Callable[[ToolCall, Tool], bool]:
    """A question on the terminal before anything irreversible; without a terminal the answer is no."""

    def approve(call: ToolCall, tool: Tool) -> bool:
        if not sys.stdin.isatty():
            return False
        return input("  " + WORDS[language]["approve"].format(call=call)).strip().lower() in ("y", "yes", "s", "sim")

    return approve


async def show(agent: Agent, request: str, language: Language) -> Result:
    """Run one request and print what happens while it happens."""
    print(f"\n» {request}")
    started = time.perf_counter()
    async for event in agent.stream(request):
        match event:
            case CallStarted(call=call):
                print(f"  {call}")
            case CallFinished(observation=observation):
                for change in observation.changes:
                    print(f"    {describe_change(change)}")
            case RunFinished(result=result):
                words = WORDS[language]
                sure = words["unknown"] if result.confidence is None else f"{result.confidence:.2f}"
                elapsed = (time.perf_counter() - started) * 1000
                options = f" ({' / '.join(result.options)})" if result.options else ""
                print(f"  {result.output}{options}")
                print(f"  [{result.status} · {words['confidence']} {sure} · {elapsed:.0f} ms]")
    return result


async def load(model: Model) -> None:
    started = time.perf_counter()
    info = await model.info()
    print(f"{info.name}, {info.quantization}, loaded in {(time.perf_counter() - started) * 1000:.0f} ms")


async def demo(model: Model, requests: Sequence[str]) -> None:
    """Run requests, each on the house of its language; a house keeps its state from one request to the next."""
    await load(model)
    agents: dict[Language, Agent] = {}
    for request in requests:
        language = detect_language(request)
        if language not in agents:
            house = load_demo(language)
            print(f"\n{WORDS[language]['house']}:\n{describe(house)}")
            tools = home_toolset(SimulatedHome(house))
            agents[language] = Agent(model, tools=tools, approve=approval_in(language), language=language)
        await show(agents[language], request, language)
    await model.aclose()
    print(f"\n{WORDS[detect_language(requests[0])]['next']}")


def main() -> int:
    requests = (" ".join(sys.argv[1:]),) if sys.argv[1:] else REQUESTS
    tools = home_toolset(SimulatedHome(load_demo()))
    try:
        asyncio.run(demo(resolve("embedded", tools=tools.names), requests))
    except AgentliteError as error:
        print(f"error: {error} {error.hint}".rstrip(), file=sys.stderr)
        return 3 if isinstance(error, ModelError) else 2
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
