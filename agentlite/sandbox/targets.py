"""A function by its import path, which is how it travels to a worker."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from agentlite.errors import InvalidTool
from agentlite.toolset import Tool

MAIN_AGAIN = "__mp_main__"
"""What a worker calls the program it imports, as Python's multiprocessing does."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a function is found: its module, its name within it, and the module's file ("" if it has none)."""

    module: str
    name: str
    file: str


def locate(function: Callable[..., Any]) -> Target:
    """Where `function` can be imported from. Raises `InvalidTool` for lambdas, closures and bound methods."""
    module, name = getattr(function, "__module__", None), getattr(function, "__qualname__", "")
    hint = "Define it at the top of a module: a worker finds it by its import path. What it needs comes as arguments."
    if not isinstance(module, str) or not name or "<" in name:
        raise InvalidTool(f"{name or function!r} cannot run in a sandbox: it is a lambda or a closure.", hint=hint)
    if getattr(function, "__self__", None) is not None:
        raise InvalidTool(f"{name} cannot run in a sandbox: it is bound to an object.", hint=hint)
    found = sys.modules.get(module)
    try:
        there = _unwrapped(_find(found, name)) if found else None
    except AttributeError:
        there = None
    if there is not function:
        raise InvalidTool(f"{module}.{name} cannot run in a sandbox: that name is not this function.", hint=hint)
    file = getattr(found, "__file__", None)
    if module == "__main__" and not file:
        raise InvalidTool(f"{name} cannot run in a sandbox: it was typed in, not imported.", hint=hint)
    return Target(module, name, str(Path(file).resolve()) if file else "")


def can_travel(function: Callable[..., Any]) -> bool:
    """Whether `locate` finds it."""
    try:
        locate(function)
    except InvalidTool:
        return False
    return True


def code_of(target: Target) -> list[Path]:
    """The files and folders of the target's own code: its module, or the packages that hold it."""
    if not target.file:
        return []
    parents = target.module.split(".")[:-1]
    packages = [sys.modules[".".join(parents[: i + 1])] for i in range(len(parents))]
    places = [Path(place) for package in packages for place in getattr(package, "__path__", ())]
    return [path for path in (*places, Path(target.file)) if path.exists()]


def load(target: Target) -> None:
    """Import the target's module. Raises whatever importing it raises."""
    if target.module != "__main__":
        importlib.import_module(target.module)
        return
    spec = importlib.util.spec_from_file_location(MAIN_AGAIN, target.file)
    if spec is None or spec.loader is None:
        raise ImportError(f"{target.file} is not a Python program")
    module = importlib.util.module_from_spec(spec)
    sys.modules[MAIN_AGAIN] = sys.modules["__main__"] = module
    spec.loader.exec_module(module)


def find(module: str, name: str) -> Any:
    """The `Tool` or function of this name in a module that was imported."""
    return _find(sys.modules[module], name)


def _find(module: ModuleType, name: str) -> Any:
    found: Any = module
    for part in name.split("."):
        found = getattr(found, part)
    return found


def _unwrapped(found: Any) -> Any:
    return found.function if isinstance(found, Tool) else found
