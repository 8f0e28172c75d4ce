"""The command line: one module per verb, gathered by `group`."""

from agentlite.cli.group import main

__all__ = ["main"]
