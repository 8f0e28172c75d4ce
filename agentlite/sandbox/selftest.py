"""Which walls a zygote really has: asked of a worker of it, by trying to break out."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from agentlite.errors import SandboxUnavailable
from agentlite.sandbox import probes
from agentlite.sandbox.call import Request, call
from agentlite.sandbox.host import Host
from agentlite.sandbox.manifest import Manifest
from agentlite.sandbox.policy import BackendName, Policy, Profile
from agentlite.sandbox.targets import Target, locate

KNOWN_OPEN: Mapping[BackendName, frozenset[str]] = {"landlock": frozenset({"names"}), "namespaces": frozenset()}
"""Layers a backend does not have by its nature: Landlock lets a tool see that a file exists, but not what is in it."""

_READABLE = ("/etc/passwd", "/etc/hostname", "/proc/version")
_PATIENCE = Manifest(risk="read", wall_seconds=20.0, cpu_seconds=10)


@dataclass(frozen=True, slots=True)
class Witness:
    """What was seen of one backend: how many doors were tried, and which came open, as (layer, door)."""

    backend: BackendName
    tried: int
    open: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        """For the record: which backend, and what was seen of it."""
        found = ", ".join(door for _, door in self.open)
        return f"{self.backend}: {self.tried} ways out tried, {f'open: {found}' if found else 'all shut'}"

    def layers(self) -> dict[str, bool]:
        """Each layer, and whether every door of it was found shut."""
        broken = {layer for layer, _ in self.open}
        return {layer: layer not in broken for layer in probes.LAYERS}

    def require(self, accepted: frozenset[str]) -> None:
        """Raises `SandboxUnavailable` if a door is open in a layer that is neither known to be nor accepted."""
        allowed = accepted | KNOWN_OPEN[self.backend]
        bad = [f"{door} ({layer})" for layer, door in self.open if layer not in allowed]
        if bad:
            raise SandboxUnavailable(f"The {self.backend} sandbox does not hold here; a tool could: {', '.join(bad)}.")


async def look(host: Host, profile: Profile) -> Witness:
    """Let a worker of `host` try every door. Raises `SandboxUnavailable` and `ToolCrashed`."""
    target = locate(probes.witness)
    arguments = {
        "readable": _outside(profile, [p for p in _READABLE if os.access(p, os.R_OK)]),
        "writable": _outside(profile, [tempfile.gettempdir(), "/tmp", "/var/tmp", str(Path.home()), "/dev/shm"]),
        "parent": os.getpid(),
        "memory_bytes": profile.memory_bytes,
        "threads": profile.threads,
    }
    outcome = await call(host, "self-test", _PATIENCE, Request(target, arguments, {}), {})
    return Witness(host.backend, outcome.value["tried"], tuple((layer, door) for layer, door in outcome.value["open"]))


async def witness(backend: BackendName, policy: Policy | None = None) -> Witness:
    """Set up a sandbox that grants nothing, and try it. Raises `SandboxUnavailable` if it cannot be set up."""
    import asyncio

    from agentlite.sandbox.policy import resolve

    profile = resolve(Manifest(risk="read"), policy or Policy())
    target: Target = locate(probes.witness)
    host = await asyncio.to_thread(Host, backend, profile, target)
    try:
        return await look(host, profile)
    finally:
        await asyncio.to_thread(host.close)


def _outside(profile: Profile, candidates: Iterable[str]) -> str:
    """The first of `candidates` that the profile does not grant, so that reaching it is an escape."""
    granted = [Path(path) for path in (*profile.read, *profile.write, *profile.programs.values())]
    for candidate in candidates:
        path = Path(candidate).resolve()
        if not any(path.is_relative_to(place) or place.is_relative_to(path) for place in granted):
            return candidate
    return "/root"
