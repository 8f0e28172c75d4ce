"""Task scripts as py_trees: each leaf is one asynchronous piece of work. Needs the extra `robot`."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import py_trees
from py_trees.common import ParallelPolicy, Status

from agentlite.tools.robot.script import Check, Choice, Do, Fallback, Node, Parallel, Retry, Sequence

Work = Callable[[str, Do | Check], Awaitable[bool]]
"""Does what the leaf at a path says, and tells whether it succeeded."""


async def run_tree(root: Node, path: str, work: Work) -> bool:
    """Run a tree to its end: whether it succeeded. What `work` raises ends it at once."""
    leaves: list[_Leaf] = []
    tree = _built(root, path, work, leaves)
    try:
        while True:
            tree.tick_once()
            if tree.status is not Status.RUNNING:
                return tree.status is Status.SUCCESS
            if under_way := [leaf.task for leaf in leaves if leaf.task is not None and not leaf.task.done()]:
                await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
    finally:
        tree.stop(Status.INVALID)


class _Leaf(py_trees.behaviour.Behaviour):  # type: ignore[misc, unused-ignore]
    """Begins its work when it is first ticked, and is done when that is."""

    def __init__(self, name: str, work: Callable[[], Awaitable[bool]]) -> None:
        super().__init__(name)
        self._work = work
        self.task: asyncio.Future[bool] | None = None

    def initialise(self) -> None:
        self.task = asyncio.ensure_future(self._work())

    def update(self) -> Status:
        if self.task is None or not self.task.done():
            return Status.RUNNING
        return Status.SUCCESS if self.task.result() else Status.FAILURE

    def terminate(self, new_status: Status) -> None:
        if self.task is not None and not self.task.done():
            self.task.cancel()


def _built(node: Node, path: str, work: Work, leaves: list[_Leaf]) -> Any:
    def leaf(name: str, job: Callable[[], Awaitable[bool]]) -> _Leaf:
        leaves.append(_Leaf(name, job))
        return leaves[-1]

    match node:
        case Do() | Check():
            return leaf(path, lambda: work(path, node))
        case Retry(child, times):
            return py_trees.decorators.Retry(path, _built(child, f"{path}.0", work, leaves), times)
        case Choice(check, then, otherwise):
            return _choice(check, then, otherwise, path, work, leaves, leaf)
        case Sequence(below) | Fallback(below) | Parallel(below):
            children = [_built(child, f"{path}.{i}", work, leaves) for i, child in enumerate(below)]
            if isinstance(node, Sequence):
                return py_trees.composites.Sequence(path, memory=True, children=children)
            if isinstance(node, Fallback):
                return py_trees.composites.Selector(path, memory=True, children=children)
            policy = ParallelPolicy.SuccessOnAll(synchronise=False)
            return py_trees.composites.Parallel(path, policy=policy, children=children)


def _choice(
    check: Check,
    then: Node,
    otherwise: Node | None,
    path: str,
    work: Work,
    leaves: list[_Leaf],
    leaf: Callable[[str, Callable[[], Awaitable[bool]]], _Leaf],
) -> Any:
    """Either branch, by a check that is made once: the second branch opens only if the first never did."""
    answer = {"holds": False}

    async def ask() -> bool:
        answer["holds"] = await work(f"{path}.0", check)
        return answer["holds"]

    async def ask_not() -> bool:
        return not answer["holds"]

    first = [leaf(f"{path}.0", ask), _built(then, f"{path}.1", work, leaves)]
    second = [leaf(f"{path}.else", ask_not)]
    if otherwise is not None:
        second.append(_built(otherwise, f"{path}.2", work, leaves))
    branches = [py_trees.composites.Sequence(path, memory=True, children=part) for part in (first, second)]
    return py_trees.composites.Selector(path, memory=True, children=branches)
