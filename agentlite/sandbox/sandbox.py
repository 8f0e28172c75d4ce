"""Where tools run: the backend that holds on this machine, and the warm processes of each profile."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any, TypeAlias

from agentlite.actions import Json
from agentlite.errors import SandboxUnavailable, ToolCrashed, ToolStopped
from agentlite.sandbox.call import Request, Serve, call
from agentlite.sandbox.child import HostGone
from agentlite.sandbox.host import Host
from agentlite.sandbox.libc import machine
from agentlite.sandbox.manifest import Manifest
from agentlite.sandbox.policy import Policy, Profile, resolve
from agentlite.sandbox.programs import Programs
from agentlite.sandbox.proxy import Proxy
from agentlite.sandbox.selftest import Witness, look
from agentlite.sandbox.targets import Target, code_of, locate
from agentlite.toolset import Outcome
from agentlite.walls import note

WARM = 8
Key: TypeAlias = tuple[str, str]


@dataclass(slots=True)
class _Warm:
    """A zygote, what was witnessed of it, and how many calls it serves now."""

    host: Host
    witness: Witness
    calls: int = 0


class Sandbox:
    """Runs functions in processes of their own that can do what their manifests say, and nothing else.

    with Sandbox(Policy(roots={"notes": Path("~/notes")})) as sandbox:
        search = sandbox.confine(search_notes, Manifest(risk="read", read=("notes",)))
        outcome = await search.run({"words": "rent"})

    It fails closed: where no backend of the policy is witnessed to hold, nothing runs. Up to `warm` zygotes are kept
    (more while they are busy). Safe to use from several threads and event loops.
    """

    def __init__(self, policy: Policy | None = None, *, proxy: Proxy | None = None, warm: int = WARM) -> None:
        self.policy = policy or Policy()
        self.proxy = proxy or Proxy(self.policy)
        self._keep = warm
        self._warm: OrderedDict[Key, _Warm] = OrderedDict()
        self._lock = threading.Lock()
        self._starting = threading.Lock()

    def confine(self, function: Callable[..., Any], manifest: Manifest, *, name: str = "") -> Confined:
        """`function` bound to `manifest`; `name` is what errors call it. Starts nothing yet.

        Raises `InvalidTool`, `InvalidManifest` and `SandboxUnavailable` if it can never run here.
        """
        if not sys.platform.startswith("linux") or not machine():
            raise SandboxUnavailable(
                f"There is no sandbox for tools on {sys.platform}, so they do not run.",
                hint="Use Linux (x86_64 or aarch64), or give the agent the bare tool if you trust it with your rights.",
            )
        target = locate(function)
        profile = resolve(manifest, self.policy, code_of(target))
        return Confined(self, name or target.name, target, manifest, profile, (repr(profile), target.module))

    @contextmanager
    def serving(self, confined: Confined) -> Iterator[_Warm]:
        """A warm zygote for its profile and code, which stays until the caller is done with it.

        Starting one takes a few tenths of a second. Raises `SandboxUnavailable` if no backend holds.
        """
        warm = self._take(confined.key)
        if warm is None:
            with self._starting:
                warm = self._take(confined.key) or self._start(confined)
        try:
            yield warm
        finally:
            with self._lock:
                warm.calls -= 1

    def close(self) -> None:
        """End every zygote, and with it the calls it serves."""
        with self._lock:
            ending = list(self._warm.values())
            self._warm.clear()
        for warm in ending:
            warm.host.close()

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def is_warm(self, confined: Confined) -> bool:
        """Whether `serving` would return at once."""
        with self._lock:
            warm = self._warm.get(confined.key)
            return warm is not None and warm.host.usable()

    def _take(self, key: Key) -> _Warm | None:
        with self._lock:
            warm = self._warm.get(key)
            if warm is None:
                return None
            if not warm.host.usable():
                del self._warm[key]
                warm.host.close()
                return None
            self._warm.move_to_end(key)
            warm.calls += 1
            return warm

    def _start(self, confined: Confined) -> _Warm:
        reasons = []
        for backend in self.policy.backends:
            try:
                warm = self._try(Host(backend, confined.profile, confined.target), confined.profile)
            except (SandboxUnavailable, ToolCrashed, ToolStopped) as error:
                reasons.append(str(error))
                continue
            with self._lock:
                warm.calls += 1
                self._warm[confined.key] = warm
                idle = [k for k, w in self._warm.items() if not w.calls]
                ending = [self._warm.pop(k) for k in idle[: max(0, len(self._warm) - self._keep)]]
            for old in ending:
                old.host.close()
            return warm
        raise SandboxUnavailable(
            f"No sandbox holds on this machine, so the tool does not run. {' '.join(reasons)}",
            hint="`agentlite doctor` shows each layer; docs/sandbox.md says what the system must allow.",
        )

    def _try(self, host: Host, profile: Profile) -> _Warm:
        """The zygote, if it is witnessed to hold; else it is ended."""
        try:
            witness = asyncio.run(look(host, profile))
            witness.require(self.policy.accept)
        except BaseException:
            host.close()
            raise
        return _Warm(host, witness)


@dataclass(frozen=True, slots=True)
class Confined:
    """A function that runs only in a sandbox, under one manifest."""

    sandbox: Sandbox
    name: str
    target: Target
    manifest: Manifest
    profile: Profile
    key: Key
    """What calls have in common that one zygote can serve."""

    async def run(self, arguments: Mapping[str, Json]) -> Outcome:
        """Call it in a process made for this call.

        Raises `ToolError` as the function did, `ToolStopped`, `ToolCrashed` and `SandboxUnavailable`.
        """
        given = {variable: os.environ[variable] for variable in self.manifest.environment if variable in os.environ}
        request = Request(self.target, arguments, given)
        try:
            return await self._once(request)
        except HostGone:  # it ended before this call began, so nothing is done twice
            try:
                return await self._once(request)
            except HostGone as error:
                raise ToolCrashed(self.name, f"its sandbox cannot be reached, {error}") from error

    async def witnessed(self) -> Witness:
        """What was witnessed of the sandbox this runs in. Starts it if need be."""
        await self._warm_up()
        with self.sandbox.serving(self) as warm:
            return warm.witness

    async def _once(self, request: Request) -> Outcome:
        await self._warm_up()
        with self.sandbox.serving(self) as warm:
            note(str(warm.witness))
            return await call(warm.host, self.name, self.manifest, request, self._answers(warm.host, request))

    async def _warm_up(self) -> None:
        if not self.sandbox.is_warm(self):
            await asyncio.to_thread(self._start)

    def _start(self) -> None:
        with self.sandbox.serving(self):
            pass

    def _answers(self, host: Host, request: Request) -> dict[str, Serve]:
        """What the function may ask of the parent."""
        answers: dict[str, Serve] = {}
        if self.manifest.hosts:
            answers["fetch"] = lambda asked: self.sandbox.proxy.answer(asked, self.manifest)
        if self.manifest.programs:
            answers["run"] = Programs(host, self.manifest, request.environment).answer
        return answers
