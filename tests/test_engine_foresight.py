"""What the engine works out ahead, because the steps of control are known: fronts and pressures."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest
from episodes import GOVERNMENT_ROAD, NOBODY_MOVES, SDF_ROAD, episode, people, step, territory

from sim.engine import ground as ground_room
from sim.engine import pressure as pressure_room
from sim.engine.ground import Ground, neighbours
from sim.engine.play import play, play_at
from sim.engine.pressure import pressures
from sim.episode.episode import Episode
from sim.episode.movement import Window
from sim.scenario.load import load_scenario
from sim.scenario.resolve import resolve

THREE_HELD = np.array([[0.0, 1.0, 0.0]] * 3)


LANE = replace(SDF_ROAD, closures=(Window("shut", 300, 1500, "assumption:test"),))
FLEEING = replace(
    NOBODY_MOVES,
    cross_near_front=0.4,
    retreat_near_front=0.2,
    retreat_bombed=0.1,
    bombardment=((0, 1.0), (1000, 0.0)),
    corridors=(GOVERNMENT_ROAD, LANE),
)


def falling() -> Episode:
    """Three districts, of which one after the other is lost, two of them changing in the same minute."""
    steps = [step(600, 0, 0.5), step(900, 0), step(900, 1, 0.3), step(2000, 1)]
    return episode(people([10_000, 8_000, 6_000], [500, 500, 500]), steps=steps, days=2, flight=FLEEING)


@pytest.mark.parametrize(
    "told", [falling(), resolve(load_scenario("aleppo-2016"))], ids=["falling", "aleppo"]
)
def test_how_much_is_worked_out_at_once_changes_nothing(
    told: Episode, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = play(told, rng_seed=3).digest
    monkeypatch.setattr(ground_room, "AT_ONCE", 1)
    monkeypatch.setattr(pressure_room, "AT_ONCE", 1)
    assert play(told, rng_seed=3).digest == together


def test_fronts_keep_to_one_core() -> None:
    """Products of large matrices would take the others from the members of an ensemble that need them."""
    land, start = territory(66), np.array([[0.0, 1.0, 0.0]] * 66)
    steps = [step(minute, minute % 66, minute / 300) for minute in range(1, 301)]
    everywhere, here = time.process_time(), time.thread_time()
    for _ in range(30):
        Ground(land, start, steps).front_after(len(steps))
    assert time.process_time() - everywhere < 1.2 * (time.thread_time() - here)


def test_who_touches_whom() -> None:
    """A district alone has no neighbour; the filling is the number after the last."""
    touching = np.array([[0, 1, 0, 1], [1, 0, 0, 0], [0, 0, 0, 0], [1, 0, 0, 0]], dtype=float)
    assert neighbours(touching).tolist() == [[1, 3], [0, 4], [4, 4], [0, 4]]
    assert neighbours(np.zeros((1, 1))).tolist() == [[]]


def test_people_may_decide_so_seldom_that_a_spell_passes_unseen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ground_room, "AT_ONCE", 1)
    monkeypatch.setattr(pressure_room, "AT_ONCE", 1)
    replay = play_at(falling(), [1440, 2880], rng_seed=3)
    assert replay.people[-1].sum() == 25_500


def test_steps_that_change_nothing_are_no_changes() -> None:
    steps = [step(60, 0, 0.5), step(90, 0, 0.4), step(120, 0, 0.4, exactly=True), step(150, 0, 0.4)]
    ground = Ground(territory(1), THREE_HELD[:1], steps)
    assert [(change.step.minute, change.shares[0]) for change in ground.course] == [(60, 0.5), (120, 0.4)]


def test_only_fronts_of_the_past_are_let_go() -> None:
    ground = Ground(territory(3), THREE_HELD, [step(60, 0), step(90, 1), step(120, 2)])
    first, last = ground.front(), ground.front_after(3)
    assert (first.lost.tolist(), last.lost.tolist()) == ([], [0, 1, 2])
    ground.forget(2)
    assert ground.front() is first, "nothing has changed yet: it is of today"
    ground.take()
    ground.forget(2)
    with pytest.raises(KeyError):
        ground.front_after(0)
    assert ground.front().lost.tolist() == [0]
    assert ground.front_after(3) is last


def test_a_spell_lasts_until_ground_shelling_or_corridors_change() -> None:
    told = falling()
    ground = Ground(told.territory, told.start, told.steps)
    found = list(pressures(told.flight, ground, told.calendar.minutes))
    assert [spell.until for spell in found] == [300, 600, 900, 1000, 1500, 2000, 2881]
    deep = [spell.daily[2] for spell in found[:4]]
    assert deep == pytest.approx([0.1, 0.1, 0.1, 0.1 + 0.3 * (0.4 + 0.2)]), (
        "its one neighbour is lost in part"
    )
    assert found[4].daily[2] == pytest.approx(0.3 * (0.4 + 0.2)), "and then the shelling ends"
    assert found[-1].daily.tolist() == pytest.approx([pressure_room.HARDLY] * 2 + [0.4 + 0.2])


STAYING = replace(NOBODY_MOVES, stay=1.0, cross=0.0)


def test_a_second_loss_overtakes_its_part_of_what_was_left() -> None:
    """Half of the district, then half of the other half."""
    told = episode(people([40_000]), steps=[step(600, 0, 0.5), step(900, 0, 0.75)], days=1, flight=STAYING)
    replay = play(told)
    assert replay.inside[-1, 0, 0] == pytest.approx(10_000, abs=4 * 87), "four sigma of the binomial"
    assert replay.people[-1, 0, 0] == 40_000


def test_ground_regained_brings_back_its_part_of_what_was_lost() -> None:
    """A quarter of 1,200 people; then, of the 900 in the other three quarters, a third."""
    back = [step(700 + n, 0, n / 4, party="opposition") for n in (1, 2)]
    told = episode(people([1_200]), steps=[step(600, 0), *back], days=1, flight=STAYING)
    assert play(told).inside[-1, 0, 0] == 600


def test_who_reaches_a_district_in_the_minute_of_its_loss_comes_too_late() -> None:
    """All retreat from the first; who chose the second finds it lost, and is not overtaken once more."""
    going = replace(NOBODY_MOVES, stay=0.0, cross=0.0)
    steps = [step(540, 0), step(540 + going.retreat_minutes, 1)]
    replay = play(episode(people([1_000, 0, 0]), steps=steps, days=1, flight=going))
    there = replay.people[-1, 0, :3].tolist()
    assert there[0] == 0 < there[1]
    assert sum(there) == 1_000
    assert replay.inside[-1, 0, :3].tolist() == [0, 0, there[2]]
