"""The sums of an ensemble, against NumPy, SciPy and laws known from books."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from sim.ensemble.draws import draw, quantile, seed_of
from sim.ensemble.plan import Number
from sim.ensemble.sure import LEVELS, agreeing, chance, coverage, in_blocks, mean_of, quantiles
from sim.episode.figure import Figure
from sim.estimate import Estimate


def number(low: float, value: float, high: float, shape: str = "triangular") -> Number:
    return Number("a", "assumptions", ("a",), low, value, high, shape, "", "-")


PEAKS = [(0.0, 3.0, 10.0), (0.0, 0.0, 1.0), (-2.0, 5.0, 5.0), (0.005, 0.01, 0.02)]


@pytest.mark.parametrize(("low", "mode", "high"), PEAKS)
def test_the_triangular_law_is_that_of_scipy(low: float, mode: float, high: float) -> None:
    at = np.linspace(0, 1, 101)
    law = stats.triang((mode - low) / (high - low), loc=low, scale=high - low)
    assert quantile(number(low, mode, high), at, low, high) == pytest.approx(law.ppf(at), abs=1e-12)


def test_the_uniform_law_has_no_peak() -> None:
    at = np.linspace(0, 1, 11)
    assert quantile(number(2, 2.1, 4, "uniform"), at, 2, 4) == pytest.approx(2 + 2 * at)


def test_a_moment_is_a_whole_minute_each_as_likely_the_last_too() -> None:
    moment = replace(number(10, 11, 14, "uniform"), since="2016-12-01 00:00")
    minutes = quantile(moment, np.linspace(0, 1, 501), 10, 14)
    assert np.unique(minutes, return_counts=True)[0].tolist() == [10, 11, 12, 13, 14]
    assert set(np.unique(minutes, return_counts=True)[1].tolist()) <= {100, 101}


def test_sobol_points_are_scipy_s_however_many_are_drawn_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = [number(0, 0.5, 1, "uniform")] * 3
    rng = np.random.default_rng(np.random.SeedSequence(4, spawn_key=(1,)))
    known = stats.qmc.Sobol(3, scramble=True, rng=rng).random_base2(7)
    monkeypatch.setattr("sim.ensemble.draws.AT_ONCE", 16)
    assert (draw(numbers, 100, sampler="sobol", rng_seed=4, batch=100) == known[:100]).all()


def test_latin_hypercubes_are_scipy_s() -> None:
    rng = np.random.default_rng(np.random.SeedSequence(4, spawn_key=(0, 20)))
    known = stats.qmc.LatinHypercube(2, rng=rng).random(5)
    drawn = draw([number(0, 0.5, 1, "uniform")] * 2, 25, sampler="lhs", rng_seed=4, batch=20)
    assert (drawn[20:] == known).all()


@pytest.mark.parametrize("sampler", ["lhs", "sobol"])
def test_drawn_marginals_follow_their_laws(sampler: str) -> None:
    numbers = [number(*peak) for peak in PEAKS] + [number(2, 2.1, 4, "uniform")]
    drawn = draw(numbers, 512, sampler=sampler, rng_seed=3, batch=512)
    for column, one in zip(drawn.T, numbers, strict=True):
        width = one.high - one.low
        law = stats.triang((one.value - one.low) / width, loc=one.low, scale=width)
        law = law if one.shape == "triangular" else stats.uniform(one.low, width)
        assert stats.kstest(column, law.cdf).statistic < 2 / 512, "more even than chance would be"
        assert one.low <= column.min() <= column.max() <= one.high
    apart = np.corrcoef(drawn.T) - np.eye(len(numbers))
    assert np.abs(apart).max() < 0.15


def test_a_sobol_member_does_not_depend_on_how_many_there_are() -> None:
    numbers = [number(*peak) for peak in PEAKS]
    few, many = (draw(numbers, n, sampler="sobol", rng_seed=1, batch=n) for n in (5, 300))
    assert (few == many[:5]).all()


def test_a_batch_of_a_latin_hypercube_does_not_depend_on_those_after_it() -> None:
    numbers = [number(*peak) for peak in PEAKS]
    few, many = (draw(numbers, n, sampler="lhs", rng_seed=1, batch=10) for n in (20, 50))
    assert (few == many[:20]).all()
    assert (draw(numbers, 20, sampler="lhs", rng_seed=2, batch=10) != few).any()


def test_member_seeds_differ_and_can_be_given_to_a_replay() -> None:
    seeds = {seed_of(0, member) for member in range(1000)} | {seed_of(1, member) for member in range(1000)}
    assert len(seeds) == 2000
    assert all(0 <= seed < 2**63 for seed in seeds)


def test_quantiles_are_those_of_numpy() -> None:
    values = np.random.default_rng(0).normal(size=(137, 29)).astype(np.float32)
    found = in_blocks(lambda start, stop: values[:, start:stop], 29, 137)
    exact = np.quantile(values.astype(np.float64), [*LEVELS, 1.0], axis=0)
    assert (found == exact).all()


def test_quantiles_in_blocks_are_those_of_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.random.default_rng(1).integers(0, 9, size=(50, 31)).astype(np.float32)
    whole = in_blocks(lambda start, stop: values[:, start:stop], 31, 50)
    monkeypatch.setattr("sim.ensemble.sure.AT_ONCE", 8 * 50 * 7)
    assert (in_blocks(lambda start, stop: values[:, start:stop], 31, 50) == whole).all()


def test_an_infinite_value_stays_infinite_and_spoils_no_other() -> None:
    column = np.array([[1.0], [2.0], [3.0], [4.0], [np.inf]])
    assert quantiles(column).ravel().tolist()[:4] == [pytest.approx(1.2), 2.0, 3.0, 4.0]
    assert quantiles(column)[-1, 0] == np.inf


def test_a_column_with_an_unknown_value_is_unknown() -> None:
    columns = np.array([[1.0, 1.0], [np.nan, 2.0], [3.0, 3.0]])
    assert np.isnan(quantiles(columns)[:, 0]).all()
    assert quantiles(columns)[2, 1] == 2.0


BOUNDS = [{}, {"low": 2}, {"high": 2}, {"low": 1, "high": 3}, {"low": 2, "best": 2, "high": 2}]


@pytest.mark.parametrize("said", BOUNDS, ids=str)
def test_members_in_range_are_counted_as_estimates_agree(said: dict[str, float]) -> None:
    values = np.array([[-np.inf], [0.0], [1.0], [2.0], [2.5], [3.0], [np.inf], [np.nan]])
    known = sum(Estimate(**said).agrees(value) for value in values.ravel().tolist())
    assert agreeing(Estimate(**said), values) == known


@pytest.mark.parametrize(("met", "tried"), [(0, 10), (3, 10), (10, 10), (1, 1), (499, 1000)])
def test_the_interval_of_a_chance_is_the_exact_one(met: int, tried: int) -> None:
    found, known = chance(met, tried), stats.binomtest(met, tried).proportion_ci(method="exact")
    assert (found.low, found.high) == pytest.approx((known.low, known.high))


def test_nothing_tried_says_nothing() -> None:
    assert (chance(0, 0).low, chance(0, 0).high, chance(0, 0).share) == (0.0, 1.0, 0.0)


def test_the_interval_of_a_mean_is_student_s() -> None:
    values = np.random.default_rng(2).normal(50, 5, size=40)
    known = stats.t.interval(0.95, 39, loc=values.mean(), scale=stats.sem(values))
    found = mean_of(values)
    assert (found.mean - found.half, found.mean + found.half) == pytest.approx(known)
    needed = found.members_for(0.01)
    assert needed is not None
    assert stats.t.ppf(0.975, 39) * found.spread / needed**0.5 <= 0.5001 * found.mean / 50
    assert mean_of(np.full(5, 3.0)).members_for(0.01) == 2
    assert mean_of(np.array([-1.0, 1.0])).members_for(0.01) is None


def claimed(role: str = "held-out", **said: float) -> Figure:
    return Figure(
        "a", "a", 0, 0, "2001-03-05", "present", "people", Estimate(**said), "-", (), None, None, None, None,
        role, None, None, None,
    )  # fmt: skip


def test_coverage_leaves_out_what_drives_and_counts_numbers_and_ranges_apart() -> None:
    figures = [
        claimed(low=9, best=10, high=11),  # its number lies in both bands
        claimed(low=0, best=1, high=6),  # its range meets the wide band only
        claimed(low=30),  # a floor alone, above every band
        claimed(high=30),  # a ceiling alone, met by both bands, with no number
        claimed("drives", low=9, best=10, high=11),
    ]
    bands = np.tile(np.array([[5.0], [8.0], [10.0], [12.0], [15.0]]), (1, len(figures)))
    inner, outer = coverage(figures, bands)
    assert (inner.numbers.met, inner.numbers.tried) == (1, 2)
    assert (inner.ranges.met, inner.ranges.tried) == (2, 4)
    assert (outer.numbers.met, outer.ranges.met) == (1, 3)
