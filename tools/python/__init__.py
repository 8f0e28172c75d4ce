"""Python code in an interpreter that reaches nothing but what it is handed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agentlite.packs import Pack, Setting, rehearsal_in
from agentlite.toolset import Toolset

if TYPE_CHECKING:
    from agentlite.tools.python.tools import python_toolset

__all__ = ["PACK", "python_toolset"]


def open_python(setting: Setting) -> Toolset:
    """The tool of this pack. With the option `code=free` a model may write code of its own; else it runs only code
    that the request brings along."""
    from agentlite.tools.python.interpreter import installed
    from agentlite.tools.python.tools import PythonTools

    installed()
    tools = PythonTools(setting.manifest("run_python"), setting.sandbox.policy.backends)
    chosen = tools.run_written if setting.options.get("code") == "free" else tools.run_python
    return Toolset([chosen], briefing=tools.briefing)


def __getattr__(name: str) -> Any:
    if name == "python_toolset":
        from agentlite.tools.python.tools import python_toolset

        return python_toolset
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


PACK = Pack(
    "python",
    {"en": "run Python code", "pt": "correr código Python"},
    open_python,
    rehearsal_in("agentlite.tools.python.rehearsal"),
)
