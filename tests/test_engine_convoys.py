"""The evacuation at its edges: nothing to drive, nobody to carry, a road that closes, a convoy sent back."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from episodes import (
    closure,
    convoy,
    departures,
    episode,
    evacuation,
    everybody,
    people,
    placed,
    play_watched,
    step,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.days import DAY
from sim.episode.movement import Evacuation
from sim.result.replay import Replay
from sim.result.trace import WindowChanged

GROUPS_OF_TWO = people([300, 0], [60, 0], [20, 0])


def run(plan: Evacuation | None, *, civilians: int = 1_000, days: int = 2) -> Replay:
    return play_watched(episode(people([civilians]), plan=plan, days=days))


def carried(replay: Replay) -> int:
    return sum(replay.evacuated_at(replay.calendar.minutes))


@pytest.mark.parametrize(
    "plan",
    [
        pytest.param(None, id="no evacuation at all"),
        pytest.param(evacuation(buses=0), id="no buses"),
        pytest.param(evacuation(seats=0), id="no seats"),
        pytest.param(evacuation(load_per_convoy=0), id="no load"),
        pytest.param(evacuation(buses=1), id="fewer buses than a convoy takes"),
        pytest.param(evacuation(opens=10**6), id="a road that never opens"),
        pytest.param(evacuation(opens=600, ends=600), id="a road that ends as it opens"),
        pytest.param(evacuation(closures=[closure(0, 10**6)]), id="a road that is shut from its opening on"),
        pytest.param(evacuation(ends=59), id="a road that ends before anybody has loaded"),
        pytest.param(evacuation(loading_bays=0), id="no bay"),
        pytest.param(evacuation(buses=0, convoys=[convoy(300)]), id="a named convoy without buses"),
        pytest.param(evacuation(opens=10**6, convoys=[convoy(300)]), id="a convoy before the road opens"),
    ],
)
def test_where_nothing_can_drive_nobody_leaves_and_the_run_ends(plan: Evacuation | None) -> None:
    replay = run(plan)
    assert carried(replay) == 0
    assert placed(replay, "d0") == [1_000, 0, 0]
    assert not departures(replay)


def test_an_empty_district_is_not_waited_for_in_a_storm_of_events() -> None:
    replay = play_watched(episode(people([0]), plan=evacuation(loading=1, loading_bays=3), days=9))
    assert everybody(replay) == carried(replay) == 0
    assert len(replay.trace) < 50


def test_convoys_go_on_until_everybody_has_left() -> None:
    replay = run(evacuation(), civilians=250)
    assert [sum(c.people) for c in replay.convoys if c.departed is not None] == [100, 100, 50]
    assert placed(replay, "d0") == [0, 0, 0]
    assert placed(replay, "hills") == [250, 0, 0]


def test_people_of_all_districts_are_carried_and_each_group_to_its_own_place() -> None:
    plan = evacuation(ambulances=1, ambulances_per_convoy=1, wounded_per_ambulance=4)
    replay = play_watched(episode(GROUPS_OF_TWO, plan=plan))
    assert placed(replay, "hills") == [300, 0, 20]
    assert placed(replay, "camp") == [0, 60, 0]
    assert all(c.people[2] == 4 and sum(c.people) <= 100 for c in replay.convoys[:5])


@pytest.mark.parametrize("first", [1, 2, 3, 100])
def test_fighters_leave_only_from_the_convoy_on_from_which_they_were_let_go(first: int) -> None:
    plan = replace(evacuation(), fighters_from_convoy=first)
    replay = play_watched(episode(people([300], [100]), plan=plan))
    left = [c.people[1] for c in replay.convoys if c.departed is not None]
    assert not any(left[: first - 1])
    assert all(count > 0 for count in left[first - 1 : first])
    assert (sum(left) == 100) == (first <= 3)


def test_only_those_in_held_ground_are_carried() -> None:
    replay = play_watched(episode(people([500, 100]), steps=[step(1, 0)], plan=evacuation(opens=600)))
    assert carried(replay) == replay.hours.inside[9].sum() < 400
    assert replay.inside[-1].sum() == 0


# --- closures -----------------------------------------------------------------------------------------


def test_a_convoy_interrupted_while_loading_moves_nobody_and_its_vehicles_serve_the_next() -> None:
    """One convoy's worth of buses: were they not given back once, and only once, none or two would follow."""
    replay = run(evacuation(closures=[closure(30, 90)]), civilians=150)
    stopped, *others = replay.convoys
    assert (stopped.departed, stopped.people, stopped.outcome) == (None, (0, 0, 0), "did not leave: shut")
    assert [(c.departed, sum(c.people)) for c in others] == [(150, 100), (330, 50)]
    assert carried(replay) == 150


def test_vehicles_of_a_stopped_convoy_are_given_back_once() -> None:
    """With two bays and buses for one convoy, never are two convoys out at a time."""
    shut = [closure(30 + 400 * n, 50 + 400 * n, f"shut-{n}") for n in range(4)]
    replay = run(evacuation(closures=shut, loading_bays=2, convoys=[convoy(90), convoy(95, id="next")]))
    left = departures(replay)
    assert len(left) >= 5
    assert all(after - before >= 180 for before, after in pairwise(left))


def test_nobody_leaves_while_the_road_is_shut() -> None:
    shut = [closure(200, 500, "first"), closure(400, 700, "second"), closure(900, 901, "third")]
    replay = run(evacuation(closures=shut, loading_bays=2, buses=20), civilians=9_000, days=1)
    assert departures(replay)
    assert not [minute for minute in departures(replay) if 200 <= minute < 700 or minute == 900]
    told = [(e.minute, e.is_open) for e in replay.trace if isinstance(e, WindowChanged)]
    assert told == [(0, True), (200, False), (700, True), (900, False), (901, True)]


def test_those_under_way_when_the_road_closes_still_arrive() -> None:
    replay = run(evacuation(closures=[closure(61, 2 * DAY)]))
    left = [c for c in replay.convoys if c.departed is not None]
    assert [(c.departed, c.arrived, c.outcome) for c in left] == [(60, 120, "arrived")]


def test_the_closing_minute_itself_is_shut_and_the_opening_minute_is_not() -> None:
    assert departures(run(evacuation(closures=[closure(60, 90)])))[0] == 150
    assert departures(run(evacuation(closures=[closure(61, 90)])))[0] == 60
    assert departures(run(evacuation(ends=60))) == []
    assert departures(run(evacuation(ends=61))) == [60]


# --- convoys that documents name ----------------------------------------------------------------------


def test_a_named_convoy_leaves_when_it_is_due_with_the_people_it_is_said_to_carry() -> None:
    plan = evacuation(convoys=[convoy(300, people=70, wounded=3)], ambulances=5, ambulances_per_convoy=2)
    replay = play_watched(episode(people([500], [0], [9]), plan=plan))
    first = replay.convoys[0]
    assert (first.convoy, first.departed, first.arrived, first.people) == ("named", 300, 360, (67, 0, 3))
    assert departures(replay)[0] == 300


@pytest.mark.parametrize(("bays", "expected"), [(1, [300, 360, 420]), (2, [300, 300, 360]), (3, [300] * 3)])
def test_convoys_due_together_load_one_after_another_in_their_bays(bays: int, expected: list[int]) -> None:
    named = [convoy(300, id=name) for name in ("a", "b", "c")]
    replay = run(evacuation(buses=20, loading_bays=bays, ends=430, convoys=named))
    assert [c.departed for c in replay.convoys if c.convoy in ("a", "b", "c")] == expected


def test_a_convoy_turned_back_leaves_nobody_outside() -> None:
    plan = evacuation(ends=500, convoys=[convoy(300, back=340)])
    replay = run(plan)
    (turned, *_) = replay.convoys
    assert (turned.departed, turned.arrived, turned.outcome) == (300, 340, "turned back")
    assert sum(turned.people) == 100
    assert placed(replay, "d0")[0] + carried(replay) == 1_000
    assert sum(placed(replay, "hills")) == carried(replay)


def test_a_convoy_turned_back_to_a_district_that_fell_meanwhile_stands_in_lost_ground() -> None:
    plan = evacuation(ends=500, convoys=[convoy(300, back=340)])
    replay = play_watched(episode(people([100, 0]), steps=[step(320, 0), step(330, 1)], plan=plan))
    assert placed(replay, "d0") == [100, 0, 0]
    assert replay.inside[-1].sum() == 0


def test_the_vehicles_of_a_convoy_turned_back_serve_the_next() -> None:
    replay = run(evacuation(convoys=[convoy(300, back=340)]))
    assert departures(replay)[:2] == [300, 400]


# --- more vehicles never hurt -------------------------------------------------------------------------

FLEETS = {
    "buses_per_convoy": st.integers(1, 3),
    "loading": st.integers(1, 90),
    "road": st.integers(0, 200),
    "returning": st.integers(0, 200),
    "loading_bays": st.integers(1, 3),
    "load_per_convoy": st.integers(1, 150),
}


@settings(max_examples=20, deadline=None, derandomize=True)
@given(fleet=st.fixed_dictionaries(FLEETS), seats=st.integers(0, 60), more=st.integers(1, 20))
def test_more_seats_never_evacuate_fewer(fleet: dict[str, int], seats: int, more: int) -> None:
    few = run(evacuation(buses=3, seats=seats, ends=DAY, **fleet), civilians=3_000, days=1)
    many = run(evacuation(buses=3, seats=seats + more, ends=DAY, **fleet), civilians=3_000, days=1)
    assert carried(many) >= carried(few)


@settings(max_examples=20, deadline=None, derandomize=True)
@given(fleet=st.fixed_dictionaries(FLEETS), buses=st.integers(0, 9), more=st.integers(1, 4))
def test_more_buses_never_evacuate_fewer(fleet: dict[str, int], buses: int, more: int) -> None:
    few = run(evacuation(buses=buses, ends=DAY, **fleet), civilians=3_000, days=1)
    many = run(evacuation(buses=buses + more, ends=DAY, **fleet), civilians=3_000, days=1)
    assert carried(many) >= carried(few)


@settings(max_examples=20, deadline=None, derandomize=True)
@given(fleet=st.fixed_dictionaries(FLEETS), buses=st.integers(0, 9))
def test_never_are_more_convoys_out_than_there_are_vehicles_for(fleet: dict[str, int], buses: int) -> None:
    replay = run(evacuation(buses=buses, **fleet), civilians=3_000, days=1)
    plan = evacuation(buses=buses, **fleet).fleet
    away = plan.round_trip - plan.loading
    for minute in departures(replay):
        out = [other for other in departures(replay) if other <= minute < other + away]
        assert len(out) * plan.buses_per_convoy <= buses
