"""Who may do what: risk per call, approval by a person, and a precondition that no model can talk its way around."""

from typing import Annotated

from agentlite import Agent, Range, Tool, ToolCall, ToolError, Toolset, tool
from agentlite.models.testing import ScriptedModel

BALANCE = {"euros": 100}


def enough_money(arguments: dict[str, int]) -> None:
    if arguments["euros"] > BALANCE["euros"]:
        raise ToolError(f"There are only {BALANCE['euros']} euros.")


@tool(risk="read")
def balance() -> str:
    """Tell the balance."""
    return f"{BALANCE['euros']} euros"


@tool(
    risk=lambda arguments: "irreversible" if arguments["euros"] > 20 else "reversible",
    precondition=enough_money,
)
def pay(euros: Annotated[int, Range(1, 1000)], to: str) -> str:
    """Pay somebody."""
    BALANCE["euros"] -= euros
    return f"Paid {euros} euros to {to}."


def small_sums_only(call: ToolCall, tool: Tool) -> bool:
    """Stands for a person here: it is asked about irreversible calls, and says no above 30 euros."""
    print(f"  asked about {call} (risk: {tool.risk_of(call.arguments)})")
    return bool(call.arguments["euros"] <= 30)


def pays(euros: int) -> dict[str, object]:
    """What a model would reply to the request, so that this program needs none."""
    return {"calls": [{"call": "pay", "with": {"euros": euros, "to": "Ana"}}]}


if __name__ == "__main__":
    tools = Toolset([balance, pay])
    for euros in (10, 25, 40, 500):
        model = ScriptedModel([pays(euros)] * 2, one_shot=True)
        with Agent(model, tools=tools, approve=small_sums_only) as agent:
            result = agent.run(f"pay Ana {euros} euros")
        print(f"{euros} → {result.output} ({result.status})")
    print(f"left: {BALANCE['euros']} euros")
