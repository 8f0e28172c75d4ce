"""A threshold with a stated promise: "of the decisions kept, at most `alpha` are wrong".

True with probability 1 - `delta` over the draw of the labelled sample, for traffic like that sample. It is made by
fixed-sequence testing (Angelopoulos, Bates, Candès, Jordan, Lei: Learn then Test, arXiv:2110.01052) with the exact
binomial. See docs/confidence.md.
"""

from __future__ import annotations

import hashlib
import json
import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any, TypeAlias

from agentlite.errors import ConfigurationError, InputError
from agentlite.language import Language

if TYPE_CHECKING:
    from agentlite.models.base import ModelInfo
    from agentlite.toolset import Toolset

Score: TypeAlias = float | None
"""A confidence; None: unknown, never kept."""


def binomial_cdf(k: int, n: int, p: float) -> float:
    """P(at most `k` of `n` happen), each having the probability 0 < `p` < 1."""
    if k >= n:
        return 1.0
    log_p, log_q = math.log(p), math.log1p(-p)
    total = 0.0
    for x in range(k + 1):
        combinations = math.lgamma(n + 1) - math.lgamma(x + 1) - math.lgamma(n - x + 1)
        total += math.exp(combinations + x * log_p + (n - x) * log_q)
    return min(1.0, total)


def upper_bound(errors: int, kept: int, delta: float) -> float:
    """Clopper and Pearson's one-sided bound: the error rate is below it with probability 1 - `delta`."""
    if errors >= kept:
        return 1.0
    low, high = errors / kept, 1.0
    while high - low > 1e-9:
        middle = (low + high) / 2
        low, high = (middle, high) if binomial_cdf(errors, kept, middle) > delta else (low, middle)
    return high


def labels_needed(alpha: float, delta: float, errors: int = 0) -> int:
    """How many kept decisions, `errors` of them wrong, it takes to certify `alpha` at `delta`."""
    check_promise(alpha, delta)
    low, high = errors, errors + 1
    while binomial_cdf(errors, high, alpha) > delta:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if binomial_cdf(errors, middle, alpha) > delta else (low, middle)
    return high


@dataclass(frozen=True, slots=True)
class Subject:
    """What a certificate is about. It says nothing about another model file, quantization, prompt or set of tools."""

    model_digest: str = ""
    quantization: str = ""
    prompt: str = ""
    toolset: str = ""


def subject(info: ModelInfo, prompt: str, tools: Toolset) -> Subject:
    """The subject of decisions made by this model with this prompt text and these tools.

    The values that a tool's arguments may take at run time (the devices of one house) are no part of it.
    """
    described = [
        [
            t.name,
            t.description,
            [[p.name, dict(p.schema), p.required, p.choices is not None, p.said is not None] for p in t.parameters],
        ]
        for t in sorted(tools, key=lambda t: t.name)
    ]
    return Subject(info.digest, info.quantization, _sha256(prompt), _sha256(json.dumps(described, sort_keys=True)))


@dataclass(frozen=True, slots=True)
class Certificate:
    """At most `alpha` of the decisions that score at least `threshold` are wrong, with confidence 1 - `delta`.

    `threshold` None: nothing could be certified, keep nothing. Of `tested` labelled decisions, `kept` scored high
    enough and `errors` of those were wrong; `bound` is their exact upper bound on the error rate.
    `base_error` is the error rate when everything is kept. `labels` says what "wrong" was measured against.
    """

    threshold: float | None
    alpha: float
    delta: float
    tested: int
    kept: int
    errors: int
    bound: float
    base_error: float
    about: Subject = Subject()
    labels: str = ""
    created: str = ""

    @property
    def coverage(self) -> float:
        """The share of the tested decisions that is kept."""
        return self.kept / self.tested if self.tested else 0.0

    def keeps(self, score: Score) -> bool:
        """Whether a decision of this score may be kept."""
        return score is not None and self.threshold is not None and score >= self.threshold

    def matches(self, about: Subject) -> bool:
        """Whether the certificate holds for `about`. A model whose weights cannot be identified matches nothing."""
        return bool(about.model_digest) and self.about == about

    def to_json(self) -> str:
        """The certificate as JSON text; `Certificate.from_json` reads it back."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Certificate:
        """Read what `to_json` wrote. Raises `InputError` if it is damaged or contradicts itself."""
        try:
            values: dict[str, Any] = json.loads(text)
            values["about"] = Subject(**values["about"])
            certificate = cls(**values)
            _check_certificate(certificate)
        except (ValueError, TypeError, KeyError) as error:
            raise InputError(
                f"This is not a certificate: {error}.", hint="Make it again with `agentlite calibrate`."
            ) from error
        return certificate


def certify(
    scores: Sequence[Score],
    wrong: Sequence[bool],
    alpha: float = 0.05,
    delta: float = 0.10,
    grid: Sequence[float] | None = None,
    *,
    about: Subject | None = None,
    labels: str = "",
    created: str = "",
) -> Certificate:
    """The lowest threshold that keeps the promise (`alpha`, `delta`), by fixed-sequence testing.

    The thresholds of `grid` are tested from the strictest down, each by P(Bin(kept, alpha) ≤ errors) ≤ delta, until one
    fails. They must come from other data than these labels (`threshold_grid` of unlabelled traffic); without a grid,
    the scores of every fifth decision serve for it and are not tested. The decisions must be independent (one per
    task) and drawn like the traffic to come: shuffle them.

    Raises `ConfigurationError` for an `alpha` or `delta` outside 0 to 1, `InputError` for no decisions.
    """
    check_promise(alpha, delta)
    if not scores:
        raise InputError("There are no labelled decisions.", hint="Collect some with `agentlite eval`.")
    pairs = list(zip(scores, wrong, strict=True))
    if grid is None:
        sample, pairs = pairs[::5], [pair for index, pair in enumerate(pairs) if index % 5]
        least = labels_needed(alpha, delta) / max(1, len(pairs))
        grid = threshold_grid([score for score, _ in sample], start=min(1.0, max(0.25, least)))
    known = sorted(((s, e) for s, e in pairs if s is not None), reverse=True)
    falling = [-score for score, _ in known]
    errors_above = [0, *accumulate(int(error) for _, error in known)]
    threshold, kept, errors = None, 0, 0
    for tried in sorted(set(grid), reverse=True):
        n = bisect_right(falling, -tried)
        if binomial_cdf(errors_above[n], n, alpha) > delta:
            break
        threshold, kept, errors = tried, n, errors_above[n]
    return Certificate(
        threshold=threshold,
        alpha=alpha,
        delta=delta,
        tested=len(pairs),
        kept=kept,
        errors=errors,
        bound=upper_bound(errors, kept, delta),
        base_error=sum(error for _, error in pairs) / len(pairs),
        about=about or Subject(),
        labels=labels,
        created=created,
    )


def threshold_grid(scores: Sequence[Score], start: float = 0.25, steps: int = 20) -> tuple[float, ...]:
    """Thresholds that keep from the share `start` of these (unlabelled) decisions to all of them, in `steps` steps."""
    known = sorted((s for s in scores if s is not None), reverse=True)
    shares = [start + (1 - start) * i / max(1, steps - 1) for i in range(steps)]
    picked = {known[min(len(known), max(1, round(share * len(known)))) - 1] for share in shares if known}
    return tuple(sorted(picked, reverse=True))


def explain(certificate: Certificate, language: Language = "en") -> str:
    """What the certificate promises, or what it would take to promise anything, in one or a few sentences."""
    c, said = certificate, _SENTENCES[language]
    if c.threshold is not None:
        return said["promise"].format(
            threshold=c.threshold, coverage=c.coverage, alpha=c.alpha, sure=1 - c.delta, errors=c.errors, kept=c.kept
        )
    needed = labels_needed(c.alpha, c.delta)
    parts = [said["nothing"].format(alpha=c.alpha, sure=1 - c.delta), said["needed"].format(needed=needed)]
    if c.base_error > c.alpha:
        least = (c.base_error - c.alpha) / (1 - c.alpha)
        parts.append(said["floor"].format(base=c.base_error, least=least))
    return " ".join(parts)


_SENTENCES: dict[Language, dict[str, str]] = {
    "en": {
        "promise": (
            "Decisions with a confidence of at least {threshold:.3f} are kept, about {coverage:.0%} of all: at most "
            "{alpha:.1%} of them are wrong, with {sure:.0%} confidence ({errors} of {kept} were wrong in the test)."
        ),
        "nothing": "An error of at most {alpha:.1%} cannot be promised with {sure:.0%} confidence, so nothing is kept.",
        "needed": "It takes at least {needed} sure decisions, none of them wrong, to promise it.",
        "floor": "With {base:.1%} of all decisions wrong, any rule must pass on at least {least:.0%} of them.",
    },
    "pt": {
        "promise": (
            "Ficam as decisões com confiança de pelo menos {threshold:.3f}, cerca de {coverage:.0%} de todas: no "
            "máximo {alpha:.1%} delas estão erradas, com {sure:.0%} de confiança "
            "(no teste, {errors} erradas em {kept})."
        ),
        "nothing": "Não se pode prometer um erro máximo de {alpha:.1%} com {sure:.0%} de confiança; não fica nenhuma.",
        "needed": "Para o prometer são precisas pelo menos {needed} decisões seguras, nenhuma delas errada.",
        "floor": "Com {base:.1%} das decisões erradas, qualquer regra tem de passar adiante pelo menos {least:.0%}.",
    },
}


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def check_promise(alpha: float, delta: float) -> None:
    """Raises `ConfigurationError` unless both lie strictly between 0 and 1."""
    if not (0 < alpha < 1 and 0 < delta < 1):
        raise ConfigurationError(f"alpha and delta lie between 0 and 1, not at {alpha} and {delta}.")


def _check_certificate(c: Certificate) -> None:
    """Raise `ValueError` unless the counts are possible and really support the threshold."""
    if not (0 < c.alpha < 1 and 0 < c.delta < 1 and 0 <= c.errors <= c.kept <= c.tested):
        raise ValueError("its numbers are impossible")
    if c.threshold is not None and binomial_cdf(c.errors, c.kept, c.alpha) > c.delta:
        raise ValueError("its counts do not support its threshold")
