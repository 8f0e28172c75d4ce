"""Task scripts: small behaviour trees as data, in JSON or YAML.

    {"do": "pick", "with": {"target": "red block"}}              one call of a robot tool
    {"check": "open", "of": ["box"], "is": true}                 whether a fact is so; "at" also takes "where"
    {"sequence": [...]}   {"fallback": [...]}                    each in turn, until one fails, or one succeeds
    {"parallel": [...]}                                          all at once
    {"retry": {...}, "times": 2}                                 again if it fails, so often in all
    {"if": {"check": ...}, "then": {...}, "else": {...}}         one or the other, decided once

A whole file is {"script": 1, "task": "...", "root": {...}}.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from agentlite.actions import Json, ToolCall
from agentlite.errors import InputError
from agentlite.tools.robot.claims import FACTS, Fact

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

VERSION = 1
MOST_NODES = 200
_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Do:
    """One call of a robot tool."""

    tool: str
    arguments: Mapping[str, Json] = field(default_factory=dict)

    @property
    def call(self) -> ToolCall:
        return ToolCall(self.tool, self.arguments)


@dataclass(frozen=True, slots=True)
class Check:
    """Succeeds if a fact is so (or not, with `is_so` false) of any of the labels `of`; see `claims.fact_holds`."""

    fact: Fact
    of: tuple[str, ...]
    where: str | None = None
    is_so: bool = True


@dataclass(frozen=True, slots=True)
class Sequence:
    """All of these, in order; it fails with the first that fails."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Fallback:
    """The first of these that succeeds."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Parallel:
    """All of these at once; it fails with the first that fails. At most one of them may move the body."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Retry:
    """The child, up to `times` times in all, until it succeeds."""

    child: Node
    times: int


@dataclass(frozen=True, slots=True)
class Choice:
    """`then` if the check holds when this is reached, else `otherwise`, or nothing."""

    check: Check
    then: Node
    otherwise: Node | None = None


Node: TypeAlias = Do | Check | Sequence | Fallback | Parallel | Retry | Choice


@dataclass(frozen=True, slots=True)
class Script:
    """A task and the tree that carries it out."""

    task: str
    root: Node

    def document(self) -> dict[str, Json]:
        return {"script": VERSION, "task": self.task, "root": node_document(self.root)}

    def to_json(self) -> str:
        """The script as JSON text, always the same for the same script."""
        return json.dumps(self.document(), ensure_ascii=False, indent=2) + "\n"

    def save(self, path: str | Path) -> None:
        """Write the script to a file. Raises `OSError`."""
        Path(path).write_text(self.to_json(), encoding="utf-8")


def load_script(path: str | Path) -> Script:
    """The script in a file: JSON if it is named so, else YAML. Raises `InputError` if it is no script."""
    import yaml

    try:
        text = Path(path).read_text(encoding="utf-8")
        document = json.loads(text) if Path(path).suffix == ".json" else yaml.safe_load(text)
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        raise InputError(f"The script {path} cannot be read: {' '.join(str(error).split())}.") from error
    return parse_script(document)


def parse_script(document: Json) -> Script:
    """The script that a document describes. Raises `InputError`, naming what is wrong, if it is none."""
    problem = next(iter(_validator().iter_errors(document)), None)
    if problem is not None:
        path = ".".join(map(str, problem.absolute_path)) or "the document"
        raise InputError(
            f"This is no task script: {path} is not as it should be.",
            hint='A script is {"script": 1, "task": "...", "root": {...}}; see docs/robot.md.',
        )
    if _depth(document["root"]) > _DEEPEST:
        raise InputError(f"This task script is nested more than {_DEEPEST} deep.")
    script = Script(document["task"], _node(document["root"]))
    if sum(1 for _ in walk(script.root)) > MOST_NODES:
        raise InputError(f"This task script has more than {MOST_NODES} nodes.")
    return script


def parse_node(document: Json) -> Node:
    """One node of a script. Raises `InputError`."""
    return parse_script({"script": VERSION, "task": "", "root": document}).root


def node_document(node: Node) -> dict[str, Json]:
    """A node as JSON."""
    match node:
        case Do(tool, arguments):
            return {"do": tool, "with": dict(sorted(arguments.items()))}
        case Check(fact, of, where, is_so):
            place = {"where": where} if where is not None else {}
            return {"check": fact, "of": list(of), **place, "is": is_so}
        case Sequence(children) | Fallback(children) | Parallel(children):
            return {type(node).__name__.lower(): [node_document(child) for child in children]}
        case Retry(child, times):
            return {"retry": node_document(child), "times": times}
        case Choice(check, then, otherwise):
            other = {"else": node_document(otherwise)} if otherwise is not None else {}
            return {"if": node_document(check), "then": node_document(then), **other}


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below a node, in order."""
    match node:
        case Sequence(below) | Fallback(below) | Parallel(below):
            return below
        case Retry(child):
            return (child,)
        case Choice(check, then, otherwise):
            return (check, then, otherwise) if otherwise is not None else (check, then)
    return ()


def walk(node: Node, path: str = "root") -> Iterator[tuple[str, Node]]:
    """Every node with its path, such as "root.1.0", from the top down."""
    yield path, node
    for index, child in enumerate(children(node)):
        yield from walk(child, f"{path}.{index}")


def replaced(node: Node, changes: Mapping[str, Node], path: str = "root") -> Node:
    """The tree with other nodes at some paths."""
    if path in changes:
        return changes[path]
    below = tuple(replaced(child, changes, f"{path}.{i}") for i, child in enumerate(children(node)))
    match node:
        case Sequence() | Fallback() | Parallel():
            return type(node)(below)
        case Retry(_, times):
            return Retry(below[0], times)
        case Choice(check):
            return Choice(check, below[1], below[2] if len(below) > 2 else None)
    return node


def _node(document: Mapping[str, Json]) -> Node:
    match document:
        case {"do": tool}:
            return Do(tool, dict(document.get("with", {})))
        case {"check": fact, "of": of}:
            return Check(fact, tuple(of), document.get("where"), document.get("is", True))
        case {"sequence": below}:
            return Sequence(tuple(map(_node, below)))
        case {"fallback": below}:
            return Fallback(tuple(map(_node, below)))
        case {"parallel": below}:
            return Parallel(tuple(map(_node, below)))
        case {"retry": child, "times": times}:
            return Retry(_node(child), times)
    check = _node(document["if"])
    assert isinstance(check, Check)
    otherwise = _node(document["else"]) if "else" in document else None
    return Choice(check, _node(document["then"]), otherwise)


def _depth(document: Json) -> int:
    """How deeply a document nests; counted without recursion beyond what is allowed."""
    level, deepest = [document], 0
    while level and deepest <= 3 * _DEEPEST:
        values = [v for part in level for v in (part.values() if isinstance(part, Mapping) else part)]
        level = [value for value in values if isinstance(value, (Mapping, list))]
        deepest += 1
    return deepest // 2


def _closed(*, optional: Mapping[str, Json] | None = None, **properties: Json) -> dict[str, Json]:
    return {
        "type": "object",
        "properties": properties | (dict(optional) if optional else {}),
        "required": list(properties),
        "additionalProperties": False,
    }


@functools.cache
def _validator() -> Validator:
    from jsonschema import Draft202012Validator

    node, text = {"$ref": "#/$defs/node"}, {"type": "string", "maxLength": 500}
    nodes = {"type": "array", "items": node, "minItems": 1, "maxItems": MOST_NODES}
    values = {"type": ["string", "number", "boolean"]}
    check = _closed(
        check={"enum": list(FACTS)},
        of={"type": "array", "items": text, "maxItems": 50},
        optional={"where": text, "is": {"type": "boolean"}},
    )
    several = [_closed(**{kind: nodes}) for kind in ("sequence", "fallback", "parallel")]
    forms = [
        _closed(do=text, optional={"with": {"type": "object", "additionalProperties": values}}),
        {"$ref": "#/$defs/check"},
        *several,
        _closed(retry=node, times={"type": "integer", "minimum": 1, "maximum": 10}),
        _closed(**{"if": {"$ref": "#/$defs/check"}, "then": node}, optional={"else": node}),
    ]
    schema = _closed(script={"const": VERSION}, task={"type": "string", "maxLength": 2000}, root=node)
    return Draft202012Validator(schema | {"$defs": {"node": {"anyOf": forms}, "check": check}})
