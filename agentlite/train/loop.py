"""The training loop: batches in, weights out, with checkpoints that survive a power cut."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from agentlite.train.model import Architecture, Decoder
from agentlite.train.packing import IGNORE, Block, Examples, examples
from agentlite.train.stream import Batch, Position


@dataclass(frozen=True, slots=True)
class Schedule:
    """How long to train, and how fast to learn meanwhile: warm up, hold, then decay linearly to zero.

    Training ends after `minutes` of computing (pauses do not count) or `steps`, whichever comes first. Only `steps` are
    the same on every machine.
    """

    minutes: float = math.inf
    steps: float = math.inf
    learning_rate: float = 3e-3
    matrix_learning_rate: float = 6e-3
    weight_decay: float = 0.1
    warmup_steps: int = 100
    decay: float = 0.35
    """The share of the run, at its end, during which the rate decays."""

    def progress(self, seconds: float, steps: int) -> float:
        """0 at the start, 1 when training must end."""
        return max(seconds / 60 / self.minutes, steps / self.steps)

    def factor(self, step: int, progress: float) -> float:
        """What the learning rates are multiplied by."""
        return min(1.0, (step + 1) / self.warmup_steps, max(0.0, (1 - progress) / self.decay))


@dataclass(slots=True)
class State:
    """Where a run stands. `curve` holds (seconds, tokens, training loss, exact match on dev) per evaluation."""

    step: int = 0
    tokens: int = 0
    seconds: float = 0.0
    position: Position = field(default_factory=Position)
    curve: list[tuple[float, int, float, float]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Progress:
    """What is told to the user now and then. `exact` is None except right after an evaluation."""

    state: State
    done: float
    loss: float
    tokens_per_second: float
    exact: float | None = None

    def __str__(self) -> str:
        left = self.state.seconds * (1 - self.done) / self.done if self.done else math.inf
        eta = f"{left / 60:.0f} min left" if left < math.inf else "?"
        exact = "" if self.exact is None else f"  dev exact {self.exact:.1%}"
        return (
            f"{self.done:6.1%}  step {self.state.step}  loss {self.loss:.4f}  "
            f"{self.tokens_per_second:,.0f} tokens/s  {eta}{exact}"
        )


class Trainer:
    """A decoder, its optimizers and its progress. `device` is "cuda" where there is one, else "cpu"."""

    def __init__(self, architecture: Architecture, schedule: Schedule, seed: int, *, compiled: bool = True) -> None:
        torch.manual_seed(seed)
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.model = Decoder(architecture).to(self.device)
        self.schedule = schedule
        self.state = State()
        self._trunk: Callable[[Examples], Tensor] = torch.compile(self.model, dynamic=True) if compiled else self.model
        self._optimizers = _optimizers(self.model, schedule)

    @property
    def parameters(self) -> int:
        """How many numbers are learned."""
        return sum(parameter.numel() for parameter in self.model.parameters())

    @property
    def progress(self) -> float:
        return self.schedule.progress(self.state.seconds, self.state.step)

    def step(self, batch: Batch) -> Tensor:
        """Learn from one batch; returns its mean loss, not yet waited for."""
        factor = self.schedule.factor(self.state.step, self.progress)
        rates = (self.schedule.matrix_learning_rate, self.schedule.learning_rate)
        for optimizer, rate in zip(self._optimizers, rates, strict=True):
            for group in optimizer.param_groups:
                group["lr"] = rate * factor
        scores, labels = self._scores(batch.examples)
        loss = F.cross_entropy(scores.float(), labels)
        loss.backward()  # type: ignore[no-untyped-call, unused-ignore]
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        for optimizer in self._optimizers:
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        self.state.step += 1
        self.state.tokens += batch.examples.tokens
        self.state.position = batch.after
        return loss.detach()

    def _scores(self, examples: Examples) -> tuple[Tensor, Tensor]:
        """The scores (n, vocabulary) and labels (n,) of the positions that have one."""
        examples = examples.to(self.device)
        with torch.autocast(self.device, dtype=torch.bfloat16):
            hidden = self._trunk(examples)
            learned = examples.labels != IGNORE
            return self.model.logits(hidden[learned]), examples.labels[learned]

    def exact_match(self, dev: Sequence[Block], length: int, at_once: int = 32) -> float:
        """The share of turns of `dev` that greedy decoding would answer exactly, `at_once` blocks at a time.

        Greedy decoding reproduces an answer exactly if and only if, given the answer so far, the likeliest next token
        is the right one at each of its positions; so one forward pass tells.
        """
        right = total = 0
        for start in range(0, len(dev), at_once):
            errors = self._errors(examples(dev[start : start + at_once], length))
            right += int((errors == 0).sum())
            total += len(errors)
        return right / max(total, 1)

    def _errors(self, examples: Examples) -> Tensor:
        """How many tokens of each turn's answer (n,) would be guessed wrong."""
        with torch.no_grad():
            scores, labels = self._scores(examples)
        wrong = (scores.argmax(-1) != labels).float().cpu()
        learned = examples.labels != IGNORE
        block = torch.arange(len(learned))[:, None].expand_as(learned)
        turns, of_turn = torch.unique(torch.stack((block, examples.turns), -1)[learned], dim=0, return_inverse=True)
        return torch.zeros(len(turns)).index_add_(0, of_turn, wrong)

    def save(self, folder: Path) -> None:
        """Write a checkpoint, atomically, and keep the last two."""
        folder.mkdir(parents=True, exist_ok=True)
        content = {
            "architecture": asdict(self.model.architecture),
            "model": self.model.state_dict(),
            "optimizers": [optimizer.state_dict() for optimizer in self._optimizers],
            "state": asdict(self.state) | {"position": tuple(self.state.position)},
        }
        partial = folder / "partial.tmp"
        with partial.open("wb") as file:
            torch.save(content, file)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(folder / f"step-{self.state.step:08}.pt")
        for old in checkpoints(folder)[:-2]:
            old.unlink()

    def restore(self, path: Path) -> None:
        """Go on from a checkpoint of the same architecture."""
        content = torch.load(path, map_location=self.device, weights_only=True)
        self.model.load_state_dict(content["model"])
        for optimizer, saved in zip(self._optimizers, content["optimizers"], strict=True):
            optimizer.load_state_dict(saved)
        saved_state: dict[str, Any] = content["state"]
        saved_state["position"] = Position(*saved_state["position"])
        self.state = State(**saved_state)


def checkpoints(folder: Path) -> list[Path]:
    """The checkpoints in `folder`, oldest first."""
    return sorted(folder.glob("step-*.pt"))


def saved_architecture(path: Path) -> Architecture:
    """The architecture of a checkpoint."""
    return Architecture(**torch.load(path, map_location="cpu", weights_only=True)["architecture"])


@dataclass(frozen=True, slots=True)
class Periods:
    """How often, in seconds, progress is told, the dev turns are tried, and a checkpoint is written."""

    report: float = 10
    evaluate: float = 180
    save: float = 180


DEFAULT_PERIODS = Periods()


def run(
    trainer: Trainer,
    batches: Iterable[Batch],
    dev: Sequence[Block],
    folder: Path,
    report: Callable[[Progress], None],
    periods: Periods = Periods(),
) -> None:
    """Train until the schedule ends; checkpoints go to `folder`, one more if the user interrupts."""
    try:
        _run(trainer, batches, dev, folder, report, periods)
    except KeyboardInterrupt:
        trainer.save(folder)
        raise


def _run(
    trainer: Trainer,
    batches: Iterable[Batch],
    dev: Sequence[Block],
    folder: Path,
    report: Callable[[Progress], None],
    periods: Periods,
) -> None:
    if trainer.progress >= 1:
        return
    state = trainer.state
    losses: list[Tensor] = []
    reported = evaluated = saved = state.seconds
    tokens_reported, clock = state.tokens, None
    for batch in batches:
        losses.append(trainer.step(batch))
        now = time.monotonic()
        state.seconds += now - clock if clock else 0  # the first step compiles, which is no training
        clock = now
        over = trainer.progress >= 1
        if over or state.seconds - reported >= periods.report:
            loss = float(torch.stack(losses).mean())
            speed = (state.tokens - tokens_reported) / max(state.seconds - reported, 1e-9)
            exact = None
            if over or state.seconds - evaluated >= periods.evaluate:
                evaluated = state.seconds
                exact = trainer.exact_match(dev, batch.examples.ids.shape[1])
                state.curve.append((state.seconds, state.tokens, loss, exact))
            report(Progress(state, trainer.progress, loss, speed, exact))
            reported, tokens_reported, losses = state.seconds, state.tokens, []
        if over or state.seconds - saved >= periods.save:
            saved = state.seconds
            trainer.save(folder)
        if over:
            return


def _optimizers(model: Decoder, schedule: Schedule) -> list[torch.optim.Optimizer]:
    """Muon (Jordan et al. 2024) for the matrices of the blocks, AdamW for the embedding and the norms."""
    matrices = [p for name, p in model.named_parameters() if p.ndim == 2 and "embedding" not in name]
    others = [p for name, p in model.named_parameters() if p.ndim != 2 or "embedding" in name]
    muon = torch.optim.Muon(
        matrices,
        lr=schedule.matrix_learning_rate,
        weight_decay=schedule.weight_decay,
        adjust_lr_fn="match_rms_adamw",
    )
    adam = torch.optim.AdamW(others, lr=schedule.learning_rate, betas=(0.9, 0.95), weight_decay=0.0)
    return [muon, adam]
