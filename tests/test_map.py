"""The map, its legend, inset and scale: what is drawn is what the scene says, in colour and in grey."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection

from sim.drawings.furniture import bar_length, draw_furniture, furniture_box
from sim.drawings.inset import draw_inset, to_page
from sim.drawings.layout import LAYOUTS, PORTRAIT, SQUARE, WIDE, Box, Layout
from sim.drawings.legend import draw_legend, entries, planned
from sim.drawings.map import ASSUMED, CHANGED, FRONT, TOLD, draw_base, draw_control, draw_words
from sim.drawings.names import place_names
from sim.drawings.signs import KINDS, draw_sign
from sim.drawings.stage import Look, Pixels, Sheet, blank, inked, over, points, sheet
from sim.drawings.textures import dots_on, hatch, unit_of
from sim.episode.places import PARTIES
from sim.scenario.load import Scenario
from sim.scenario.resolve import resolve
from sim.scene.geography import View
from sim.scene.ground import Ground, lay_out
from sim.scene.marks import Difference, DistrictMark, FrontMark, Outline, Word
from sim.scene.palette import PARTY_COLOURS, QUIET_COLOURS
from sim.scene.phrases import phrases
from sim.scene.stripes import stripes

CASES = [(layout, lang) for layout in LAYOUTS for lang in ("en", "ar")]
IDS = [f"{layout.name}-{lang}" for layout, lang in CASES]
SQUARE_RING = ((-4.0, -4.0), (4.0, -4.0), (4.0, 4.0), (-4.0, 4.0))


@pytest.fixture(scope="module")
def ground(flagship: Scenario) -> Ground:
    return lay_out(resolve(flagship))


def look(layout: Layout = WIDE, lang: str = "en", *, grey: bool = False, scale: float = 1.0) -> Look:
    return Look(layout, phrases(lang), scale=scale, grey=grey)


def mark(
    shares: tuple[float, float, float] = (1.0, 0.0, 0.0), *, word: Word = "told", outline: Outline = "start",
    changed: bool = False, difference: Difference | None = None,
) -> DistrictMark:  # fmt: skip
    holding = "held" if max(shares) == 1 else "empty" if max(shares) == 0 else "shared"
    return DistrictMark(
        "d", "D", "", SQUARE_RING, (0.0, 0.0), shares, holding, stripes(SQUARE_RING, shares), outline,
        changed, word, 0, difference,
    )  # fmt: skip


def controlled(
    ground: Ground, marks: tuple[DistrictMark, ...], *, grey: bool = False
) -> tuple[Sheet, Pixels]:
    with inked():
        layer = sheet(look(grey=grey), ground.view)
        draw_control(layer, replace(ground, lines=()), marks, ())
        return layer, over(blank(layer.look), layer.pixels())


def inner(pixels: Pixels, ground: Ground) -> Pixels:
    """The pixels of the middle of the test district."""
    west, north = to_page((-3.0, 3.0), ground.view, WIDE.map)
    east, south = to_page((3.0, -3.0), ground.view, WIDE.map)
    return pixels[int(north) : int(south), int(west) : int(east), :3]


def part_of(pixels: Pixels, colour: str) -> float:
    wanted = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)])
    return float((np.abs(pixels.astype(int) - wanted).max(axis=2) <= 3).mean())


def darkness(pixels: Pixels) -> float:
    return float(1 - pixels.astype(float).mean() / 255)


@pytest.mark.parametrize("party", range(3))
def test_a_district_has_its_holders_colour_and_a_paler_one_when_nobody_speaks(
    ground: Ground, party: int
) -> None:
    shares = tuple(float(n == party) for n in range(3))
    for word, colours in (("told", PARTY_COLOURS), ("no source", QUIET_COLOURS)):
        _, pixels = controlled(ground, (mark(shares, word=word),))  # type: ignore[arg-type]
        assert part_of(inner(pixels, ground), colours[PARTIES[party]]) > 0.5


def test_stripes_stand_for_shares(ground: Ground) -> None:
    _, pixels = controlled(ground, (mark((0.25, 0.75, 0.0)),))
    shown = inner(pixels, ground)
    opposition = part_of(shown, PARTY_COLOURS["opposition"])
    assert opposition == pytest.approx(0.75, abs=0.06)


def test_grey_tells_the_parties_apart_without_colour(ground: Ground) -> None:
    """Black on white only; government darkest, opposition lightest, and each quieter when nobody speaks."""
    shown = {}
    for party, name in enumerate(PARTIES):
        shares = tuple(float(n == party) for n in range(3))
        for word in ("told", "no source"):
            _, pixels = controlled(ground, (mark(shares, word=word),), grey=True)  # type: ignore[arg-type]
            part = inner(pixels, ground)
            assert (part == part[..., :1]).all() or np.ptp(part.astype(int), axis=2).max() <= 4, "no colour"
            shown[name, word] = darkness(part)
    assert shown["government", "told"] > shown["sdf", "told"] > shown["opposition", "told"] > 0
    for name in PARTIES:
        assert shown[name, "told"] > 1.3 * shown[name, "no source"]
    quiet = sorted(shown[name, "no source"] for name in PARTIES)
    assert quiet[0] < 0.005
    assert quiet[1] > 0.03


@pytest.mark.parametrize(
    ("changed", "word", "outline", "width", "dotted"),
    [
        (True, "told", "documented", CHANGED, False),
        (True, "no source", "assumed", CHANGED, True),
        (False, "told", "documented", TOLD, False),
        (False, "no source", "assumed", ASSUMED, True),
    ],
)
def test_outlines_say_what_a_change_rests_on(
    ground: Ground, changed: bool, word: Word, outline: Outline, width: float, dotted: bool
) -> None:
    layer, _ = controlled(ground, (mark(word=word, outline=outline, changed=changed),))
    (edge,) = [a for a in layer.ground.collections if a.get_gid() == "districts"]
    assert edge.get_linewidths()[0] == pytest.approx(points(width))
    assert isinstance(edge, LineCollection)
    assert (edge.get_linestyles()[0][1] is not None) == dotted


def test_fronts_are_dark_in_a_white_casing_and_broken_where_not_sure(ground: Ground) -> None:
    lines = ((-1.0, 0.0), (1.0, 0.0)), ((-1.0, 1.0), (1.0, 1.0))
    fronts = FrontMark("d", None, lines[0], True), FrontMark("d", None, lines[1], False)
    with inked():
        layer = sheet(look(), ground.view)
        draw_control(layer, ground, (), fronts)
    drawn = [a for a in layer.ground.collections if a.get_gid() == "fronts"]
    casing = [a for a in layer.ground.collections if a.get_gid() == "front-casing"]
    assert [a.get_linestyles()[0][1] is None for a in drawn] == [True, False]
    assert [a.get_paths()[0].vertices[0, 1] for a in drawn] == [0.0, 1.0], "the first one is sure"
    assert [len(a.get_paths()) for a in (*drawn, *casing)] == [1, 1, 2]
    assert casing[0].get_linewidths()[0] > 1.8 * points(FRONT)
    order = list(layer.ground.collections)
    assert order.index(casing[0]) < order.index(drawn[0])


def test_a_diamond_tells_how_many_speakers_differ(ground: Ground) -> None:
    differ = Difference((("A", 0), ("B", 1)), ("x", "y", "z"))
    with inked():
        for lang, shown in (("en", "3"), ("ar", "٣")):
            layer = sheet(look(lang=lang), ground.view)
            draw_words(layer, ground, (mark(word="reports differ", difference=differ), mark()), ())
            assert [t.get_text() for t in layer.ground.texts] == [shown]
        layer = sheet(look(), ground.view)
        draw_words(layer, ground, (mark(word="disputed"), mark(word="no source")), ())
        assert len(layer.ground.texts) == 0
        assert [a.get_gid() for a in layer.ground.collections] == ["disputed-casing", "disputed"]


def test_marks_of_doubt_keep_off_names(ground: Ground) -> None:
    """In districts of half a km² and more a diamond covers no name of any district."""
    with inked():
        names = place_names(ground, look())
        layer = sheet(look(), ground.view)
        marks = [
            replace(mark(word="disputed"), ring=name.ring)
            for name in ground.names
            if name.kind == "district" and name.weight >= 0.5
        ]
        draw_words(layer, ground, marks, names)
    shown = [a.get_paths()[0].vertices for a in layer.ground.collections if a.get_gid() == "disputed"]
    assert len(shown) == len(marks)
    over_names = 0
    for corners in shown:
        x, y = corners[:4].mean(axis=0)
        reach = corners[:, 0].max() - x
        for west, south, east, north in (name.box for name in names):
            off = max(west - x, x - east, 0) + max(south - y, y - north, 0)
            over_names += off < 0.98 * reach
    assert over_names == 0


@pytest.mark.parametrize(("layout", "lang"), CASES, ids=IDS)
def test_the_legend_has_everything_inside_its_box(layout: Layout, lang: str) -> None:
    place = layout.legend
    assert place is not None
    with inked():
        layer = sheet(look(layout, lang))
        draw_legend(layer)
        canvas = FigureCanvasAgg(layer.figure)
        inks = {t.get_text(): t.get_window_extent(canvas.get_renderer()) for t in layer.page.texts}
    words = [entry.text for group in entries(look(layout, lang)) for entry in group]
    assert set(words) <= set(inks)
    assert len(words) == len(set(words)) == 22
    boxes = [inks[text] for text in words]
    for ink in boxes:
        assert place.x - 1 <= ink.x0 < ink.x1 <= place.right + 1
        assert place.y - 1 <= layout.tall - ink.y1 < layout.tall - ink.y0 <= place.bottom + 4
    for n, first in enumerate(boxes):
        for second in boxes[n + 1 :]:
            across = min(first.x1, second.x1) - max(first.x0, second.x0)
            down = min(first.y1, second.y1) - max(first.y0, second.y0)
            assert across <= 0 or down <= (0.25 if lang == "en" else 0.45) * layout.type.small


def test_the_legend_names_every_state_and_sign() -> None:
    keys = {entry.key for group in entries(look()) for entry in group}
    assert {f"held-by-{party}" for party in PARTIES} <= keys
    assert {"shared", "empty", "told", "no-source", "changed", "claimed", "assumed"} <= keys
    assert {"front", "front-unsure", "disputed", "differ", "route"} <= keys
    assert {"held-people" if kind == "held" else kind for kind in KINDS} <= keys


def test_the_legend_of_an_arabic_map_reads_from_the_right() -> None:
    with inked():
        for lang, first_is_left in (("en", True), ("ar", False)):
            layer = sheet(look(lang=lang))
            draw_legend(layer)
            plan = planned(look(lang=lang))
            xs = {t.get_text(): t.get_position()[0] for t in layer.page.texts}
            first, last = plan.columns[0][0][0], plan.columns[-1][-1][-1]
            assert (xs[first.text] < xs[last.text]) == first_is_left


def test_a_legend_without_room_is_refused() -> None:
    small = replace(WIDE, legend=Box(10, 10, 200, 60))
    with pytest.raises(ValueError, match="no room for the legend"):
        planned(look(small))


def test_to_page_is_true_to_scale_and_in_the_middle() -> None:
    view, place = View(-10, -5, 10, 5), Box(100, 50, 400, 400)
    assert to_page((0, 0), view, place) == (300, 250)
    assert to_page((10, 0), view, place) == (500, 250)
    assert to_page((0, 5), view, place) == (300, 150), "north is up"


@pytest.mark.parametrize("layout", [WIDE, SQUARE, PORTRAIT], ids=lambda layout: layout.name)
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_inset_shows_the_whole_way_and_its_ends(ground: Ground, layout: Layout, lang: str) -> None:
    place = layout.inset
    assert place is not None
    for ring in (*(way.points for way in ground.ways), tuple(at for _, at in ground.destinations)):
        for point in ring:
            x, y = to_page(point, ground.far, place)
            assert place.x < x < place.right
            assert place.y < y < place.bottom
    with inked():
        layer = sheet(look(layout, lang))
        draw_inset(layer, ground)
        canvas = FigureCanvasAgg(layer.figure)
        texts = [(t.get_text(), t.get_window_extent(canvas.get_renderer())) for t in layer.page.texts]
    said = " ".join(text for text, _ in texts)
    for known, _ in ground.destinations:
        assert all(word in said for word in (known.arabic if lang == "ar" else known.name).split())
    assert phrases(lang)("inset.title") in said
    for _, ink in texts:
        assert ink.x0 >= place.x - 1
        assert ink.x1 <= place.right + 1


def test_the_scale_bar_is_as_long_as_it_says(ground: Ground) -> None:
    km = bar_length(ground)
    assert km == 2
    wide = replace(ground, view=View(0, 0, 119, 100))
    assert bar_length(wide) == 10
    with inked():
        layer = sheet(look(), ground.view)
        draw_furniture(layer, ground)
    bars = [p for p in layer.page.patches if p.get_facecolor()[3] == 0]
    assert bars[0].get_width() * unit_of(layer.ground) == pytest.approx(km, rel=1e-6)
    place = furniture_box(WIDE)
    assert place.x < bars[0].get_x()
    assert bars[0].get_x() + bars[0].get_width() < place.right
    assert [t.get_text() for t in layer.page.texts] == ["2 km", "N"]


def test_hatches_fill_only_the_ring() -> None:
    ring = ((0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (5.0, 2.0), (0.0, 10.0))
    lines = hatch(ring, 0.0, 1.0)
    total = sum(math.dist(a, b) for a, b in lines)
    assert total == pytest.approx(60, rel=0.12), "one unit of line for each unit of area"
    assert all(0 <= x <= 10 and 0 <= y <= 10 for line in lines for x, y in line)
    upper = [line for line in lines if line[0][1] == 6.0]
    assert len(upper) == 2, "nothing in the notch"


def test_hatches_run_on_from_one_ring_to_the_next() -> None:
    left = (0.0, 0.0), (5.0, 0.0), (5.0, 9.0), (0.0, 9.0)
    right = (5.0, 0.0), (9.0, 0.0), (9.0, 9.0), (5.0, 9.0)
    ends, starts = (
        {(round(x, 6), round(y, 6)) for line in hatch(ring, 45.0, 1.3) for x, y in line if abs(x - 5) < 1e-9}
        for ring in (left, right)
    )
    assert ends == starts != set()


def test_dots_stand_evenly_on_lines() -> None:
    assert dots_on([((0.0, 0.0), (10.0, 0.0))], 4.0) == [(3.0, 0.0), (7.0, 0.0)]


@pytest.mark.parametrize("kind", KINDS)
def test_signs_stand_in_the_middle_and_differ(kind: str) -> None:
    """A sign drawn alone: its ink is centred, and no other kind looks the same."""
    shown = {}
    for other in KINDS:
        with inked():
            page = replace(WIDE, wide=21, tall=21)
            layer = sheet(look(page, scale=4), place=Box(0, 0, 1, 1))
            draw_sign(layer.page, other, 10.5, 10.5)
            shown[other] = layer.pixels()
    alpha = shown[kind][..., 3].astype(float)
    rows, columns = np.indices(alpha.shape)
    assert (alpha * rows).sum() / alpha.sum() == pytest.approx(41.5, abs=1.0)
    assert (alpha * columns).sum() / alpha.sum() == pytest.approx(41.5, abs=1.0)
    assert alpha[0].max() == alpha[-1].max() == alpha[:, 0].max() == 0, "cut off at the edge"
    assert all(not np.array_equal(shown[kind], pixels) for other, pixels in shown.items() if other != kind)


def test_many_signs_at_once_are_the_same_as_one_by_one() -> None:
    with inked():
        together, apart = sheet(look()), sheet(look())
        draw_sign(together.page, "held", [100.3, 200.6], [50.2, 60.9])
        for x, y in ((100.3, 50.2), (200.6, 60.9)):
            draw_sign(apart.page, "held", x, y)
        assert np.array_equal(together.pixels(), apart.pixels())


def test_an_unknown_sign_is_refused() -> None:
    with inked(), pytest.raises(ValueError, match="no sign 'tank'"):
        draw_sign(sheet(look()).page, "tank", 0, 0)


def test_the_ground_can_be_drawn_in_a_small_box(ground: Ground) -> None:
    """Textures and lines keep their size on paper, whatever the box."""
    with inked():
        layer = sheet(look(), ground.view, place=Box(100, 100, 238, 200))
        draw_base(layer, ground)
        draw_control(layer, ground, (mark(),), ())
        assert unit_of(layer.ground) == pytest.approx((ground.view.east - ground.view.west) / 238)
        alpha = layer.pixels()[..., 3]
    assert alpha[150, 200] > 0
    assert alpha[:98].max() == alpha[303:].max() == alpha[:, :98].max() == alpha[:, 341:].max() == 0
