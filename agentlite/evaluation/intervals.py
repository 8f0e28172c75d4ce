"""The two statistics that reports need."""

from __future__ import annotations

import math
from collections.abc import Sequence

_Z95 = 1.959964


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """The 95 % confidence interval of a proportion (Wilson 1927), as fractions; (0, 1) when nothing was tried."""
    if not trials:
        return 0.0, 1.0
    share, z2 = successes / trials, _Z95**2
    centre = (share + z2 / (2 * trials)) / (1 + z2 / trials)
    half = _Z95 / (1 + z2 / trials) * math.sqrt(share * (1 - share) / trials + z2 / (4 * trials**2))
    return min(share, max(0.0, centre - half)), max(share, min(1.0, centre + half))  # rounding must not exclude it


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` (0 to 1) of the values do not exceed; 0 of none."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else 0.0
