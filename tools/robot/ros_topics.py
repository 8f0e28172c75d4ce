"""Which ROS topics a robot is driven and sensed over, and where in their messages each value is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from agentlite.actions import Json
from agentlite.errors import InputError

_FREE = ("lids",)
"""What has keys of the user's own."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic, the type of its messages, and the path of each value in them, as in `pose.pose.position.x`."""

    name: str
    type: str
    fields: Mapping[str, str]

    def message(self, **values: Json) -> dict[str, Json]:
        """A message with these values; the robot's side fills in the rest with zeros."""
        message: dict[str, Json] = {}
        for field, value in values.items():
            *parents, last = self.fields[field].split(".")
            inner: dict[str, Any] = message
            for parent in parents:
                inner = inner.setdefault(parent, {})
            inner[last] = value
        return message

    def read(self, message: Any, field: str) -> Any:
        """A value of a message. Raises `LookupError`, `TypeError` or `ValueError` where it is not there."""
        for step in self.fields[field].split("."):
            message = message[int(step)] if isinstance(message, list) else message[step]
        return message


@dataclass(frozen=True, slots=True)
class Topics:
    """Commands and readings by name; joints by axis (`reach`, `lift`, `fingers`) and lids by box, as joints' names.

    Joints are measured in metres. `opened` and `closed` are the fingers' distance when the hand is.
    """

    commands: Mapping[str, Topic]
    readings: Mapping[str, Topic]
    joints: Mapping[str, str]
    lids: Mapping[str, str]
    opened: float
    closed: float


def load_topics(path: str | Path | None = None) -> Topics:
    """The usual topics, with what the YAML file at `path` says otherwise. Raises `InputError`."""
    import yaml

    usual = yaml.safe_load(files("agentlite.tools.robot").joinpath("ros_topics.yaml").read_text(encoding="utf-8"))
    if path is None:
        return _topics(usual)
    try:
        given = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
        return _topics(_merged(usual, given or {}, ""))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, TypeError, ValueError) as error:
        raise InputError(f"The topics file {path} cannot be read: {' '.join(str(error).split())}.") from error


def _merged(usual: Any, given: Any, at: str) -> Any:
    if not isinstance(usual, Mapping):
        return given
    if not isinstance(given, Mapping):
        raise TypeError(f"{at or 'it'} must be a mapping")
    if at in _FREE:
        return given
    if unknown := [key for key in given if key not in usual]:
        raise ValueError(f"{at + '.' if at else ''}{unknown[0]} is no setting")
    return {
        key: _merged(value, given[key], f"{at}.{key}".strip(".")) if key in given else value
        for key, value in usual.items()
    }


def _topics(document: Mapping[str, Any]) -> Topics:
    if document["ros"] not in (1, 2):
        raise ValueError(f"ros is 1 or 2, not {document['ros']!r}")
    between = "/msg/" if document["ros"] == 2 else "/"

    def topics(given: Mapping[str, Any]) -> dict[str, Topic]:
        return {
            name: Topic(t["topic"], str(t["type"]).replace("/", between, 1), t["fields"]) for name, t in given.items()
        }

    return Topics(
        topics(document["commands"]),
        topics(document["readings"]),
        document["joints"],
        document["lids"],
        float(document["gripper"]["open"]),
        float(document["gripper"]["closed"]),
    )
