"""The page on the calc pack says what is so."""

from pathlib import Path

import pytest

from tests.test_docs import ROOT, run_programs


def test_the_programs_of_the_page_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run_programs(ROOT / "docs/packs/calc.md", box=False)
