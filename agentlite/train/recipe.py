"""The whole way from tool packs to a model file, in one call: tokenizer, training, quantisation, GGUF, card.

    python -m agentlite.train.recipe --out model.gguf --minutes 60 --resume ~/agentlite-training

Interrupt it whenever you like; the same command goes on where it stopped.
"""

from __future__ import annotations

import argparse
import ctypes
import importlib.util
import itertools
import json
import math
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from agentlite.errors import ConfigurationError

if TYPE_CHECKING:
    from agentlite.packs import Pack
    from agentlite.train.loop import Trainer
    from agentlite.train.stream import SceneSource, Split
    from agentlite.train.synthesis import Scene
    from agentlite.train.tokenizer import Tokenizer

TAUGHT = (
    "home",
    "clock",
    "calc",
    "files",
    "system",
    "robot",
    "web",
    "shell",
    "text",
    "lists",
    "notes",
    "python",
)
"""The packs that the model in the box is taught."""

TOKENIZER_SCENES, DEV_SCENES, CARD_SCENES = 3000, 60, 60
_USUAL_MINUTES = 60
_TOKENIZER_SEED, _DEV_SEED, _CARD_SEED = 900_001, 900_002, 900_003


@dataclass(frozen=True, slots=True)
class Recipe:
    """What to train. `out` is the GGUF file to write (its card and curve lie beside it, as .md and .png); `work` holds
    the tokenizer and the checkpoints, from which a run that was stopped goes on.

    It ends after `minutes` of computing in all, pauses not counted, or after `steps`, whichever comes first; with
    neither, after an hour. A batch is `batch_blocks` blocks of turns, each of at most `block_length` tokens, after the
    system parts of their scenes.
    """

    out: Path
    work: Path
    packs: tuple[str, ...] = TAUGHT
    minutes: float = math.inf
    steps: float = math.inf
    seed: int = 1
    vocab_size: int = 4096
    width: int = 256
    layers: int = 8
    heads: int = 4
    kv_heads: int = 4
    hidden: int = 704
    context: int = 2048
    block_length: int = 160
    batch_blocks: int = 40
    threads: int = 0
    """0: all cores."""
    compiled: bool = True
    version: str = "1"

    @property
    def minutes_at_most(self) -> float:
        """How long it computes unless `steps` end it."""
        return _USUAL_MINUTES if self.minutes == self.steps == math.inf else self.minutes


def train(recipe: Recipe, source: SceneSource | None = None, report: Callable[[str], None] = lambda line: None) -> Path:
    """Train, or go on training, and write the model file, its card and its curve. Returns the file.

    `source` makes the scenes; None takes that of `recipe.packs`. Progress goes to `report`, a line at a time.
    Raises `ConfigurationError` if a package or pack is missing.
    """
    _require_packages()
    import torch

    source = source or pack_source(recipe.packs)
    recipe.work.mkdir(parents=True, exist_ok=True)
    recipe.out.parent.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(recipe.threads or os.cpu_count() or 1)
    _keep_freed_memory()
    tokenizer, tools = _vocabulary(recipe, source, report)
    trainer = _trainer(recipe, tokenizer, report)
    _learn(recipe, trainer, tokenizer, source, report)
    _publish(recipe, trainer, tokenizer, tools, source, report)
    return recipe.out


def pack_source(packs: Sequence[str]) -> SceneSource:
    """The scenes of tool packs. Raises `UnknownTool` for a pack there is none of, `ConfigurationError` for one that
    has nothing to learn from."""
    from agentlite.packs import find_pack
    from agentlite.train.mixing import HOME, MixedScenes

    silent = [name for name in packs if name != HOME and not _can_teach(find_pack(name))]
    if silent or not packs:
        raise ConfigurationError(
            f"There are no training scenes for {', '.join(silent) or 'no pack'}.",
            hint="Give the pack phrases and a `rehearse`: docs/packs.md.",
        )
    return MixedScenes(tuple(packs))


def _can_teach(pack: Pack) -> bool:
    from agentlite.train.rehearsing import phrase_file
    from agentlite.train.synthesis import LANGUAGES

    return pack.rehearse is not None and any(phrase_file(pack.package, language) for language in LANGUAGES)


def _require_packages() -> None:
    needed = ("torch", "numpy", "gguf", "tokenizers", "matplotlib")
    missing = [name for name in needed if importlib.util.find_spec(name) is None]
    if missing:
        raise ConfigurationError(
            f"Training needs packages that are not installed: {', '.join(missing)}.",
            hint="Run: pip install 'agentlite[train]'",
        )


def _sample(source: SceneSource, seed: int, split: Split, count: int) -> list[Scene]:
    return list(itertools.islice(source(seed, split), count))


def _vocabulary(recipe: Recipe, source: SceneSource, report: Callable[[str], None]) -> tuple[Tokenizer, frozenset[str]]:
    """The tokenizer and the names of the tools there are, learned from a sample of scenes, or found in `work`.

    Other packs than before bring other tools; the tokenizer stays.
    """
    from agentlite.train.card import known_tools
    from agentlite.train.packing import texts
    from agentlite.train.tokenizer import Tokenizer

    path, tools_path = recipe.work / "tokenizer.json", recipe.work / "tools.json"
    known = json.loads(tools_path.read_text(encoding="utf-8")) if tools_path.exists() else {}
    if path.exists() and known.get("packs") == list(recipe.packs):
        return Tokenizer.load(path), frozenset(known["tools"])
    report(f"learning the vocabulary from {TOKENIZER_SCENES} scenes")
    sample = _sample(source, recipe.seed + _TOKENIZER_SEED, "train", TOKENIZER_SCENES)
    spoken = itertools.chain.from_iterable(map(texts, sample))
    tokenizer = Tokenizer.load(path) if path.exists() else Tokenizer.train(spoken, recipe.vocab_size)
    tokenizer.save(path)
    tools = known_tools(sample)
    known = {"packs": list(recipe.packs), "tools": sorted(tools)}
    tools_path.write_text(json.dumps(known), encoding="utf-8")
    return tokenizer, frozenset(tools)


def _trainer(recipe: Recipe, tokenizer: Tokenizer, report: Callable[[str], None]) -> Trainer:
    from agentlite.train.loop import Schedule, Trainer, checkpoints, saved_architecture
    from agentlite.train.model import Architecture

    found = checkpoints(recipe.work)
    architecture = (
        saved_architecture(found[-1])
        if found
        else Architecture(
            vocab_size=tokenizer.vocab_size,
            width=recipe.width,
            layers=recipe.layers,
            heads=recipe.heads,
            kv_heads=recipe.kv_heads,
            hidden=recipe.hidden,
            context=recipe.context,
        )
    )
    schedule = Schedule(minutes=recipe.minutes_at_most, steps=recipe.steps)
    trainer = Trainer(architecture, schedule, recipe.seed, compiled=recipe.compiled)
    if found:
        trainer.restore(found[-1])
        report(f"going on from {found[-1].name}, {trainer.state.seconds / 60:.0f} minutes in")
    report(f"{trainer.parameters / 1e6:.2f} million parameters on {trainer.device}")
    return trainer


def _learn(
    recipe: Recipe, trainer: Trainer, tokenizer: Tokenizer, source: SceneSource, report: Callable[[str], None]
) -> None:
    from agentlite.train.loop import run
    from agentlite.train.packing import pack
    from agentlite.train.stream import StreamConfig, background_batches

    dev = pack(_sample(source, recipe.seed + _DEV_SEED, "dev", DEV_SCENES), tokenizer, recipe.block_length)
    shape = StreamConfig(recipe.seed, recipe.block_length, recipe.batch_blocks)
    batches = background_batches(source, tokenizer, shape, trainer.state.position)
    run(trainer, batches, dev, recipe.work, lambda progress: report(str(progress)))


def _publish(
    recipe: Recipe,
    trainer: Trainer,
    tokenizer: Tokenizer,
    tools: frozenset[str],
    source: SceneSource,
    report: Callable[[str], None],
) -> None:
    from agentlite.train.card import draw_curve, grade_file, markdown
    from agentlite.train.export import Identity, export

    state = trainer.state
    training: dict[str, int | str] = {
        "seed": recipe.seed,
        "steps": state.step,
        "tokens": state.tokens,
        "minutes": round(state.seconds / 60),
        "packs": " ".join(recipe.packs),
    }
    identity = Identity(name=recipe.out.stem, version=recipe.version, tools=sorted(tools), training=training)
    export(trainer.model, tokenizer, recipe.out, identity)
    report(f"wrote {recipe.out} ({recipe.out.stat().st_size / 1e6:.1f} MB); grading it")
    graded = grade_file(recipe.out, _sample(source, recipe.seed + _CARD_SEED, "dev", CARD_SCENES))
    curve = recipe.out.with_suffix(".png")
    draw_curve(state.curve, curve)
    facts = [("parameters", f"{trainer.parameters / 1e6:.2f} million"), ("file", f"{recipe.out.name}, Q8_0")]
    facts += [(label, f"{value:,}" if isinstance(value, int) else str(value)) for label, value in training.items()]
    facts += [("tools", ", ".join(sorted(tools)))]
    page = recipe.out.with_suffix(".md")
    page.write_text(markdown(recipe.out.stem, facts, graded, curve.name), encoding="utf-8")
    report(f"exact on {sum(g.exact for g in graded)} of {len(graded)} held-out turns; card: {page}")


def _keep_freed_memory() -> None:
    """Have glibc reuse freed memory rather than return it: saves a fifth of the training time in page faults."""
    if sys.platform == "linux":
        trim_threshold, mmap_max = -1, -4
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt is not None:
            mallopt(mmap_max, 0)
            mallopt(trim_threshold, 2**31 - 1)


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line of this module."""
    defaults = Recipe(Path(), Path())
    parser = argparse.ArgumentParser(
        prog="python -m agentlite.train.recipe", description="Train a model for tool packs."
    )
    parser.add_argument("--out", type=Path, required=True, help="the GGUF file to write")
    parser.add_argument(
        "--resume", type=Path, required=True, metavar="DIR", help="where checkpoints are kept and found"
    )
    parser.add_argument("--packs", nargs="+", default=list(defaults.packs))
    sizes = ("vocab_size", "width", "layers", "heads", "kv_heads", "hidden", "block_length", "batch_blocks")
    for name in ("minutes", "steps", "seed", *sizes):
        default = getattr(defaults, name)
        kind = float if name in ("minutes", "steps") else int
        told = f"{_USUAL_MINUTES}, without --steps" if name == "minutes" else f"{default:g}"
        parser.add_argument(f"--{name.replace('_', '-')}", type=kind, default=default, help=f"default {told}")
    parser.add_argument("--threads", type=int, default=0, help="0: all cores")
    parser.add_argument("--version", default=defaults.version)
    options = vars(parser.parse_args(arguments))
    recipe = Recipe(work=options.pop("resume"), packs=tuple(options.pop("packs")), **options)
    train(recipe, report=lambda line: print(line, file=sys.stderr, flush=True))


if __name__ == "__main__":
    main()
