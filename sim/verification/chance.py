"""What chance allows: intervals that a correct engine leaves once in a thousand times.

Seeds are fixed, so a case that passes once passes always with the same version of NumPy.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import lgamma, log, log1p, sqrt
from statistics import NormalDist, fmean, stdev

import numpy as np

from sim.verification.case import Reading

LEVEL = 0.999
"""Of a two-sided interval."""

Z = NormalDist().inv_cdf(0.5 + LEVEL / 2)
"""Half the width of that interval, in standard deviations of a normal variable: 3.29."""

RUNS = 40
T = 3.558
"""Student's factor of that interval for the mean of `RUNS` runs (39 degrees of freedom)."""


def binomial_band(people: int, chance: float) -> tuple[int, int]:
    """The interval of a count of ``people``, each counted with ``chance``; exact, from the tails inwards."""
    if chance in (0.0, 1.0) or not people:
        sure = round(people * chance)
        return sure, sure
    mean, spread = people * chance, 8 * sqrt(people * chance * (1 - chance)) + 8
    counts = range(max(0, int(mean - spread)), min(people, int(mean + spread)) + 1)
    below = np.cumsum([_mass(people, chance, count) for count in counts])
    tail = (1 - LEVEL) / 2
    low, high = np.searchsorted(below, [tail, below[-1] - tail])
    return counts[int(low)], counts[int(high)]


def _mass(people: int, chance: float, count: int) -> float:
    ways = lgamma(people + 1) - lgamma(count + 1) - lgamma(people - count + 1)
    return float(np.exp(ways + count * log(chance) + (people - count) * log1p(-chance)))


def counted(what: str, people: int, chance: float, found: int) -> Reading:
    """A count of people who each decide alone: expected N p, within the exact binomial interval."""
    low, high = binomial_band(people, chance)
    return Reading(what, people * chance, found, low, high)


def spread(what: str, variance: float, mean: float, found: Sequence[float]) -> Reading:
    """The mean squared distance from a known mean, within the chi-square interval (Wilson and Hilferty)."""
    free = len(found)
    low, high = (variance * (1 - 2 / (9 * free) + side * Z * sqrt(2 / (9 * free))) ** 3 for side in (-1, 1))
    return Reading(what, variance, fmean((value - mean) ** 2 for value in found), low, high)


def average(what: str, expected: float, found: Sequence[float], *, variance: float | None = None) -> Reading:
    """A mean over runs: within Student's interval, or the normal one where the variance is known."""
    width = T * stdev(found) if variance is None else Z * sqrt(variance)
    width /= sqrt(len(found))
    return Reading(what, expected, fmean(found), expected - width, expected + width)
