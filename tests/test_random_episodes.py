"""Whatever a tiny episode asks for: nobody is lost, every journey is written down, it comes out the same."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from episodes import GOVERNMENT_ROAD, NOBODY_MOVES, SDF_ROAD, episode, people, play_watched, step, territory
from hypothesis import given, settings
from hypothesis import strategies as st
from random_episodes import episodes

from sim.engine.play import play
from sim.episode.episode import Episode
from sim.episode.places import GROUPS
from sim.result.replay import Replay

SEEDS = st.integers(0, 2**32)


def check_sound(replay: Replay) -> None:
    everybody = replay.episode.population.inside.sum(axis=1)
    assert replay.people.dtype == replay.inside.dtype == np.int64
    assert (replay.people.sum(axis=2) == everybody).all()
    assert (replay.people >= 0).all()
    assert (replay.inside >= 0).all()
    assert (replay.inside <= replay.people[:, :, : replay.inside.shape[2]]).all()
    assert ((replay.control >= 0) & (replay.control <= 1)).all()
    assert np.allclose(replay.control.sum(axis=2), 1)
    assert len({ran.convoy for ran in replay.convoys}) == len(replay.convoys)


def check_alike(one: Replay, other: Replay) -> None:
    assert one.digest == other.digest
    for name in ("control", "people", "inside"):
        assert getattr(one, name).tobytes() == getattr(other, name).tobytes()


def check_written_down(replay: Replay) -> None:
    """The journeys lead from the first midnight's state to the last one's, but for who is on the road."""
    gone, come, coming = journeys(replay)
    districts, last = replay.episode.territory.districts, replay.people[-1]
    for group, name in enumerate(GROUPS):
        for number, place in enumerate(replay.places[len(districts) : -1], start=len(districts)):
            least = come[name, place] - gone[name, place]
            assert least <= last[group, number] <= least + coming[name, place], (name, place)
        left = sum(gone[name, place] for place in (*districts, "enclave"))
        back = sum(come[name, place] for place in districts)
        least = int(replay.episode.population.inside[group].sum()) - left + back
        stood = int(last[group, : len(districts)].sum())
        assert least <= stood <= least + sum(coming[name, place] for place in districts), name


def journeys(replay: Replay) -> tuple[Counter[tuple[str, str]], ...]:
    """People by (group, place) who left it, who arrived there, and of whom that is not known.

    Convoys leave the enclave; whoever was turned back never left.
    """
    gone, come, coming = (Counter[tuple[str, str]]() for _ in range(3))
    for move in replay.movements:
        gone[move.group, move.origin] += move.people
        (come if move.arrived is not None else coming)[move.group, move.destination] += move.people
    plan = replay.episode.evacuation
    for ran in replay.convoys:
        for group, aboard, place in zip(GROUPS, ran.people, plan.destinations if plan else (), strict=True):
            if ran.outcome != "turned back":
                gone[group, "enclave"] += aboard
            if ran.outcome == "arrived":
                come[group, place] += aboard
    return gone, come, coming


def check_told(replay: Replay) -> None:
    """Fighters surrender and civilians flee; the hours count those who fled; time goes forward."""
    fled, end = Counter[str](), replay.calendar.minutes
    for move in replay.movements:
        assert move.people > 0
        assert move.arrived is None or 0 <= move.departed <= move.arrived < end
        assert (move.kind == "surrender") <= (move.group == "fighters")
        assert (move.kind == "flight") <= (move.group != "fighters")
        fled[move.destination] += move.people * (move.kind == "flight")
    assert {place: fled[place] for place in replay.hours.destinations} == replay.fled_at(end)
    for ran in replay.convoys:
        if ran.departed is not None:
            assert 0 <= ran.departed <= (ran.departed if ran.arrived is None else ran.arrived)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(told=episodes(), rng_seed=SEEDS)
def test_nobody_is_lost_or_doubled_at_any_event(told: Episode, rng_seed: int) -> None:
    """`Watched` counts every group anew after each event, apart from the engine's own check."""
    check_sound(play_watched(told, rng_seed=rng_seed))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(told=episodes(), rng_seed=SEEDS)
def test_every_journey_is_written_down(told: Episode, rng_seed: int) -> None:
    replay = play(told, rng_seed=rng_seed)
    check_written_down(replay)
    check_told(replay)


@settings(max_examples=15, deadline=None, derandomize=True)
@given(told=episodes(), rng_seed=SEEDS)
def test_the_same_seed_gives_the_same_replay_another_the_same_ground(told: Episode, rng_seed: int) -> None:
    first, again, other = (play_watched(told, rng_seed=seed) for seed in (rng_seed, rng_seed, rng_seed + 1))
    check_alike(first, again)
    assert first.control.tobytes() == other.control.tobytes()
    assert first.control_changes == other.control_changes


@pytest.mark.soak
@settings(max_examples=10_000, deadline=None, derandomize=True)
@given(told=episodes(), rng_seed=SEEDS)
def test_ten_thousand_random_episodes_are_conserved_written_down_and_played_alike(
    told: Episode, rng_seed: int
) -> None:
    replay = play_watched(told, rng_seed=rng_seed)
    check_sound(replay)
    check_written_down(replay)
    check_told(replay)
    check_alike(replay, play(told, rng_seed=rng_seed))


def test_random_episodes_are_of_many_kinds() -> None:
    """Most move somebody; every kind of journey and of end of a convoy is among them."""
    found = Counter[str]()

    @settings(max_examples=300, deadline=None, derandomize=True)
    @given(told=episodes())
    def each(told: Episode) -> None:
        replay = play(told)
        found.update({move.kind for move in replay.movements})
        found.update({ran.outcome.split(":")[0] for ran in replay.convoys})
        found["still"] += not replay.movements and not replay.convoys

    each()
    assert found["still"] < 200
    kinds = ("flight", "retreat", "return", "surrender", "arrived", "turned back", "on the road")
    assert min(found[kind] for kind in (*kinds, "did not leave")) >= 3, found


# --- what random episodes have found ------------------------------------------------------------------


def test_the_last_arrival_of_a_day_is_that_of_the_slower_of_two_ways_to_a_place() -> None:
    """Two days on the one way, an hour and a half on the other, which is the last to be counted."""
    land = territory(1, government=(1.0,), sdf=(1.0,))
    slow = replace(SDF_ROAD, travel=2 * 1440, destination=GOVERNMENT_ROAD.destination)
    flight = replace(NOBODY_MOVES, corridors=(slow, GOVERNMENT_ROAD), stay=0.0, cross=1.0)
    replay = play(episode(people([500]), land=land, steps=[step(600, 0)], flight=flight))
    (move,) = replay.movements
    assert (move.people, move.arrived) == (500, None)
    assert 0 < replay.people[-1, 0, -1] < 500
    check_written_down(replay)


def test_ground_of_which_hardly_anything_is_held_is_no_way_out() -> None:
    """A part of 10**-15 of what is left was room enough for some of the engine and none for the rest."""
    land = territory(2, government=(0.0, 1.0), areas=(1e-6, 1.0))
    land = replace(land, touching=np.zeros((2, 2)))
    flight = replace(NOBODY_MOVES, retreat_near_front=0.9, corridors=())
    told = episode(people([0, 400]), land=land, start=[[1 - 1e-9, 1e-9, 0], [0, 1, 0]], flight=flight)
    check_sound(play_watched(told))
