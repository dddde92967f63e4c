"""Points of the unit cube and the indices of what was found at them: SALib's, with its intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np

from sim.ensemble.draws import Floats
from sim.errors import SimError

MORRIS, SOBOL = "morris", "sobol"
METHODS = (MORRIS, SOBOL)

LEVELS = 4
"""Places in each range at which Morris's paths stop."""

RESAMPLES = 1000
"""Resamplings behind SALib's intervals."""


@dataclass(frozen=True)
class Index:
    """One index of one input for one figure, and its 95 % interval where the method gives one."""

    name: str
    value: float
    low: float | None = None
    high: float | None = None


def points_needed(method: str, inputs: int, runs: int) -> int:
    """How many points ``runs`` paths (Morris) or base points (Sobol') come to."""
    return runs * (inputs + 1) if method == MORRIS else runs * (inputs + 2)


def points_of(method: str, inputs: int, runs: int, rng_seed: int) -> Floats:
    """(point, input) places from 0 to 1; those of a path, or of a base point, stand together.

    Raises `SimError` when SALib is not installed, or ``runs`` is no power of two for Sobol'.
    """
    if method == MORRIS:
        sample = salib("SALib.sample.morris").sample
        found: Floats = sample(_problem(inputs), runs, num_levels=LEVELS, seed=rng_seed)
        return found
    if runs & (runs - 1):
        below, above = 1 << (runs.bit_length() - 1), 1 << runs.bit_length()
        raise SimError(
            f"{runs} base points: Sobol' points come in powers of two", hint=f"ask for {below} or {above}"
        )
    drawn: Floats = salib("SALib.sample.sobol").sample(
        _problem(inputs), runs, calc_second_order=False, seed=np.random.default_rng(rng_seed)
    )
    return drawn


def indices_of(method: str, places: Floats, outputs: Floats, rng_seed: int) -> list[tuple[Index, ...]]:
    """For each input its indices, the one to rank by first; ``outputs`` is (point) values of one figure.

    Morris: the mean size of a change, the mean change, and their spread, all for the whole of a range.
    Sobol': the share of the variance with all that an input does, and by itself alone.  Of a figure
    that is the same everywhere all are 0.
    """
    inputs = places.shape[1]
    if np.ptp(outputs) == 0:
        return [_still(method)] * inputs
    values = outputs.astype(np.float64)
    if method == MORRIS:
        found = salib("SALib.analyze.morris").analyze(
            _problem(inputs), places, values, num_resamples=RESAMPLES, num_levels=LEVELS, seed=rng_seed
        )
        return [_of_morris(found, number) for number in range(inputs)]
    found = salib("SALib.analyze.sobol").analyze(
        _problem(inputs), values, calc_second_order=False, num_resamples=RESAMPLES, seed=rng_seed + 1
    )  # SALib takes a seed of 0 for none
    return [_of_sobol(found, number) for number in range(inputs)]


def salib(name: str) -> Any:
    """The module ``name`` of SALib.  Raises `SimError` where it, or what it needs, is not installed."""
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        raise SimError("a sensitivity analysis needs SALib", hint="pip install 'sim[sensitivity]'") from error


def _problem(inputs: int) -> dict[str, Any]:
    names = [f"x{number}" for number in range(inputs)]
    return {"num_vars": inputs, "names": names, "bounds": [[0.0, 1.0]] * inputs}


def _still(method: str) -> tuple[Index, ...]:
    if method == MORRIS:
        return Index("mu_star", 0.0, 0.0, 0.0), Index("mu", 0.0), Index("sigma", 0.0)
    return Index("total", 0.0, 0.0, 0.0), Index("first", 0.0, 0.0, 0.0)


def _of_morris(found: Any, number: int) -> tuple[Index, ...]:
    size = _with_interval("mu_star", found["mu_star"][number], found["mu_star_conf"][number])
    return size, Index("mu", float(found["mu"][number])), Index("sigma", float(found["sigma"][number]))


def _of_sobol(found: Any, number: int) -> tuple[Index, ...]:
    return (
        _with_interval("total", found["ST"][number], found["ST_conf"][number]),
        _with_interval("first", found["S1"][number], found["S1_conf"][number]),
    )


def _with_interval(name: str, value: float, half: float) -> Index:
    """SALib gives half of an interval; nothing is known where it could not be worked out."""
    if not math.isfinite(half):
        return Index(name, float(value))
    return Index(name, float(value), float(value - half), float(value + half))


def overlapping(indices: Sequence[Index]) -> int:
    """How many of the first of ``indices``, largest first, cannot be told apart from the very first.

    Their intervals meet that of the first; 1 where the first stands alone.
    """
    least = indices[0].low
    told = 1
    for index in indices[1:]:
        if least is None or index.high is None or index.high >= least:
            told += 1
        else:
            break
    return told
