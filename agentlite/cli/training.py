"""`agentlite train`: from tool packs to a model file."""

from __future__ import annotations

from pathlib import Path

import click

from agentlite.cli.exits import SUCCESS

EXAMPLES = """\b
Examples:
  agentlite train --out my_model.gguf --minutes 60
  agentlite train --out small.gguf --steps 3000 --width 128 --layers 4
\b
Any further option goes to the recipe: --seed, --threads, --vocab-size, --width, --layers, ...
Training needs more packages: pip install 'agentlite[train]'
"""


@click.command(epilog=EXAMPLES, context_settings={"ignore_unknown_options": True})
@click.option("--out", type=Path, required=True, metavar="GGUF", help="The file to write; its card lies beside it.")
@click.option("--work", type=Path, metavar="DIR", help="Where checkpoints are kept.  [default: beside --out]")
@click.option("--packs", default="home", show_default=True, metavar="A,B", help="The tool packs to learn.")
@click.option("--minutes", type=click.FloatRange(min=0, min_open=True), help="[default: 60, without --steps]")
@click.option("--steps", type=click.IntRange(min=1), help="How long, the same on every machine.")
@click.argument("rest", nargs=-1, type=click.UNPROCESSED, metavar="[OPTIONS]...")
def train(
    out: Path, work: Path | None, packs: str, minutes: float | None, steps: int | None, rest: tuple[str, ...]
) -> int:
    """Train a model of your own for tool packs, on this machine.

    Interrupt it whenever you like; the same command goes on where it stopped.
    """
    from agentlite.train import recipe

    work = work or out.with_name(f"{out.stem}-training")
    ends = {"--minutes": minutes, "--steps": steps}
    given = [word for name, value in ends.items() if value is not None for word in (name, str(value))]
    recipe.main(["--out", str(out), "--resume", str(work), "--packs", *packs.split(","), *given, *rest])
    return SUCCESS
