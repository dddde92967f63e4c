"""What counts for which day, what comes first within a minute, and streams that do not disturb each other."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from episodes import (
    NOBODY_MOVES,
    Watched,
    closure,
    convoy,
    episode,
    evacuation,
    people,
    placed,
    play_watched,
    step,
)

from sim.days import DAY, HOUR
from sim.engine.streams import Streams
from sim.episode.episode import Episode
from sim.episode.places import GOVERNMENT, OPPOSITION
from sim.result.replay import Replay

ALL_FLEE = replace(NOBODY_MOVES, cross_near_front=0.8, retreat_near_front=0.5, retreat_bombed=0.3)


# --- midnights ----------------------------------------------------------------------------------------


def test_a_change_at_midnight_belongs_to_the_day_that_begins() -> None:
    replay = play_watched(episode(people([100]), days=3, steps=[step(DAY, 0)]))
    assert replay.control[:, 0, GOVERNMENT].tolist() == [0, 1, 1]
    assert replay.inside[:, 0, 0].tolist() == [100, 0, 0]


def test_a_change_in_the_last_minute_counts_for_the_last_day() -> None:
    replay = play_watched(episode(people([100]), days=2, steps=[step(2 * DAY - 1, 0)]))
    assert replay.control[:, 0, GOVERNMENT].tolist() == [0, 1]
    assert replay.inside[-1].sum() == 0


def test_a_change_at_the_last_midnight_belongs_to_the_day_after() -> None:
    replay = play_watched(episode(people([100]), days=2, steps=[step(2 * DAY, 0)]))
    assert replay.control[-1, 0].tolist() == [0, 1, 0]
    assert not replay.control_changes
    assert replay.end_of_control() is None


def test_a_change_at_the_first_midnight_counts_from_the_start() -> None:
    replay = play_watched(episode(people([100]), steps=[step(0, 0)]))
    assert replay.control[0, 0].tolist() == [1, 0, 0]


def test_people_on_the_road_at_the_end_stand_in_transit() -> None:
    replay = play_watched(episode(people([4_000, 0], [400, 0]), days=1, steps=[step(DAY - 19, 0)]))
    on_foot = [sum(m.people for m in replay.movements if m.group == g) for g in ("civilians", "fighters")]
    assert placed(replay, "in-transit") == [*on_foot, 0]
    assert min(on_foot) > 0
    assert all(move.arrived is None for move in replay.movements)


def test_a_convoy_on_the_road_at_the_end_stands_in_transit() -> None:
    replay = play_watched(episode(people([50]), days=1, plan=evacuation(opens=DAY - 100)))
    assert placed(replay, "in-transit") == [50, 0, 0]
    assert [(c.outcome, c.arrived) for c in replay.convoys] == [("on the road", None)]


def test_whoever_arrives_in_the_last_minute_has_arrived() -> None:
    replay = play_watched(episode(people([50]), days=1, plan=evacuation(opens=DAY - 121)))
    assert placed(replay, "hills") == [50, 0, 0]
    assert placed(replay, "in-transit") == [0, 0, 0]


# --- one minute ---------------------------------------------------------------------------------------


def test_steps_of_one_minute_act_in_the_order_of_the_file() -> None:
    first = step(600, 0, 0.3, exactly=True, id="a")
    second = step(600, 0, 0.8, party="opposition", exactly=True, id="b")
    for steps, expected in (((first, second), 0.8), ((second, first), 0.7)):
        replay = play_watched(episode(people([100]), steps=steps))
        assert replay.control[-1, 0, OPPOSITION] == pytest.approx(expected)
        assert [c.step for c in replay.control_changes] == [s.id for s in steps]


def test_a_gain_never_lowers_what_is_held_unless_exactly() -> None:
    for exactly, expected in ((False, 0.9), (True, 0.2)):
        steps = [step(600, 0, 0.9), step(700, 0, 0.2, exactly=exactly)]
        replay = play_watched(episode(people([0]), steps=steps))
        assert replay.control[-1, 0, GOVERNMENT] == pytest.approx(expected)


def test_districts_in_another_order_hold_the_same_ground_day_by_day() -> None:
    steps = [step(600, 0), step(600, 1, 0.5), step(DAY + 5, 1)]
    one = play_watched(episode(people([0, 0]), steps=steps))
    mirrored = [replace(s, district=1 - s.district) for s in steps]
    two = play_watched(episode(people([0, 0]), steps=mirrored))
    assert np.array_equal(one.control, two.control[:, ::-1])


def test_people_decide_before_the_changes_of_their_minute() -> None:
    """The hour before a district falls counts: 5,000 (1 - exp(-rate/24)) have left it; four sigma."""
    told = episode(people([5_000]), steps=[step(HOUR, 0)], flight=replace(ALL_FLEE, stay=1.0, cross=0.0))
    in_time = sum(play_watched(told).hours.fled[-1])
    at_once = replace(told, steps=(step(0, 0),))
    assert in_time > 100
    assert sum(play_watched(at_once).hours.fled[-1]) == 0


def test_a_convoy_boards_after_the_changes_of_its_minute() -> None:
    all_stay = replace(NOBODY_MOVES, stay=1.0, cross=0.0)
    told = episode(people([90]), steps=[step(60, 0)], plan=evacuation(), flight=all_stay)
    assert placed(play_watched(told), "d0") == [90, 0, 0]


# --- streams ------------------------------------------------------------------------------------------


class Draws(Watched):
    """A world in which somebody else draws from streams of their own, before everybody."""

    def __init__(self, episode: Episode, rng_seed: int) -> None:
        super().__init__(episode, rng_seed)
        self.streams.at("weather").random(1_000)
        self.streams.at("weather", "of-the-day").random(1_000)
        np.random.default_rng().random(10)


def test_an_unrelated_user_of_streams_changes_nothing() -> None:
    population, plan = people([900, 900], [90, 90]), evacuation(opens=DAY)
    told = episode(population, steps=[step(600, 0)], flight=ALL_FLEE, plan=plan)
    assert play_watched(told, rng_seed=5).digest == play_watched(told, rng_seed=5, world=Draws).digest


def test_streams_depend_on_their_name_and_not_on_the_order_of_use() -> None:
    one, two = Streams(7), Streams(7)
    first = one.at("a").random(), one.at("b").random()
    second = two.at("b").random(), two.at("a").random()
    assert first == second[::-1]
    others = one.at("a", "b").random(), one.at("b", "a").random(), Streams(8).at("a").random()
    assert len({*first, *others}) == 5


def test_a_change_elsewhere_does_not_change_who_leaves_a_falling_district() -> None:
    """The lots of one capture are drawn by its own name: a later step in between does not shift them."""
    fall = step(900, 0, id="fall")
    alone = play_watched(episode(people([3_000, 0, 0]), steps=[fall]))
    besides = play_watched(episode(people([3_000, 0, 0]), steps=[step(300, 2, 0.1), fall, step(950, 2, 0.2)]))
    assert placed(alone, "d0") == placed(besides, "d0")
    assert _left(alone, "d0") == _left(besides, "d0") > 1_400


def _left(replay: Replay, district: str) -> int:
    return sum(move.people for move in replay.movements if move.origin == district)


def test_another_named_convoy_draws_lots_of_its_own() -> None:
    plan = evacuation(buses=20, convoys=[convoy(600)])
    more = replace(plan, convoys=(*plan.convoys, convoy(700, id="another")))
    told = episode(people([400, 400], [100, 100]), plan=plan)
    one, two = play_watched(told), play_watched(replace(told, evacuation=more))
    assert one.convoys[0] == two.convoys[0]


@pytest.mark.parametrize("start", [0, 600])
def test_a_closure_of_no_length_changes_no_number(start: int) -> None:
    told = episode(people([900]), plan=evacuation())
    shut = episode(people([900]), plan=evacuation(closures=[closure(start, start)]))
    assert play_watched(told).digest == play_watched(shut).digest
