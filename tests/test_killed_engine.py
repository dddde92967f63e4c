"""Small replays told to the last entry: chances are 0 or 1, so that every minute and person is known."""

from __future__ import annotations

from dataclasses import replace
from unittest.mock import patch

import numpy as np
import pytest
from episodes import (
    GOVERNMENT_ROAD,
    NOBODY_MOVES,
    SDF_ROAD,
    closure,
    convoy,
    episode,
    evacuation,
    people,
    placed,
    step,
    territory,
)

from sim.days import DAY, HOUR
from sim.engine.evacuation import suspensions
from sim.engine.flight import let_through
from sim.engine.ground import Front, Ground
from sim.engine.play import decision_moments, play
from sim.engine.pressure import share_out
from sim.engine.streams import Streams
from sim.engine.world import LostPeople, World
from sim.episode.movement import Window
from sim.result.trace import (
    ControlChanged,
    ConvoyRan,
    Entry,
    PeopleMoved,
    WindowChanged,
    in_order,
    minute_of,
)

CERTAIN = 1e9
"""A daily rate at which nobody stays for an hour."""

HALT = closure(200, 300, "halt")
PLAN = evacuation(opens=60, ends=900, closures=[HALT])


def moved(departed: int, arrived: int | None, way: str, group: str, number: int, kind: str) -> PeopleMoved:
    origin, destination = way.split(">")
    return PeopleMoved(departed, arrived, origin, destination, group, number, kind, "", f"model:{kind}")


def ran(name: str, due: int, departed: int, arrived: int, number: int) -> ConvoyRan:
    return ConvoyRan(name, due, departed, arrived, (number, 0, 0), "arrived", "model:convoys")


def stayed(name: str, due: int, why: str, basis: str = "model:convoys") -> ConvoyRan:
    return ConvoyRan(name, due, None, None, (0, 0, 0), f"did not leave: {why}", basis)


def test_an_evacuation_from_the_first_entry_to_the_last() -> None:
    """One convoy's worth of buses is away for 180 minutes of loading, driving and coming back."""
    told = episode(people([150]), days=1, steps=[step(700, 0, 0.25, id="quarter")], plan=PLAN)
    assert play(told).trace == (
        WindowChanged(60, "evacuation", True, "assumption:test"),
        ran("modelled-01", 120, 120, 180, 100),
        stayed("modelled-02", 180, "halt"),
        WindowChanged(200, "halt", False, "assumption:test"),
        WindowChanged(300, "halt", True, "assumption:test"),
        ran("modelled-03", 360, 360, 420, 50),
        ControlChanged(700, "d0", "government", (0.25, 0.75, 0.0), "quarter", "assumption:test"),
        WindowChanged(900, "evacuation", False, "assumption:test"),
    )


def test_named_convoys_that_never_leave_say_why() -> None:
    plan = evacuation(ends=900, convoys=[convoy(930, id="overtaken"), convoy(3000, id="too-late")])
    assert play(episode(people([0]), days=1, plan=plan)).convoys == (
        stayed("overtaken", 930, "evacuation over", "assumption:test"),
        stayed("too-late", 3000, "end of the replay", "assumption:test"),
    )


def test_a_district_that_falls_sends_everybody_across() -> None:
    flight = replace(NOBODY_MOVES, stay=0.0, cross=1.0, surrender=1.0)
    told = episode(people([70, 5], [20, 0], [9, 0]), days=2, steps=[step(600, 0)], flight=flight)
    replay = play(told)
    assert replay.movements == (
        moved(0, 690, "d0>town", "civilians", 70, "flight"),
        moved(0, 620, "d0>custody", "fighters", 20, "surrender"),
        moved(0, 690, "d0>town", "wounded", 9, "flight"),
    )
    at = replay.hours.minute.tolist()
    before, after = at.index(600), at.index(660)
    assert (replay.hours.fled[before].tolist(), replay.hours.fled[after].tolist()) == ([0], [79])
    assert (replay.hours.surrendered[before], replay.hours.surrendered[after]) == (0, 20)
    assert replay.hours.inside[after].tolist() == [5, 0, 0]
    assert replay.hours.destinations == ("town",)
    assert placed(replay, "custody") == [0, 20, 0]


def test_a_district_that_falls_sends_everybody_deeper_in_and_some_never_arrive() -> None:
    flight = replace(NOBODY_MOVES, stay=0.0, cross=0.0, surrender=0.0)
    told = episode(people([70, 5], [20, 0], [9, 0]), days=1, steps=[step(DAY - 45, 0)], flight=flight)
    replay = play(told)
    assert replay.movements == (
        moved(0, None, "d0>d1", "civilians", 70, "retreat"),
        moved(0, None, "d0>d1", "fighters", 20, "retreat"),
        moved(0, None, "d0>d1", "wounded", 9, "retreat"),
    )
    assert placed(replay, "in-transit") == [70, 20, 9]


def test_those_who_return_come_from_where_they_went_and_stand_in_lost_ground() -> None:
    """All 70 set out at 10:00 of the first day and come back at 14:00 of the second."""
    flight = replace(
        NOBODY_MOVES, stay=0.0, cross=1.0, return_starts=DAY + 840, return_rate=CERTAIN, return_to=1
    )
    told = episode(people([70, 5]), days=3, steps=[step(600, 0)], flight=flight)
    replay = play(told)
    assert replay.movements == (
        moved(0, 690, "d0>town", "civilians", 70, "flight"),
        moved(DAY, DAY + 840, "town>d1", "civilians", 70, "return"),
    )
    assert placed(replay, "d1") == [75, 0, 0]
    assert replay.inside[-1, 0].tolist() == [0, 5], "the opposition's part is as full as before"


def test_movements_stand_by_day_group_and_places() -> None:
    """Whoever can, leaves the first district: 30 an hour across, through a gate of that size."""
    gate = replace(GOVERNMENT_ROAD, capacity=30)
    flight = replace(NOBODY_MOVES, cross_near_front=CERTAIN, corridors=(gate,))
    shut = replace(gate, closures=(closure(0, DAY - 2 * HOUR), closure(DAY + 90, 9 * DAY)))
    replay = play(episode(people([400, 0]), days=2, flight=replace(flight, corridors=(shut,))))
    minutes = replay.hours.minute.tolist()
    gone = [int(replay.hours.fled[minutes.index(DAY + late)].sum()) for late in (-120, -60, 0, 60, 90, 120)]
    assert gone == [0, 30, 60, 90, 105, 105]
    assert replay.movements == (
        moved(0, DAY + 90, "d0>town", "civilians", 60, "flight"),
        moved(DAY, DAY + 180, "d0>town", "civilians", 45, "flight"),
    )


def test_people_feel_the_front_when_it_comes_and_not_before() -> None:
    """The second district touches the government's ground only once the first has fallen."""
    flight = replace(NOBODY_MOVES, stay=1.0, cross=0.0, cross_near_front=CERTAIN)
    land = territory(3)
    told = episode(people([0, 500, 40]), days=1, land=land, steps=[step(610, 0)], flight=flight)
    replay = play(told)
    minutes = replay.hours.minute.tolist()
    gone = [int(replay.hours.fled[minutes.index(minute)].sum()) for minute in (600, 610, 660, 720)]
    assert gone == [0, 0, 500, 500]
    assert placed(replay, "d2") == [40, 0, 0]


def test_shelling_is_felt_from_its_minute_on() -> None:
    flight = replace(NOBODY_MOVES, retreat_bombed=CERTAIN, bombardment=((0, 0.0), (125, 1.0), (190, 0.0)))
    replay = play(episode(people([50, 60]), days=1, flight=flight))
    first = replay.movements[0]
    assert {move.kind for move in replay.movements} == {"retreat"}
    assert (first.departed, first.arrived) == (0, 180 + 45), "at the hour after 125 all set out"


@pytest.mark.parametrize("near", [0.25, 0.5])
def test_the_overtaken_part_by_how_much_each_side_holds_of_what_is_near(near: float) -> None:
    """As much of the one as of the other: half of 20,000 each, four sigma; none of it goes elsewhere."""
    land = territory(2, government=(near, 0.0), sdf=(near, 0.0))
    flight = replace(NOBODY_MOVES, stay=0.0, cross=1.0, corridors=(GOVERNMENT_ROAD, SDF_ROAD))
    told = episode(people([20_000, 0]), days=1, land=land, steps=[step(600, 0)], flight=flight)
    replay = play(told)
    assert placed(replay, "town")[0] + placed(replay, "next-door")[0] == 20_000
    assert placed(replay, "town")[0] == pytest.approx(10_000, abs=4 * np.sqrt(5_000))
    assert replay.hours.destinations == ("town", "next-door")


def test_lots_are_drawn_by_name() -> None:
    """A convoy by its id, the rest by what they decide, each at an address of its own."""
    names: list[tuple[str, ...]] = []
    at = Streams.at

    def noted(self: Streams, *name: str) -> np.random.Generator:
        names.append(name)
        return at(self, *name)

    steps = [step(600, 0, id="fall"), step(610, 1, 0.5, id="half")]
    plan = evacuation(opens=0, convoys=[convoy(300, id="first")], ends=400)
    with patch.object(Streams, "at", noted):
        play(episode(people([900, 900]), days=1, steps=steps, plan=plan))
    assert sorted(names) == [
        ("capture",), ("convoy", "first"), ("flight",), ("returns",),
    ]  # fmt: skip


# --- the parts -------------------------------------------------------------------------------------------


def window(start: int, end: int, name: str) -> Window:
    return Window(name, start, end, f"basis-{name}")


SUSPENSIONS: dict[str, tuple[list[Window], list[Window]]] = {
    "apart, in order of time": (
        [window(500, 600, "b"), window(200, 300, "a")], [window(200, 300, "a"), window(500, 600, "b")],
    ),
    "they meet": (
        [window(200, 300, "a"), window(300, 350, "b")], [Window("a+b", 200, 350, "basis-a;basis-b")],
    ),
    "a minute between": (
        [window(200, 300, "a"), window(301, 350, "b")], [window(200, 300, "a"), window(301, 350, "b")],
    ),
    "one within the other": (
        [window(200, 400, "a"), window(250, 300, "b")], [Window("a+b", 200, 400, "basis-a;basis-b")],
    ),
    "cut at opening and end": (
        [window(0, 150, "a"), window(850, 9999, "b")], [window(100, 150, "a"), window(850, 900, "b")],
    ),
    "outside": ([window(0, 100, "a"), window(900, 950, "b"), window(300, 300, "c")], []),
}  # fmt: skip


@pytest.mark.parametrize(("closures", "expected"), SUSPENSIONS.values(), ids=SUSPENSIONS)
def test_suspensions(closures: list[Window], expected: list[Window]) -> None:
    assert suspensions(evacuation(opens=100, ends=900, closures=closures)) == expected


@pytest.mark.parametrize(
    ("going", "capacity", "passed"),
    [
        ([5, 5], 10, [5, 5]), ([5, 5], 99, [5, 5]), ([6, 6], 4, [2, 2]), ([6, 6], 5, [3, 2]),
        ([3, 0, 9], 6, [2, 0, 4]), ([0, 7], 3, [0, 3]), ([1, 1, 1], 2, [1, 1, 0]), ([4, 4], 0, [0, 0]),
    ],
)  # fmt: skip
def test_what_a_gate_lets_through(going: list[int], capacity: int, passed: list[int]) -> None:
    assert let_through(np.array(going), capacity).tolist() == passed


def test_moments_of_decision() -> None:
    """Hours, steps, shelling and corridors; none at the first midnight, the last one once."""
    road = replace(GOVERNMENT_ROAD, closures=(closure(0, 90), closure(100, 5000)))
    flight = replace(NOBODY_MOVES, corridors=(road,), bombardment=((0, 1.0), (1439, 0.0)))
    told = episode(people([0]), days=1, steps=[step(77, 0), step(DAY, 0), step(120, 0)], flight=flight)
    assert decision_moments(told, 480) == [77, 90, 100, 120, 480, 960, 1439, 1440]
    assert decision_moments(told)[:5] == [60, 77, 90, 100, 120]


def in_order_of(
    told: list[Entry], minutes: list[int], moved: list[tuple[int, list[PeopleMoved]]]
) -> list[Entry]:
    return [entry for some in in_order(told, minutes, moved) for entry in some]


def test_entries_stand_by_minute_and_people_behind() -> None:
    """A convoy by its departure; one that did not leave by the moment at which it was due."""
    told = [
        WindowChanged(50, "w", True, ""), stayed("late", 70, "x"), ran("gone", 10, 60, 90, 1),
        WindowChanged(60, "v", True, ""), ControlChanged(0, "d", "sdf", (0, 0, 1), "s", ""),
    ]  # fmt: skip
    feet = [moved(0, 1, "a>b", "civilians", 1, "flight"), moved(60, 1, "a>b", "civilians", 2, "flight")]
    assert [minute_of(entry) for entry in told] == [50, 70, 60, 60, 0]
    told.sort(key=minute_of)
    minutes, by_day = [minute_of(entry) for entry in told], [(0, feet[:1]), (60, feet[1:])]
    assert in_order_of(told, minutes, by_day) == [told[0], feet[0], *told[1:4], feet[1], told[4]]
    assert in_order_of([], [], by_day) == feet
    assert in_order_of(told[:1], [60], []) == told[:1]


def front(*refuge: float) -> Front:
    nowhere, edges = np.zeros((3, len(refuge))), np.cumsum(refuge)
    dead_end = sum(part > 0 for part in refuge) < 2
    return Front(nowhere, np.ones(len(refuge)), np.array(refuge), edges, any(refuge), dead_end)


def test_ways_out_part_the_numbers_of_each_district() -> None:
    """Two corridors, then the other districts by their refuge; the last part reaches beyond 1."""
    parts = np.array([[0.1, 0.2, 0.0], [0.3, 0.0, 0.0], [0.6, 0.8, 1.0]])
    assert share_out([front(0.5, 0.3, 0.2)], parts[np.newaxis]).reshape(3, 5).tolist() == [
        pytest.approx([0.1, 0.4, 0.4, 0.4 + 0.6 * 0.6, 1.5]),
        pytest.approx([2.2, 2.2, 2.2 + 0.8 * 0.5 / 0.7, 2.2 + 0.8 * 0.5 / 0.7, 3.5]),
        pytest.approx([4.0, 4.0, 4.0 + 0.5 / 0.8, 5.5, 5.5]),
    ]


@pytest.mark.parametrize("refuge", [(1.0, 0.0), (0.0, 0.0), (1.0 - 1e-14, 1e-14)])
def test_who_has_nowhere_else_to_go_is_sent_to_their_own_district(refuge: tuple[float, float]) -> None:
    edges = share_out([front(*refuge)], np.array([[[0.25, 0.25], [0.75, 0.75]]])).reshape(2, 3)
    assert edges[0].tolist() == pytest.approx([0.25, 1.5, 1.5])
    second = [2.25, 3.5, 3.5] if any(refuge) else [2.25, 2.25, 3.5]
    assert edges[1].tolist() == pytest.approx(second)


def test_without_corridors_everybody_retreats() -> None:
    edges = share_out([front(0.5, 0.5)], np.ones((1, 1, 2)))
    assert edges.tolist() == [pytest.approx([0.0, 1.5, 3.5, 3.5])]


def test_the_front_as_it_is_seen() -> None:
    """Three in a row of 1, 3 and 2 km²; the first is lost to the government, a fifth of the next to each."""
    land = territory(3, government=(1.0, 0.0, 0.0), sdf=(0.0, 0.0, 1.0), areas=(1.0, 3.0, 2.0))
    start = np.array([[1, 0, 0], [0.2, 0.6, 0.2], [0, 1, 0]], dtype=float)
    ground = Ground(land, start, [step(60, 1), step(70, 2, party="sdf")])
    front = ground.front()
    assert np.allclose(front.near, [[0.6, 0.5, 0.1], [0, 0, 0], [0.1, 0, 0.6]])
    room = [0, 0.6 * 3 * 0.5, 1 * 2 * 0.3]
    assert front.refuge.tolist() == pytest.approx([part / sum(room) for part in room])
    assert (front.share.tolist(), front.lost.tolist()) == ([0, 0.6, 1], [0])
    assert front.edges.tolist() == [0, pytest.approx(0.6), 1.5]
    assert (front.open_ground, front.dead_end) == (True, False)
    assert ground.front() is front, "looked at once for one state of the ground"
    change = ground.take()
    assert (change.before, change.after, change.shares) == (0.6, 0.0, [1, 0, 0])
    assert ground.changes == 1
    assert (ground.front().open_ground, ground.front().dead_end) == (True, True)
    ground.take()
    assert (ground.front().open_ground, ground.front().refuge.tolist()) == (False, [0, 0, 0])


def test_ground_that_is_all_front_is_still_a_little_refuge() -> None:
    """Where the other side holds all that is near, a twentieth of the area counts."""
    land = territory(2, government=(9.0, 0.0), areas=(4.0, 1.0))
    held = np.array([[0, 1, 0], [0, 1, 0]], dtype=float)
    refuge = Ground(land, held, []).front().refuge
    assert refuge.tolist() == pytest.approx([4 * 0.1 / 1.4, 1 / 1.4])
    alone = territory(2, government=(99.0, 0.0), areas=(4.0, 1.0))
    refuge = Ground(alone, held, []).front().refuge
    assert refuge.tolist() == pytest.approx([4 * 0.05 / 1.2, 1 / 1.2])


def test_what_is_kept_is_whole_people_and_cannot_be_changed() -> None:
    replay = play(episode(people([100, 3], [10, 0]), days=1, plan=PLAN))
    hours = replay.hours
    for counts in (replay.people, replay.inside, hours.inside, hours.fled, hours.surrendered, hours.minute):
        assert counts.dtype == np.int64
        assert not counts.flags.writeable
    assert not replay.control.flags.writeable
    assert replay.places == ("d0", "d1", "camp", "custody", "hills", "next-door", "town", "in-transit")


def test_lost_people_are_told_by_minute_and_number() -> None:
    world = World(episode(people([100], [5])), 0)
    world.inside[0, 0] += 2
    with pytest.raises(LostPeople, match=r"^107 people at minute 0, 105 at the start$"):
        world.check()
    world.inside[0, 0] -= 2
    world.inside[0, 0] -= 101
    world.inside[1, 0] += 101
    with pytest.raises(LostPeople, match=r"^105 people at minute 0, 105 at the start$"):
        world.check()
