"""Suites of tabletop tasks: sentences, the worlds they are said in, and what must be so afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from agentlite.actions import Json
from agentlite.errors import InputError
from agentlite.tools.robot.world import Scene, World, parse_world

Goal = Mapping[str, Json]
_NEEDED = frozenset(("world", "kind", "say"))
_OUTCOMES = frozenset(("goal", "goals", "impossible"))
_OF_ROBOT = frozenset(("hand", "robot", "said"))


@dataclass(frozen=True, slots=True)
class TabletopTask:
    """A sentence in a world. One of `goals` must be reached, and all else left alone; without any it is impossible."""

    id: str
    kind: str
    sentence: str
    world: World
    goals: tuple[Goal, ...]


def load_tasks(path: str | Path) -> tuple[TabletopTask, ...]:
    """The tasks of a suite file. Raises `InputError`, naming the task, if something in it is malformed."""
    import yaml

    try:
        document = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
        worlds = {name: parse_world(world) for name, world in document["worlds"].items()}
        given = list(document["tasks"])
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"The suite {path} cannot be read: {' '.join(str(error).split())}.") from error
    return tuple(_task(f"{Path(path).stem}-{number}", task, worlds) for number, task in enumerate(given, 1))


def _task(name: str, given: Json, worlds: Mapping[str, World]) -> TabletopTask:
    if not isinstance(given, Mapping) or not given.keys() >= _NEEDED:
        raise InputError(f"{name} needs {', '.join(sorted(_NEEDED))}.")
    if unknown := given.keys() - _NEEDED - _OUTCOMES:
        raise InputError(f"{name} has unknown fields: {', '.join(sorted(unknown))}.")
    if given["world"] not in worlds:
        raise InputError(f"{name} is said in {given['world']!r}, which is no world of this suite.")
    world = worlds[given["world"]]
    goals = given.get("goals") or ([given["goal"]] if "goal" in given else [])
    if bool(goals) == bool(given.get("impossible")):
        raise InputError(f"{name} needs either a goal or `impossible: true`.")
    if strange := [subject for goal in goals for subject in goal if not _can_be_wanted(subject, world)]:
        raise InputError(f"{name} has a goal for {strange[0]!r}, which is not in its world.")
    return TabletopTask(name, given["kind"], given["say"], world, tuple(goals))


def _can_be_wanted(subject: str, world: World) -> bool:
    return subject in _OF_ROBOT or subject in world.thing or subject in world.start.lids


def reached(task: TabletopTask, scene: Scene, said: Sequence[str]) -> bool:
    """Whether one of a task's goals is reached and nothing else was changed; for an impossible one, nothing at all."""
    return any(_is_reached(goal, task.world, scene, said) for goal in task.goals or ({},))


def _is_reached(goal: Goal, world: World, scene: Scene, said: Sequence[str]) -> bool:
    start = world.start
    held = goal.get("hand")
    for thing in world.thing:
        wanted = "hand" if thing == held else goal.get(thing, world.below(thing, start))
        if wanted not in (world.below(thing, scene), world.place_of(thing, scene) if thing in goal else None):
            return False
    lids = {name: goal[name] == "open" if name in goal else start.is_open(name) for name in start.lids}
    if any(scene.is_open(name) != is_open for name, is_open in lids.items()):
        return False
    if "robot" in goal and world.robot_place(scene) != goal["robot"]:
        return False
    words = str(goal.get("said", "")).casefold()
    return not words or any(words in text.casefold() for text in said)
