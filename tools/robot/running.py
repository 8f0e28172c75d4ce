"""Running task scripts: for real, in a dry run, and again without a model; with repair of just the node that failed."""

from __future__ import annotations

import inspect
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from agentlite.actions import Json, ToolCall
from agentlite.errors import ConfigurationError, ToolError
from agentlite.tools.robot.backend import RobotBackend
from agentlite.tools.robot.checking import checked
from agentlite.tools.robot.claims import fact_holds
from agentlite.tools.robot.guard import Guard, Stopped
from agentlite.tools.robot.names import Names
from agentlite.tools.robot.script import Check, Do, Node, Script, load_script, replaced
from agentlite.tools.robot.tabletop import TabletopSim
from agentlite.tools.robot.tools import robot_toolset
from agentlite.tools.robot.wording import Wording
from agentlite.tools.robot.world import Scene, World


@dataclass(frozen=True, slots=True)
class Entry:
    """One leaf that was run: its path, what it was, whether it succeeded, and what is said of it, by language."""

    path: str
    what: str
    ok: bool
    say: Mapping[str, str]
    time: float

    def document(self) -> dict[str, Json]:
        return {"node": self.path, "what": self.what, "ok": self.ok, "say": self.say["en"], "time": round(self.time, 3)}


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a script: each leaf in order, where everything was at the end, and the script as it is now.

    `script` differs from the one that was run only in the nodes that were `repaired`, by path.
    """

    ok: bool
    script: Script
    entries: tuple[Entry, ...]
    scene: Scene
    repaired: tuple[str, ...] = ()

    @property
    def problem(self) -> Entry | None:
        """The action that failed last, if the script did."""
        failed = [entry for entry in self.entries if not entry.ok]
        return failed[-1] if failed and not self.ok else None

    def log(self) -> str:
        """Everything that happened, a JSON document a line: the same whenever the same happens."""
        lines = [entry.document() for entry in self.entries]
        lines.append({"ok": self.ok, "scene": self.scene.document()})
        return "".join(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n" for line in lines)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a node failed, and where everything was then: what a repair may go by."""

    problem: str
    world: World
    scene: Scene


Repair: TypeAlias = Callable[[Do, Trouble], Node | Awaitable[Node | None] | None]
"""Gives a node to run instead of one that failed, or None."""


async def run(script: Script, backend: RobotBackend, *, repair: Repair | None = None) -> Report:
    """Run a script on a robot. A node that fails is repaired at most once, and nothing else of the script changes.

    A robot that is stopped ends the script, which has then failed. Raises `InputError` if the script, or a repair, does
    not fit the robot's world.
    """
    return await _Run(script, backend, repair).to_its_end()


async def dry_run(script: Script, world: World, scene: Scene | None = None) -> Report:
    """Run a script in a simulation that begins as `scene` (by default, as the world does). The real robot stays still.

    Raises `InputError` if the script does not fit the world.
    """
    return await run(script, TabletopSim(world, scene))


async def replay(path: str | Path, backend: RobotBackend) -> Report:
    """Run the script in a file again, without any model. Raises `InputError`."""
    return await run(load_script(path), backend)


@dataclass
class _Run:
    """One run of one script."""

    script: Script
    backend: RobotBackend
    repair: Repair | None
    entries: list[Entry] = field(default_factory=list)
    repairs: dict[str, Node] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.robot = self.backend if isinstance(self.backend, Guard) else Guard(self.backend)
        self.tools = robot_toolset(self.robot)
        self.names = Names(self.robot.world)
        self.wording = Wording(self.names)

    async def to_its_end(self) -> Report:
        checked(self.script, self.names)
        await self.robot.sense()
        try:
            ok = await self._tree(self.script.root, "root")
        except Stopped:
            ok = False
        script = Script(self.script.task, replaced(self.script.root, self.repairs))
        return Report(ok, script, tuple(self.entries), await self.robot.sense(), tuple(self.repairs))

    async def _tree(self, node: Node, path: str) -> bool:
        try:
            from agentlite.tools.robot.trees import run_tree
        except ImportError as error:
            raise ConfigurationError(
                "Task scripts are run by py_trees, which is not installed.",
                hint="Install it: pip install 'agentlite[robot]'.",
            ) from error
        return await run_tree(node, path, self._leaf)

    async def _leaf(self, path: str, node: Do | Check) -> bool:
        if isinstance(node, Check):
            return await self._check(path, node)
        failure = await self._do(path, node)
        if failure is None:
            return True
        if self.repair is None or path in self.repairs or "+" in path:
            return False
        instead = self.repair(node, Trouble(failure, self.robot.world, await self.robot.sense()))
        if inspect.isawaitable(instead):
            instead = await instead
        if instead is None:
            return False
        self.repairs[path] = checked(Script(self.script.task, instead), self.names).root
        return await self._tree(instead, f"{path}+")

    async def _check(self, path: str, check: Check) -> bool:
        scene, names = await self.robot.sense(), self.names
        of = [names.id(label) for label in check.of]
        where = names.id(check.where) if check.where is not None else None
        ok = fact_holds(check.fact, of, where, names.world, scene) == check.is_so
        what = f"{check.fact} {', '.join(check.of)}{f' {check.where}' if check.where else ''} is {check.is_so}"
        say = self.wording.checked(check.fact, of, where, holds=ok == check.is_so)
        self.entries.append(Entry(path, what, ok, say, scene.time))
        return ok

    async def _do(self, path: str, node: Do) -> str | None:
        """Make the call of a node; what went wrong, or None."""
        try:
            outcome = await self.tools[node.tool].run(node.arguments)
            say, error = outcome.say, None
        except ToolError as raised:
            say, error = {"en": str(raised), **raised.say}, raised
        time = (await self.robot.sense()).time
        self.entries.append(Entry(path, str(ToolCall(node.tool, node.arguments)), error is None, say, time))
        if isinstance(error, Stopped):
            raise error
        return str(error) if error is not None else None
