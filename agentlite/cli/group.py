"""The command `agentlite`: its verbs, and how every one of them ends."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from agentlite.cli.approvals import approvals
from agentlite.cli.automations import automations
from agentlite.cli.calibrating import calibrate
from agentlite.cli.chat import chat
from agentlite.cli.console import note, tell
from agentlite.cli.diagnosing import doctor
from agentlite.cli.egress import egress
from agentlite.cli.evaluating import evaluate_suite
from agentlite.cli.exits import INTERRUPTED, TABLE, code_for_error
from agentlite.cli.home import home
from agentlite.cli.memory import memory
from agentlite.cli.models import models
from agentlite.cli.reporting import report
from agentlite.cli.ringing import ring
from agentlite.cli.robot import robot
from agentlite.cli.run import run
from agentlite.cli.runs import runs
from agentlite.cli.tools import tools
from agentlite.cli.training import train
from agentlite.errors import AgentliteError

VERBS = (
    run, chat, ring, doctor, home, automations, robot, tools, models, memory, runs, approvals, evaluate_suite,
    calibrate, report, egress, train,
)  # fmt: skip

HELP = """Run tasks with a small language model on this machine.

\b
  agentlite run "turn on the worktop light"
  agentlite chat
  agentlite doctor
"""


class Verbs(click.Group):
    """A group whose commands return their exit code and may raise `AgentliteError`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The verbs in the order a newcomer wants them, not that of the alphabet."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> NoReturn:
        try:
            code = super().invoke(ctx)
        except AgentliteError as error:
            tell(error)
            code = code_for_error(error)
        except (KeyboardInterrupt, click.Abort):
            note("")
            code = INTERRUPTED
        ctx.exit(code if isinstance(code, int) else 0)


group = Verbs(
    name="agentlite",
    help=HELP,
    epilog="\b\nExit codes:\n" + "\n".join(f"  {code:<4} {meaning}" for code, meaning in TABLE.items()),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
for verb in VERBS:
    group.add_command(verb)
click.version_option(package_name="agentlite", prog_name="agentlite")(group)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line with `arguments`, or the process's own, and leave with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    group.main(args=arguments, prog_name="agentlite")
    raise AssertionError("click leaves by SystemExit")
