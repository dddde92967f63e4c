"""Cases of people on foot: what a corridor lets through, which one is taken, how long it takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import ceil, exp

import numpy as np

from sim.days import DAY, HOUR
from sim.engine.play import decision_moments, play, play_at
from sim.episode.episode import Episode
from sim.episode.movement import Corridor
from sim.verification.build import LANE, ROAD, STILL, SURE, episode, land, people, shut
from sim.verification.case import OURS, Case, Reading, exact
from sim.verification.chance import counted
from sim.verification.readings import crossed_at, inside_at, placed

NARROW = 50
"""People an hour."""


def crowd(
    N: int, *corridors: Corridor, government: float = 1.0, rate: float = SURE, days: int = 2
) -> Episode:
    """N people in one district who leave at a daily rate; the rest of its surroundings is the SDF's."""
    flight = replace(STILL, cross_near_front=rate, corridors=corridors)
    ground = land(government=[government], sdf=[1 - government])
    return episode(people([N]), days=days, ground=ground, flight=flight)


def narrow(*closures: tuple[int, int], travel: int = 90) -> Corridor:
    return replace(
        ROAD, capacity=NARROW, travel=travel, closures=tuple(shut(*closure) for closure in closures)
    )


def capacity() -> Iterator[Reading]:
    for N in (1, NARROW, 500, 501):
        replay = play(crowd(N, narrow()))
        total = replay.hours.fled.sum(axis=1)
        expected = np.minimum(N, NARROW * np.arange(1, len(total) + 1))
        yield exact(f"hours with another count, {N} people", 0, int((total != expected).sum()))
        done = int(replay.hours.minute[total == N][0])
        yield exact(f"minute at which the last of {N} sets out", ceil(N / NARROW) * HOUR, done)


def whole_people() -> Iterator[Reading]:
    told, noon = crowd(5_000, narrow()), 12 * HOUR
    for every in (60, 30, 15, 7):
        moments = sorted({*decision_moments(told, every), noon})
        slots = noon // every
        left_over = NARROW * (noon % every) // HOUR
        expected = slots * (NARROW * every // HOUR) + left_over
        yield exact(
            f"across by noon, deciding every {every}", expected, crossed_at(play_at(told, moments), noon)
        )


def keeps_its_part() -> Iterator[Reading]:
    heads, last_hour = [500, 0, 300, 200], (0, DAY - HOUR)
    ground = land(4, government=[1, 1, 1, 1], is_apart=True)
    for c, expected in ((50, (25, 0, 15, 10)), (7, (4, 0, 2, 1)), (3, (2, 0, 1, 0)), (2_000, tuple(heads))):
        road = replace(narrow(last_hour), capacity=c)
        flight = replace(STILL, cross_near_front=SURE, corridors=(road,))
        replay = play(episode(people(heads), days=1, ground=ground, flight=flight))
        for district, (before, gone) in enumerate(zip(heads, expected, strict=True)):
            yield exact(f"still in d{district}, c = {c}", before - gone, placed(replay, f"d{district}")[0])


def two_narrow() -> Iterator[Reading]:
    replay = play(crowd(5_000, narrow(), replace(LANE, capacity=NARROW), government=0.5))
    for name, count in replay.fled_at(10 * HOUR).items():
        yield exact(f"to {name} in ten hours", 10 * NARROW, count)


def closed_corridor() -> Iterator[Reading]:
    for h in (0, 1, 4, 11):
        replay = play(crowd(500, narrow((5 * HOUR, (5 + h) * HOUR))))
        done = int(replay.hours.minute[replay.hours.fled.sum(axis=1) == 500][0])
        yield exact(f"minute at which the last sets out, shut {h} hours", (10 + h) * HOUR, done)
    replay = play(crowd(500, narrow((320, 370))))
    yield exact("across by 6:00, shut from 5:20", 250 + NARROW * 20 // HOUR, crossed_at(replay, 6 * HOUR))
    whole = 250 + NARROW * 20 // HOUR + NARROW * 50 // HOUR
    yield exact("across by 7:00, open again from 6:10", whole, crossed_at(replay, 7 * HOUR))
    never = play(crowd(500, narrow((0, 10**9)), days=9))
    yield exact("people still there, shut for ever", 500, placed(never, "d0")[0])


def on_the_road() -> Iterator[Reading]:
    for travel in (1, 59, 60, 90, 150, 720):
        replay = play(crowd(50_000, narrow(travel=travel)))
        for day in (0, 1):
            expected = NARROW * (travel // HOUR + 1)
            yield exact(
                f"on a way of {travel} minutes, day {day + 1}", expected, placed(replay, "in-transit", day)[0]
            )


def equal_split() -> Iterator[Reading]:
    N, rate = 200_000, 0.4
    gone = 1 - exp(-rate)
    for order in ((ROAD, LANE), (LANE, ROAD)):
        replay = play(crowd(N, *order, government=0.5, rate=rate, days=1))
        town = replay.fled_at(DAY)["town"]
        yield counted(f"to town, {order[0].id} first in the file", N, gone / 2, town)
    lane_only = play(
        crowd(N, replace(ROAD, closures=(shut(0, DAY),)), LANE, government=0.5, rate=rate, days=1)
    )
    yield exact("to town by a closed road", 0, lane_only.fled_at(DAY)["town"])
    yield counted("next door, the road closed", N, 1 - exp(-rate / 2), lane_only.fled_at(DAY)["next-door"])


def by_nearness() -> Iterator[Reading]:
    N, rate = 200_000, 0.4
    for government in (0.75, 0.2, 0.0):
        replay = play(crowd(N, ROAD, LANE, government=government, rate=rate, days=1))
        town = replay.fled_at(DAY)["town"]
        yield counted(f"to town, {government:.0%} of the front", N, (1 - exp(-rate)) * government, town)


def mirrored() -> Iterator[Reading]:
    N, rate = 100_000, 0.6
    flight = replace(STILL, cross_near_front=rate, corridors=(ROAD, replace(LANE, travel=ROAD.travel)))
    ground = land(3, government=[1, 0, 0], sdf=[0, 0, 1])
    replay = play(episode(people([N, N, N]), days=1, ground=ground, flight=flight))
    share = 1 - exp(-rate / 2)
    for district, place in (("d0", "town"), ("d2", "next-door")):
        yield counted(f"left {district} for {place}", N, share, replay.fled_at(DAY)[place])
        yield counted(f"stayed in {district}", N, 1 - share, placed(replay, district)[0])
    yield exact("stayed in the middle, which faces nobody", N, placed(replay, "d1")[0])
    yield exact("inside at the last hour", int(replay.inside[0].sum()), inside_at(replay, DAY))


CASES = (
    Case(
        id="corridor-capacity",
        title="A corridor lets c people through an hour (D/D/1)",
        kin="NIST Verif.5.1, NIST Verif.5.2, D/D/1",
        built="N = 1, 50, 500, 501 people who all want to leave, c = 50",
        formula="across by hour h: min(N, ch); the last sets out in hour ceil(N/c)",
        criterion="exact: who would leave is sure (a rate of 10,000 a day), who is let through is counted",
        measure=capacity,
    ),
    Case(
        id="parts-of-a-limit",
        title="Each district keeps its part of what a corridor lets through",
        kin=OURS,
        built="500, 0, 300 and 200 people; a road open for the last hour, c = 50, 7, 3, 2,000",
        formula="floor(c x part of those who wait); the odd ones go to the first that has people left",
        criterion="exact: whole people",
        measure=keeps_its_part,
    ),
    Case(
        id="whole-people",
        title="A finer step rounds the capacity down more often",
        kin=OURS,
        built="5,000 people, c = 50, people deciding every 60, 30, 15 and 7 minutes",
        formula=(
            "floor(cs/60) pass at each decision after s minutes, so 600, 600, 576 and 515 pass by noon: the"
            " fluid 50 an hour is an upper bound, met when cs/60 is whole; the engine decides hourly, where"
            " it is"
        ),
        criterion="exact: the bias is stated, not allowed for",
        measure=whole_people,
    ),
    Case(
        id="two-corridors",
        title="Two narrow corridors let twice as many through",
        kin="NIST Verif.3.1, RiMEA 10",
        built="5,000 people, half of the front each, c = 50 each",
        formula="c an hour by each while many wait",
        criterion="exact: that fewer than 50 of 4,000 and more choose one has a chance below 1e-100",
        measure=two_narrow,
    ),
    Case(
        id="corridor-closed",
        title="A closed corridor shifts the end by its hours",
        kin="NIST Verif.4.1",
        built="500 people, c = 50, shut for 0, 1, 4, 11 hours, for 50 minutes across an hour, and for ever",
        formula=(
            "the last sets out h hours later; minutes in which it was open count, rounded down at each "
            "decision"
        ),
        criterion="exact: whole people",
        measure=closed_corridor,
    ),
    Case(
        id="on-the-road",
        title="People on the road are flow times travel time (D/D/inf)",
        kin="Little's law, D/D/inf",
        built="a stream of c = 50 an hour, ways of 1 to 720 minutes, read at two midnights",
        formula=(
            "c (floor(travel/60) + 1): hourly parties stand for the flow, and at midnight the party of that"
            " minute has set out while the one due to arrive has not"
        ),
        criterion="exact: whole people",
        measure=on_the_road,
    ),
    Case(
        id="equal-split",
        title="Equal corridors are taken by halves, in either order",
        kin="NIST Verif.3.1, RiMEA 11",
        built=(
            "200,000 people, rate 0.4 a day, half of the front each; the road first, the lane first, the "
            "road closed"
        ),
        formula="N (1 - exp(-r))/2 by each; a closed one sends nobody to the other: N (1 - exp(-r/2))",
        criterion="99.9 % interval of the binomial: the people are the replications",
        measure=equal_split,
    ),
    Case(
        id="split-by-nearness",
        title="A corridor is taken by how much of the front its side holds",
        kin="NIST Verif.3.1, RiMEA 11",
        built="200,000 people; the government on 75, 20 and 0 % of the front",
        formula="N g (1 - exp(-r)) to town; the rates add up to r whatever g",
        criterion="99.9 % interval of the binomial",
        measure=by_nearness,
    ),
    Case(
        id="mirror",
        title="A mirrored ground gives mirrored numbers",
        kin="metamorphic",
        built=(
            "three districts in a row, the government at one end, the SDF at the other, 100,000 people each"
        ),
        formula="half of each end's edges is front: N (1 - exp(-r/2)) to each side, nobody from the middle",
        criterion="99.9 % interval of the binomial; the middle exact",
        measure=mirrored,
    ),
)
