"""Cases of the vehicles: trips, fleets, bays, a checkpoint, ambulances.

Symbols: N people, S seats of a convoy, B convoys' worth of buses, k bays, L loading, G the way out,
C a round trip, n = ceil(N/S) convoys; minutes.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import ceil

from sim.days import DAY
from sim.engine.play import play
from sim.result.replay import Replay
from sim.verification.build import LOADING, ROUND, SEATS, WAY, episode, people, plan, shuttle
from sim.verification.case import OURS, Case, Reading, exact
from sim.verification.readings import aboard, departures, last_arrival, left, placed


def one_trip() -> Iterator[Reading]:
    replay = play(episode(people([SEATS]), evacuation=plan(opens=300)))
    (ran,) = left(replay)
    yield exact("people aboard", SEATS, sum(ran.people))
    yield exact("number in its name", 1, int(ran.convoy.rpartition("-")[2]))
    yield exact("due", 300 + LOADING, ran.due)
    yield exact("departure", 300 + LOADING, departures(replay)[0])
    yield exact("arrival", 300 + LOADING + WAY, last_arrival(replay))


def shuttle_fleet() -> Iterator[Reading]:
    for N, B in ((1, 1), (100, 1), (101, 1), (1_234, 3), (600, 2), (601, 2)):
        replay = play(shuttle(N, convoys=B, bays=B))
        n = ceil(N / SEATS)
        yield exact(f"trips for {N:,} people, B = {B}", n, len(departures(replay)))
        yield exact(f"people arrived of {N:,}, B = {B}", N, placed(replay, "hills")[0])
        last = (ceil(n / B) - 1) * ROUND + LOADING + WAY
        yield exact(f"last arrival of {N:,} people, B = {B}", last, last_arrival(replay))


def fleet_doubles() -> Iterator[Reading]:
    for B in (1, 2, 3):
        one, two = (last_arrival(play(shuttle(2_400, convoys=b, bays=b))) for b in (B, 2 * B))
        yield exact(f"2 T({2 * B}) - T({B})", LOADING + WAY - ROUND, 2 * two - one)


def fluid_limit() -> Iterator[Reading]:
    B, days = 2, 8
    replay = play(shuttle(20_000, convoys=B, bays=B, days=days))
    carried, ahead, behind = 0, [0], [0]
    for minute, count in zip(departures(replay), aboard(replay), strict=True):
        behind.append(B * SEATS * minute - carried * ROUND)
        carried += count
        ahead.append(carried * ROUND - B * SEATS * minute)
    yield exact("furthest behind the line, in people times C", B * SEATS * LOADING, max(behind))
    yield exact("furthest ahead of the line, in people times C", B * SEATS * (ROUND - LOADING), max(ahead))
    full = B * SEATS * ((days * DAY - LOADING - 1) // ROUND + 1)
    yield exact("people carried in eight days", full, carried)


def bays_and_buses() -> Iterator[Reading]:
    n = 24
    for B, k in ((1, 1), (2, 1), (3, 1), (5, 1), (2, 2), (3, 2), (6, 2), (9, 2), (4, 3)):
        replay = play(shuttle(n * SEATS, convoys=B, bays=k))
        expected = slower_of(n, B, k)
        wrong = sum(a != b for a, b in zip(expected, departures(replay), strict=True))
        yield exact(f"departures at another minute, B = {B}, k = {k}", 0, wrong)
        yield exact(f"last arrival, B = {B}, k = {k}", expected[-1] + WAY, last_arrival(replay))


def slower_of(n: int, B: int, k: int) -> list[int]:
    """Departures D(i) = max(D(i-k), D(i-B) + C - L) + L: a bay and the buses must be free."""
    out: list[int] = []
    for i in range(n):
        bay = out[i - k] if i >= k else 0
        buses = out[i - B] + ROUND - LOADING if i >= B else 0
        out.append(max(bay, buses) + LOADING)
    return out


def chain() -> Iterator[Reading]:
    n, checkpoint, road = 10, 90, 35
    replay = play(shuttle(n * SEATS, convoys=n, checkpoint=checkpoint, road=road))
    arrived = sorted(ran.arrived or 0 for ran in left(replay))
    yield exact("longest time between two arrivals", LOADING, max(b - a for a, b in pairwise(arrived)))
    yield exact("last arrival", n * LOADING + checkpoint + road, arrived[-1])


def convoy_groups() -> Iterator[Reading]:
    buses, seats, n = 3, 30, 12
    S = buses * seats
    for fleet in (6, 7, 8, 9):
        B = fleet // buses
        replay = play(shuttle(n * S, bays=B, buses=fleet, buses_per_convoy=buses, seats=seats))
        yield exact(f"convoys with {fleet} buses", n, len(departures(replay)))
        last = (n // B - 1) * ROUND + LOADING + WAY
        yield exact(f"last arrival with {fleet} buses", last, last_arrival(replay))
    for load in (89, 90, 91):
        run = shuttle(500, buses_per_convoy=buses, buses=buses, seats=seats, load_per_convoy=load)
        yield exact(f"people aboard where {load} are let on", min(load, S), aboard(play(run))[0])


def with_wounded(wounded: int, *, civilians: int = 0) -> Replay:
    """Buses and bays for five convoys, ambulances for one: two of two beds each."""
    drive = plan(buses=10, loading_bays=5, ambulances=2, ambulances_per_convoy=2, wounded_per_ambulance=2)
    return play(episode(people([civilians], [0], [wounded]), evacuation=drive))


def ambulances() -> Iterator[Reading]:
    for wounded in (8, 9, 10):
        replay = with_wounded(wounded)
        last = (ceil(wounded / 4) - 1) * ROUND + LOADING + WAY
        yield exact(f"last arrival of {wounded} wounded", last, last_arrival(replay))
    yield exact("wounded who reached the hills", 10, placed(replay, "hills")[2])
    first = left(with_wounded(9, civilians=500))[0]
    yield exact("wounded in the first convoy", 4, first.people[2])
    yield exact("civilians beside them", SEATS - 4, first.people[0])


CASES = (
    Case(
        id="one-trip",
        title="One convoy, one trip",
        kin="NIST Verif.2.1, RiMEA 1",
        built="100 people, buses for one convoy, road open from minute 300",
        formula="due and departure = 300 + L, arrival = 300 + L + G",
        criterion="exact: whole minutes, nothing drawn",
        measure=one_trip,
    ),
    Case(
        id="shuttle",
        title="A shuttle fleet needs whole rounds",
        kin="NIST Verif.2.7",
        built="N people, B convoys' worth of buses and B bays; pairs N = jBS and N + 1",
        formula="T = (ceil(n/B) - 1) C + L + G with n = ceil(N/S) trips; one person more than jBS costs C",
        criterion="exact: whole minutes; who boards is drawn, how many is not",
        measure=shuttle_fleet,
    ),
    Case(
        id="fleet-doubles",
        title="Twice the fleet, half the time",
        kin="IMO 9, RiMEA 9",
        built="2,400 people; B = 1, 2, 3 against 2B",
        formula="2B divides n, so 2 T(2B) - T(B) = L + G - C: the last way back is not waited for",
        criterion="exact: no more than rounds are counted",
        measure=fleet_doubles,
    ),
    Case(
        id="fluid-limit",
        title="Throughput follows the fluid line B S / C",
        kin="NIST Verif.5.2, fluid limit",
        built="20,000 people, B = 2, eight days",
        formula=(
            "carried(t) = BS (floor((t - L)/C) + 1): at most BS L/C behind BS t/C, at most BS (1 - L/C) ahead"
        ),
        criterion="exact: gaps are compared in people times C, which are whole",
        measure=fluid_limit,
    ),
    Case(
        id="bays",
        title="The slower of bays and buses sets the pace",
        kin="NIST Verif.5.1, RiMEA 12",
        built="24 full convoys; nine pairs of B convoys' worth of buses and k bays",
        formula="D(i) = max(D(i-k), D(i-B) + C - L) + L; in the long run a convoy every max(C/B, L/k)",
        criterion="exact: every departure",
        measure=bays_and_buses,
    ),
    Case(
        id="checkpoint-chain",
        title="A checkpoint delays, and does not queue",
        kin="RiMEA 12",
        built="ten convoys, one bay, a checkpoint of 90 minutes, longer than loading",
        formula=(
            "T = nL + checkpoint + road. The textbook (n - 1) max(L, checkpoint) + L + checkpoint + road is"
            " for a checkpoint that takes one convoy at a time; ours holds each for its minutes, so the bay"
            " is the one queue"
        ),
        criterion="exact: whole minutes",
        measure=chain,
    ),
    Case(
        id="convoy-groups",
        title="Buses leave in groups, and are filled to the least limit",
        kin=OURS,
        built=(
            "12 full convoys of 3 buses with 6, 7, 8 and 9 buses; then a limit of 89, 90, 91 on a convoy of"
            " 90 seats"
        ),
        formula=(
            "floor(buses/3) convoys run at a time, a rest of one or two buses carries nobody; aboard = "
            "min(limit, seats)"
        ),
        criterion="exact: whole minutes and people",
        measure=convoy_groups,
    ),
    Case(
        id="ambulances",
        title="Ambulances are a fleet of their own",
        kin="NIST Verif.2.10",
        built=(
            "W = 8, 9, 10 wounded, 4 beds a convoy, ambulances for one convoy, buses for five; then 500 "
            "civilians too"
        ),
        formula="T = (ceil(W/4) - 1) C + L + G; beside 4 wounded a convoy of 100 has room for 96",
        criterion="exact: whole minutes and people",
        measure=ambulances,
    ),
)
