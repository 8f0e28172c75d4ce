"""check_system: how the machine is doing.

It reads in this process, not in the sandbox: there /proc and /sys do not exist, and to mount them would show every tool
all processes of the system. What is read is a handful of fixed files that only the kernel writes; the model chooses
among names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated

from agentlite.actions import Json
from agentlite.errors import ToolError
from agentlite.tools.system import readings
from agentlite.tools.system.asked import EVERYTHING, readings_said
from agentlite.tools.system.wording import absent, sentence
from agentlite.toolset import Briefing, Choices, Outcome, Toolset, tool

_READERS: Mapping[str, Callable[[Path], dict[str, Json] | None]] = {
    "battery": readings.battery,
    "disk": readings.disk,
    "load": readings.load,
    "memory": readings.memory,
    "temperature": readings.temperature,
    "uptime": readings.uptime,
}


def _readings(_: SystemTools, request: str) -> list[str]:
    return readings_said(request)


class SystemTools:
    """The tools of the system pack. `root` is the folder that /proc and /sys lie in."""

    def __init__(self, root: Path = Path("/")) -> None:
        self._root = root

    def toolset(self) -> Toolset:
        """All of them."""
        return Toolset([self.check_system], briefing=self.briefing)

    def briefing(self, request: str) -> Briefing:
        """There is nothing to tell but that it is here."""
        return Briefing("system:")

    @tool(risk="read")
    def check_system(self, what: Annotated[str, Choices(_readings)]) -> Outcome:
        """Say how this machine is doing: its battery, disk space, memory, load, temperature or uptime.

        Args:
            what: what to look at
        """
        wanted = list(_READERS) if what == EVERYTHING else [what]
        found = {name: _READERS[name](self._root) for name in wanted}
        known = {name: reading for name, reading in found.items() if reading is not None}
        missing = [name for name in wanted if name not in known]
        if not known:
            raise ToolError(absent(missing, "en"), say={"pt": absent(missing, "pt")})
        said = {
            language: " ".join(
                [
                    *(sentence(name, reading, language) for name, reading in known.items()),
                    *([absent(missing, language)] if missing else ()),
                ]
            )
            for language in ("en", "pt")
        }
        return Outcome(known, say=said)
