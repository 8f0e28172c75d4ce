"""A house, and a lock that opens only when you say yes: `python examples/home.py "unlock the front door"`."""

import sys

from agentlite import Agent, Tool, ToolCall
from agentlite.tools.home import SimulatedHome, home_toolset, load_demo


def ask_me(call: ToolCall, tool: Tool) -> bool:
    """Asked before every irreversible call: unlocking, opening garage doors and valves."""
    return input(f"{call} ({tool.description}) Do it? [y/N] ").strip().lower() == "y"


def main() -> None:
    home = SimulatedHome(load_demo("en"))  # or load_house("my_house.yaml")
    tools = home_toolset(home, here="Lounge")  # "here" is where the speaker is
    with Agent(tools=tools, approve=ask_me) as agent:
        for task in sys.argv[1:] or ["turn on the bookcase strip", "unlock the front door"]:
            result = agent.run(task)
            print(f"{task}\n  → {result.output}  ({result.status})")
            for change in result.changes:
                print(f"    {change.subject}, {change.attribute}: {change.before} → {change.after}")
    print("Front door:", home.snapshot()["lock.front"]["state"])


if __name__ == "__main__":
    main()
