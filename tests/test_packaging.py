"""What is installed from a wheel is everything the program needs, and nothing else."""

import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def sources() -> set[str]:
    """Every package there is in the source tree, by its installed name."""
    found = {"agentlite"}
    for top, name in (("agentlite", "agentlite"), ("tools", "agentlite.tools"), ("prompts", "agentlite.prompts")):
        for marker in (ROOT / top).rglob("__init__.py"):
            inside = marker.parent.relative_to(ROOT / top).parts
            found.add(".".join((name, *inside)))
    return found


def test_every_package_is_declared() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]
    assert set(declared) == sources()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if tracked.returncode:
        pytest.skip("this is no git checkout, so what belongs to the project cannot be told")
    for name in tracked.stdout.splitlines():
        if (ROOT / name).is_file() and name.startswith(
            ("agentlite/", "tools/", "prompts/", "pyproject", "README", "LIC")
        ):
            (folder / "src" / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / "src" / name).write_bytes((ROOT / name).read_bytes())
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(folder / "src")]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout[-2000:] + built.stderr[-2000:]
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_code_prompts_words_and_the_model(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for needed in (
        "agentlite/py.typed",
        "agentlite/cli/__init__.py",
        "agentlite/prompts/planner.en.md",
        "agentlite/prompts/planner.pt.md",
        "agentlite/tools/home/demo_house.yaml",
        "agentlite/tools/home/phrases/pt.yaml",
        "agentlite/models/box.gguf",
        "agentlite/models/box-home.gguf",
        "agentlite/models/box-robot.gguf",
    ):
        assert needed in names, needed
    assert not [name for name in names if name.startswith(("tests", "benchmarks", "docs", "examples"))]


def test_the_wheel_works_away_from_the_source(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    program = (
        "import agentlite, agentlite.cli, agentlite.evaluation, agentlite.tools.home as home;"
        "print(agentlite.__file__, len(list(home.home_toolset(home.SimulatedHome(home.load_demo('pt'))))))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False,
        env={"PYTHONPATH": str(tmp_path), "PATH": ""},
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.split() == [str(tmp_path / "agentlite" / "__init__.py"), "34"]
