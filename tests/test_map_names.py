"""Names on the map: measured, never over each other, never off the map; their lines never cross."""

from __future__ import annotations

import math
from itertools import combinations, pairwise

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from sim.drawings.callouts import Wish, lines_cross, place_callouts
from sim.drawings.fitting import mark_places
from sim.drawings.furniture import furniture_box, inset_box
from sim.drawings.inset import to_page
from sim.drawings.layout import LAYOUTS, PAIR, SQUARE, WIDE, Layout
from sim.drawings.names import PlacedName, draw_names, place_names
from sim.drawings.stage import Look, inked, sheet
from sim.drawings.typeset import width
from sim.scenario.load import Scenario
from sim.scenario.resolve import resolve
from sim.scene.ground import Ground, lay_out
from sim.scene.phrases import phrases
from sim.scene.polygons import area, contains

Box = tuple[float, float, float, float]
CASES = [(layout, lang) for layout in LAYOUTS for lang in ("en", "ar")]
IDS = [f"{layout.name}-{lang}" for layout, lang in CASES]


@pytest.fixture(scope="module")
def ground(flagship: Scenario) -> Ground:
    return lay_out(resolve(flagship))


@pytest.fixture(scope="module")
def placed(ground: Ground) -> dict[tuple[str, str], tuple[PlacedName, ...]]:
    return {(layout.name, lang): place_names(ground, Look(layout, phrases(lang))) for layout, lang in CASES}


def cover(first: Box, second: Box, slack: float = 0.0) -> bool:
    across = min(first[2], second[2]) - max(first[0], second[0])
    return across > slack and min(first[3], second[3]) - max(first[1], second[1]) > slack


def unit(ground: Ground, layout: Layout) -> float:
    return (ground.view.east - ground.view.west) / layout.map.wide


def on_page(box: Box, ground: Ground, layout: Layout) -> Box:
    west, north = to_page((box[0], box[3]), ground.view, layout.map)
    east, south = to_page((box[2], box[1]), ground.view, layout.map)
    return west, north, east, south


@pytest.mark.parametrize(("layout", "lang"), CASES, ids=IDS)
def test_boxes_do_not_cover_each_other_or_the_furniture(
    layout: Layout, lang: str, ground: Ground, placed: dict[tuple[str, str], tuple[PlacedName, ...]]
) -> None:
    names = placed[layout.name, lang]
    for first, second in combinations(names, 2):
        assert not cover(first.box, second.box), f"{first.text} over {second.text}"
    blocks = [b for b in (layout.legend, inset_box(layout), furniture_box(layout)) if b is not None]
    for name in names:
        west, north, east, south = on_page(name.box, ground, layout)
        place = layout.map
        assert place.x <= west < east <= place.right, name.text
        assert place.y <= north < south <= place.bottom, name.text
        for block in blocks:
            assert not cover((west, north, east, south), (block.x, block.y, block.right, block.bottom))


@pytest.mark.parametrize(("layout", "lang"), CASES, ids=IDS)
def test_drawn_texts_stay_in_their_boxes(
    layout: Layout, lang: str, ground: Ground, placed: dict[tuple[str, str], tuple[PlacedName, ...]]
) -> None:
    """What Matplotlib draws, measured on the page, against what was kept free."""
    names = placed[layout.name, lang]
    boxes = {name.id: on_page(name.box, ground, layout) for name in names}
    with inked():
        layer = sheet(Look(layout, phrases(lang)), ground.view)
        draw_names(layer, ground, names)
        canvas = FigureCanvasAgg(layer.figure)
        extents = [(t, t.get_window_extent(canvas.get_renderer())) for t in layer.ground.texts]
    assert len(extents) == sum(len(name.lines) for name in names)
    for text, ink in extents:
        west, north, east, south = boxes[str(text.get_gid()).removeprefix("name-")]
        assert west - 1 <= ink.x0 < ink.x1 <= east + 1, text.get_text()
        middle = layout.tall - (ink.y0 + ink.y1) / 2
        assert north <= middle <= south, text.get_text()


@pytest.mark.parametrize(("layout", "lang"), CASES, ids=IDS)
def test_lines_cross_nothing_and_start_in_their_district(
    layout: Layout, lang: str, ground: Ground, placed: dict[tuple[str, str], tuple[PlacedName, ...]]
) -> None:
    names = placed[layout.name, lang]
    rings = {mark.id: mark.ring for mark in ground.names}
    led = [name for name in names if name.leader]
    for first, second in combinations(led, 2):
        (a, b), (c, d) = (np.array(name.leader) for name in (first, second))
        assert not lines_cross(a, b[None, :], c, d).any(), f"{first.text} crosses {second.text}"
    for name in led:
        assert contains(rings[name.id], name.leader[0])
        (x0, y0), (x1, y1) = name.leader
        for other in names:
            for part in np.linspace(0, 1, 200):
                x, y = x0 + part * (x1 - x0), y0 + part * (y1 - y0)
                inside = other.box[0] < x < other.box[2] and other.box[1] < y < other.box[3]
                assert not inside, f"the line of {name.text} runs through {other.text}"


@pytest.mark.parametrize(("layout", "lang"), CASES, ids=IDS)
def test_called_out_names_stand_off_the_enclave(
    layout: Layout, lang: str, ground: Ground, placed: dict[tuple[str, str], tuple[PlacedName, ...]]
) -> None:
    for name in placed[layout.name, lang]:
        if name.leader:
            west, south, east, north = name.box
            grid = [(x, y) for x in np.linspace(west, east, 9) for y in np.linspace(south, north, 3)]
            assert not any(contains(cell, point) for cell in ground.cells for point in grid), name.text


def test_names_in_their_districts_lie_there(
    ground: Ground, placed: dict[tuple[str, str], tuple[PlacedName, ...]]
) -> None:
    rings = {mark.id: mark.ring for mark in ground.names}
    for names in placed.values():
        for name in names:
            if name.kind == "district" and not name.leader:
                west, south, east, north = name.box
                grid = [(x, y) for x in np.linspace(west, east, 21) for y in np.linspace(south, north, 9)]
                assert sum(contains(rings[name.id], point) for point in grid) / len(grid) > 0.75, name.text


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_nearly_every_district_of_a_quarter_km2_is_named_in_the_wide_layout(
    lang: str, ground: Ground, placed: dict[tuple[str, str], tuple[PlacedName, ...]]
) -> None:
    named = {name.id for name in placed[WIDE.name, lang]}
    large = {m.id: area(m.ring) for m in ground.names if m.kind == "district" and area(m.ring) >= 0.25}
    missing = {name: km2 for name, km2 in large.items() if name not in named}
    assert len(missing) <= 2, missing
    assert sum(missing.values()) < 1, missing


def test_names_are_the_same_twice(
    ground: Ground, placed: dict[tuple[str, str], tuple[PlacedName, ...]]
) -> None:
    assert place_names(ground, Look(PAIR, phrases("en"))) == placed[PAIR.name, "en"]


def test_names_do_not_depend_on_scale_or_ink(ground: Ground) -> None:
    say = phrases("en")
    plain = place_names(ground, Look(SQUARE, say))
    larger = place_names(ground, Look(SQUARE, say, scale=1.5, grey=True))
    assert [(n.id, n.box, n.leader) for n in plain] == [(n.id, n.box, n.leader) for n in larger]


def test_arabic_names_come_from_the_data_and_english_ones_stand_in(
    placed: dict[tuple[str, str], tuple[PlacedName, ...]],
) -> None:
    names = {name.id: name.text for name in placed[WIDE.name, "ar"]}
    assert names["sheikh-lutfi"] == "الشيخ لطفي"
    assert names["old-city"] == "Old City"


def test_widths_come_from_the_typeface() -> None:
    assert width("iiii", 12.0) < 0.6 * width("mmmm", 12.0)
    assert width("Aleppo", 24.0) == pytest.approx(2 * width("Aleppo", 12.0), rel=0.01)


def test_a_callout_takes_the_nearest_free_ground() -> None:
    shut = ((100.0, 0.0), (200.0, 0.0), (200.0, 300.0), (100.0, 300.0))
    wish = Wish(40, 12, (120.0, 150.0), 1.0)
    (found,) = place_callouts([wish], size=(300, 300), shut=[shut], taken=[], reach=200)
    assert found is not None
    assert found.box[2] < 100, "left of the shut ground, whose left edge is nearer"
    assert found.box[2] == pytest.approx(100, abs=10)
    assert found.end[1] == pytest.approx(150, abs=6)


def test_a_callout_that_is_too_far_is_left_out() -> None:
    shut = ((0.0, 0.0), (250.0, 0.0), (250.0, 300.0), (0.0, 300.0))
    wish = Wish(40, 12, (20.0, 150.0), 1.0)
    assert place_callouts([wish], size=(300, 300), shut=[shut], taken=[], reach=100) == [None]


def test_callouts_in_a_row_do_not_cross() -> None:
    shut = ((100.0, 0.0), (200.0, 0.0), (200.0, 300.0), (100.0, 300.0))
    wishes = [Wish(40, 12, (110.0 + 10 * n, 150.0), 1.0 + n) for n in range(6)]
    found = place_callouts(wishes, size=(300, 300), shut=[shut], taken=[], reach=200)
    ends = [
        (np.array(w.anchor), np.array(f.end)) for w, f in zip(wishes, found, strict=True) if f is not None
    ]
    assert len(ends) == 6
    for (a, b), (c, d) in combinations(ends, 2):
        assert not lines_cross(a, b[None, :], c, d).any()


def test_a_callout_does_not_lie_on_the_line_of_another() -> None:
    """A gap takes the small name only; the line of the large one runs through it."""
    edges = (90.0, 108.0), (150.0, 300.0)
    walls = [((west, 0.0), (east, 0.0), (east, 99.0), (west, 99.0)) for west, east in edges]
    wishes = [Wish(60, 12, (160.0, 50.0), 2.0), Wish(20, 12, (160.0, 52.0), 1.0)]
    large, small = place_callouts(wishes, size=(300, 100), shut=walls, taken=[], reach=200)
    assert large is not None
    assert small is not None
    assert large.end[1] == pytest.approx(50, abs=4), "the heavier name keeps its place"
    (x0, y0), (x1, y1) = wishes[0].anchor, large.end
    for part in np.linspace(0, 1, 400):
        x, y = x0 + part * (x1 - x0), y0 + part * (y1 - y0)
        assert not (small.box[0] < x < small.box[2] and small.box[1] < y < small.box[3])


def test_a_mark_keeps_off_a_name_while_there_is_room() -> None:
    ring = ((0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0))
    name = (0.5, 1.5, 3.5, 2.5)
    ((x, y),) = mark_places([(ring, 0.5)], [name])
    gap = max(name[0] - x, x - name[2], 0) + max(name[1] - y, y - name[3], 0)
    assert gap >= 0.5
    assert min(x, y, 4 - x, 4 - y) >= 0.4


def test_marks_keep_off_each_other() -> None:
    ring = ((0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0))
    places = mark_places([(ring, 0.5)] * 3, [])
    assert all(math.dist(a, b) >= 0.9 for a, b in pairwise(places))
