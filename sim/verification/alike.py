"""Cases without a formula: changes that must not matter, and the order of things in one minute."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np

from sim.days import DAY, HOUR
from sim.engine.play import play
from sim.episode.episode import Episode
from sim.episode.places import GOVERNMENT
from sim.result.replay import Replay
from sim.verification.build import ROAD, STILL, SURE, episode, land, named, people, plan, shut, shuttle, step
from sim.verification.case import OURS, Case, Reading, exact
from sim.verification.drawn import drawn
from sim.verification.readings import aboard, crossed_at, departures, last_arrival, left, placed

ALL_STAY = replace(STILL, stay=1.0, cross=0.0)
ALL_LEAVE = replace(STILL, stay=1.0, cross=0.0, cross_near_front=SURE)


def one_minute() -> Iterator[Reading]:
    fall = step(HOUR, 0)
    replay = play(episode(people([500]), steps=[fall], flight=ALL_LEAVE))
    yield exact("decide before control: across by the minute of the fall", 500, crossed_at(replay, HOUR))
    at_once = play(episode(people([500]), steps=[step(0, 0)], flight=ALL_LEAVE))
    yield exact("none across where it fell before the hour", 0, crossed_at(at_once, DAY))
    late = play(episode(people([100]), days=3, steps=[step(DAY, 0)], flight=ALL_STAY))
    yield exact("day's end before control: inside at the midnight of a fall", 100, int(late.inside[0].sum()))
    yield exact("inside at the next midnight", 0, int(late.inside[1].sum()))
    closed = play(shuttle(100, closures=[shut(HOUR, HOUR + 1)]))
    yield exact("road before convoys: departure closed upon", 2 * HOUR + 1, departures(closed)[0])
    lost = play(episode(people([90]), steps=[fall], flight=ALL_STAY, evacuation=plan()))
    yield exact("control before boarding: people carried", 0, sum(aboard(lost)))
    last = play(episode(people([50]), days=1, evacuation=plan(opens=DAY - 120)))
    yield exact("day's end before arrival: on the road", 50, placed(last, "in-transit")[0])
    minute_before = play(episode(people([50]), days=1, evacuation=plan(opens=DAY - 121)))
    yield exact("arrived in the minute before", 50, placed(minute_before, "hills")[0])
    end = play(episode(people([50]), days=1, steps=[step(DAY, 0)]))
    yield exact("changes of control at the last midnight", 0, len(end.control_changes))
    crossing = replace(STILL, stay=0.0, cross=1.0)
    told = episode(people([50]), days=1, steps=[step(DAY - ROAD.travel, 0)], flight=crossing)
    arrived = sum(move.people for move in play(told).movements if move.arrived is not None)
    yield exact("people told to have arrived at the last midnight", 0, arrived)


def renamed() -> Iterator[Reading]:
    people_off = control_off = 0
    for seed in range(10):
        told = drawn(seed)
        names = tuple(f"quarter-{9 - n}" for n in range(len(told.territory.districts)))
        other = replace(told, territory=replace(told.territory, districts=names))
        one, two = play(told, rng_seed=seed), play(other, rng_seed=seed)
        people_off += int(np.abs(one.people - two.people).sum())
        control_off += int((one.control != two.control).sum())
    yield exact("people elsewhere under other names", 0, people_off)
    yield exact("shares that differ under other names", 0, control_off)


def in_order(order: list[int]) -> Replay:
    """Three districts in an order of the file: a stream by a narrow road, a shuttle, two that fall."""
    heads, areas = np.array([300, 500, 200]), np.array([1.0, 2.0, 3.0])
    ground = land(3, government=[1, 1, 1], areas=areas[order].tolist(), is_apart=True)
    steps = [replace(step(minute, 3), district=order.index(d)) for minute, d in ((DAY, 0), (DAY + 60, 1))]
    flight = replace(ALL_LEAVE, corridors=(replace(ROAD, capacity=7),))
    drive = plan(ends=DAY, buses=4, loading_bays=2)
    told = episode(people(heads[order].tolist()), ground=ground, steps=steps, flight=flight, evacuation=drive)
    return play(told)


def reordered() -> Iterator[Reading]:
    first = in_order([0, 1, 2])
    for order in ([2, 1, 0], [1, 2, 0]):
        other = in_order(order)
        yield exact(f"departures that differ, {order}", 0, _unlike(departures(first), departures(other)))
        yield exact(f"loads that differ, {order}", 0, _unlike(aboard(first), aboard(other)))
        crossed = int((first.hours.fled[:24] != other.hours.fled[:24]).sum())
        yield exact(f"hours of the first day with other crossings, {order}", 0, crossed)
        shares = int((first.control[:, order] != other.control).sum())
        yield exact(f"shares that differ, {order}", 0, shares)


def _unlike(one: list[int], two: list[int]) -> int:
    return sum(a != b for a, b in zip(one, two, strict=True))


def slowed(k: int) -> Episode:
    """1,150 people by three convoys' worth of buses and two bays; all minutes of a round trip times k."""
    return shuttle(
        1_150, convoys=3, bays=2, loading=60 * k, checkpoint=10 * k, road=50 * k, unloading=20 * k,
        returning=40 * k,
    )  # fmt: skip


def time_scale() -> Iterator[Reading]:
    once = play(slowed(1))
    for k in (2, 3):
        slow = play(slowed(k))
        late = [k * minute for minute in departures(once)]
        yield exact(f"departures other than {k} times", 0, _unlike(late, departures(slow)))
        yield exact(f"loads that differ at {k} times", 0, _unlike(aboard(once), aboard(slow)))
        yield exact(f"last arrival at {k} times", k * last_arrival(once), last_arrival(slow))


def more_buses() -> Iterator[Reading]:
    later = fewer = 0
    for loading, returning, bays in ((60, 40, 1), (25, 0, 2), (7, 200, 3)):
        runs = [
            play(shuttle(1_150, convoys=B, bays=bays, loading=loading, returning=returning))
            for B in range(1, 8)
        ]
        ends = [last_arrival(run) for run in runs]
        later += sum(after > before for before, after in pairwise(ends))
        fewer += sum(placed(run, "hills")[0] < 1_150 for run in runs)
    yield exact("fleets that end later than a smaller one", 0, later)
    yield exact("fleets that leave somebody behind", 0, fewer)


def seeds_and_streams() -> Iterator[Reading]:
    told = drawn(3)
    yield exact(
        "digests of three plays with one seed", 1, len({play(told, rng_seed=7).digest for _ in range(3)})
    )
    yield exact("digests of three seeds", 3, len({play(told, rng_seed=seed).digest for seed in range(3)}))
    alone, besides = (capture_beside(steps) for steps in ((), (step(300, 2, 0.1), step(950, 2, 0.2))))
    yield exact(
        "who stays, with changes elsewhere or without", placed(alone, "d0")[0], placed(besides, "d0")[0]
    )
    one, two = (lots_beside(count) for count in (1, 2))
    yield exact(
        "fighters aboard, with another convoy or without", left(one)[0].people[1], left(two)[0].people[1]
    )


def capture_beside(steps: tuple) -> Replay:  # type: ignore[type-arg]
    return play(episode(people([3_000, 0, 0]), steps=[step(900, 0, id="fall"), *steps]))


def lots_beside(convoys: int) -> Replay:
    told: Episode = episode(
        people([400], [300]),
        evacuation=plan(buses=20, convoys=[named(600 + 100 * n, id=f"n{n}") for n in range(convoys)]),
    )
    return play(told)


def scaled_counts() -> Iterator[Reading]:
    one, ten = (
        play(shuttle(n * 1_150, convoys=3, bays=2, seats=n * 50, load_per_convoy=n * 100)) for n in (1, 10)
    )
    yield exact(
        "departures that differ with ten times people and seats", 0, _unlike(departures(one), departures(ten))
    )
    yield exact("loads other than ten times", 0, _unlike([10 * n for n in aboard(one)], aboard(ten)))
    ground = play(episode(people([1_000, 0]), steps=[step(60, 0)], flight=ALL_STAY))
    yield exact("government's share, whoever is there", 1, float(ground.control[-1, 0, GOVERNMENT]))


CASES = (
    Case(
        id="one-minute",
        title="Things of one minute have a stated order",
        kin=OURS,
        built="a fall, a midnight, a closure, a boarding, an arrival, each in the minute of another",
        formula=(
            "people decide; the day's state is taken; roads open or close; control changes; arrivals and "
            "convoys go on"
        ),
        criterion="exact: whole people and minutes",
        measure=one_minute,
    ),
    Case(
        id="renaming",
        title="Names change no number",
        kin="metamorphic",
        built="ten drawn episodes, districts renamed",
        formula="arrays of people and shares are equal",
        criterion="exact",
        measure=renamed,
    ),
    Case(
        id="reordering",
        title="The order of districts changes no total",
        kin="metamorphic",
        built="three districts in three orders: a stream over a narrow road, a shuttle, two that fall",
        formula=(
            "the same departures, loads, crossings by the hour, and shares of each district; who of which "
            "district boards is drawn and may differ"
        ),
        criterion="exact",
        measure=reordered,
    ),
    Case(
        id="time-scale",
        title="Times k times as long shift everything k times",
        kin="metamorphic",
        built="1,150 people, three convoys' worth of buses, two bays, all minutes x 2 and x 3",
        formula="departures x k, loads unchanged",
        criterion="exact: whole minutes",
        measure=time_scale,
    ),
    Case(
        id="people-scale",
        title="Ten times people and seats leave the moments as they are",
        kin="metamorphic",
        built="1,150 and 11,500 people, convoys of 100 and 1,000",
        formula="the same departures, loads x 10",
        criterion="exact",
        measure=scaled_counts,
    ),
    Case(
        id="more-buses",
        title="More buses never end later",
        kin="IMO 9, RiMEA 9",
        built="1,150 people, fleets of one to seven convoys, three timings",
        formula=(
            "T(B + 1) <= T(B): all convoys are alike and served in order, so no anomaly of scheduling can "
            "arise"
        ),
        criterion="exact: none is later",
        measure=more_buses,
    ),
    Case(
        id="seeds",
        title="One seed gives one replay; a draw elsewhere shifts none here",
        kin="determinism",
        built="a drawn episode by equal and other seeds; a capture and a convoy beside unrelated ones",
        formula="equal digests for equal seeds; the same lots for the same name",
        criterion="exact",
        measure=seeds_and_streams,
    ),
)
