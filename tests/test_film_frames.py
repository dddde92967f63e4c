"""Frames as bytes: what is mended equals what is laid anew, and both equal a plain composition of layers."""

from __future__ import annotations

import numpy as np
import pytest
from film_stage import DAY, INK, PAPER, MadeUp, beats, disc, filled

from sim.drawings.ahead import Ahead
from sim.drawings.compositor import Compositor
from sim.drawings.ink import Pile, ink_of, lay
from sim.drawings.planes import bgra, changed, colours, empty, paint, to_rgb, yuv
from sim.drawings.shots import FADE, fade_frames, frames_in, shots
from sim.drawings.sprites import Stamper, cut, quartered
from sim.drawings.stage import over
from sim.drawings.standing import Standing, _dirty
from sim.scene.marks import Beat

FORMS = (yuv, bgra)


def plain(staging, minute):
    """The picture of a minute, each layer laid over the one below in full RGB, dot by dot."""
    plate = staging.plate(minute)
    picture = plate.under.copy()
    for spots in (staging.standing(minute), staging.moving(minute)):
        for kind in staging.kinds:
            for x, y in np.floor(spots.get(kind, np.empty((0, 2))) * 4 + 0.5) / 4:
                sprite = staging.sprite(kind, x % 1, y % 1)
                half = sprite.shape[0] // 2
                top, left = int(y) - half, int(x) - half
                part = slice(top, top + 2 * half + 1), slice(left, left + 2 * half + 1)
                picture[part] = over(picture[part], sprite)
    picture = over(picture, plate.names)
    for sweep in staging.sweeps:
        edge = round((sweep.start + (sweep.end - sweep.start) * minute / staging.minutes) / 2) * 2
        picture[sweep.top : sweep.bottom, sweep.left : edge] = plate.swept[
            sweep.top : sweep.bottom, sweep.left : edge
        ]
    return picture[..., :3].astype(int)


def all_frames(staging, form, reel):
    compositor = Compositor(staging, form)
    for number, shot in enumerate(reel):
        for frame in compositor.frames(shot, reel[number - 1] if number else None):
            yield number, frame


def test_colours_of_bt709():
    form = yuv(2, 2)
    for colour, expected in {
        (0, 0, 0): (16, 128, 128),
        (255, 255, 255): (235, 128, 128),
        (255, 0, 0): (63, 102, 240),
        (0, 255, 0): (173, 42, 26),
        (0, 0, 255): (32, 240, 118),
    }.items():
        found = [int(part.ravel()[0]) for part in colours(form, filled(2, 2, colour)[..., :3])]
        assert found == list(expected)


@pytest.mark.parametrize("form", FORMS)
def test_what_is_painted_can_be_read_back(form):
    picture = filled(8, 6, (10, 200, 30))
    picture[2:4, 2:6, :3] = (240, 20, 90)
    canvas = empty(form(8, 6))
    paint(form(8, 6), canvas, picture, form(8, 6).whole)
    apart = np.abs(to_rgb(form(8, 6), canvas).astype(int) - picture[..., :3])
    assert apart.max() <= (0 if form is bgra else 2)


@pytest.mark.parametrize(("form", "mean"), [(yuv, 0.25), (bgra, 0.05)])
def test_a_frame_is_the_plain_composition(form, mean):
    """In the form's own levels; half-transparent names over spots, and colours of four pixels, lie apart."""
    staging = MadeUp()
    compositor = Compositor(staging, form(*staging.size))
    for minute in (0, 700, DAY, 2 * DAY + 800, 4 * DAY):
        canvas, other = compositor.still(minute), empty(compositor.form)
        paint(compositor.form, other, plain(staging, minute).astype(np.uint8), compositor.form.whole)
        apart = np.abs(canvas.astype(int) - other)
        assert apart.mean() < mean
        assert np.mean(apart > 3) < 0.01


@pytest.mark.parametrize("form", FORMS)
def test_frames_do_not_depend_on_what_was_composed_before(form):
    staging = MadeUp()
    reel = shots(beats(), 12)
    seen = [(n, frame.canvas.copy()) for n, frame in all_frames(staging, form(*staging.size), reel)]
    assert len(seen) == frames_in(reel)
    for number, shot in enumerate(reel):
        cold = Compositor(MadeUp(), form(*staging.size))
        again = [f.canvas.copy() for f in cold.frames(shot, reel[number - 1] if number else None)]
        assert all(
            np.array_equal(a, b) for a, b in zip(again, (c for n, c in seen if n == number), strict=True)
        )


@pytest.mark.parametrize("form", FORMS)
def test_mending_equals_laying_anew(form):
    staging = MadeUp(dots=600)
    size = form(*staging.size)
    stamper = Stamper(size, {k: cut(size, lambda x, y, k=k: staging.sprite(k, x, y)) for k in staging.kinds})
    going = Standing(staging, stamper)
    going.begin(0)
    mended = 0
    for minute in range(0, DAY // 2, 60):
        mended += going.follow(minute)
        anew = Standing(staging, stamper)
        anew.begin(minute)
        assert np.array_equal(going.canvas, anew.canvas), minute
    assert mended == 11
    assert not going.follow(DAY // 2 - 60)


@pytest.mark.parametrize("form", FORMS)
def test_another_plate_is_laid_as_if_it_were_the_first(form):
    staging = MadeUp(dots=600)
    size = form(*staging.size)
    stamper = Stamper(size, {k: cut(size, lambda x, y, k=k: staging.sprite(k, x, y)) for k in staging.kinds})
    going = Standing(staging, stamper)
    for minute in (0, DAY, DAY + 1, 3 * DAY + 800, DAY - 10, 3 * DAY + 860):
        going.begin(minute)
        anew = Standing(staging, stamper)
        anew.begin(minute)
        assert np.array_equal(going.canvas, anew.canvas), minute
        assert np.array_equal(going.ground.keep, anew.ground.keep), minute


def test_a_canvas_is_told_what_changed_since_it_asked():
    staging, form = MadeUp(), yuv(256, 144)
    stamper = Stamper(form, {k: cut(form, lambda x, y, k=k: staging.sprite(k, x, y)) for k in staging.kinds})
    standing = Standing(staging, stamper)
    standing.begin(0)
    assert standing.news() is None
    assert standing.news() == []
    before = standing.canvas.copy()
    standing.follow(60)
    standing.follow(120)
    apart = set(np.flatnonzero(standing.canvas != before).tolist())
    news = standing.news()
    assert apart
    assert apart <= {int(sample) for samples in news for sample in samples}
    standing.begin(2 * DAY)
    standing.follow(2 * DAY + 60)
    assert standing.news() is None


def test_frames_do_not_depend_on_what_was_shown_between():
    """Pictures of other minutes, before and after, leave nothing behind."""
    staging, form = MadeUp(), bgra(256, 144)
    compositor = Compositor(staging, form)
    for minute in (3 * DAY, 100, 3 * DAY + 1, 130, 190, 2 * DAY, 190):
        seen = compositor.still(minute).copy()
        assert np.array_equal(seen, Compositor(MadeUp(), form).still(minute)), minute


def test_spots_at_hand_are_those_of_the_minute():
    staging = MadeUp()
    ahead = Ahead(staging)
    ahead.look([0, 60, 60, 120])
    for minute in (60, 0, 700):
        assert ahead.key(minute) == staging.key(minute)
        assert ahead.standing(minute).keys() == {"dot", "ring"}
        for kind, spots in ahead.moving(minute).items():
            assert np.array_equal(spots, staging.moving(minute)[kind])
    asked = []
    staging.moving = lambda minute: asked.append(minute) or {}
    ahead.look([5, 10, 5])
    ahead.moving(10), ahead.moving(5)
    assert asked == [5, 10]


def test_inks_laid_in_part_are_the_whole_laid_anew():
    """Whatever came before: an ink that moved, went, or is half transparent over another."""
    rng = np.random.default_rng(3)
    below = filled(64, 48, PAPER)

    def ink(left, top, wide, tall):
        picture = filled(64, 48, (0, 0, 0), 0)
        part = picture[top : top + tall, left : left + wide]
        part[:] = rng.integers(0, 256, part.shape)
        part[::2, :, 3] = 255
        return ink_of(picture)

    first, second, moved = ink(4, 4, 20, 12), ink(14, 8, 20, 20), ink(30, 20, 30, 9)
    boxes = [(slice(0, 48), slice(0, 64))]
    pile, some = Pile(below, boxes), Pile(below, [(slice(10, 26), slice(12, 40))])
    nothing = ink_of(filled(64, 48, INK, 0))
    for inks in ((first, second), (first, moved), (second,), (first, second, moved), (nothing, second), ()):
        expected = lay(below, *inks)
        assert np.array_equal(pile.lay(*inks), expected)
        assert np.array_equal(some.lay(*inks)[10:26, 12:40], expected[10:26, 12:40])
    assert pile.lay() is pile.lay()
    assert np.array_equal(below, filled(64, 48, PAPER))


def test_places_that_came_and_went():
    def laid(*places):
        return {"dot": np.array(places, dtype=np.int64).reshape(-1, 2)}

    found = _dirty(laid((4, 8), (12, 16)), laid((12, 16), (20, 24)))
    assert {tuple(place) for place in found["dot"]} == {(4, 8), (20, 24)}
    assert _dirty(laid((4, 8), (12, 16)), laid((12, 16), (4, 8))) is None
    assert _dirty(laid((4, 8)), laid((4, 8))) == {}


def test_frames_that_equal_the_one_before_are_known():
    staging, form = MadeUp(), yuv(256, 144)
    before, fresh = None, 0
    for number, frame in all_frames(staging, form, shots(beats(rest=1.0), 12)):
        if not frame.fresh:
            assert np.array_equal(frame.canvas, before), number
        fresh += frame.fresh
        before = frame.canvas.copy()
    assert fresh == 2 * 1 + FADE + 4 * 12


def test_stamps_overlap_in_order():
    form = bgra(32, 32)
    red, blue = disc((255, 0, 0), 4, 13, 0.5, 0.5), disc((0, 0, 255), 4, 13, 0.5, 0.5)
    stamper = Stamper(form, {"red": cut(form, lambda x, y: red), "blue": cut(form, lambda x, y: blue)})
    canvas, keep = empty(form), np.full(form.length, 255, np.uint8)
    for kind, at in (("red", 12), ("blue", 14), ("red", 16)):
        stamper.stamp(canvas, kind, quartered(np.array([[at, 16.0]])), keep)
    rgb = to_rgb(form, canvas)
    assert rgb[16, 9].tolist() == [255, 0, 0]
    assert rgb[16, 11].tolist() == [0, 0, 255]
    assert rgb[16, 14].tolist() == [255, 0, 0]


@pytest.mark.parametrize("form", FORMS)
def test_a_sprite_stands_where_it_should(form):
    """The middle of a soft disc, weighed by its darkness, is the spot to a twentieth of a pixel."""
    size = form(64, 64)
    stamper = Stamper(size, {"dot": cut(size, lambda x, y: disc((0, 0, 0), 3.0, 11, x, y))})
    for x, y in ((30.0, 30.0), (30.25, 31.5), (31.75, 30.75), (33.5, 33.25)):
        canvas = empty(size)
        paint(size, canvas, filled(64, 64, (255, 255, 255)), size.whole)
        stamper.stamp(canvas, "dot", quartered(np.array([[x, y]])), np.full(size.length, 255, np.uint8))
        dark = 255.0 - to_rgb(size, canvas)[..., 1]
        rows, columns = np.mgrid[0:64, 0:64] + 0.5
        assert abs((dark * columns).sum() / dark.sum() - x) < 0.05
        assert abs((dark * rows).sum() / dark.sum() - y) < 0.05


def test_names_stay_on_top_of_what_moves():
    staging = MadeUp()
    staging._carts = np.array([[30.0, 50.0]])
    form = bgra(256, 144)
    canvas = Compositor(staging, form).still(0)
    assert to_rgb(form, canvas)[50, 30].tolist() == [26, 28, 30]
    assert to_rgb(form, canvas)[46, 30].tolist() != plain(MadeUp(), 0)[46, 30].tolist()


@pytest.mark.parametrize("form", FORMS)
def test_no_frame_of_a_fade_is_brighter_than_both(form):
    staging = MadeUp()
    staging.moving = staging.standing = lambda minute: {}
    reel = shots(beats(2, run=2.0, rest=1.0, card=1.0), 12)
    frames = [
        to_rgb(form(256, 144), f.canvas)[:70].astype(int)
        for _, f in all_frames(staging, form(256, 144), reel)
    ]
    cuts = [11, 11 + 11, 11 + 36, 11 + 36 + 11, 11 + 72]
    for last in cuts:
        before, after = frames[last], frames[last + FADE + 1]
        for mixed in frames[last + 1 : last + FADE + 1]:
            assert (mixed <= np.maximum(before, after) + 2).all()
            assert (mixed >= np.minimum(before, after) - 2).all()
        steps = [np.abs(frames[last + i + 1] - frames[last + i]).mean() for i in range(FADE + 1)]
        total = np.abs(after - before).mean()
        assert total > 0.3
        assert max(steps) < 0.35 * total


def test_the_sweep_shows_what_has_passed():
    staging = MadeUp()
    staging.moving = lambda minute: {}
    form = bgra(256, 144)
    compositor = Compositor(staging, form)
    sweep = staging.sweeps[0]
    for minute in (0, DAY, 3 * DAY, 4 * DAY):
        row = to_rgb(form, compositor.still(minute))[100, sweep.left : sweep.right]
        passed = (row == (90, 140, 200)).all(axis=1)
        edge = sweep.start + (sweep.end - sweep.start) * minute / (4 * DAY)
        assert abs(passed.sum() - (edge - sweep.left)) <= 1
        assert passed[: passed.sum()].all()


def test_changed_areas_hold_every_difference_and_little_else():
    before = filled(200, 120, (5, 5, 5))
    now = before.copy()
    now[10, 150, 2] = 6
    now[100:110, 40:45, 0] = 9
    areas = changed(now, before)
    outside = (now != before).any(axis=2)
    for area in areas:
        assert (area.left % 2, area.top % 2) == (0, 0)
        outside[area.top : area.bottom, area.left : area.right] = False
    assert not outside.any()
    assert sum((a.right - a.left) * (a.bottom - a.top) for a in areas) <= 2 * 32 * 32
    assert changed(before, before.copy()) == []


def test_shots_show_the_minutes_of_their_beats():
    reel = shots(
        (
            Beat("title", "title", None, 0, 0, 0.0, 2.0),
            Beat("day", "day-01", 1, 0, 1440, 2.0, 0.5),
            Beat("day", "day-02", 2, 1440, 2880, 0.0, 0.3),
        ),
        12,
    )
    assert [shot.frames for shot in reel] == [24, 30, 4]
    assert [shot.first for shot in reel] == [0, 24, 54]
    assert reel[0].card == "title"
    assert reel[1].card is None
    assert reel[1].minutes == tuple(range(60, 1441, 60))
    assert reel[1].minute(29) == 1440
    assert reel[2].minutes == ()
    assert shots([Beat("day", "d", 1, 0, 200, 0.25, 0.0)], 12)[0].minutes == (67, 133, 200)
    assert reel[2].minute(0) == 2880


def test_a_fade_takes_no_longer_than_a_sixth_of_a_second():
    assert [fade_frames(fps) for fps in (1, 4, 6, 12, 24, 60)] == [0, 0, 1, 2, 4, 4]


def test_without_a_fade_pictures_change_at_once():
    staging = MadeUp()
    compositor = Compositor(staging, yuv(256, 144), fade=0)
    reel = shots(beats(), 4)
    frame = next(iter(compositor.frames(reel[2], reel[1]))).canvas.copy()
    assert np.array_equal(frame, compositor.still(reel[2].minutes[0]))
    assert [f.fresh for f in compositor.frames(reel[5], reel[4])] == [True, False]


def test_a_film_lasts_as_long_as_its_beats():
    many = [Beat("day", f"d{n}", n + 1, n * 1440, n * 1440 + 1440, 0.37, 0.11) for n in range(50)]
    assert frames_in(shots(many, 12)) == round(50 * 0.48 * 12)
