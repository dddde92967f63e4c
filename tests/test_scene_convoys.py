"""Convoys as they are seen: where the head is, what the trail says, who waits, when the road is open."""

from __future__ import annotations

import math
from itertools import pairwise
from pathlib import Path

import pytest
from stories import BOTH, FLAGSHIP, VALLEY, story_of

from sim.days import DAY, HOUR
from sim.scene.convoys import Convoys
from sim.scene.marks import ConvoyMark
from sim.scene.ways import SPACING, ways_to

folders = pytest.mark.parametrize("folder", BOTH, ids=["aleppo", "valley"])


def mark_of(convoy: str, minute: int, folder: Path = FLAGSHIP) -> ConvoyMark:
    (mark,) = [mark for mark in story_of(folder).motion(minute).convoys if mark.convoy == convoy]
    return mark


def km_of(folder: Path, point: tuple[float, float]) -> float:
    """How far along the civilians' way a point lies, to 10 metres."""
    plan = story_of(folder).replay.episode.evacuation
    assert plan is not None
    way = ways_to(story_of(folder).ground)[plan.destinations[0]]
    places = [step * 0.01 for step in range(int(way.length * 100) + 2)]
    return min(places, key=lambda km: math.dist(way.at(km), point))


@folders
def test_heads_move_evenly_along_the_way_to_where_most_go(folder: Path) -> None:
    story = story_of(folder)
    ends = [at for _, at in story.ground.destinations]
    seen = 0
    for ran in story.replay.convoys:
        if ran.departed is None or ran.arrived is None or ran.outcome != "arrived":
            continue
        seen += 1
        minutes = range(ran.departed, ran.arrived + 1)
        heads = [mark_of(ran.convoy, minute, folder).at for minute in minutes]
        way = min(ways_to(story.ground).values(), key=lambda way: math.dist(way.points[-1], heads[-1]))
        steps = [math.dist(a, b) for a, b in pairwise(heads)]
        assert max(steps) <= way.length / len(steps) + 1e-9
        assert heads[0] == way.points[0]
        assert heads[-1] == pytest.approx(way.points[-1])
        assert min(math.dist(heads[-1], end) for end in ends) < 0.5
        statuses = [mark_of(ran.convoy, m, folder).status for m in (minutes[0], minutes[-2], minutes[-1])]
        assert statuses == ["on the road", "on the road", "arrived"]
    assert seen > 2


def test_halfway_in_time_is_halfway_on_the_road() -> None:
    (first, *_) = [c for c in story_of(FLAGSHIP).replay.convoys if c.outcome == "arrived"]
    assert first.departed is not None
    assert first.arrived is not None
    half = mark_of(first.convoy, (first.departed + first.arrived) // 2)
    end = mark_of(first.convoy, first.arrived)
    assert km_of(FLAGSHIP, half.at) == pytest.approx(km_of(FLAGSHIP, end.at) / 2, abs=0.02)


@folders
def test_trails_reach_back_a_day_and_no_longer(folder: Path) -> None:
    story = story_of(folder)
    for ran in story.replay.convoys:
        if ran.departed is None or ran.arrived is None or ran.arrived + DAY > story.minutes:
            continue
        whole = mark_of(ran.convoy, ran.arrived, folder).trail
        assert mark_of(ran.convoy, ran.departed, folder).trail == ()
        assert mark_of(ran.convoy, ran.departed + DAY, folder).trail == whole
        half = (ran.departed + ran.arrived) // 2
        last = mark_of(ran.convoy, half + DAY, folder).trail
        if ran.outcome == "arrived":
            assert last == whole[-len(last) :]
            assert 0.4 * len(whole) <= len(last) <= 0.6 * len(whole)
            assert all(math.dist(a, b) <= SPACING + 1e-9 for a, b in pairwise(whole))
        gone = {mark.convoy for mark in story.motion(ran.arrived + DAY).convoys}
        assert ran.convoy not in gone


def test_a_convoy_turned_back_goes_out_and_comes_back() -> None:
    (back,) = [c for c in story_of(FLAGSHIP).replay.convoys if c.outcome == "turned back"]
    assert back.departed is not None
    assert back.arrived is not None
    turn = (back.departed + back.arrived) // 2
    minutes = [back.departed, (back.departed + turn) // 2, turn, (turn + back.arrived) // 2, back.arrived]
    reached = [km_of(FLAGSHIP, mark_of(back.convoy, minute).at) for minute in minutes]
    assert reached[0] == reached[4] == 0
    assert reached[1] == pytest.approx(reached[2] / 2, abs=0.05)
    assert reached[3] == pytest.approx(reached[1], abs=0.05)
    assert {mark_of(back.convoy, minute).status for minute in minutes} == {"turned back"}
    trail = mark_of(back.convoy, back.arrived).trail
    assert len(trail) == len(set(trail))


def test_convoys_wait_where_they_start() -> None:
    story = story_of(FLAGSHIP)
    for ran in story.replay.convoys:
        if ran.departed is not None and ran.departed > ran.due:
            mark = mark_of(ran.convoy, ran.due)
            assert (mark.status, mark.trail) == ("waiting", ())
            assert mark.at == mark_of(ran.convoy, ran.departed).at


def test_a_convoy_that_never_left_waits_until_the_road_opens_again() -> None:
    story = story_of(FLAGSHIP)
    plan = story.replay.episode.evacuation
    assert plan is not None
    stayed = [ran for ran in story.replay.convoys if ran.departed is None]
    assert len(stayed) == 2
    for ran in stayed:
        (end,) = [c.end for c in plan.closures if ran.outcome.endswith(c.id)]
        assert mark_of(ran.convoy, end - 1).status == "waiting"
        assert ran.convoy not in {mark.convoy for mark in story.motion(end).convoys}
        assert ran.convoy not in {mark.convoy for mark in story.motion(ran.due - 1).convoys}


def test_the_road_by_its_windows() -> None:
    story = story_of(FLAGSHIP)
    plan = story.replay.episode.evacuation
    assert plan is not None
    closure = plan.closures[0]
    moments = [
        plan.opens - 1,
        plan.opens,
        closure.start,
        closure.end - 1,
        closure.end,
        plan.ends - 1,
        plan.ends,
    ]
    assert [story.motion(minute).road for minute in moments] == [
        "not yet open", "open", "suspended", "suspended", "open", "open", "over",
    ]  # fmt: skip


@folders
def test_everyone_aboard_and_each_convoy_once(folder: Path) -> None:
    story = story_of(folder)
    seen: dict[str, ConvoyMark] = {}
    for minute in range(0, story.minutes + 1, HOUR // 2):
        marks = story.motion(minute).convoys
        assert len({mark.convoy for mark in marks}) == len(marks)
        seen |= {mark.convoy: mark for mark in marks}
    wanted = {ran.convoy: (sum(ran.people), ran.basis.startswith("model:")) for ran in story.replay.convoys}
    assert {name: (mark.people, mark.modelled) for name, mark in seen.items()} == wanted


def test_civilians_take_the_branch_that_ends_where_they_go() -> None:
    ground = story_of(FLAGSHIP).ground
    ways = ways_to(ground)
    trunk, branch = ground.ways
    assert ways["western-countryside"].points[-1] == branch.points[-1]
    assert ways["western-countryside"].points[0] == trunk.points[0]
    assert ways["khan-tuman"].points == trunk.points


def test_without_a_route_the_way_is_straight() -> None:
    story = story_of(VALLEY)
    assert story.ground.line("route") == ()
    assert {len(way.points) for way in ways_to(story.ground).values()} == {2}


def test_moves_says_when_a_convoy_is_under_way() -> None:
    story = story_of(FLAGSHIP)
    convoys = Convoys(story.replay, story.ground)
    days = [day + 1 for day in range(story.days) if convoys.moves(day * DAY, (day + 1) * DAY)]
    assert days == [31, 32, 34, 35, 36, 37, 38]
