"""Cases of flight at daily rates: how many leave, how much that varies, and how the step bears on it.

Symbols: N people, r a daily rate, t days, s minutes between decisions, p = 1 - exp(-rs/1440).
People decide alone, so a count of them is binomial and N is as good as N replications.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import exp

import numpy as np

from sim.days import DAY
from sim.engine.play import decision_moments, play, play_at
from sim.episode.episode import Episode
from sim.episode.places import CIVILIANS
from sim.verification.build import ROAD, STILL, episode, land, people, shut
from sim.verification.case import OURS, Case, Reading, exact
from sim.verification.chance import RUNS, average, counted, spread
from sim.verification.readings import crossed_at, inside_at, placed

N = 200_000
NEVER = 9 * DAY
"""A travel time that keeps whoever leaves on the road to the end."""


def islands(districts: int, each: int, rate: float, *, days: int = 1) -> Episode:
    """Districts that share no edge, each wholly faced by the government: as many replications at once."""
    ground = land(districts, government=[1.0] * districts, is_apart=True)
    flight = replace(STILL, cross_near_front=rate)
    return episode(people([each] * districts), days=days, ground=ground, flight=flight)


def decay_mean() -> Iterator[Reading]:
    for rate in (0.02, 0.5, 3.0):
        replay = play(islands(1, N, rate, days=2))
        for minute in (60, 720, 1_440, 2_820):
            share = exp(-rate * minute / DAY)
            yield counted(f"inside at {minute}, r = {rate}", N, share, inside_at(replay, minute))


def decay_variance() -> Iterator[Reading]:
    each, districts = 500, 400
    for rate in (0.2, 1.0):
        found = play(islands(districts, each, rate)).inside[0, CIVILIANS]
        q = exp(-rate)
        yield spread(f"variance of 400 districts, r = {rate}", each * q * (1 - q), each * q, found.tolist())
        neighbours = (found[1:] - each * q) * (found[:-1] - each * q)
        bound = (each * q * (1 - q)) ** 2
        yield average(f"covariance of neighbours, r = {rate}", 0.0, neighbours.tolist(), variance=bound)


def any_step() -> Iterator[Reading]:
    rate, told = 0.5, islands(1, N, 0.5)
    for every in (10, 60, 240, 720):
        found = inside_at(play_at(told, decision_moments(told, every)), 720)
        yield counted(f"inside at noon, deciding every {every}", N, exp(-rate / 2), found)


def to_and_fro(rate: float) -> Episode:
    """Two districts that face nobody; shelling drives people from each to the other, at once."""
    flight = replace(STILL, retreat_bombed=rate, retreat_minutes=0)
    return episode(people([N, 0]), days=1, ground=land(2, government=[0, 0]), flight=flight)


def step_refined() -> Iterator[Reading]:
    rate = 2.0
    told = to_and_fro(rate)
    for every in (480, 120, 60, 15):
        p, k = 1 - exp(-rate * every / DAY), DAY // every
        replay = play_at(told, decision_moments(told, every))
        before = (1 + (1 - 2 * p) ** (k - 1)) / 2
        yield counted(
            f"still in the first district, s = {every}", N, before * (1 - p), placed(replay, "d0")[0]
        )
        yield counted(f"on the road at midnight, s = {every}", N, p, placed(replay, "in-transit")[0])
        yield counted(
            f"in the other district, s = {every}", N, (1 - before) * (1 - p), placed(replay, "d1")[0]
        )


def shelled(*levels: tuple[int, float], rate: float = 2.0) -> int:
    """How many of N are still in a district at midnight that shelling alone drives them from."""
    flight = replace(STILL, retreat_bombed=rate, retreat_minutes=NEVER, bombardment=levels)
    return placed(
        play(episode(people([N, 0]), days=1, ground=land(2, government=[0, 0]), flight=flight)), "d0"
    )[0]


def changing_levels() -> Iterator[Reading]:
    yield exact("inside at level 0", N, shelled((0, 0.0)))
    yield counted("inside at level 0.25", N, exp(-2 * 0.25), shelled((0, 0.25)))
    dose = (400 - 90) * 1.0 + (DAY - 400) * 0.5
    found = shelled((0, 0.0), (90, 1.0), (400, 0.5))
    yield counted("inside, levels 0, 1, 0.5 from 0:00, 1:30, 6:40", N, exp(-2 * dose / DAY), found)
    late = shelled((400, 1.0))
    yield counted("inside, no level before 6:40", N, exp(-2 * (DAY - 400) / DAY), late)
    yield counted("inside, level 1 from 23:01", N, exp(-2 * 59 / DAY), shelled((0, 0.0), (1_381, 1.0)))


def open_minutes() -> Iterator[Reading]:
    rate = 1.2
    for start, end in ((0, DAY - 60), (100, 1_000), (0, DAY - 1), (DAY - 1, DAY)):
        road = replace(ROAD, closures=(shut(start, end),))
        flight = replace(STILL, cross_near_front=rate, corridors=(road,))
        replay = play(episode(people([N]), days=1, ground=land(), flight=flight))
        share = 1 - exp(-rate * (DAY - (end - start)) / DAY)
        yield counted(f"across in a day, shut {start} to {end}", N, share, crossed_at(replay, DAY))


def competing() -> Iterator[Reading]:
    flight = replace(
        STILL, cross_near_front=0.6, retreat_near_front=0.2, retreat_bombed=0.2, retreat_minutes=NEVER
    )
    replay = play(episode(people([N, 0]), days=1, flight=flight))
    gone = 1 - exp(-0.6)
    retreated = sum(move.people for move in replay.movements if move.kind == "retreat")
    yield counted("stayed", N, 1 - gone, placed(replay, "d0")[0])
    yield counted("crossed", N, gone / 2, crossed_at(replay, DAY))
    yield counted("retreated", N, gone / 2, retreated)


def split_district() -> Iterator[Reading]:
    whole, halves = islands(1, N, 0.5), islands(2, N // 2, 0.5)
    for what, told in (("one district", whole), ("two halves", halves)):
        inside = [int(play(told, rng_seed=seed).inside[0, CIVILIANS].sum()) for seed in range(RUNS)]
        yield counted(f"inside, {what}, {RUNS} seeds", RUNS * N, exp(-0.5), sum(inside))
        q = exp(-0.5)
        yield spread(f"variance, {what}", N * q * (1 - q), N * q, inside)


def ensemble_coverage() -> Iterator[Reading]:
    members, ensembles, each, factor = 20, 400, 1_000, 2.093
    told = islands(ensembles, each, 0.5)
    counts = np.stack([play(told, rng_seed=seed).inside[0, CIVILIANS] for seed in range(members)])
    half = factor * counts.std(axis=0, ddof=1) / np.sqrt(members)
    covered = np.abs(counts.mean(axis=0) - each * exp(-0.5)) <= half
    yield counted("intervals of 400 that hold the truth", ensembles, 0.95, int(covered.sum()))


CASES = (
    Case(
        id="decay",
        title="A district empties exponentially",
        kin="exponential decay",
        built="200,000 people faced by the government; r = 0.02, 0.5, 3 a day; read at four moments",
        formula="inside(t) is binomial with chance exp(-rt)",
        criterion="99.9 % interval of the binomial",
        measure=decay_mean,
    ),
    Case(
        id="decay-variance",
        title="Flight varies as people who decide alone",
        kin=OURS,
        built="400 districts of 500 people that share no edge, one day",
        formula="variance N q (1 - q) with q = exp(-r), covariance of neighbours 0",
        criterion="99.9 % intervals: chi-square with 400 degrees of freedom, normal",
        measure=decay_variance,
    ),
    Case(
        id="any-step",
        title="The step of decisions leaves no bias in who leaves",
        kin="step refinement",
        built="200,000 people, r = 0.5; deciding every 10, 60, 240, 720 minutes",
        formula="exp(-r/2) at noon whatever the step, because a chance is 1 - exp(-rs) and not rs",
        criterion="99.9 % interval of the binomial",
        measure=any_step,
    ),
    Case(
        id="step-refined",
        title="Where flows feed back, the step's bias is as stated",
        kin="step refinement",
        built="200,000 people in one of two districts that swap people at r = 2; s = 480, 120, 60, 15",
        formula=(
            "before the k-th decision a part (1 + (1 - 2p)^(k-1))/2 is in the first; p of all set out at "
            "midnight itself and are on the road. The continuous form (1 + exp(-2rt))/2 differs by p^2 a "
            "step: nobody leaves twice in s"
        ),
        criterion="99.9 % interval of the binomial about the stepped form, not the continuous one",
        measure=step_refined,
    ),
    Case(
        id="shelling-levels",
        title="Rates count for the minutes for which they held",
        kin=OURS,
        built="shelling alone drives people out at r = 2; levels that change off the hour",
        formula="inside is binomial with chance exp(-r (integral of level)/1440)",
        criterion="99.9 % interval of the binomial; exact at level 0",
        measure=changing_levels,
    ),
    Case(
        id="open-minutes",
        title="People cross in the minutes in which the road is open",
        kin="NIST Verif.4.1",
        built=(
            "r = 1.2 for a day in which the road is shut for all but the last hour, 100 to 1,000, all but a"
            " minute, the last minute"
        ),
        formula="across is binomial with chance 1 - exp(-r (minutes open)/1440)",
        criterion="99.9 % interval of the binomial",
        measure=open_minutes,
    ),
    Case(
        id="competing-ways",
        title="Crossing and retreat share by their rates",
        kin="competing risks",
        built="half of a district's edges is front: 0.3 across, 0.1 + 0.2 back",
        formula="stay exp(-0.6); the rest by halves",
        criterion="99.9 % interval of the binomial",
        measure=competing,
    ),
    Case(
        id="split-district",
        title="A district split in two leaves the same total",
        kin="metamorphic",
        built="200,000 people in one district and in two; 40 seeds",
        formula="inside is binomial with chance exp(-r) either way, and varies by N q (1 - q)",
        criterion="99.9 % intervals: binomial of all seeds together, chi-square of their variance",
        measure=split_district,
    ),
    Case(
        id="coverage",
        title="An ensemble's 95 % interval holds the truth 95 % of the time",
        kin="ensemble statistics",
        built="400 ensembles of 20 seeds; Student's interval of each for the mean left after a day",
        formula="the count that covers N exp(-r) is binomial with chance 0.95",
        criterion="99.9 % interval of the binomial",
        measure=ensemble_coverage,
    ),
)
