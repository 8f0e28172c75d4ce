"""What the operator of this machine grants to tools, and what a manifest comes to under it."""

from __future__ import annotations

import importlib.util
import shutil
import sys
import sysconfig
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

from agentlite.actions import Json
from agentlite.errors import InvalidManifest
from agentlite.sandbox.manifest import Manifest

BackendName: TypeAlias = Literal["namespaces", "landlock"]
BACKENDS: tuple[BackendName, ...] = ("namespaces", "landlock")
DEVICES = ("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom")
_PROGRAM_FOLDERS = "/usr/local/bin:/usr/bin:/bin"
_MACHINE_CODE = b"\x7fELF"
_SYSTEM = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/share/zoneinfo", "/etc/ld.so.cache", "/etc/localtime")


@dataclass(frozen=True, slots=True)
class Policy:
    """What tools may be granted here. A manifest that asks for more is refused, not cut down in silence.

    `roots` binds the names that manifests use to folders. `networks` lists, as CIDR, the addresses beyond the public
    internet that tools may reach. `programs` are those that tools may start, by path, or by name if the system has them
    in its usual folders. `secrets` holds their values by name. `backends` are tried in order. `accept` names
    the layers (as `agentlite doctor` shows them) that may be missing; by default none may.
    """

    roots: Mapping[str, Path] = field(default_factory=dict)
    networks: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    backends: tuple[BackendName, ...] = BACKENDS
    accept: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Profile:
    """What a worker is bound to: absolute paths without symbolic links, and limits in bytes and seconds."""

    read: tuple[str, ...]
    write: tuple[str, ...]
    folders: Mapping[str, str]
    programs: Mapping[str, str]
    memory_bytes: int
    cpu_seconds: int
    file_bytes: int
    scratch_bytes: int
    threads: bool

    def as_json(self) -> dict[str, Json]:
        """For the worker's process."""
        return asdict(self)

    @classmethod
    def from_json(cls, given: Mapping[str, Json]) -> Profile:
        """The inverse of `as_json`."""
        return cls(**{**given, "read": tuple(given["read"]), "write": tuple(given["write"])})


def resolve(manifest: Manifest, policy: Policy, code: Iterable[Path] = ()) -> Profile:
    """The profile of a manifest under a policy. `code` is where the tool's own code lies.

    Raises `InvalidManifest` if it names a root, path, program or secret that is not granted, or could write what is
    run.
    """
    for secret in manifest.secrets:
        if secret not in policy.secrets:
            raise InvalidManifest(f"The secret {secret} has no value here.", hint="Give it in the policy.")
    folders: dict[str, str] = {}
    read = [_granted(grant, policy, folders) for grant in manifest.read]
    write = [_granted(grant, policy, folders) for grant in manifest.write]
    programs = {name: _program(name, policy) for name in manifest.programs}
    runtime = [*_runtime(), *(path.resolve() for path in code)]
    run_from = [*runtime, *programs.values(), *(Path(entry or ".").resolve() for entry in (sys.prefix, *sys.path))]
    for path in write:
        for run in run_from:
            if path.is_relative_to(run) or run.is_relative_to(path):
                raise InvalidManifest(
                    f"{path} cannot be granted for writing: it holds code that is run ({run}).",
                    hint="Grant a folder of its own.",
                )
    return Profile(
        read=tuple(dict.fromkeys(map(str, (*runtime, *read)))),
        write=tuple(dict.fromkeys(map(str, write))),
        folders=folders,
        programs={name: str(path) for name, path in programs.items()},
        memory_bytes=manifest.memory_bytes,
        cpu_seconds=manifest.cpu_seconds,
        file_bytes=manifest.file_bytes if manifest.write or manifest.scratch_bytes else 0,
        scratch_bytes=manifest.scratch_bytes,
        threads=manifest.threads,
    )


def _granted(grant: str, policy: Policy, folders: dict[str, str]) -> Path:
    """The real path of `ROOT/path/below`, which lies beneath that root even after every link is followed."""
    name, _, below = grant.partition("/")
    if name not in policy.roots:
        raise InvalidManifest(
            f"No folder is granted under the name {name!r}.",
            hint=f"The policy grants: {', '.join(policy.roots) or 'none'}.",
        )
    try:
        root = policy.roots[name].expanduser().resolve(strict=True)
        path = (root / below).resolve(strict=True)
    except (OSError, RuntimeError) as error:
        raise InvalidManifest(f"What is granted as {grant!r} cannot be found: {error}.") from error
    if not path.is_relative_to(root):
        raise InvalidManifest(f"{grant!r} leads out of {root}, to {path}.", hint="Remove the symbolic link.")
    folders[name] = str(root)
    return path


def _program(name: str, policy: Policy) -> Path:
    """The real path of a program that is granted."""
    if name not in policy.programs:
        raise InvalidManifest(
            f"The program {name!r} is not granted here.",
            hint=f"The policy grants: {', '.join(policy.programs) or 'none'}.",
        )
    found = shutil.which(name, path=_PROGRAM_FOLDERS)
    if found is None:
        raise InvalidManifest(f"There is no program {name!r} on this machine.")
    path = Path(found).resolve()
    with path.open("rb") as file:
        if file.read(len(_MACHINE_CODE)) != _MACHINE_CODE:
            raise InvalidManifest(f"{path} is a script, which another program would have to run.")
    return path


def _runtime() -> list[Path]:
    """Where Python, its packages, agentlite and the libraries of the system lie; to be read only."""
    named = ("stdlib", "platstdlib", "purelib", "platlib")
    places = [sysconfig.get_paths()[name] for name in named]
    places += [entry for entry in sys.path if Path(entry).name in ("site-packages", "dist-packages", "lib-dynload")]
    for package in ("agentlite", "agentlite.prompts", "agentlite.tools"):
        spec = importlib.util.find_spec(package)
        places += (spec and spec.submodule_search_locations) or []
    found = dict.fromkeys(Path(place).resolve() for place in (*places, *_SYSTEM) if Path(place).exists())
    return [path for path in found if not any(path != other and path.is_relative_to(other) for other in found)]
