"""The smallest agent: one function, the model in the box, one sentence."""

from typing import Literal

from agentlite import Agent, tool

LIGHTS = {"kitchen": False, "bedroom": False}


@tool(risk="reversible")
def set_light(room: Literal["kitchen", "bedroom"], state: Literal["on", "off"]) -> str:
    """Switch the light of one room on or off."""
    LIGHTS[room] = state == "on"
    return f"The {room} light is {state}."


with Agent(tools=[set_light]) as agent:
    result = agent.run("switch the kitchen light on")

print(result.output)
print(f"status {result.status}, confidence {result.confidence}, lights {LIGHTS}")
