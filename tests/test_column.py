"""Beside the map, measured: nothing overlaps, nothing leaves its box, the date is the largest text."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from column import Ink, ink_of, inks, outline, overlaps, touch, within

from sim.days import DAY
from sim.drawings import beside, captions, credit, dateline, evacuated_chart, people_chart, share_chart
from sim.drawings.layout import PAIR, PORTRAIT, SMALL, SQUARE, WIDE, Box, Layout
from sim.drawings.stage import Look, Sheet, blank, inked, over, sheet, write
from sim.drawings.textblock import balanced, wide, wrapped
from sim.engine.play import play
from sim.scenario.load import Scenario
from sim.scenario.resolve import resolve
from sim.scene.bands import BANDS
from sim.scene.marks import Caption, Scene
from sim.scene.phrases import phrases
from sim.scene.story import Story

LAYOUTS = (WIDE, SQUARE, SMALL, PORTRAIT)
BY_NAME = {"argvalues": LAYOUTS, "ids": lambda layout: layout.name}


@pytest.fixture(scope="module")
def story(flagship: Scenario) -> Story:
    return Story(play(resolve(flagship)))


@pytest.fixture(scope="module")
def other(flagship: Scenario) -> Story:
    return Story(play(resolve(flagship, account="government")))


@pytest.fixture(scope="module", autouse=True)
def typeface() -> Iterator[None]:
    with inked():
        yield


def frame(look: Look, story: Story) -> Sheet:
    """What never changes."""
    layer = sheet(look)
    dateline.draw_dateline_frame(layer, story)
    if look.layout.people is not None:
        people_chart.draw_people_frame(layer, story.bands)
    if look.layout.evacuated is not None:
        evacuated_chart.draw_evacuated_frame(layer, story)
    if look.layout.share is not None:
        share_chart.draw_share_frame(layer, story)
    return layer


def day(look: Look, story: Story, scene: Scene) -> Sheet:
    """What a day adds."""
    layer = sheet(look)
    dateline.draw_dateline(layer, scene)
    captions.draw_captions(layer, scene)
    credit.draw_credit(layer, story, scene)
    if look.layout.people is not None:
        people_chart.draw_people_day(layer, story.bands, scene.day - 1)
    if look.layout.evacuated is not None:
        evacuated_chart.draw_evacuated_marks(layer, story, scene.minute)
    if look.layout.share is not None:
        share_chart.draw_share_numbers(layer, story, scene)
        share_chart.draw_share_marks(layer, story, scene.minute)
    return layer


def boxes(layout: Layout) -> list[Box]:
    own = (layout.date, layout.credit, layout.captions, layout.people, layout.evacuated, layout.share)
    return [box for box in own if box is not None]


@pytest.mark.parametrize("layout", **BY_NAME)
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_no_text_overlaps_another_or_leaves_its_box_on_any_day(
    layout: Layout, lang: str, story: Story
) -> None:
    look = Look(layout, phrases(lang))
    still = inks(frame(look, story))
    assert overlaps(still) == []
    for number in range(1, story.days + 1):
        found = [*still, *inks(day(look, story, story.scene(number * DAY)))]
        assert overlaps(found) == [], f"day {number}"
        outside = [ink.text for ink in found if not any(within(ink.box, box, 3.0) for box in boxes(layout))]
        assert outside == [], f"day {number}"


@pytest.mark.parametrize("layout", [*LAYOUTS, PAIR], ids=lambda layout: layout.name)
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_date_is_by_far_the_largest_text_and_nothing_is_smaller_than_small(
    layout: Layout, lang: str, story: Story
) -> None:
    look = Look(layout, phrases(lang))
    found = [*inks(frame(look, story)), *inks(day(look, story, story.scene(31 * DAY)))]
    first, second = sorted((ink.size for ink in found), reverse=True)[:2]
    assert first == pytest.approx(layout.type.date * (dateline.ARABIC if lang == "ar" else 1.0))
    assert second < 0.6 * first
    assert min(ink.size for ink in found) >= layout.type.small - 1e-6
    assert [ink.text for ink in found if ink.size == first] == [
        look.say.long_date(story.scene(31 * DAY).date)
    ]


def test_measured_widths_are_those_of_the_pixels(story: Story) -> None:
    for text, weight, lang in (("15 December 2016", "semibold", "en"), ("موضع خلاف ٣٤٬٠٠٠", "normal", "ar")):
        layer = sheet(Look(WIDE, phrases(lang), 2.0))
        written = write(layer.page, 100, 200, text, size=36.0, fontweight=weight)
        rows, columns = np.nonzero(layer.pixels()[..., 3] > 40)
        ink = ink_of(written).box
        assert columns.min() / 2 == pytest.approx(ink.x, abs=1.0)
        assert (columns.max() + 1) / 2 == pytest.approx(ink.right, abs=1.0)
        assert rows.min() / 2 == pytest.approx(ink.y, abs=1.0)
        assert wide(text, 36.0, weight) == pytest.approx(outline(text, 36 * 0.72, weight)[0] / 0.72, rel=1e-6)


def test_lines_are_as_wide_as_allowed_and_lose_nothing() -> None:
    text = "People and most convoys are modelled: one dot is 100 people, and where it stands means nothing."
    lines = wrapped(text, 16.0, 240.0)
    assert " ".join(lines) == text
    assert all(wide(line, 16.0) <= 240.0 for line in lines)
    for line, after in pairwise(lines):
        assert wide(f"{line} {after.split()[0]}", 16.0) > 240.0
    even = balanced(text, 16.0, 240.0)
    assert len(even) == len(lines)
    assert max(wide(line, 16.0) for line in even) <= max(wide(line, 16.0) for line in lines)
    assert "".join(wrapped("a" * 200, 16.0, 100.0)) == "a" * 200


@pytest.mark.parametrize("layout", **BY_NAME)
def test_the_bar_is_as_long_as_the_days_that_have_passed(layout: Layout, story: Story) -> None:
    sweep = dateline.progress_sweep(layout)
    assert (sweep.start, sweep.end) == (layout.date.x, layout.date.right)
    assert sweep.box == dateline.bar(layout)
    layer = sheet(Look(layout, phrases("en")))
    dateline.draw_dateline_frame(layer, story)
    ticks = [patch for patch in layer.page.patches if patch.get_gid() == "key-day"]
    middles = [patch.get_x() + patch.get_width() / 2 for patch in ticks]
    part = [(x - layout.date.x) / layout.date.wide * story.days for x in middles]
    assert part == pytest.approx([number - 0.5 for number in sorted(story.key_days)])
    assert all(patch.get_y() > sweep.box.bottom for patch in ticks)


def test_captions_stand_as_told_with_speaker_locator_and_mark(story: Story) -> None:
    disputed = Caption(("First line", "second line"), "a monitor", "004 ¶24", "control", "c", True, 3.0)
    plain = replace(disputed, lines=("Third line",), speaker="a reporter", locator="002 ¶9", disputed=False)
    scene = replace(story.scene(DAY), captions=(disputed, plain))
    layer = sheet(Look(WIDE, phrases("en")))
    captions.draw_captions(layer, scene)
    told = [text.get_text() for text in layer.page.texts]
    said = ["a monitor, 004 ¶24", "disputed", "Third line", "a reporter, 002 ¶9"]
    assert told == ["First line", "second line", *said]
    assert [patch.get_gid() for patch in layer.page.patches] == ["disputed"]
    assert WIDE.captions is not None
    assert all(text.get_position()[0] == WIDE.captions.x for text in layer.page.texts[:3])


def test_captions_start_at_the_left_in_arabic_too_and_can_be_left_out(story: Story) -> None:
    layer = sheet(Look(WIDE, phrases("ar")))
    captions.draw_captions(layer, story.scene(31 * DAY))
    assert WIDE.captions is not None
    lines = [text for text in layer.page.texts if text.get_text() != phrases("ar")("caption.disputed")]
    assert {text.get_position()[0] for text in lines} == {WIDE.captions.x}
    without = sheet(Look(WIDE, phrases("en"), captions=False))
    captions.draw_captions(without, story.scene(31 * DAY))
    assert list(without.page.texts) == []


def test_a_day_of_which_nothing_is_told_says_so(story: Story) -> None:
    layer = sheet(Look(WIDE, phrases("en")))
    captions.draw_captions(layer, replace(story.scene(DAY), captions=()))
    assert [text.get_text() for text in layer.page.texts] == [phrases("en")("caption.none")]


def test_areas_of_people_stand_at_their_numbers(story: Story) -> None:
    plot = people_chart.people_plot(WIDE, story.days, story.bands.everyone)
    layer = sheet(Look(WIDE, phrases("en")))
    people_chart.draw_people_area(layer, story.bands, False)
    edges = people_chart.stacked(story.bands)
    for number, drawn in enumerate(layer.page.collections):
        corners = drawn.get_paths()[0].vertices
        for passed in (0, 13, 31, 38):
            here = corners[np.isclose(corners[:, 0], plot.x(passed * DAY)), 1]
            low, high = plot.y(edges[passed, number]), plot.y(edges[passed, number + 1])
            assert here.max() == pytest.approx(low)
            assert here.min() == pytest.approx(high)
    assert edges[31, -1] == story.bands.everyone
    assert edges[31, 1] == story.bands.counts[30, 0]
    sweep = people_chart.people_sweep(WIDE)
    assert sweep.box == plot.box
    assert sweep.start + (sweep.end - sweep.start) * 31 / 38 == pytest.approx(plot.x(31 * DAY))


def test_numbers_of_people_are_those_of_the_day_to_the_nearest_hundred(story: Story) -> None:
    look = Look(WIDE, phrases("en"))
    names, numbers = frame(look, story), sheet(look)
    people_chart.draw_people_day(numbers, story.bands, 30)
    rows = {round(text.get_position()[1], 3): text.get_text() for text in numbers.page.texts}
    for number, band in enumerate(BANDS):
        label = next(t for t in names.page.texts if t.get_text() == look.say(f"people.{band}"))
        shown = rows[round(label.get_position()[1], 3)]
        assert shown == look.say.about(int(story.bands.counts[30, number]))
    assert look.say.about(43_678) == "43,700"


def test_the_credit_names_day_account_and_licence_on_every_layout(story: Story) -> None:
    for layout in (*LAYOUTS, PAIR):
        said = " ".join(credit.credit_lines(Look(layout, phrases("en")), story, story.scene(31 * DAY)))
        assert said.startswith("As of 15 December 2016 · account followed: Reference")
        assert said.endswith("CC BY 4.0")
        assert "schematic" in said
    wide_one = " ".join(credit.credit_lines(Look(WIDE, phrases("en")), story, story.scene(31 * DAY)))
    assert "documents 000 to 004" in wide_one
    assert "not taken off the people counted" in wide_one
    asked = replace(story.replay.episode, what_ifs=("half the buses?",))
    changed = Story(replace(story.replay, episode=asked), ground=story.ground)
    small = " ".join(credit.credit_lines(Look(SMALL, phrases("en")), changed, changed.scene(DAY)))
    assert "what if: half the buses?" in small


def test_two_accounts_are_named_and_their_differences_counted_and_placed(story: Story, other: Story) -> None:
    look, minute = Look(PAIR, phrases("en")), 31 * DAY
    first, second = story.scene(minute), other.scene(minute)
    apart = {
        one.id
        for one, two in zip(first.districts, second.districts, strict=True)
        if max(abs(a - b) for a, b in zip(one.shares, two.shares, strict=True)) > 0.25
    }
    assert beside.differing(first, second) == apart
    assert apart
    assert beside.differing(first, first) == frozenset()
    assert PAIR.captions is not None
    head, line = beside.beside_lines(look, PAIR.captions, first, second)
    assert head == f"They differ on {len(apart)} of {len(first.districts)} districts."
    named = [mark.name for mark in first.districts if mark.id in apart and mark.name in line]
    assert named or "more" in line
    assert beside.beside_lines(look, PAIR.captions, first, first) == [look.say("beside.same")]


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_nothing_overlaps_beside_two_maps(lang: str, story: Story, other: Story) -> None:
    look = Look(PAIR, phrases(lang))
    legend = PAIR.legend
    assert legend is not None
    for number in range(1, story.days + 1):
        first, second = story.scene(number * DAY), other.scene(number * DAY)
        layer = sheet(look)
        dateline.draw_dateline(layer, first)
        beside.draw_beside(layer, story, other, first, second)
        credit.draw_credit(layer, story, first, other)
        found = inks(layer)
        written = [text.get_text() for text in layer.page.texts]
        assert PAIR.captions is not None
        told = beside.beside_lines(look, PAIR.captions, first, second)
        assert all(line in written for line in told), f"day {number}: a line was cut"
        assert overlaps(found) == [], f"day {number}"
        for ink in found:
            assert within(ink.box, Box(0, 0, PAIR.wide, PAIR.tall))
            assert not touch(ink.box, PAIR.map, 1.0), ink.text
            assert not touch(ink.box, legend, 1.0), ink.text


def test_a_differing_district_is_outlined_where_it_lies(story: Story) -> None:
    scene = story.scene(31 * DAY)
    layer = sheet(Look(PAIR, phrases("en")), story.ground.view)
    beside.outline(layer, scene.districts[:1])
    drawn = [patch.get_xy()[:-1].tolist() for patch in layer.ground.patches]
    assert [[tuple(point) for point in ring] for ring in drawn] == [list(scene.districts[0].ring)] * 2


def test_the_same_picture_has_the_same_pixels_and_grey_has_no_colour(story: Story) -> None:
    def picture(grey: bool) -> np.ndarray:
        look = Look(PORTRAIT, phrases("en"), grey=grey)
        layer = sheet(look)
        people_chart.draw_people_frame(layer, story.bands)
        people_chart.draw_people_area(layer, story.bands, False)
        for faint in (True, False):
            share_chart.draw_share_area(layer, story, faint)
            evacuated_chart.draw_evacuated_line(layer, story, faint)
        share_chart.draw_share_frame(layer, story)
        share_chart.draw_share_numbers(layer, story, story.scene(24 * DAY))
        share_chart.draw_share_marks(layer, story, 24 * DAY)
        evacuated_chart.draw_evacuated_marks(layer, story, 35 * DAY)
        return over(blank(look), layer.pixels())

    assert np.array_equal(picture(False), picture(False))
    grey = picture(True)[..., :3].astype(int)
    assert (grey.max(axis=2) - grey.min(axis=2)).max() <= 12


def test_a_text_that_covers_another_is_found() -> None:
    one, same = Ink("a", 12.0, "", Box(0, 0, 10, 10)), Ink("b", 12.0, "", Box(8, 8, 10, 10))
    assert overlaps([one, same]) == [("a", "b")]
    assert overlaps([one, same._replace(box=Box(10, 0, 10, 10))]) == []
