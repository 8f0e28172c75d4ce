"""The readings that a request speaks of, and no others."""

from __future__ import annotations

import pytest

from agentlite.tools.system.asked import EVERYTHING, readings_said

ALL = {"battery", "disk", "load", "memory", "temperature", "uptime", EVERYTHING}


@pytest.mark.parametrize(
    ("request_text", "readings"),
    [
        ("ram situation?", {"memory"}),
        ("how hot is the processor", {"temperature"}),
        ("how long does the battery last", {"battery"}),
        ("how long has the machine been on", {"uptime"}),
        ("há quanto tempo não reinicias", {"uptime"}),
        ("isn't the disk full", {"disk"}),
        ("disk and memory", {"disk", "memory", EVERYTHING}),
        ("a carga", {"battery", "load", EVERYTHING}),
        ("how is the computer", ALL),
        ("como está o servidor", ALL),
        ("", ALL),
        ("remind me tomorrow", set()),
        ("o pão está comprado", set()),
    ],
)
def test_what_is_spoken_of(request_text: str, readings: set[str]) -> None:
    assert set(readings_said(request_text)) == readings
