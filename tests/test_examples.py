"""Every example runs, as a program of its own, and does what it says."""

import asyncio
import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from agentlite.models.shipped import shipped_model
from agentlite.models.testing import ScriptedModel

EXAMPLES = Path(__file__).parent.parent / "examples"
needs_box = pytest.mark.skipif(
    not shipped_model().exists(), reason=f"THE MODEL IN THE BOX IS MISSING ({shipped_model()}): examples not proven"
)


def run(
    name: str, *arguments: str, answers: str = "", check: bool = True, **environment: str
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, EXAMPLES / name, *arguments],
        input=answers,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1", **environment},
        check=False,
    )
    if check:
        assert done.returncode == 0, done.stderr
        assert done.stderr == ""
    return done


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"example_{name}", EXAMPLES / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_example_is_tested_here() -> None:
    tests = Path(__file__).read_text(encoding="utf-8")
    assert [e.name for e in EXAMPLES.glob("*.py") if f'"{e.name}"' not in tests and f'"{e.stem}"' not in tests] == []


def test_a_model_of_your_own_presses_the_button_and_declines_the_song() -> None:
    assert run("custom_model.py").stdout.splitlines() == [
        "press the red one → The red button was pressed. (done)",
        "sing a song → I only know the red and the green button. (declined)",
    ]


def test_approval_asks_only_about_large_sums_and_the_precondition_has_the_last_word() -> None:
    lines = run("approval.py").stdout.splitlines()
    assert lines[0] == "10 → Paid 10 euros to Ana. (done)"
    assert lines[1].startswith("  asked about pay(euros=25")
    assert lines[2] == "25 → Paid 25 euros to Ana. (done)"
    assert lines[3].startswith("  asked about pay(euros=40")
    assert lines[4].endswith("(declined)")
    assert "There are only 65 euros." in lines[5]
    assert lines[5].endswith("(refused)")
    assert lines[6:] == ["left: 65 euros"]


def test_the_resumed_run_sends_no_letter_twice(tmp_path: Path) -> None:
    lines = run("resume.py", RESUME_EXAMPLE=str(tmp_path)).stdout.splitlines()
    assert lines[0].startswith("interrupted: ")
    assert lines[1].startswith("failed: ")
    assert "write_to(target='Rui') was interrupted: it may or may not have happened" in lines[1]
    assert lines[2:] == ["letters to: Ana, Rui, Eva"]


def test_the_demo_shows_call_change_sentence_and_confidence(capsys: pytest.CaptureFixture[str]) -> None:
    demo = load("demo")
    on = {"calls": [{"call": "turn_on", "with": {"target": "Worktop light"}}]}
    off = {"calls": [{"call": "turn_off", "with": {"target": "Luz de presença"}}]}
    with ScriptedModel([on, off, {"decline": "I cannot order food."}], one_shot=True) as model:
        asyncio.run(demo.demo(model, ["turn on the worktop light", "apaga a luz de presença", "order a pizza"]))
    shown = capsys.readouterr().out
    for line in (
        "  Kitchen: Worktop light, Dining pendant, Kettle, Dishwasher leak",
        "» turn on the worktop light",
        "  turn_on(target='Worktop light')",
        "    Worktop light: off → on",
        "  Quarto do Bebé: Luz de presença, Termómetro do bebé",
        "    Luz de presença: on → off",
        "  I cannot order food.",
    ):
        assert line in shown.splitlines()
    assert "[done · confidence unknown · " in shown
    assert "[done · confiança desconhecida · " in shown
    assert shown.splitlines()[-1].startswith('Next: make demo TASK="')


def test_the_demo_takes_no_for_an_answer_where_nobody_can_be_asked(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", open(os.devnull, encoding="utf-8"))  # noqa: PTH123, SIM115
    unlock = {"calls": [{"call": "unlock", "with": {"target": "Street door lock"}}]}
    with ScriptedModel([unlock], one_shot=True) as model:
        asyncio.run(load("demo").demo(model, ["unlock the street door"]))
    assert "[declined · " in capsys.readouterr().out


def test_the_demo_says_in_one_line_that_its_model_is_missing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    demo = load("demo")
    monkeypatch.setattr("agentlite.models.shipped.shipped_models", lambda: {"": tmp_path / "box.gguf"})
    monkeypatch.setattr(sys, "argv", ["demo.py", "turn on the light"])
    assert demo.main() == 3
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("error: ")
    assert "box.gguf" in line


def test_the_demo_refuses_an_empty_task() -> None:
    done = run("demo.py", " ", check=False)
    assert done.returncode in (2, 3)
    assert len(done.stderr.splitlines()) == 1


def test_hybrid_routing_sends_one_step_under_a_pseudonym_and_only_once() -> None:
    assert run("hybrid.py").stdout.splitlines() == [
        "turn on the worktop light",
        "  Worktop light is on. (decided here)",
        "film time, reading lamp at 30%",
        "  the cloud reads: Request: film time, light.1 at 30%",
        "  Reading lamp is on at 30%, warm white. (decided elsewhere)",
        "film time, reading lamp at 30%",
        "  Reading lamp is already on at 30%, warm white. (decided here)",
        "left this machine: 1 request; the ledger is whole: True",
    ]


@needs_box
def test_the_quickstart_switches_the_light() -> None:
    assert "'kitchen': True" in run("quickstart.py").stdout


@needs_box
def test_the_house_unlocks_only_after_a_yes() -> None:
    said_no = run("home.py", "unlock the front door", answers="n\n").stdout
    assert said_no.splitlines()[-1] == "Front door: locked"
    said_yes = run("home.py", "unlock the front door", answers="y\n").stdout
    assert said_yes.splitlines()[-1] == "Front door: unlocked"


@needs_box
def test_streaming_ends_with_the_result_and_tasks_run_together() -> None:
    lines = run("async_stream.py").stdout.splitlines()
    assert lines[0].startswith("RunStarted ")
    assert sum(line.startswith("RunFinished ") for line in lines) == 1
    assert sum(" → " in line for line in lines) >= 3


@needs_box
def test_the_demo_runs_to_its_end() -> None:
    shown = run("demo.py").stdout
    assert shown.count("\n» ") == len(load("demo").REQUESTS)
    assert "Worktop light: off → on" in shown


ELSEWHERE = {"robot.py": "tests/tools/robot/test_example.py", "automations.py": "tests/automations/test_example.py"}


def test_examples_that_need_more_are_tested_with_what_they_need() -> None:
    assert [test for test in ELSEWHERE.values() if not (EXAMPLES.parent / test).exists()] == []
