"""The engine against closed forms.  Numbers V1 to V18 are those of the verification cases.

Symbols: N people, S seats of a convoy, B convoys' worth of buses, k bays, L loading, G the way to the
destination (checkpoint and road), C a round trip, n = ceil(N/S) convoys.  "Exact" is equality of whole
minutes and people; everything that rests on lots allows four sigma of its binomial, with fixed seeds.
"""

from __future__ import annotations

from dataclasses import replace
from math import ceil, exp, sqrt

import numpy as np
import pytest
from episodes import (
    GOVERNMENT_ROAD,
    NOBODY_MOVES,
    SDF_ROAD,
    closure,
    convoy,
    departures,
    episode,
    evacuation,
    people,
    placed,
    play_watched,
    step,
    territory,
)

from sim.days import DAY, HOUR
from sim.engine.play import decision_moments, play_at
from sim.episode.movement import Evacuation, Window
from sim.episode.places import CIVILIANS
from sim.result.replay import Replay

SIGMAS = 4
SEATS = 100
L, G, C = 60, 60, 180


def shuttle(N: int, *, B: int = 1, k: int = 1, closures: tuple[Window, ...] = (), days: int = 5) -> Replay:
    """N people, convoys of 100 seats, B convoys' worth of buses, k bays, open from minute 0."""
    plan = evacuation(buses=2 * B, loading_bays=k, closures=closures, ends=days * DAY)
    return play_watched(episode(people([N]), days=days, plan=plan))


def last_arrival(replay: Replay) -> int:
    return max(c.arrived for c in replay.convoys if c.arrived is not None)


def test_v1_one_convoy_one_trip() -> None:
    """T = L + G, exact."""
    replay = shuttle(SEATS)
    (only,) = [c for c in replay.convoys if c.departed is not None]
    assert (only.departed, only.arrived, only.people) == (L, L + G, (SEATS, 0, 0))


def test_v1_a_named_convoy_arrives_when_the_road_says() -> None:
    """Arrival = due + checkpoint + road, exact."""
    plan = evacuation(convoys=[convoy(777)], checkpoint=13, road=29)
    (first, *_) = play_watched(episode(people([50]), plan=plan)).convoys
    assert (first.departed, first.arrived) == (777, 777 + 13 + 29)


@pytest.mark.parametrize("B", [1, 2, 3])
@pytest.mark.parametrize("N", [1, 100, 101, 600, 601, 1_234])
def test_v2_a_shuttle_with_bays_enough(N: int, B: int) -> None:
    """n = ceil(N/S) convoys; the last arrives at (ceil(n/B) - 1) C + L + G.  Exact."""
    replay = shuttle(N, B=B, k=B)
    n = ceil(N / SEATS)
    assert len(departures(replay)) == n
    assert last_arrival(replay) == (ceil(n / B) - 1) * C + L + G
    assert placed(replay, "hills") == [N, 0, 0]


def test_v2_one_person_more_costs_one_round_trip() -> None:
    """N = k B S against N + 1: C minutes, exact."""
    assert last_arrival(shuttle(601, B=2, k=2)) - last_arrival(shuttle(600, B=2, k=2)) == C


@pytest.mark.parametrize("B", [1, 2, 3])
def test_v3_twice_the_fleet_halves_the_time(B: int) -> None:
    """|2 T(2B) - T(B)| <= C."""
    one, two = (last_arrival(shuttle(2_400, B=b, k=b)) for b in (B, 2 * B))
    assert abs(2 * two - one) <= C


def test_v4_throughput_nears_the_fluid_limit() -> None:
    """B S / C people a minute, within 2 % once N >= 25 B S."""
    N, B = 10_000, 2
    T = last_arrival(shuttle(N, B=B, k=B, days=8))
    throughput = N / T
    assert throughput == pytest.approx(B * SEATS / C, rel=0.02)


@pytest.mark.parametrize("n", [1, 4, 17])
def test_v5_one_bay_is_the_bottleneck(n: int) -> None:
    """With a bay for one and B >= C/L: convoy i leaves at i L, exact."""
    replay = shuttle(n * SEATS, B=3, k=1)
    assert departures(replay) == [L * i for i in range(1, n + 1)]
    assert last_arrival(replay) == n * L + G


@pytest.mark.parametrize(("B", "k"), [(1, 1), (2, 1), (5, 1), (2, 2), (3, 2), (6, 2), (9, 2), (4, 3)])
def test_v5_the_slower_of_bays_and_buses_sets_the_pace(B: int, k: int) -> None:
    """T within C of n max(C/B, L/k)."""
    n = 24
    assert last_arrival(shuttle(n * SEATS, B=B, k=k)) == pytest.approx(n * max(C / B, L / k), abs=C)


@pytest.mark.parametrize("h", [1, 60, 777])
@pytest.mark.parametrize("k", [1, 2])
def test_v17_a_closure_while_waiting_for_the_road_shifts_everything_by_its_length(h: int, k: int) -> None:
    """Shut from the opening on, for h: every departure h later, exact."""
    free, shut = shuttle(900, B=3, k=k), shuttle(900, B=3, k=k, closures=(closure(0, h),))
    assert departures(shut) == [minute + h for minute in departures(free)]


@pytest.mark.parametrize("h", [1, 60, 777])
@pytest.mark.parametrize("loaded", [1, 30, 59])
def test_v17_a_closure_while_loading_costs_its_length_and_the_loading_done(h: int, loaded: int) -> None:
    """Everybody gets off and loading begins anew: later departures shift by h + what was loaded, exact."""
    free = shuttle(900, B=3, k=1)
    shut = shuttle(900, B=3, k=1, closures=(closure(4 * L + loaded, 4 * L + loaded + h),))
    assert departures(shut)[:4] == departures(free)[:4]
    assert departures(shut)[4:] == [minute + h + loaded for minute in departures(free)[4:]]


@pytest.mark.parametrize(("start", "end"), [(L + 1, L + C - L), (L + 10, L + 100)])
def test_v17_a_closure_with_slack_costs_nothing(start: int, end: int) -> None:
    """Shut only while the one convoy is away (it is back at L + C - L): shift 0, exact."""
    assert departures(shuttle(300, closures=(closure(start, end),))) == departures(shuttle(300))


def plans_for_nobody() -> list[Evacuation]:
    return [
        evacuation(buses=0),
        evacuation(seats=0),
        evacuation(opens=10**9),
        evacuation(closures=[closure(0, 10**9)]),
        evacuation(buses=0, loading_bays=5, loading=1),
    ]


@pytest.mark.parametrize("plan", plans_for_nobody())
@pytest.mark.parametrize("N", [0, 1_000])
def test_v18_nothing_to_drive_or_nobody_to_carry(plan: Evacuation, N: int) -> None:
    """The run ends, N are still there, and a month of it takes few events (exact)."""
    replay = play_watched(episode(people([N]), days=30, plan=plan))
    assert placed(replay, "d0") == [N, 0, 0]
    assert not departures(replay)
    assert len(replay.trace) < 20


def test_v19_longer_hours_change_no_count() -> None:
    """All times of the evacuation doubled: departures doubled, the same people aboard, exact."""
    once = evacuation(buses=6, loading_bays=2)
    twice = evacuation(
        buses=6, loading_bays=2, loading=120, checkpoint=20, road=100, unloading=40, returning=80
    )
    slow, fast = (play_watched(episode(people([1_150]), days=3, plan=plan)) for plan in (twice, once))
    assert departures(slow) == [2 * minute for minute in departures(fast)]
    assert [sum(c.people) for c in slow.convoys] == [sum(c.people) for c in fast.convoys]


# --- flight -------------------------------------------------------------------------------------------


def left_at(replay: Replay, minute: int) -> int:
    """Civilians in held ground after the decisions of a minute."""
    return int(replay.hours.inside[replay.hours.minute.tolist().index(minute), CIVILIANS])


@pytest.mark.parametrize("rng_seed", range(3))
@pytest.mark.parametrize(("rate", "near"), [(0.02, 1.0), (0.3, 1.0), (0.3, 0.5), (2.0, 1.0)])
def test_flight_wears_a_district_down_exponentially(rate: float, near: float, rng_seed: int) -> None:
    """Expected remaining = N exp(-rate near t) hour by hour, four sigma of the binomial."""
    N = 20_000
    land = territory(1, government=(near,), sdf=(1 - near,))
    flight = replace(NOBODY_MOVES, cross_near_front=rate)
    replay = play_watched(episode(people([N]), days=4, land=land, flight=flight), rng_seed=rng_seed)
    for minute in (HOUR, 6 * HOUR, DAY, DAY + 720, 3 * DAY, 4 * DAY - HOUR):
        left = exp(-rate * near * minute / DAY)
        assert abs(left_at(replay, minute) - N * left) <= SIGMAS * sqrt(N * left * (1 - left)) + 1


@pytest.mark.parametrize("every", [7, 60, 480, 720])
def test_how_often_people_decide_changes_nothing_but_noise(every: int) -> None:
    """A daily rate is a daily rate: N exp(-rate/2) at a common noon, whatever the step; four sigma."""
    N, rate = 50_000, 0.5
    flight = replace(NOBODY_MOVES, cross_near_front=rate)
    told = episode(people([N]), days=2, steps=[step(720, 0, 0.0)], flight=flight)
    replay = play_at(told, decision_moments(told, every))
    left = exp(-rate / 2)
    assert abs(left_at(replay, 720) - N * left) <= SIGMAS * sqrt(N * left * (1 - left))


@pytest.mark.parametrize("day", [0, 1])
def test_the_last_hour_of_a_day_counts_for_that_day(day: int) -> None:
    """N exp(-rate t) at 24:00, four sigma."""
    N, rate = 400_000, 0.6
    replay = play_watched(episode(people([N]), days=2, flight=replace(NOBODY_MOVES, cross_near_front=rate)))
    left = exp(-rate * (day + 1))
    assert abs(int(replay.inside[day, CIVILIANS, 0]) - N * left) <= SIGMAS * sqrt(N * left * (1 - left))


def test_people_flee_in_the_last_hour_of_the_replay_too() -> None:
    """A road that opens an hour before the end: a part 1 - exp(-rate/24) leaves."""
    road = replace(GOVERNMENT_ROAD, closures=(closure(0, DAY - HOUR + 1),))
    flight = replace(NOBODY_MOVES, cross_near_front=2.4, corridors=(road,))
    replay = play_watched(episode(people([100_000]), days=1, flight=flight))
    assert replay.hours.fled[-1].sum() > 0


@pytest.mark.parametrize("government", [0.5, 0.75, 0.2])
def test_two_corridors_are_taken_by_their_rates(government: float) -> None:
    """Whoever crosses takes a corridor with its rate over the sum of the rates; four sigma."""
    land = territory(1, government=(government,), sdf=(1 - government,))
    flight = replace(NOBODY_MOVES, cross_near_front=0.4, corridors=(GOVERNMENT_ROAD, SDF_ROAD))
    replay = play_watched(episode(people([30_000]), days=2, land=land, flight=flight))
    town, next_door = replay.hours.fled[-1].tolist()
    crossed = town + next_door
    assert crossed == pytest.approx(30_000 * (1 - exp(-0.8)), abs=SIGMAS * sqrt(30_000 * 0.25))
    assert abs(town - crossed * government) <= SIGMAS * sqrt(crossed * government * (1 - government))


def test_crossing_and_retreat_part_by_their_rates() -> None:
    """Rates 0.3 across and 0.1 + 0.2 back: half and half; four sigma."""
    flight = replace(NOBODY_MOVES, cross_near_front=0.6, retreat_near_front=0.2, retreat_bombed=0.2)
    told = episode(people([30_000, 0]), days=1, flight=flight)  # d0 faces the government on half of its edges
    moves = play_watched(told).movements
    total = sum(m.people for m in moves if m.origin == "d0")
    across = sum(m.people for m in moves if m.origin == "d0" and m.kind == "flight")
    assert abs(across - total / 2) <= SIGMAS * sqrt(total / 4)


@pytest.mark.parametrize("level", [0.0, 0.25, 1.0])
def test_bombardment_scales_retreat(level: float) -> None:
    """Part leaving in a day = 1 - exp(-rate level); nobody at level 0; four sigma."""
    flight = replace(NOBODY_MOVES, retreat_bombed=0.3, bombardment=((0, level),), retreat_minutes=2 * DAY)
    replay = play_watched(episode(people([40_000, 0]), days=1, flight=flight))
    gone = 1 - exp(-0.3 * level)
    assert abs(placed(replay, "in-transit")[0] - 40_000 * gone) <= SIGMAS * sqrt(40_000 * gone * (1 - gone))


def test_those_who_retreat_choose_by_area_away_from_the_front() -> None:
    """Refuges of 1, 2 and 3 km²; the one at the front half as dear; four sigma of each part."""
    land = territory(4, government=(0, 0, 0, 2), areas=(1.0, 1.0, 2.0, 3.0))
    flight = replace(NOBODY_MOVES, stay=0.0, cross=0.0, retreat_minutes=1)
    told = episode(people([30_000, 0, 0, 0]), days=1, land=land, steps=[step(60, 0)], flight=flight)
    replay = play_watched(told)
    weights = np.array([0, 1 * (1 - 1 / 2), 2, 3 * (1 - 2 / 3)])
    for district, part in enumerate(weights / weights.sum()):
        sigma = sqrt(30_000 * part * (1 - part))
        assert abs(placed(replay, f"d{district}")[0] - 30_000 * part) <= SIGMAS * sigma
