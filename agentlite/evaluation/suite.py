"""Task suites as folders of YAML, in the format of the Home LLM Leaderboard (home-assistant-datasets).

    SUITE/_fixtures.yaml    the house: areas, entities, their states
    SUITE/*.yaml            category, and tests: sentences, setup, expect_changes, ignore_changes, expect_response,
                            context_device

A folder of such folders is one suite too; its categories are then `FOLDER/CATEGORY`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agentlite.actions import Json
from agentlite.errors import InputError
from agentlite.tools.home.house import House, load_house, state_text

FIXTURES = "_fixtures.yaml"
_KEYS = frozenset(
    ("sentences", "setup", "expect_changes", "ignore_changes", "expect_response", "context_device", "comment")
)


@dataclass(frozen=True, slots=True)
class Task:
    """One sentence said in one house, and what it must lead to.

    `expected` maps entity ids to {"state": ..., "attributes": {...}} (either may be absent): these changes must happen
    and no others, except of the attributes (or "state") that `ignored` lists for an entity. `responses` holds words of
    which one must be in the answer, if there are any. `here` is the area the speaker is in.
    """

    id: str
    category: str
    sentence: str
    house: House
    expected: Mapping[str, Mapping[str, Json]] = field(default_factory=dict)
    ignored: Mapping[str, frozenset[str]] = field(default_factory=dict)
    responses: tuple[str, ...] = ()
    here: str | None = None


@dataclass(frozen=True, slots=True)
class Suite:
    """Tasks under a name."""

    name: str
    tasks: tuple[Task, ...]


def load_suite(path: str | Path) -> Suite:
    """Read the suite in this folder.

    Raises `InputError`, naming the file, when there is none or something in it is malformed.
    """
    root = Path(path)
    if not root.is_dir():
        raise InputError(f"There is no suite at {root}.", hint=f"A suite is a folder with {FIXTURES} and task files.")
    tasks: list[Task] = []
    folders = sorted(fixtures.parent for fixtures in root.rglob(FIXTURES))
    for folder in folders:
        house = load_house(folder / FIXTURES)
        inside = "" if folder == root or len(folders) == 1 else f"{folder.relative_to(root).as_posix()}/"
        for file in sorted(folder.glob("*.yaml")):
            if file.name != FIXTURES:
                tasks += _tasks(file, house, inside)
    if not tasks:
        raise InputError(f"{root} holds no tasks.", hint=f"A suite is a folder with {FIXTURES} and task files.")
    return Suite(root.resolve().name, tuple(tasks))


def _tasks(file: Path, house: House, inside: str) -> list[Task]:
    content = _read(file)
    category = f"{inside}{content.get('category', file.stem)}"
    found = []
    for number, test in enumerate(content["tests"], start=1):
        try:
            found += _of_test(test, house, f"{inside}{file.stem}-{number}", category)
        except (InputError, TypeError, ValueError, AttributeError) as error:
            raise InputError(f"{file}, test {number}: {error}") from error
    return found


def _read(file: Path) -> Mapping[str, Any]:
    import yaml

    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InputError(f"The task file {file} cannot be read: {' '.join(str(error).split())}.") from error
    if not isinstance(content, dict) or not isinstance(content.get("tests"), list):
        raise InputError(f"The task file {file} has no list of `tests`.")
    return content


def _of_test(test: Any, house: House, stem: str, category: str) -> list[Task]:
    if not isinstance(test, dict) or not test.get("sentences"):
        raise InputError("a test needs `sentences`.")
    if unknown := test.keys() - _KEYS:
        raise InputError(f"unknown fields: {', '.join(sorted(unknown))}.")
    expected = {entity: _wanted(change) for entity, change in (test.get("expect_changes") or {}).items()}
    ignored = {entity: frozenset(names) for entity, names in (test.get("ignore_changes") or {}).items()}
    at_start = house.with_states(test.get("setup") or {})
    for entity in (*expected, *ignored):
        if entity not in {e.id for e in house.entities}:
            raise InputError(f"{entity!r} is not in the house.")
    return [
        Task(
            id=f"{stem}-{number}",
            category=category,
            sentence=str(sentence),
            house=at_start,
            expected=expected,
            ignored=ignored,
            responses=tuple(map(str, test.get("expect_response") or ())),
            here=_place(test.get("context_device"), house),
        )
        for number, sentence in enumerate(test["sentences"], start=1)
    ]


def _wanted(change: Mapping[str, Json]) -> Mapping[str, Json]:
    wanted: dict[str, Json] = {}
    if "state" in change:
        wanted["state"] = state_text(change["state"])
    if change.get("attributes"):
        wanted["attributes"] = dict(change["attributes"])
    return wanted


def _place(device: str | None, house: House) -> str | None:
    """The area of the device that heard the request, given by its entity id or its name."""
    if device is None:
        return None
    for entity in house.entities:
        if device in (entity.id, entity.name):
            return entity.area
    raise InputError(f"the context device {device!r} is not in the house.")
