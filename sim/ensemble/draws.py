"""Values of the varied numbers, member by member: evenly spread points, bent to each number's law."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.random import SeedSequence
from numpy.typing import NDArray

from sim.ensemble.latin import latin
from sim.ensemble.needs import needed
from sim.ensemble.order import Ends, span
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
            values[start:stop] = bent(numbers, cube[: stop - start])
    return values


def bent(numbers: Sequence[Number], cube: Floats) -> Floats:
    """(member, number) values at points of the unit cube.

    A moment is drawn from what those drawn before it leave of its range, the earliest first.
    """
    values, known = np.zeros_like(cube), _ranges(numbers)
    for column in _in_time(numbers):
        number = numbers[column]
        low, high = span(number.low, number.high, number.bounds, known)
        values[:, column] = found = quantile(number, cube[:, column], low, high)
        known[number.name] = found, found
    return values


def moved(numbers: Sequence[Number], column: int, value: float) -> list[float]:
    """Values of the single replay with one number moved, and with it the moments that it pushes along."""
    values, known = [number.value for number in numbers], _ranges(numbers)
    values[column], known[numbers[column].name] = value, (value, value)
    for other in _in_time(numbers):
        if other != column:
            number = numbers[other]
            low, high = span(number.low, number.high, number.bounds, known)
            values[other] = float(np.clip(number.value, low, high))
            known[number.name] = values[other], values[other]
    return values


def _ranges(numbers: Sequence[Number]) -> dict[str, tuple[Ends, Ends]]:
    return {number.name: (number.low, number.high) for number in numbers}


def _in_time(numbers: Sequence[Number]) -> list[int]:
    """Columns in the order in which they are drawn; what hangs on a step comes behind the step."""
    return sorted(range(len(numbers)), key=lambda column: numbers[column].turn)


def quantile(number: Number, at: Floats, low: Ends, high: Ends) -> Floats:
    """Values of a number's law, from ``low`` to ``high``, below which a share ``at`` (0 to 1) of it lies."""
    if number.since:
        return np.clip(np.floor(_law(number, at, low, high + 1)), low, high)
    return _law(number, at, low, high)


def _law(number: Number, at: Floats, low: Ends, high: Ends) -> Floats:
    mode = np.clip(number.value, low, high)
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
        yield start, latin(dimensions, min(batch, members - start), rng)


def _sobol(dimensions: int, members: int, rng_seed: int, _: int) -> Cubes:
    """The first members of one scrambled sequence, in powers of two, as the sequence wants."""
    rng = np.random.default_rng(SeedSequence(rng_seed, spawn_key=(1,)))
    sequence = needed("scipy.stats.qmc").Sobol(dimensions, scramble=True, rng=rng)
    step = min(AT_ONCE, 2 ** max(1, (members - 1).bit_length()))
    for start in range(0, members, step):
        yield start, sequence.random(step)
