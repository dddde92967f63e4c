"""Noise that two replays of one seed share: the same law as ever, and differences without luck."""

from __future__ import annotations

from dataclasses import replace
from math import comb, lgamma, log, log1p
from statistics import NormalDist
from unittest.mock import patch

import numpy as np
import pytest
from episodes import (
    GOVERNMENT_ROAD,
    NOBODY_MOVES,
    SDF_ROAD,
    closure,
    episode,
    evacuation,
    people,
    placed,
    play_watched,
    step,
    territory,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from sim.days import DAY, HOUR
from sim.engine.flight import Decisions
from sim.engine.play import play
from sim.engine.quantiles import NEAR, SMALL, _near, binomial, hypergeometric
from sim.engine.snapshots import Snapshots
from sim.engine.streams import Lots, Streams
from sim.engine.world import LostPeople
from sim.episode.episode import Episode
from sim.episode.movement import Evacuation
from sim.result.replay import Replay
from sim.scenario.load import load_scenario
from sim.scenario.resolve import resolve

UNIFORM = st.floats(0, 1, exclude_max=True)


# --- counts from uniform numbers ------------------------------------------------------------------------


def below(people: int, chance: float) -> NDArray[np.float64]:
    """The chance of each count or fewer, from logarithms of factorials."""
    ways = np.array([lgamma(people + 1) - lgamma(k + 1) - lgamma(people - k + 1) for k in range(people + 1)])
    counts = np.arange(people + 1)
    return np.cumsum(np.exp(ways + counts * log(chance) + (people - counts) * log1p(-chance)))


@pytest.mark.parametrize("people", [1, 7, 61, 300, 4_000])
@pytest.mark.parametrize("chance", [1e-4, 0.02, 0.25, 0.5, 0.51, 0.9, 0.9999])
def test_a_count_is_the_least_that_is_likely_enough(people: int, chance: float) -> None:
    """For numbers over the whole range, and just beside each step; 1e-9 is left for rounding."""
    limits = below(people, chance)
    numbers = [*np.random.default_rng(people).random(300), 1e-12, 1e-7, 1 - 1e-7]
    edges = limits[(limits > 1e-6) & (limits < 1 - 1e-6)][:: max(1, people // 500)]
    for number in (*numbers, *(edges - 1e-8), *(edges + 1e-8)):
        count = binomial(float(number), people, chance)
        assert limits[count] >= number - 1e-9
        assert count == 0 or limits[count - 1] < number + 1e-9


@pytest.mark.parametrize("expected", [30.1, 45.0, 120.0, 900.0, 20_000.0])
@pytest.mark.parametrize("chance", [0.0005, 0.05, 0.3, 0.5])
def test_the_quick_quantile_errs_by_less_than_it_is_trusted(expected: float, chance: float) -> None:
    people = round(expected / chance) + 1
    spread = 9 * (people * chance * (1 - chance)) ** 0.5 + 20
    low, high = max(0, int(people * chance - spread)), min(people, int(people * chance + spread))
    counts = np.arange(low, high)
    ratios = (people - counts) / (counts + 1) * chance / (1 - chance)
    limits = np.cumsum(np.concatenate([[1.0], np.cumprod(ratios)]))
    limits /= limits[-1]
    sure = (limits > 1e-5) & (limits < 1 - 1e-5)
    z = [NormalDist().inv_cdf(float(limit)) for limit in limits[sure]]
    found = np.array([_near(value, people * chance, chance) for value in z])
    worst = np.abs(found - np.arange(low, high + 1)[sure]).max()
    assert worst * people * chance < 1.8 < NEAR


@settings(max_examples=200, deadline=None, derandomize=True)
@given(number=UNIFORM, people=st.integers(0, 3_000), more=st.integers(0, 50), chance=st.floats(0, 1),
       up=st.floats(0, 0.3))  # fmt: skip
def test_more_people_or_chance_never_lower_a_count(
    number: float, people: int, more: int, chance: float, up: float
) -> None:
    count = binomial(number, people, chance)
    assert 0 <= count <= people
    assert count <= binomial(number, people + more, chance)
    assert count <= binomial(number, people, min(1.0, chance + up))
    assert count <= binomial(min(number + up, 1 - 2**-53), people, chance)


@pytest.mark.parametrize(("people", "chance", "count"), [(0, 0.5, 0), (9, 0.0, 0), (9, -0.1, 0), (9, 1.0, 9)])
def test_what_is_certain_needs_no_luck(people: int, chance: float, count: int) -> None:
    assert {binomial(number, people, chance) for number in (0.0, 0.3, 1 - 2**-53)} == {count}


@pytest.mark.parametrize(
    ("good", "bad", "drawn"), [(5, 9, 6), (40, 3, 20), (0, 9, 4), (7, 0, 3), (300, 800, 150)]
)
def test_places_filled_by_lot(good: int, bad: int, drawn: int) -> None:
    counts = range(min(good, drawn) + 1)
    mass = [comb(good, k) * comb(bad, drawn - k) if drawn - k <= bad else 0 for k in counts]
    limits = np.cumsum([part / comb(good + bad, drawn) for part in mass])
    for number in np.random.default_rng(1).random(200):
        assert hypergeometric(float(number), good, bad, drawn) == int(np.searchsorted(limits, number))


# --- streams read by address ----------------------------------------------------------------------------


def test_what_stands_at_an_address_does_not_depend_on_what_was_read_before() -> None:
    one, other = Streams(3).lots("flight"), Streams(3).lots("flight")
    one.seek(60)
    expected = one.uniforms(4).tolist()
    for address in (7, 61, 10**12, 0):
        other.seek(address)
        other.uniforms(5, 3)
        other.binomials(np.array([5, 0, 900]), np.array([0.1, 0.2, 0.4]), 0.4)
    other.seek(60)
    assert other.uniforms(4).tolist() == expected


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    places=st.lists(
        st.tuples(st.one_of(st.just(0), st.integers(0, 20_000)),
                  st.one_of(st.just(1e-291), st.floats(1e-6, 1e-3), st.floats(0.001, 1.0))),
        min_size=1, max_size=8),
    address=st.integers(0, 10**6),
)  # fmt: skip
def test_each_place_draws_by_inversion_from_its_own_number(
    places: list[tuple[int, float]], address: int
) -> None:
    """Also by NumPy, which is asked where nobody stands, where none leaves, and where few are expected."""
    counts, chances = (np.array(part) for part in zip(*places, strict=True))
    lots, numbers = Streams(1).lots("flight"), Streams(1).lots("flight")
    for read in (lots, numbers):
        read.seek(address)
    found = lots.binomials(counts, chances, float(chances.max()))
    each = zip(numbers.uniforms(len(places)).tolist(), counts.tolist(), chances.tolist(), strict=True)
    assert found.tolist() == [binomial(*draw) for draw in each]
    assert lots.uniforms(3).tolist() == numbers.uniforms(3).tolist(), "one number was read for each place"


def test_numpy_is_asked_as_long_as_few_are_expected() -> None:
    class Refusing:
        bit_generator = np.random.PCG64(1)

        def random(self, shape: tuple[int, ...]) -> NDArray[np.float64]:
            raise AssertionError("read one by one")

        def binomial(self, people: NDArray[np.int64], _: object) -> NDArray[np.int64]:
            return people

    lots = Lots(Refusing())  # type: ignore[arg-type]
    assert lots.binomials(np.array([600, 0]), np.array([SMALL / 600, 0.05]), 0.05).tolist() == [600, 0]
    for crowd, chance in ((601, SMALL / 600), (3, 0.51)):
        with pytest.raises(AssertionError, match="one by one"):
            lots.binomials(np.array([crowd]), np.array([chance]), chance)


# --- laws -----------------------------------------------------------------------------------------------


def ways_taken(seed: int) -> list[int]:
    """Of 90 in the middle of three districts: who takes the road, the lane, goes left, right, or stays."""
    land = territory(3, government=(0, 0.6, 0), sdf=(0, 0.4, 0), areas=(1.0, 1.0, 3.0))
    flight = replace(
        NOBODY_MOVES, cross_near_front=3.0, retreat_near_front=9.0, corridors=(GOVERNMENT_ROAD, SDF_ROAD)
    )
    told = episode(people([0, 90, 0]), days=1, land=land, flight=flight)
    told = replace(told, flight=replace(flight, corridors=tuple(
        replace(road, travel=DAY) for road in flight.corridors), retreat_minutes=DAY))  # fmt: skip
    found = {move.destination: move.people for move in play(told, rng_seed=seed).movements}
    return [found.get(place, 0) for place in ("town", "next-door", "d0", "d2")]


def test_ways_out_are_taken_by_their_rates() -> None:
    """A day of hours: 0.6 to 0.4 across, 1 to 3 of the others left and right; chi-square."""
    runs = np.array([ways_taken(seed) for seed in range(60)])
    near = 1 / 3
    rates = np.array([0.6 * 3 * near, 0.4 * 3 * near, 9 * near / 4, 9 * near * 3 / 4])
    left = 1 - np.exp(-rates.sum())
    expected = np.append(rates / rates.sum() * left, 1 - left) * 90
    totals = np.append(runs.sum(axis=0), 90 * len(runs) - runs.sum())
    assert ((totals - expected * len(runs)) ** 2 / (expected * len(runs))).sum() < 18.5  # 4 degrees, 0.999
    variance = expected[:4] * (1 - expected[:4] / 90)
    assert runs.var(axis=0, ddof=1) / variance == pytest.approx(1, abs=0.65)  # 59 degrees, 0.9995


# --- pairs ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def history() -> Episode:
    return resolve(load_scenario("aleppo-2016"))


def plan_of(told: Episode) -> Evacuation:
    assert told.evacuation is not None
    return told.evacuation


def later(told: Episode, first: int, last: int) -> Episode:
    """The changes of control of some days a day later."""
    moved = (replace(s, minute=s.minute + DAY) if first <= s.minute // DAY <= last else s for s in told.steps)
    return replace(told, steps=tuple(sorted(moved, key=lambda s: s.minute)))


def halved(told: Episode) -> Episode:
    plan = plan_of(told)
    return replace(told, evacuation=replace(plan, fleet=replace(plan.fleet, buses=plan.fleet.buses // 2)))


def crossing_more(told: Episode) -> Episode:
    return replace(told, flight=replace(told.flight, cross_near_front=told.flight.cross_near_front * 1.2))


def open_through(told: Episode) -> Episode:
    return replace(told, evacuation=replace(plan_of(told), closures=plan_of(told).closures[1:]))


def up_to(replay: Replay, minute: int) -> tuple[object, ...]:
    """All that is told of the time before a minute, as of its midnights and hours."""
    hours, day = replay.hours, minute // DAY
    so_far = hours.minute < minute
    control = [c for c in replay.control_changes if c.minute < minute]
    convoys = [
        (c.convoy, c.departed, c.people)
        for c in replay.convoys
        if c.departed is not None and c.departed < minute
    ]
    moved = [move for move in replay.movements if move.departed < (day - 1) * DAY]
    counts = (hours.inside[so_far], hours.fled[so_far], hours.surrendered[so_far], replay.people[:day])
    return *(count.tobytes() for count in counts), control, convoys, moved


@pytest.mark.parametrize("seed", [0, 5])
def test_a_pair_is_one_and_the_same_before_the_first_thing_that_differs(history: Episode, seed: int) -> None:
    base, plan = play(history, rng_seed=seed), plan_of(history)
    first_closure = plan.closures[0].start
    halved_from = plan.opens
    changed = {
        first_closure: open_through(history),
        halved_from: halved(history),
        12 * DAY: later(history, 12, 14),
    }
    for minute, edited in changed.items():
        other = play(edited, rng_seed=seed)
        assert up_to(base, minute) == up_to(other, minute)
        assert base.digest != other.digest


def test_differences_of_pairs_vary_far_less_than_those_of_strangers(history: Episode) -> None:
    """The benchmark holds them to a tenth; eight pairs are few, so a fifth must do here."""

    def counts(told: Episode) -> NDArray[np.float64]:
        runs = [play(told, rng_seed=seed) for seed in range(8)]
        rows = [int(np.searchsorted(runs[0].hours.minute, day * DAY)) for day in (25, 32)]
        return np.array([[r.hours.fled[-1].sum(), *r.hours.inside[rows, 0]] for r in runs], dtype=float)

    base = counts(history)
    for edit in (later(history, 12, 14), crossing_more(history), halved(history)):
        edited = counts(edit)
        strangers = base.var(axis=0, ddof=1) + edited.var(axis=0, ddof=1)
        assert (5 * (edited - base).var(axis=0, ddof=1) < strangers).all()


def test_an_earlier_capture_leaves_the_lots_of_another_as_they_are() -> None:
    """Of 3,000 caught and of 3,010 after another capture, at most ten more stay."""
    fall = step(900, 0, id="fall")
    alone = play_watched(episode(people([3_000, 0, 0], [40, 0, 0]), steps=[fall]))
    before = [step(300, 2, 0.5, id="before"), fall]
    after = play_watched(episode(people([3_010, 0, 0], [40, 0, 0]), steps=before))
    assert 0 <= placed(after, "d0")[0] - placed(alone, "d0")[0] <= 10
    assert placed(after, "custody") == placed(alone, "custody")


def test_a_corridor_more_leaves_those_who_stay_as_they_are() -> None:
    flight = replace(NOBODY_MOVES, corridors=(GOVERNMENT_ROAD,))
    told = episode(people([4_000, 100]), steps=[step(600, 0)], flight=flight)
    more = replace(told, flight=replace(flight, corridors=(GOVERNMENT_ROAD, replace(SDF_ROAD, party=0))))
    one, two = play_watched(told), play_watched(more)
    assert one.people[-1, :, :2].tolist() == two.people[-1, :, :2].tolist()
    assert one.hours.fled[-1].sum() == two.hours.fled[-1].sum()


def test_convoys_without_a_name_draw_their_lots_by_the_minute() -> None:
    """Two convoys that closures send back shift the numbers of those that follow, and not their lots."""
    closures = [closure(10, 20, "one"), closure(30, 60, "two")]
    named: list[set[tuple[str, ...]]] = []
    at = Streams.at

    def noted(self: Streams, *name: str) -> np.random.Generator:
        named[-1].add(name)
        return at(self, *name)

    with patch.object(Streams, "at", noted):
        for shut in ((), closures):
            named.append(set())
            play(episode(people([300]), days=1, plan=evacuation(buses=4, closures=shut)))
    others = {("flight",), ("capture",), ("returns",)}
    assert named[0] - others == {("convoy", f"berth 0 at {due}") for due in (60, 120, 180)}
    assert named[1] - others == {("convoy", f"berth 0 at {due}") for due in (120, 180, 240)}


def test_what_breaks_at_the_last_midnight_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """SimPy stops there, before it would say that a process broke off."""

    def lose(self: Snapshots, day: int) -> None:
        raise LostPeople(f"on day {day}")

    monkeypatch.setattr(Snapshots, "take", lose)
    with pytest.raises(LostPeople, match="on day 0"):
        play(episode(people([10]), days=1))


def test_people_lost_between_two_checks_are_told_by_the_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is there at 02:00 and all are back at 03:00: the hours are compared when the day ends."""
    decide = Decisions.decide

    def hide(self: Decisions) -> None:
        decide(self)
        hour = self.last // HOUR
        self.civilians[0] += {2: -7, 3: 7}.get(hour, 0) if self.last % HOUR == 0 else 0

    monkeypatch.setattr(Decisions, "decide", hide)
    with pytest.raises(LostPeople, match=r"^3 people at minute 120, 10 at the start$"):
        play(episode(people([10]), days=1))
