"""A model that knows verbs and nothing else: it takes the first target that the grammar of the moment allows."""

import re

from agentlite.models.testing import FunctionModel
from agentlite.tools.robot.nouns import fold

VERBS = {
    "say": r"say|tell|diz\w*",
    "wait": r"wait|espera",
    "stop": r"stop|^para",
    "open": r"open|abr\w+",
    "close": r"close|shut|fech\w+",
    "look": r"see|look|onde|olha",
    "place": r"put|putting|move|moving|bring|drop|stack|place|belongs?|goes|leave|sitting|want|quero|poe|"
    r"poem|pous\w+|met\w+|colo\w+|lev\w+|tra[zg]\w*|arruma|empilha|deixa|clear",
    "pick": r"pick|grab|take|apanha|peg\w+|segur\w+",
    "go_to": r"go|drive|head|vai|va",
}


def verbs_model() -> FunctionModel:
    return FunctionModel(lambda messages, schema: _reply(messages[1].content.split("\n")[0], schema))


def _reply(sentence, schema):
    found = []
    for tool, pattern in VERBS.items():
        hit = re.search(rf"\b(?:{pattern})\b", fold(sentence))
        arguments = _arguments(tool, schema)
        if hit and arguments is not None:
            found.append((hit.start(), {"call": tool, "with": arguments}))
    calls = [call for _, call in sorted(found, key=lambda pair: pair[0])]
    if any(call["call"] == "say" for call in calls):
        calls = [call for call in calls if call["call"] == "say"]
    if any(call["call"] == "place" for call in calls):
        calls = [call for call in calls if call["call"] != "pick"]
    return {"calls": calls} if calls else {"decline": "I know no such verb."}


def _arguments(tool, schema):
    """The first legal value of each argument of a tool; None if it cannot be called."""
    calls = next((o["properties"]["calls"] for o in schema["anyOf"] if "calls" in o["properties"]), None)
    branches = calls["items"]["anyOf"] if calls else []
    for branch in branches:
        if branch["properties"]["call"]["const"] == tool:
            return {name: _first(part, schema) for name, part in branch["properties"]["with"]["properties"].items()}
    return None


def _first(part, schema):
    if "$ref" in part:
        part = schema["$defs"][part["$ref"].rsplit("/", 1)[1]]
    return part["enum"][0]
