"""Dots for people: none appears or vanishes; they stand and travel where people did."""

from __future__ import annotations

import math
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from stories import ACCOUNTS, BOTH, FLAGSHIP, VALLEY, story_of, told_by

from sim.days import DAY, HOUR
from sim.result.replay import Replay
from sim.scene.crowd import UNIT, Crowd
from sim.scene.dots import apportion, matched, settled
from sim.scene.headcount import Event, Headcount, walked
from sim.scene.journeys import SHORTEST, TRAVEL
from sim.scene.marks import Motion
from sim.scene.polygons import area, contains
from sim.scene.seats import EDGE, seats
from sim.scene.story import Story

folders = pytest.mark.parametrize("folder", BOTH, ids=["aleppo", "valley"])


def standing(motion: Motion) -> Counter[str]:
    return Counter({f"{m.district} {m.ground}": len(m.dots) for m in motion.people})


@folders
def test_nobody_appears_or_vanishes_at_any_hour(folder: Path) -> None:
    """Standing, on foot, gone across the lines or with a convoy: always the dots of the first midnight."""
    story = story_of(folder)
    crowd = story._people.crowd
    everyone = sum(standing(story.motion(0)).values())
    assert everyone * UNIT == pytest.approx(story.bands.everyone, abs=UNIT / 2)
    boarded: Counter[int] = Counter()
    for day in range(story.days):
        for minute, dots in crowd.boardings(day):
            boarded[minute] += int(dots.sum())
    outside = [j for day in crowd.journeys for j in day if j.destination >= len(story.ground.cells)]
    home = [j for day in crowd.journeys for j in day if j.origin >= len(story.ground.cells)]
    for minute in range(0, story.minutes + 1, HOUR):
        motion = story.motion(minute)
        begun = minute - (minute % DAY == 0)  # what begins at midnight belongs to the next day
        gone = sum(j.arrives <= minute for j in outside) - sum(j.departs <= begun for j in home)
        gone += sum(count for at, count in boarded.items() if at <= begun)
        there = sum(standing(motion).values()) + len(motion.travellers)
        assert there + gone == everyone, f"minute {minute}"


@folders
@pytest.mark.parametrize("number", range(2))
def test_dots_at_midnight_are_the_people_by_hundreds(folder: Path, number: int) -> None:
    account = ("reference", "north" if folder == VALLEY else "government")[number]
    replay = told_by(folder, account)
    crowd, districts = Crowd(replay), len(replay.episode.territory.districts)
    held = replay.inside.sum(axis=1)
    captured = replay.people.sum(axis=1)[:, :districts] - held
    for day in range(replay.calendar.days):
        counts = crowd.at((day + 1) * DAY, day)
        for got, people in (
            ([c.held for c in counts], held[day]),
            ([c.captured for c in counts], captured[day]),
        ):
            assert (np.abs(np.array(got) * UNIT - people) < UNIT).all()
            assert abs(sum(got) * UNIT - people.sum()) < UNIT


@folders
@pytest.mark.parametrize("number", range(2))
def test_walking_through_a_day_ends_where_the_day_ends(folder: Path, number: int) -> None:
    crowd = Crowd(told_by(folder, (ACCOUNTS[folder] * 2)[number]))
    for day in crowd.counts:
        for counts in day:
            assert counts[-2][1:] == counts[-1][1:]
            assert all(a.minute <= b.minute for a, b in pairwise(counts))


@folders
def test_travelling_dots_match_the_people_who_moved(folder: Path) -> None:
    """By kind, up to each day, within 200 people, and within 400 for those who retreat."""
    story = story_of(folder)
    people: Counter[str] = Counter()
    dots: Counter[str] = Counter()
    for day in range(story.days):
        for move in story.replay.movements:
            if move.departed // DAY == day:
                people["across" if move.kind in ("flight", "surrender") else move.kind] += move.people
        for journey in story._people.crowd.journeys[day]:
            dots["across" if journey.kind in ("flight", "surrender") else journey.kind] += 1
        for kind, most in (("retreat", 4), ("return", 1), ("across", 2)):
            assert abs(dots[kind] - people[kind] / UNIT) <= most, f"{kind} on day {day + 1}"


@folders
def test_journeys_lead_where_people_went(folder: Path) -> None:
    story = story_of(folder)
    names = story.replay.places
    went = {(m.departed // DAY, m.origin, m.destination) for m in story.replay.movements}
    journeys = [(day, j) for day, all_of_it in enumerate(story._people.crowd.journeys) for j in all_of_it]
    known = sum((day, names[j.origin], names[j.destination]) in went for day, j in journeys)
    assert len(journeys) - known <= max(2, 0.05 * len(journeys))
    assert all(j.origin != j.destination for _, j in journeys)


@folders
def test_times_of_journeys(folder: Path) -> None:
    story = story_of(folder)
    for day, journeys in enumerate(story._people.crowd.journeys):
        for journey in journeys:
            assert day * DAY <= journey.departs < (day + 1) * DAY
            assert SHORTEST <= journey.arrives - journey.departs <= TRAVEL
            late = journey.arrives > (day + 1) * DAY
            assert not late or journey.arrives >= (day + 1) * DAY + SHORTEST


def test_people_leave_a_captured_district_after_it_was_captured() -> None:
    story = story_of(FLAGSHIP)
    crowd, districts = story._people.crowd, story.replay.episode.territory.districts
    first: dict[tuple[int, str], int] = {}
    for change in story.replay.control_changes:
        first.setdefault((change.minute // DAY, change.district), change.minute)
    leaving, early, long_after = 0, list[bool](), list[bool]()
    for day, journeys in enumerate(crowd.journeys):
        for journey in journeys:
            minute = first.get((day, districts[journey.origin])) if journey.origin < len(districts) else None
            if minute is not None:
                leaving += 1
                early.append(journey.departs < min(minute, (day + 1) * DAY - SHORTEST))
                long_after.append(journey.departs > minute + 4 * HOUR)
    assert leaving > 500
    assert not any(early)
    assert sum(long_after) <= 0.02 * leaving, "only some of those who are on the way at midnight"


def test_midnight_of_6_december_is_spent_on_the_road() -> None:
    """13,163 people were on the road at the end of day 22."""
    story = story_of(FLAGSHIP)
    on_the_road = story.replay.people[21, :, -1].sum()
    assert len(story.motion(22 * DAY).travellers) == pytest.approx(on_the_road / UNIT, abs=1)


def test_a_captured_district_turns_at_its_minute() -> None:
    story = story_of(FLAGSHIP)
    change = next(c for c in story.replay.control_changes if c.district == "haydariyah" and c.shares[1] == 0)
    before, after = (story.motion(minute) for minute in (change.minute - 1, change.minute))
    assert standing(before)["haydariyah held"] > 50
    assert standing(before)["haydariyah captured"] == 0
    assert standing(after)["haydariyah held"] == 0
    assert standing(after)["haydariyah captured"] >= standing(before)["haydariyah held"] - 2


def test_part_of_a_district_turns_in_proportion() -> None:
    start, end = Headcount(0, 80, 0), Headcount(DAY, 20, 40)
    events = [
        Event(60, "change", part=0.25, share=0.75),
        Event(90, "leave", -20),
        Event(120, "change", part=1.0, share=0.25),
    ]
    assert walked(start, end, 1.0, events) == [
        start, Headcount(60, 70, 10), Headcount(90, 50, 10), Headcount(120, 20, 40), end,
    ]  # fmt: skip


def test_convoys_take_dots_from_the_districts_as_they_leave() -> None:
    story = story_of(FLAGSHIP)
    (first, *_) = [convoy for convoy in story.replay.convoys if convoy.departed is not None]
    assert first.departed is not None
    crowd = story._people.crowd
    counts = [sum(c.held for c in crowd.at(minute, 30)) for minute in (first.departed - 1, first.departed)]
    assert counts[0] - counts[1] == pytest.approx(sum(first.people) / UNIT, abs=1.5)


def test_a_convoy_turned_back_brings_its_dots_back() -> None:
    story = story_of(FLAGSHIP)
    (back,) = [convoy for convoy in story.replay.convoys if convoy.outcome == "turned back"]
    assert back.departed is not None
    assert back.arrived is not None
    crowd = story._people.crowd
    minutes = back.departed - 1, back.departed, back.arrived - 1, back.arrived
    before, gone, still_gone, again = (
        sum(c.held + c.captured for c in crowd.at(minute, back.departed // DAY)) for minute in minutes
    )
    assert before - gone == pytest.approx(sum(back.people) / UNIT, abs=0.5)
    assert again - still_gone == before - gone


def test_a_dot_stays_where_it_is_while_it_stands_for_somebody() -> None:
    """A shorter row of dots is the beginning of a longer one, as long as the district stays whole."""
    story = story_of(FLAGSHIP)
    rows: dict[tuple[str, str], tuple[tuple[float, float], ...]] = {}
    for minute in range(0, story.minutes + 1, 12 * HOUR):
        holding = {mark.id: mark.holding for mark in story.scene(minute).districts}
        for mark in story.motion(minute).people:
            if holding[mark.district] == "held":
                known = rows.setdefault((mark.district, mark.ground), mark.dots)
                short, long = sorted((known, mark.dots), key=len)
                assert long[: len(short)] == short
                rows[mark.district, mark.ground] = long


@folders
def test_dots_stand_inside_apart_and_never_on_each_other(folder: Path) -> None:
    story = story_of(folder)
    rings = {mark.id: mark.ring for mark in story.scene(0).districts}
    most = dict(zip(rings, story._people.crowd.most.tolist(), strict=True))
    for minute in range(0, story.minutes + 1, 2 * DAY):
        dots: dict[str, list[tuple[float, float]]] = {}
        for mark in story.motion(minute).people:
            dots.setdefault(mark.district, []).extend(mark.dots)
        for district, places in dots.items():
            assert all(contains(rings[district], place) for place in places)
            # half the side of the triangles that would fill the district to its very edge
            least = 0.5 * math.sqrt(2 / math.sqrt(3) * area(rings[district]) / max(most[district], 1))
            assert _nearest(places) >= min(least, 0.18), district


def _nearest(places: list[tuple[float, float]]) -> float:
    spots = np.array(places)
    gaps = np.hypot(*(spots[:, None] - spots[None]).transpose(2, 0, 1))
    return float(np.where(gaps == 0, np.where(np.eye(len(spots), dtype=bool), np.inf, 0), gaps).min())


def test_dots_keep_off_names_where_there_is_room() -> None:
    ring = ((0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0))
    box = (0.6, 0.8, 1.4, 1.2)
    found = seats("square", ring, 60, (box,))
    assert len(found) >= 60
    assert not any(box[0] < x < box[2] and box[1] < y < box[3] for x, y in found)
    large = (0.1, 0.1, 1.9, 1.9)
    crowded = seats("square", ring, 60, (large,))
    west, south, east, north = (large[0] - EDGE, large[1] - EDGE, large[2] + EDGE, large[3] + EDGE)
    under = [west < x < east and south < y < north for x, y in crowded]
    assert under == sorted(under), "seats under a name come last"


def test_any_first_dots_are_spread_over_the_district() -> None:
    ring = ((0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0))
    quarters = Counter((x > 1, y > 1) for x, y in seats("square", ring, 100, ())[:20])
    assert min(quarters.values()) >= 3


def test_marks_of_quiet_districts_are_the_same_objects() -> None:
    story = story_of(FLAGSHIP)
    first, second = story.motion(3 * DAY + 300), story.motion(3 * DAY + 301)
    same = sum(any(a is b for b in second.people) for a in first.people)
    assert same >= len(first.people) - 2


def test_travellers_go_straight_and_stay_on_the_map() -> None:
    story = story_of(FLAGSHIP)
    seen = 0
    for minute in range(12 * DAY, 14 * DAY, 30):
        for traveller in story.motion(minute).travellers:
            seen += 1
            assert story.ground.view.shows(traveller.at)
    assert seen > 300


def test_largest_remainder() -> None:
    assert apportion(np.array([0.6, 0.7, 0.8]), 2).tolist() == [0, 1, 1]
    assert apportion(np.array([1.0, 1.0, 1.0]), 2).tolist() == [1, 1, 0]
    assert apportion(np.array([9.0, 1.0, 1.0]), 5, np.array([2, 9, 9])).tolist() == [2, 2, 1]
    assert apportion(np.array([1.0, 2.0]), 9, np.array([1, 2])).tolist() == [1, 2]


def test_nobody_is_matched_with_their_own_place() -> None:
    people = np.ones((2, 2), dtype=np.int64)
    assert matched(people, np.array([2, 1]), np.array([1, 2])).tolist() == [[0, 2], [1, 0]]
    three = np.array([[0, 9, 1], [9, 0, 1], [1, 1, 0]])
    assert matched(three, np.array([1, 1, 1]), np.array([1, 1, 1])).sum(axis=0).tolist() == [1, 1, 1]


def test_dots_settle_as_they_were_where_that_is_right() -> None:
    moved = np.array([True, True, False])
    assert settled(np.array([2, 0, 1]), np.array([140, 60, 100]), moved).tolist() == [2, 0, 1]
    assert settled(np.array([5, 5, 1]), np.array([140, 60, 100]), moved, 3).tolist() == [1, 1, 1]
    assert settled(np.array([0, 0, 1]), np.array([140, 60, 130]), moved, 3).tolist() == [1, 1, 1]


def test_same_dots_twice() -> None:
    replay: Replay = told_by(VALLEY, "reference")
    minutes = range(0, replay.calendar.minutes + 1, 300)
    first, second = Story(replay), Story(replay)
    assert [first.motion(m) for m in minutes] == [second.motion(m) for m in reversed(minutes)][::-1]
