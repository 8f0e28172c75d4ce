"""From the state of a run to the messages a model reads.

The order keeps a server's prefix cache warm: instructions, tools and the stable briefing first and byte-identical from
turn to turn; then what was said and done, to which each turn only appends; volatile facts last.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources

from agentlite.actions import Json, Observation, Step
from agentlite.errors import PromptTooLong
from agentlite.grammar import to_wire
from agentlite.language import Language
from agentlite.models.base import Message, Model, ModelInfo
from agentlite.quoting import quoted
from agentlite.signatures import SAID
from agentlite.toolset import Briefing, Toolset

_INLINE_VALUES = 12
"""Longer lists of legal values are not repeated in a tool's signature; the briefing shows them."""


@functools.cache
def prompt_text(name: str, language: Language) -> str:
    """The prompt file `prompts/NAME.LANGUAGE.md`."""
    return resources.files("agentlite.prompts").joinpath(f"{name}.{language}.md").read_text(encoding="utf-8").strip()


def instructions(info: ModelInfo) -> str:
    """The text that tells a model of this style how to decide, by which a certificate knows it."""
    return "compact" if info.style == "compact" else prompt_text("planner", "en")


def signature_line(tool: str, description: str, schema: Mapping[str, Json]) -> str:
    """One tool as a line: `set_light(on: true|false, room: kitchen|bedroom) Switch the light of one room.`"""
    arguments = ", ".join(
        f"{name}{'' if name in schema['required'] else '?'}: {_type_text(part)}"
        for name, part in schema["properties"].items()
    )
    return f"{tool}({arguments}) {description}"


def _type_text(schema: Mapping[str, Json]) -> str:
    if "enum" in schema and schema.get("$comment") != SAID:
        values = schema["enum"]
        return "|".join(map(str, values)) if len(values) <= _INLINE_VALUES else "name"
    match schema["type"]:
        case "boolean":
            return "true|false"
        case "string":
            return "text"
        case "array":
            return f"list of {_type_text(schema['items'])}"
        case "integer" | "number" if "minimum" in schema:
            return f"{schema['minimum']:g}..{schema['maximum']:g}"
    return str(schema["type"])


def tool_lines(tools: Toolset, schemas: Mapping[str, Mapping[str, Json]], names: Iterable[str]) -> list[str]:
    """The tools called `names`, a line each."""
    return [signature_line(name, tools[name].description, schemas[name]) for name in names]


def _argument_notes(schemas: Mapping[str, Mapping[str, Json]]) -> list[str]:
    """What each argument means, said once however many tools take it."""
    notes: dict[str, None] = {}
    for schema in schemas.values():
        for name, part in schema["properties"].items():
            if "description" in part:
                notes[f"{name}: {part['description']}"] = None
    return list(notes)


def system_message(
    info: ModelInfo, tools: Toolset, schemas: Mapping[str, Mapping[str, Json]], briefing: Briefing, language: Language
) -> Message:
    """The stable head of the prompt, in the style the model wants.

    A compact prompt describes only the tools that the model was not trained on.
    """
    if info.style == "compact":
        unknown = [name for name in schemas if name not in info.known_tools]
        sections = [briefing.stable, *(["tools:", *tool_lines(tools, schemas, unknown)] if unknown else [])]
    else:
        sections = [prompt_text("planner", language), "Tools:", *tool_lines(tools, schemas, schemas)]
        sections += _argument_notes(schemas)
        sections += ["Here is what there is:", briefing.stable] if briefing.stable else []
    return Message("system", "\n".join(filter(None, sections)))


def task_message(task: str, briefing: Briefing, recalled: str = "") -> Message:
    """The user's request, after what memory recalled for it and before the volatile facts."""
    return Message("user", "\n".join(filter(None, (recalled, task, briefing.volatile))))


def step_messages(step: Step) -> list[Message]:
    """A finished step as the model's own reply and what came of it."""
    return [Message("assistant", to_wire(step.decision.action)), Message("user", f"Results:\n{results_text(step)}")]


def results_text(step: Step) -> str:
    """What came of the calls of a step, a line each."""
    return "\n".join(map(result_line, step.observations))


def result_line(seen: Observation) -> str:
    """What came of one call; words of others stand below it, marked as such."""
    told = f"\n{quoted(_clipped(seen.text))}" if seen.untrusted else f" {_clipped(seen.text)}"
    return f"{'ok' if seen.ok else 'FAILED'} {seen.call}:{told}"


def refusal_messages(text: str, refusal: str) -> list[Message]:
    """An illegal reply and what was wrong with it."""
    return [Message("assistant", _clipped(text)), Message("user", f"Refused: {refusal}")]


def _clipped(text: str, limit: int = 3_000) -> str:
    return text if len(text) <= limit else f"{text[:limit]} … ({len(text) - limit} more characters)"


def observation_text(observations: Sequence[Observation]) -> str:
    """The results of calls, one sentence after the other."""
    return " ".join(o.text for o in observations if o.text)


async def check_fit(model: Model, info: ModelInfo, messages: Sequence[Message], answer_tokens: int) -> int:
    """The prompt's tokens. Raises `PromptTooLong` if they and the answer do not fit the window: nothing is ever cut."""
    tokens = await model.count_tokens(messages)
    if tokens + answer_tokens > info.context_tokens:
        raise PromptTooLong(
            f"The prompt needs {tokens} tokens and the answer {answer_tokens}, but {info.name} has room for "
            f"{info.context_tokens}.",
            hint="Use fewer tools, a shorter task, or a model with a larger window.",
        )
    return tokens
