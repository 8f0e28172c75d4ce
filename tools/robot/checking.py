"""Whether a task script makes sense in a world, before anything moves: tools, labels that exist, legal numbers."""

from __future__ import annotations

from collections.abc import Iterator

from agentlite.actions import Json
from agentlite.errors import InputError, ToolError
from agentlite.tools.robot.names import Names
from agentlite.tools.robot.script import Check, Do, Node, Parallel, Script, walk
from agentlite.tools.robot.tools import LONGEST_WAIT_SECONDS

_TARGETS = {"go_to": "place", "pick": "thing", "place": "anything", "open": "lid", "close": "lid"}
_PLAIN = {"look": None, "stop": None, "say": "text", "wait": "seconds"}
_STILL = frozenset(("say", "wait", "look"))
_LONGEST_TEXT = 300


def problems(script: Script, names: Names) -> list[str]:
    """Everything that is wrong with a script in this world, as "path: sentence"."""
    return [f"{path}: {problem}" for path, node in walk(script.root) for problem in _of_node(node, names)]


def checked(script: Script, names: Names) -> Script:
    """The script, if nothing is wrong with it. Raises `InputError`."""
    if found := problems(script, names):
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        raise InputError(f"This script does not fit this world: {found[0]}{more}")
    return script


def _of_node(node: Node, names: Names) -> Iterator[str]:
    match node:
        case Do(tool, arguments) if tool in _TARGETS:
            if set(arguments) != {"target"}:
                yield f"{tool} takes a target, and nothing else."
            elif not _is(_TARGETS[tool], arguments["target"], names):
                yield f"{arguments['target']!r} is nothing here that {tool} can be used on."
        case Do(tool, arguments) if tool in _PLAIN:
            wanted = _PLAIN[tool]
            if set(arguments) != ({wanted} if wanted else set()):
                yield f"{tool} takes {wanted or 'nothing'}, and nothing else."
            elif wanted and not _legal(wanted, arguments[wanted]):
                yield f"{arguments[wanted]!r} is no {wanted} for {tool}."
        case Do(tool):
            yield f"there is no robot tool {tool!r}."
        case Check(fact, of, where):
            yield from _of_check(fact, of, where, names)
        case Parallel(branches):
            if sum(any(_moves(n) for _, n in walk(branch)) for branch in branches) > 1:
                yield "the robot has one body: only one branch of a parallel may move it."


def _of_check(fact: str, of: tuple[str, ...], where: str | None, names: Names) -> Iterator[str]:
    kind = {"open": "lid", "empty": "place"}.get(fact, "thing")
    yield from (f"{label!r} is nothing here that can be {fact}." for label in of if not _is(kind, label, names))
    if where is not None and (fact != "at" or not _is("anything", where, names)):
        yield f"{where!r} is no place for {fact!r}."


def _moves(node: Node) -> bool:
    return isinstance(node, Do) and node.tool not in _STILL


def _is(kind: str, label: Json, names: Names) -> bool:
    try:
        name = names.id(label) if isinstance(label, str) else ""
    except ToolError:
        return False
    place = names.world.place.get(name)
    match kind:
        case "thing":
            return name in names.world.thing
        case "place":
            return place is not None
        case "lid":
            return place is not None and place.lid
    return bool(name)


def _legal(kind: str, value: Json) -> bool:
    if kind == "text":
        return isinstance(value, str) and 0 < len(value) <= _LONGEST_TEXT
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= LONGEST_WAIT_SECONDS
