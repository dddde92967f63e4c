"""Cases of convoys that documents name, and of their queue for a bay."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

import numpy as np
from numpy.random import PCG64, Generator

from sim.days import DAY
from sim.engine.play import play
from sim.verification.build import LOADING, ROUND, SEATS, WAY, episode, named, people, plan
from sim.verification.case import OURS, Case, Reading, exact
from sim.verification.chance import RUNS, average
from sim.verification.readings import departures, last_arrival, left, placed


def documented() -> Iterator[Reading]:
    told = named(777, people=70, wounded=3)
    drive = plan(convoys=[told], ambulances=2, ambulances_per_convoy=1, checkpoint=13, road=29)
    (first, *_) = left(play(episode(people([500], [0], [9]), evacuation=drive)))
    yield exact("departure", 777, first.departed or 0)
    yield exact("arrival", 777 + 13 + 29, first.arrived or 0)
    yield exact("wounded aboard", 3, first.people[2])
    yield exact("civilians aboard", 67, first.people[0])


def turned_back() -> Iterator[Reading]:
    drive = plan(ends=500, convoys=[named(300, back=340)])
    replay = play(episode(people([1_000]), evacuation=drive))
    first, second = left(replay)
    yield exact("minute of coming back", 340, first.arrived or 0)
    yield exact("people who left and came back", SEATS, sum(first.people))
    yield exact("departure of the next, with the same buses", 340 + LOADING, second.departed or 0)
    yield exact("people in the district", 1_000 - SEATS, placed(replay, "d0")[0])
    yield exact("people in the hills", SEATS, placed(replay, "hills")[0])


def queue(moments: list[int], *, bays: int = 1, loading: int = LOADING, days: int = 3) -> list[int]:
    """Waits of empty named convoys due at ``moments``, with buses for all: departure after the due minute."""
    convoys = [named(minute, id=f"n{number}") for number, minute in enumerate(moments)]
    drive = plan(
        convoys=convoys,
        ends=days * DAY,
        buses=len(moments),
        buses_per_convoy=1,
        loading_bays=bays,
        loading=loading,
    )
    replay = play(episode(people([0]), days=days, evacuation=drive))
    told = {ran.convoy: ran for ran in left(replay)}
    return [(told[convoy.id].departed or 0) - convoy.due for convoy in convoys]


def due_together() -> Iterator[Reading]:
    n = 7
    for k in (1, 2, 3):
        waits = queue([300] * n, bays=k)
        expected = [LOADING * (i // k) for i in range(n)]
        wrong = sum(a != b for a, b in zip(expected, waits, strict=True))
        yield exact(f"convoys that wait otherwise, {k} bays", 0, wrong)
        yield exact(f"last to wait, {k} bays", (ceil(n / k) - 1) * LOADING, max(waits))


def load_of_a_queue() -> Iterator[Reading]:
    n = 12
    for gap in (40, 50, 59, 60, 61, 90):
        waits = queue([300 + gap * i for i in range(n)])
        load = LOADING / gap
        yield exact(f"wait of the last at load {load:.2f}", (n - 1) * max(0, LOADING - gap), waits[-1])
        yield exact(
            f"waits together at load {load:.2f}", n * (n - 1) // 2 * max(0, LOADING - gap), sum(waits)
        )


ARRIVALS, SERVICE = 100, 20


def at_random() -> Iterator[Reading]:
    for chance in (0.02, 0.04):
        means, wrong = [], 0
        for seed in range(RUNS):
            gaps = Generator(PCG64(seed)).geometric(chance, size=ARRIVALS)
            moments = (100 + np.cumsum(gaps)).tolist()
            waits = queue(moments, loading=SERVICE, days=int(moments[-1]) // DAY + 2)
            wrong += sum(a != b for a, b in zip(lindley(gaps.tolist()), waits, strict=True))
            means.append(float(np.mean(waits)))
        yield exact(f"waits unlike Lindley's at load {chance * SERVICE:.1f}", 0, wrong)
        yield average(f"mean wait at load {chance * SERVICE:.1f}", mean_wait(chance), means)


def lindley(gaps: list[int]) -> list[int]:
    """W(i+1) = max(0, W(i) + D - A(i)): waits, from the gaps before each arrival."""
    waits = [0]
    for gap in gaps[1:]:
        waits.append(max(0, waits[-1] + SERVICE - gap))
    return waits


def mean_wait(chance: float, longest: int = 600) -> float:
    """Expected mean wait of the first `ARRIVALS` convoys, from the exact distribution of each.

    Waits beyond ``longest`` are left out; at the loads used their chance is below one in a million.
    """
    waits = np.arange(longest)
    until = waits[:, None] + SERVICE - waits[None, :]
    move = np.where(until >= 1, chance * (1 - chance) ** np.maximum(until - 1, 0), 0.0)
    move[:, 0] = (1 - chance) ** (waits + SERVICE - 1)
    at, total = np.eye(1, longest)[0], 0.0
    for _ in range(ARRIVALS):
        total += float(at @ waits)
        at = at @ move
    return total / ARRIVALS


def named_then_others() -> Iterator[Reading]:
    for B in (2, 3):
        drive = plan(convoys=[named(400, id="b"), named(300, id="a")], buses=2 * B)
        replay = play(episode(people([250]), evacuation=drive))
        told = {ran.convoy: ran.departed for ran in replay.convoys}
        yield exact(f"departure of the one due first, B = {B}", 300, told["a"] or 0)
        yield exact(f"departure of the one due second, B = {B}", 400, told["b"] or 0)
        free = 400 if B > 2 else max(400, 300 + ROUND - LOADING)
        yield exact(f"departure of the third, B = {B}", free + LOADING, departures(replay)[2])
        yield exact(f"last arrival, B = {B}", free + LOADING + WAY, last_arrival(replay))


CASES = (
    Case(
        id="documented-times",
        title="A convoy that is told of leaves when it is told to",
        kin=OURS,
        built="a convoy due at 777 with 70 people, 3 of them wounded; checkpoint 13, road 29",
        formula="departure = due, arrival = due + checkpoint + road; aboard as told",
        criterion="exact: whole minutes and people",
        measure=documented,
    ),
    Case(
        id="turned-back",
        title="A convoy turned back leaves nobody outside",
        kin=OURS,
        built="one convoy due at 300, turned back at 340; buses for one; over at 500",
        formula=(
            "its people are in the district again, and the next leaves at 340 + L: no unloading, no way back"
        ),
        criterion="exact: whole minutes and people",
        measure=turned_back,
    ),
    Case(
        id="named-then-others",
        title="Convoys nobody named come after those that are named",
        kin=OURS,
        built="two named convoys, due at 300 and 400, the later first in the file; 250 people; B = 2, 3",
        formula=(
            "100 and 100 leave when due; 50 load from the last due minute on or, with B = 2, from the "
            "minute at which the buses of the first are back: max(400, 300 + C - L)"
        ),
        criterion="exact: whole minutes",
        measure=named_then_others,
    ),
    Case(
        id="due-together",
        title="Convoys due together take bays in turn (D/D/k)",
        kin="NIST Verif.5.1, D/D/k",
        built="seven convoys due at 300, k = 1, 2, 3 bays, buses enough",
        formula="convoy i of the file waits floor(i/k) L",
        criterion="exact: whole minutes; ties go by the file",
        measure=due_together,
    ),
    Case(
        id="load-of-a-queue",
        title="Waits grow from a load of 1 on (D/D/1)",
        kin="NIST Verif.5.1, D/D/1",
        built="twelve convoys due every a minutes, one bay of L = 60; loads L/a of 0.67 to 1.5",
        formula="wait of convoy i = i max(0, L - a): none up to a load of 1, growing without end above it",
        criterion="exact: whole minutes",
        measure=load_of_a_queue,
    ),
    Case(
        id="random-queue",
        title="Convoys due at random wait as queueing theory says (Geo/D/1)",
        kin="M/D/1",
        built=(
            "100 convoys, one bay of D = 20 minutes, each minute one is due with chance p = 0.02, 0.04; 40 "
            "seeds"
        ),
        formula=(
            "mean over the exact distributions of W(i+1) = max(0, W(i) + D - A), from an empty queue. In "
            "the long run it is p D (D - 1)/(2(1 - pD)): Pollaczek and Khinchine's form for a clock of "
            "whole minutes, D - 1 in place of D because two convoys are never due in one minute"
        ),
        criterion="each wait exact on its path; the mean within Student's 99.9 % interval of 40 seeds",
        measure=at_random,
    ),
)
