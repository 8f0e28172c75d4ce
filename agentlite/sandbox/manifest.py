"""What one tool may do, said by its author: nothing, unless it is written here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from agentlite.actions import Json
from agentlite.errors import InvalidManifest
from agentlite.toolset import RISKS, UNSAFE, Risk

_PART = r"[^/\\\0:]+"
_GRANT = re.compile(rf"{_PART}(?:/{_PART})*\Z")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,127}\Z")
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\Z|\[[0-9a-f:.]+\]\Z")
_PROGRAM = re.compile(r"(/[\w.+-]+)+\Z|[\w+][\w.+-]*\Z", re.ASCII)
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Manifest:
    """The rights and limits of one tool. The default is no rights, small limits and the least safe risk class.

    `read` and `write` name files and folders as `ROOT/path/below`, where ROOT is a name that the operator's policy
    binds to a folder; what may be written may be read. `hosts` are exact origins (`https://api.example.org`,
    `http://192.168.1.5:8123`). `environment` names variables passed on. `secrets` maps a secret's name to the one
    origin it is sent to; the tool itself never sees its value. Times are seconds, sizes bytes; `memory_bytes` is
    what one call may add to an idle worker, `file_bytes` the largest file it may write, `scratch_bytes` the size of a
    private folder that is gone after the call. `programs` may be started by `inside.run`, `processes` of them in one
    call, one after the other; they can start no others. `approval` is by default needed for the unsafe risk classes.

    Raises `InvalidManifest`.
    """

    risk: Risk = "physical"
    approval: bool | None = None
    read: tuple[str, ...] = ()
    write: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    methods: tuple[str, ...] = ("GET", "HEAD")
    environment: tuple[str, ...] = ()
    secrets: Mapping[str, str] = field(default_factory=dict)
    cpu_seconds: int = 2
    wall_seconds: float = 10.0
    memory_bytes: int = 128 << 20
    file_bytes: int = 16 << 20
    scratch_bytes: int = 0
    output_bytes: int = 64_000
    threads: bool = False
    programs: tuple[str, ...] = ()
    processes: int = 0
    result: Mapping[str, Json] | None = None

    def __post_init__(self) -> None:
        _check(self.risk in RISKS, f"Risk {self.risk!r} is not one of {', '.join(RISKS)}")
        _check(
            self.approval is not False or self.risk not in UNSAFE,
            f"A tool of risk {self.risk} cannot waive approval",
            hint="Leave `approval` out, or name a safer risk if it is true.",
        )
        for grant in (*self.read, *self.write):
            check_grant(grant)
        for host in (*self.hosts, *self.secrets.values()):
            check_origin(host)
        for name in (*self.environment, *self.secrets):
            _check(bool(_VARIABLE.match(name)), f"{name!r} is not the name of a variable")
        for name, origin in self.secrets.items():
            _check(origin in self.hosts, f"The secret {name} is for {origin}, which is not one of the hosts")
        for method in self.methods:
            _check(method.isascii() and method.isupper() and method.isalpha(), f"{method!r} is not an HTTP method")
        for program in self.programs:
            _check(bool(_PROGRAM.match(program)), f"{program!r} is neither the name of a program nor its full path")
        _check(
            bool(self.programs) == bool(self.processes),
            "`programs` says what a tool may start, and `processes` how many times in a call: one needs the other",
        )
        _check(not (self.programs and self.scratch_bytes), "A tool that starts programs can have no scratch folder")
        for name, (least, most) in _BOUNDS.items():
            value = getattr(self, name)
            _check(least <= value <= most, f"{name} is {value}, and must lie between {least} and {most}")

    @property
    def needs_approval(self) -> bool:
        """Whether a person must say yes to each call."""
        return self.risk in UNSAFE if self.approval is None else self.approval

    @property
    def intake_bytes(self) -> int:
        """How much one web server or one program may say to it: it may take in more than it may return."""
        return min(16 * self.output_bytes, 16 << 20)

    @classmethod
    def from_mapping(cls, given: Any, where: str = "manifest") -> Manifest:
        """The manifest that a mapping (from YAML or JSON) describes; `where` names it in errors.

        Raises `InvalidManifest` for unknown keys, wrong types and impossible values.
        """
        _check(isinstance(given, Mapping), f"{where} is not a mapping")
        kinds = {f.name: str(f.type) for f in fields(cls)}
        for key in given:
            _check(key in kinds, f"{where} has an unknown key {key!r}", hint=f"The keys are: {', '.join(kinds)}.")
        values = {key: _typed(value, kinds[key], f"{where}: {key}") for key, value in given.items()}
        try:
            return cls(**values)
        except InvalidManifest as error:
            raise InvalidManifest(f"{where}: {error}", hint=error.hint) from None


_BOUNDS: dict[str, tuple[float, float]] = {
    "cpu_seconds": (1, 3600),
    "wall_seconds": (0.01, 86400),
    "memory_bytes": (1 << 20, 1 << 40),
    "file_bytes": (0, 1 << 40),
    "scratch_bytes": (0, 1 << 36),
    "output_bytes": (64, 64 << 20),
    "processes": (0, 256),
}


def load_manifests(path: Path) -> dict[str, Manifest]:
    """The manifests of a pack, by tool name, from a YAML file `NAME: {risk: read, ...}`.

    Raises `InvalidManifest` if the file cannot be read, says one thing twice, or holds an invalid manifest.
    """
    import yaml

    class Strict(yaml.SafeLoader):
        """YAML without the same key twice, of which the last would win, and without aliases, which can explode."""

        def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
            keys = [self.construct_object(key, deep=True) for key, _ in node.value]
            for key in keys:
                _check(isinstance(key, str), f"{path.name}: the key {key!r} is not text")
                _check(keys.count(key) == 1, f"{path.name} has the key {key!r} twice")
            return super().construct_mapping(node, deep)

        def compose_node(self, parent: Any, index: Any) -> Any:
            _check(not self.check_event(yaml.AliasEvent), f"{path.name} uses a YAML alias")
            return super().compose_node(parent, index)

    try:
        given = yaml.load(path.read_text(encoding="utf-8"), Loader=Strict)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InvalidManifest(f"The manifest {path} cannot be read: {error}.") from error
    _check(isinstance(given, dict), f"{path.name} is not a mapping of tool names to manifests")
    return {name: Manifest.from_mapping(value, f"{path.name}: {name}") for name, value in given.items()}


def check_grant(grant: str) -> None:
    """Raises `InvalidManifest` unless `grant` is `ROOT` or `ROOT/path/below`."""
    parts = grant.split("/")
    _check(
        bool(_GRANT.match(grant)) and not {".", ".."} & set(parts) and not grant.startswith(("~", "$")),
        f"{grant!r} is not a path below a named root",
        hint="Write ROOT or ROOT/path/below; the operator's policy binds the name ROOT to a folder.",
    )


def check_origin(origin: str) -> None:
    """Raises `InvalidManifest` unless `origin` is exactly `scheme://host[:port]` in its usual form."""
    hint = "Write it like https://api.example.org or http://192.168.1.5:8123."
    try:
        parts = urlsplit(origin)
        port = parts.port
    except ValueError as error:
        raise InvalidManifest(f"{origin!r} is not an origin: {error}.", hint=hint) from None
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or ""
    usual = f"{parts.scheme}://{host}" + (f":{port}" if port not in (None, _PORTS.get(parts.scheme)) else "")
    known = parts.scheme in _PORTS and bool(_HOST.match(host)) and port != 0
    _check(known and usual == origin, f"{origin!r} is not an origin in its usual form", hint=hint)


def _typed(value: Any, kind: str, where: str) -> Any:
    """A YAML value as the type of its field: no text for a number, no number for true, no single text for a list."""
    if kind.startswith("tuple"):
        _check(isinstance(value, list) and all(isinstance(v, str) for v in value), f"{where} is not a list of texts")
        return tuple(value)
    if kind == "Mapping[str, str]":
        _check(isinstance(value, dict) and all(isinstance(v, str) for v in value.values()), f"{where} is not a mapping")
        return value
    wanted: dict[str, type | tuple[type, ...]] = {
        "bool": bool,
        "bool | None": bool,
        "int": int,
        "float": (int, float),
        "Risk": str,
        "Mapping[str, Json] | None": dict,
    }
    right = isinstance(value, wanted[kind]) and (isinstance(value, bool) == kind.startswith("bool"))
    _check(right, f"{where} is {value!r}, which is not a {kind.split(' ')[0]}")
    return value


def _check(holds: bool, message: str, *, hint: str = "") -> None:
    if not holds:
        raise InvalidManifest(f"{message}.", hint=hint)
