"""What the other tests of the engine do not look at: where people go whom nobody is near, when they count."""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate
from math import comb

import numpy as np
import pytest
from episodes import (
    GOVERNMENT_ROAD,
    NOBODY_MOVES,
    SDF_ROAD,
    episode,
    evacuation,
    people,
    placed,
    step,
    territory,
)

from sim.engine.ground import Ground
from sim.engine.play import play
from sim.engine.quantiles import hypergeometric
from sim.engine.streams import Streams


@pytest.mark.parametrize(("party", "destination"), [("government", "town"), ("sdf", "next-door")])
def test_the_overtaken_go_to_who_took_the_ground_where_nobody_was_near(party: str, destination: str) -> None:
    flight = replace(NOBODY_MOVES, stay=0.0, cross=1.0, corridors=(GOVERNMENT_ROAD, SDF_ROAD))
    land = territory(1, government=[0.0])
    told = episode(people([70]), days=1, land=land, steps=[step(600, 0, party=party)], flight=flight)
    assert placed(play(told), destination) == [70, 0, 0]


def test_all_of_the_first_hour_counts() -> None:
    """One in a day: ten million people, four sigma; a minute less would be ten."""
    flight = replace(NOBODY_MOVES, cross_near_front=1.0)
    hours = play(episode(people([10**7]), days=1, flight=flight)).hours
    stay = np.exp(-1 / 24)
    assert hours.minute[0] == 60
    assert hours.inside[0, 0] == pytest.approx(1e7 * stay, abs=4 * np.sqrt(1e7 * stay * (1 - stay)))


@pytest.mark.parametrize(("ends", "names"), [(119, ["modelled-01"]), (120, ["modelled-01", "modelled-02"])])
def test_nobody_lines_up_who_could_not_load_before_the_end(ends: int, names: list[str]) -> None:
    """The first convoy has loaded by 60; the second would have by 120, were there buses."""
    convoys = play(episode(people([1000]), days=1, plan=evacuation(ends=ends))).convoys
    assert [convoy.convoy for convoy in convoys] == names


def test_an_address_is_found_again_after_numpys_own_binomials() -> None:
    one, other = Streams(3).lots("flight"), Streams(3).lots("flight")
    other.binomials(np.array([5, 8, 9]), np.array([0.1, 0.2, 0.4]), 0.4)
    for lots in (one, other):
        lots.seek(60)
    assert other.uniforms(4).tolist() == one.uniforms(4).tolist()


def test_a_hair_of_ground_is_none() -> None:
    ground = Ground(territory(1), np.array([[0.0, 1.0, 0.0]]), [step(60, 0, 1 - 1e-12)])
    change = ground.take()
    assert (change.before, change.after) == (1.0, 0.0)


def test_places_filled_by_lot_among_many_of_whom_few_are_left_out() -> None:
    """Exactly: the least count that so many or fewer are with at least that probability."""
    good, bad, drawn = 8000, 2000, 2000
    below = list(accumulate(comb(good, count) * comb(bad, drawn - count) for count in range(drawn + 1)))
    everything = comb(good + bad, drawn)
    for per_mille in (10, 300, 500, 700, 990):
        expected = next(n for n, mass in enumerate(below) if 1000 * mass >= per_mille * everything)
        assert hypergeometric(per_mille / 1000, good, bad, drawn) == expected
