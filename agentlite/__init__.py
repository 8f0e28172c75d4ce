"""agentlite: an agent framework whose brain is a small language model.

from agentlite import Agent, tool

    @tool(risk="reversible")
    def set_light(room: Literal["kitchen", "bedroom"], on: bool) -> str:
        '''Switch the light of one room.'''

    Agent(tools=[set_light]).run("kitchen light on please")
"""

from agentlite.actions import Answer, Ask, Calls, Change, Decline, Observation, Result, Step, ToolCall, Usage
from agentlite.agent import Agent
from agentlite.errors import AgentliteError, ToolError
from agentlite.limits import Limits
from agentlite.toolset import Briefing, Choices, Outcome, Range, Said, Tool, Toolset, tool

__all__ = [
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
