"""Each speaker's figure in the charts: at its moment, at its height, with its letter, once it was said."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from column import ink_of, inks, touch
from matplotlib.patches import Circle, Polygon, Rectangle

from sim.days import DAY
from sim.drawings import evacuated_chart, share_chart
from sim.drawings.chart import Plot, people_scale, ticks
from sim.drawings.figure_marks import NUDGES, OVER, STEP, Placed, draw_figures, overlap, place_figures
from sim.drawings.layout import PORTRAIT, SQUARE, WIDE, Box, Layout
from sim.drawings.speakers_key import key_entries, people_said, share_said
from sim.drawings.stage import Look, inked, sheet
from sim.engine.play import play
from sim.episode.places import GOVERNMENT, OPPOSITION, SDF
from sim.scenario.load import Scenario
from sim.scenario.resolve import resolve
from sim.scene.marks import FigureMark
from sim.scene.phrases import phrases
from sim.scene.story import Story

CHARTS = [
    (layout, chart)
    for layout in (WIDE, SQUARE, PORTRAIT)
    for chart in ("evacuated", "share")
    if getattr(layout, chart) is not None
]
EACH = pytest.mark.parametrize(("layout", "chart"), CHARTS, ids=lambda one: getattr(one, "name", one))


@pytest.fixture(scope="module")
def story(flagship: Scenario) -> Story:
    return Story(play(resolve(flagship)))


@pytest.fixture(scope="module", autouse=True)
def typeface() -> Iterator[None]:
    with inked():
        yield


def placed_of(look: Look, story: Story, chart: str) -> tuple[Plot, tuple[Placed, ...]]:
    if chart == "share":
        return share_chart.share_plot(look, story), share_chart.share_figures(look, story)
    return evacuated_chart.evacuated_plot(look, story), evacuated_chart.evacuated_figures(look, story)


@EACH
def test_every_figure_of_the_record_stands_at_its_height_and_near_its_moment(
    layout: Layout, chart: str, story: Story
) -> None:
    look = Look(layout, phrases("en"))
    plot, placed = placed_of(look, story, chart)
    figures = story.share.figures if chart == "share" else story.evacuated.figures
    assert [one.mark for one in placed] == list(figures)
    size = layout.type.small
    for one in placed:
        mark = one.mark
        part = (mark.minute - plot.first) / (plot.last - plot.first)
        true = plot.box.x + part * plot.box.wide
        assert abs(one.x - true) <= max(NUDGES) * STEP * size + 1e-9
        assert one.moved == pytest.approx(one.x - true)
        for value, y in ((mark.low, one.low), (mark.best, one.best), (mark.high, one.high)):
            assert (value is None) == (y is None)
            if value is not None and y is not None:
                assert y == pytest.approx(plot.box.bottom - plot.box.tall * value / plot.top)
                assert plot.box.y - 1e-6 <= y <= plot.box.bottom + 1e-6
        assert plot.box.x <= one.x <= plot.box.right + OVER * size
        assert abs(one.moved) <= 0.9 * size
    alone = [
        one
        for one in placed
        if all(o is one or abs(o.mark.minute - one.mark.minute) > 2 * DAY for o in placed)
    ]
    assert all(one.moved == 0 for one in alone)


@EACH
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_no_figure_covers_another_and_letters_stand_free(
    layout: Layout, chart: str, lang: str, story: Story
) -> None:
    _, placed = placed_of(Look(layout, phrases(lang)), story, chart)
    for number, one in enumerate(placed):
        for other in placed[number + 1 :]:
            assert overlap(one.ink, other.ink) == 0, (one.mark.claim, other.mark.claim)
            assert overlap(one.letter, other.letter) == 0, (one.mark.claim, other.mark.claim)
        assert all(overlap(one.letter, other.ink) == 0 for other in placed), one.mark.claim


@EACH
def test_a_figure_is_drawn_from_the_minute_it_was_said(layout: Layout, chart: str, story: Story) -> None:
    _, placed = placed_of(Look(layout, phrases("en")), story, chart)
    for minute in (0, 14 * DAY, 45_179, 45_180, 46_080, story.minutes):
        layer = sheet(Look(layout, phrases("en")))
        draw_figures(layer, placed, minute)
        letters = sorted(text.get_text() for text in layer.page.texts)
        assert letters == sorted(one.mark.letter for one in placed if one.mark.minute <= minute)


@EACH
def test_what_is_drawn_is_what_was_placed(layout: Layout, chart: str, story: Story) -> None:
    _, placed = placed_of(Look(layout, phrases("en")), story, chart)
    layer = sheet(Look(layout, phrases("en")))
    draw_figures(layer, placed, story.minutes)
    dots = {p.get_gid(): p for p in layer.page.patches if isinstance(p, Circle) and p.get_gid() != "drives"}
    bars = {p.get_gid(): p for p in layer.page.patches if isinstance(p, Rectangle)}
    letters = {text.get_gid(): text for text in layer.page.texts}
    for one in placed:
        claim = one.mark.claim
        known = [y for y in (one.low, one.best, one.high) if y is not None]
        bar = bars[f"range-{claim}"]
        assert bar.get_x() + bar.get_width() / 2 == pytest.approx(one.x)
        assert bar.get_y() == pytest.approx(min(known))
        assert bar.get_y() + bar.get_height() == pytest.approx(max(known))
        assert (f"figure-{claim}" in dots) == (one.best is not None)
        if one.best is not None:
            assert tuple(dots[f"figure-{claim}"].center) == pytest.approx((one.x, one.best))
        ink = ink_of(letters[f"letter-{claim}"]).box
        assert ink.x + ink.wide / 2 == pytest.approx(one.letter.x + one.letter.wide / 2, abs=1.5)
        assert one.letter.y - 1 <= ink.y
        assert ink.bottom <= one.letter.bottom + 1
    heads = [p.get_xy() for p in layer.page.patches if isinstance(p, Polygon)]
    tips = {(round(float(xy[0, 0]), 6), round(float(xy[0, 1]), 6)) for xy in heads}
    up = {(round(o.x, 6), round(o.ink.y, 6)) for o in placed if o.high is None}
    down = {(round(o.x, 6), round(o.ink.bottom, 6)) for o in placed if o.low is None}
    assert tips == up | down
    assert sum(p.get_gid() == "open" for p in layer.page.patches) == 4 * sum(
        (one.low is None) + (one.high is None) for one in placed
    )


def test_figures_that_drive_have_a_ring_and_no_others(story: Story) -> None:
    _, placed = placed_of(Look(WIDE, phrases("en")), story, "evacuated")
    driving = [one for one in placed if one.mark.drives]
    assert [one.mark.claim for one in driving] == ["004-p47-08"]
    layer = sheet(Look(WIDE, phrases("en")))
    draw_figures(layer, placed, story.minutes)
    rings = [p for p in layer.page.patches if p.get_gid() == "drives"]
    assert {tuple(p.center) for p in rings} == {(driving[0].x, driving[0].best)}
    plain = tuple(one._replace(mark=replace(one.mark, drives=False)) for one in placed)
    bare = sheet(Look(WIDE, phrases("en")))
    draw_figures(bare, plain, story.minutes)
    assert len(layer.page.patches) - len(bare.page.patches) == 2


def test_an_open_bound_points_away_from_what_is_known() -> None:
    base = FigureMark("c", "A", "a", "", 50, None, None, None, False, "")
    plot = Plot(Box(0, 0, 100, 100), 0.0, 100.0, 10.0)
    marks = (replace(base, low=5.0), replace(base, claim="d", high=5.0, minute=80))
    up, down = place_figures(plot, marks, 10.0, clear=10.0, line=())
    assert up.ink.y < 50 - 10 < 50 < up.ink.bottom < 50 + 6
    assert down.ink.bottom > 50 + 10 > 50 > down.ink.y > 50 - 6
    assert (up.x, down.x) == (50.0, 80.0)


def test_marks_of_one_moment_stand_side_by_side() -> None:
    plot = Plot(Box(0, 0, 100, 100), 0.0, 100.0, 10.0)
    mark = FigureMark("c", "A", "a", "", 50, 4.0, 5.0, 6.0, False, "")
    placed = place_figures(plot, (mark, mark, mark), 10.0, clear=10.0, line=())
    assert sorted(one.moved for one in placed) == pytest.approx([-7.0, 0.0, 7.0])
    assert len({one.best for one in placed}) == 1


@pytest.mark.parametrize("layout", [WIDE, SQUARE, PORTRAIT], ids=lambda layout: layout.name)
def test_the_modelled_line_is_dashed_and_at_its_numbers(layout: Layout, story: Story) -> None:
    look = Look(layout, phrases("en"))
    plot, layer = evacuated_chart.evacuated_plot(look, story), sheet(look)
    evacuated_chart.draw_evacuated_line(layer, story, faint=False)
    (line,) = layer.page.lines
    assert line.get_linestyle() == "--" or line.is_dashed()
    hours = story.evacuated.hours
    assert np.allclose(line.get_xdata(), [plot.x(float(h)) for h in hours])
    down = plot.box.bottom - plot.box.tall * story.evacuated.modelled / plot.top
    assert np.allclose(line.get_ydata(), down)
    sweep = evacuated_chart.evacuated_sweep(look, story)
    assert sweep.start < sweep.box.x
    edge = sweep.start + (sweep.end - sweep.start) * 46_080 / story.minutes
    assert edge == pytest.approx(plot.x(46_080))


@pytest.mark.parametrize("layout", [WIDE, PORTRAIT], ids=lambda layout: layout.name)
def test_shares_are_stacked_to_the_whole_and_the_government_line_is_its_share(
    layout: Layout, story: Story
) -> None:
    look = Look(layout, phrases("en"))
    plot, layer = share_chart.share_plot(look, story), sheet(look)
    edges = share_chart.share_edges(story.share.shares)
    assert np.allclose(edges[:, 1], story.share.shares[:, GOVERNMENT])
    assert np.allclose(edges[:, 2], story.share.shares[:, [GOVERNMENT, SDF]].sum(axis=1))
    assert np.allclose(edges[:, 3], 1.0, atol=1e-3)
    share_chart.draw_share_area(layer, story, faint=False)
    line = next(one for one in layer.page.lines if one.get_gid() == "share-computed")
    for day in (14, 19, 31, 38):
        at = np.isclose(line.get_xdata(), plot.x(day * DAY))
        expected = plot.y(story.share.shares[day - 1, GOVERNMENT])
        assert np.isclose(np.asarray(line.get_ydata())[at], expected).any()
    sweep = share_chart.share_sweep(look, story)
    assert (sweep.start, sweep.end) == (plot.box.x, plot.box.right)


@pytest.mark.parametrize("layout", [WIDE, PORTRAIT], ids=lambda layout: layout.name)
def test_percent_and_km2_of_the_moment_stand_with_their_party(layout: Layout, story: Story) -> None:
    look = Look(layout, phrases("en"))
    layer, scene = sheet(look), story.scene(31 * DAY)
    share_chart.draw_share_frame(layer, story)
    share_chart.draw_share_numbers(layer, story, scene)
    found = {ink.text: ink.box for ink in inks(layer)}
    for party in (GOVERNMENT, OPPOSITION, SDF):
        km2 = scene.totals.km2[party]
        name, said = found[look.say.party(party)], found[f"{km2:.1f} km²"]
        percent = found[f"{100 * km2 / scene.totals.enclave_km2:.0f}%"]
        assert abs(percent.y - said.y) < 3
        if layout is WIDE:
            assert abs(name.bottom - said.bottom) < 5
        else:
            assert 0 < said.y - name.y < 2.5 * layout.type.small


@EACH
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_key_names_every_speaker_once_and_keeps_its_place(
    layout: Layout, chart: str, lang: str, story: Story
) -> None:
    look = Look(layout, phrases(lang))
    marks = story.share.figures if chart == "share" else story.evacuated.figures
    says = share_said(look.say) if chart == "share" else people_said(look.say)
    block = (
        share_chart.share_block(look, story)
        if chart == "share"
        else evacuated_chart.evacuated_block(look, story)
    )
    entries = key_entries(look, block.key, marks, says)
    assert {one.letter: " ".join(one.lines).strip() for one in entries} == {
        m.letter: m.speaker for m in marks
    }
    assert len(entries) == len({mark.letter for mark in marks})
    kept: dict[str, tuple[float, ...]] = {}
    for minute in (20_160, 45_180, story.minutes):
        layer = sheet(look)
        if chart == "share":
            share_chart.draw_share_marks(layer, story, minute)
        else:
            evacuated_chart.draw_evacuated_marks(layer, story, minute)
        for entry in entries:
            first = next(t for t in layer.page.texts if t.get_text() == entry.lines[0])
            assert kept.setdefault(entry.letter, first.get_position()) == first.get_position()
            latest = [mark for mark in marks if mark.letter == entry.letter and mark.minute <= minute]
            assert not latest or says(latest[-1]) in [t.get_text() for t in layer.page.texts]


def test_figures_are_written_as_they_were_said() -> None:
    base = FigureMark("c", "A", "a", "", 0, None, None, None, False, "")
    people, share = people_said(phrases("en")), share_said(phrases("en"))
    assert people(replace(base, low=9500.0, best=10_000.0, high=10_500.0)) == "10,000"
    assert people(replace(base, low=34_000.0)) == "at least 34,000"
    assert people(replace(base, high=8500.0)) == "at most 8,500"
    assert people(replace(base, low=2000.0, high=3000.0)) == "2,000–3,000"
    assert share(replace(base, low=0.57, best=0.6, high=0.63)) == "60%"
    assert share(replace(base, low=0.45, high=0.5)) == "45–50%"
    assert share(replace(base, low=0.7)) == "at least 70%"
    assert share(replace(base, high=0.7)) == "at most 70%"


def test_scales_have_round_steps() -> None:
    assert ticks(48_700, 3) == (0.0, 20_000.0, 40_000.0)
    assert ticks(255_000, 2) == (0.0, 100_000.0, 200_000.0)
    assert ticks(1.0, 3) == (0.0, 0.5, 1.0)
    assert ticks(0.0) == (0.0,)
    for top in (3, 7, 48, 990, 12_345):
        assert 2 <= len(ticks(top, 3)) <= 4


def test_scales_of_people_say_what_they_stand_for() -> None:
    say = phrases("en")
    assert people_scale(say, 48_700, 3) == {0.0: "0", 20_000.0: "20k", 40_000.0: "40k"}
    assert people_scale(say, 1740, 3) == {0.0: "0", 500.0: "500", 1000.0: "1,000", 1500.0: "1,500"}
    for top in (3.0, 990.0, 9_999.0, 10_000.0, 12_345.0, 98_765.0, 255_000.0):
        written = list(people_scale(say, top, 3).values())
        assert len(set(written)) == len(written), top


def test_letters_keep_off_texts_of_the_frame(story: Story) -> None:
    for layout, chart in CHARTS:
        look = Look(layout, phrases("en"))
        layer = sheet(look)
        if chart == "share":
            share_chart.draw_share_frame(layer, story)
        else:
            evacuated_chart.draw_evacuated_frame(layer, story)
        _, placed = placed_of(look, story, chart)
        for one in placed:
            assert not any(touch(one.letter, ink.box) for ink in inks(layer)), one.mark.claim
