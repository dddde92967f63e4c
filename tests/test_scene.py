"""Scenes as numbers: what is to be seen, without a pixel.

The episode is a strip of three districts, 2 km² each, from west to east; the opposition holds all
of it at first, the east falls on the second day, half of the middle on the third.
"""

from __future__ import annotations

import dataclasses
import math
import subprocess
import sys
from datetime import date

import numpy as np
import pytest

from sim.days import DAY, HOUR, Calendar
from sim.episode.episode import Episode, Incident
from sim.episode.movement import Corridor, Evacuation, Fleet, Flight, Population
from sim.episode.places import Place, Territory
from sim.episode.sheet import Line, MapSheet
from sim.result.moves import Moves
from sim.result.replay import Hours, Replay
from sim.result.trace import ControlChanged, ConvoyRan
from sim.scene.bands import people_bands
from sim.scene.borders import chained, overlap, remainder
from sim.scene.caption import WEIGHTS
from sim.scene.claims import locator, speaker_name
from sim.scene.crowd import UNIT
from sim.scene.districts import holding_of
from sim.scene.geography import Projection
from sim.scene.ground import lay_out
from sim.scene.marks import Scene
from sim.scene.palette import PARTY_COLOURS, contrast
from sim.scene.polygons import area, clip, contains, middle
from sim.scene.story import Story
from sim.scene.stripes import stripes
from sim.scene.turns import key_days
from sim.scene.ways import way_of
from sim.scene.wrapping import WIDTH, balanced, fitted

LAT, LON = 36.2, 37.1
KM_NORTH = 1 / 111.195
KM_EAST = KM_NORTH / math.cos(math.radians(LAT))
DISTRICTS = ("west", "middle", "east")


def at(x: float, y: float) -> tuple[float, float]:
    """km east and north of the strip's corner as degrees."""
    return LON + x * KM_EAST, LAT + y * KM_NORTH


def square(x: float, y: float, wide: float, tall: float) -> tuple[tuple[float, float], ...]:
    return (at(x, y), at(x + wide, y), at(x + wide, y + tall), at(x, y + tall))


def sheet() -> MapSheet:
    cells = {name: square(n, 0, 1, 2) for n, name in enumerate(DISTRICTS)}
    outlines = (
        Line("enclave", "Enclave", "enclave", "B", square(0, 0, 3, 2)),
        Line("quarter", "Kurdish-held quarter (North)", "control", "B", square(0, 2, 1, 1)),
        Line("city", "Built-up city", "outline", "B", square(-2, -1, 6, 4)),
    )
    lines = (
        Line("way-out", "Way out", "route", "C", (at(0.2, 0.2), at(-1, 0.2), at(-3, 0))),
        Line("water", "Water", "river", "C", (at(1.5, -3), at(1.5, 5))),
    )
    return MapSheet("schematic", outlines, lines, cells)


def places() -> tuple[Place, ...]:
    return tuple(
        Place(name, name.title(), "", "quarter", LAT, LON, km2, "dataset:map", None)
        for names, km2 in ((DISTRICTS, 2.0), (("beyond", "north", "far"), None))
        for name in names
    )


def landmarks() -> tuple[Place, ...]:
    (lon, lat), (east, north) = at(1.5, 1.0), at(3.4, 1.0)
    return (
        Place("citadel", "Citadel of the Strip", "", "landmark", lat, lon, None, "dataset:map", None),
        Place("turn", "Airport road interchange", "", "road-point", north, east, None, "dataset:map", None),
    )


def territory() -> Territory:
    known = {
        "districts": DISTRICTS, "areas": np.full(3, 2.0), "whole": np.full(3, 2.0),
        "touching": np.array([[0.0, 1, 0], [1, 0, 1], [0, 1, 0]]), "faces_government": np.ones(3),
        "faces_sdf": np.array([1.0, 0, 0]),
    }  # fmt: skip
    return Territory(**{field.name: known[field.name] for field in dataclasses.fields(Territory)})


TOLD = (
    (600, "004-p09-01", "other", "enclave", "A minister makes a telephone call", "UN"),
    (DAY + 600, "004-p10-01", "control", "east", "East: captured by government forces", "army"),
    (DAY + 700, "004-p10-02", "control", "east", "East: attack repelled, the opposition says", "rebels"),
    (2 * DAY + 600, "004-p11-01", "convoy", "enclave", "Two convoys leave " + "and go on " * 12, "UN"),
    (2 * DAY + 660, "004-p11-02", "ceasefire", "enclave", "A deal is reached", "UN"),
)
"""minute, claim, kind, place, text, speaker"""


def incidents() -> tuple[Incident, ...]:
    return tuple(
        Incident(minute, "", "day, stated", kind, place, text, claim, said_by, ())
        for minute, claim, kind, place, text, said_by in TOLD
    )


def flight() -> Flight:
    corridors = (
        Corridor("out", "beyond", 0, 60, 1000, ()),
        Corridor("up", "north", 2, 60, 1000, ()),
    )
    return Flight(0.5, 0.2, 0.1, 0, 0, 0, 60, 60, "beyond", corridors, (), 0, "beyond", 0, 0.0)


def evacuation() -> Evacuation:
    fleet = Fleet(10, 50, 5, 1, 1, 4, 1, 60, 20, 40, 20, 60, 250)
    opens, ends = 2 * DAY + 8 * HOUR, 3 * DAY
    return Evacuation(opens, ends, (), fleet, (), 1, ("far", "far", "far"), "claim:004-p11-01")


def episode() -> Episode:
    known = {
        "scenario": "strip", "title": "A strip", "subtitle": "Three districts", "question": "Who left?",
        "content_note": "A test.", "enclave_name": "the strip", "account": "reference",
        "account_name": "Reference", "what_ifs": (), "inputs_hash": "0" * 64,
        "calendar": Calendar(date(2016, 12, 1), date(2016, 12, 3)), "places": places(),
        "landmarks": landmarks(), "territory": territory(),
        "sheet": sheet(), "start": np.tile([0.0, 1.0, 0.0], (3, 1)), "start_basis": ("assumption:start",) * 3,
        "steps": (), "population": Population(np.zeros((3, 3), dtype=np.int64), "assumption:people"),
        "flight": flight(), "evacuation": evacuation(), "incidents": incidents(), "settled": (),
        "provenance": (), "driving": frozenset({"004-p10-01"}), "figures": (), "unanswered": (), "voices": {},
        "disagreements": (("004-p10-01", "004-p10-02"),),
    }  # fmt: skip
    return Episode(**{field.name: known.get(field.name, ()) for field in dataclasses.fields(Episode)})


CONTROL = (((0, 1, 0),) * 3, ((0, 1, 0), (0, 1, 0), (1, 0, 0)), ((0, 1, 0), (0.5, 0.5, 0), (1, 0, 0)))
HELD = ((4000, 5000, 3600), (4000, 6000, 0), (3000, 2000, 0))
STAYED = ((0, 0, 0), (0, 0, 2500), (0, 3000, 2500))
OUTSIDE = ((0, 0, 0, 0), (100, 0, 0, 0), (100, 0, 2000, 0))
"""Beyond, north, far, on the road."""


def replay() -> Replay:
    control = np.array(CONTROL, dtype=float)
    inside = np.zeros((3, 3, 3), dtype=np.int64)
    inside[:, 0] = HELD
    people = np.zeros((3, 3, 7), dtype=np.int64)
    people[:, 0] = np.hstack([np.array(HELD) + np.array(STAYED), np.array(OUTSIDE)])
    last = 2 * DAY
    trace = (
        ControlChanged(DAY + 600, "east", "government", (1.0, 0.0, 0.0), "east", "claim:004-p10-01"),
        ControlChanged(last + 60, "middle", "government", (0.5, 0.5, 0.0), "middle", "assumption:middle"),
        ConvoyRan("one", last + 540, last + 540, last + 600, (900, 80, 20), "arrived", "claim:004-p11-01"),
        ConvoyRan("two", last + 640, last + 640, last + 700, (1000, 0, 0), "arrived", "model:convoys"),
        ConvoyRan("three", last + 740, last + 740, last + 800, (500, 0, 0), "turned back", "model:convoys"),
    )
    empty = np.zeros((1, 3), dtype=np.int64)
    hours = Hours(np.array([0]), empty, empty[:, :2], empty[:, 0], ("beyond", "north"))
    names = (*DISTRICTS, "beyond", "north", "far", "in-transit")
    nobody = Moves({}, np.zeros((3, 5), dtype=np.int64), names[:-1], 3, 0, 3 * DAY)
    return Replay(episode(), 1, names, control, people, inside, hours, trace, nobody)


def scenes(replay: Replay) -> list[Scene]:
    """The scenes at the end of all days, by one story."""
    story = Story(replay)
    return [story.scene((day + 1) * DAY) for day in range(story.days)]


def scene_at(replay: Replay, day_index: int) -> Scene:
    """The scene at the end of one day, counted from 0, by a story of its own."""
    return Story(replay).scene((day_index + 1) * DAY)


@pytest.fixture(scope="module")
def played() -> Replay:
    return replay()


def test_projection_keeps_distances() -> None:
    projection = Projection(LON, LAT)
    assert projection.flat(*at(3, 4)) == pytest.approx((3, 4), rel=1e-4)


def test_areas_of_cells_are_true(played: Replay) -> None:
    assert [area(cell) for cell in lay_out(played.episode).cells] == pytest.approx([2, 2, 2], rel=1e-3)


def test_shares_and_states(played: Replay) -> None:
    last = scene_at(played, 2)
    assert [mark.shares for mark in last.districts] == [(0, 1, 0), (0.5, 0.5, 0), (1, 0, 0)]
    assert [mark.holding for mark in last.districts] == ["held", "shared", "held"]
    assert holding_of((0.0, 0.0, 0.0)) == "empty"


@pytest.mark.parametrize("shares", [(0.5, 0.5, 0.0), (0.1, 0.9, 0.0), (0.2, 0.3, 0.5)])
def test_stripes_cover_exactly_the_shares(shares: tuple[float, float, float]) -> None:
    ring = ((0.0, 0.0), (2.0, 0.0), (2.0, 1.0), (1.0, 0.6), (0.0, 1.5))
    found = stripes(ring, shares)
    for party, share in enumerate(shares):
        drawn = sum(area(stripe.ring) for stripe in found if stripe.party == party)
        assert drawn == pytest.approx(share * area(ring), abs=1e-6)


def test_outlines_tell_claims_from_assumptions(played: Replay) -> None:
    assert [mark.outline for mark in scene_at(played, 0).districts] == ["start"] * 3
    assert [mark.outline for mark in scene_at(played, 2).districts] == ["start", "assumed", "documented"]
    assert [mark.changed for mark in scene_at(played, 2).districts] == [False, True, False]


def test_what_the_record_says_of_a_district_that_day(played: Replay) -> None:
    words = [[(mark.word, mark.sources) for mark in scene.districts] for scene in scenes(played)]
    silent = ("no source", 0)
    assert words == [[silent] * 3, [silent, silent, ("disputed", 2)], [silent] * 3]


def test_accounts_that_do_not_agree_on_the_holder(played: Replay) -> None:
    kept = tuple(entry for entry in played.told if getattr(entry, "district", "") != "east")
    other = dataclasses.replace(
        played, told=kept, episode=dataclasses.replace(played.episode, account_name="Second")
    )
    story = Story(played, others=(other,))
    before, after = (story.scene(minute).districts[2] for minute in (DAY + 599, DAY + 600))
    assert before.difference is None
    assert after.difference is not None
    assert after.difference.holders == (("Reference", 0), ("Second", 1))
    assert after.word == "reports differ"
    assert story.scene(DAY + 600).districts[1].difference is None


@pytest.mark.parametrize(("share", "differs"), [(0.5, False), (0.74, False), (0.76, True)])
def test_shared_districts_differ_by_more_than_a_quarter(played: Replay, share: float, differs: bool) -> None:
    (change,) = [e for e in played.control_changes if e.district == "middle"]
    moved = dataclasses.replace(change, shares=(share, 1 - share, 0.0))
    other = dataclasses.replace(played, told=tuple(moved if e == change else e for e in played.told))
    mark = Story(played, others=(other,)).scene(played.calendar.minutes).districts[1]
    assert (mark.difference is not None) == differs


def test_fronts_stand_only_where_holders_differ(played: Replay) -> None:
    first, second, last = scenes(played)
    assert all(front.beyond is None for front in first.fronts)
    inner = [(front.district, front.beyond, front.sure) for front in second.fronts if front.beyond]
    assert inner == [("middle", "east", True)]
    assert [(f.district, f.beyond, f.sure) for f in last.fronts if f.beyond] in (
        [("middle", "east", False)],
        [("west", "middle", False)],
    )
    assert "east" not in {front.district for front in second.fronts if front.beyond is None}


def test_no_fronts_without_opposition_ground(played: Replay) -> None:
    taken = tuple(
        ControlChanged(0, name, "sdf", shares, name, "claim:004-p10-01")
        for name, shares in zip(DISTRICTS, [(1.0, 0.0, 0.0), (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)], strict=True)
    )
    assert scene_at(dataclasses.replace(played, told=taken), 0).fronts == ()


def test_outer_edge_faces_the_kurdish_quarter(played: Replay) -> None:
    outer = [border for border in lay_out(played.episode).borders if border.second is None]
    (north,) = [border for border in outer if border.beyond == 2]
    assert north.first == 0
    assert [y for _, y in north.points] == pytest.approx([1.0, 1.0], abs=0.01)


def test_one_dot_for_each_unit_of_people(played: Replay) -> None:
    story = Story(played)
    assert UNIT == 100
    for day in range(3):
        people = story.motion((day + 1) * DAY).people
        held = {mark.district: len(mark.dots) for mark in people if mark.ground == "held"}
        captured = {mark.district: len(mark.dots) for mark in people if mark.ground == "captured"}
        assert [held.get(name, 0) for name in DISTRICTS] == [n // UNIT for n in HELD[day]]
        assert [captured.get(name, 0) for name in DISTRICTS] == [n // UNIT for n in STAYED[day]]


def test_dots_stand_in_their_part_and_stay_there(played: Replay) -> None:
    story = Story(played)
    before, after = story.motion(DAY), story.motion(2 * DAY)
    rings = dict(zip(DISTRICTS, story.ground.cells, strict=True))
    assert all(contains(rings[mark.district], dot) for mark in before.people for dot in mark.dots)
    west = [next(m for m in motion.people if m.district == "west") for motion in (before, after)]
    assert west[0] is west[1]


def test_dots_of_a_shared_district_stand_on_their_stripes(played: Replay) -> None:
    story = Story(played)
    stripes_there = story.scene(3 * DAY).districts[1].stripes
    marks = [mark for mark in story.motion(3 * DAY).people if mark.district == "middle"]
    assert [(mark.ground, len(mark.dots)) for mark in marks] == [("held", 20), ("captured", 30)]
    for mark in marks:
        own = [stripe.ring for stripe in stripes_there if stripe.party == (mark.ground == "held")]
        on_own = sum(any(contains(ring, dot) for ring in own) for dot in mark.dots)
        assert on_own >= len(mark.dots) - 3, "what finds no room there stands on the other's stripes"


def test_convoys_documented_modelled_turned_back(played: Replay) -> None:
    story = Story(played)
    marks = story.motion(3 * DAY).convoys
    assert [(m.convoy, m.people, m.modelled, m.status) for m in marks] == [
        ("one", 1000, False, "arrived"), ("two", 1000, True, "arrived"), ("three", 500, True, "turned back"),
    ]  # fmt: skip
    assert story.motion(2 * DAY).convoys == ()


def test_captions_are_short_and_name_their_speaker(played: Replay) -> None:
    for scene in scenes(played):
        assert scene.captions
        for caption in scene.captions:
            assert len(caption.lines) <= 2
            assert all(len(line) <= WIDTH for line in caption.lines)
            assert caption.speaker
            assert caption.locator.startswith("004 ¶")


def test_contradicting_claims_of_a_day_are_shown_together(played: Replay) -> None:
    captions = scene_at(played, 1).captions
    assert {caption.claim for caption in captions} == {"004-p10-01", "004-p10-02"}
    assert all(caption.disputed for caption in captions)


def test_long_text_is_parted_whole() -> None:
    text = "The first half of a long sentence ends here, and the second half goes on as long as the first"
    parts = fitted(text)
    assert [" ".join(lines) for lines in parts] == [text[:44], text[45:]]
    assert max(len(line) for lines in parts for line in lines) <= WIDTH
    assert fitted("word " * 40) == ()


def test_lines_are_balanced() -> None:
    assert balanced("Government forces hold about a third of Hanano") == (
        "Government forces hold", "about a third of Hanano",
    )  # fmt: skip
    assert balanced("x" * 43) == ()
    assert balanced("Short") == ("Short",)


def test_locator_and_speaker() -> None:
    assert locator("004-p24-01") == "004 ¶24"
    assert locator("001-p08-04") == "001 ¶8"
    assert speaker_name("news site (own voice of 003)") == "news site"


def test_bands_hold_everybody_once(played: Replay) -> None:
    bands = people_bands(played)
    assert bands.counts.sum(axis=1).tolist() == played.people.sum(axis=(1, 2)).tolist()
    assert bands.counts[2].tolist() == [5000, 5500, 100, 0, 2000, 0]
    assert bands.names[3] == "in North (SDF)"


def test_totals(played: Replay) -> None:
    totals = scene_at(played, 2).totals
    assert totals.km2 == pytest.approx((3, 3, 0))
    assert totals.evacuated == (1900, 80, 20)
    assert (totals.convoys_today, totals.convoys_turned_back) == (3, 1)


def test_names_by_weight(played: Replay) -> None:
    ground = lay_out(played.episode)
    assert [(name.text, name.kind) for name in ground.names] == [
        ("Kurdish-held quarter", "party-ground"), ("Citadel of the Strip", "landmark"),
        ("Airport road", "direction"), ("Water", "river"), ("West", "district"), ("Middle", "district"),
        ("East", "district"),
    ]  # fmt: skip
    assert all(contains(name.ring, name.at) for name in ground.names if name.kind == "district")


def test_a_change_at_midnight_belongs_to_the_day_it_begins(played: Replay) -> None:
    (change,) = [e for e in played.control_changes if e.district == "east"]
    moved = tuple(dataclasses.replace(e, minute=DAY) if e == change else e for e in played.told)
    story = Story(dataclasses.replace(played, told=moved))
    assert [story.scene(minute).districts[2].shares[0] for minute in (DAY - 1, DAY, DAY + 1)] == [0, 0, 1]
    assert [story.scene(minute).totals.km2[0] for minute in (DAY, DAY + 1)] == [0, 2]
    assert story.scene(DAY + 1).districts[2].changed


def test_counted_people_weigh_most() -> None:
    assert max(WEIGHTS, key=lambda kind: WEIGHTS[kind]) == "casualty"


def test_key_days_hold_the_turns(played: Replay) -> None:
    assert key_days(played) == {1, 2, 3}


def test_same_scene_twice_is_equal(played: Replay) -> None:
    assert [scene_at(played, day) for day in range(3)] == list(scenes(played)) == list(scenes(replay()))


def test_a_minute_beyond_the_replay_is_refused(played: Replay) -> None:
    with pytest.raises(IndexError):
        scene_at(played, 3)


def test_palette_differs_in_lightness() -> None:
    assert contrast(PARTY_COLOURS["government"], PARTY_COLOURS["opposition"]) >= 3
    assert contrast(PARTY_COLOURS["government"], PARTY_COLOURS["sdf"]) >= 3
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


def test_half_planes_and_middle() -> None:
    ring = ((0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0))
    assert area(clip(ring, along=(1.0, 0.0), limit=0.5, below=True)) == pytest.approx(1.0)
    assert area(clip(ring, along=(1.0, 0.0), limit=0.5, below=False)) == pytest.approx(3.0)
    assert middle(ring) == pytest.approx((1, 1))


def test_edges_that_meet_without_common_corners() -> None:
    long, short = ((0.0, 0.0), (2.0, 0.0)), ((1.5, 0.01), (0.5, 0.0))
    assert overlap(long, short) == ((0.5, 0.0), (1.5, 0.0))
    assert overlap(long, ((0.0, 0.1), (2.0, 0.1))) is None
    assert [len(line) for line in chained(remainder(long, [short]))] == [2, 2]
    assert chained([((0, 0), (1, 0)), ((2, 0), (1, 0))]) == [((0, 0), (1, 0), (2, 0))]


def test_along_a_line() -> None:
    way = way_of(((0.0, 0.0), (1.0, 0.0), (1.0, 0.0), (1.0, 1.0)))
    assert way.length == 2
    assert way.at(1.5) == pytest.approx((1, 0.5))
    assert (way.at(-1), way.at(9)) == ((0, 0), (1, 1))
    assert way.between(0.6, 1.3) == [pytest.approx(p) for p in ((0.75, 0), (1, 0), (1, 0.25))]
    assert way.between(1.3, 0.6) == way.between(0.6, 1.3)[::-1]


def test_scene_needs_neither_ink_nor_engine() -> None:
    unwanted = "('matplotlib', 'simpy', 'yaml', 'av')"
    code = f"import sim.scene.story, sys; print([name for name in {unwanted} if name in sys.modules])"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"
