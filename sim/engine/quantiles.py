"""Counts from a uniform number, by inversion: with more people or more chance the count is never lower.

Two replays that draw the same uniform number therefore differ by what they are told, not by luck.
"""

from __future__ import annotations

from math import ceil, floor, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

SMALL = 30.0
"""Expected counts up to this are summed up one by one from nobody; NumPy's own binomial does the same."""

NEAR = 2.5
"""How near to a whole number the quick quantile is not trusted, times the expected count.

Its error is below 1.8 over the expected count of those who do, or of those who do not if they are fewer.
"""

TAIL = 1e-5
"""The part on either side that the quick quantile leaves to the sum."""

_normal = NormalDist().inv_cdf


def binomial(uniform: float, people: int, chance: float) -> int:
    """How many of ``people`` do something of this ``chance``, by ``uniform`` in [0, 1).

    The least count that so many or fewer do with at least that probability, to the precision of floats.
    """
    if people <= 0 or chance <= 0.0:
        return 0
    if chance >= 1.0:
        return people
    if people * min(chance, 1 - chance) > SMALL:
        return _large(uniform, people, chance)
    if chance > 0.5:
        return people - _small(1 - uniform, people, 1 - chance)
    return _small(uniform, people, chance)


def _small(uniform: float, people: int, chance: float) -> int:
    odds, mass, count = chance / (1 - chance), (1 - chance) ** people, 0
    mean = people * chance
    while uniform > mass and count < people and (count < mean or mass > 1e-18):
        uniform -= mass
        mass *= odds * (people - count) / (count + 1)
        count += 1
    return count


def _large(uniform: float, people: int, chance: float) -> int:
    """By the first four cumulants (Cornish and Fisher); summed up where that is a close call."""
    if TAIL < uniform < 1 - TAIL:
        found = _near(_normal(uniform), people * chance, chance)
        count, near = ceil(found), NEAR / (people * min(chance, 1 - chance))
        if near < count - found < 1 - near:
            return count
    mean, spread = people * chance, 9 * sqrt(people * chance * (1 - chance)) + 20
    lowest, highest = max(0, floor(mean - spread)), min(people, ceil(mean + spread))
    counts = np.arange(lowest, highest)
    return _summed(uniform, lowest, (people - counts) / (counts + 1) * (chance / (1 - chance)))


def _near(z: float, mean: float, chance: float) -> float:
    """The binomial quantile as a fraction; 1/12 and 1/120 because counts come in steps of one."""
    spread = mean * (1 - chance)
    variance = spread - 1 / 12
    skew = spread * (1 - 2 * chance) / (variance * sqrt(variance))
    excess = (spread * (1 - 6 * chance * (1 - chance)) + 1 / 120) / variance**2
    bend = skew * (z * z - 1) / 6 + excess * (z * z - 3) * z / 24 - skew * skew * (2 * z * z - 5) * z / 36
    return mean + sqrt(variance) * (z + bend) - 0.5


def hypergeometric(uniform: float, good: int, bad: int, drawn: int) -> int:
    """How many of ``good`` are among so many drawn of good and ``bad`` together, all equally likely."""
    everybody = good + bad
    lowest, highest = max(0, drawn - bad), min(good, drawn)
    if lowest >= highest:
        return lowest
    mean = drawn * good / everybody
    spread = 9 * sqrt(mean * (bad / everybody) * (1 - drawn / everybody)) + 20
    lowest, highest = max(lowest, floor(mean - spread)), min(highest, ceil(mean + spread))
    counts = np.arange(lowest, highest)
    below = (counts + 1) * (bad - drawn + counts + 1)
    return _summed(uniform, lowest, (good - counts) * (drawn - counts) / below)


def _summed(uniform: float, lowest: int, ratios: NDArray[np.float64]) -> int:
    """From the chance of each count over that of the one before, beginning above ``lowest``."""
    mass = np.ones(len(ratios) + 1)
    np.multiply.accumulate(ratios, out=mass[1:])
    np.add.accumulate(mass, out=mass)
    return lowest + int(mass.searchsorted(uniform * mass[-1]))
