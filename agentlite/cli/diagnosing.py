"""`agentlite doctor`: what is here, what is missing, and how to get it."""

from __future__ import annotations

import asyncio
from dataclasses import asdict

import click

from agentlite.cli import options
from agentlite.cli.console import document, line
from agentlite.cli.exits import SUCCESS, UNAVAILABLE
from agentlite.language import Language

_MARKS = {"ok": ("✓", "green"), "off": ("·", None), "missing": ("–", "yellow"), "broken": ("✗", "red")}


@click.command(epilog="\b\nExample:\n  agentlite doctor --json")
@options.log
@options.as_json
@options.language
def doctor(log: str | None, as_json: bool, language: Language | None) -> int:
    """Try every part of agentlite, and say how to get what is missing.

    Exits with 3 if no model can answer, or the run log cannot be written.
    """
    from agentlite.doctor import examine, ready

    spoken = language or options.usual_language()
    findings = asyncio.run(examine(options.log_path(log), spoken))
    if as_json:
        document({"ready": ready(findings), "findings": [asdict(finding) for finding in findings]})
    else:
        width = max(len(finding.part) for finding in findings)
        for finding in findings:
            mark, colour = _MARKS[finding.status]
            line(f"{mark} {finding.part:{width}}  {finding.text}", fg=colour)
            if finding.hint:
                line(f"  {'':{width}}  {finding.hint}", dim=True)
    return SUCCESS if ready(findings) else UNAVAILABLE
