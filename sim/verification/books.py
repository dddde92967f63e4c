"""Cases of counting: nobody is lost or doubled, and the trace and the arrays tell the same."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.engine.play import decision_moments, play, play_at
from sim.episode.places import GROUPS, IN_TRANSIT
from sim.result.replay import Ints, Replay
from sim.result.trace import ConvoyRan
from sim.verification.build import episode, people, plan
from sim.verification.case import OURS, Case, Reading, at_least, exact
from sim.verification.chance import RUNS, average
from sim.verification.drawn import drawn
from sim.verification.readings import departures, left

EPISODES = 40


def midnights() -> Iterator[Reading]:
    off = negative = beyond = moved = 0
    for seed in range(EPISODES):
        told = drawn(seed)
        replay = play(told, rng_seed=seed)
        start = told.population.inside.sum(axis=1)
        off += int(np.abs(replay.people.sum(axis=2) - start).sum())
        moved += sum(move.people for move in replay.movements) + sum(sum(ran.people) for ran in left(replay))
        negative += int((replay.people < 0).sum() + (replay.inside < 0).sum())
        beyond += int((replay.inside > replay.people[:, :, : replay.inside.shape[2]]).sum())
    yield exact("people lost or doubled, by group and midnight", 0, off)
    yield at_least("people who moved on foot or by convoy", 10_000, moved)
    yield exact("places with fewer than nobody", 0, negative)
    yield exact("districts with more inside than there are", 0, beyond)


def every_entry() -> Iterator[Reading]:
    off = entries = 0
    for seed in range(EPISODES):
        told = drawn(seed, is_on_foot=False)
        after = [entry + 1 for entry in times(play(told, rng_seed=seed))]
        replay = play_at(told, sorted({*decision_moments(told), *after}), rng_seed=seed)
        start, entries = told.population.inside.sum(axis=1), entries + len(after)
        for minute, inside in zip(replay.hours.minute.tolist(), replay.hours.inside, strict=True):
            off += int(np.abs(inside + away(replay, minute) - start).sum())
    yield at_least("departures and arrivals after which everybody was counted", 300, entries)
    yield exact("people lost or doubled at one of them", 0, off)


def times(replay: Replay) -> list[int]:
    """The minutes at which a convoy left, arrived or came back, before the last."""
    known = {minute for ran in left(replay) for minute in (ran.departed, ran.arrived) if minute is not None}
    return [minute for minute in known if minute + 1 < replay.calendar.minutes]


def away(replay: Replay, minute: int) -> Ints:
    """(group) people who by the trace left with convoys before ``minute`` and were not back before it."""
    gone = [ran.people for ran in left(replay) if _is_away(ran, minute)]
    people_away: Ints = np.array(gone, dtype=np.int64).reshape(-1, len(GROUPS)).sum(axis=0)
    return people_away


def _is_away(ran: ConvoyRan, minute: int) -> bool:
    assert ran.departed is not None
    is_back = ran.outcome == "turned back" and ran.arrived is not None and ran.arrived < minute
    return ran.departed < minute and not is_back


def balance() -> Iterator[Reading]:
    off = road = flights = 0
    for seed in range(EPISODES):
        for is_by_road in (False, True):
            replay = play(drawn(seed, is_by_road=is_by_road), rng_seed=seed)
            off += difference(replay, by_district=not is_by_road)
            road += int(replay.people[-1, :, replay.places.index(IN_TRANSIT)].sum())
            crossed = sum(move.people for move in replay.movements if move.kind == "flight")
            flights += abs(crossed - int(replay.hours.fled[-1].sum()))
    yield exact("people at a place that the trace does not explain", 0, off)
    yield exact("people on the road two quiet days later", 0, road)
    yield exact("crossings that only one of trace and head counts tells", 0, flights)


def difference(replay: Replay, *, by_district: bool) -> int:
    """Start, less what left, plus what came by the trace, against the last midnight; all groups and places.

    Convoys do not tell from which district their people are; ``by_district`` False adds districts up.
    """
    districts = replay.inside.shape[2]
    books = np.zeros(replay.people.shape[1:], dtype=np.int64)
    books[:, :districts] = replay.episode.population.inside
    for move in replay.movements:
        books[GROUPS.index(move.group), replay.places.index(move.origin)] -= move.people
        books[GROUPS.index(move.group), replay.places.index(move.destination)] += move.people
    for ran in left(replay):
        if ran.outcome == "arrived" and replay.episode.evacuation is not None:
            for group, place in enumerate(replay.episode.evacuation.destinations):
                books[group, 0] -= ran.people[group]
                books[group, replay.places.index(place)] += ran.people[group]
    gap = books - replay.people[-1]
    if not by_district:
        gap[:, 0] = gap[:, :districts].sum(axis=1)
        gap[:, 1:districts] = 0
    return int(np.abs(gap).sum())


def vehicles() -> Iterator[Reading]:
    over = full = 0
    for seed in range(EPISODES):
        told = drawn(seed, is_on_foot=False)
        assert told.evacuation is not None
        fleet, replay = told.evacuation.fleet, play(told, rng_seed=seed)
        out = fleet.round_trip - fleet.loading
        for minute in departures(replay):
            at_once = sum(_busy(ran, minute, out) for ran in left(replay)) * fleet.buses_per_convoy
            over += at_once > fleet.buses
        seats = fleet.buses_per_convoy * fleet.seats
        full += sum(sum(ran.people[:2]) > seats for ran in left(replay))
    yield exact("departures with more buses out than there are", 0, over)
    yield exact("convoys with more people than seats", 0, full)


def _busy(ran: ConvoyRan, minute: int, out: int) -> bool:
    """Are a convoy's vehicles away in ``minute``?"""
    assert ran.departed is not None
    back = ran.arrived if ran.outcome == "turned back" and ran.arrived is not None else ran.departed + out
    return ran.departed <= minute < max(back, ran.departed + 1)


def lots() -> Iterator[Reading]:
    waiting, seats, first = (200, 100), 100, 2
    by_seed = []
    for seed in range(RUNS):
        drive = plan(fighters_from=first, ends=250)
        told = episode(people([waiting[0] + seats], [waiting[1]]), days=1, evacuation=drive)
        by_seed.append([ran.people[1] for ran in left(play(told, rng_seed=seed))])
    everybody = sum(waiting)
    mean = seats * waiting[1] / everybody
    variance = mean * (waiting[0] / everybody) * (everybody - seats) / (everybody - 1)
    yield exact("fighters in the first convoys", 0, sum(loads[0] for loads in by_seed))
    yield average("fighters in the second, mean", mean, [loads[1] for loads in by_seed], variance=variance)


CASES = (
    Case(
        id="conservation",
        title="Nobody is lost or doubled, whatever interrupts",
        kin="conservation",
        built="40 drawn episodes: flight, captures up and down, returns, convoys closed upon and sent back",
        formula="every group sums to its start at every midnight; no place holds fewer than nobody",
        criterion="exact: whole people",
        measure=midnights,
    ),
    Case(
        id="every-entry",
        title="Everybody is counted after every departure and arrival",
        kin="conservation",
        built=(
            "40 drawn evacuations with closures and convoys sent back, counted each hour and after each "
            "entry of the trace"
        ),
        formula="inside + those whom the trace has away = start, group by group",
        criterion="exact: whole people",
        measure=every_entry,
    ),
    Case(
        id="balance",
        title="The trace explains where everybody is",
        kin="conservation",
        built="80 drawn episodes that end in two quiet days",
        formula="start - left + came, entry by entry, = people at each place; nobody is still on the road",
        criterion="exact: whole people",
        measure=balance,
    ),
    Case(
        id="vehicles",
        title="No more vehicles are out than there are",
        kin=OURS,
        built="40 drawn evacuations",
        formula="buses out at each departure <= fleet; civilians and fighters aboard <= seats",
        criterion="exact: none is over",
        measure=vehicles,
    ),
    Case(
        id="seats-by-lot",
        title="Seats are filled by lot, fighters from their convoy on",
        kin=OURS,
        built=(
            "200 civilians and 100 fighters wait for the second convoy of 100; fighters are let go from it "
            "on; 40 seeds"
        ),
        formula=(
            "fighters aboard: hypergeometric, mean 100/3, variance 100/3 x 2/3 x 200/299; none in the first"
        ),
        criterion="normal 99.9 % interval of the mean, its variance known",
        measure=lots,
    ),
)
