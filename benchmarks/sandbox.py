"""What a call in the sandbox costs over the same call in this process, on each backend; run it as root and as a user.

python benchmarks/sandbox.py [calls]

The calls come one after the other without a pause, and then with pauses as between an agent's decisions, in which the
next worker gets ready. The floor is a bare fork, exit and wait of this small process, for a machine that is busy.
"""

import asyncio
import os
import statistics
import sys
import time
from collections.abc import Callable

from agentlite.sandbox import Manifest, Policy, Sandbox, SandboxUnavailable
from agentlite.sandbox.policy import BACKENDS
from agentlite.sandbox.probes import LAYERS
from agentlite.sandbox.selftest import witness

PAUSE_SECONDS = 0.02


def greet(name: str) -> str:
    return f"Hello, {name}."


def fork() -> None:
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)


def timed(action: Callable[[], object], calls: int) -> list[float]:
    """Milliseconds of each call."""
    found = []
    for _ in range(calls):
        started = time.perf_counter()
        action()
        found.append((time.perf_counter() - started) * 1000)
    return found


def quantiles(times: list[float]) -> str:
    p95 = statistics.quantiles(times, n=20)[-1]
    return f"p50 {statistics.median(times):.2f} ms, p95 {p95:.2f} ms"


async def measure(backend: str, calls: int) -> str:
    seen = await witness(backend)  # type: ignore[arg-type]
    with Sandbox(Policy(backends=(backend,))) as sandbox:  # type: ignore[arg-type]
        confined = sandbox.confine(greet, Manifest(risk="read"))
        started = time.perf_counter()
        await confined.run({"name": "Ana"})
        cold = (time.perf_counter() - started) * 1000
        bare = statistics.median(timed(lambda: greet("Ana"), calls))
        times: dict[float, list[float]] = {0.0: [], PAUSE_SECONDS: []}
        for pause, found in times.items():
            for _ in range(calls):
                await asyncio.sleep(pause)
                started = time.perf_counter()
                await confined.run({"name": "Ana"})
                found.append((time.perf_counter() - started) * 1000 - bare)
    shut = sum(seen.layers().values())
    return (
        f"over the bare call {quantiles(times[0.0])}; with pauses {quantiles(times[PAUSE_SECONDS])}; "
        f"first {cold:.0f} ms; {seen.tried} doors, {shut}/{len(LAYERS)} layers"
    )


def main() -> None:
    calls = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    print(f"user {os.getuid()}, load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores, {calls} calls")
    print(f"floor (fork, exit, wait): {quantiles(timed(fork, calls))}")
    for backend in BACKENDS:
        try:
            print(f"{backend}: {asyncio.run(measure(backend, calls))}")
        except SandboxUnavailable as error:
            print(f"{backend}: {error}")


if __name__ == "__main__":
    main()
