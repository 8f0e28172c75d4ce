"""Tools nobody trained on: random signatures listed in the prompt, and requests for them.

They teach the model to read a tool it has never seen, as an app developer's own tools will be.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from agentlite.actions import Json, ToolCall
from agentlite.prompting import signature_line
from agentlite.train.homes import Words
from agentlite.train.quoting import quoted
from agentlite.train.words import load_words

_NUMBERS = ("count", "percent", "minutes", "speed", "amount", "number", "height")


def _words() -> Mapping[str, Any]:
    return load_words("foreign")


@dataclass(frozen=True, slots=True)
class ForeignTool:
    """A tool as a prompt shows it."""

    name: str
    verb: str
    noun: str
    schema: dict[str, Json]

    @property
    def line(self) -> str:
        return signature_line(self.name, f"{self.verb.capitalize()} the {self.noun}.", self.schema)


def foreign_tools(rng: random.Random) -> list[ForeignTool]:
    """One to four tools with distinct names and objects."""
    verbs = rng.sample(sorted(_words()["verbs"]), 4)
    nouns = rng.sample(sorted(_words()["nouns"]), 4)
    return [_tool(rng, verb, noun) for verb, noun in list(zip(verbs, nouns, strict=True))[: rng.randint(1, 4)]]


def _tool(rng: random.Random, verb: str, noun: str) -> ForeignTool:
    properties: dict[str, Json] = {}
    for name in rng.sample(sorted(_words()["enums"]), rng.randint(0, 2)):
        properties[name] = {"type": "string", "enum": rng.sample(_words()["enums"][name], rng.randint(2, 3))}
    if rng.random() < 0.4:
        properties["on"] = {"type": "boolean"}
    if rng.random() < 0.35:
        properties[rng.choice(_NUMBERS)] = {"type": "integer", "minimum": 0, "maximum": 100}
    if rng.random() < 0.2:
        properties["text"] = {"type": "string"}
    ordered = dict(sorted(properties.items()))
    return ForeignTool(f"{verb}_{noun}", verb, noun, {"properties": ordered, "required": list(ordered)})


def foreign_request(tool: ForeignTool, language: str, words: Words, rng: random.Random) -> tuple[str, ToolCall]:
    """A sentence that asks for `tool` and says every argument, in any order, and the call."""
    english = language == "en"
    arguments: dict[str, Json] = {}
    parts = []
    for name, schema in tool.schema["properties"].items():
        if "enum" in schema:
            value = rng.choice(schema["enum"])
            said = value.replace("_", " ") if english else _words()["values"].get(value, value)
            lead = rng.choice(("in", "to", "the", "with")) if english else rng.choice(("em", "para", "com", ""))
            parts.append(f"{lead} {said}".strip())
        elif schema["type"] == "boolean":
            value = rng.random() < 0.5
            parts.append(("on" if value else "off") if english else ("ligado" if value else "desligado"))
        elif schema["type"] == "integer":
            value = rng.randint(0, 100)
            parts.append(
                f"{rng.choice(('', name + ' ', 'to '))}{value}"
                if english
                else f"{rng.choice(('', 'a ', 'para '))}{value}"
            )
        else:
            value = quoted(rng.choice(words[rng.choice(("items", "media"))]))
            parts.append(f"saying {value}" if english else f"a dizer {value}")
        arguments[name] = value
    rng.shuffle(parts)
    verb, noun = (tool.verb, tool.noun) if english else (_words()["verbs"][tool.verb], _words()["nouns"][tool.noun])
    head = (
        rng.choice((f"{verb} the {noun}", f"{noun}", f"{verb} {noun}", f"please {verb} the {noun}"))
        if english
        else rng.choice((f"{verb} {noun}", noun, f"{verb} o {noun}", f"por favor {verb} {noun}"))
    )
    text = " ".join([head, *parts]) if rng.random() < 0.75 else " ".join([*parts[:1], head, *parts[1:]])
    return text, ToolCall(tool.name, arguments)
