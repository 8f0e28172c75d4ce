"""The escalation benchmark says what is so: on decisions made up for it, and in a house with a model made up for it."""

import asyncio
import importlib.util
import json
import random
import sys
from pathlib import Path
from types import ModuleType

import pytest

from agentlite.evaluation import load_suite
from agentlite.gate import Gate
from agentlite.models.testing import FunctionModel, with_probability


def load() -> ModuleType:
    file = Path(__file__).parent.parent / "benchmarks/escalation.py"
    spec = importlib.util.spec_from_file_location("benchmark_escalation", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


benchmark = load()


def made_up(count: int = 600) -> list[benchmark.Decided]:  # type: ignore[name-defined]
    """Decisions whose score is the probability that they are right."""
    draw = random.Random(3)
    scores = [draw.betavariate(6, 1) for _ in range(count)]
    return [benchmark.Decided(str(n), s, draw.random() > s, False, True, {}) for n, s in enumerate(scores)]


def test_the_certificate_keeps_its_promise_where_a_threshold_without_a_bound_breaks_it() -> None:
    lines = [line.split() for line in benchmark.audit(made_up(), 60, 0.10)][2:]
    broken = {(alpha, way): float(share.rstrip("%")) for alpha, way, _, share, *_ in lines}
    assert all(share <= 10 for (_, way), share in broken.items() if way == "certified")
    assert max(share for (_, way), share in broken.items() if way == "plug-in") > 20


def test_the_curve_ends_with_everything_kept() -> None:
    decided = made_up()
    *_, last = benchmark.curve(decided)
    kept, _, risk, end_to_end = last.split()
    assert kept == "100.0%"
    assert risk == end_to_end == f"{sum(d.wrong for d in decided) / len(decided):.2%}"


HOUSE = "areas: [{name: Hut}]\nentities: [{name: Lantern, id: light.lantern, area: Hut}]"
TESTS = [{"sentences": ["lantern on", "light the lantern"], "expect_changes": {"light.lantern": {"state": "on"}}}]
ON = with_probability('{"calls":[{"call":"turn_on","with":{"target":"Lantern"}}]}', 0.5)


def test_decisions_are_kept_and_what_was_escalated_stays_local_the_next_time(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "_fixtures.yaml").write_text(HOUSE)
    (tmp_path / "lights.yaml").write_text(json.dumps({"tests": TESTS}))
    tasks = {f"suite#{task.id}": task for task in load_suite(tmp_path).tasks}
    model = FunctionModel(lambda *_: ON, one_shot=True)
    file = tmp_path / "decisions.json"
    decided = asyncio.run(benchmark.collect(tasks, model, "sha256:a", file))
    assert [(d.wrong, d.acts, d.flagged) for d in decided] == [(False, True, False)] * 2
    asked = len(model.requests)
    assert asyncio.run(benchmark.collect(tasks, model, "sha256:a", file)) == decided
    assert len(model.requests) == asked
    with pytest.raises(SystemExit, match="another model"):
        benchmark.kept_in(file, "sha256:b")
    right = dict(zip(tasks, decided, strict=True))
    asyncio.run(benchmark.stream(tasks, right, model, Gate(attended=False)))
    assert [line.split()[2] for line in capsys.readouterr().out.splitlines()[1:]] == ["100.0%", "0.0%", "0.0%"]
