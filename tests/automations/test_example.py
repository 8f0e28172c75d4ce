"""The example runs to its end with the model in the box."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from agentlite.models.shipped import shipped_model

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.skipif(not shipped_model().exists(), reason=f"THE MODEL IN THE BOX IS MISSING ({shipped_model()})")
def test_a_day_passes() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "examples/automations.py"], capture_output=True, text=True, check=True
    )
    lines = done.stdout.splitlines()
    assert lines[1] == "  Kept as automation 1. On weekdays at 07:30: open Lounge blind."
    assert [line.split(":")[0] + ":" + line.split(":")[1][:2] for line in lines if " done: " in line][-1] == "07:30"
