"""Counts taken in quick ways are those of the plain ways, number for number."""

from __future__ import annotations

import numpy as np
import pytest

from sim.engine.control import spread_out
from sim.engine.convoys import pick
from sim.engine.streams import Streams


@pytest.mark.parametrize("people", [0, 1, 44, 3574])
@pytest.mark.parametrize("districts", [1, 2, 66])
def test_people_spread_out_as_each_looked_up_alone(people: int, districts: int) -> None:
    rng = np.random.default_rng(people)
    edges = np.cumsum(rng.dirichlet(np.ones(districts)) * (rng.random(districts) > 0.3))
    edges[-1] = 1.5
    numbers = rng.random(people)
    numbers[: people // 3] = edges[:-1][:1].repeat(people // 3)[: people // 3] if districts > 1 else 0.0
    alone = [int(edges.searchsorted(number, side="right")) for number in numbers]
    found = spread_out(numbers.copy(), edges)
    assert found.tolist() == np.bincount(np.array(alone, dtype=np.int64), minlength=districts).tolist()
    assert found.sum() == people


@pytest.mark.parametrize("places", [0, -3])
def test_no_place_takes_nobody_and_no_lot(places: int) -> None:
    rng = Streams(7).at("convoy", "first")
    before, waiting = rng.bit_generator.state, np.array([3, 0, 9])
    assert pick(rng, waiting, places).tolist() == [0, 0, 0]
    assert rng.bit_generator.state == before
    assert pick(rng, waiting, 12).tolist() == waiting.tolist() == [3, 0, 9]


@pytest.mark.parametrize("most", [2_990, 3_010, 200_000])
def test_hourly_counts_by_numpy_are_those_taken_one_by_one(most: int) -> None:
    """Up to an expected count of 30 in a district NumPy draws, above it we do: each by inversion."""
    people = np.array([0, 1, 40, most, 7])
    chances = np.array([0.01, 0.004, 0.01, 0.01, 1e-290])
    found, plain = Streams(3).lots("flight"), Streams(3).lots("flight")
    for hour in range(60, 60 * 400, 60):
        found.seek(hour)
        plain.seek(hour)
        assert found.binomials(people, chances, 0.01).tolist() == plain._one_by_one(people, chances).tolist()
        assert found.uniforms(2).tolist() == plain.uniforms(2).tolist()
