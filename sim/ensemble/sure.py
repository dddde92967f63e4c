"""How sure: quantiles over the members, chances with their intervals, and what a mean is good for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, isinf, sqrt

import numpy as np
from numpy.typing import NDArray

from sim.ensemble.draws import Floats
from sim.ensemble.needs import needed
from sim.episode.figure import Figure
from sim.estimate import Estimate

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Quantiles that are told."""

BANDS = {"50": (1, 3), "90": (0, 4)}
"""Per cent of the members between two of the `LEVELS`, by their indexes."""

CONFIDENCE = 0.95
"""Of every interval that is told of a chance or a mean."""

AT_ONCE = 8_000_000
"""Bytes of values whose quantiles are taken in one go."""

FAR = 1e300
"""Stands for an infinite value while quantiles are taken; nothing that is counted comes near it."""


def quantiles(columns: NDArray[np.generic], levels: Sequence[float] = LEVELS) -> Floats:
    """(level, column) exact quantiles of (member, column), interpolated as `numpy.quantile` does."""
    ordered = np.sort(np.ascontiguousarray(columns.T), axis=1)
    at = np.array(levels) * (len(columns) - 1)
    below = np.floor(at).astype(np.intp)
    above = np.minimum(below + 1, len(columns) - 1)
    share = (at - below)[:, np.newaxis]
    first, last = (_finite(ordered[:, index].T) for index in (below, above))
    width = last - first
    found: Floats = np.where(share < 0.5, first + width * share, last - width * (1 - share))
    found = np.where(np.abs(found) > FAR / 1e6, np.copysign(np.inf, found), found)
    return np.where(np.isnan(ordered[:, -1]), np.nan, found)


def _finite(values: NDArray[np.generic]) -> Floats:
    return np.nan_to_num(values.astype(np.float64), nan=np.nan, posinf=FAR, neginf=-FAR)


def in_blocks(read: Callable[[int, int], NDArray[np.generic]], width: int, members: int) -> Floats:
    """`quantiles`, and the most, of ``width`` columns; a few at a time, to bound memory."""
    step = max(1, AT_ONCE // (8 * members))
    blocks = (read(at, min(at + step, width)) for at in range(0, width, step))
    return np.concatenate([quantiles(block, (*LEVELS, 1.0)) for block in blocks], axis=1)


def agreeing(claimed: Estimate, values: NDArray[np.generic]) -> int:
    """How many of the values `Estimate.agrees` with."""
    agrees = np.ones(values.shape, dtype=bool)
    if claimed.low is not None:
        agrees &= values >= np.float64(claimed.low)
    if claimed.high is not None:
        agrees &= values <= np.float64(claimed.high)
    return int(agrees.sum())


@dataclass(frozen=True)
class Chance:
    """``met`` of ``tried``, and the interval of the chance behind it (Clopper and Pearson, 95 %)."""

    met: int
    tried: int
    low: float
    high: float

    @property
    def share(self) -> float:
        return self.met / self.tried if self.tried else 0.0


def chance(met: int, tried: int) -> Chance:
    """The exact interval; nothing is known where nothing was tried."""
    if not tried:
        return Chance(0, 0, 0.0, 1.0)
    tail, inverse = (1 - CONFIDENCE) / 2, needed("scipy.special").betaincinv
    low = float(inverse(met, tried - met + 1, tail)) if met else 0.0
    high = float(inverse(met + 1, tried - met, 1 - tail)) if met < tried else 1.0
    return Chance(met, tried, low, high)


@dataclass(frozen=True)
class Mean:
    """A mean over members and half its interval; as if the members had been drawn by lot alone.

    Both samplers spread the members more evenly than a lot would, so the interval is on the safe side.
    """

    mean: float
    half: float
    spread: float
    members: int

    def members_for(self, precision: float) -> int | None:
        """Members whose mean has half an interval of that share of it; None where it is 0 or infinite."""
        if self.spread == 0:
            return 2
        if self.mean == 0 or isinf(self.mean):
            return None
        factor = self.half * sqrt(self.members) / self.spread
        return max(2, ceil((factor * self.spread / (precision * abs(self.mean))) ** 2))

    def is_within(self, precision: float) -> bool:
        return self.half <= precision * abs(self.mean)


def mean_of(values: NDArray[np.float64]) -> Mean:
    """Student's interval of the mean of at least two values."""
    factor = float(needed("scipy.special").stdtrit(len(values) - 1, 0.5 + CONFIDENCE / 2))
    spread = float(np.std(values, ddof=1))
    return Mean(float(np.mean(values)), factor * spread / sqrt(len(values)), spread, len(values))


@dataclass(frozen=True)
class Coverage:
    """Of the held-out figures: whose claimed number lies in a band, and whose claimed range meets it.

    A figure with a floor or a ceiling alone has no number to lie anywhere.
    """

    band: str
    numbers: Chance
    ranges: Chance


def coverage(figures: Sequence[Figure], bands: Floats) -> tuple[Coverage, ...]:
    """For each of `BANDS`; ``bands`` is (level, figure).  Figures that drive are left out."""
    found = []
    for name, (low, high) in BANDS.items():
        lies, meets = [], []
        for figure, left, right in zip(figures, bands[low], bands[high], strict=True):
            if figure.role == "held-out":
                claimed = figure.claimed
                above = claimed.high is None or left <= claimed.high
                below = claimed.low is None or claimed.low <= right
                meets.append(bool(above and below))
                if claimed.best is not None or None not in (claimed.low, claimed.high):
                    lies.append(bool(left <= claimed.central() <= right))
        found.append(Coverage(name, chance(sum(lies), len(lies)), chance(sum(meets), len(meets))))
    return tuple(found)
