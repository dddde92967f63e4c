"""What pairs tell of a difference: its mean with an interval, its quantiles, how often it is positive."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from sim.ensemble.draws import Floats
from sim.ensemble.needs import needed
from sim.ensemble.sure import AT_ONCE, CONFIDENCE, quantiles

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True)
class Gaps:
    """For each column: mean difference and half its interval (Student, 95 %), the quantiles of
    `LEVELS` (level, column), the share of pairs in which it is positive, and whether it is ever
    another than 0."""

    mean: Floats
    half: Floats
    levels: Floats
    positive: Floats
    differs: NDArray[np.bool_]

    @property
    def low(self) -> Floats:
        return self.mean - self.half

    @property
    def high(self) -> Floats:
        return self.mean + self.half

    @property
    def is_told(self) -> NDArray[np.bool_]:
        """Where the interval leaves out zero."""
        return (self.low > 0) | (self.high < 0)

    def part(self, start: int, stop: int) -> Gaps:
        """Some columns."""
        span = slice(start, stop)
        return Gaps(
            self.mean[span], self.half[span], self.levels[:, span], self.positive[span], self.differs[span]
        )


def gaps(differences: NDArray[np.generic]) -> Gaps:
    """Of (pair, column) differences; two pairs at least."""
    values = differences.astype(np.float64)
    pairs = len(values)
    factor = float(needed("scipy.special").stdtrit(pairs - 1, 0.5 + CONFIDENCE / 2))
    return Gaps(
        values.mean(axis=0),
        factor * values.std(axis=0, ddof=1) / sqrt(pairs),
        quantiles(values, LEVELS),
        (values > 0).mean(axis=0),
        np.asarray(values.any(axis=0)),
    )


def gaps_in_blocks(read: Callable[[int, int], NDArray[np.generic]], width: int, pairs: int) -> Gaps:
    """`gaps` of ``width`` columns of 4 bytes, a few at a time, to bound memory."""
    step = max(1, AT_ONCE // (8 * pairs))
    blocks = [gaps(read(at, min(at + step, width))) for at in range(0, width, step)]
    return Gaps(
        np.concatenate([block.mean for block in blocks]),
        np.concatenate([block.half for block in blocks]),
        np.concatenate([block.levels for block in blocks], axis=1),
        np.concatenate([block.positive for block in blocks]),
        np.concatenate([block.differs for block in blocks]),
    )
