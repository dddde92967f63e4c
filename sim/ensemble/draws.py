"""Values of the varied numbers, member by member: evenly spread points, bent to each number's law."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.random import SeedSequence
from numpy.typing import NDArray

from sim.ensemble.needs import needed
from sim.ensemble.plan import UNIFORM, Number

Floats = NDArray[np.float64]

LATIN, SOBOL = "lhs", "sobol"
SAMPLERS = (LATIN, SOBOL)

AT_ONCE = 8192
"""Sobol' points that are drawn in one go, a power of two."""

Cubes = Iterator[tuple[int, Floats]]
"""Points (member, number) from 0 to 1, some members at a time, with the first of them."""


def draw(numbers: Sequence[Number], members: int, *, sampler: str, rng_seed: int, batch: int) -> Floats:
    """(member, number) values.

    Latin hypercubes fill one ``batch`` of members after another, so a member's row depends on the
    size of its batch; of a Sobol sequence a member's row depends on seed and numbers alone.
    """
    values = np.zeros((members, len(numbers)))
    if numbers:
        points = _sobol if sampler == SOBOL else _latin
        for start, cube in points(len(numbers), members, rng_seed, batch):
            stop = min(start + len(cube), members)
            for column, number in enumerate(numbers):
                values[start:stop, column] = quantile(number, cube[: stop - start, column])
    return values


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


def _latin(dimensions: int, members: int, rng_seed: int, batch: int) -> Cubes:
    for start in range(0, members, batch):
        rng = np.random.default_rng(SeedSequence(rng_seed, spawn_key=(0, start)))
        cube = needed("scipy.stats.qmc").LatinHypercube(dimensions, rng=rng)
        yield start, cube.random(min(batch, members - start))


def _sobol(dimensions: int, members: int, rng_seed: int, _: int) -> Cubes:
    """The first members of one scrambled sequence, in powers of two, as the sequence wants."""
    rng = np.random.default_rng(SeedSequence(rng_seed, spawn_key=(1,)))
    sequence = needed("scipy.stats.qmc").Sobol(dimensions, scramble=True, rng=rng)
    step = min(AT_ONCE, 2 ** max(1, (members - 1).bit_length()))
    for start in range(0, members, step):
        yield start, sequence.random(step)
