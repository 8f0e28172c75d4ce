"""What `import agentlite` costs over a bare Python: time and memory, medians of processes of their own.

python benchmarks/importing.py [runs]
"""

import statistics
import subprocess
import sys
import time

MEASURE = "import resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"


def median(program: str, runs: int) -> tuple[float, float]:
    """Milliseconds from start to end, and peak MiB."""
    times, sizes = [], []
    for _ in range(runs):
        started = time.perf_counter()
        done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
        times.append((time.perf_counter() - started) * 1000)
        sizes.append(float(done.stdout))
    return statistics.median(times), statistics.median(sizes)


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    bare, with_import = median(MEASURE, runs), median(f"import agentlite; {MEASURE}", runs)
    print(
        f"import agentlite: {with_import[0] - bare[0]:.0f} ms and {with_import[1] - bare[1]:.1f} MiB over bare Python"
    )


if __name__ == "__main__":
    main()
