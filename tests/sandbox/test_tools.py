"""Toolsets in a sandbox, as an agent uses them; and sandboxes that do not hold."""

import asyncio

import pytest

from agentlite.errors import InvalidTool, UnknownTool
from agentlite.sandbox import (
    InvalidManifest,
    Manifest,
    Policy,
    Sandbox,
    SandboxUnavailable,
    ToolCrashed,
    host,
    sandboxed,
)
from agentlite.sandbox import sandbox as sandbox_module
from agentlite.sandbox.probes import LAYERS
from agentlite.sandbox.selftest import KNOWN_OPEN, Witness, witness
from agentlite.toolset import Briefing, Toolset, tool
from tests.sandbox import toys

READ = Manifest(risk="read")


@pytest.fixture(scope="module")
def sandbox(backend):
    with Sandbox(Policy(backends=(backend,))) as made:
        yield made


def run(tools, name, **arguments):
    return asyncio.run(tools[name].run(arguments))


def test_a_tool_runs_in_a_worker_as_it_would_here(sandbox):
    plain = Toolset([toys.paint, toys.total], briefing=lambda _: Briefing("a house"))
    walled = sandboxed(plain, READ, sandbox)
    assert walled.briefing("") == plain.briefing("")
    assert run(walled, "paint", room="hall", tone="cold") == run(plain, "paint", room="hall", tone="cold")
    assert run(walled, "total", words=["a", "b"]).value == 2


def test_the_stricter_risk_and_approval_count(sandbox):
    walled = sandboxed(Toolset([toys.paint]), {"paint": Manifest()}, sandbox)
    assert walled["paint"].risk == "physical"
    assert walled["paint"].approval
    kept = sandboxed(Toolset([toys.total]), {"total": READ}, sandbox)
    assert kept["total"].risk == "physical"


def test_a_tool_without_a_manifest_is_refused(sandbox):
    with pytest.raises(InvalidManifest, match="'paint' has no manifest"):
        sandboxed(Toolset([toys.paint]), {"pant": READ}, sandbox)


def test_a_closure_is_refused_when_it_is_wrapped(sandbox):
    @tool
    def local() -> int:
        """Be local."""
        return 1

    with pytest.raises(InvalidTool, match="closure"):
        sandboxed(Toolset([local]), READ, sandbox)


def test_a_result_is_held_to_its_schema(sandbox):
    promised = Manifest(risk="read", result={"type": "integer", "maximum": 2})
    walled = sandboxed(Toolset([toys.total]), promised, sandbox)
    assert run(walled, "total", words=["a"]).value == 1
    with pytest.raises(ToolCrashed, match="not as promised"):
        run(walled, "total", words=["a"] * 3)


def test_a_schema_that_is_none_is_refused(sandbox):
    with pytest.raises(InvalidManifest, match="schema"):
        sandboxed(Toolset([toys.total]), Manifest(risk="read", result={"type": "number of words"}), sandbox)


def test_an_unknown_tool_stays_unknown(sandbox):
    with pytest.raises(UnknownTool):
        sandboxed(Toolset([toys.total]), READ, sandbox)["ｔotal"]


def test_every_layer_is_tried_and_seen(backend):
    seen = asyncio.run(witness(backend))
    assert seen.tried >= 60
    shut = {layer for layer, holds in seen.layers().items() if holds}
    assert shut == set(LAYERS) - KNOWN_OPEN[backend]


def test_what_was_witnessed_is_known_of_each_run(sandbox, backend):
    assert asyncio.run(sandbox.confine(toys.add, READ).witnessed()).backend == backend


def test_an_open_door_closes_the_sandbox():
    leaky = Witness("namespaces", 2, (("network", "AF_INET"),))
    with pytest.raises(SandboxUnavailable, match=r"AF_INET \(network\)"):
        leaky.require(frozenset())
    leaky.require(frozenset({"network"}))


FAULTS = {
    "Landlock is missing": ("landlock", "agentlite.sandbox.landlock.abi", 38),
    "Landlock is switched off": ("landlock", "agentlite.sandbox.landlock.abi", 95),
    "no user namespaces": ("namespaces", "agentlite.sandbox.libc.unshare", 1),
    "no mounts": ("namespaces", "agentlite.sandbox.libc.mount", 28),
    "no filter": ("namespaces", "agentlite.sandbox.seccomp.install", 22),
    "no filter on Landlock": ("landlock", "agentlite.sandbox.seccomp.install", 22),
    "no limits": ("landlock", "resource.setrlimit", 1),
    "no new privileges": ("namespaces", "agentlite.sandbox.libc.drop_capabilities", 1),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_setting_up_refuses_the_call(fault, monkeypatch):
    """The zygote is started with one function of the kernel broken."""
    backend, name, number = FAULTS[fault]
    module, _, function = name.rpartition(".")
    breaking = (
        f"import {module}\ndef broken(*a, **k): raise OSError({number}, {fault!r})\n{module}.{function} = broken\n"
    )
    monkeypatch.setattr(host, "_BOOT", host._BOOT.replace("; main(", f"; exec({breaking!r}); main("))
    with Sandbox(Policy(backends=(backend,))) as sandbox, pytest.raises(SandboxUnavailable, match=fault) as caught:
        asyncio.run(sandbox.confine(toys.add, READ).run({"a": 1, "b": 1}))
    assert "No sandbox holds" in str(caught.value)


def test_a_program_that_imports_multiprocessing_can_start_a_sandbox(backend):
    import multiprocessing  # which puts the program into sys.modules a second time, as "__mp_main__"

    assert multiprocessing.current_process().name == "MainProcess"
    with Sandbox(Policy(backends=(backend,))) as sandbox:
        assert asyncio.run(sandbox.confine(toys.sleep, READ).run({"seconds": 0.0})).value == "slept"


def test_a_zygote_lives_longer_than_its_start_may_take(monkeypatch, backend):
    hurried = "; import agentlite.sandbox.zygote as zygote; zygote.START_SECONDS = 1; main("
    monkeypatch.setattr(host, "_BOOT", host._BOOT.replace("; main(", hurried))
    with Sandbox(Policy(backends=(backend,))) as sandbox:
        sleep = sandbox.confine(toys.sleep, READ)
        assert asyncio.run(sleep.run({"seconds": 1.2})).value == "slept"
        assert asyncio.run(sleep.run({"seconds": 0.0})).value == "slept"


def test_the_next_backend_is_tried(monkeypatch, backend):
    seen = []

    class Failing(sandbox_module.Host):
        def __init__(self, name, profile, target):
            seen.append(name)
            if len(seen) == 1:
                raise SandboxUnavailable("not here")
            super().__init__(name, profile, target)

    monkeypatch.setattr(sandbox_module, "Host", Failing)
    first = "landlock" if backend == "namespaces" else "namespaces"
    with Sandbox(Policy(backends=(first, backend))) as sandbox:
        assert asyncio.run(sandbox.confine(toys.add, READ).run({"a": 1, "b": 1})).value == 2
    assert seen == [first, backend]


def test_no_variable_switches_the_sandbox_off(monkeypatch, sandbox):
    for name in ("AGENTLITE_SANDBOX", "SANDBOX", "AGENTLITE_NO_SANDBOX"):
        monkeypatch.setenv(name, "off")
    with pytest.raises(ToolCrashed, match=r"PermissionError|FileNotFoundError"):
        asyncio.run(sandbox.confine(toys.read_passwords, READ).run({}))
