"""Values of the varied numbers, member by member: evenly spread points, bent to each number's law."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.random import SeedSequence
from numpy.typing import NDArray

from sim.ensemble.needs import needed
from sim.ensemble.plan import UNIFORM, Number

Floats = NDArray[np.float64]

LATIN, SOBOL = "lhs", "sobol"
SAMPLERS = (LATIN, SOBOL)


def draw(numbers: Sequence[Number], members: int, *, sampler: str, rng_seed: int, batch: int) -> Floats:
    """(member, number) values.

    Latin hypercubes fill one ``batch`` of members after another, so a member's row depends on the
    size of its batch; of a Sobol sequence a member's row depends on seed and numbers alone.
    """
    if not numbers:
        return np.zeros((members, 0))
    if sampler == SOBOL:
        points = _sobol(len(numbers), members, rng_seed)
    else:
        starts = range(0, members, batch)
        cubes = [_latin(len(numbers), min(batch, members - start), rng_seed, start) for start in starts]
        points = np.concatenate(cubes)
    return np.stack([quantile(n, points[:, i]) for i, n in enumerate(numbers)], axis=1)


def quantile(number: Number, at: Floats) -> Floats:
    """Values of a number's law below which a share ``at`` (0 to 1) of it lies."""
    low, mode, high = number.low, number.value, number.high
    width = high - low
    if number.shape == UNIFORM:
        values = low + at * width
    else:
        rising = low + np.sqrt(at * width * (mode - low))
        falling = high - np.sqrt((1 - at) * width * (high - mode))
        values = np.where(at * width < mode - low, rising, falling)
    return np.clip(values, low, high)


def seed_of(rng_seed: int, member: int) -> int:
    """The seed a member is played with where chance varies: one that `sim replay --rng-seed` takes."""
    return int(SeedSequence(rng_seed, spawn_key=(member,)).generate_state(1, np.uint64)[0] >> 1)


def _latin(dimensions: int, members: int, rng_seed: int, start: int) -> Floats:
    rng = np.random.default_rng(SeedSequence(rng_seed, spawn_key=(0, start)))
    points: Floats = needed("scipy.stats.qmc").LatinHypercube(dimensions, rng=rng).random(members)
    return points


def _sobol(dimensions: int, members: int, rng_seed: int) -> Floats:
    """The first members of one scrambled sequence; a whole power of two is drawn, as the sequence wants."""
    rng = np.random.default_rng(SeedSequence(rng_seed, spawn_key=(1,)))
    whole = max(1, (members - 1).bit_length())
    points: Floats = needed("scipy.stats.qmc").Sobol(dimensions, scramble=True, rng=rng).random_base2(whole)
    return points[:members]
